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
            }
            nodes[key] = node.here == 0 && node.below == 0 ? nil : node
        }
        return released
    }

    /// Parks an item if one of its changes is related to an open directory, and says whether it did.
    mutating func park(_ item: Int32, path: DrivePath, mode: AccessMode, isOfFamily: Bool, in space: Int32) -> Bool {
        if openCount == 0 || !mode.isChange { return false }
        let keys = Self.keys(of: path, in: space)
        let end = isOfFamily && keys.count > 1 ? keys.count - 1 : keys.count
        for (index, key) in keys.prefix(end).enumerated() {
            // Only the counts are taken out: a copy of the node would make each append copy the whole list.
            guard let (here, below) = nodes[key].map({ ($0.here, $0.below) }) else { break }
            let isPlace = index == end - 1
            // A directory that is made, or there already, changes what lies above it and nothing else: what is being
            // read at or below its place stands there.
            let related = isPlace ? mode != .ensure && (here > 0 || below > 0) : here > 0
            if related {
                nodes[key]?.parked.append(item)
                parkedCount += 1
                return true
            }
        }
        return false
    }

    /// Whether anything is held back by a directory: then it is read to its end whatever the loop does.
    func holdsBack(_ directory: DrivePath, in space: Int32) -> Bool {
        if parkedCount == 0 { return false }
        for key in Self.keys(of: directory, in: space) {
            if let node = nodes[key], !node.parked.isEmpty { return true }
        }
        return false
    }

    /// Keys of the root, then of family and name in turn.
    private static func keys(of path: DrivePath, in space: Int32) -> [UInt64] {
        var keys: [UInt64] = []
        keys.reserveCapacity(path.depth * 2 + 1)
        var key = AccessRoot.space(space).hash
        keys.append(key)
        for name in path.names {
            let hash = NameHash(name)
            key = NameHash.mix(key &* 3 &+ hash.family)
            keys.append(key)
            key = NameHash.mix(key &* 5 &+ hash.exact)
            keys.append(key)
        }
        return keys
    }
}
