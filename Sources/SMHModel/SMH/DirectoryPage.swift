/// A page of a directory's listing (reference 8).
public struct DirectoryPage: Hashable, Sendable, WireDecodable, WireEncodable {
    /// The listed directory; empty for the root.
    public var path: [String]?
    /// Where the next page begins; nil at the end. The service also says the end with an empty text, and in old days
    /// gave a number; both are read.
    public var nextMarker: String?
    /// Page mode: direct children.
    public var fileCount: Int?
    public var subDirCount: Int?
    public var totalNum: Int?
    /// Changes when the directory's children do.
    public var eTag: String?
    public var contents: [DirectoryEntry]

    public init(path: [String]?, nextMarker: String? = nil, eTag: String? = nil, contents: [DirectoryEntry]) {
        self.path = path
        self.nextMarker = nextMarker
        self.eTag = eTag
        self.contents = contents
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let contents = json["contents"] else { throw WireFormatError("the listing has no contents") }
        path = json["path"]?.pathNames
        nextMarker = json["nextMarker"]?.marker
        fileCount = json["fileCount"]?.integer
        subDirCount = json["subDirCount"]?.integer
        totalNum = json["totalNum"]?.integer
        eTag = json["eTag"]?.text
        self.contents = try contents.items(as: DirectoryEntry.self)
    }

    public init(jsonBytes bytes: [UInt8]) throws(WireFormatError) {
        var contents: [DirectoryEntry]?
        let rest = try JSONParser.read(bytes) { (parser) throws(WireFormatError) -> [JSONValue.Member] in
            guard parser.isAtObject else {
                _ = try parser.parseValue(depth: 0)
                return []
            }
            var rest: [JSONValue.Member] = []
            var memory = KeyMemory(["contents": 0])
            var entryMemory = DirectoryEntry.keyMemory
            try parser.readMembers(&memory) { (parser, field, key) throws(WireFormatError) in
                guard field == 0 else {
                    rest.append(.init(key, try parser.parseValue(depth: 1)))
                    return
                }
                guard parser.next == UInt8(ascii: "[") else {
                    if try parser.parseValue(depth: 1) != .null { throw WireFormatError("this is no array") }
                    return
                }
                var entries: [DirectoryEntry] = []
                entries.reserveCapacity(parser.likelyElements(bytesEach: 256))
                try parser.readElements { (parser) throws(WireFormatError) in
                    entries.append(try DirectoryEntry.read(&parser, &entryMemory))
                }
                contents = entries
            }
            return rest
        }
        guard let contents else { throw WireFormatError("the listing has no contents") }
        try self.init(json: .object(rest + [.init("contents", .array([]))]))
        self.contents = contents
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("path", path: path)
        object.add("nextMarker", nextMarker)
        object.add("fileCount", fileCount)
        object.add("subDirCount", subDirCount)
        object.add("totalNum", totalNum)
        object.add("eTag", eTag)
        object.add("contents", .array(of: contents))
        return object.value
    }
}

extension JSONValue {
    /// A cursor: a text or a number, an empty one being none.
    var marker: String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}
