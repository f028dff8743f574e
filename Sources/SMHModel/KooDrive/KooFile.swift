/// What a file is (koodrive reference 1.6). A struct, for the service may know more.
public struct KooFileType: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let folder = Self(rawValue: "10")
    public static let smartFolder = Self(rawValue: "11")
    public static let image = Self(rawValue: "15")
    public static let video = Self(rawValue: "20")
    public static let word = Self(rawValue: "26")
    public static let excel = Self(rawValue: "27")
    public static let powerPoint = Self(rawValue: "28")
    public static let audio = Self(rawValue: "30")
    public static let archive = Self(rawValue: "35")
    public static let application = Self(rawValue: "40")
    public static let other = Self(rawValue: "45")

    public var isFolder: Bool { self == .folder || self == .smartFolder }
}

/// A file or folder, of a list, a search or the detail (koodrive reference 4.1, 4.3, 4.9).
public struct KooFile: Hashable, Sendable, WireDecodable, WireEncodable {
    public var id: String
    public var name: String
    public var type: KooFileType
    public var mimeType: String?
    public var isRecycled: Bool?
    /// Only the first is used.
    public var parentFolders: [String]?
    public var createdTime: Timestamp?
    /// A search calls it `updateTime`.
    public var editedTime: Timestamp?
    /// Bytes.
    public var size: Int?
    public var sha256: String?
    public var isFavorite: Bool?
    public var properties: [JSONValue.Member]?
    public var ownerID: String?
    /// Of searches: `/root<space>/a/b` and the same in ids.
    public var namePath: String?
    public var idPath: String?
    public var other: [JSONValue.Member] = []

    public init(id: String, name: String, type: KooFileType) {
        self.id = id
        self.name = name
        self.type = type
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let id = json[firstOf: "id", "fileId"]?.text, !id.isEmpty else {
            throw WireFormatError("a file has no id")
        }
        guard let name = json[firstOf: "fileName", "name"]?.text else { throw WireFormatError("a file has no name") }
        self.id = id
        self.name = name
        type = KooFileType(rawValue: json["fileType"]?.text ?? "")
        mimeType = json["mimeType"]?.text
        isRecycled = json["recycled"]?.boolean
        parentFolders = json["parentFolder"]?.strings ?? json["parentFolder"]?.text.map { [$0] }
        createdTime = json["createdTime"]?.timestamp
        editedTime = json[firstOf: "editedTime", "updateTime"]?.timestamp
        size = json[firstOf: "size", "length"]?.integer
        sha256 = json["sha256"]?.text
        isFavorite = json["favorite"]?.boolean
        properties = json["properties"]?.members
        ownerID = json["ownerId"]?.text ?? json["owner"]?.text
        namePath = json["namePath"]?.text
        idPath = json["idPath"]?.text
        other = (json.members ?? []).filter { !Self.knownMembers.contains($0.key) && $0.value != .null }
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("category", "drive#file")
        object.add("id", id)
        object.add("fileName", name)
        object.add("fileType", type.rawValue)
        object.add("mimeType", mimeType)
        object.add("recycled", isRecycled)
        object.add("parentFolder", strings: parentFolders)
        object.add("properties", properties.map(JSONValue.object))
        object.add("createdTime", time: createdTime)
        object.add("editedTime", time: editedTime)
        object.add("size", size)
        object.add("sha256", sha256)
        object.add("favorite", isFavorite)
        object.add("ownerId", ownerID)
        object.add("namePath", namePath)
        object.add("idPath", idPath)
        return .object(object.members + other)
    }

    private static let knownMembers: Set<String> = [
        "category", "id", "fileId", "fileName", "name", "fileType", "mimeType", "recycled", "parentFolder",
        "createdTime",
        "editedTime", "updateTime", "size", "length", "sha256", "favorite", "properties", "ownerId", "owner",
        "namePath",
        "idPath", "code", "msg",
    ]
}

/// A page of a folder, a bin or a search.
///
/// Open question 3 of the reference: the names of the fields of a folder's list were not seen, so those of its siblings
/// are read: `files` or `starFiles`, `nextCursor` or `nextPageCursor`.
public struct KooFilePage: Hashable, Sendable, WireDecodable, WireEncodable {
    public var files: [KooFile]
    /// Nil at the end.
    public var nextCursor: String?
    public var total: Int?

    public init(files: [KooFile], nextCursor: String? = nil, total: Int? = nil) {
        self.files = files
        self.nextCursor = nextCursor
        self.total = total
    }

    public init(json: JSONValue) throws(WireFormatError) {
        let place = json["data"]?.members == nil ? json : json["data"] ?? json
        guard let list = place[firstOf: "files", "starFiles"] else {
            throw WireFormatError("the answer has no list of files")
        }
        files = try list.items(as: KooFile.self)
        nextCursor = place[firstOf: "nextCursor", "nextPageCursor"]?.marker
        total = place["total"]?.integer
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("category", "drive#fileList")
        object.add("files", .array(of: files))
        object.add("nextCursor", nextCursor)
        object.add("total", total)
        return object.value
    }
}
