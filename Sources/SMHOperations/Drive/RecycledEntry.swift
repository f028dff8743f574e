public import SMHModel

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
