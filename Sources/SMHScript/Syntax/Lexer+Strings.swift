/// Strings (rule 29). A piece of a string is a token; what lies between pieces are the tokens of an interpolation.
extension Lexer {
    mutating func readQuote() {
        let lower = position
        if peek(1) == UInt8(ascii: "\""), peek(2) == UInt8(ascii: "\"") {
            position += 3
            let beginsTooEarly = !readOpeningLine(lower)
            let string = OpenString(isMultiline: true, lower: lower, beginsTooEarly: beginsTooEarly, pieces: [])
            readMultilinePiece(string, isFirst: true, from: lower)
        } else {
            position += 1
            readPiece(OpenString(isMultiline: false, lower: lower, pieces: []), isFirst: true, from: lower)
        }
    }

    /// Goes on with the innermost string, at the `)` that ends its interpolation.
    mutating func resumeString() {
        let lower = position
        position += 1
        guard let string = openStrings.popLast() else { return append(.malformed, from: lower) }
        if string.isMultiline {
            readMultilinePiece(string, isFirst: false, from: lower)
        } else {
            readPiece(string, isFirst: false, from: lower)
        }
    }

    private mutating func beginInterpolation(_ string: OpenString) {
        openStrings.append(string)
        openBrackets.append(OpenBracket(kind: .stringStart, tokenIndex: result.tokens.count))
    }

    // MARK: - "…"

    private mutating func readPiece(_ string: OpenString, isFirst: Bool, from lower: Int) {
        var decoded: [UInt8]?
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                let value = pieceText(decoded, start)
                position += 1
                return append(isFirst ? .string : .stringEnd, from: lower, value: .string(value))
            case UInt8(ascii: "\n"):
                return endUnterminated(string, isFirst: isFirst, from: lower, pieceText(decoded, start))
            case UInt8(ascii: "\\"):
                if peek(1) == UInt8(ascii: "(") {
                    let value = pieceText(decoded, start)
                    position += 2
                    beginInterpolation(string)
                    return append(isFirst ? .stringStart : .stringMiddle, from: lower, value: .string(value))
                }
                if decoded == nil { decoded = Array(bytes[start..<position]) }
                position += 1
                readEscape(into: &decoded, end: bytes.count)
            default:
                decoded?.append(byte)
                position += 1
            }
        }
        endUnterminated(string, isFirst: isFirst, from: lower, pieceText(decoded, start))
    }

    private func pieceText(_ decoded: [UInt8]?, _ start: Int) -> String {
        if let decoded { return String(decoding: decoded, as: UTF8.self) }
        return text(start, position)
    }

    private mutating func endUnterminated(_ string: OpenString, isFirst: Bool, from lower: Int, _ value: String) {
        report(
            "this string has no closing quote on its line", SourceRange(string.lower, string.lower + 1),
            hint: "end it with `\"`; text over several lines stands between `\"\"\"` and `\"\"\"`")
        skipLines(ofStringAt: string.lower, with: UInt8(ascii: "\""))
        append(isFirst ? .string : .stringEnd, from: lower, value: .string(value))
    }

    /// Where a string without an end on its line was meant to go over several, on to its closing quote: what lies between is text, and would
    /// be read as code with errors in every line.
    private mutating func skipLines(ofStringAt lower: Int, with quote: UInt8) {
        result.unendedStrings.append(UInt32(clamping: lower))
        var lineStart = position + 1
        for _ in 0..<Self.mostLinesOfAString where lineStart < bytes.count {
            let line = bytes[lineStart...].prefix { $0 != UInt8(ascii: "\n") }
            if !line.count(where: { $0 == quote }).isMultiple(of: 2), let closing = line.firstIndex(of: quote) {
                if closes(line, at: closing) { position = closing + 1 }
                return
            }
            lineStart = line.endIndex + 1
        }
    }

    private static let mostLinesOfAString = 50

    /// Whether a quote is the end of a string by what stands before and behind it in its line.
    private func closes(_ line: ArraySlice<UInt8>, at quote: Int) -> Bool {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 0x0D }
        let before = line[..<quote].last { !isSpace($0) }
        let behind = line[(quote + 1)...].first { !isSpace($0) }
        if let before, "([{,=+:<>".utf8.contains(before) { return false }
        return behind.map { ")]},;.+#".utf8.contains($0) } ?? true
    }

    /// Reads what follows a backslash.
    private mutating func readEscape(into decoded: inout [UInt8]?, end: Int) {
        let backslash = position - 1
        guard position < end, let (scalar, length) = scalar(at: position) else { return }
        guard scalar != "\n" else {
            // The next line is read as the text that it was meant to be.
            position += 1
            return report(
                "a backslash does not continue a line", SourceRange(backslash, backslash + 1),
                hint: "join two strings with `+`, or write `\"\"\"`")
        }
        position += length
        let range = SourceRange(backslash, position)
        switch scalar {
        case "n": decoded?.append(0x0A)
        case "t": decoded?.append(0x09)
        case "r": decoded?.append(0x0D)
        case "0": decoded?.append(0)
        case "\\": decoded?.append(UInt8(ascii: "\\"))
        case "\"": decoded?.append(UInt8(ascii: "\""))
        case "u": readUnicodeEscape(from: backslash, into: &decoded)
        case "'": report("`\\'` is no escape", range, hint: "write `'` as it is")
        case "x":
            report("`\\x` is no escape", range, hint: "write `\\u{…}` with the hexadecimal number of the character")
        case "$", "{", "}", "#", "/": report("`\\\(scalar)` is no escape", range, hint: "write `\(scalar)` as it is")
        default:
            report("`\\\(scalar)` is no escape", range, hint: "write `\\\\\(scalar)` or a raw string in single quotes")
        }
    }

    private mutating func readUnicodeEscape(from backslash: Int, into decoded: inout [UInt8]?) {
        guard peek() == UInt8(ascii: "{") else {
            return report(
                "`\\u` needs braces", SourceRange(backslash, position),
                hint: "write `\\u{1F600}`, with the hexadecimal number of the character")
        }
        position += 1
        var value: UInt32 = 0
        var count = 0
        while let digit = peek().hexValue {
            value = min(value << 4 | UInt32(digit), 0xFFF_FFFF)
            count += 1
            position += 1
        }
        guard count > 0, peek() == UInt8(ascii: "}") else {
            return report(
                "`\\u{` is not followed by a hexadecimal number and `}`", SourceRange(backslash, position),
                hint: "write `\\u{1F600}`")
        }
        position += 1
        guard let scalar = Unicode.Scalar(value), count <= 8 else {
            let isSurrogate = (0xD800...0xDFFF).contains(value)
            return report(
                isSurrogate ? "a surrogate is no character" : "there is no character above U+10FFFF",
                SourceRange(backslash, position),
                hint: isSurrogate ? "write the character's own number, not that of its UTF-16 halves" : nil)
        }
        decoded?.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }

    // MARK: - '…'

    mutating func readRawString() {
        let lower = position
        position += 1
        var value: [UInt8] = []
        var hasStrayQuote = false
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
            if bytes[position] != UInt8(ascii: "'") {
                value.append(bytes[position])
                position += 1
            } else if peek(1) == UInt8(ascii: "'") {
                value.append(UInt8(ascii: "'"))
                position += 2
            } else if !hasStrayQuote, isInsideWord(value.last) {
                hasStrayQuote = true
                report(
                    "this quote ends the string", SourceRange(position, position + 1),
                    hint: "write `''` for a quote inside it, or use \"…\"")
                position += 1
            } else if value.last == UInt8(ascii: "\\"), peek(1).isWordByte {
                report(
                    "a backslash means nothing in '…'", SourceRange(position - 1, position + 1),
                    hint: "write `''` for a quote, or use \"…\"")
                value.append(UInt8(ascii: "'"))
                position += 1
            } else {
                position += 1
                return append(.string, from: lower, value: .string(String(decoding: value, as: UTF8.self)))
            }
        }
        let hasBackslash = value.contains(UInt8(ascii: "\\"))
        report(
            "this string has no closing quote on its line", SourceRange(lower, lower + 1),
            hint: hasBackslash
                ? "a backslash means nothing in '…': write `''` for a quote, or use \"…\""
                : "end it with `'`; write `''` for a quote inside it")
        skipLines(ofStringAt: lower, with: UInt8(ascii: "'"))
        append(.string, from: lower, value: .string(String(decoding: value, as: UTF8.self)))
    }

    /// Whether the quote ahead is meant as an apostrophe: letters on both sides that make no keyword, and another quote later on the line.
    private func isInsideWord(_ before: UInt8?) -> Bool {
        guard let before, before.isWordByte else { return false }
        let line = bytes[(position + 1)...].prefix { $0 != UInt8(ascii: "\n") }
        let word = line.prefix { $0.isWordByte || $0 >= 0x80 }
        guard !word.isEmpty, Keyword(rawValue: String(decoding: word, as: UTF8.self)) == nil else { return false }
        return line.contains(UInt8(ascii: "'"))
    }

    // MARK: - """…"""

    /// Behind the opening quotes nothing may stand.
    private mutating func readOpeningLine(_ lower: Int) -> Bool {
        let start = position
        while [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(peek()) { position += 1 }
        if position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
            report(
                "the text of a \"\"\" string begins on the next line", SourceRange(lower, lower + 3),
                hint: "break the line after the opening quotes")
            position = start
            return false
        }
        position = min(position + 1, bytes.count)
        return true
    }

    private mutating func readMultilinePiece(_ string: OpenString, isFirst: Bool, from lower: Int) {
        var string = string
        let start = position
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\\") {
                if peek(1) == UInt8(ascii: "(") {
                    string.pieces.append((result.literals.count, start, position))
                    position += 2
                    beginInterpolation(string)
                    return append(isFirst ? .stringStart : .stringMiddle, from: lower, value: .string(""))
                }
                position = min(position + 2, bytes.count)
            } else if bytes[position] == UInt8(ascii: "\""), peek(1) == UInt8(ascii: "\""),
                peek(2) == UInt8(ascii: "\"")
            {
                string.pieces.append((result.literals.count, start, position))
                let closing = position
                position += 3
                append(isFirst ? .string : .stringEnd, from: lower, value: .string(""))
                return decodePieces(of: string, closing: closing)
            } else {
                position += 1
            }
        }
        report(
            "this \"\"\" string is not closed", SourceRange(string.lower, string.lower + 3),
            hint: "end it with `\"\"\"` on a line of its own", isIncomplete: true)
        result.noiseStart = min(result.noiseStart ?? .max, UInt32(clamping: lower))
        append(isFirst ? .string : .stringEnd, from: lower, value: .string(""))
    }

    /// Takes the indentation of the closing quotes off every line, and reads the escapes.
    private mutating func decodePieces(of string: OpenString, closing: Int) {
        var lineStart = closing
        while lineStart > string.lower, bytes[lineStart - 1] != UInt8(ascii: "\n") { lineStart -= 1 }
        let indentation = Array(bytes[lineStart..<closing])
        guard indentation.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }), lineStart > string.lower
        else {
            return report(
                "the closing quotes of a \"\"\" string stand on a line of their own", SourceRange(closing, closing + 3),
                hint: "break the line before them")
        }
        let end = position
        for (index, piece) in string.pieces.enumerated() {
            let isLast = index == string.pieces.count - 1
            // The line end before the closing quotes is no part of the text.
            let upper = isLast ? max(piece.lower, lineStart - 1) : piece.upper
            let isEmpty = isLast && lineStart - 1 < piece.lower
            let decoded =
                isEmpty ? [] : decode(piece.lower, upper, startsLine: index == 0 && !string.beginsTooEarly, indentation)
            result.literals[piece.literal] = .string(String(decoding: decoded, as: UTF8.self))
        }
        position = end
    }

    private mutating func decode(_ lower: Int, _ upper: Int, startsLine: Bool, _ indentation: [UInt8]) -> [UInt8] {
        var decoded: [UInt8]? = []
        position = lower
        if startsLine { skipIndentation(indentation, upper) }
        while position < upper {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\n"):
                decoded?.append(byte)
                skipIndentation(indentation, upper)
            case UInt8(ascii: "\r") where position < bytes.count && bytes[position] == UInt8(ascii: "\n"):
                break
            case UInt8(ascii: "\\"):
                readEscape(into: &decoded, end: upper)
            default:
                decoded?.append(byte)
            }
        }
        return decoded ?? []
    }

    private mutating func skipIndentation(_ indentation: [UInt8], _ upper: Int) {
        let start = position
        var index = 0
        while index < indentation.count, position < upper, bytes[position] == indentation[index] {
            index += 1
            position += 1
        }
        guard index < indentation.count else { return }
        var end = position
        while end < bytes.count,
            bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "\t") || bytes[end] == 0x0D
        {
            end += 1
        }
        if end >= bytes.count || bytes[end] == UInt8(ascii: "\n") {
            // A blank line has as little in front as it likes.
            position = min(end, upper)
            return
        }
        report(
            "this line begins with less than the indentation of the closing quotes",
            SourceRange(start, max(end, start + 1)),
            hint: "indent it as far as they are, with the same tabs or spaces")
    }
}
