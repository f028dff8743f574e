public import SMHModel

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
