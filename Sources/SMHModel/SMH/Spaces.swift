/// A space in the list of a library's spaces (reference 15).
public struct SpaceSummary: Hashable, Sendable, WireDecodable, WireEncodable {
    public var spaceID: String
    public var userID: String?
    public var creationTime: Timestamp?

    public init(spaceID: String, userID: String? = nil, creationTime: Timestamp? = nil) {
        self.spaceID = spaceID
        self.userID = userID
        self.creationTime = creationTime
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let id = json["spaceId"]?.text else { throw WireFormatError("a space has no id") }
        spaceID = id
        userID = json["userId"]?.text
        creationTime = json["creationTime"]?.timestamp
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("spaceId", spaceID)
        object.add("userId", userID)
        object.add("creationTime", time: creationTime)
        return object.value
    }
}

/// A page of spaces. The old form of the call gives a bare array, which is read too (reference 22, 16).
public struct SpacePage: Hashable, Sendable, WireDecodable, WireEncodable {
    public var list: [SpaceSummary]
    public var marker: String?

    public init(list: [SpaceSummary], marker: String? = nil) {
        self.list = list
        self.marker = marker
    }

    public init(json: JSONValue) throws(WireFormatError) {
        list = try (json["list"] ?? json).items(as: SpaceSummary.self)
        marker = json["marker"]?.marker
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("list", .array(of: list))
        object.add("marker", marker)
        return object.value
    }
}

/// Capacity and use of a space in bytes (reference 18.3). No capacity: no quota.
public struct SpaceUsage: Hashable, Sendable, WireDecodable, WireEncodable {
    public var spaceID: String
    public var capacity: Int?
    public var availableSpace: Int?
    public var size: Int?

    public init(spaceID: String, capacity: Int?, availableSpace: Int?, size: Int?) {
        self.spaceID = spaceID
        self.capacity = capacity
        self.availableSpace = availableSpace
        self.size = size
    }

    public init(json: JSONValue) throws(WireFormatError) {
        spaceID = json["spaceId"]?.text ?? ""
        capacity = json["capacity"]?.integer
        availableSpace = json["availableSpace"]?.integer
        size = json["size"]?.integer
    }

    /// `capacity` and `availableSpace` are null rather than absent (reference 1.5).
    public var json: JSONValue {
        .object([
            .init("spaceId", .string(spaceID)),
            .init("capacity", capacity.map { .string(String($0)) } ?? .null),
            .init("availableSpace", availableSpace.map { .string(String($0)) } ?? .null),
            .init("size", .string(String(size ?? 0))),
        ])
    }
}
