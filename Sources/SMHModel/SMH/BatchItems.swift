/// The four calls that take many items (reference 4, 5, 6, 14.4).
public enum BatchOperation: String, Hashable, Sendable, CaseIterable {
    case delete, move, copy, restore
}

/// An item of a batch delete.
public struct BatchDeleteItem: Hashable, Sendable, WireDecodable, WireEncodable {
    public var path: String
    /// Past the recycle bin. Only sent when set; the service takes its absence for false.
    public var permanent: Bool?

    public init(path: String, permanent: Bool? = nil) {
        self.path = path
        self.permanent = permanent
    }

    public init(json: JSONValue) throws(WireFormatError) {
        path = try json.required("path")
        permanent = json["permanent"]?.boolean
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("path", path)
        object.add("permanent", permanent)
        return object.value
    }

    public func write(to output: inout [UInt8]) {
        var object = JSONMemberWriter(&output)
        object.add("path", path, to: &output)
        object.add("permanent", permanent, to: &output)
        object.end(&output)
    }
}

/// An item of a batch move.
public struct BatchMoveItem: Hashable, Sendable, WireDecodable, WireEncodable {
    /// Only for a move from another space; the space in the URL is the target's.
    public var fromSpaceID: String?
    public var from: String
    /// The whole target path, with the new name.
    public var to: String
    /// As text, for a server has to tell an unknown value from an absent one.
    public var conflictResolutionStrategy: String?
    /// Whether permissions of a directory go along.
    public var moveAuthority: Bool?

    public init(
        from: String, to: String, strategy: ConflictResolutionStrategy, fromSpaceID: String? = nil,
        moveAuthority: Bool? = nil
    ) {
        self.fromSpaceID = fromSpaceID
        self.from = from
        self.to = to
        conflictResolutionStrategy = strategy.rawValue
        self.moveAuthority = moveAuthority
    }

    public init(json: JSONValue) throws(WireFormatError) {
        fromSpaceID = json["fromSpaceId"]?.text
        from = try json.required("from")
        to = try json.required("to")
        conflictResolutionStrategy = json["conflictResolutionStrategy"]?.text
        moveAuthority = json["moveAuthority"]?.boolean
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("fromSpaceId", fromSpaceID)
        object.add("from", from)
        object.add("to", to)
        object.add("conflictResolutionStrategy", conflictResolutionStrategy)
        object.add("moveAuthority", moveAuthority)
        return object.value
    }

    public func write(to output: inout [UInt8]) {
        var object = JSONMemberWriter(&output)
        object.add("fromSpaceId", fromSpaceID, to: &output)
        object.add("from", from, to: &output)
        object.add("to", to, to: &output)
        object.add("conflictResolutionStrategy", conflictResolutionStrategy, to: &output)
        object.add("moveAuthority", moveAuthority, to: &output)
        object.end(&output)
    }
}

/// An item of a batch copy.
public struct BatchCopyItem: Hashable, Sendable, WireDecodable, WireEncodable {
    public var copyFromLibraryID: String?
    /// Only for a copy from another space.
    public var copyFromSpaceID: String?
    public var copyFrom: String
    public var to: String
    public var conflictResolutionStrategy: String?

    public init(copyFrom: String, to: String, strategy: ConflictResolutionStrategy, copyFromSpaceID: String? = nil) {
        self.copyFromSpaceID = copyFromSpaceID
        self.copyFrom = copyFrom
        self.to = to
        conflictResolutionStrategy = strategy.rawValue
    }

    public init(json: JSONValue) throws(WireFormatError) {
        copyFromLibraryID = json["copyFromLibraryId"]?.text
        copyFromSpaceID = json["copyFromSpaceId"]?.text
        copyFrom = try json.required("copyFrom")
        to = try json.required("to")
        conflictResolutionStrategy = json["conflictResolutionStrategy"]?.text
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("copyFromLibraryId", copyFromLibraryID)
        object.add("copyFromSpaceId", copyFromSpaceID)
        object.add("copyFrom", copyFrom)
        object.add("to", to)
        object.add("conflictResolutionStrategy", conflictResolutionStrategy)
        return object.value
    }

    public func write(to output: inout [UInt8]) {
        var object = JSONMemberWriter(&output)
        object.add("copyFromLibraryId", copyFromLibraryID, to: &output)
        object.add("copyFromSpaceId", copyFromSpaceID, to: &output)
        object.add("copyFrom", copyFrom, to: &output)
        object.add("to", to, to: &output)
        object.add("conflictResolutionStrategy", conflictResolutionStrategy, to: &output)
        object.end(&output)
    }
}

extension JSONValue {
    /// A string that has to be there.
    func required(_ key: String) throws(WireFormatError) -> String {
        guard case .string(let text) = self[key] else { throw WireFormatError("\"\(key)\" is missing or no string") }
        return text
    }

    /// The elements of an array, each read as `Item`.
    public func items<Item: WireDecodable>(as type: Item.Type) throws(WireFormatError) -> [Item] {
        guard let elements else { throw WireFormatError("this is no array") }
        var items: [Item] = []
        items.reserveCapacity(elements.count)
        for element in elements { items.append(try Item(json: element)) }
        return items
    }

    public static func array(of items: [some WireEncodable]) -> JSONValue {
        .array(items.map(\.json))
    }
}

/// Writes the members of an object one after the other, leaving out what is nil.
struct JSONMemberWriter {
    private var isFirst = true

    init(_ output: inout [UInt8]) { output.append(UInt8(ascii: "{")) }

    private mutating func key(_ key: StaticString, _ output: inout [UInt8]) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        isFirst = false
        output.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { output.append(contentsOf: $0) }
        output.append(UInt8(ascii: "\""))
        output.append(UInt8(ascii: ":"))
    }

    mutating func add(_ key: StaticString, _ value: String?, to output: inout [UInt8]) {
        guard let value else { return }
        self.key(key, &output)
        JSONValue.write(value, to: &output)
    }

    mutating func add(_ key: StaticString, _ value: Bool?, to output: inout [UInt8]) {
        guard let value else { return }
        self.key(key, &output)
        JSONValue.bool(value).write(to: &output)
    }

    func end(_ output: inout [UInt8]) { output.append(UInt8(ascii: "}")) }
}
