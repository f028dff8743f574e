public import SMHModel

/// What an operation does.
public enum OperationKind: UInt8, Sendable, Hashable, CaseIterable {
    case delete, move, copy, restore, purge, mkdir
    case addToAlbum, removeFromAlbum, deleteAlbum

    /// The word of the language, and what `op` of an item says.
    public var word: String {
        switch self {
        case .addToAlbum: "addToAlbum"
        case .removeFromAlbum: "removeFromAlbum"
        case .deleteAlbum: "deleteAlbum"

        case .delete: "delete"
        case .move: "move"
        case .copy: "copy"
        case .restore: "restore"
        case .purge: "purge"
        case .mkdir: "mkdir"
        }
    }

    /// Whether it touches an album and no file.
    public var isOfAlbum: Bool { self == .addToAlbum || self == .removeFromAlbum || self == .deleteAlbum }

    /// What the report says of an item that went through and might be taken for more than it is.
    var remark: String? {
        switch self {
        case .removeFromAlbum: "taken out of the album; the file itself stays where it is"
        case .deleteAlbum: "the album is gone; the files that were in it stay where they are"
        default: nil
        }
    }
}

/// What happens where a target is taken.
public enum ConflictStrategy: UInt8, Sendable, Hashable {
    /// Nothing was written: files get a free name, directories are `ask`.
    case automatic
    case ask, rename, overwrite
    /// The service chooses the name.
    case service

    /// The word a script writes; nil for others.
    public init?(word: String) {
        switch word {
        case "ask": self = .ask
        case "rename": self = .rename
        case "overwrite": self = .overwrite
        case "service": self = .service
        default: return nil
        }
    }
}

/// One thing an operation is to act on.
public enum OperationTarget: Sendable {
    case path(DrivePath, in: DriveSpace)
    case entry(Entry)
    /// A thing in a recycle bin, by its number; the place is what is known of where it goes back to.
    case recycled(Int64, in: DriveSpace, place: DrivePath?)
    /// Everything a glob matches, listed by the engine.
    case glob(GlobRequest)
    /// A file's place in an album, to be given or taken.
    case member(AlbumMember)
    case album(Album)
    /// A thing that could not be found out, under its own path: it fails with this.
    case failure(DrivePath, in: DriveSpace, OperationError)
}

/// A glob over a space.
public struct GlobRequest: Sendable {
    public enum Kinds: Sendable, Hashable {
        case files, directories, any
    }

    public var space: DriveSpace
    public var pattern: GlobPattern
    public var except: [GlobPattern]
    public var kinds: Kinds

    public init(space: DriveSpace, pattern: GlobPattern, except: [GlobPattern] = [], kinds: Kinds = .files) {
        self.space = space
        self.pattern = pattern
        self.except = except
        self.kinds = kinds
    }
}

/// The `to` of a move or copy.
public struct OperationDestination: Sendable {
    public var space: DriveSpace
    public var path: DrivePath
    /// It ended in a slash: into this directory, keeping names.
    public var isDirectory: Bool

    public init(space: DriveSpace, path: DrivePath, isDirectory: Bool) {
        self.space = space
        self.path = path
        self.isDirectory = isDirectory
    }
}

/// What to do about an operation on a glob that matches nothing.
public enum EmptyMatch: Sendable, Hashable {
    case warn, accept, fail
}

/// One statement of a script: what it does, to what, and how.
public struct Operation: Sendable {
    public var kind: OperationKind
    public var targets: [OperationTarget]
    /// Whether the script gave a glob, a list or a report, however many items that has: `to` must end in a slash then.
    public var isMany: Bool
    public var destination: OperationDestination?
    public var permanent: Bool
    public var strategy: ConflictStrategy
    public var moveAuthority: Bool
    public var emptyMatch: EmptyMatch
    public var origin: OperationOrigin?

    public init(
        _ kind: OperationKind, _ targets: [OperationTarget], isMany: Bool = false,
        to destination: OperationDestination? = nil, permanent: Bool = false,
        strategy: ConflictStrategy = .automatic, moveAuthority: Bool = false, emptyMatch: EmptyMatch = .warn,
        origin: OperationOrigin? = nil
    ) {
        self.kind = kind
        self.targets = targets
        self.isMany = isMany
        self.destination = destination
        self.permanent = permanent
        self.strategy = strategy
        self.moveAuthority = moveAuthority
        self.emptyMatch = emptyMatch
        self.origin = origin
    }
}
