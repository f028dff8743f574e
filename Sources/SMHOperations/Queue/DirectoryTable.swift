import SMHModel

/// The directories that this run knows to exist, because it made them or found them, so that each is made once.
///
/// Keys are hashes of exact names. One that collides makes the service answer that a directory is missing, upon which it
/// is forgotten and made.
struct DirectoryTable {
    private enum State {
        case known, making
    }

    private var states: [UInt64: State] = [:]
    /// Items that wait for a directory that is being made.
    private var waiting: [UInt64: [Int32]] = [:]
    /// The known directories at or below a path, for forgetting them.
    private var below: [UInt64: Set<UInt64>] = [:]

    static func key(_ path: DrivePath, in space: Int32) -> UInt64 {
        var key = AccessRoot.space(space).hash
        for name in path.names { key = NameHash.exactChain(key, name) }
        return key
    }

    func knows(_ key: UInt64) -> Bool {
        states[key] == .known
    }

    /// Lets an item wait for a directory; true if the directory is to be made now.
    mutating func wait(_ item: Int32, for key: UInt64) -> Bool {
        waiting[key, default: []].append(item)
        if states[key] == .making { return false }
        states[key] = .making
        return true
    }

    /// It was made, or it could not be; gives the items that waited.
    mutating func resolve(_ path: DrivePath, in space: Int32, made: Bool) -> [Int32] {
        let key = Self.key(path, in: space)
        if made {
            learn(path, in: space)
        } else {
            states[key] = nil
        }
        return waiting.removeValue(forKey: key) ?? []
    }

    private mutating func learn(_ path: DrivePath, in space: Int32) {
        var key = AccessRoot.space(space).hash
        var chain: [UInt64] = []
        for name in path.names {
            key = NameHash.exactChain(key, name)
            chain.append(key)
            // Those above exist as well, but one that is being made has items that wait for its own answer.
            let isPlace = chain.count == path.depth
            if isPlace || states[key] != .making { states[key] = .known }
            for above in chain { below[above, default: []].insert(key) }
        }
    }

    /// What stood at a path is gone, or may be: a directory there has to be made again.
    mutating func forget(_ path: DrivePath, in space: Int32) {
        if below.isEmpty { return }
        let key = Self.key(path, in: space)
        guard let gone = below.removeValue(forKey: key) else { return }
        for directory in gone {
            if states[directory] == .known { states[directory] = nil }
        }
    }
}
