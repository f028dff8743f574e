public import SMHModel

/// What a batch does.
public enum BatchKind: UInt8, Hashable, Sendable, CaseIterable {
    case delete, move, copy, restore, purge
    /// References to files, put into one album and taken out of it: the files stay as they are.
    case addToAlbum, removeFromAlbum
    /// An album as a whole; its files stay.
    case deleteAlbum

    var isOfAlbum: Bool { self == .addToAlbum || self == .removeFromAlbum || self == .deleteAlbum }
}

/// What happens at a place that is taken, as it is sent.
public enum WireStrategy: UInt8, Hashable, Sendable {
    case ask, rename, overwrite
}

/// One item of a batch.
public struct BatchItem: Sendable {
    /// What is deleted, moved or copied; the root for `restore` and `purge`, which go by number; for albums the album's id,
    /// and below it the file's.
    public var source: DrivePath
    /// The full target with its name, for moves and copies.
    public var target: DrivePath?
    /// The bin number, for `restore` and `purge`.
    public var number: Int64
    /// What the script took the thing at `source` for, where it has an entry and the service changes by identity.
    public var identity: String?

    public init(source: DrivePath, target: DrivePath? = nil, number: Int64 = 0, identity: String? = nil) {
        self.source = source
        self.target = target
        self.number = number
        self.identity = identity
    }
}

/// One request for many items: one kind, one target space, one set of options.
public struct Batch: Sendable {
    public var kind: BatchKind
    /// The space in the URL: the target space of a move or copy.
    public var space: DriveSpace
    /// The space of the sources, where it is another one.
    public var sourceSpace: DriveSpace?
    /// Deletes only.
    public var permanent: Bool
    /// Moves and copies only; always sent. Restores always rename.
    public var strategy: WireStrategy
    public var moveAuthority: Bool
    public var items: [BatchItem]

    public init(
        kind: BatchKind, space: DriveSpace, sourceSpace: DriveSpace? = nil, permanent: Bool = false,
        strategy: WireStrategy = .ask, moveAuthority: Bool = false, items: [BatchItem]
    ) {
        self.kind = kind
        self.space = space
        self.sourceSpace = sourceSpace
        self.permanent = permanent
        self.strategy = strategy
        self.moveAuthority = moveAuthority
        self.items = items
    }
}
