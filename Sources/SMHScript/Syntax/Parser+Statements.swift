extension Parser {
    // MARK: - Blocks and recovery

    /// `isHeader`: it follows the header of a statement and is no part of an expression.
    mutating func parseBlock(_ header: @autoclosure () -> String, isHeader: Bool = true) throws(Failure) -> Block {
        guard kind == .leftBrace else { throw failMissingBlock(header()) }
        mark(isHeader ? [.block, .header] : .block)
        let opener = takeToken()
        try deepen()
        defer { depth -= 1 }
        let outer = context
        let wasTopLevel = isTopLevel
        context = Context()
        isTopLevel = false
        defer {
            context = outer
            isTopLevel = wasTopLevel
        }
        var statements: [Statement] = []
        while kind != .rightBrace {
            if kind == .endOfInput { throw failUnclosed(opener) }
            if let statement = parseStatementOrRecover() { statements.append(statement) }
        }
        advance()
        return Block(statements, range: range(from: opener.lower))
    }

    /// The next statement, or nil where an error was reported and the statement skipped.
    mutating func parseStatementOrRecover() -> Statement? {
        let start = index
        let outer = context
        let outerDepth = depth
        do throws(Failure) {
            if take(.semicolon) { return nil }
            mark(.statement)
            let statement = try parseStatement()
            try expectEnd(of: statement)
            return statement
        } catch {
            context = outer
            depth = outerDepth
            recover(from: start)
            for token in tokens[start..<index] where token.kind == .name { lostNames.insert(text(token)) }
            return nil
        }
    }

    private mutating func expectEnd(of statement: Statement) throws(Failure) {
        switch kind {
        case .endOfInput, .rightBrace: return
        case .semicolon: advance()
        default:
            // Even a word that goes on with a statement begins a line of its own if nothing took it.
            if token.newlineBefore { return }
            throw failAfter(statement)
        }
    }

    /// Skips to the end of the statement that begins at `start`, but not back before where the error was found.
    private mutating func recover(from start: Int) {
        let found = index
        index = start
        var isFirst = true
        while kind != .endOfInput {
            if index >= found, !isFirst || found > start {
                if kind == .rightBrace { return }
                if kind == .semicolon { return advance() }
                if token.newlineBefore, index > start, isAtNewline { return }
            }
            isFirst = false
            if let partner = partner(of: index), partner > index, isOpening(kind) {
                index = partner
            } else if kind == .stringStart {
                skipString()
            }
            advance()
        }
    }

    /// Goes to the last piece of the string that begins here.
    private mutating func skipString() {
        var open = 0
        repeat {
            if kind == .stringStart { open += 1 }
            if kind == .stringEnd { open -= 1 }
            if open > 0 { advance() }
        } while open > 0 && kind != .endOfInput
    }

    private func isOpening(_ kind: TokenKind) -> Bool {
        kind == .leftParenthesis || kind == .leftBracket || kind == .leftBrace
    }

    // MARK: - Statements

    private mutating func parseStatement() throws(Failure) -> Statement {
        let start = token
        switch kind {
        case .keyword(let keyword):
            switch keyword {
            case .let, .var: return try parseDeclaration(keyword)
            case .if: return try parseIf()
            case .while: return try parseWhile()
            case .for: return try parseFor()
            case .break:
                advance()
                return Statement(.breakLoop, range: start.range)
            case .continue:
                advance()
                return Statement(.continueLoop, range: start.range)
            case .return: return try parseReturn()
            case .fn: return try parseFunction()
            case .try where token(ahead: 1).kind == .leftBrace: return try parseTry()
            case .import: return try parseImport()
            case .param: return try parseParam()
            case .else, .catch, .finally, .then: throw failStray(keyword)
            default: break
            }
        case .leftBrace:
            throw failBlockAlone()
        case .name where token(ahead: 1).kind == .string && !token(ahead: 1).newlineBefore:
            let word = text(token)
            if word == "use" { return try parseUse() }
            if word == "test" { return try parseTest() }
        default: break
        }
        return try parseExpressionStatement()
    }

    private mutating func parseExpressionStatement() throws(Failure) -> Statement {
        let start = token
        if let failure = failForeignStatement() { throw failure }
        let expression = try parseExpression()
        guard let assignment = AssignmentOperator.of(kind), !isAtNewline else {
            return Statement(.expression(expression), range: expression.range)
        }
        try checkPlace(expression)
        advance()
        let value = try parseExpression()
        return Statement(
            .assignment(place: expression, operator: assignment, value: value), range: range(from: start.lower))
    }

    private mutating func checkPlace(_ place: Expression) throws(Failure) {
        switch place.kind {
        case .name, .index: return
        case .member(_, name: _, nameRange: _, isOptional: false): return
        case .optionalChain:
            throw fail("nothing can be assigned through `?.`", place.range, hint: "test for null first, with `if`")
        case .call:
            throw fail("a call cannot be assigned to", place.range, hint: "`==` compares")
        case .list:
            throw fail(
                "a list cannot be assigned to", place.range,
                hint: "values are not taken apart here: assign to one name at a time")
        default:
            throw fail("this cannot be assigned to", place.range, hint: "`==` compares")
        }
    }

    private mutating func parseDeclaration(_ keyword: Keyword) throws(Failure) -> Statement {
        let start = takeToken()
        let name = try parseDeclaredName("the variable")
        name.isConstant = keyword == .let
        if kind != .assign { throw failDeclarationWithoutValue(keyword, name) }
        advance()
        let value = try parseExpression()
        return Statement(.declaration(name, value: value), range: range(from: start.lower))
    }

    /// A name that is being declared.
    mutating func parseDeclaredName(_ what: String) throws(Failure) -> VariableNode {
        guard kind == .name else { throw failName(of: what) }
        let token = takeToken()
        return VariableNode(text(token), range: token.range)
    }

    // MARK: - Control flow

    private mutating func parseIf() throws(Failure) -> Statement {
        // `else if` is taken in a loop and put together from the end: it may be of any length.
        var links: [(start: UInt32, condition: Expression, then: Block)] = []
        var otherwise: Statement.Otherwise?
        while true {
            let start = takeToken()
            let condition = try parseExpression()
            if links.isEmpty, kind == .keyword(.then) {
                try deepen()
                defer { depth -= 1 }
                let expression = try parseConditionalRest(start: start.lower, condition: condition)
                return Statement(.expression(expression), range: expression.range)
            }
            let then = try parseBlock("the condition")
            links.append((start.lower, condition, then))
            guard take(.keyword(.else)) else { break }
            if kind == .keyword(.if) { continue }
            otherwise = .block(try parseBlock("`else`"))
            break
        }
        for link in links.dropFirst().reversed() {
            let kind = Statement.Kind.conditional(condition: link.condition, then: link.then, otherwise: otherwise)
            otherwise = .conditional(Statement(kind, range: range(from: link.start)))
        }
        let first = links[0]
        return Statement(
            .conditional(condition: first.condition, then: first.then, otherwise: otherwise),
            range: range(from: first.start))
    }

    private mutating func parseWhile() throws(Failure) -> Statement {
        let start = takeToken()
        let condition = try parseExpression()
        let body = try parseBlock("the condition")
        return Statement(.whileLoop(condition: condition, body: body), range: range(from: start.lower))
    }

    private mutating func parseFor() throws(Failure) -> Statement {
        let start = takeToken()
        if kind == .leftParenthesis { throw failForParenthesis() }
        let first = try parseDeclaredName("the loop's variable")
        let second = take(.comma) ? try parseDeclaredName("the loop's second variable") : nil
        if kind != .keyword(.in) {
            throw failUnexpected("expected `in`", hint: "a loop is written `for \(first.name) in list { … }`")
        }
        advance()
        let iterable = try parseExpression()
        let condition = take(.keyword(.where)) ? try parseExpression() : nil
        let body = try parseBlock("the loop's header")
        let loop = ForLoop(first: first, second: second, iterable: iterable, condition: condition, body: body)
        return Statement(.forLoop(loop), range: range(from: start.lower))
    }

    private mutating func parseReturn() throws(Failure) -> Statement {
        let start = takeToken()
        var value: Expression?
        if kind != .endOfInput, kind != .rightBrace, kind != .semicolon, !token.newlineBefore {
            value = try parseExpression()
        }
        return Statement(.returnValue(value), range: range(from: start.lower))
    }

    private mutating func parseTry() throws(Failure) -> Statement {
        let start = takeToken()
        let body = try parseBlock("`try`")
        var catchName: VariableNode?
        var catchBody: Block?
        if take(.keyword(.catch)) {
            if kind == .leftParenthesis { throw failCatchParenthesis() }
            if kind != .leftBrace { catchName = try parseDeclaredName("the error") }
            catchBody = try parseBlock("`catch`")
        }
        let finally = take(.keyword(.finally)) ? try parseBlock("`finally`") : nil
        if catchBody == nil, finally == nil {
            if !isAtNewline, kind == .name, ["except", "rescue"].contains(text(token)) {
                throw fail("`\(text(token))` is no word of this language", hint: "write `catch e { … }`")
            }
            throw fail(
                "this `try` has neither `catch` nor `finally`", start.range,
                hint: "add `catch e { … }` behind its block", isIncomplete: kind == .endOfInput)
        }
        return Statement(
            .tryBlock(body: body, catchName: catchName, catchBody: catchBody, finally: finally),
            range: range(from: start.lower))
    }

    // MARK: - Functions

    private mutating func parseFunction() throws(Failure) -> Statement {
        let documentation = documentationAbove(index)
        let start = takeToken()
        if kind == .leftParenthesis {
            throw fail(
                "a `fn` needs a name", hint: "a function without one is a closure: `x => …` or `(a, b) => { … }`")
        }
        let name = try parseDeclaredName("the function")
        guard kind == .leftParenthesis else {
            throw failUnexpected("expected `(`", hint: "a function is written `fn \(name.name)(a, b) { … }`")
        }
        mark(.tight)
        let parameters = try parseParameters()
        let body: FunctionNode.Body
        if take(.assign) {
            try deepen()
            defer { depth -= 1 }
            body = .expression(try parseExpression())
        } else {
            body = .block(try parseBlock("the parameters"))
        }
        let function = FunctionNode(
            .named, name: name.name, parameters: parameters, body: body, documentation: documentation,
            range: range(from: start.lower))
        return Statement(.function(name, function), range: function.range)
    }

    /// `(a, b = 1, rest...)`
    mutating func parseParameters() throws(Failure) -> [ParameterNode] {
        let bracket = try openBracket(commasSeparate: true)
        defer { closeBracket(bracket) }
        var parameters: [ParameterNode] = []
        while kind != .rightParenthesis {
            let parameter = try parseParameter()
            if let last = parameters.last { try checkOrder(parameter, behind: last) }
            parameters.append(parameter)
            if !take(.comma) { break }
        }
        try expectClosing(.rightParenthesis, opener: bracket.opener, separator: "`,`")
        return parameters
    }

    private mutating func parseParameter() throws(Failure) -> ParameterNode {
        if kind == .closedRange {
            throw fail("the dots stand behind the name", hint: "write `rest...`")
        }
        let name = try parseDeclaredName("a parameter")
        if take(.closedRange) { return ParameterNode(name, defaultValue: nil, isRest: true) }
        if kind == .colon {
            throw fail("parameters have no types", hint: "write only `\(name.name)`; test with `is` where it matters")
        }
        let value = take(.assign) ? try parseExpression() : nil
        return ParameterNode(name, defaultValue: value, isRest: false)
    }

    private mutating func checkOrder(_ parameter: ParameterNode, behind last: ParameterNode) throws(Failure) {
        if last.isRest {
            throw fail("`\(last.name.name)...` must be the last parameter", last.name.range)
        }
        if last.defaultValue != nil, parameter.defaultValue == nil, !parameter.isRest {
            throw fail(
                "a parameter without a default stands behind one with a default", parameter.name.range,
                hint: "put `\(parameter.name.name)` first, or give it a default")
        }
    }

    // MARK: - Top level

    private mutating func checkTopLevel(_ what: String) {
        if !isTopLevel { report("\(what) stands at top level only, outside every block") }
    }

    private static let modules: Set = ["csv", "env", "fs", "json", "math", "path", "random", "regex"]

    private mutating func parseImport() throws(Failure) -> Statement {
        checkTopLevel("`import`")
        let start = takeToken()
        guard kind == .string, case .string(let path) = literals[Int(token.payload)] else {
            if kind == .stringStart {
                throw fail("the path of an import is fixed", hint: "write it without an interpolation")
            }
            let isModule = kind == .name && Self.modules.contains(text(token))
            throw failUnexpected(
                "expected the path of a file",
                hint: isModule
                    ? "the module `\(text(token))` is there without an import"
                    : "an import is written `import \"lib/helpers.smh\" as helpers`")
        }
        let pathRange = takeToken().range
        guard take(.keyword(.as)) else {
            throw failUnexpected("expected `as`", hint: "give the import a name: `import \"\(path)\" as helpers`")
        }
        let name = try parseDeclaredName("the import")
        return Statement(.importFile(path: path, pathRange: pathRange, name: name), range: range(from: start.lower))
    }

    private mutating func parseParam() throws(Failure) -> Statement {
        checkTopLevel("`param`")
        let start = takeToken()
        let name = try parseDeclaredName("the parameter")
        var type: (name: String, range: SourceRange)?
        if take(.colon) {
            guard isAtWord else {
                throw failUnexpected(
                    "expected a type", hint: "types of params are \(Self.paramTypes.joined(separator: ", "))")
            }
            let token = takeToken()
            type = (text(token), token.range)
        }
        let value = take(.assign) ? try parseExpression() : nil
        let parameter = ScriptParameter(name: name, type: type, defaultValue: value, help: commentBehind())
        return Statement(.parameter(parameter), range: range(from: start.lower))
    }

    static let paramTypes = ["string", "int", "float", "bool", "size", "duration", "time", "list"]

    private mutating func parseUse() throws(Failure) -> Statement {
        checkTopLevel("`use`")
        let isFirst = index == 0
        let start = takeToken()
        guard case .string(let name) = literals[Int(token.payload)] else { throw fail("expected a name") }
        advance()
        let range = range(from: start.lower)
        if !isFirst, isTopLevel {
            report("`use` must be the first statement", range, hint: "move it above everything else")
        }
        library = (name, range)
        return Statement(.use(name), range: range)
    }

    private mutating func parseTest() throws(Failure) -> Statement {
        checkTopLevel("`test`")
        let start = takeToken()
        guard case .string(let name) = literals[Int(token.payload)] else { throw fail("expected a name") }
        advance()
        let block = try parseBlock("the name of the test")
        let function = FunctionNode(
            .test, name: name, parameters: [], body: .block(block), documentation: nil, range: range(from: start.lower))
        return Statement(.test(name: name, body: function), range: function.range)
    }

    // MARK: - Comments with a meaning

    /// The comment lines directly above a `fn`, without their `#`.
    private func documentationAbove(_ index: Int) -> String? {
        var position = firstComment(at: index + 1) - 1
        var line = file.line(at: tokens[index].lower)
        var lines: [String] = []
        while position >= 0, comments[position].tokenIndex == index, comments[position].isAlone,
            file.line(at: comments[position].lower) == line - 1
        {
            let text = commentText(comments[position])
            if comments[position].lower == 0, text.hasPrefix("!") { break }
            lines.append(text)
            line -= 1
            position -= 1
        }
        return lines.isEmpty ? nil : lines.reversed().joined(separator: "\n")
    }

    /// The comment on the line of the token taken last.
    private func commentBehind() -> String? {
        let position = firstComment(at: index)
        guard position < comments.count, comments[position].tokenIndex == index,
            file.line(at: comments[position].lower) == file.line(at: UInt32(clamping: previousUpper))
        else { return nil }
        return commentText(comments[position])
    }

    private func commentText(_ comment: Comment) -> String {
        let text = String(decoding: file.bytes[(Int(comment.lower) + 1)..<Int(comment.upper)], as: UTF8.self)
        return text.hasPrefix(" ") ? String(text.dropFirst()) : text
    }

    /// The first comment that stands before the token at `index` or later.
    private func firstComment(at index: Int) -> Int {
        var low = 0
        var high = comments.count
        while low < high {
            let middle = (low + high) / 2
            if comments[middle].tokenIndex < index { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
