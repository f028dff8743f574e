/// Something in the recycle bin (reference 14.1).
public struct RecycledItem: Hashable, Sendable, WireDecodable, WireEncodable {
    public var recycledItemID: Int
    /// Where it was deleted from; item info lacks it.
    public var originalPath: [String]?
    public var spaceID: String?
    public var name: String
    public var type: EntryType
    public var size: Int?
    public var crc64: String?
    public var creationTime: Timestamp?
    public var modificationTime: Timestamp?
    public var removalTime: Timestamp?
    /// Whole days until it is purged, rounded down.
    public var remainingTime: Int?
    public var fileType: String?

    public init(recycledItemID: Int, name: String, type: EntryType, originalPath: [String]?) {
        self.recycledItemID = recycledItemID
        self.name = name
        self.type = type
        self.originalPath = originalPath
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let id = json["recycledItemId"]?.integer else { throw WireFormatError("a recycled item has no number") }
        recycledItemID = id
        originalPath = json["originalPath"]?.pathNames
        spaceID = json["spaceId"]?.text
        name = json["name"]?.text ?? originalPath?.last ?? ""
        type = EntryType(rawValue: json["type"]?.text ?? "")
        size = json["size"]?.integer
        crc64 = json["crc64"]?.text
        creationTime = json["creationTime"]?.timestamp
        modificationTime = json["modificationTime"]?.timestamp
        removalTime = json["removalTime"]?.timestamp
        remainingTime = json["remainingTime"]?.integer
        fileType = json["fileType"]?.text
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("recycledItemId", recycledItemID)
        object.add("originalPath", path: originalPath)
        object.add("spaceId", spaceID)
        object.add("name", name)
        object.add("type", type.rawValue)
        object.add("size", digits: size)
        object.add("crc64", crc64)
        object.add("creationTime", time: creationTime)
        object.add("modificationTime", time: modificationTime)
        object.add("removalTime", time: removalTime)
        object.add("remainingTime", remainingTime)
        object.add("fileType", fileType)
        return object.value
    }
}

/// A page of the recycle bin.
public struct RecycledPage: Hashable, Sendable, WireDecodable, WireEncodable {
    public var nextMarker: String?
    /// Page mode only.
    public var totalNum: Int?
    public var eTag: String?
    public var contents: [RecycledItem]

    public init(contents: [RecycledItem], nextMarker: String? = nil, totalNum: Int? = nil) {
        self.nextMarker = nextMarker
        self.totalNum = totalNum
        self.contents = contents
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let contents = json["contents"] else { throw WireFormatError("the recycle bin has no contents") }
        nextMarker = json["nextMarker"]?.marker
        totalNum = json["totalNum"]?.integer
        eTag = json["eTag"]?.text
        self.contents = try contents.items(as: RecycledItem.self)
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("nextMarker", nextMarker)
        object.add("totalNum", totalNum)
        object.add("eTag", eTag)
        object.add("contents", .array(of: contents))
        return object.value
    }
}
