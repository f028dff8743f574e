/// A JSON document. Object members keep their order, and numbers their digits, so that what is written is exact and a
/// 64-bit checksum loses nothing.
///
/// The wire types use this instead of `Codable`, because the services send one field in several shapes (a status as a
/// number or a string, `id` for `taskId`), and the order of members has to be that of the service's own pages.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The digits as they stand in the document.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    public struct Member: Hashable, Sendable {
        public var key: String
        public var value: JSONValue

        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    public static func int(_ value: some FixedWidthInteger) -> JSONValue { .number(String(value)) }

    /// An array of names, as the service writes a path.
    public static func path(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }
}

/// A document that cannot be read, or lacks what it must have.
public struct WireFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// A value that has a form on the wire.
public protocol WireDecodable: Sendable {
    /// Reads the value, whichever of its known forms the service chose; unknown members are ignored.
    init(json: JSONValue) throws(WireFormatError)
    /// The same from the document's text. What comes by the thousand does without the tree between.
    init(jsonBytes bytes: [UInt8]) throws(WireFormatError)
}

/// A value that can be written to the wire.
public protocol WireEncodable: Sendable {
    var json: JSONValue { get }
    /// Writes the same document. What goes by the thousand does so without the tree between.
    func write(to output: inout [UInt8])
}

extension WireDecodable {
    public init(jsonBytes bytes: [UInt8]) throws(WireFormatError) {
        try self.init(json: JSONValue(parsing: bytes))
    }
}

extension WireEncodable {
    public func write(to output: inout [UInt8]) { json.write(to: &output) }

    public var jsonBytes: [UInt8] { json.bytes }
}

extension Array where Element: WireEncodable {
    /// The items as the text of a JSON array.
    public var jsonBytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(64 * count + 2)
        output.append(UInt8(ascii: "["))
        for (index, item) in enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            item.write(to: &output)
        }
        output.append(UInt8(ascii: "]"))
        return output
    }
}
