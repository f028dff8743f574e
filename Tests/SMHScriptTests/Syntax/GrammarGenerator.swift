/// Writes random scripts that follow the grammar, with odd spaces, newlines and comments where they may stand.
struct GrammarGenerator<Random: RandomNumberGenerator> {
    private var random: Random
    private var text = ""
    /// How much more may nest.
    private var fuel = 0
    /// Newlines are white space here.
    private var isInBrackets = false

    init(random: Random) {
        self.random = random
    }

    mutating func script() -> String {
        text = ""
        fuel = 60
        for _ in 0..<Int.random(in: 1...6, using: &random) { statement() }
        return text
    }

    // MARK: - Choices

    private mutating func chance(_ one: Int, in all: Int) -> Bool { Int.random(in: 0..<all, using: &random) < one }

    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }

    private mutating func space() {
        text += pick([" ", " ", " ", "  ", "\t"])
        if isInBrackets, chance(1, in: 12) { text += pick(["\n", "\n\n", "# comment \n", "\r\n"]) }
    }

    /// Where a newline never ends a statement.
    private mutating func gap() {
        space()
        if chance(1, in: 15) { text += pick(["\n", "\n  ", " # gap\n", "\n\n# gap\n"]) }
    }

    private mutating func name() { text += pick(["a", "b", "photo", "x1", "_y", "été", "use", "test"]) }

    private mutating func word() { text += pick(["name", "count", "delete", "if", "to", "not", "size", "é"]) }

    // MARK: - Statements

    private mutating func end() { text += pick(["\n", "\n", "\n", ";", " ; ", "\n\n\n", " # end\n", "\r\n"]) }

    private mutating func block() {
        let wasInBrackets = isInBrackets
        isInBrackets = false
        text += "{"
        space()
        if chance(1, in: 4) { text += "\n" }
        fuel -= 3
        for _ in 0..<Int.random(in: 0...2, using: &random) { statement() }
        if chance(1, in: 8) { text += "# last\n" }
        text += "}"
        isInBrackets = wasInBrackets
    }

    private mutating func statement() {
        fuel -= 1
        if chance(1, in: 8) { text += "# a comment\n" }
        switch fuel > 0 ? Int.random(in: 0..<14, using: &random) : 0 {
        case 0...3:
            text += pick(["let ", "var "])
            name()
            space()
            text += "="
            gap()
            expression()
        case 4:
            name()
            text += pick([" = ", "+=", " ??= ", " //= "])
            expression()
        case 5:
            text += "if "
            binary()
            gap()
            block()
            if chance(1, in: 2) {
                gap()
                text += "else "
                block()
            }
        case 6:
            text += "for "
            name()
            text += pick([" in ", ", i in "])
            binary()
            if chance(1, in: 3) {
                text += " where "
                binary()
            }
            gap()
            block()
        case 7:
            text += "while "
            binary()
            gap()
            block()
        case 8:
            text += "fn "
            name()
            text += pick(["()", "(a)", "( a , b=1 )", "(a, rest...)", "(a, b = 2,)"])
            if chance(1, in: 2) {
                gap()
                block()
            } else {
                text += " = "
                expression()
            }
        case 9:
            text += "try "
            block()
            gap()
            text += pick(["catch e ", "catch ", "finally "])
            block()
        case 10: operation()
        case 11: text += pick(["break", "continue", "return", "return 1"])
        default:
            postfix()
            text += "()"
        }
        end()
    }

    // MARK: - Expressions

    private mutating func expression() {
        fuel -= 1
        switch fuel > 0 ? Int.random(in: 0..<12, using: &random) : 11 {
        case 0:
            text += pick(["x => ", "(a, b = 1) =>", "() => "])
            if chance(1, in: 2) { block() } else { expression() }
        case 1:
            text += "if "
            binary()
            gap()
            text += "then "
            binary()
            gap()
            text += "else "
            expression()
        case 2:
            text += "try "
            binary()
            gap()
            text += "else "
            binary()
        case 3: operation()
        default: binary()
        }
    }

    private mutating func operation() {
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            text += "delete "
            postfix()
            if !isInBrackets, chance(1, in: 2) { text += ", \"b\", permanent : true" }
        case 1:
            text += pick(["move ", "copy "])
            postfix()
            gap()
            text += "to "
            postfix()
        case 2:
            text += "async "
            block()
        case 3: text += "throw \"no\""
        default:
            text += "restore "
            postfix()
        }
    }

    private mutating func binary() {
        unary()
        fuel -= 1
        while fuel > 0, chance(1, in: 3) {
            fuel -= 1
            if chance(1, in: 3) {
                gap()
                text += pick(["and", "or", "??"])
                gap()
            } else {
                space()
                text += pick(["+", "-", "*", "/", "//", "%", "+", "-"])
                gap()
            }
            unary()
        }
    }

    private mutating func unary() {
        if chance(1, in: 8) { text += pick(["-", "- ", "await "]) }
        postfix()
    }

    private mutating func postfix() {
        primary()
        while fuel > 0, chance(1, in: 3) {
            fuel -= 1
            switch Int.random(in: 0..<4, using: &random) {
            case 0: arguments()
            case 1:
                text += "["
                bracketed { $0.expression() }
                text += "]"
            default:
                if chance(1, in: 6) { text += pick(["\n", " # chain\n", "\n\n  "]) }
                text += pick([".", ".", "?."])
                word()
            }
        }
    }

    private mutating func arguments() {
        text += pick(["(", "( "])
        bracketed { generator in
            if generator.chance(1, in: 2) { generator.expression() } else { generator.text += "1" }
            if generator.chance(1, in: 3) {
                generator.text += ","
                generator.space()
                generator.word()
                generator.text += ": "
                generator.expression()
            }
            if generator.chance(1, in: 6) { generator.text += " , " }
        }
        text += ")"
    }

    private mutating func bracketed(_ inside: (inout Self) -> Void) {
        let wasInBrackets = isInBrackets
        isInBrackets = true
        inside(&self)
        isInBrackets = wasInBrackets
    }

    private mutating func primary() {
        fuel -= 1
        switch fuel > 0 ? Int.random(in: 0..<13, using: &random) : 0 {
        case 0...3: name()
        case 4: text += pick(["1", "0xff", "1.5", "10KB", "30s", "1_000", "2.5e-3", "1.5GB"])
        case 5:
            text += pick([
                "\"text\"", "'raw \\ it''s'", "\"*.{jpg}\"", "\"\"\"\n  two\n   lines\n  \"\"\"", "null", "true",
            ])
        case 6:
            text += "\"a\\("
            bracketed { $0.expression() }
            text += ")b\""
        case 7:
            text += "["
            bracketed { generator in
                generator.space()
                generator.expression()
                generator.text += ","
                generator.space()
                generator.expression()
                if generator.chance(1, in: 3) { generator.text += ", " }
            }
            text += "]"
        case 8:
            // Where a block could stand a map needs its key to be seen.
            text += "({"
            bracketed { generator in
                generator.word()
                generator.text += " : "
                generator.expression()
                generator.text += generator.pick(["", ",", ", \"two words\": 2", "\n, (a): b"])
            }
            text += "})"
        case 9:
            text += "match "
            name()
            let wasInBrackets = isInBrackets
            isInBrackets = false
            text += pick([" {", " {\n"])
            text += "1, 2 => "
            expression()
            end()
            text += pick(["is not string", "y where y", "\"x\""]) + " => "
            if chance(1, in: 2) { block() } else { expression() }
            text += pick(["\n", ";", "\n# arm\n"])
            text += "else => {}"
            text += pick(["}", "\n}"])
            isInBrackets = wasInBrackets
        default:
            text += "("
            bracketed { $0.expression() }
            text += ")"
        }
    }
}
