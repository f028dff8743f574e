extension JSONValue {
    /// Reads a document. Nesting deeper than 128, text that is not UTF-8 and half surrogate pairs are refused: a name
    /// that was repaired on the way in would be another file's name on the way out.
    public init(parsing bytes: [UInt8]) throws(WireFormatError) {
        // The parser lives inside the call for which the buffer is valid.
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSONValue, WireFormatError> in
            var parser = JSONParser(bytes: buffer)
            do throws(WireFormatError) { return .success(try parser.parseDocument()) } catch { return .failure(error) }
        }
        self = try result.get()
    }
}

struct JSONParser {
    /// Unsafe for speed alone: a page of a thousand entries is half a megabyte. Every access is behind a comparison of
    /// `index` with `count`.
    let bytes: UnsafeBufferPointer<UInt8>
    let count: Int
    var index = 0
    /// How many members the object before had: those of a list are alike.
    private var likelyMembers = 0
    /// Keys too long to be stored without memory of their own, kept to be used again.
    private var longKeys: [String] = []

    static let deepest = 128

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        count = bytes.count
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    mutating func parseDocument() throws(WireFormatError) -> JSONValue {
        let value = try parseValue(depth: 0)
        skipSpace()
        if index < count { throw failure("something follows the end") }
        return value
    }

    mutating func parseValue(depth: Int) throws(WireFormatError) -> JSONValue {
        if depth > Self.deepest { throw failure("nested too deeply") }
        skipSpace()
        guard index < count else { throw failure("it ends too early") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try parseObject(depth: depth)
        case UInt8(ascii: "["): return try parseArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parse(word: "true", as: .bool(true))
        case UInt8(ascii: "f"): return try parse(word: "false", as: .bool(false))
        case UInt8(ascii: "n"): return try parse(word: "null", as: .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw failure("unexpected character")
        }
    }

    private mutating func parseObject(depth: Int) throws(WireFormatError) -> JSONValue {
        index += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        members.reserveCapacity(likelyMembers)
        while true {
            skipSpace()
            guard index < count, bytes[index] == UInt8(ascii: "\"") else { throw failure("a key is missing") }
            let key = try parseKey()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("a colon is missing") }
            members.append(.init(key, try parseValue(depth: depth + 1)))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            if take(UInt8(ascii: "}")) {
                likelyMembers = min(members.count, 32)
                return .object(members)
            }
            throw failure("a comma or brace is missing")
        }
    }

    private mutating func parseKey() throws(WireFormatError) -> String {
        let start = index
        for key in longKeys {
            let end = index + 1 + key.utf8.count
            guard end < count, bytes[end] == UInt8(ascii: "\"") else { continue }
            if key.utf8.elementsEqual(bytes[(index + 1)..<end]) {
                index = end + 1
                return key
            }
        }
        let key = try parseString()
        // Written without escapes, and seldom enough that the search stays short.
        if key.utf8.count > 15, index - start == key.utf8.count + 2, longKeys.count < 8 { longKeys.append(key) }
        return key
    }

    private mutating func parseArray(depth: Int) throws(WireFormatError) -> JSONValue {
        index += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try parseValue(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            if take(UInt8(ascii: "]")) { return .array(elements) }
            throw failure("a comma or bracket is missing")
        }
    }

    private mutating func parse(word: StaticString, as value: JSONValue) throws(WireFormatError) -> JSONValue {
        let isThere = word.withUTF8Buffer { expected in
            for byte in expected {
                guard take(byte) else { return false }
            }
            return true
        }
        if !isThere { throw failure("unexpected character") }
        return value
    }

    private mutating func parseNumber() throws(WireFormatError) -> JSONValue {
        let start = index
        _ = take(UInt8(ascii: "-"))
        let first = index
        guard skipDigits() else { throw failure("a number without digits") }
        if bytes[first] == UInt8(ascii: "0"), index > first + 1 { throw failure("a number that begins with 0") }
        if take(UInt8(ascii: ".")), !skipDigits() { throw failure("a number without digits") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard skipDigits() else { throw failure("a number without digits") }
        }
        return .number(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func skipDigits() -> Bool {
        let start = index
        while index < count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") { index += 1 }
        return index > start
    }

    mutating func parseString() throws(WireFormatError) -> String {
        index += 1
        let start = index
        var all: UInt8 = 0
        while index < count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                defer { index += 1 }
                return try text(UnsafeBufferPointer(rebasing: bytes[start..<index]), isASCII: all < 0x80)
            }
            if byte == UInt8(ascii: "\\") { return try parseEscapedString(from: start) }
            if byte < 0x20 { throw failure("a control character in a string") }
            all |= byte
            index += 1
        }
        throw failure("a string without an end")
    }

    private mutating func parseEscapedString(from start: Int) throws(WireFormatError) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(index - start + 48)
        output.append(contentsOf: bytes[start..<index])
        while index < count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") {
                let result = output.withUnsafeBufferPointer { buffer -> Result<String, WireFormatError> in
                    do throws(WireFormatError) {
                        return .success(try text(buffer, isASCII: false))
                    } catch {
                        return .failure(error)
                    }
                }
                return try result.get()
            }
            if byte < 0x20 { throw failure("a control character in a string") }
            if byte == UInt8(ascii: "\\") { try parseEscape(into: &output) } else { output.append(byte) }
        }
        throw failure("a string without an end")
    }

    private mutating func parseEscape(into output: inout [UInt8]) throws(WireFormatError) {
        guard index < count else { throw failure("a string without an end") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(byte)
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try parseScalar()
            output.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        default: throw failure("an unknown escape")
        }
    }

    private mutating func parseScalar() throws(WireFormatError) -> Unicode.Scalar {
        let first = try parseFourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw failure("half a surrogate pair")
        }
        let second = try parseFourDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure("half a surrogate pair") }
        return scalar
    }

    private mutating func parseFourDigits() throws(WireFormatError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard index < count, let digit = PercentEncoding.hexadecimalValue(bytes[index]) else {
                throw failure("an escape without four digits")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    /// What is not UTF-8 would be repaired here, and then is not what was sent. `String(validating:as:)` would say it as
    /// well, in several times the time.
    private func text(_ slice: UnsafeBufferPointer<UInt8>, isASCII: Bool) throws(WireFormatError) -> String {
        let text = String(decoding: slice, as: UTF8.self)
        if isASCII || text.utf8.withContiguousStorageIfAvailable({ $0.elementsEqual(slice) }) ?? false { return text }
        throw failure("text that is not UTF-8")
    }

    mutating func skipSpace() {
        while index < count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard index < count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    func failure(_ what: String) -> WireFormatError {
        WireFormatError("the JSON is not well formed at byte \(index): \(what)")
    }
}
