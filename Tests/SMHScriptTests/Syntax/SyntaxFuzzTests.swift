import SMHScriptTesting
import Testing

@testable import SMHScript

/// Random texts through lexer, parser, resolver and formatter: none may trap, hang, or lose its meaning.
///
/// See `FuzzSeeds` for more of them.
@Suite struct SyntaxFuzzTests {
    private static let seeds = FuzzSeeds.seeds(otherwise: 200)

    @Test func generatedScriptsKeepTheirTreeWhenLaidOut() throws {
        var parsed = 0
        for seed in Self.seeds {
            var generator = GrammarGenerator(random: SeededRandom(seed: seed))
            let text = generator.script()
            let tree = TreeDump.of(text)
            if tree.hasPrefix("error: ") { continue }
            parsed += 1
            let once = try Formatter.format(SourceFile(name: "seed \(seed)", text: text))
            #expect(TreeDump.of(once) == tree, "seed \(seed): the tree changed")
            let twice = try Formatter.format(SourceFile(name: "seed \(seed)", text: once))
            #expect(once == twice, "seed \(seed): twice is not once\n\(once)")
            _ = TestEnvironment().diagnostics(of: text)
        }
        // The generator follows the grammar but for places where a newline ends what was meant to go on.
        #expect(parsed > Self.seeds.count / 2)
    }

    @Test func damagedScriptsEndWithDiagnostics() {
        for seed in Self.seeds {
            var random = SeededRandom(seed: seed + 1 << 32)
            var generator = GrammarGenerator(random: SeededRandom(seed: seed))
            var bytes = Array(generator.script().utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(contentsOf: Self.scraps.randomElement(using: &random)?.utf8 ?? "".utf8, at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 10))
                default: bytes[place] = UInt8.random(in: 0...255, using: &random)
                }
            }
            survive(bytes)
        }
    }

    @Test func randomBytesEndWithDiagnostics() {
        var random = SeededRandom(seed: FuzzSeeds.first + 7)
        for _ in Self.seeds {
            var text = ""
            for _ in 0..<Int.random(in: 0...30, using: &random) {
                text += Self.scraps.randomElement(using: &random) ?? ""
            }
            survive(Array(text.utf8))
            survive((0..<20).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }

    private static let scraps = [
        "(", ")", "[", "]", "{", "}", "\"", "'", "\"\"\"", "\\(", "\\", "\n", ";", ",", ":", "=>", "=", "==", "..<",
        "...", ".", "?.",
        "??", "-", "+", "not ", " in ", " is ", "if ", "then ", "else ", "try ", "catch ", "match ", "fn ", "let ",
        "delete ", " to ",
        "await ", "async ", "throw ", "for ", "where ", "a", "1", "9223372036854775808", "1.5GB", "0x", "_", "#c\n",
        "\t", "\r", "é",
        "日", "\u{301}", "\u{200B}", "“", "&&", "||", "!", "use \"a\"", "test \"b\"", "param ", "import ", "return ",
        "\0",
    ]

    /// Through everything; a file that a diagnostic points into must hold the place, and drawing it must work.
    private func survive(_ bytes: [UInt8]) {
        let file = SourceFile(name: "fuzz", bytes: bytes)
        var parser = Parser(file: file)
        let (program, syntax) = parser.parseProgram()
        let diagnostics = syntax + Resolver.resolve(program, environment: TestEnvironment())
        for diagnostic in diagnostics.prefix(10) {
            #expect(diagnostic.range.lower <= diagnostic.range.upper && Int(diagnostic.range.upper) <= bytes.count)
            #expect(!DiagnosticRenderer().render(diagnostic).isEmpty)
            _ = DiagnosticRecord(diagnostic)
        }
        if !syntax.contains(where: { $0.severity == .error }) {
            #expect(throws: Never.self) { _ = try Formatter.format(file) }
        }
    }

    // MARK: - Depth and length

    @Test(arguments: [
        ("(", "1", ")"), ("[", "", "]"), ("f(x => { ", "1", " })"), ("not ", "true", ""), ("- ", "1", ""),
        ("x => ", "1", ""),
        ("({a: ", "1", "})"), ("match 1 { 1 => ", "1", " }"), ("\"\\(", "1", ")\""), ("if true then ", "1", " else 2"),
        ("try ", "1", " else 2"), ("1 + 2 * (", "1", ")"),
    ])
    func nestingIsAllowedUpToALimit(open: String, inner: String, close: String) {
        let allowed = String(repeating: open, count: 200) + inner + String(repeating: close, count: 200)
        #expect(!TreeDump.of("let a = \(allowed)").hasPrefix("error"))
        let refused = String(repeating: open, count: 2_000) + inner + String(repeating: close, count: 2_000)
        var parser = Parser(file: SourceFile(name: "deep", text: "let a = \(refused)\nlet b = )"))
        let (_, diagnostics) = parser.parseProgram()
        #expect(diagnostics.map(\.message) == ["this nests more than \(Parser.maximumDepth) levels deep"])
    }

    @Test(arguments: [
        ("let a = 1", " + 1", 100_000, ""), ("let a = b", ".c()", 10_000, ""), ("let a = b", " ?? b", 20_000, ""),
        ("let a = ", "if b then 1 else ", 10_000, "2"), ("if b { c() }", " else if b { c() }", 10_000, ""),
        ("let a = match b {\n", "1 => 2\n", 10_000, "}"), ("let a = [", "1, ", 20_000, "]"),
    ])
    func aLongChainIsNoNesting(start: String, link: String, count: Int, end: String) throws {
        let text = start + String(repeating: link, count: count) + end
        let file = SourceFile(name: "long", text: text)
        var parser = Parser(file: file)
        let (program, diagnostics) = parser.parseProgram()
        #expect(diagnostics.isEmpty)
        let found = Resolver.resolve(program, environment: TestEnvironment())
        #expect(found.allSatisfy { $0.code == "Undefined" || $0.severity == .warning })
    }

    /// What is wrong some thousand times over takes no more than some thousand times as long.
    @Test(arguments: [
        "(", ")", "[", "]", "{", "}", "(]", "[)", "{)", "({[", "\"\\(", "\"\\([", "a b;", "a // b c;", "f(let;",
        "x1 = ", "§", "'", "\"",
        "\"\"\"", "a.", "a?.", "=> ", "if ", "else ", "match a { ", "fn f(", "delete ", "-", "not ", "(a = ", "try ",
        "x => ", "async ", "throw ", "a ?? ", "f(a: ", "if a then ", "a = b\n", "9x ",
        "\\", "# c\n",
    ])
    func manyMistakesTakeLinearTime(piece: String) {
        survive(Array(String(repeating: piece, count: 3_000).utf8))
    }

    @Test func manyUndefinedNamesTakeLinearTime() {
        let text = (0..<1_000).map { "let known\($0) = unknown\($0)\n" }.joined()
        let diagnostics = TestEnvironment().diagnostics(of: text)
        #expect(diagnostics.count == 5 * Parser.maximumErrors)
    }
}
