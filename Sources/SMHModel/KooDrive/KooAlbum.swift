/// What an album is made of (koodrive reference 3).
public enum KooAlbumType: Int, Hashable, Sendable {
    /// Its contents follow from folders and a kind of media.
    case collection = 1
    /// Its contents are references, added and removed by hand. Removing one never touches the file.
    case manual = 2
}

public enum KooAlbumKind: Int, Hashable, Sendable {
    case personal = 1
    case shared = 2
}

/// An album in the list of albums (koodrive reference 3.4).
///
/// Open question 4 of the reference: which other fields albums and their contents have. Only those that were seen are
/// relied on.
public struct KooAlbum: Hashable, Sendable, WireDecodable, WireEncodable {
    public var id: String
    /// Manual albums only.
    public var name: String?
    public var type: KooAlbumType?
    public var kind: KooAlbumKind?
    public var coverImage: String?
    public var scopeDirectories: [String]?
    /// Members that this type has no name for.
    public var other: [JSONValue.Member] = []

    public init(id: String, name: String?, type: KooAlbumType, kind: KooAlbumKind = .personal) {
        self.id = id
        self.name = name
        self.type = type
        self.kind = kind
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let id = json[firstOf: "id", "albumId"]?.text, !id.isEmpty else {
            throw WireFormatError("an album has no id")
        }
        self.id = id
        name = json["name"]?.text
        type = json["albumType"]?.integer.flatMap(KooAlbumType.init(rawValue:))
        kind = json["albumKind"]?.integer.flatMap(KooAlbumKind.init(rawValue:))
        coverImage = json["coverImg"]?.text
        scopeDirectories = json["scopeDir"]?.strings
        let known: Set<String> = ["id", "albumId", "name", "albumType", "albumKind", "coverImg", "scopeDir"]
        other = (json.members ?? []).filter { !known.contains($0.key) }
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("id", id)
        object.add("name", name)
        object.add("coverImg", coverImage)
        object.add("albumType", type?.rawValue)
        object.add("albumKind", kind?.rawValue)
        object.add("scopeDir", strings: scopeDirectories)
        return .object(object.members + other)
    }
}

/// A page of albums; pages are counted from 1.
public struct KooAlbumPage: Hashable, Sendable, WireDecodable, WireEncodable {
    public var albums: [KooAlbum]
    public var total: Int?

    public init(albums: [KooAlbum], total: Int?) {
        self.albums = albums
        self.total = total
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let list = json["albumList"] ?? json["data"]?["albumList"] else {
            throw WireFormatError("the answer has no list of albums")
        }
        albums = try list.items(as: KooAlbum.self)
        total = (json["total"] ?? json["data"]?["total"])?.integer
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("albumList", .array(of: albums))
        object.add("total", total)
        return object.value
    }
}

/// A reference to a file in an album (koodrive reference 3.5).
public struct KooAlbumContent: Hashable, Sendable, WireDecodable, WireEncodable {
    /// Of the file.
    public var id: String
    /// Whose file it is; adding it elsewhere needs this.
    public var ownerID: String?
    /// Collection albums only, as the service wrote it.
    public var takeTime: String?
    public var other: [JSONValue.Member] = []

    public init(id: String, ownerID: String? = nil) {
        self.id = id
        self.ownerID = ownerID
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let id = json[firstOf: "id", "fileId"]?.text, !id.isEmpty else {
            throw WireFormatError("an album item has no id")
        }
        self.id = id
        ownerID = json[firstOf: "ownerId", "owner"]?.text
        takeTime = json["takeTime"]?.text
        let known: Set<String> = ["id", "fileId", "ownerId", "owner", "takeTime"]
        other = (json.members ?? []).filter { !known.contains($0.key) }
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("id", id)
        object.add("takeTime", takeTime)
        object.add("ownerId", ownerID)
        return .object(object.members + other)
    }
}

/// A page of an album's contents.
public struct KooAlbumContentPage: Hashable, Sendable, WireDecodable, WireEncodable {
    public var contents: [KooAlbumContent]
    /// Nil at the end.
    public var nextCursor: String?
    public var total: Int?

    public init(contents: [KooAlbumContent], nextCursor: String?, total: Int?) {
        self.contents = contents
        self.nextCursor = nextCursor
        self.total = total
    }

    public init(json: JSONValue) throws(WireFormatError) {
        let place = json.has("contentList") ? json : json["data"] ?? json
        guard place.has("contentList") else { throw WireFormatError("the answer has no list of contents") }
        contents = try place["contentList"]?.items(as: KooAlbumContent.self) ?? []
        nextCursor = place[firstOf: "nextPageCursor", "nextCursor"]?.marker
        total = place["total"]?.integer
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("contentList", .array(of: contents))
        object.add("nextPageCursor", nextCursor ?? "")
        object.add("total", total)
        return object.value
    }
}
