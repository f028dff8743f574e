public import SMHModel

/// A thing that a listing or a look gave: a file, directory or link as it was when it was read.
///
/// A class, because the queue and the script hand entries on by the million: one reference each. Times are nanoseconds
/// since 1970.
public final class Entry: Sendable {
    public enum Kind: UInt8, Sendable, Hashable {
        case file, directory, link
    }

    public let space: DriveSpace
    /// Where it lies; shared by all entries of one directory.
    public let directory: DrivePath
    /// The name, byte for byte as the service gave it; empty for the root.
    public let name: String
    public let kind: Kind
    /// The service's own word: `dir`, `file`, `image`, `video`, `symlink`, `virtual`.
    public let type: String
    /// In bytes; nil for directories and where the service did not say.
    public let size: Int64?
    public let created: Int64?
    public let modified: Int64?
    public let etag: String?
    public let inode: String?
    public let crc64: String?
    public let contentType: String?
    public let version: String?
    public let meta: [String: String]
    /// Everything else the service returned: the text of a JSON object, nil where there is nothing.
    public let raw: String?
    /// When it was read, on the engine's clock, in nanoseconds since 1970; 0 where it was never read (`--fresh`).
    public let readAt: Int64
    /// Whether it came from a search, whose index lags: looked up again before it is changed.
    public let isFromSearch: Bool

    public init(
        space: DriveSpace,
        directory: DrivePath,
        name: String,
        kind: Kind,
        type: String,
        size: Int64? = nil,
        created: Int64? = nil,
        modified: Int64? = nil,
        etag: String? = nil,
        inode: String? = nil,
        crc64: String? = nil,
        contentType: String? = nil,
        version: String? = nil,
        meta: [String: String] = [:],
        raw: String? = nil,
        readAt: Int64 = 0,
        isFromSearch: Bool = false
    ) {
        self.space = space
        self.directory = directory
        self.name = name
        self.kind = kind
        self.type = type
        self.size = size
        self.created = created
        self.modified = modified
        self.etag = etag
        self.inode = inode
        self.crc64 = crc64
        self.contentType = contentType
        self.version = version
        self.meta = meta
        self.raw = raw
        self.readAt = readAt
        self.isFromSearch = isFromSearch
    }

    public var path: DrivePath { name.isEmpty ? directory : DrivePath(unchecked: directory.names + [name]) }
    public var isDirectory: Bool { kind == .directory }
}
