/// `delete`, `move`, `copy`, `restore`, `async`, `throw` (level 3).
extension Parser {
    mutating func parseOperation() throws(Failure) -> Expression {
        let start = takeToken()
        try deepen()
        defer { depth -= 1 }
        switch start.kind {
        case .keyword(.delete): return try parseTargets(.delete, start)
        case .keyword(.restore): return try parseTargets(.restore, start)
        case .keyword(.move): return try parseTransfer(.move, start)
        case .keyword(.copy): return try parseTransfer(.copy, start)
        case .keyword(.async): return try parseAsync(start)
        default:
            let value = try parseExpression()
            return Expression(.throwError(value), range: range(from: start.lower))
        }
    }

    private mutating func parseTargets(_ kind: OperationKind, _ start: Token) throws(Failure) -> Expression {
        var targets = [try parseTarget(kind, start)]
        while !context.commasSeparate, self.kind == .comma, !isOptionAhead {
            advance()
            targets.append(try parseTarget(kind, start))
        }
        return try finish(kind, start, targets, destination: nil)
    }

    private mutating func parseTransfer(_ kind: OperationKind, _ start: Token) throws(Failure) -> Expression {
        let source = try parseTarget(kind, start)
        guard take(.keyword(.to)) else { throw failMissingTo(kind, start) }
        let destination = try parseTarget(kind, start)
        return try finish(kind, start, [source], destination: destination)
    }

    private mutating func finish(
        _ kind: OperationKind, _ start: Token, _ targets: [Expression], destination: Expression?
    ) throws(Failure) -> Expression {
        let options = try parseOptions()
        if !options.isEmpty, self.kind == .comma, !context.commasSeparate {
            throw fail(
                "a target stands behind an option", token(ahead: 1).range,
                hint: "write the targets first: `\(kind.rawValue) a, b, \(options[0].name): …`")
        }
        let operation = OperationNode(
            kind, keywordRange: start.range, targets: targets, destination: destination, options: options)
        return Expression(.operation(operation), range: range(from: start.lower))
    }

    private mutating func parseTarget(_ kind: OperationKind, _ start: Token) throws(Failure) -> Expression {
        if let failure = failTarget(kind, start) { throw failure }
        return try parseBinary(.coalesce)
    }

    /// A comma, a word and a colon: the option of an operation or of `await`, unless the comma belongs to a bracket.
    var isOptionAhead: Bool {
        kind == .comma && Self.isWord(token(ahead: 1).kind) && token(ahead: 2).kind == .colon
    }

    mutating func parseOptions() throws(Failure) -> [NamedArgument] {
        var options: [NamedArgument] = []
        while !context.commasSeparate, isOptionAhead {
            advance()
            options.append(try parseNamedArgument())
        }
        return options
    }

    private mutating func parseAsync(_ start: Token) throws(Failure) -> Expression {
        let body: FunctionNode.Body
        if kind == .leftBrace {
            body = .block(try parseBlock("`async`", isHeader: false))
        } else {
            body = .expression(try parseExpression())
        }
        let function = FunctionNode(
            .asyncBlock, name: nil, parameters: [], body: body, documentation: nil, range: range(from: start.lower))
        return Expression(.async(function), range: function.range)
    }
}

extension Keyword {
    var beginsOperation: Bool {
        switch self {
        case .throw: true
        default: isAwaitedWhole
        }
    }

    /// `await` directly before it takes the whole operation (rule 5).
    var isAwaitedWhole: Bool {
        switch self {
        case .delete, .move, .copy, .restore, .async: true
        default: false
        }
    }
}
