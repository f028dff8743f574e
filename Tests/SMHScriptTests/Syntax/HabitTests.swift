import Testing

@testable import SMHScript

/// What somebody is told who writes as in another language, or who slipped: the first error of each text.
@Suite struct HabitTests {
    @Test(arguments: [
        ("f(1 << 2)", "expected an expression, but found `<` [there are no operators on bits]"),
        ("import json", "expected the path of a file, but found `json` [the module `json` is there without an import]"),
        ("use work", "expected a new line or `;`, but found `work` [a library is named in quotes: `use \"work\"`]"),
        ("let x = 5 MB", "expected a new line or `;`, but found `MB` [a unit follows its number at once: `5MB`]"),
        (
            "delete a permanent: true",
            "expected a new line or `;`, but found `permanent` [an option stands behind a comma: `, permanent: …`]"
        ),
        (
            "let r = await delete a none: \"ok\"",
            "expected a new line or `;`, but found `none` [an option stands behind a comma: `, none: …`]"
        ),
        (
            "[a, b] = [1, 2]",
            "a list cannot be assigned to [values are not taken apart here: assign to one name at a time]"
        ),
        ("let f = (a, b) -> a", "expected `)`, but found `,` [a closure is written `(a, b) => …`]"),
        (
            "let f = lambda x: x",
            "expected a new line or `;`, but found `x` [a closure is written `x => …` or `(a, b) => …`]"
        ),
        (
            "let a = 5 if b else 6",
            "expected a new line or `;`, but found `if` [a condition comes first: `if c { … }`, or `if c then a else b` for a value]"
        ),
        ("if a && b { }", "`&&` is no operator of this language [write `and`]"),
        ("if a || b { }", "`||` is no operator of this language [write `or`]"),
        ("if !a { }", "`!` is no operator of this language [write `not`]"),
        ("f(a === b)", "`===` is no operator of this language [write `==`]"),
        ("f(a <> b)", "`<>` is no operator of this language [write `!=`]"),
        (
            "f(2 ** 3)",
            "`**` is no operator of this language [write `math.pow(a, b)`; in a glob it stands inside quotes]"
        ),
        (
            "let a = b ? 1 : 2",
            "`?` is no operator of this language [write `if c then a else b`, or `??` for a value that may be null]"
        ),
        ("xs.map(x -> x)", "`->` is no operator of this language [a closure is written `x => …`]"),
        ("a++", "`++` is no operator [write `x += 1`]"),
        ("a--\nb()", "`--` is no operator [write `x -= 1`]"),
        ("a := 1", "`:=` is no operator of this language [write `let x = …`]"),
        ("// all of them", "`//` does not begin a comment [write `#`]"),
        ("/* all */", "`/*` does not begin a comment [write `#` before each line of a comment]"),
        ("if a { } elif b { }", "`elif` is no word of this language [write `else if`]"),
        ("def f(a): return a", "`def` is no word of this language [a function is written `fn name(a, b) { … }`]"),
        (
            "function f(a) { }",
            "`function` is no word of this language [a function is written `fn name(a, b) { … }`; without a name it is a closure: `(a, b) => …`]"
        ),
        ("const a = 1", "`const` is no word of this language [write `let name = value`]"),
        ("print \"x\"", "expected a new line or `;`, but found a string [to call it, write `print(\"x\")`]"),
        ("print a", "expected a new line or `;`, but found `a` [to call it, write `print(a)`]"),
        ("f(f\"{a}\")", "a string has no prefix [every \"…\" takes `\\(expression)`; write it without the prefix]"),
        ("f(r\"a\")", "a string has no prefix [a raw string stands in single quotes: '…']"),
        ("let a = 'it\\'s'", "a backslash means nothing in '…' [write `''` for a quote, or use \"…\"]"),
        (
            "let a = 1 let b = 2",
            "expected a new line or `;`, but found `let` [write each statement on a line of its own, or `;` between them]"
        ),
        ("if a = 5 { }", "`=` assigns and cannot stand here [`==` compares]"),
        ("let a == 5", "`==` compares [write `let a = …`]"),
        ("let a: int = 5", "variables have no types [write `let a = …`]"),
        ("fn f(a: int) { }", "parameters have no types [write only `a`; test with `is` where it matters]"),
        (
            "let [a, b] = c",
            "expected a name for the variable, but found `[` [values are not taken apart here: declare one name at a time]"
        ),
        (
            "for (x in xs) { }",
            "a loop's header has no parentheses [write `for x in list { … }` or `for i in 0..<10 { … }`]"
        ),
        ("for x of xs { }", "expected `in`, but found `of` [a loop is written `for x in list { … }`]"),
        ("while a: b()", "expected `{` behind the condition, but found `:` [blocks stand in braces: `{ … }`]"),
        ("try { } catch (e) { }", "the name behind `catch` has no parentheses [write `catch e { … }`]"),
        (
            "let a = if b { 1 } else { 2 }",
            "an `if` inside an expression takes `then` and `else` without braces [write `if c then a else b`]"
        ),
        (
            "f(1 + if a then b else c)",
            "`if` cannot be an operand as it stands [write `(if c then a else b)` in parentheses]"
        ),
        ("f(1 + delete a)", "`delete` cannot be an operand as it stands [write `(delete …)` in parentheses]"),
        ("f(a < b < c)", "comparisons do not chain [write `a < b and b < c`]"),
        ("f(xs[1:2])", "a slice is written with a range [write `a[1..<3]`]"),
        ("f(a?[0])", "there is no `?[` [test for null first: `if x == null then null else x[i]`]"),
        ("let a = {1: 2}", "keys of maps are strings [write `\"1\": …`]"),
        ("let a = {b = 1}", "a key is followed by `:`, not by `=` [write `b: …`]"),
        (
            "let a = { f() }",
            "expected `:` behind the key of a map, but found `(` [here `{` begins a map; a closure is written `() => { … }`]"
        ),
        ("f(a = 1)", "expected `,` or `)`, but found `=` [a named argument is written `a: value`]"),
        ("{ a() }", "a statement does not begin with `{`: blocks do not stand alone"),
        (
            "{a: 1}",
            "a statement does not begin with `{`: blocks do not stand alone [a map that begins a statement stands in parentheses: `({…})`]"
        ),
        ("match a { 1: 2 }", "an arm is written with `=>`, not with `:` [write `1 => a`]"),
        ("match a { else => 1; 2 => 3 }", "an arm stands behind `else` [`else` comes last]"),
        (
            "let a = b\n  + c",
            "a line does not begin with `+` [to go on with the line before, put the `+` at its end]"
        ),
        ("move a, b to c", "`move` takes one source [write a list: `move [a, b] to \"folder/\"`]"),
        ("delete(\"a\", \"b\")", "`delete` takes its targets without parentheses [write `delete a, b`]"),
        ("copy a into b", "expected `to`, but found `into` [write `copy a to \"folder/\"`]"),
        (
            "f([delete a, permanent: true])",
            "`permanent:` does not reach the `delete` inside this list [give the operation parentheses: `[(delete …, permanent: …)]`]"
        ),
        ("let copy = 1", "`copy` is a keyword and cannot name the variable [take another name, such as `copy_`]"),
        ("let a = 5.", "a point ends no number [write `5.0`]"),
        ("let a = .5", "a number does not begin with a point [write `0.5`]"),
        (
            "f(xs...)",
            "a range needs its last number [there are no one-sided ranges, and a list cannot be spread over arguments]"
        ),
        ("f(a,\nlet b = 1", "this `(` is not closed [`let` in line 2 cannot stand inside it]"),
        (
            "import \"a.smh\"\n",
            "expected `as`, but found the end of the input [give the import a name: `import \"a.smh\" as helpers`]"
        ),
        ("}", "this `}` closes nothing [take it away, or look for a `{` that is missing above]"),
        ("f(1))", "this `)` closes nothing [take it away, or open it]"),
    ])
    func firstErrorOf(text: String, error: String) {
        var parser = Parser(file: SourceFile(name: "test.smh", text: text))
        let (_, diagnostics) = parser.parseProgram()
        let first = diagnostics.first.map { $0.message + ($0.hint.map { " [\($0)]" } ?? "") }
        #expect(first == error)
    }

    @Test func oneMistakeIsOneError() {
        for text in [
            "f(a b c)\ng()", "let a = [1, 2\nlet b = 3\nlet c = 4", "fn f( { a() }\nb()", "if a b { c() }\nd()",
            "let = 5\nf()",
            "let s = \"abc\nlet t = 1", "f(\"\\(a b)\")\ng()", "xs.each(x => { let = 1 })\nf()", "a.\nb.+\nc()",
            "for x xs { f(x) }\ng()", "let a = §\nf()", "f(9x)\ng()", "match a { 1 2 => 3 }\nf()",
        ] {
            var parser = Parser(file: SourceFile(name: "test.smh", text: text))
            let (_, diagnostics) = parser.parseProgram()
            #expect(diagnostics.count == 1, "\(text): \(diagnostics.map(\.message))")
        }
    }
}
