/// The parsed form of a signature text such as `glob(pattern, except = null, kind = "file")`.
///
/// Argument errors, `:doc`, completion, the resolver's checks and the reference page all read it.
public struct Signature: Sendable {
    public struct Parameter: Sendable {
        public let name: String
        /// The literal after `=`. A parameter without one is required, unless it is `isRest`.
        public let defaultValue: HostValue?
        /// `name...`: takes all positional arguments from there on. Parameters behind it can only be named.
        public let isRest: Bool
        public var isRequired: Bool { defaultValue == nil && !isRest }
    }

    public let name: String
    public let parameters: [Parameter]
    /// As it was written.
    public let text: String

    /// Text that is no signature is the built-in's author's mistake; it becomes a function without parameters, and a test over all built-ins finds it.
    public init(_ text: String) {
        var parser = SignatureParser(text)
        self.text = text
        (name, parameters) = parser.parse()
    }

    /// The parameters that can be given by position, the rest parameter not counted.
    public var positionalCount: Int { restIndex ?? parameters.count }
    public var requiredCount: Int { parameters.count { $0.isRequired } }
    public var restIndex: Int? { parameters.firstIndex { $0.isRest } }
    public var hasRest: Bool { restIndex != nil }

    /// Where a parameter's value stands among the positional ones; nil if it can only be named.
    func place(of name: String) -> Int? {
        parameters.prefix(positionalCount).firstIndex { $0.name == name }
    }
}

/// Reads a signature text byte by byte.
struct SignatureParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func parse() -> (name: String, parameters: [Signature.Parameter]) {
        let name = word()
        var parameters: [Signature.Parameter] = []
        guard accept("(") else { return (name, []) }
        while !accept(")"), position < bytes.count {
            let parameterName = word()
            if parameterName.isEmpty { break }
            let isRest = accept("...")
            let defaultValue = accept("=") ? literal() : nil
            parameters.append(.init(name: parameterName, defaultValue: defaultValue, isRest: isRest))
            _ = accept(",")
        }
        return (name, parameters)
    }

    private mutating func skipSpaces() {
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
    }

    private mutating func accept(_ text: StaticString) -> Bool {
        skipSpaces()
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        let matches = text.withUTF8Buffer { wanted in
            bytes[position..<position + count].elementsEqual(wanted)
        }
        if matches { position += count }
        return matches
    }

    private mutating func word() -> String {
        skipSpaces()
        let start = position
        while position < bytes.count, Self.isWordByte(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: byte >= 0x80
        }
    }

    /// null, a bool, a number, a string, `[]`, or a word that stands for a computed default (read as null).
    private mutating func literal() -> HostValue {
        skipSpaces()
        guard position < bytes.count else { return .null }
        if bytes[position] == UInt8(ascii: "\"") { return .string(quoted()) }
        if accept("[]") { return .list([]) }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: ","), bytes[position] != UInt8(ascii: ")") {
            position += 1
        }
        var end = position
        while end > start, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        default:
            if let int = Int(text) { return .int(int) }
            if let float = Double(text) { return .float(float) }
            return .null
        }
    }

    private mutating func quoted() -> String {
        position += 1
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count {
                position += 1
                text.append(bytes[position] == UInt8(ascii: "n") ? UInt8(ascii: "\n") : bytes[position])
            } else {
                text.append(bytes[position])
            }
            position += 1
        }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }
}
