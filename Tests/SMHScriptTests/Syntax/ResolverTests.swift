import Testing

@testable import SMHScript

@Suite struct ResolverTests {
    private let environment = TestEnvironment()

    @Test(arguments: [
        // Names
        ("print(nmae)\nlet name = 1\nprint(name)", "Undefined@1:7 `nmae` is not defined [did you mean `name`?]"),
        ("print(x, x)\nprint(x)", "Undefined@1:7 `x` is not defined"),
        ("let a = nil", "Undefined@1:9 `nil` is not defined [write `null`]"),
        ("print(_)", "Undefined@1:7 `_` holds no value [give the value a name]"),
        ("_ = 1", "Syntax@1:1 `_` cannot be assigned to [to drop a value, write `let _ = …`]"),
        ("let _ = 1\nlet _ = 2", ""),
        ("nobody = 1", "Undefined@1:1 `nobody` is not defined [to define it, write `var nobody = …`]"),
        (
            "let r = match 5 { x => 1 }\nprint(r)",
            "Undefined@1:19 `x` is not defined [a bare name in a pattern is a variable's value; to take any value write `x where true` or `else`]"
        ),
        // Blocks and shadowing
        ("let a = 1\nif true { let a = 2; print(a) }\nprint(a)", ""),
        ("let a = 1\nvar a = 2\nprint(a)", "Syntax@2:5 `a` is defined twice in this block [take another name]"),
        ("fn g(a, a) = a\ng(1, 2)", "Syntax@1:9 there are two parameters `a` [take another name]"),
        ("fn g(a) { let a = 2; return a }\ng(1)", ""),
        ("let print = f\nprint(1)", ""),
        ("for x in [1] { let x = 2; print(x) }", ""),
        ("try { f() } catch e { let e = 1; print(e) }\nprint(e)", "Undefined@2:7 `e` is not defined"),
        // Order
        ("print(a)\nlet a = 1", "Undefined@1:7 `a` is used above its definition [move its definition up]"),
        ("let x = x + 1", "Undefined@1:9 `x` is used above its definition [move its definition up]"),
        (
            "let x = 1\nif true { let x = x + 1; print(x) }",
            "Undefined@2:19 `x` is used above its definition [in this block `x` means the one defined here; give it another name to reach the other]"
        ),
        ("g()\nfn g() = a\nlet a = 1", ""),
        ("fn odd(n) = even(n)\nfn even(n) = odd(n)\nodd(1)", ""),
        ("fn g(a = b, b = 1) = a + b\ng()", "Undefined@1:10 `b` is used above its definition [move its definition up]"),
        ("fn g(a, b = a) = a + b\ng(1)", ""),
        // Assignment
        (
            "let a = 1\na = 2\nprint(a)",
            "Syntax@2:1 `a` is a `let` and cannot be assigned to [declare it with `var a = …`]"
        ),
        (
            "for x in [1] { x = 2 }",
            "Syntax@1:16 `x` is the variable of a loop and cannot be assigned to [keep the changed value in a variable: `var x = x`]"
        ),
        (
            "fn g(a) { a = 2; return a }\ng = 1\ng(1)",
            "Syntax@2:1 `g` is a function and cannot be assigned to [take another name for the variable]"
        ),
        (
            "print = 1",
            "Syntax@1:1 `print` is a built-in and cannot be assigned to [`var print = …` makes a variable of your own]"
        ),
        ("json.parse = 1", "Syntax@1:1 `json.parse` cannot be assigned to from outside [members of modules are fixed]"),
        ("f().a = 1; f()[0] = 2", ""),
        ("try { f() } catch e { e = 1 }", "Syntax@1:23 `e` is a caught error and cannot be assigned to"),
        // Leaving
        ("break", "Syntax@1:1 `break` stands outside every loop"),
        (
            "for x in [1] { f(() => { break }, x) }",
            "Syntax@1:26 `break` cannot leave the closure around it to reach the loop outside [`return` leaves the closure]"
        ),
        ("return 1\nf()", "Syntax@1:1 `return` stands outside every function [to end the script, write `exit(0)`]"),
        (
            "fn g() { return 1\nf() }\ng()",
            "Syntax@2:1 nothing behind `return` is reached [take it away, or move it up]"
        ),
        (
            "while true { break\nf()\nf() }",
            "Syntax@2:1 nothing behind `break` is reached [take it away, or move it up]"
        ),
        (
            "while true { try { f() } finally { break } }",
            "Syntax@1:36 `break` may not leave a `finally`: an error on its way would be lost [move it behind the `try` statement]"
        ),
        ("try { f() } finally { while true { break } }", ""),
        (
            "fn g() { try { f() } finally { return } }\ng()",
            "Syntax@1:32 `return` may not leave a `finally`: an error on its way would be lost [move it behind the `try` statement]"
        ),
        ("try { f() } finally { f(() => { return 1 }) }", ""),
        ("let t = async { return 1 }\nf(t)", ""),
        ("while true { f(match 1 { 1 => { break } }) }", ""),
        // Calls
        (
            "fn one(a) = a\none(1, 2)",
            "Argument@2:8 `one` takes one argument, but 2 are given [the function is `one(a)`]"
        ),
        (
            "fn g(a, b = 2, rest...) = [a, b, rest]\ng()",
            "Argument@2:2 the argument `a` is missing [the function is `g(a, b = 2, rest...)`]"
        ),
        ("fn g(a, b = 2, rest...) = [a, b, rest]\ng(1, 2, 3, 4)\ng(a: 1, b: 3)", ""),
        (
            "fn g(rest...) = rest\ng(rest: 1)",
            "Argument@2:3 `rest...` takes the positional arguments that are left and cannot be named [the function is `g(rest...)`]"
        ),
        ("fn g(a) = a\ng(1, a: 2)", "Argument@2:6 `a` is given twice [the function is `g(a)`]"),
        ("fn g(a) = a\ng(1, b: 2)", "Argument@2:6 `g` has no argument `b` [the function is `g(a)`]"),
        (
            "glob(\"*\", excpt: 1)",
            "Argument@1:11 `glob` has no argument `excpt` [did you mean `except`? The function is `glob(pattern, except?, kind?)`]"
        ),
        (
            "print(1, 2, end: 3)\nprint(1, ends: 2)",
            "Argument@2:10 `print` has no argument `ends` [did you mean `end`? The function is `print(values..., end?)`]"
        ),
        ("json.prase(\"1\")", "Undefined@1:6 `json` has no member `prase` [did you mean `parse`?]"),
        ("json.parse()", "Argument@1:11 the argument `text` is missing [the function is `json.parse(text)`]"),
        ("env.anything(1)", ""),
        ("let g = x => x\ng(1, 2)", ""),
        ("args[0].m(a: 1, a: 2)", "Argument@1:17 `a` is given twice"),
        // Operations
        (
            "print(delete \"a\", permanent: true)",
            "Argument@1:19 `permanent:` does not reach the `delete` inside this call: the comma belongs to the call [give the operation parentheses: `print((delete …, permanent: …))`]"
        ),
        ("f(5 // comment\n)", "Undefined@1:8 `comment` is not defined [`//` divides; a comment begins with `#`]"),
        (
            "let a = 5 // all of them\nf(a)",
            "Syntax@1:18 expected a new line or `;`, but found `of` [`//` divides; a comment begins with `#`]"
        ),
        (
            "json.parse(x => delete x, permanent: true)",
            "Argument@1:27 `permanent:` does not reach the `delete` inside this call: the comma belongs to the call [give the operation parentheses: `json.parse((delete …, permanent: …))`]"
        ),
        (
            "delete \"a\", permanant: true",
            "Argument@1:13 `delete` has no option `permanant` [did you mean `permanent`? Its options are `permanent` and `none`]"
        ),
        (
            "await delete \"a\", timeout: 1s",
            "Argument@1:19 `delete` has no option `timeout` [`timeout:` belongs to `await`: write `await (delete …), timeout: …`]"
        ),
        (
            "delete 5",
            "Type@1:8 a target of `delete` cannot be a number [it is a path, an entry, a location, an item, a glob, or a list of these]"
        ),
        (
            "move args to null",
            "Type@1:14 the target of `move` cannot be null [it is a path, an entry or a location]"
        ),
        // Types, keys, constants
        ("f(1 is strng)", "Type@1:8 there is no type `strng` [did you mean `string`?]"),
        ("f(1 is not null, 2 is number)", "Type@1:23 there is no type `number` [write `x is int or x is float`]"),
        ("param days: integer = 3\nf(days)", "Type@1:13 a param cannot be of type `integer` [did you mean `int`?]"),
        (
            "param days: int = \"7\"\nparam since: duration = 7\nf(days, since)",
            "Type@1:19 `days` is of type int, but its default is of type string [write a constant of type int, or another type]\nType@2:25 `since` is of type duration, but its default is of type int [write a duration such as `7d`]"
        ),
        (
            "param a: float = 1\nparam b: size = 10MB\nparam c: list = []\nparam d: time = \"2026-01-01\"\nparam e: int = null\nf(a, b, c, d, e)",
            ""
        ),
        (
            "let b = 1\nparam days = b\nf(b)",
            "Syntax@2:14 the default of a `param` may not use names such as `b` [write a constant, or `null` and compute the value in the script]"
        ),
        ("f({a: 1, \"a\": 2})", "Syntax@1:10 the key `a` is written twice in this map [take one of them away]"),
        ("f({\"e\u{301}\": 1, \"é\": 2})", ""),
        (
            "glob(\"[a\")\nglob(\"*\", except: \"[b\")",
            "Pattern@1:6 `[` is not closed [write `\\[` for the character]\nPattern@2:19 `[` is not closed [write `\\[` for the character]"
        ),
        ("regex(\"*\")\ntime(\"now\")", "Pattern@1:7 nothing to repeat\nArgument@2:6 `now` is no time"),
        ("fn time(x) = x\ntime(\"now\")", ""),
    ])
    func errorsOf(text: String, errors: String) {
        let found = environment.summary(of: text).split(separator: "\n").filter { !$0.hasPrefix("~") }
        #expect(found.joined(separator: "\n") == errors)
    }

    @Test(arguments: [
        (
            "fn g() { let unused = 1; return 2 }\ng()",
            "~unused@1:14 `unused` is unused [write `let _ = …`, or `_unused` to keep the name]"
        ),
        (
            "var a = 1\na = 2",
            "~unused@1:5 `a` is assigned but never read: unused [take it away, or write `_` for a value to drop]"
        ),
        ("let _kept = 1\nfn top() = 1", ""),
        ("var a = 1\na += 2\nfor x in [1] { f() }\ntry { f() } catch e { f() }", ""),
        (
            "args\n- 2",
            "~dropped@1:1 this value is computed and dropped\n~dropped@2:1 this value is computed and dropped [a line that starts with `-` is a statement of its own; put the `-` at the end of the line before]"
        ),
        ("var a = 1\na == 2", "~dropped@2:1 this value is computed and dropped [to assign, write `a = …`]"),
        ("fn g() = 1\ng", "~dropped@2:1 this value is computed and dropped [to call it, write `g()`]"),
        (
            "fn g() { 5 }\ng()",
            "~dropped@1:10 this value is computed and dropped [a `fn` with a block gives what it returns: write `return …`]"
        ),
        ("totl\n1 + summe", "Undefined@1:1 `totl` is not defined\nUndefined@2:5 `summe` is not defined"),
        ("f(() => { 5 }, async { 6 }, match 1 { 1 => { 7 } })", ""),
        ("args ?? throw \"no\"\nargs and f()\nif args then f() else null\ntry f() else null", ""),
        (
            "f(1 == \"1\")",
            "~comparison@1:3 this comparison can never be true: it compares a number with a string [nothing converts by itself: use `int(…)` or `str(…)`]"
        ),
        ("f(1 == 1.0, null == 1, args == \"a\")", ""),
        ("f([1] != {a: 1})", "~comparison@1:3 this comparison is always true: it compares a list with a map"),
        (
            "f(args.ext == \".JPG\")",
            "~comparison@1:3 this comparison can never be true: `.ext` is lower-case and has no dot [write `\"jpg\"`]"
        ),
        (
            "f(type(args) == \"integer\")",
            "~comparison@1:3 this comparison can never be true: there is no type `integer`"
        ),
        (
            "delete \"tmp/*.jpg\"",
            "~pattern@1:8 a string is never a pattern: this names one file called `tmp/*.jpg` [for all that match, write `delete glob(\"tmp/*.jpg\")`]"
        ),
        (
            "move [\"a{b,c}\"] to \"x/\"",
            "~pattern@1:7 a string is never a pattern: this names one file called `a{b,c}` [for all that match, write `move glob(\"a{b,c}\")`]"
        ),
        (
            "print(\"${name}\", '${name}', \"$5 {}\")",
            "~interpolation@1:7 `${name}` is plain text here [write `\\(name)`; in single quotes the text is taken as it is]"
        ),
    ])
    func warningsOf(text: String, warnings: String) {
        #expect(environment.summary(of: text) == warnings)
    }

    @Test func whatParserAndResolverFindComesInOrderOfPlace() {
        let source = SourceFile(name: "test.smh", text: "print(nothing)\nlet = 1\nprint(nobody)\nif x = 1 { }\n")
        let diagnostics = MachineHarness().interpreter.check(source)
        #expect(diagnostics.count >= 4)
        #expect(diagnostics.map(\.range.lower) == diagnostics.map(\.range.lower).sorted())
    }

    @Test func syntaxErrorsDoNotHideOthersNorBringMore() {
        #expect(
            environment.summary(of: "let a = )\nprint(a)\nprint(nobody)\nlet b = ]\nprint(b + a)") == """
                Syntax@1:9 expected an expression, but found `)`
                Syntax@4:9 expected an expression, but found `]`
                Undefined@3:7 `nobody` is not defined
                """)
    }

    @Test func membersOfImportsAreKnown() {
        var environment = environment
        var parser = Parser(file: SourceFile(name: "h.smh", text: "fn clean(a) = a\nlet _secret = 1"))
        let (helpers, _) = parser.parseProgram()
        #expect(Resolver.resolve(helpers, environment: environment).isEmpty)
        environment.imports = ["h.smh": ImportDescription(helpers)]
        #expect(
            environment.summary(of: "import \"h.smh\" as h\nh.clean()\nh.claen(1)\nf(h._secret)\nh.clean = 1\nh = 2")
                == """
                Argument@2:8 the argument `a` is missing [the function is `clean(a)`]
                Undefined@3:3 `h` has no member `claen` [did you mean `clean`?]
                Undefined@4:5 `_secret` is private to the file imported as `h` [names that begin with `_` are not exported]
                Syntax@5:1 `h.clean` cannot be assigned to from outside [give the file a function that changes it]
                Syntax@6:1 `h` is an import and cannot be assigned to
                """)
        withExtendedLifetime(helpers) {}
    }

    @Test func aPromptKnowsEarlierEntriesAndTheLastValue() {
        var environment = environment
        environment.isInteractive = true
        environment.hasLastValue = true
        var parser = Parser(file: SourceFile(name: "1", text: "var count = 1\nlet fixed = 2"))
        let (first, _) = parser.parseProgram()
        #expect(Resolver.resolve(first, environment: environment).isEmpty)
        for variable in first.topLevelVariables { environment.earlier[variable.name] = variable }
        #expect(
            environment.summary(of: "count += 1\ncount + _\nlet count = 3")
                == "Undefined@1:1 `count` is used above its definition [move its definition up]")
        #expect(environment.summary(of: "count += 1\ncount + _") == "")
        #expect(environment.summary(of: "fixed = 1").hasPrefix("Syntax@1:1 `fixed` is a `let`"))
        withExtendedLifetime(first) {}
    }

    // MARK: - What the compiler reads

    private func resolved(_ text: String) -> Program {
        var parser = Parser(file: SourceFile(name: "test.smh", text: text))
        let (program, diagnostics) = parser.parseProgram()
        #expect(diagnostics.isEmpty)
        #expect(!Resolver.resolve(program, environment: environment).contains { $0.severity == .error })
        return program
    }

    private func function(_ name: String, in program: Program) throws -> FunctionNode {
        guard case .block(let block) = program.main.body else { throw Missing() }
        for statement in block.statements {
            if case .function(let node, let function) = statement.kind, node.name == name { return function }
        }
        throw Missing()
    }

    private struct Missing: Error {}

    @Test func capturesGoThroughTheFunctionsInBetween() throws {
        let program = resolved("var a = 1\nlet b = 2\nfn outer(c) { return () => f(a, b, c) }\nf(outer(1))")
        let outer = try function("outer", in: program)
        #expect(outer.captures.map(\.name) == ["a", "b"])
        guard case .block(let block) = outer.body, case .returnValue(let value?) = block.statements[0].kind,
            case .closure(let inner) = value.kind
        else { throw Missing() }
        #expect(inner.captures.map(\.name) == ["a", "b", "c"])
        #expect(inner.parent === outer && outer.parent === program.main && program.main.parent == nil)
        #expect(program.topLevelVariables.map(\.name) == ["a", "b", "outer"])
        #expect(program.topLevelVariables.map(\.isCaptured) == [true, true, false])
        #expect(program.topLevelVariables.map(\.isTopLevel) == [true, true, true])
    }

    @Test func aVariableIsReadEarlyIfAFunctionCanRunBeforeIt() {
        let program = resolved(
            "let before = 1\nfn g() = f(before, behind)\nlet behind = 2\nlet late = 3\nf(() => late, g)")
        let early = program.topLevelVariables.filter(\.mayBeReadEarly).map(\.name)
        // `g` is ready from the start of the block, so even `before` may be read before it is set.
        #expect(early == ["before", "behind"])
    }

    @Test func reassignmentIsNoted() {
        let program = resolved("var a = 1\nvar b = 1\na += 1\nf(() => { b = 2 }, a, b)\nvar c = 3\nf(c)")
        #expect(program.topLevelVariables.map(\.isReassigned) == [true, true, false])
    }
}
