extension Lexer {
    mutating func readSymbol(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "("): open(.leftParenthesis)
        case UInt8(ascii: "["): open(.leftBracket)
        case UInt8(ascii: "{"): open(.leftBrace)
        case UInt8(ascii: ")"): closeParenthesis()
        case UInt8(ascii: "]"): close(.rightBracket, opener: .leftBracket)
        case UInt8(ascii: "}"): close(.rightBrace, opener: .leftBrace)
        case UInt8(ascii: ","): take(.comma, 1)
        case UInt8(ascii: ";"): take(.semicolon, 1)
        default: readOperator(byte)
        }
    }

    private mutating func take(_ kind: TokenKind, _ length: Int) {
        let lower = position
        position += length
        append(kind, from: lower)
    }

    private mutating func readOperator(_ byte: UInt8) {
        let next = peek(1)
        let equals = next == UInt8(ascii: "=")
        switch byte {
        case UInt8(ascii: ":"): equals ? take(.foreign, 2) : take(.colon, 1)
        case UInt8(ascii: "."): readDots()
        case UInt8(ascii: "?"): readQuestionMark(next)
        case UInt8(ascii: "="):
            if next == UInt8(ascii: ">") {
                take(.arrow, 2)
            } else if equals {
                peek(2) == UInt8(ascii: "=") ? take(.foreign, 3) : take(.equal, 2)
            } else {
                take(.assign, 1)
            }
        case UInt8(ascii: "!"):
            if equals {
                peek(2) == UInt8(ascii: "=") ? take(.foreign, 3) : take(.notEqual, 2)
            } else {
                take(.foreign, 1)
            }
        case UInt8(ascii: "<"):
            if next == UInt8(ascii: ">") { take(.foreign, 2) } else { equals ? take(.lessOrEqual, 2) : take(.less, 1) }
        case UInt8(ascii: ">"): equals ? take(.greaterOrEqual, 2) : take(.greater, 1)
        case UInt8(ascii: "+"): equals ? take(.plusAssign, 2) : take(.plus, 1)
        case UInt8(ascii: "-"):
            if next == UInt8(ascii: ">") { take(.foreign, 2) } else { equals ? take(.minusAssign, 2) : take(.minus, 1) }
        case UInt8(ascii: "*"):
            if next == UInt8(ascii: "*") { take(.foreign, 2) } else { equals ? take(.starAssign, 2) : take(.star, 1) }
        case UInt8(ascii: "%"): equals ? take(.percentAssign, 2) : take(.percent, 1)
        case UInt8(ascii: "/"):
            if next == UInt8(ascii: "/") {
                peek(2) == UInt8(ascii: "=") ? take(.slashSlashAssign, 3) : take(.slashSlash, 2)
            } else if next == UInt8(ascii: "*") {
                readBlockComment()
            } else {
                equals ? take(.slashAssign, 2) : take(.slash, 1)
            }
        case UInt8(ascii: "&"), UInt8(ascii: "|"): take(.foreign, next == byte ? 2 : 1)
        case UInt8(ascii: "^"), UInt8(ascii: "~"), UInt8(ascii: "@"), UInt8(ascii: "$"), UInt8(ascii: "`"),
            UInt8(ascii: "\\"):
            take(.foreign, 1)
        default:
            let lower = position
            position += 1
            report(
                "a control character (\(Unicode.Scalar(byte).hexName)) stands here", SourceRange(lower, position),
                hint: "delete it")
            append(.malformed, from: lower)
        }
    }

    private mutating func readDots() {
        guard peek(1) == UInt8(ascii: ".") else { return take(.dot, 1) }
        switch peek(2) {
        case UInt8(ascii: "."): take(.closedRange, 3)
        case UInt8(ascii: "<"): take(.halfOpenRange, 3)
        default: take(.foreign, 2)
        }
    }

    private mutating func readQuestionMark(_ next: UInt8) {
        switch next {
        case UInt8(ascii: "."): take(.questionDot, 2)
        case UInt8(ascii: "?"): peek(2) == UInt8(ascii: "=") ? take(.coalesceAssign, 3) : take(.coalesce, 2)
        default: take(.foreign, 1)
        }
    }

    /// `/* … */` is skipped, so that only itself is reported and not each of its words.
    private mutating func readBlockComment() {
        let lower = position
        position += 2
        while position < bytes.count, !(bytes[position] == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) {
            if bytes[position] == UInt8(ascii: "\n") { newlineSeen = true }
            position += 1
        }
        position = min(position + 2, bytes.count)
        report(
            "`/*` does not begin a comment", SourceRange(lower, lower + 2),
            hint: "write `#` before each line of a comment")
    }

    // MARK: - Brackets

    private mutating func open(_ kind: TokenKind) {
        openBrackets.append(OpenBracket(kind: kind, tokenIndex: result.tokens.count))
        take(kind, 1)
    }

    /// How many brackets of other kinds a closing one may leave open. Further away than that nothing is a pair, so that
    /// a hundred thousand wrong brackets do not take a hundred thousand steps each.
    private static var reach: Int { 64 }

    /// A `)` ends the innermost interpolation unless a `(` was opened in it.
    private mutating func closeParenthesis() {
        for index in openBrackets.indices.suffix(Self.reach).reversed() {
            let kind = openBrackets[index].kind
            if kind == .leftParenthesis { break }
            if kind == .stringStart {
                openBrackets.removeSubrange(index...)
                return resumeString()
            }
        }
        close(.rightParenthesis, opener: .leftParenthesis)
    }

    /// Pairs a closing bracket with the nearest one of its kind. Braces hold more than parentheses: a stray `)` does
    /// not close what was opened outside its block, but `}` ends whatever was left open inside.
    private mutating func close(_ kind: TokenKind, opener: TokenKind) {
        var index = openBrackets.count - 1
        while index >= 0, index >= openBrackets.count - Self.reach {
            let candidate = openBrackets[index].kind
            if candidate == opener {
                let partner = openBrackets[index].tokenIndex
                openBrackets.removeSubrange(index...)
                result.tokens[partner].payload = UInt32(clamping: result.tokens.count)
                let lower = position
                position += 1
                return append(kind, from: lower, payload: UInt32(clamping: partner))
            }
            if candidate == .stringStart || (candidate == .leftBrace && kind != .rightBrace) { break }
            index -= 1
        }
        take(kind, 1)
    }
}
