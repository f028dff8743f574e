/// Reading that forgives what the reference says the services do (1.5): numbers as strings, booleans as 0 and 1.
extension JSONValue {
    /// The member of that name; nil if there is none, if it is null, and if this is no object. The last of several counts.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        guard let value = members.last(where: { $0.key == key })?.value, value != .null else { return nil }
        return value
    }

    /// The first of the names that has a value.
    public subscript(firstOf keys: String...) -> JSONValue? {
        for key in keys {
            if let value = self[key] { return value }
        }
        return nil
    }

    /// Whether the member is there, be it null.
    public func has(_ key: String) -> Bool {
        guard case .object(let members) = self else { return false }
        return members.contains { $0.key == key }
    }

    public var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    public var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// A string, or the digits of a number.
    public var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        default: nil
        }
    }

    /// A whole number, or a string of its digits. Nil if it does not fit or has a fraction.
    public var integer: Int? {
        guard let text else { return nil }
        if let value = Int(text) { return value }
        guard let value = Double(text), value.rounded() == value, abs(value) <= 9_007_199_254_740_992 else {
            return nil
        }
        return Int(exactly: value)
    }

    public var unsigned: UInt64? { text.flatMap { UInt64($0) } }

    /// `true`, `false`, and what the old clients send for them: 0, 1, "0", "1", "true", "false".
    public var boolean: Bool? {
        switch self {
        case .bool(let value): value
        case .number("0"), .string("0"), .string("false"): false
        case .number("1"), .string("1"), .string("true"): true
        default: nil
        }
    }

    /// Names of a path: an array of strings, or one string with slashes. Nil if it is anything else.
    public var pathNames: [String]? {
        switch self {
        case .array(let elements):
            var names: [String] = []
            for element in elements {
                guard case .string(let name) = element else { return nil }
                names.append(name)
            }
            return names
        case .string(let text):
            return text.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        default:
            return nil
        }
    }

    /// An array of strings; other elements are left out.
    public var strings: [String]? { elements?.compactMap(\.text) }

    public var timestamp: Timestamp? { text.flatMap { Timestamp(parsing: $0) } }
}

/// Builds an object member by member, leaving out what is nil.
struct JSONObjectBuilder {
    private(set) var members: [JSONValue.Member] = []

    init() { members.reserveCapacity(16) }

    mutating func add(_ key: String, _ value: JSONValue?) {
        if let value { members.append(.init(key, value)) }
    }

    mutating func add(_ key: String, _ value: String?) { add(key, value.map(JSONValue.string)) }
    mutating func add(_ key: String, _ value: Bool?) { add(key, value.map(JSONValue.bool)) }
    mutating func add(_ key: String, _ value: Int?) { add(key, value.map { JSONValue.int($0) }) }
    mutating func add(_ key: String, path: [String]?) { add(key, path.map(JSONValue.path)) }
    mutating func add(_ key: String, strings: [String]?) { add(key, strings.map(JSONValue.path)) }
    /// Sizes travel as strings of digits (reference 1.5).
    mutating func add(_ key: String, digits: Int?) { add(key, digits.map { JSONValue.string(String($0)) }) }
    mutating func add(_ key: String, time: Timestamp?) { add(key, time.map { JSONValue.string($0.description) }) }

    var value: JSONValue { .object(members) }
}
