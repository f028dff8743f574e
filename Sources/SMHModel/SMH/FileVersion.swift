/// A version of a file (reference 18.1).
public struct FileVersion: Hashable, Sendable, WireDecodable, WireEncodable {
    /// How a version came about.
    public enum Way: Int, Sendable {
        case create = 0
        case update = 1
        case restore = 2
    }

    /// By which it is deleted or made the latest again; the newest one has none.
    public var id: Int?
    public var version: Int?
    public var isLatest: Bool
    public var name: String
    /// Bytes.
    public var size: Int?
    /// Digits of an unsigned 64-bit number.
    public var crc64: String?
    public var contentType: String?
    public var createdBy: String?
    /// nil where the service did not say, or says something new.
    public var way: Way?
    public var creationTime: Timestamp?
    public var setLatestTime: Timestamp?

    public init(name: String, isLatest: Bool) {
        self.name = name
        self.isLatest = isLatest
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard json.members != nil else { throw WireFormatError("a version is no object") }
        id = json["id"]?.integer
        version = json["version"]?.integer
        isLatest = json["isLatestVersion"]?.boolean ?? (id == nil)
        name = json["name"]?.text ?? ""
        size = json["size"]?.integer
        crc64 = json["crc64"]?.text
        contentType = json["contentType"]?.text
        createdBy = json["createdBy"]?.text
        way = json["creationWay"]?.integer.flatMap(Way.init(rawValue:))
        creationTime = json["creationTime"]?.timestamp
        setLatestTime = json["setLatestTime"]?.timestamp
    }

    /// Here a size is a number (reference 1.5).
    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("id", id)
        object.add("createdBy", createdBy)
        object.add("creationWay", way?.rawValue)
        object.add("version", version)
        object.add("isLatestVersion", isLatest)
        object.add("name", name)
        object.add("size", size)
        object.add("crc64", crc64)
        object.add("contentType", contentType)
        object.add("creationTime", time: creationTime)
        object.add("setLatestTime", time: setLatestTime)
        return object.value
    }
}

/// A page of the versions of a file, newest first.
public struct FileVersionPage: Hashable, Sendable, WireDecodable, WireEncodable {
    public var contents: [FileVersion]
    public var hasMore: Bool
    public var nextMarker: String?
    /// Page mode only.
    public var totalNum: Int?

    public init(contents: [FileVersion], hasMore: Bool = false, nextMarker: String? = nil, totalNum: Int? = nil) {
        self.contents = contents
        self.hasMore = hasMore
        self.nextMarker = nextMarker
        self.totalNum = totalNum
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let contents = json["contents"] else { throw WireFormatError("a history has no contents") }
        self.contents = try contents.items(as: FileVersion.self)
        nextMarker = json["nextMarker"]?.marker
        hasMore = json["hasMore"]?.boolean ?? (nextMarker != nil)
        totalNum = json["totalNum"]?.integer
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("totalNum", totalNum)
        object.add("hasMore", hasMore)
        object.add("nextMarker", nextMarker)
        object.add("contents", .array(of: contents))
        return object.value
    }
}
