/// What an adapter can do.
public struct DriveCapabilities: Sendable {
    /// The most items a batch may hold.
    public var batchLimits: [BatchKind: Int]
    /// The strategies that the service honours for moves and copies; empty if it knows none, and places are looked at first.
    public var strategies: Set<WireStrategy>
    public var listPageLimit: Int
    public var recycledPageLimit: Int
    /// How many task numbers one poll may name.
    public var pollLimit: Int
    /// Whether `afterName` works when listing.
    public var listsAfterName: Bool
    /// Whether names can be listed by prefix.
    public var listsByPrefix: Bool
    /// Whether moves and copies may cross spaces.
    public var crossesSpaces: Bool
    /// Whether the items of a move or copy go to one directory and keep their names; one that gets another name then goes
    /// alone.
    public var groupsByDirectory: Bool
    /// Whether the service changes what has an id, wherever it is by then, and not what stands at a path.
    public var changesByIdentity: Bool
    public var hasAlbums: Bool
    /// Whether a move can take the permissions of a directory along.
    public var movesAuthority: Bool

    public init(
        batchLimits: [BatchKind: Int] = [:],
        strategies: Set<WireStrategy> = [.ask, .rename, .overwrite],
        listPageLimit: Int = 1000,
        recycledPageLimit: Int = 100,
        pollLimit: Int = 100,
        listsAfterName: Bool = true,
        listsByPrefix: Bool = true,
        crossesSpaces: Bool = true,
        groupsByDirectory: Bool = false,
        changesByIdentity: Bool = false,
        hasAlbums: Bool = false,
        movesAuthority: Bool = true
    ) {
        self.batchLimits = batchLimits
        self.strategies = strategies
        self.listPageLimit = listPageLimit
        self.recycledPageLimit = recycledPageLimit
        self.pollLimit = pollLimit
        self.listsAfterName = listsAfterName
        self.listsByPrefix = listsByPrefix
        self.crossesSpaces = crossesSpaces
        self.groupsByDirectory = groupsByDirectory
        self.changesByIdentity = changesByIdentity
        self.hasAlbums = hasAlbums
        self.movesAuthority = movesAuthority
    }

    public func batchLimit(_ kind: BatchKind) -> Int { max(1, min(1000, batchLimits[kind] ?? 1000)) }
}
