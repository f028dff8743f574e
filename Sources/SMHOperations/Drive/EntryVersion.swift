/// A version of a file as its library keeps it. Times are nanoseconds since 1970.
public struct EntryVersion: Sendable {
    public enum Way: Sendable {
        case created, updated, restored
    }

    /// The library's number for an older version; the newest one has none.
    public var id: Int64?
    /// Which version it is, counted by the library.
    public var number: Int64?
    public var isLatest: Bool
    /// In bytes.
    public var size: Int64?
    public var crc64: String?
    public var author: String?
    public var way: Way?
    public var created: Int64?
}

/// Versions of a file, newest first.
public struct VersionPage: Sendable {
    public var versions: [EntryVersion]
    public var nextMarker: String?

    public init(versions: [EntryVersion], nextMarker: String? = nil) {
        self.versions = versions
        self.nextMarker = nextMarker
    }
}
