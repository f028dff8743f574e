extension Parser {
    mutating func parsePrimary() throws(Failure) -> Expression {
        let start = token
        switch kind {
        case .number: return try parseNumber()
        case .string:
            advance()
            return Expression(.string(string(of: start)), range: start.range)
        case .stringStart: return try parseInterpolation()
        case .name:
            advance()
            return Expression(.name(NameNode(text(start), range: start.range)), range: start.range)
        case .keyword(.null):
            advance()
            return Expression(.null, range: start.range)
        case .keyword(.true), .keyword(.false):
            advance()
            return Expression(.bool(start.kind == .keyword(.true)), range: start.range)
        case .keyword(.match): return try parseMatch()
        case .leftParenthesis: return try parseParenthesized()
        case .leftBracket: return try parseList()
        case .leftBrace: return try parseMap()
        default: throw failOperand()
        }
    }

    func string(of token: Token) -> String {
        if case .string(let text) = literals[Int(token.payload)] { text } else { "" }
    }

    private mutating func parseNumber() throws(Failure) -> Expression {
        let token = takeToken()
        if kind == .dot, !self.token.newlineBefore, !Self.isWord(self.token(ahead: 1).kind) {
            throw fail(
                "a point ends no number", SourceRange(Int(token.lower), Int(self.token.upper)),
                hint: "write `\(text(token)).0`")
        }
        switch literals[Int(token.payload)] {
        case .int(let value): return Expression(.int(value), range: token.range)
        case .float(let value): return Expression(.float(value), range: token.range)
        case .duration(let value): return Expression(.duration(value), range: token.range)
        case .intMinimumMagnitude, .string:
            report("this int does not fit in 64 bits", token.range, hint: "the largest is 9223372036854775807")
            return Expression(.int(0), range: token.range)
        }
    }

    private mutating func parseInterpolation() throws(Failure) -> Expression {
        let bracket = try openBracket(commasSeparate: false)
        defer { closeBracket(bracket) }
        var parts: [StringPart] = []
        appendText(of: bracket.opener, to: &parts)
        while true {
            if kind == .stringMiddle || kind == .stringEnd {
                report(
                    "`\\( )` is empty", SourceRange(previousUpper - 2, Int(token.lower) + 1),
                    hint: "write an expression in it, or `\\\\(` for the two characters")
            } else {
                parts.append(.expression(try parseExpression()))
            }
            let piece = token
            guard kind == .stringMiddle || kind == .stringEnd else {
                throw failUnexpected("expected `)` at the end of the interpolation")
            }
            advance()
            appendText(of: piece, to: &parts)
            if piece.kind == .stringEnd { break }
        }
        return Expression(.interpolation(parts), range: range(from: bracket.opener.lower))
    }

    private func appendText(of token: Token, to parts: inout [StringPart]) {
        let text = string(of: token)
        if !text.utf8.isEmpty { parts.append(.text(text)) }
    }

    private mutating func parseParenthesized() throws(Failure) -> Expression {
        let behind = partner(of: index).map { token(ahead: $0 + 1 - index) }
        let bracket = try openBracket(commasSeparate: false)
        defer { closeBracket(bracket) }
        if kind == .rightParenthesis {
            throw fail(
                "these parentheses are empty", SourceRange(Int(bracket.opener.lower), Int(token.upper)),
                hint: "a closure without parameters is written `() => …`")
        }
        let inner = try parseExpression()
        if kind == .comma {
            let isClosure = behind.map { $0.kind == .foreign && text($0) == "->" } ?? false
            throw failUnexpected(
                "expected `)`",
                hint: isClosure
                    ? "a closure is written `(a, b) => …`" : "a list is written `[a, b]`; there are no tuples")
        }
        if kind == .assign { throw failAssignmentInExpression() }
        try expectClosing(.rightParenthesis, opener: bracket.opener)
        return Expression(.parenthesized(inner), range: range(from: bracket.opener.lower))
    }

    private mutating func parseList() throws(Failure) -> Expression {
        let bracket = try openBracket(commasSeparate: true)
        defer { closeBracket(bracket) }
        var elements: [Expression] = []
        while kind != .rightBracket {
            if isAtWord, token(ahead: 1).kind == .colon { throw failNameInList(elements.last) }
            elements.append(try parseExpression())
            if !take(.comma) { break }
        }
        if kind == .keyword(.for) {
            throw failUnexpected(
                "expected `,` or `]`", hint: "there are no comprehensions: write `xs.where(x => …).map(x => …)`")
        }
        try expectClosing(.rightBracket, opener: bracket.opener, separator: "`,`")
        return Expression(.list(elements), range: range(from: bracket.opener.lower))
    }

    private mutating func parseMap() throws(Failure) -> Expression {
        let bracket = try openBracket(commasSeparate: true)
        defer { closeBracket(bracket) }
        var entries: [MapEntry] = []
        while kind != .rightBrace {
            let key = try parseKey(bracket.opener)
            advance()
            entries.append(MapEntry(key: key, value: try parseExpression()))
            if !take(.comma) { break }
        }
        try expectClosing(.rightBrace, opener: bracket.opener, separator: "`,`")
        return Expression(.map(entries), range: range(from: bracket.opener.lower))
    }

    /// A key, up to its colon.
    private mutating func parseKey(_ opener: Token) throws(Failure) -> MapEntry.Key {
        let start = token
        let key: MapEntry.Key
        switch kind {
        case .name, .keyword:
            mark(.word)
            key = .constant(text(start), range: start.range)
            advance()
        case .string:
            key = .constant(string(of: start), range: start.range)
            advance()
        case .leftParenthesis:
            let inner = try parseParenthesized()
            if case .parenthesized(let expression) = inner.kind {
                key = .computed(expression)
            } else {
                key = .computed(inner)
            }
        default: throw failKey(opener)
        }
        guard kind == .colon else { throw failKeyWithoutColon(opener, start) }
        return key
    }

    // MARK: - match

    private mutating func parseMatch() throws(Failure) -> Expression {
        let start = takeToken()
        try deepen()
        defer { depth -= 1 }
        let value = try parseExpression()
        guard kind == .leftBrace else { throw failMissingBlock("the value of `match`") }
        mark(.block)
        let opener = takeToken()
        let outer = context
        context = Context()
        defer { context = outer }
        var arms: [MatchArm] = []
        while kind != .rightBrace {
            if kind == .endOfInput { throw failUnclosed(opener) }
            if take(.semicolon) { continue }
            if case .otherwise? = arms.last?.pattern {
                throw fail("an arm stands behind `else`", hint: "`else` comes last")
            }
            arms.append(try parseArm())
            try expectEndOfArm()
        }
        advance()
        return Expression(.match(MatchNode(value: value, arms: arms)), range: range(from: start.lower))
    }

    private mutating func parseArm() throws(Failure) -> MatchArm {
        mark(.arm)
        let start = token
        let pattern = try parsePattern()
        guard take(.arrow) else { throw failArmWithoutArrow() }
        let body: MatchArm.Body
        if kind == .leftBrace, !isMapBehindArrow {
            body = .block(try parseBlock("`=>`", isHeader: false))
        } else {
            body = .expression(try parseExpression())
        }
        return MatchArm(pattern: pattern, body: body, range: range(from: start.lower))
    }

    private mutating func expectEndOfArm() throws(Failure) {
        if kind == .rightBrace || kind == .endOfInput || token.newlineBefore || take(.semicolon) { return }
        throw failUnexpected("expected a new line or `;` behind an arm", hint: "arms are separated by new lines or `;`")
    }

    private mutating func parsePattern() throws(Failure) -> MatchArm.Pattern {
        if take(.keyword(.else)) { return .otherwise }
        if kind == .name, token(ahead: 1).kind == .keyword(.where) {
            let name = takeToken()
            advance()
            let condition = try parseBinary(.coalesce)
            if kind == .comma { throw failCommaBehindBinding() }
            return .binding(VariableNode(text(name), range: name.range), condition: condition)
        }
        var alternatives: [MatchArm.Alternative] = []
        repeat {
            alternatives.append(try parseAlternative())
        } while take(.comma)
        return .anyOf(alternatives)
    }

    private mutating func parseAlternative() throws(Failure) -> MatchArm.Alternative {
        if kind == .name, token(ahead: 1).kind == .keyword(.where) { throw failCommaBehindBinding() }
        if kind == .keyword(.else) {
            throw fail("`else` stands alone in its arm", hint: "write `else => …` as the last arm")
        }
        if take(.keyword(.is)) {
            let isNegated = take(.keyword(.not))
            let type = try parseType()
            return .type(text(type), range: type.range, isNegated: isNegated)
        }
        return .value(try parseBinary(.coalesce))
    }
}
