import SMHModel

/// What the items of lanes touch, by directory: what is written later and touches the same must follow them.
///
/// Coarser than the conflicts themselves, for nobody could keep the paths of millions. That can make something wait for
/// nothing, and nothing worse.
struct LaneMarks {
    /// How a lane touches a place.
    struct Touch: OptionSet {
        let rawValue: UInt8
        static let reads = Touch(rawValue: 1)
        static let changes = Touch(rawValue: 2)
        static let ensures = Touch(rawValue: 4)

        init(rawValue: UInt8) { self.rawValue = rawValue }

        init(_ mode: AccessMode) {
            switch mode {
            case .read: self = .reads
            case .ensure: self = .ensures
            case .write, .join: self = .changes
            }
        }

        /// Whether one of these and an access of that mode can conflict.
        func conflicts(with mode: AccessMode) -> Bool {
            switch mode {
            case .read: !isSubset(of: .reads)
            case .ensure: !isSubset(of: .ensures)
            case .write, .join: !isEmpty
            }
        }
    }

    private struct Mark {
        var lane: Int32
        /// At the place itself; in it; further below.
        var here: Touch = []
        var inside: Touch = []
        var below: Touch = []
    }

    private var marks: [UInt64: [Mark]] = [:]
    /// The keys that a lane has marked.
    private var keys: [Int32: [UInt64]] = [:]

    /// Marks what a lane's item touches: the place itself, or, for one of many, the directory it lies in.
    mutating func add(_ access: Access, of lane: Int32, byDirectory: Bool) {
        let isInside = byDirectory && !access.path.isRoot
        var chain = PathKeys.chain(of: access)
        if isInside { chain.removeLast(access.isOfFamily ? 1 : 2) }
        guard let last = chain.last else { return }
        let touch = Touch(access.mode)
        if let known = marks[last]?.first(where: { $0.lane == lane }),
            isInside ? known.inside.contains(touch) : known.here.contains(touch)
        {
            return
        }
        change(last, lane) { mark in
            if isInside { mark.inside.insert(touch) } else { mark.here.insert(touch) }
        }
        for key in chain.dropLast() { change(key, lane) { $0.below.insert(touch) } }
    }

    private mutating func change(_ key: UInt64, _ lane: Int32, _ body: (inout Mark) -> Void) {
        if let index = marks[key]?.firstIndex(where: { $0.lane == lane }) {
            body(&marks[key, default: []][index])
            return
        }
        var mark = Mark(lane: lane)
        body(&mark)
        marks[key, default: []].append(mark)
        keys[lane, default: []].append(key)
    }

    /// The lanes that something must follow.
    func lanes(before access: Access) -> [Int32] {
        if marks.isEmpty { return [] }
        var found: [Int32] = []
        let chain = PathKeys.chain(of: access)
        for (index, key) in chain.enumerated() {
            guard let marks = marks[key] else { break }
            for mark in marks {
                var touch = mark.here.union(mark.inside)
                if index == chain.count - 1 {
                    // What lies below a directory is no matter to one who only needs the directory.
                    touch = access.mode.coversBelow ? touch.union(mark.below) : mark.here
                }
                if touch.conflicts(with: access.mode), !found.contains(mark.lane) { found.append(mark.lane) }
            }
        }
        return found
    }

    /// What one lane has marked is the other's from now on.
    mutating func merge(_ lane: Int32, into other: Int32) {
        for key in keys.removeValue(forKey: lane) ?? [] {
            guard let index = marks[key]?.firstIndex(where: { $0.lane == lane }),
                let mark = marks[key]?.remove(at: index)
            else { continue }
            change(key, other) { kept in
                kept.here.formUnion(mark.here)
                kept.inside.formUnion(mark.inside)
                kept.below.formUnion(mark.below)
            }
        }
    }

    /// A lane is empty.
    mutating func remove(_ lane: Int32) {
        for key in keys.removeValue(forKey: lane) ?? [] {
            marks[key]?.removeAll { $0.lane == lane }
            if marks[key]?.isEmpty ?? false { marks[key] = nil }
        }
    }
}
