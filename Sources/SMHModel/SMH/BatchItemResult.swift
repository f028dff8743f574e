/// What became of one item of a batch (reference 4–6, 14.4). Which members are there depends on the call and the outcome.
public struct BatchItemResult: Hashable, Sendable, WireDecodable {
    /// Nil if the answer has none that can be read: what became of the item is then not known.
    public var status: Int?
    public var code: SMHErrorCode?
    public var message: String?
    /// The number in the recycle bin: of a delete that moved something there, and of a restore.
    public var recycledItemID: Int?
    /// Delete: the request's path. Move, copy, restore: the final place, absent under `ask` and `overwrite`, and nil also
    /// if the parent has meanwhile been deleted (reference 1.3).
    public var path: [String]?
    /// Move: the source.
    public var from: [String]?
    /// Copy: the source.
    public var copyFrom: [String]?
    public var copyFromSpaceID: String?
    public var copyFromLibraryID: String?
    public var to: [String]?
    public var moveAuthority: Bool?

    public init(
        status: Int?, code: SMHErrorCode? = nil, message: String? = nil, recycledItemID: Int? = nil,
        path: [String]? = nil, from: [String]? = nil, copyFrom: [String]? = nil, to: [String]? = nil,
        moveAuthority: Bool? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.recycledItemID = recycledItemID
        self.path = path
        self.from = from
        self.copyFrom = copyFrom
        self.to = to
        self.moveAuthority = moveAuthority
    }

    public var isSuccess: Bool { status.map { (200..<300).contains($0) && $0 != 202 } ?? false }

    public init(json: JSONValue) throws(WireFormatError) {
        guard json.members != nil else { throw WireFormatError("a result is no object") }
        status = json["status"]?.integer
        code = json[firstOf: "code", "Code"]?.text.map(SMHErrorCode.init(rawValue:))
        message = json[firstOf: "message", "Message"]?.text
        recycledItemID = json["recycledItemId"]?.integer
        path = json["path"]?.pathNames
        from = json["from"]?.pathNames
        copyFrom = json["copyFrom"]?.pathNames
        copyFromSpaceID = json["copyFromSpaceId"]?.text
        copyFromLibraryID = json["copyFromLibraryId"]?.text
        to = json["to"]?.pathNames
        moveAuthority = json["moveAuthority"]?.boolean
    }

    /// Reads a result of an answer without a tree between; nil for one that is no object.
    static func read(
        _ parser: inout JSONParser, _ memory: inout KeyMemory
    ) throws(WireFormatError) -> BatchItemResult? {
        guard parser.isAtObject else {
            _ = try parser.parseValue(depth: 2)
            return nil
        }
        var result = BatchItemResult(status: nil)
        try parser.readMembers(&memory) { (parser, field, _) throws(WireFormatError) in
            let field = Field(rawValue: field)
            if result.readPlain(&parser, field) { return }
            let value = try parser.parseValue(depth: 3)
            result.read(value, field)
        }
        return result
    }

    /// Reads a member that has the form it nearly always has; false, and nothing read, where it has another.
    private mutating func readPlain(_ parser: inout JSONParser, _ field: Field?) -> Bool {
        switch field {
        case .status:
            guard let value = parser.takeWholeNumber() else { return false }
            status = value
        case .recycledItemId:
            guard let value = parser.takeWholeNumber() else { return false }
            recycledItemID = value
        case .path:
            guard let names = parser.takeNames() else { return false }
            path = names
        case .from:
            guard let names = parser.takeNames() else { return false }
            from = names
        case .copyFrom:
            guard let names = parser.takeNames() else { return false }
            copyFrom = names
        case .to:
            guard let names = parser.takeNames() else { return false }
            to = names
        default: return false
        }
        return true
    }

    /// For a list of results.
    static var keyMemory: KeyMemory {
        var numbers = Dictionary(uniqueKeysWithValues: Field.allCases.map { ("\($0)", $0.rawValue) })
        numbers["Code"] = Field.code.rawValue
        numbers["Message"] = Field.message.rawValue
        return KeyMemory(numbers)
    }

    private enum Field: Int, CaseIterable {
        case status, code, message, recycledItemId, path, from, copyFrom, copyFromSpaceId, copyFromLibraryId, to
        case moveAuthority
    }

    private mutating func read(_ value: JSONValue, _ field: Field?) {
        switch field {
        case .status: status = value.integer
        case .code: code = value.text.map(SMHErrorCode.init(rawValue:)) ?? code
        case .message: message = value.text ?? message
        case .recycledItemId: recycledItemID = value.integer
        case .path: path = value.pathNames
        case .from: from = value.pathNames
        case .copyFrom: copyFrom = value.pathNames
        case .copyFromSpaceId: copyFromSpaceID = value.text
        case .copyFromLibraryId: copyFromLibraryID = value.text
        case .to: to = value.pathNames
        case .moveAuthority: moveAuthority = value.boolean
        case nil: break
        }
    }

    /// The object with its members in the order of the vendor's samples, which is another for a restore.
    public func json(for operation: BatchOperation) -> JSONValue {
        var object = JSONObjectBuilder()
        object.add("status", status)
        if operation == .delete { object.add("recycledItemId", recycledItemID) }
        object.add("code", code?.rawValue)
        object.add("message", message)
        object.add("path", path: path)
        object.add("copyFromLibraryId", copyFromLibraryID)
        object.add("copyFromSpaceId", copyFromSpaceID)
        object.add("copyFrom", path: copyFrom)
        object.add("from", path: from)
        object.add("to", path: to)
        object.add("moveAuthority", moveAuthority)
        if operation != .delete { object.add("recycledItemId", recycledItemID) }
        return object.value
    }
}

/// The answer to a batch: done now (200, 207), or a task that will do it (202).
public enum BatchAnswer: Hashable, Sendable, WireDecodable {
    case finished([BatchItemResult])
    case accepted(taskID: Int)

    /// Reads the body; which of the two it is, its members tell. Results that cannot be read are left out, which leaves
    /// their items without one.
    public init(json: JSONValue) throws(WireFormatError) {
        if let result = json["result"]?.elements {
            self = .finished(result.compactMap { try? BatchItemResult(json: $0) })
        } else if let id = json[firstOf: "taskId", "id"]?.integer {
            self = .accepted(taskID: id)
        } else {
            throw WireFormatError("the answer has neither results nor a task")
        }
    }

    public init(jsonBytes bytes: [UInt8]) throws(WireFormatError) {
        var results: [BatchItemResult]?
        let rest = try JSONParser.read(bytes) { (parser) throws(WireFormatError) -> [JSONValue.Member] in
            guard parser.isAtObject else {
                _ = try parser.parseValue(depth: 0)
                return []
            }
            var rest: [JSONValue.Member] = []
            var memory = KeyMemory(["result": 0])
            var itemMemory = BatchItemResult.keyMemory
            try parser.readMembers(&memory) { (parser, field, key) throws(WireFormatError) in
                guard field == 0, parser.next == UInt8(ascii: "[") else {
                    rest.append(.init(field == 0 ? "result" : key, try parser.parseValue(depth: 1)))
                    return
                }
                var items: [BatchItemResult] = []
                items.reserveCapacity(parser.likelyElements(bytesEach: 64))
                try parser.readElements { (parser) throws(WireFormatError) in
                    if let item = try BatchItemResult.read(&parser, &itemMemory) { items.append(item) }
                }
                results = items
            }
            return rest
        }
        if let results { self = .finished(results) } else { try self.init(json: .object(rest)) }
    }

    public func json(for operation: BatchOperation) -> JSONValue {
        switch self {
        case .finished(let items): .object([.init("result", .array(items.map { $0.json(for: operation) }))])
        case .accepted(let id): .object([.init("taskId", .int(id))])
        }
    }
}
