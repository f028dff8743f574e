import SMHModel

/// An album: references to files. Whatever is done to it, the files stay where they are.
public final class Album: Sendable {
    public let space: DriveSpace
    public let id: String
    /// nil where the service gives none, as for collections.
    public let name: String?
    /// Whether its members are added and removed by hand. Those of other albums follow from folders.
    public let isManual: Bool
    /// Everything else the service returned: the text of a JSON object, nil where there is nothing.
    public let raw: String?

    public init(space: DriveSpace, id: String, name: String?, isManual: Bool, raw: String? = nil) {
        self.space = space
        self.id = id
        self.name = name
        self.isManual = isManual
        self.raw = raw
    }
}

/// A file's place in an album, or one that it is to get.
public final class AlbumMember: Sendable {
    public let album: Album
    /// The file's.
    public let id: String
    public let owner: String?
    /// When it was taken, in nanoseconds since 1970; nil where the service does not say.
    public let taken: Int64?
    public let name: String?
    /// In bytes.
    public let size: Int64?
    /// The file, where it was named by an entry.
    public let entry: Entry?
    public let raw: String?

    public init(
        album: Album, id: String, owner: String? = nil, taken: Int64? = nil, name: String? = nil, size: Int64? = nil,
        entry: Entry? = nil, raw: String? = nil
    ) {
        self.album = album
        self.id = id
        self.owner = owner
        self.taken = taken
        self.name = name
        self.size = size
        self.entry = entry
        self.raw = raw
    }
}

/// A page of the albums of a space.
public struct AlbumPage: Sendable {
    public var albums: [Album]
    /// nil on the last page.
    public var nextMarker: String?

    public init(albums: [Album], nextMarker: String? = nil) {
        self.albums = albums
        self.nextMarker = nextMarker
    }
}

/// A page of an album's members.
public struct AlbumMemberPage: Sendable {
    public var members: [AlbumMember]
    /// nil on the last page.
    public var nextMarker: String?

    public init(members: [AlbumMember], nextMarker: String? = nil) {
        self.members = members
        self.nextMarker = nextMarker
    }
}

extension Album {
    /// What stands for it in the order of operations, under the albums of its space.
    var place: DrivePath { DrivePath(unchecked: [id]) }
}

extension AlbumMember {
    var place: DrivePath { DrivePath(unchecked: [album.id, id]) }
}
