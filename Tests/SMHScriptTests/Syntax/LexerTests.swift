import Testing

@testable import SMHScript

@Suite struct LexerTests {
    private func kinds(_ text: String) -> [TokenKind] {
        Lexer.tokenize(SourceFile(name: "test.smh", text: text)).tokens.map(\.kind)
    }

    private func values(_ text: String) -> [LiteralValue] {
        Lexer.tokenize(SourceFile(name: "test.smh", text: text)).literals
    }

    private func messages(_ text: String) -> [String] {
        Lexer.tokenize(SourceFile(name: "test.smh", text: text)).diagnostics.map { diagnostic in
            "\(diagnostic.range.lower)..<\(diagnostic.range.upper) \(diagnostic.message)"
                + (diagnostic.hint.map { " [\($0)]" } ?? "")
        }
    }

    @Test func operatorsAreReadGreedily() {
        #expect(
            kinds("a?.b ?? c ??= d //= e // f / g ..< ... => == = != <= < >= >")
                == [
                    .name, .questionDot, .name, .coalesce, .name, .coalesceAssign, .name, .slashSlashAssign, .name,
                    .slashSlash,
                    .name, .slash, .name, .halfOpenRange, .closedRange, .arrow, .equal, .assign, .notEqual,
                    .lessOrEqual, .less,
                    .greaterOrEqual, .greater, .endOfInput,
                ])
    }

    @Test func aPointIsADecimalPointOnlyBetweenDigits() {
        #expect(kinds("1..<3") == [.number, .halfOpenRange, .number, .endOfInput])
        #expect(kinds("5.asSize") == [.number, .dot, .name, .endOfInput])
        #expect(values("1.5") == [.float(1.5)])
    }

    @Test(arguments: [
        ("42", LiteralValue.int(42)), ("1_000_000", .int(1_000_000)), ("007", .int(7)), ("0xff", .int(255)),
        ("0xFF_FF", .int(65535)), ("0o17", .int(15)), ("0b101", .int(5)), ("9223372036854775807", .int(.max)),
        ("9223372036854775808", .intMinimumMagnitude), ("0x8000000000000000", .intMinimumMagnitude),
        ("3.14", .float(3.14)),
        ("1e9", .float(1e9)), ("2.5e-3", .float(0.0025)), ("1E+2", .float(100)), ("10KB", .int(10000)),
        ("1.5GB", .int(1_500_000_000)),
        ("2TB", .int(2_000_000_000_000)), ("10KiB", .int(10240)), ("0.5KiB", .int(512)), ("1.10MB", .int(1_100_000)),
        ("1GiB", .int(1 << 30)), ("2TiB", .int(2 << 40)), ("0.0009765625KiB", .int(1)),
        ("250ms", .duration(250_000_000)),
        ("30s", .duration(30_000_000_000)), ("5m", .duration(300_000_000_000)), ("1.5h", .duration(5_400_000_000_000)),
        ("7d", .duration(604_800_000_000_000)), ("2w", .duration(1_209_600_000_000_000)), ("0.000001ms", .duration(1)),
    ])
    func numberHasValue(text: String, value: LiteralValue) {
        #expect(values(text) == [value])
        #expect(messages(text) == [])
    }

    @Test(arguments: [
        ("1h30m", "0..<5 `1h30m` is two literals in one [write `1h + 30m`]"),
        ("10kb", "2..<4 `kb` is no unit [write `10KB`]"),
        ("5min", "1..<4 `min` is no unit [write `5m`]"),
        ("3x", "1..<2 `x` is no unit [units are KB MB GB TB KiB MiB GiB TiB for sizes and ms s m h d w for durations]"),
        ("1__0", "0..<4 `_` stands between digits only"),
        ("1_", "0..<2 `_` stands between digits only"),
        ("0x", "0..<2 `0x` is no number [the digits after `0x` go up to `f`]"),
        ("0b12", "0..<4 `0b12` is no number [the digits after `0b` go up to `1`]"),
        ("0X1", "0..<3 `0X1` is no number [write `0x`, in lower case]"),
        ("1e999", "0..<5 this float does not fit [floats go up to about 1.8e308]"),
        ("1.0005KB", "0..<8 this size is no whole number of bytes"),
        ("0.0000001ms", "0..<11 this duration is no whole number of nanoseconds"),
        ("99999999w", "0..<9 this duration is too long [durations go up to 292 years]"),
        ("10000000TB", "0..<10 this size does not fit in 64 bits"),
        (
            "9223372036854775809",
            "0..<19 this int does not fit in 64 bits [ints go from -9223372036854775808 to 9223372036854775807; with a point it is a float]"
        ),
    ])
    func numberIsRefused(text: String, message: String) {
        #expect(messages(text) == [message])
    }

    @Test(arguments: [
        (#""a\n\t\r\0\\\"\u{1F600}b""#, "a\n\t\r\0\\\"😀b"), ("'it''s \\n'", "it's \\n"), ("''", ""), ("\"\"", ""),
        ("\"\"\"\n  a\n   b\n\n  c\n  \"\"\"", "a\n b\n\nc"), ("\"\"\"\n\"\"\"", ""),
        ("\"\"\"\r\n\ta\r\n\tb\r\n\t\"\"\"", "a\nb"),
        ("\"\"\"\n  \\\"\"\" \" \"\"\n  \"\"\"", "\"\"\" \" \"\""), ("\"\"\"\n  a\\n\\u{62}\n  \"\"\"", "a\nb"),
        ("\"é\u{65}\u{301}\"", "é\u{65}\u{301}"),
        ("\"\"\"\n    a\n \n  \"\"\"", "  a\n"),
    ])
    func stringHasValue(text: String, value: String) {
        #expect(messages(text) == [])
        guard case .string(let found)? = values(text).first else {
            Issue.record("no string")
            return
        }
        #expect(Array(found.unicodeScalars) == Array(value.unicodeScalars))
    }

    @Test(arguments: [
        (
            "\"a",
            "0..<1 this string has no closing quote on its line [end it with `\"`; text over several lines stands between `\"\"\"` and `\"\"\"`]"
        ),
        (
            "'a\n'b'",
            "0..<1 this string has no closing quote on its line [end it with `'`; write `''` for a quote inside it]"
        ),
        ("'it\\'s'", "3..<5 a backslash means nothing in '…' [write `''` for a quote, or use \"…\"]"),
        (#""\*""#, #"1..<3 `\*` is no escape [write `\\*` or a raw string in single quotes]"#),
        (
            #""\u{D800}""#,
            "1..<9 a surrogate is no character [write the character's own number, not that of its UTF-16 halves]"
        ),
        (#""\u{110000}""#, "1..<11 there is no character above U+10FFFF"),
        (#""\u{}""#, "1..<4 `\\u{` is not followed by a hexadecimal number and `}` [write `\\u{1F600}`]"),
        (
            "\"\"\"a\n\"\"\"",
            "0..<3 the text of a \"\"\" string begins on the next line [break the line after the opening quotes]"
        ),
        (
            "\"\"\"\n  a\n b\n  \"\"\"",
            "8..<9 this line begins with less than the indentation of the closing quotes [indent it as far as they are, with the same tabs or spaces]"
        ),
        (
            "\"\"\"\na\"\"\"",
            "5..<8 the closing quotes of a \"\"\" string stand on a line of their own [break the line before them]"
        ),
        (
            "“a”",
            "0..<3 a typographic quote (U+201C) does not begin a string [write a plain `\"`]\n4..<7 a typographic quote (U+201D) does not begin a string [write a plain `\"`]"
        ),
        ("a\u{A0}b", "1..<3 an invisible character (U+00A0) stands here [delete it, or write a plain space]"),
        ("a\u{0}b", "1..<2 a control character (U+0000) stands here [delete it]"),
        ("/* a\nb */ c", "0..<2 `/*` does not begin a comment [write `#` before each line of a comment]"),
    ])
    func textIsRefused(text: String, message: String) {
        #expect(messages(text).joined(separator: "\n") == message)
    }

    @Test func piecesOfStringsSurroundTheirInterpolations() {
        #expect(
            kinds(#""a\(b)c\("d\(e)")""#)
                == [.stringStart, .name, .stringMiddle, .stringStart, .name, .stringEnd, .stringEnd, .endOfInput])
        #expect(
            values("\"\"\"\n  a\\(x)\n   b\\(y)\n  c\n  \"\"\"") == [.string("a"), .string("\n b"), .string("\nc")])
    }

    @Test func identifiersAreThoseOfUnicode() {
        #expect(kinds("été _x1 数 привет") == [.name, .name, .name, .name, .endOfInput])
        #expect(
            messages("🎉") == ["0..<4 `🎉` (U+1F389) cannot stand outside a string [names are letters, digits and `_`]"])
    }

    @Test func aByteOrderMarkIsSkipped() {
        #expect(kinds("\u{FEFF}a") == [.name, .endOfInput])
    }

    @Test(
        arguments: [
            ([0x61, 0xFF], 1), ([0xC0, 0x80], 0), ([0xE2, 0x82], 0), ([0x61, 0xED, 0xA0, 0x80], 1),
            ([0xF4, 0x90, 0x80, 0x80], 0),
            ([0x22, 0xC3, 0x22], 1), ([0x80], 0),
        ] as [([UInt8], Int)])
    func invalidBytesAreNamed(bytes: [UInt8], offset: Int) {
        let list = Lexer.tokenize(SourceFile(name: "test.smh", bytes: bytes))
        #expect(
            list.diagnostics.map(\.message) == ["this is not UTF-8 text: byte \(offset) does not belong to a character"]
        )
        #expect(list.tokens.map(\.kind) == [.endOfInput])
    }

    @Test func newlinesAreNotedAtTheNextToken() {
        let list = Lexer.tokenize(SourceFile(name: "test.smh", text: "a # c\r\n\r\n b;c"))
        #expect(list.tokens.map(\.newlineBefore) == [false, true, false, false, false])
        #expect(list.comments == [Comment(lower: 2, upper: 5, tokenIndex: 1, isAlone: false)])
    }

    @Test func bracketsKnowTheirPartners() {
        let list = Lexer.tokenize(SourceFile(name: "test.smh", text: "{ ( ] ) ( }"))
        let none = Token.noPartner
        #expect(list.tokens.map(\.payload) == [5, 3, none, 1, none, 0, none])
    }
}
