/// Splits a file into tokens and comments, in one pass over its bytes.
///
/// It guarantees to the parser: the list ends with one `endOfInput`; a bracket's `payload` is its partner, and pairs
/// nest; string pieces come as `stringStart { … stringMiddle } … stringEnd`, even where an error was reported.
struct Lexer {
    let file: SourceFile
    let bytes: [UInt8]
    var position = 0
    var newlineSeen = false
    /// Nothing but white space was read since the line began.
    var lineIsBlank = true
    var result = TokenList()
    var openBrackets: [OpenBracket] = []
    var openStrings: [OpenString] = []

    struct OpenBracket {
        var kind: TokenKind
        var tokenIndex: Int
    }

    /// A string whose interpolation is being read.
    struct OpenString {
        var isMultiline: Bool
        var lower: Int
        /// Text follows the opening quotes on their line, which was reported.
        var beginsTooEarly = false
        /// Of the `"""` kind, where its pieces are: they are read when the closing quotes have told the indentation.
        var pieces: [(literal: Int, lower: Int, upper: Int)]
    }

    init(file: SourceFile) {
        self.file = file
        bytes = file.bytes
    }

    static func tokenize(_ file: SourceFile) -> TokenList {
        var lexer = Lexer(file: file)
        lexer.run()
        return lexer.result
    }

    private mutating func run() {
        if let offset = Self.firstInvalidByte(of: bytes) {
            report(
                "this is not UTF-8 text: byte \(offset) does not belong to a character",
                SourceRange(offset, offset + 1), hint: "save the file as UTF-8")
            append(.endOfInput, from: bytes.count)
            return
        }
        result.tokens.reserveCapacity(bytes.count / 4)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        while skipBlanks() { readToken() }
        closeEverything()
        append(.endOfInput, from: bytes.count)
    }

    // MARK: - Looking and reporting

    /// The byte at that distance, 0 behind the end.
    func peek(_ distance: Int = 0) -> UInt8 {
        let index = position + distance
        return index < bytes.count ? bytes[index] : 0
    }

    mutating func append(_ kind: TokenKind, from lower: Int, payload: UInt32 = Token.noPartner) {
        result.tokens.append(
            Token(
                kind: kind, newlineBefore: newlineSeen, lower: UInt32(clamping: lower),
                upper: UInt32(clamping: position),
                payload: payload))
        newlineSeen = false
        lineIsBlank = false
    }

    mutating func append(_ kind: TokenKind, from lower: Int, value: LiteralValue) {
        result.literals.append(value)
        append(kind, from: lower, payload: UInt32(clamping: result.literals.count - 1))
    }

    mutating func report(_ message: String, _ range: SourceRange, hint: String? = nil, isIncomplete: Bool = false) {
        guard result.diagnostics.count < Parser.maximumErrors else { return }
        result.diagnostics.append(
            Diagnostic(code: "Syntax", message, file: file, range: range, hint: hint, isIncomplete: isIncomplete))
    }

    func text(_ lower: Int, _ upper: Int) -> String {
        String(decoding: bytes[lower..<upper], as: UTF8.self)
    }

    // MARK: - Between tokens

    /// Skips white space and comments; false at the end.
    private mutating func skipBlanks() -> Bool {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\n"):
                newlineSeen = true
                lineIsBlank = true
                position += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                position += 1
            case UInt8(ascii: "#"):
                readComment()
            default:
                return true
            }
        }
        return false
    }

    private mutating func readComment() {
        let lower = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        var upper = position
        if bytes[upper - 1] == UInt8(ascii: "\r") { upper -= 1 }
        result.comments.append(
            Comment(
                lower: UInt32(clamping: lower), upper: UInt32(clamping: upper), tokenIndex: result.tokens.count,
                isAlone: lineIsBlank))
    }

    // MARK: - Tokens

    private mutating func readToken() {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            readWord()
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            readNumber()
        case UInt8(ascii: "\""):
            readQuote()
        case UInt8(ascii: "'"):
            readRawString()
        case 0x80...:
            readUnicode()
        default:
            readSymbol(byte)
        }
    }

    private mutating func readWord() {
        let lower = position
        var packed: UInt64 = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte >= 0x80 {
                guard let (scalar, length) = scalar(at: position), scalar.properties.isXIDContinue else { break }
                position += length
            } else if byte.isWordByte {
                position += 1
            } else {
                break
            }
            packed = packed << 8 | UInt64(byte)
        }
        let keyword = (2...8).contains(position - lower) ? Keyword.byPackedBytes[packed] : nil
        append(keyword.map(TokenKind.keyword) ?? .name, from: lower)
    }

    private mutating func readUnicode() {
        let lower = position
        guard let (scalar, length) = scalar(at: position) else {
            position += 1
            return append(.malformed, from: lower)
        }
        if scalar.properties.isXIDStart { return readWord() }
        position += length
        // One report for a run of such characters.
        while position < bytes.count, bytes[position] >= 0x80, let (next, length) = self.scalar(at: position),
            !next.properties.isXIDStart
        {
            position += length
        }
        reportForeignScalar(scalar, SourceRange(lower, lower + length))
        append(.malformed, from: lower)
    }

    private mutating func reportForeignScalar(_ scalar: Unicode.Scalar, _ range: SourceRange) {
        let name = scalar.hexName
        switch scalar.value {
        case 0x201C, 0x201D, 0x201E, 0xAB, 0xBB:
            report("a typographic quote (\(name)) does not begin a string", range, hint: "write a plain `\"`")
        case 0x2018, 0x2019, 0x201A:
            report("a typographic quote (\(name)) does not begin a string", range, hint: "write a plain `'`")
        case 0x2013, 0x2014, 0x2212:
            report("a typographic dash (\(name)) is no operator", range, hint: "write a plain `-`")
        case 0xD7:
            report("`×` is no operator", range, hint: "write `*`")
        case 0xF7:
            report("`÷` is no operator", range, hint: "write `/`")
        case 0x2264, 0x2265, 0x2260:
            report("`\(scalar)` is no operator", range, hint: "write `<=`, `>=` or `!=`")
        case 0xFF08, 0xFF09, 0xFF0C, 0xFF1A, 0xFF1B, 0x3001, 0x3002, 0xFF1D, 0x300C, 0x300D:
            report("`\(scalar)` (\(name)) is a full-width sign", range, hint: "write the plain ASCII one")
        default:
            if scalar.properties.isWhitespace || scalar.properties.generalCategory == .format {
                report("an invisible character (\(name)) stands here", range, hint: "delete it, or write a plain space")
            } else {
                report(
                    "`\(scalar)` (\(name)) cannot stand outside a string", range,
                    hint: "names are letters, digits and `_`")
            }
        }
    }

    func scalar(at index: Int) -> (Unicode.Scalar, length: Int)? {
        guard index < bytes.count else { return nil }
        let first = bytes[index]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard index + length <= bytes.count else { return nil }
        var value = UInt32(first) & (0xFF >> UInt32(length + 1))
        for byte in bytes[(index + 1)..<(index + length)] { value = value << 6 | UInt32(byte & 0x3F) }
        return Unicode.Scalar(value).map { ($0, length) }
    }

    /// What was still open at the end.
    private mutating func closeEverything() {
        for open in openStrings.reversed() {
            // From there on what is code and what is text has changed places.
            result.diagnostics.removeAll { $0.range.lower > UInt32(clamping: open.lower) }
            report(
                "this string's `\\(` is not closed", SourceRange(open.lower, open.lower + (open.isMultiline ? 3 : 1)),
                hint: "an interpolation ends with `)`", isIncomplete: true)
            result.noiseStart = UInt32(clamping: open.lower)
            append(.stringEnd, from: bytes.count, value: .string(""))
        }
    }
}

extension UInt8 {
    var isDigit: Bool { self &- 0x30 < 10 }

    /// An ASCII letter, digit or `_`.
    var isWordByte: Bool { (self | 0x20) &- 0x61 < 26 || isDigit || self == UInt8(ascii: "_") }

    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

    /// The value of a hexadecimal digit.
    var hexValue: UInt8? {
        if isDigit { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }
}

extension Unicode.Scalar {
    /// `U+00A0`
    var hexName: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
