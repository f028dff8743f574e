import SMHModel

/// The chain of keys of a path, from its root down: of each name its family, then the name itself, as in
/// ``ConflictIndex``.
enum PathKeys {
    static func chain(_ path: DrivePath, root: UInt64) -> [UInt64] {
        var keys: [UInt64] = []
        keys.reserveCapacity(path.depth * 2 + 1)
        var key = root
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

    /// The chain that an access walks: where it stands for a whole family, it ends there.
    static func chain(of access: Access) -> [UInt64] {
        var keys = chain(access.path, root: access.root.hash)
        if access.isOfFamily, keys.count > 1 { keys.removeLast() }
        return keys
    }
}
