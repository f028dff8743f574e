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
