import SMHModel

/// The directories that loops and operations are still reading, and the items held back by them.
///
/// A change is held back while it touches a directory that is not read to its end, or what contains it, or what it
/// contains (operations.md section 1, Listings). Names are taken as in ``ConflictIndex``.
struct OpenListings {
    struct Node {
        /// Directories open at this place, and strictly below it.
        var here: Int32 = 0
        var below: Int32 = 0
        /// Items that wait until nothing is open here, or nothing below.
        var parked: [Int32] = []
        /// Something in a lane waits likewise.
        var isWanted = false
    }

    private var nodes: [UInt64: Node] = [:]
    private(set) var openCount = 0
    private(set) var parkedCount = 0

    var isEmpty: Bool { openCount == 0 }

    mutating func open(_ directory: DrivePath, in space: Int32) {
        openCount += 1
        let keys = Self.keys(of: directory, in: space)
        for key in keys.dropLast() { nodes[key, default: Node()].below += 1 }
        if let last = keys.last { nodes[last, default: Node()].here += 1 }
    }

    /// A directory was read to its end, or let go; gives the items to be looked at again.
    mutating func close(_ directory: DrivePath, in space: Int32) -> [Int32] {
        openCount -= 1
        var released: [Int32] = []
        let keys = Self.keys(of: directory, in: space)
        for (index, key) in keys.enumerated() {
            guard var node = nodes[key] else { continue }
            if index == keys.count - 1 { node.here -= 1 } else { node.below -= 1 }
            if node.here == 0 || node.below == 0 {
                released += node.parked
                parkedCount -= node.parked.count
                node.parked = []
                node.isWanted = false
            }
            nodes[key] = node.here == 0 && node.below == 0 ? nil : node
        }
        return released
    }

    /// The place at which one of an item's changes meets an open directory; nil if none does.
    func obstacle(_ access: Access) -> UInt64? {
        guard openCount > 0, access.mode.isChange, case .space = access.root else { return nil }
        let keys = PathKeys.chain(of: access)
        for (index, key) in keys.enumerated() {
            guard let node = nodes[key] else { return nil }
            let isPlace = index == keys.count - 1
            // A directory that is made, or there already, changes what lies above it and nothing else: what is being
            // read at or below its place stands there.
            let isRelated = isPlace ? access.mode != .ensure && (node.here > 0 || node.below > 0) : node.here > 0
            if isRelated { return key }
        }
        return nil
    }

    /// Parks an item at such a place.
    mutating func park(_ item: Int32, at key: UInt64) {
        // In place: a copy of the node would make each append copy the whole list.
        nodes[key]?.parked.append(item)
        parkedCount += 1
    }

    /// Something outside of memory waits at such a place.
    mutating func want(_ key: UInt64) { nodes[key]?.isWanted = true }

    /// Whether anything is held back by a directory: then it is read to its end whatever the loop does.
    func holdsBack(_ directory: DrivePath, in space: Int32) -> Bool {
        for key in Self.keys(of: directory, in: space) {
            if let node = nodes[key], node.isWanted || !node.parked.isEmpty { return true }
        }
        return false
    }

    private static func keys(of path: DrivePath, in space: Int32) -> [UInt64] {
        PathKeys.chain(path, root: AccessRoot.space(space).hash)
    }
}
