import Testing

@testable import SMHScript

@Suite struct ParserTests {
    @Test(arguments: [
        // Precedence, loosest to tightest
        ("a ?? b or c and not d == 1 + 2 * -x.y", "(?? a (or b (and c (not (== d (+ 1 (* 2 (- (. x y)))))))))"),
        ("a - b - c", "(- (- a b) c)"),
        ("a / b // c % d", "(% (// (/ a b) c) d)"),
        ("1 + 2..<3 * 4", "(..< (+ 1 2) (* 3 4))"),
        ("1...10", "(... 1 10)"),
        ("x not in xs and y in ys", "(and (not in x xs) (in y ys))"),
        ("x is string", "(is x string)"),
        ("x is not null", "(is-not x null)"),
        ("not a in b", "(not (in a b))"),
        ("a ?? b ?? c", "(?? (?? a b) c)"),
        ("a ?? throw \"no\"", "(?? a (throw \"no\"))"),
        ("--x", "(- (- x))"),
        ("a--b", "(- a (- b))"),
        // Closures
        ("x => x + 1", "(=> [x] (+ x 1))"),
        ("(a, b = 1) => a", "(=> [a b=1] a)"),
        ("() => {}", "(=> [] {})"),
        ("() => ({})", "(=> [] ((map)))"),
        ("x => {name: x.name}", "(=> [x] (map \"name\":(. x name)))"),
        ("x => {\"a\": 1}", "(=> [x] (map \"a\":1))"),
        ("x => {(k): 1}", "(=> [x] (map (k):1))"),
        ("x => { f(x) }", "(=> [x] {(call f x)})"),
        ("x => { (f)(x) }", "(=> [x] {(call (f) x)})"),
        ("x => { delete: 1 }", "(=> [x] (map \"delete\":1))"),
        ("(a, rest...) => rest", "(=> [a rest...] rest)"),
        // Choices
        ("let a = if b then 1 else if c then 2 else 3", "(let a (if b 1 (if c 2 3)))"),
        ("let a = try f() else 0", "(let a (try (call f) 0))"),
        ("if a then b else c", "(if a b c)"),
        ("try f() else null", "(try (call f) null)"),
        // Postfix
        ("a.b?.c(1)[2].d", "(chain (. (at (call (?. (. a b) c) 1) 2) d))"),
        ("(a?.b).c", "(. ((chain (?. a b))) c)"),
        ("a.delete.in.if", "(. (. (. a delete) in) if)"),
        ("f(1, to: 2, in: 3,)", "(call f 1 to:2 in:3)"),
        ("5.asSize", "(. 5 asSize)"),
        ("a[i..<j]", "(at a (..< i j))"),
        // Collections
        (
            "let a = [1, [2], {a: 1, \"b c\": 2, (d): 3, for: 4,},]",
            "(let a [1 [2] (map \"a\":1 \"b c\":2 (d):3 \"for\":4)])"
        ),
        ("let a = {}", "(let a (map))"),
        // Operations
        ("delete a, b, permanent: true, none: \"ok\"", "(delete a b permanent:true none:\"ok\")"),
        ("delete glob(\"*\").where(f)", "(delete (call (. (call glob \"*\") where) f))"),
        ("move a to b / c, conflict: \"ask\"", "(move a to (/ b c) conflict:\"ask\")"),
        ("copy a\nto b", "(copy a to b)"),
        ("restore xs, conflict: x", "(restore xs conflict:x)"),
        ("print(delete a, label)", "(call print (delete a) label)"),
        ("[delete a, delete b]", "[(delete a) (delete b)]"),
        ("f((delete a, b, permanent: true))", "(call f ((delete a b permanent:true)))"),
        ("f(x => { delete a, b })", "(call f (=> [x] {(delete a b)}))"),
        ("f(await t, timeout: 5m)", "(call f (await t) timeout:300000000000ns)"),
        ("let r = await t, timeout: 5m", "(let r (await t timeout:300000000000ns))"),
        ("await t ?? x", "(?? (await t) x)"),
        ("await delete \"a\", permanent: true", "(await (delete \"a\" permanent:true))"),
        ("1 + await t", "(+ 1 (await t))"),
        ("not await t", "(not (await t))"),
        ("(await t).bytes", "(. ((await t)) bytes)"),
        ("await t.report", "(await (. t report))"),
        ("async { return 1 }", "(async [] {(return 1)})"),
        ("async f(x)", "(async [] (call f x))"),
        ("await async { 1 }, timeout: 1s", "(await (async [] {1}) timeout:1000000000ns)"),
        ("throw error(\"A\")", "(throw (call error \"A\"))"),
        ("let x = a ?? throw \"x\" + y", "(let x (?? a (throw (+ \"x\" y))))"),
        // match
        (
            "match v { 1, 2 => a; \"x\" => b; is list => c; is not null => n; x where x > 10 => d; else => e }",
            "(match v <1 | 2 => a> <\"x\" => b> <is list => c> <is-not null => n> <x where (> x 10) => d> <else => e>)"
        ),
        (
            "match v {\n1 => {a: 1}\n\n2 => { f() }\nelse => {}\n}",
            "(match v <1 => (map \"a\":1)> <2 => {(call f)}> <else => {}>)"
        ),
        ("match v { (a) => b; 0..<10 => c }.d", "(. (match v <(a) => b> <(..< 0 10) => c>) d)"),
        ("match v { 1 => if a then b else c\nelse => d }", "(match v <1 => (if a b c)> <else => d>)"),
        // Statements
        ("a += 1; b[0] = 2; c.d ??= 3", "(+= a 1)\n(= (at b 0) 2)\n(??= (. c d) 3)"),
        ("if a { b } else if c { d } else { e }", "(if a {b} else (if c {d} else {e}))"),
        ("if a\n{ b }\n\n# c\nelse\n{ d }", "(if a {b} else {d})"),
        ("for i, x in xs where x > i { break }", "(for i x xs where (> x i) {break})"),
        ("for x in {a: 1} { continue }", "(for x (map \"a\":1) {continue})"),
        ("while a { return\nb }", "(while a {return; b})"),
        ("fn f(a, b = 2, rest...) { return a }", "(fn f [a b=2 rest...] {(return a)})"),
        ("fn f(a) =\n a + 1", "(fn f [a] (+ a 1))"),
        ("try { a } catch e { b } finally { c }", "(try {a} catch e {b} finally {c})"),
        ("try { a }\ncatch { b }", "(try {a} catch - {b})"),
        ("try { a } finally { b }", "(try {a} finally {b})"),
        ("import \"lib/a.smh\" as a", "(import \"lib/a.smh\" a)"),
        ("use \"work\"\nlet use = 1", "(use \"work\")\n(let use 1)"),
        ("test \"x\" { assert(true) }\nlet test = 1", "(test \"x\" [] {(call assert true)})\n(let test 1)"),
        (
            "param days: int = 30 # how old\nparam folder: string\nparam x",
            "(param days:int 30 #how old)\n(param folder:string)\n(param x)"
        ),
        // Newlines
        ("let x =\n1", "(let x 1)"),
        ("a\n  .b()\n  # why\n\n  ?.c", "(chain (?. (call (. a b)) c))"),
        ("a +\nb\n- c", "(+ a b)\n(- c)"),
        ("a\n(b)\n[c]", "a\n(b)\n[c]"),
        ("a\nand b\nor c\n?? d", "(?? (or (and a b) c) d)"),
        ("f(\na\n,\nb\n)", "(call f a b)"),
        ("f(x => {\na()\nb()\n})", "(call f (=> [x] {(call a); (call b)}))"),
        ("let a = (1\n- 2)", "(let a ((- 1 2)))"),
        ("let a = if b\nthen c\nelse d", "(let a (if b c d))"),
        ("a;b\r\nc\r\n", "a\nb\nc"),
        ("let a = {\nb: 1,\nc:\n2\n}", "(let a (map \"b\":1 \"c\":2))"),
        // Strings
        (#""a\(b)c\(d + "e\(f)")""#, #"(text "a" b "c" (+ d (text "e" f)))"#),
        (#""\(f({a: ")"}))""#, #"(text (call f (map "a":")")))"#),
        ("\"\\(a # comment )\n)\"", "(text a)"),
        ("\"*.{jpg,png}\"", "\"*.{jpg,png}\""),
    ])
    func treeOf(text: String, tree: String) {
        #expect(TreeDump.of(text) == tree)
    }

    @Test func theSmallestIntIsOneLiteral() {
        #expect(TreeDump.of("-9223372036854775808") == "-9223372036854775808")
        #expect(TreeDump.of("1 - 9223372036854775808") == "error: this int does not fit in 64 bits")
    }

    @Test func commentsAboveAFunctionAreItsDocumentation() throws {
        let text = "#!/usr/bin/env smh\n# not this\n\n# Cleans.\n#  twice\nfn clean() {}\nfn bare() {}"
        var parser = Parser(file: SourceFile(name: "test.smh", text: text))
        let (program, _) = parser.parseProgram()
        guard case .block(let block) = program.main.body, case .function(_, let clean) = block.statements[0].kind,
            case .function(_, let bare) = block.statements[1].kind
        else {
            Issue.record("expected two functions")
            return
        }
        #expect(clean.documentation == "Cleans.\n twice")
        #expect(bare.documentation == nil)
    }

    @Test(arguments: [
        "f(", "let x =", "fn f() {", "\"\"\"\nabc", "if a", "x => ", "foo.", "try { }", "[1,", "let a = {a: 1",
        "match x {", "\"\\(a",
        "a +", "if a then b",
    ])
    func moreInputCouldCure(text: String) {
        var parser = Parser(file: SourceFile(name: "-", text: text))
        let (_, diagnostics) = parser.parseProgram()
        #expect(!diagnostics.isEmpty && diagnostics.allSatisfy(\.isIncomplete), "\(diagnostics.map(\.message))")
    }

    @Test(arguments: ["f(]", "let = 1", "\"abc", "1 +* 2", "}", "a b", "let x = )"])
    func moreInputCouldNotCure(text: String) {
        var parser = Parser(file: SourceFile(name: "-", text: text))
        let (_, diagnostics) = parser.parseProgram()
        #expect(diagnostics.contains { !$0.isIncomplete }, "\(diagnostics.map(\.message))")
    }
}
