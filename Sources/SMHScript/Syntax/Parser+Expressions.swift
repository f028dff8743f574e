extension Parser {
    // MARK: - Level 1 and 2: closures, conditionals

    mutating func parseExpression() throws(Failure) -> Expression {
        switch kind {
        case .name where token(ahead: 1).kind == .arrow && isOnThisLine(token(ahead: 1)):
            return try parseClosure()
        case .leftParenthesis where kindBehindPartner() == .arrow:
            return try parseClosure()
        case .keyword(.if):
            return try parseConditional()
        case .keyword(.try):
            return try parseAttempt()
        case .keyword(let keyword) where keyword.beginsOperation:
            return try parseOperation()
        default:
            return try parseBinary(.coalesce)
        }
    }

    private func isOnThisLine(_ token: Token) -> Bool { !context.newlinesEnd || !token.newlineBefore }

    private mutating func parseClosure() throws(Failure) -> Expression {
        let start = token
        let parameters: [ParameterNode]
        if kind == .name {
            advance()
            parameters = [
                ParameterNode(VariableNode(text(start), range: start.range), defaultValue: nil, isRest: false)
            ]
        } else {
            parameters = try parseParameters()
        }
        try expect(.arrow, "expected `=>` behind the parameters of a closure")
        let body: FunctionNode.Body
        if kind == .leftBrace, !isMapBehindArrow {
            body = .block(try parseBlock("`=>`", isHeader: false))
        } else {
            try deepen()
            defer { depth -= 1 }
            body = .expression(try parseExpression())
        }
        let function = FunctionNode(
            .closure, name: nil, parameters: parameters, body: body, documentation: nil, range: range(from: start.lower)
        )
        return Expression(.closure(function), range: function.range)
    }

    /// Rule 7: whether the `{` behind an arrow begins a map and not a block.
    var isMapBehindArrow: Bool {
        let next = token(ahead: 1)
        switch next.kind {
        case .name, .keyword, .string: return token(ahead: 2).kind == .colon
        case .leftParenthesis: return kindBehindPartner(ahead: 1) == .colon
        default: return false
        }
    }

    /// Braces ahead that hold statements, where a value must stand: `{}` and `{key: …}` are maps.
    private var isBlockInPlaceOfValue: Bool {
        kind == .leftBrace && token(ahead: 1).kind != .rightBrace && !isMapBehindArrow
    }

    private mutating func parseConditional() throws(Failure) -> Expression {
        let start = takeToken()
        try deepen()
        defer { depth -= 1 }
        let condition = try parseExpression()
        return try parseConditionalRest(start: start.lower, condition: condition)
    }

    /// From the `then` on. `else if` is taken in a loop: it may be of any length.
    mutating func parseConditionalRest(start: UInt32, condition: Expression) throws(Failure) -> Expression {
        var links: [(start: UInt32, condition: Expression, then: Expression)] = []
        var start = start
        var condition = condition
        while true {
            guard take(.keyword(.then)) else { throw failMissingThen() }
            if isBlockInPlaceOfValue { throw failBlockBehindThen() }
            let then = try parseExpression()
            guard take(.keyword(.else)) else { throw failMissingElse() }
            links.append((start, condition, then))
            guard kind == .keyword(.if) else { break }
            start = takeToken().lower
            condition = try parseExpression()
        }
        if isBlockInPlaceOfValue { throw failBlockBehindThen() }
        var result = try parseExpression()
        for link in links.reversed() {
            result = Expression(
                .conditional(link.condition, then: link.then, otherwise: result), range: range(from: link.start))
        }
        return result
    }

    private mutating func parseAttempt() throws(Failure) -> Expression {
        let start = takeToken()
        if kind == .leftBrace { throw failTryBrace() }
        try deepen()
        defer { depth -= 1 }
        let attempt = try parseExpression()
        guard take(.keyword(.else)) else {
            throw failUnexpected("expected `else`", hint: "`try` in an expression is written `try f() else 0`")
        }
        let otherwise = try parseExpression()
        return Expression(.attempt(attempt, otherwise: otherwise), range: range(from: start.lower))
    }

    // MARK: - Level 4 to 11: operators between operands

    mutating func parseBinary(_ minimum: Precedence) throws(Failure) -> Expression {
        let first = try parseOperand(minimum)
        guard let (level, _) = infixAhead() ?? foreignInfix(), level >= minimum else { return first }
        return try parseOperators(behind: first, minimum)
    }

    private mutating func parseOperand(_ minimum: Precedence) throws(Failure) -> Expression {
        try isAtNot ? parseNot(minimum) : parseUnary()
    }

    /// An operator that waits for its right operand.
    private struct PendingOperator {
        var level: Precedence
        var infix: InfixOperator
        var left: Expression
    }

    /// Reads operators and operands with a stack of its own: recursion would take a frame for each of the levels.
    private mutating func parseOperators(behind first: Expression, _ minimum: Precedence) throws(Failure) -> Expression
    {
        var pending: [PendingOperator] = []
        var operand = first
        while let (level, infix) = infixAhead() ?? foreignInfix(), level >= minimum {
            while let last = pending.last, last.level >= level {
                if last.level == level, InfixOperator.isChainForbidden(at: level) { throw failChain(level) }
                operand = Self.join(last, operand)
                pending.removeLast()
            }
            if kind == .foreign { _ = failHabit() }
            let symbol = takeToken()
            switch infix {
            case .binary(.notContains): advance()
            case .typeTest:
                operand = try parseTypeTest(of: operand)
                if let (next, _) = infixAhead(), next == level { throw failChain(level) }
                continue
            default: break
            }
            if symbol.kind == .minus || symbol.kind == .plus { try checkIncrement(symbol) }
            pending.append(PendingOperator(level: level, infix: infix, left: operand))
            let depthHere = depth
            for _ in pending.dropFirst() { try deepen() }
            if case .coalesce = infix, kind == .keyword(.throw) {
                operand = try parseOperation()
            } else {
                operand = try parseOperand(level.tighter)
            }
            depth = depthHere
        }
        for last in pending.reversed() { operand = Self.join(last, operand) }
        return operand
    }

    private static func join(_ pending: PendingOperator, _ right: Expression) -> Expression {
        let left = pending.left
        let kind: Expression.Kind =
            switch pending.infix {
            case .binary(let operation): .binary(operation, left, right)
            case .and: .and(left, right)
            case .or: .or(left, right)
            case .coalesce: .coalesce(left, right)
            case .halfOpenRange: .range(lower: left, upper: right, isClosed: false)
            case .closedRange: .range(lower: left, upper: right, isClosed: true)
            case .typeTest: left.kind
            }
        return Expression(kind, range: left.range.union(right.range))
    }

    /// `not`, or the `!` of other languages, which is reported.
    private var isAtNot: Bool { kind == .keyword(.not) || (kind == .foreign && text(token) == "!") }

    private func infixAhead() -> (Precedence, InfixOperator)? {
        guard let found = InfixOperator.of(kind), !isAtNewline else { return nil }
        if kind == .keyword(.not), token(ahead: 1).kind != .keyword(.in) { return nil }
        return found
    }

    private mutating func parseTypeTest(of left: Expression) throws(Failure) -> Expression {
        let isNegated = take(.keyword(.not))
        let type = try parseType()
        return Expression(
            .typeTest(left, type: text(type), typeRange: type.range, isNegated: isNegated),
            range: left.range.union(type.range))
    }

    /// The name of a type, or `null`.
    mutating func parseType() throws(Failure) -> Token {
        guard kind == .name || kind == .keyword(.null) else {
            throw failUnexpected(
                "expected the name of a type", hint: "`is` tests a type, as in `x is string`; `==` compares values")
        }
        return takeToken()
    }

    private mutating func parseNot(_ minimum: Precedence) throws(Failure) -> Expression {
        if kind == .foreign { _ = failHabit() }
        let start = takeToken()
        guard minimum <= .not || start.kind == .foreign else {
            throw fail(
                "`not` binds looser than the operator before it", start.range, hint: "write `(not …)` in parentheses")
        }
        try deepen()
        defer { depth -= 1 }
        let operand = try start.kind == .foreign ? parseUnary() : parseBinary(.not)
        return Expression(.not(operand), range: range(from: start.lower))
    }

    // MARK: - Level 12: prefixes

    mutating func parseUnary() throws(Failure) -> Expression {
        switch kind {
        case .minus: return try parseNegation()
        case .keyword(.await): return try parseAwait()
        default: return try parsePostfix(of: parsePrimary())
        }
    }

    private mutating func parseNegation() throws(Failure) -> Expression {
        mark(.prefix)
        let start = takeToken()
        if kind == .number, case .intMinimumMagnitude = literals[Int(token.payload)] {
            advance()
            return try parsePostfix(of: Expression(.int(.min), range: range(from: start.lower)))
        }
        try deepen()
        defer { depth -= 1 }
        let operand = try parseUnary()
        return Expression(.negate(operand), range: range(from: start.lower))
    }

    private mutating func parseAwait() throws(Failure) -> Expression {
        let start = takeToken()
        try deepen()
        defer { depth -= 1 }
        let operand: Expression
        if case .keyword(let keyword) = kind, keyword.isAwaitedWhole {
            operand = try parseOperation()
        } else {
            operand = try parseUnary()
        }
        let options = try parseOptions()
        return Expression(.await(operand, options: options), range: range(from: start.lower))
    }

    // MARK: - Level 13: postfixes

    private mutating func parsePostfix(of primary: Expression) throws(Failure) -> Expression {
        var result = primary
        var isOptional = false
        while true {
            switch kind {
            case .leftParenthesis where !isAtNewline:
                result = try parseCall(of: result)
            case .leftBracket where !isAtNewline:
                result = try parseIndex(of: result)
            case .dot, .questionDot:
                let isQuestion = takeToken().kind == .questionDot
                isOptional = isOptional || isQuestion
                guard isAtWord else { throw failMember(isQuestion) }
                mark(.word)
                let name = takeToken()
                result = Expression(
                    .member(result, name: text(name), nameRange: name.range, isOptional: isQuestion),
                    range: result.range.union(name.range))
            default:
                return isOptional ? Expression(.optionalChain(result), range: result.range) : result
            }
        }
    }

    private mutating func parseCall(of callee: Expression) throws(Failure) -> Expression {
        let opener = token
        let (arguments, named) = try parseArguments()
        let call = CallNode(
            callee: callee, arguments: arguments, named: named, argumentRange: range(from: opener.lower))
        return Expression(.call(call), range: callee.range.union(call.argumentRange))
    }

    private mutating func parseArguments() throws(Failure) -> ([Expression], [NamedArgument]) {
        mark(.tight)
        let bracket = try openBracket(commasSeparate: true)
        defer { closeBracket(bracket) }
        var arguments: [Expression] = []
        var named: [NamedArgument] = []
        while kind != .rightParenthesis {
            if isAtWord, token(ahead: 1).kind == .colon {
                named.append(try parseNamedArgument())
            } else {
                let argument = try parseExpression()
                if !named.isEmpty {
                    throw fail("a positional argument stands behind a named one", argument.range, hint: "put it first")
                }
                arguments.append(argument)
            }
            if !take(.comma) { break }
        }
        if kind == .assign, let last = arguments.last, case .name(let name) = last.kind {
            throw fail("expected `,` or `)`, but found `=`", hint: "a named argument is written `\(name.name): value`")
        }
        try expectClosing(.rightParenthesis, opener: bracket.opener, separator: "`,`")
        return (arguments, named)
    }

    mutating func parseNamedArgument() throws(Failure) -> NamedArgument {
        mark(.word)
        let name = takeToken()
        advance()
        let value = try parseExpression()
        return NamedArgument(name: text(name), nameRange: name.range, value: value)
    }

    private mutating func parseIndex(of base: Expression) throws(Failure) -> Expression {
        mark(.tight)
        let bracket = try openBracket(commasSeparate: true)
        defer { closeBracket(bracket) }
        if kind == .rightBracket { throw fail("an index is missing", hint: "write `a[0]` or `a[1..<3]`") }
        let index = try parseExpression()
        if kind == .colon || kind == .comma { throw failIndex() }
        try expectClosing(.rightBracket, opener: bracket.opener)
        return Expression(.index(base, index: index), range: base.range.union(range(from: bracket.opener.lower)))
    }
}
