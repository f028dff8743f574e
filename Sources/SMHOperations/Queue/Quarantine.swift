import SMHModel

/// Places that a delete, move or overwrite which went out twice may still reach, and until when: what this run put there
/// before could be what is deleted, moved or replaced.
struct Quarantine {
    /// What a place is found by.
    private enum Key: Hashable {
        case place(UInt64)
        /// A directory above it.
        case above(UInt64)
        /// Its directory, and the family of its name.
        case family(UInt64, UInt64)
    }

    /// Above this, what is over is thrown away.
    private static let usualCount = 1 << 16

    private var ends: [Key: Int64] = [:]

    var isEmpty: Bool { ends.isEmpty }

    mutating func add(_ path: DrivePath, in space: Int32, until end: Int64, now: Int64) {
        if ends.count > Self.usualCount { ends = ends.filter { $0.value > now } }
        var key = AccessRoot.space(space).hash
        for (index, name) in path.names.enumerated() {
            note(.above(key), end)
            if index == path.depth - 1 { note(.family(key, NameHash(name).family), end) }
            key = NameHash.exactChain(key, name)
        }
        note(.place(key), end)
    }

    private mutating func note(_ key: Key, _ end: Int64) { ends[key] = max(ends[key] ?? end, end) }

    /// Until when a path is not to be filled, in the past where it may be; nil where it always might.
    /// - Parameters:
    ///   - ofFamily: it may become any name of its family.
    ///   - isTree: what is put there may bring things below it.
    func end(at path: DrivePath, in space: Int32, ofFamily: Bool = false, isTree: Bool = false) -> Int64? {
        if ends.isEmpty { return nil }
        var found: [Int64?] = []
        var key = AccessRoot.space(space).hash
        for (index, name) in path.names.enumerated() {
            if ofFamily, index == path.depth - 1 { found.append(ends[.family(key, NameHash(name).family)]) }
            key = NameHash.exactChain(key, name)
            found.append(ends[.place(key)])
        }
        if isTree { found.append(ends[.above(key)]) }
        return found.compactMap { $0 }.max()
    }
}
