/// What the parser tells of a document, in order.
protocol JSONSink {
    mutating func null() throws(ScriptError)
    mutating func bool(_ value: Bool) throws(ScriptError)
    mutating func int(_ value: Int) throws(ScriptError)
    mutating func float(_ value: Double) throws(ScriptError)
    /// The bytes are valid UTF-8 and stay only for the call.
    mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) throws(ScriptError)
    mutating func beginList() throws(ScriptError)
    mutating func endList() throws(ScriptError)
    mutating func beginMap() throws(ScriptError)
    /// False if the map has the key already.
    mutating func key(_ bytes: UnsafeBufferPointer<UInt8>) throws(ScriptError) -> Bool
    mutating func endMap() throws(ScriptError)
}

/// Reads RFC 8259, strictly: ints are exact or refused, keys stand once, nothing stands behind the value.
///
/// Walks without recursion, so depth costs a byte and is limited only for those who walk the result.
struct JSONParser<Sink: JSONSink> {
    static var maximumDepth: Int { 1_000 }

    private enum Container { case list, map }

    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var containers: [Container] = []
    private var scratch: [UInt8] = []
    private(set) var sink: Sink

    /// The text must be valid UTF-8.
    init(_ text: UnsafeBufferPointer<UInt8>, sink: Sink) {
        self.text = text
        self.sink = sink
    }

    mutating func parse() throws(ScriptError) {
        while true {
            if try !value() { continue }
            // A value is complete: close what ends here, then go on behind the comma.
            while try closesContainer() {}
            if containers.isEmpty { break }
        }
        skipSpace()
        if index < text.count { throw failure("nothing after the value") }
    }

    /// False if it opened a container with something in it.
    private mutating func value() throws(ScriptError) -> Bool {
        skipSpace()
        guard index < text.count else { throw failure("a value") }
        switch text[index] {
        case UInt8(ascii: "{"): return try open(.map)
        case UInt8(ascii: "["): return try open(.list)
        case UInt8(ascii: "\""):
            let bytes = try string()
            try withScratch(bytes) { (sink, bytes) throws(ScriptError) in try sink.string(bytes) }
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        case UInt8(ascii: "t"): try word("true") { (sink) throws(ScriptError) in try sink.bool(true) }
        case UInt8(ascii: "f"): try word("false") { (sink) throws(ScriptError) in try sink.bool(false) }
        case UInt8(ascii: "n"): try word("null") { (sink) throws(ScriptError) in try sink.null() }
        default: throw failure("a value")
        }
        return true
    }

    private mutating func open(_ container: Container) throws(ScriptError) -> Bool {
        if containers.count == Self.maximumDepth {
            throw failure("a value nested no deeper than \(Self.maximumDepth)", found: "one level more")
        }
        index += 1
        skipSpace()
        if container == .list {
            try sink.beginList()
            if accept(UInt8(ascii: "]")) {
                try sink.endList()
                return true
            }
            containers.append(.list)
        } else {
            try sink.beginMap()
            if accept(UInt8(ascii: "}")) {
                try sink.endMap()
                return true
            }
            containers.append(.map)
            try key()
        }
        return false
    }

    /// Behind a value: true if a container ended, false where another value follows or nothing is open.
    private mutating func closesContainer() throws(ScriptError) -> Bool {
        guard let container = containers.last else { return false }
        skipSpace()
        let close = container == .list ? UInt8(ascii: "]") : UInt8(ascii: "}")
        if accept(close) {
            if container == .list { try sink.endList() } else { try sink.endMap() }
            containers.removeLast()
            return true
        }
        guard accept(UInt8(ascii: ",")) else { throw failure(container == .list ? "`,` or `]`" : "`,` or `}`") }
        skipSpace()
        if index < text.count, text[index] == close { throw failure("a value after the comma") }
        if container == .map { try key() }
        return false
    }

    private mutating func key() throws(ScriptError) {
        skipSpace()
        guard index < text.count, text[index] == UInt8(ascii: "\"") else { throw failure("a key in double quotes") }
        let start = index
        let range = try string()
        var isNew = true
        try withScratch(range) { (sink, bytes) throws(ScriptError) in isNew = try sink.key(bytes) }
        if !isNew {
            let end = index
            index = start
            throw failure("each key once", found: String(decoding: text[start..<end], as: UTF8.self) + " again")
        }
        skipSpace()
        guard accept(UInt8(ascii: ":")) else { throw failure("`:` after the key") }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard index < text.count, text[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < text.count {
            switch text[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    private mutating func word(
        _ word: StaticString, _ body: (inout Sink) throws(ScriptError) -> Void
    ) throws(ScriptError) {
        let count = word.utf8CodeUnitCount
        let matches =
            index + count <= text.count && word.withUTF8Buffer { text[index..<index + count].elementsEqual($0) }
        guard matches else { throw failure("a value") }
        index += count
        try body(&sink)
    }

    private mutating func number() throws(ScriptError) {
        let start = index
        _ = accept(UInt8(ascii: "-"))
        if accept(UInt8(ascii: "0")) {
            if index < text.count, text[index] &- UInt8(ascii: "0") < 10 {
                throw failure("no zero before the number's other digits")
            }
        } else {
            try digits("a digit")
        }
        var isInt = true
        if accept(UInt8(ascii: ".")) {
            isInt = false
            try digits("a digit after the point")
        }
        if accept(UInt8(ascii: "e")) || accept(UInt8(ascii: "E")) {
            isInt = false
            if !accept(UInt8(ascii: "+")) { _ = accept(UInt8(ascii: "-")) }
            try digits("a digit in the exponent")
        }
        let number = UnsafeBufferPointer(rebasing: text[start..<index])
        if isInt, let value = try? NumberText.parseInt(number) {
            try sink.int(value)
        } else if !isInt, let value = try? NumberText.parseFloat(number) {
            try sink.float(value)
        } else {
            let found = String(decoding: number.prefix(40), as: UTF8.self)
            index = start
            throw failure(isInt ? "an int of 64 bits" : "a number that fits into a float", found: found)
        }
    }

    private mutating func digits(_ expected: String) throws(ScriptError) {
        let start = index
        while index < text.count, text[index] &- UInt8(ascii: "0") < 10 { index += 1 }
        if index == start { throw failure(expected) }
    }
}

// MARK: - Strings

extension JSONParser {
    /// Where the contents of a string stand: in the text itself if it has no escapes, else nil for the scratch buffer.
    private mutating func string() throws(ScriptError) -> Range<Int>? {
        let opening = index
        index += 1
        let start = index
        scratch.removeAll(keepingCapacity: true)
        var copied = start
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""):
                let end = index
                index += 1
                if copied == start { return start..<end }
                scratch += text[copied..<end]
                return nil
            case UInt8(ascii: "\\"):
                scratch += text[copied..<index]
                try escape()
                copied = index
            case 0..<0x20: throw failure("an escape such as \\n for a control character in a string")
            default: index += 1
            }
        }
        index = opening
        throw failure("a string that is closed", found: "its opening quote")
    }

    private mutating func withScratch(
        _ range: Range<Int>?, _ body: (inout Sink, UnsafeBufferPointer<UInt8>) throws(ScriptError) -> Void
    ) throws(ScriptError) {
        if let range {
            try body(&sink, UnsafeBufferPointer(rebasing: text[range]))
            return
        }
        var sink = self.sink
        let outcome = scratch.withUnsafeBufferPointer { buffer in
            Result { () throws(ScriptError) in try body(&sink, buffer) }
        }
        self.sink = sink
        try outcome.get()
    }

    private mutating func escape() throws(ScriptError) {
        guard index + 1 < text.count else { throw failure("an escape") }
        let replacement: UInt8
        switch text[index + 1] {
        case UInt8(ascii: "\""): replacement = UInt8(ascii: "\"")
        case UInt8(ascii: "\\"): replacement = UInt8(ascii: "\\")
        case UInt8(ascii: "/"): replacement = UInt8(ascii: "/")
        case UInt8(ascii: "b"): replacement = 0x08
        case UInt8(ascii: "f"): replacement = 0x0C
        case UInt8(ascii: "n"): replacement = 0x0A
        case UInt8(ascii: "r"): replacement = 0x0D
        case UInt8(ascii: "t"): replacement = 0x09
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw failure("an escape: one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u", found: excerpt(at: index, 2))
        }
        scratch.append(replacement)
        index += 2
    }

    private mutating func unicodeEscape() throws(ScriptError) {
        let start = index
        var value = try hexDigits()
        if value & 0xFC00 == 0xD800, index + 1 < text.count, text[index] == UInt8(ascii: "\\"),
            text[index + 1] == UInt8(ascii: "u")
        {
            let low = try hexDigits()
            if low & 0xFC00 == 0xDC00 { value = 0x10000 + (value & 0x3FF) << 10 + (low & 0x3FF) }
        }
        guard let scalar = Unicode.Scalar(value) else {
            let found = excerpt(at: start, 6)
            index = start
            throw failure("both halves of a surrogate pair", found: found)
        }
        scratch += UTF8.encode(scalar).map { Array($0) } ?? []
    }

    /// Reads `\uXXXX`.
    private mutating func hexDigits() throws(ScriptError) -> UInt32 {
        var value: UInt32 = 0
        for position in index + 2..<index + 6 {
            guard position < text.count, let digit = Character(Unicode.Scalar(text[position])).hexDigitValue,
                text[position] < 0x80
            else {
                throw failure("four hexadecimal digits after \\u", found: excerpt(at: index, 6))
            }
            value = value << 4 | UInt32(digit)
        }
        index += 6
        return value
    }
}

// MARK: - Errors

extension JSONParser {
    private func excerpt(at start: Int, _ count: Int) -> String {
        let end = min(start + count, text.count)
        return "`" + String(decoding: text[start..<end], as: UTF8.self) + "`"
    }

    /// An `Argument` error at the place where the parser stands.
    private func failure(_ expected: String, found: String? = nil) -> ScriptError {
        let (line, column) = TextPosition.lineAndColumn(of: index, in: text)
        let seen = found ?? (index < text.count ? TextPosition.describe(text, at: index) : "the end")
        return ScriptError(
            .argument, "json.parse(): line \(line), column \(column): expected \(expected), found \(seen)",
            hint: hint(expected: expected))
    }

    private func hint(expected: String) -> String? {
        guard index < text.count else { return nil }
        switch text[index] {
        case UInt8(ascii: "'"): return "JSON strings stand in double quotes"
        case UInt8(ascii: "/"), UInt8(ascii: "#"): return "JSON has no comments"
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            return expected.hasSuffix("comma") ? "JSON allows no comma before a closing bracket" : nil
        case UInt8(ascii: "N"), UInt8(ascii: "I"): return "JSON has no NaN and no Infinity"
        case UInt8(ascii: "T"), UInt8(ascii: "F"): return "write true, false or null in lower case"
        case 0xEF where index == 0: return "the text begins with a byte order mark; take it off"
        default: return nil
        }
    }
}
