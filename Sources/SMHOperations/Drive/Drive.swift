public import SMHModel

/// Which library of which service a drive speaks to: things are the same if these, the space and the path are.
public struct DriveIdentity: Hashable, Sendable {
    /// The address of the service without a trailing slash, or the file of an embedded library.
    public let service: String
    public let library: String

    public init(service: String, library: String) {
        self.service = service
        self.library = library
    }
}

/// A space of a library. Two with the same drive and number are the same space.
public struct DriveSpace: Hashable, Sendable {
    public let drive: DriveIdentity
    /// `-` in a single-tenant library.
    public let id: String
    /// The engine's short name for it, unique within one engine; equality and hashing rest on it alone.
    public let index: Int32

    public init(drive: DriveIdentity, id: String, index: Int32) {
        self.drive = drive
        self.id = id
        self.index = index
    }

    public static func == (left: DriveSpace, right: DriveSpace) -> Bool { left.index == right.index }
    public func hash(into hasher: inout Hasher) { hasher.combine(index) }
}

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

/// Which page of a directory.
public struct ListRequest: Sendable {
    public var space: DriveSpace
    public var directory: DrivePath
    /// The service's own cursor, from the page before.
    public var marker: String?
    /// Only names after this one; takes the place of a marker that was lost.
    public var afterName: String?
    /// Only names that begin so (capability `listsByPrefix`).
    public var prefix: String?
    public var limit: Int

    public init(
        space: DriveSpace, directory: DrivePath, marker: String? = nil, afterName: String? = nil, prefix: String? = nil,
        limit: Int
    ) {
        self.space = space
        self.directory = directory
        self.marker = marker
        self.afterName = afterName
        self.prefix = prefix
        self.limit = limit
    }
}

/// A page of a directory, by name ascending, directories and files together.
public struct ListPage: Sendable {
    public var entries: [Entry]
    /// nil or empty on the last page.
    public var nextMarker: String?
    /// The directory's tag, which changes with its children.
    public var etag: String?

    public init(entries: [Entry], nextMarker: String? = nil, etag: String? = nil) {
        self.entries = entries
        self.nextMarker = nextMarker
        self.etag = etag
    }
}

/// A thing in a recycle bin.
public final class RecycledEntry: Sendable {
    public let space: DriveSpace
    public let number: Int64
    /// Where it lay; nil where the service does not say.
    public let originalPath: DrivePath?
    public let name: String
    public let kind: Entry.Kind
    public let type: String
    public let size: Int64?
    public let crc64: String?
    public let created: Int64?
    public let modified: Int64?
    /// When it was deleted, in nanoseconds since 1970.
    public let removed: Int64?
    public let remainingDays: Int?
    public let raw: String?

    public init(
        space: DriveSpace, number: Int64, originalPath: DrivePath?, name: String, kind: Entry.Kind, type: String,
        size: Int64? = nil, crc64: String? = nil, created: Int64? = nil, modified: Int64? = nil, removed: Int64? = nil,
        remainingDays: Int? = nil, raw: String? = nil
    ) {
        self.space = space
        self.number = number
        self.originalPath = originalPath
        self.name = name
        self.kind = kind
        self.type = type
        self.size = size
        self.crc64 = crc64
        self.created = created
        self.modified = modified
        self.removed = removed
        self.remainingDays = remainingDays
        self.raw = raw
    }
}

/// A page of a recycle bin.
public struct RecycledPage: Sendable {
    public var entries: [RecycledEntry]
    public var nextMarker: String?

    public init(entries: [RecycledEntry], nextMarker: String? = nil) {
        self.entries = entries
        self.nextMarker = nextMarker
    }
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

/// What a service said of one item.
public struct BatchResult: Sendable {
    public var status: Int
    /// The path by which the item is known: what was deleted, moved from or copied from. nil where the answer had none
    /// that can be read. Results are matched to items by this, not by position.
    public var source: DrivePath?
    /// The target as it was asked for, echoed by moves and copies.
    public var target: DrivePath?
    /// Where the thing is now, if the service said.
    public var finalPath: DrivePath?
    /// The number in the bin: of a delete to the bin, and what a restore goes by.
    public var recycledID: Int64?
    public var serviceCode: String?
    public var message: String?
    /// Set where the adapter knows that the item failed for good, and how a script is to see it; else the status says.
    public var code: OperationCode?

    public init(
        status: Int, source: DrivePath? = nil, target: DrivePath? = nil, finalPath: DrivePath? = nil,
        recycledID: Int64? = nil, serviceCode: String? = nil, message: String? = nil, code: OperationCode? = nil
    ) {
        self.status = status
        self.source = source
        self.target = target
        self.finalPath = finalPath
        self.recycledID = recycledID
        self.serviceCode = serviceCode
        self.message = message
        self.code = code
    }
}

/// The answer to a batch.
public struct BatchAnswer: Sendable {
    public enum Outcome: Sendable {
        /// 200, 207: done, with a result for each item, in any order.
        case finished([BatchResult])
        /// 202: the service works on it under this number.
        case task(String)
        /// 204: done, and nothing said of items.
        case finishedWithoutResults
    }

    public var outcome: Outcome
    public var requestID: String?

    public init(_ outcome: Outcome, requestID: String? = nil) {
        self.outcome = outcome
        self.requestID = requestID
    }
}

/// What a poll said of a task. Tasks that the service does not know are left out of its answer.
public struct TaskState: Sendable {
    public enum Progress: Sendable {
        /// 202
        case running
        /// 200, 207, 400 of the newer form
        case finished([BatchResult])
        /// 204
        case finishedWithoutResults
        /// 500 and anything else
        case failed(message: String?)
    }

    public var id: String
    public var progress: Progress

    public init(id: String, progress: Progress) {
        self.id = id
        self.progress = progress
    }
}

/// A space as the service lists it.
public struct SpaceUsage: Sendable {
    /// Bytes used.
    public var size: Int64
    public var capacity: Int64?
    public var available: Int64?

    public init(size: Int64, capacity: Int64? = nil, available: Int64? = nil) {
        self.size = size
        self.capacity = capacity
        self.available = available
    }
}

/// The files below a directory, as the service counts them (seconds behind).
public struct DirectoryStatistics: Sendable {
    public var files: Int
    public var directories: Int
    public var bytes: Int64

    public init(files: Int, directories: Int, bytes: Int64) {
        self.files = files
        self.directories = directories
        self.bytes = bytes
    }
}

/// A library of a service, or of this machine, as the operations need it: one method an exchange, no retry, no cache.
///
/// An adapter says of each failure whether anything can have happened. It renews its token by itself, once however
/// many calls need it, and follows no redirect and repeats no request for a change.
public protocol Drive: Sendable {
    var identity: DriveIdentity { get }
    var capabilities: DriveCapabilities { get }
    /// Nanoseconds since 1970 by the clock that dates entries: up to two seconds late, never early. nil where it is not
    /// known, and this machine's clock has to do.
    var serviceTime: Int64? { get }

    func listPage(_ request: ListRequest) async throws(DriveError) -> ListPage
    /// What stands at a path, with its inode. Absent: `NotFound`, and only if the service said so.
    func information(of path: DrivePath, in space: DriveSpace) async throws(DriveError) -> Entry
    /// Makes a directory and the missing ones above it, strategy `ask`. A taken place: `Exists`.
    func makeDirectory(_ path: DrivePath, in space: DriveSpace) async throws(DriveError)
    func submit(_ batch: Batch) async throws(DriveError) -> BatchAnswer
    /// Asks for at most `pollLimit` tasks of one space.
    func poll(_ ids: [String], in space: DriveSpace) async throws(DriveError) -> [TaskState]
    /// What a task does that this run did not start; nil where the service does not tell. Answers to ``poll(_:in:)``
    /// are read by it from then on.
    func taskKind(_ id: String, in space: DriveSpace) async throws(DriveError) -> BatchKind?
    /// Without a bin: `Unsupported`.
    func recycledPage(in space: DriveSpace, marker: String?, limit: Int) async throws(DriveError) -> RecycledPage
    func usage(of space: DriveSpace) async throws(DriveError) -> SpaceUsage
    /// The versions that are kept of a file, the present one among them.
    func versionPage(
        of file: DrivePath, in space: DriveSpace, marker: String?
    ) async throws(DriveError) -> VersionPage
    /// The ids of the library's spaces; `["-"]` where it has but one.
    func spaces() async throws(DriveError) -> [String]
    func statistics(of directory: DrivePath, in space: DriveSpace) async throws(DriveError) -> DirectoryStatistics
    /// Begins to write a file whose directory is there. A taken place under `ask`: `Exists`, here or at the end.
    func beginUpload(
        of size: Int64, to path: DrivePath, in space: DriveSpace, strategy: WireStrategy
    ) async throws(DriveError) -> any DriveUpload
    func beginDownload(_ path: DrivePath, in space: DriveSpace) async throws(DriveError) -> any DriveDownload
    /// What an index finds by words of a name, in whatever order; it may lag behind.
    func search(_ words: String, below directory: DrivePath, in space: DriveSpace) async throws(DriveError) -> [Entry]
    /// The thing with an id, wherever it is. `Unsupported` where things have none.
    func entry(withIdentity id: String, in space: DriveSpace) async throws(DriveError) -> Entry

    /// The albums of a space, in whatever order the service gives them.
    func albumPage(in space: DriveSpace, marker: String?) async throws(DriveError) -> AlbumPage
    func memberPage(of album: Album, marker: String?) async throws(DriveError) -> AlbumMemberPage
    /// Makes an empty album and gives its id. The service may allow two of one name.
    func createAlbum(named name: String, in space: DriveSpace) async throws(DriveError) -> String
    func renameAlbum(_ album: Album, to name: String) async throws(DriveError)
}

extension Drive {
    private static func noAlbums() -> DriveError {
        DriveError(.final, code: .unsupported, message: "this service has no albums")
    }

    public func entry(withIdentity id: String, in space: DriveSpace) async throws(DriveError) -> Entry {
        throw DriveError(.final, code: .unsupported, message: "this service finds nothing by an id")
    }

    public func albumPage(in space: DriveSpace, marker: String?) async throws(DriveError) -> AlbumPage {
        throw Self.noAlbums()
    }

    public func memberPage(of album: Album, marker: String?) async throws(DriveError) -> AlbumMemberPage {
        throw Self.noAlbums()
    }

    public func createAlbum(named name: String, in space: DriveSpace) async throws(DriveError) -> String {
        throw Self.noAlbums()
    }

    public func renameAlbum(_ album: Album, to name: String) async throws(DriveError) { throw Self.noAlbums() }

    public var serviceTime: Int64? { nil }

    public func statistics(
        of directory: DrivePath, in space: DriveSpace
    ) async throws(DriveError) -> DirectoryStatistics {
        throw DriveError(.final, code: .unsupported, message: "this service keeps no statistics of directories")
    }

    public func taskKind(_ id: String, in space: DriveSpace) async throws(DriveError) -> BatchKind? { nil }

    public func versionPage(
        of file: DrivePath, in space: DriveSpace, marker: String?
    ) async throws(DriveError) -> VersionPage {
        throw DriveError(.final, code: .unsupported, message: "this service keeps no versions of files")
    }

    public func beginUpload(
        of size: Int64, to path: DrivePath, in space: DriveSpace, strategy: WireStrategy
    ) async throws(DriveError) -> any DriveUpload {
        throw DriveError(.final, code: .unsupported, message: "this library takes no uploads")
    }

    public func beginDownload(
        _ path: DrivePath, in space: DriveSpace
    ) async throws(DriveError) -> any DriveDownload {
        throw DriveError(.final, code: .unsupported, message: "this library gives no downloads")
    }

    public func search(
        _ words: String, below directory: DrivePath, in space: DriveSpace
    ) async throws(DriveError) -> [Entry] {
        throw DriveError(.final, code: .unsupported, message: "this library has no search")
    }
}
