public import SMHModel

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
