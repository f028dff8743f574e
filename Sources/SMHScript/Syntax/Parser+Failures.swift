/// What is said where the grammar is left. Hints for habits of other languages are in `Parser+Habits.swift`.
extension Parser {
    // MARK: - Words for what was found

    func describe(_ token: Token) -> String {
        switch token.kind {
        case .endOfInput: "the end of the input"
        case .string, .stringStart: "a string"
        case .stringMiddle, .stringEnd: "the end of an interpolation"
        case .number: "the number `\(text(token))`"
        default: "`\(text(token))`"
        }
    }

    /// Says what was expected, and that something else, or the end of the line, came.
    mutating func failUnexpected(_ expected: String, hint: String? = nil, notes: [Diagnostic.Note] = []) -> Failure {
        if isAtNewline, kind != .endOfInput, index > 0 {
            return fail(
                "\(expected), but the line ends", SourceRange(previousUpper, previousUpper), hint: hint, notes: notes)
        }
        return fail("\(expected), but found \(describe(token))", hint: hint, notes: notes)
    }

    // MARK: - Statements

    mutating func failAfter(_ statement: Statement) -> Failure {
        var hint: String?
        if isBehindSlashes {
            return failUnexpected("expected a new line or `;`", hint: "`//` divides; a comment begins with `#`")
        }
        switch kind {
        case .comma:
            hint = "a comma does not separate statements; write two, or a list `[a, b]`"
            if case .declaration = statement.kind { hint = "declare each name in a statement of its own" }
        case .colon: hint = "there is no `:` here; blocks stand in braces `{ … }`"
        case .arrow: hint = "a closure is written `x => …` or `(a, b) => …`"
        case .assign: hint = "`=` assigns to a name, an index or a member, as a statement of its own"
        case .keyword(.if), .keyword(.while), .keyword(.for):
            hint =
                kind == .keyword(.if)
                ? "a condition comes first: `if c { … }`, or `if c then a else b` for a value"
                : "conditions and loops come first: `if c { … }`"
        case .keyword(.to): hint = "`to` belongs to `move` and `copy`"
        case .leftBrace: hint = "a closure is written `() => { … }` and stands inside the parentheses of the call"
        case .rightParenthesis, .rightBracket:
            return fail("this `\(text(token))` closes nothing", hint: "take it away, or open it")
        case .name where ["elif", "elsif", "elseif"].contains(text(token)):
            return fail("`\(text(token))` is no word of this language", hint: "write `else if`")
        case .name where token(ahead: 1).kind == .colon && statement.isOperation:
            hint = "an option stands behind a comma: `, \(text(token)): …`"
        case .name where tokens[index - 1].kind == .number && Unit(spelling: text(token)) != nil:
            hint = "a unit follows its number at once: `\(text(tokens[index - 1]))\(text(token))`"
        case .name where text(tokens[index - 1]) == "lambda":
            hint = "a closure is written `x => …` or `(a, b) => …`"
        case .name where text(tokens[index - 1]) == "new":
            hint = "there is no `new`; an error is made with `error(\"Code\", \"message\")`"
        case .name where ["except", "rescue"].contains(text(token)):
            return fail("`\(text(token))` is no word of this language", hint: "write `catch e { … }`")
        default:
            if let call = callHint(statement) { hint = call }
        }
        if hint == nil, kind != .endOfInput, kind != .malformed {
            hint = "write each statement on a line of its own, or `;` between them"
        }
        return failUnexpected("expected a new line or `;`", hint: hint)
    }

    /// `//` stands before the next token on its line.
    private var isBehindSlashes: Bool {
        var position = index
        while position > max(0, index - 100), !tokens[position].newlineBefore {
            position -= 1
            if tokens[position].kind == .slashSlash { return true }
        }
        return false
    }

    /// `print x`: a name with an operand behind it.
    private func callHint(_ statement: Statement) -> String? {
        guard case .expression(let expression) = statement.kind, case .name(let name) = expression.kind else {
            return nil
        }
        if name.name == "use", kind == .name { return "a library is named in quotes: `use \"\(text(token))\"`" }
        switch kind {
        case .name, .string, .stringStart, .number, .keyword(.true), .keyword(.false), .keyword(.null):
            let isShort = token.upper - token.lower < 40 && kind != .stringStart
            let operand = isShort ? text(token) : "…"
            return "to call it, write `\(name.name)(\(operand))`"
        default: return nil
        }
    }

    mutating func failStray(_ keyword: Keyword) -> Failure {
        let opener = keyword == .else ? "if" : keyword == .then ? "if" : "try"
        return fail(
            "this `\(keyword.rawValue)` has no `\(opener)` before it",
            hint: keyword == .else ? "`else` follows the `}` of its `if`" : nil)
    }

    mutating func failBlockAlone() -> Failure {
        fail(
            "a statement does not begin with `{`: blocks do not stand alone",
            hint: isMapBehindArrow ? "a map that begins a statement stands in parentheses: `({…})`" : nil)
    }

    mutating func failMissingBlock(_ header: String) -> Failure {
        switch kind {
        case .assign: return failAssignmentInExpression()
        case .colon:
            return fail("expected `{` behind \(header), but found `:`", hint: "blocks stand in braces: `{ … }`")
        case .keyword(.then):
            return fail(
                "expected `{` behind \(header), but found `then`",
                hint: "`then` belongs to the expression `if c then a else b`")
        case .arrow where header == "the parameters":
            return fail(
                "expected `{` behind \(header), but found `=>`",
                hint: "a function that is one expression is written `fn name(a) = expression`")
        case .foreign where header == "the parameters" && text(token) == "->":
            return fail(
                "expected `{` behind \(header), but found `->`", token.range,
                hint: "a function names no type for its value")
        case .name where text(token) == "do":
            return fail("expected `{` behind \(header), but found `do`", hint: "blocks stand in braces: `{ … }`")
        default:
            return failUnexpected(
                "expected `{` behind \(header)",
                hint: isAtNewline ? nil : "what belongs to it stands in braces: `{ … }`")
        }
    }

    mutating func failName(of what: String) -> Failure {
        switch kind {
        case .keyword(let keyword):
            return fail(
                "`\(keyword.rawValue)` is a keyword and cannot name \(what)",
                hint: "take another name, such as `\(keyword.rawValue)_`")
        case .leftBrace, .leftBracket, .leftParenthesis:
            return failUnexpected(
                "expected a name for \(what)", hint: "values are not taken apart here: declare one name at a time")
        case .string, .number, .stringStart:
            return failUnexpected(
                "expected a name for \(what)", hint: "names are letters, digits and `_`, without quotes")
        default:
            return failUnexpected("expected a name for \(what)")
        }
    }

    mutating func failDeclarationWithoutValue(_ keyword: Keyword, _ name: VariableNode) -> Failure {
        let word = keyword.rawValue
        switch kind {
        case .equal:
            return fail("`==` compares", hint: "write `\(word) \(name.name) = …`")
        case .colon:
            return fail("variables have no types", hint: "write `\(word) \(name.name) = …`")
        case .foreign where text(token) == ":=":
            return fail("`:=` is no operator", token.range, hint: "write `\(word) \(name.name) = …`")
        case .comma:
            return fail("expected `=`, but found `,`", hint: "declare each name in a statement of its own")
        default:
            return failUnexpected("expected `=`", hint: "a variable begins with a value: `\(word) \(name.name) = null`")
        }
    }

    mutating func failForParenthesis() -> Failure {
        fail("a loop's header has no parentheses", hint: "write `for x in list { … }` or `for i in 0..<10 { … }`")
    }

    mutating func failCatchParenthesis() -> Failure {
        fail("the name behind `catch` has no parentheses", hint: "write `catch e { … }`")
    }

    // MARK: - Expressions

    mutating func failOperand() -> Failure {
        if token.newlineBefore, context.newlinesEnd, index > 0, InfixOperator.of(kind) != nil, kind != .slashSlash {
            return fail(
                "a line does not begin with `\(text(token))`",
                hint: "to go on with the line before, put the `\(text(token))` at its end")
        }
        switch kind {
        case .foreign where text(token) == "|" || text(token) == "||":
            return fail(
                "a closure's parameters do not stand between bars", token.range, hint: "write `x => …` or `() => …`")
        case .star where index > 0 && Self.namesFiles(tokens[index - 1].kind):
            return fail("a pattern stands in quotes", hint: "write `glob(\"*.jpg\")`")
        case .dot:
            let isNumber = token(ahead: 1).kind == .number
            return fail(
                isNumber ? "a number does not begin with a point" : "nothing stands before this `.`",
                hint: isNumber ? "write `0.\(text(token(ahead: 1)))`" : nil)
        case .slashSlash:
            return fail("`//` divides and needs a number before it", hint: "a comment begins with `#`")
        case .assign, .equal:
            return fail("nothing stands before this `\(text(token))`")
        case .plus where index > 0 && tokens[index - 1].kind == .plus:
            return fail(
                "`++` is no operator", SourceRange(Int(token.lower) - 1, Int(token.upper)), hint: "write `x += 1`")
        case .plus:
            return fail("`+` stands between two values", hint: "a number needs no sign to be positive")
        case .less, .greater:
            let isShift = index > 0 && tokens[index - 1].kind == kind && tokens[index - 1].upper == token.lower
            return fail(
                "expected an expression, but found `\(text(token))`",
                hint: isShift ? "there are no operators on bits" : nil)
        case .halfOpenRange, .closedRange:
            return fail(
                "a range needs its first number", hint: "there are no one-sided ranges: write `0\(text(token))…`")
        case .keyword(let keyword): return failKeywordOperand(keyword)
        case .rightBrace, .rightParenthesis, .rightBracket, .comma, .semicolon, .stringMiddle, .stringEnd:
            if index > 0, case .keyword(let keyword) = tokens[index - 1].kind {
                return fail("expected an expression behind `\(keyword.rawValue)`, but found \(describe(token))")
            }
            if index > 0, tokens[index - 1].kind == .halfOpenRange || tokens[index - 1].kind == .closedRange {
                let isSpread = tokens[index - 1].kind == .closedRange && kind != .rightBracket
                return fail(
                    "a range needs its last number",
                    hint: isSpread
                        ? "there are no one-sided ranges, and a list cannot be spread over arguments"
                        : "there are no one-sided ranges: write `a[1..<a.count]` or `a.drop(1)`")
            }
            return fail("expected an expression, but found \(describe(token))")
        default:
            return fail("expected an expression, but found \(describe(token))")
        }
    }

    /// Whether a keyword has files behind it.
    private static func namesFiles(_ kind: TokenKind) -> Bool {
        switch kind {
        case .keyword(.delete), .keyword(.move), .keyword(.copy), .keyword(.to): true
        default: false
        }
    }

    private mutating func failKeywordOperand(_ keyword: Keyword) -> Failure {
        let word = keyword.rawValue
        switch keyword {
        case .if, .try:
            return fail(
                "`\(word)` cannot be an operand as it stands",
                hint: keyword == .if
                    ? "write `(if c then a else b)` in parentheses" : "write `(try a else b)` in parentheses")
        case .delete, .move, .copy, .restore, .async, .throw:
            return fail("`\(word)` cannot be an operand as it stands", hint: "write `(\(word) …)` in parentheses")
        case .let, .var, .return, .break, .continue, .while, .for, .import, .param, .fn:
            if token.newlineBefore, !context.newlinesEnd, let opener = unclosedOpener { return failUnclosed(opener) }
            return fail(
                "`\(word)` begins a statement and has no value",
                hint: keyword == .fn
                    ? "a function as a value is a closure: `(a, b) => …`"
                    : keyword == .return ? "put the statement into a block: `{ return … }`" : nil)
        default:
            return fail("expected an expression, but found the keyword `\(word)`")
        }
    }

    /// The bracket around the next token, if nothing closes it.
    private var unclosedOpener: Token? {
        var position = index - 1
        while position >= max(0, index - 1000) {
            let candidate = tokens[position]
            if Self.isBracket(candidate.kind) { return candidate.payload == Token.noPartner ? candidate : nil }
            switch candidate.kind {
            case .rightParenthesis, .rightBracket, .rightBrace: position = (partner(of: position) ?? position) - 1
            default: position -= 1
            }
        }
        return nil
    }

    mutating func failMissingThen() -> Failure {
        switch kind {
        case .leftBrace:
            return fail(
                "an `if` inside an expression takes `then` and `else` without braces",
                hint: "write `if c then a else b`")
        case .assign: return failAssignmentInExpression()
        default:
            return failUnexpected("expected `then`", hint: "in an expression `if` is written `if c then a else b`")
        }
    }

    mutating func failBlockBehindThen() -> Failure {
        fail(
            "a value stands behind `then` and its `else`, and not a block",
            hint: "statements are chosen without `then`: `if c { … } else { … }`")
    }

    mutating func failMissingElse() -> Failure {
        failUnexpected(
            "expected `else`", hint: "an `if` in an expression always has a value: `if c then a else null`")
    }

    mutating func failTryBrace() -> Failure {
        fail(
            "a `try` inside an expression takes no braces",
            hint: "write `try f() else 0`; a block of statements stands in `try { … } catch e { … }`")
    }

    mutating func failAssignmentInExpression() -> Failure {
        fail("`=` assigns and cannot stand here", hint: "`==` compares")
    }

    mutating func failChain(_ level: Precedence) -> Failure {
        level == .range
            ? fail("ranges do not chain", hint: "a range has a first and a last number")
            : fail("comparisons do not chain", hint: "write `a < b and b < c`")
    }

    mutating func failMember(_ isQuestion: Bool) -> Failure {
        let dot = isQuestion ? "?." : "."
        switch kind {
        case .number:
            return fail("a name stands behind `\(dot)`", hint: "an element of a list is read with `a[\(text(token))]`")
        case .string, .stringStart:
            return failUnexpected("expected a name behind `\(dot)`", hint: "strings are joined with `+`")
        case .leftBracket: return fail("there is no `\(dot)[`", hint: "write `a[i]`, and test for null first")
        default: return failUnexpected("expected a name behind `\(dot)`")
        }
    }

    mutating func failIndex() -> Failure {
        kind == .colon
            ? fail("a slice is written with a range", hint: "write `a[1..<3]`")
            : fail("an index is one value", hint: "write `a[i][j]`")
    }

    mutating func failNameInList(_ last: Expression?) -> Failure {
        let option = text(token)
        if case .operation(let node)? = last?.kind {
            return fail(
                "`\(option):` does not reach the `\(node.kind.rawValue)` inside this list",
                hint: "give the operation parentheses: `[(\(node.kind.rawValue) …, \(option): …)]`")
        }
        return fail("a list has no names", hint: "a map stands in braces: `{\(option): …}`")
    }

    mutating func failKey(_ opener: Token) -> Failure {
        switch kind {
        case .number:
            return fail("keys of maps are strings", hint: "write `\"\(text(token))\": …`")
        case .stringStart:
            return fail("a key with an interpolation stands in parentheses", hint: "write `(\"…\"): …`")
        case .endOfInput: return failUnclosed(opener)
        case .leftBracket:
            return fail("a computed key stands in parentheses", hint: "write `(key): value`")
        case .closedRange:
            return fail("there is no spread", hint: "write `a.merge(b)`")
        default:
            return failUnexpected("expected a key", hint: "keys are names, strings or `(expressions)`")
        }
    }

    mutating func failKeyWithoutColon(_ opener: Token, _ key: Token) -> Failure {
        if kind == .endOfInput { return failUnclosed(opener) }
        if kind == .assign { return fail("a key is followed by `:`, not by `=`", hint: "write `\(text(key)): …`") }
        if kind == .comma || kind == .rightBrace, key.kind == .name {
            return failUnexpected("expected `:` behind the key", hint: "write `\(text(key)): \(text(key))`")
        }
        return failUnexpected(
            "expected `:` behind the key of a map",
            hint: "here `{` begins a map; a closure is written `() => { … }`")
    }

    mutating func failArmWithoutArrow() -> Failure {
        switch kind {
        case .foreign where text(token) == "->":
            return fail("an arm is written with `=>`, not with `->`", token.range, hint: "write `1 => a`")
        case .colon: return fail("an arm is written with `=>`, not with `:`", hint: "write `1 => a`")
        case .keyword(.then): return fail("an arm is written with `=>`, not with `then`", hint: "write `1 => a`")
        case .keyword(.if), .keyword(.where):
            return fail(
                "expected `=>`, but found \(describe(token))",
                hint: "an arm with a condition is written `x where x > 10 => …`")
        default: return failUnexpected("expected `=>` behind the pattern", hint: "an arm is written `1, 2 => a`")
        }
    }

    mutating func failCommaBehindBinding() -> Failure {
        fail(
            "an arm with `where` has one pattern only", hint: "write an arm for each, or join the conditions with `or`")
    }

    // MARK: - Operations

    /// What cannot begin a target; nil if something can.
    mutating func failTarget(_ kind: OperationKind, _ start: Token) -> Failure? {
        let word = kind.rawValue
        switch self.kind {
        case .assign, .plusAssign, .minusAssign, .dot, .questionDot:
            return fail(
                "`\(word)` is a keyword and cannot be a name here", start.range,
                hint: "take another name, such as `\(word)_`")
        case .keyword(let keyword) where keyword.beginsOperation:
            return fail(
                "`\(keyword.rawValue)` cannot be a target of `\(word)`",
                hint: "write two statements, or `(\(keyword.rawValue) …)` in parentheses")
        case .leftParenthesis where hasCommaInside:
            return fail(
                "`\(word)` takes its targets without parentheses",
                hint: kind == .delete || kind == .restore ? "write `\(word) a, b`" : "write `\(word) a to b`")
        default: return nil
        }
    }

    /// A comma stands directly inside the parentheses ahead.
    private var hasCommaInside: Bool {
        guard let end = partner(of: index) else { return false }
        var position = index + 1
        while position < end {
            if tokens[position].kind == .comma { return tokens[end + 1].kind != .arrow }
            if let partner = partner(of: position), partner > position, Self.isBracket(tokens[position].kind) {
                position = partner
            }
            position += 1
        }
        return false
    }

    private static func isBracket(_ kind: TokenKind) -> Bool {
        kind == .leftParenthesis || kind == .leftBracket || kind == .leftBrace
    }

    mutating func failMissingTo(_ kind: OperationKind, _ start: Token) -> Failure {
        let word = kind.rawValue
        switch self.kind {
        case .comma:
            return fail("`\(word)` takes one source", hint: "write a list: `\(word) [a, b] to \"folder/\"`")
        case .name where text(token) == "into":
            return fail("expected `to`, but found `into`", hint: "write `\(word) a to \"folder/\"`")
        case .foreign where text(token) == "->":
            return fail("expected `to`, but found `->`", token.range, hint: "write `\(word) a to b`")
        case .assign:
            return fail(
                "`\(word)` is a keyword and cannot be a name here", start.range,
                hint: "take another name, such as `\(word)_`")
        default:
            return failUnexpected("expected `to`", hint: "write `\(word) a to b`")
        }
    }
}
