/// `{"path":[…]}`, the answer to single moves, copies and restores. `path` is null if the target's parent is gone.
public struct PathAnswer: Hashable, Sendable, WireDecodable, WireEncodable {
    public var path: [String]?

    public init(path: [String]?) { self.path = path }

    public init(json: JSONValue) throws(WireFormatError) { path = json["path"]?.pathNames }

    public var json: JSONValue { .object([.init("path", path.map(JSONValue.path) ?? .null)]) }
}

/// What a single delete gives (reference 10): the number in the bin, or nothing if it was erased.
public struct RecycledAnswer: Hashable, Sendable, WireDecodable, WireEncodable {
    public var recycledItemID: Int?

    public init(recycledItemID: Int?) { self.recycledItemID = recycledItemID }

    public init(json: JSONValue) throws(WireFormatError) { recycledItemID = json["recycledItemId"]?.integer }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("recycledItemId", recycledItemID)
        return object.value
    }
}

/// What making a directory gives (reference 13.1). Under `ask` without inode the body is empty.
public struct CreatedDirectory: Hashable, Sendable, WireDecodable, WireEncodable {
    public var creationTime: Timestamp?
    /// The name it got, under `rename`.
    public var path: [String]?
    public var inode: String?

    public init(creationTime: Timestamp? = nil, path: [String]? = nil, inode: String? = nil) {
        self.creationTime = creationTime
        self.path = path
        self.inode = inode
    }

    public init(json: JSONValue) throws(WireFormatError) {
        creationTime = json["creationTime"]?.timestamp
        path = json["path"]?.pathNames
        inode = json["inode"]?.text
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("creationTime", time: creationTime)
        object.add("path", path: path)
        object.add("inode", inode)
        return object.value
    }
}

/// Statistics of a directory with all below it, seconds behind (reference 18.4).
public struct DirectoryStatistics: Hashable, Sendable, WireDecodable, WireEncodable {
    /// Bytes.
    public var storage: Int?
    public var fileCount: Int?
    public var directoryCount: Int?

    public init(storage: Int?, fileCount: Int?, directoryCount: Int?) {
        self.storage = storage
        self.fileCount = fileCount
        self.directoryCount = directoryCount
    }

    public init(json: JSONValue) throws(WireFormatError) {
        storage = json["storage"]?.integer
        fileCount = json["fileCount"]?.integer
        directoryCount = json["dirCount"]?.integer
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("statsType", "normal")
        object.add("storage", storage)
        object.add("fileCount", fileCount)
        object.add("dirCount", directoryCount)
        return object.value
    }
}
