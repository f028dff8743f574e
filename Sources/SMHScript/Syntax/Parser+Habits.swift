/// Hints for those who come from other languages.
extension Parser {
    /// Says what to write for an operator or a prefix that this language does not have; nil if there is none here.
    mutating func failHabit() -> Failure? {
        if kind == .foreign, text(token) == "?", token(ahead: 1).kind == .leftBracket,
            token(ahead: 1).lower == token.upper
        {
            report("there is no `?[`", token.range, hint: "test for null first: `if x == null then null else x[i]`")
            return .reported
        }
        if kind == .foreign {
            let (message, hint) = Self.foreign(text(token))
            report(message, token.range, hint: hint)
            return .reported
        }
        guard kind == .string || kind == .stringStart, index > 0, tokens[index - 1].upper == token.lower else {
            return nil
        }
        let previous = tokens[index - 1]
        guard previous.kind == .name else { return nil }
        let prefix = text(previous)
        guard prefix.utf8.count <= 2 else { return nil }
        report(
            "a string has no prefix", previous.range,
            hint: prefix.lowercased().contains("r")
                ? "a raw string stands in single quotes: '…'"
                : "every \"…\" takes `\\(expression)`; write it without the prefix")
        return .reported
    }

    static func foreign(_ text: String) -> (message: String, hint: String?) {
        let hint: String? =
            switch text {
            case "&&": "write `and`"
            case "||": "write `or`"
            case "!": "write `not`"
            case "!==", "<>": "write `!=`"
            case "===": "write `==`"
            case "->": "a closure is written `x => …`"
            case "?": "write `if c then a else b`, or `??` for a value that may be null"
            case "**": "write `math.pow(a, b)`; in a glob it stands inside quotes"
            case ":=": "write `let x = …`"
            case "..": "write `0..<10` without the end, or `0...10` with it"
            case "$": "names are written without `$`; in a string write `\\(name)`"
            case "^": "write `math.pow(a, b)` for a power; there are no operators on bits"
            case "&", "|", "~": "there are no operators on bits"
            case "@": "there are no decorators"
            case "`": "strings stand in \"…\" or '…'"
            case "\\": "newlines inside brackets, and behind an operator, need no backslash"
            default: nil
            }
        return ("`\(text)` is no operator of this language", hint)
    }

    /// `&&` and `||` are reported and then read as what they mean, so that the rest of the line is checked too.
    mutating func foreignInfix() -> (Precedence, InfixOperator)? {
        guard kind == .foreign, !isAtNewline else { return nil }
        switch text(token) {
        case "&&": return (.and, .and)
        case "||": return (.or, .or)
        case "===": return (.comparison, .binary(.equal))
        case "!==", "<>": return (.comparison, .binary(.notEqual))
        default: return nil
        }
    }

    /// Behind `+` or `-`: whether the same sign follows at once, as in `x++`.
    mutating func checkIncrement(_ symbol: Token) throws(Failure) {
        guard kind == symbol.kind, token.lower == symbol.upper else { return }
        let next = token(ahead: 1)
        guard symbol.kind == .plus || next.newlineBefore || next.kind == .endOfInput || next.kind == .semicolon else {
            return
        }
        let sign = text(symbol)
        throw fail(
            "`\(sign)\(sign)` is no operator", SourceRange(Int(symbol.lower), Int(token.upper)),
            hint: "write `x \(sign)= 1`")
    }

    /// A statement that begins like one of another language.
    mutating func failForeignStatement() -> Failure? {
        if kind == .slashSlash {
            return fail("`//` does not begin a comment", hint: "write `#`")
        }
        if kind == .foreign, text(token) == "!" { return nil }
        guard kind == .name else { return nil }
        let next = token(ahead: 1)
        guard !next.newlineBefore, next.kind != .endOfInput else { return nil }
        let word = text(token)
        if next.kind == .colon, ["else", "try", "finally"].contains(word) == false, word == "default" {
            return fail("`default:` is no word of this language", hint: "the last arm of a `match` is `else => …`")
        }
        switch next.kind {
        case .name, .number, .string, .stringStart, .leftBrace, .foreign: break
        case .leftParenthesis
        where ["function", "func", "switch", "foreach", "elif", "elsif", "elseif", "unless", "until"].contains(word):
            break
        case .keyword(let keyword):
            if keyword.continuesStatement || [.in, .is, .not, .as].contains(keyword) { return nil }
        default: return nil
        }
        guard let hint = Self.foreignStatements[word] else { return nil }
        return fail("`\(word)` is no word of this language", hint: hint)
    }

    private static let foreignStatements: [String: String] = [
        "class": "there are no classes: a map holds values and functions",
        "const": "write `let name = value`",
        "cp": "write `copy \"from\" to \"to\"`",
        "def": "a function is written `fn name(a, b) { … }`",
        "default": "the last arm of a `match` is `else => …`",
        "del": "write `list.remove(index)` or `map.remove(key)`; files are deleted with `delete`",
        "do": "a loop is written `while c { … }`",
        "echo": "write `print(…)`",
        "elif": "write `else if`",
        "elseif": "write `else if`",
        "elsif": "write `else if`",
        "except": "write `catch e { … }`",
        "foreach": "write `for x in list { … }`",
        "from": "write `import \"file.smh\" as name`",
        "func": "a function is written `fn name(a, b) { … }`",
        "function": "a function is written `fn name(a, b) { … }`; without a name it is a closure: `(a, b) => …`",
        "lambda": "a closure is written `x => …` or `(a, b) => …`",
        "local": "write `let name = value` or `var name = value`",
        "loop": "write `while true { … }`",
        "mv": "write `move \"from\" to \"to\"`",
        "my": "write `let name = value` or `var name = value`",
        "puts": "write `print(…)`",
        "raise": "write `throw \"message\"`",
        "repeat": "write `for i in 0..<10 { … }`",
        "require": "write `import \"file.smh\" as name`",
        "rm": "write `delete \"path\"`",
        "set": "write `let name = value` or `var name = value`",
        "struct": "there are no structures: a map holds values and functions",
        "sub": "a function is written `fn name(a, b) { … }`",
        "switch": "write `match value { 1 => a; else => b }`",
        "unless": "write `if not c { … }`",
        "until": "write `while not c { … }`",
        "using": "write `import \"file.smh\" as name`",
        "val": "write `let name = value`",
    ]
}
