import Testing

@testable import SMHScript

struct RegexTests {
    /// The matches with their groups, `-` for a group that took no part.
    private func find(_ pattern: String, _ text: String) throws -> [String] {
        let program = try RegexProgram(pattern)
        return try UTF8Text.with(text) { (text) throws(ScriptError) in
            var matcher = RegexMatcher(program, text, slotCount: program.slotCount)
            var result: [String] = []
            try matcher.forEachMatch { (slots) throws(ScriptError) in
                let groups = stride(from: 0, to: slots.count, by: 2).map { slot in
                    slots[slot] < 0 ? "-" : text[slots[slot]..<slots[slot + 1]].string
                }
                result.append(groups.joined(separator: "|"))
            }
            return result
        }
    }

    @Test(arguments: [
        ("a", "banana", ["a", "a", "a"]), ("a+", "baana", ["aa", "a"]), ("a*?", "aa", ["", "", ""]),
        ("x*", "abxd", ["", "", "x", ""]),
        ("(a)(b)?", "ab a", ["ab|a|b", "a|a|-"]), ("a|ab", "ab", ["a"]), ("ab|a", "ab", ["ab"]),
        ("(?:a|b)+", "abab c", ["abab"]),
        ("(a+)(a+)", "aaa", ["aaa|aa|a"]), ("(a+?)(a+)", "aaa", ["aaa|a|aa"]), ("a{2}", "aaaaa", ["aa", "aa"]),
        ("a{2,}", "aaaaa", ["aaaaa"]),
        ("a{1,2}?", "aa", ["a", "a"]), ("a{,2}", "a{,2}", ["a{,2}"]), ("^a", "aa\na", ["a"]),
        ("(?m)^a", "aa\na", ["a", "a"]),
        ("a$", "a\na", ["a"]), ("(?m)a$", "a\na", ["a", "a"]), (".", "a\nb", ["a", "b"]),
        ("(?s).", "a\nb", ["a", "\n", "b"]),
        ("\\bcat\\b", "cat concat cat", ["cat", "cat"]), ("\\Bat", "cat at", ["at"]), ("\\d+", "a12b3", ["12", "3"]),
        ("[^\\d]", "1a2", ["a"]),
        ("[\\w.]+", "a.b c", ["a.b", "c"]), ("[[:upper:]]+", "aBCd", ["BC"]), ("[]a]+", "a]b", ["a]"]),
        ("[a-]+", "a-b", ["a-"]),
        ("[^a]", "ab", ["b"]), ("(?i)straSSe", "STRASSE", ["STRASSE"]), ("(?i)[a-c]+", "aBCd", ["aBC"]),
        ("(?i:a)b", "Ab AB", ["Ab"]),
        ("a(?i)b", "aB AB", ["aB"]), ("\\p{Lu}+", "aÄÖb", ["ÄÖ"]), ("\\P{L}", "a1", ["1"]), ("\\pN", "a1", ["1"]),
        ("日.", "日本", ["日本"]),
        ("\\p{Han}+", "a日本ひ", ["日本"]), ("\\p{Hani}", "日", ["日"]), ("[\\p{Greek}\\p{Cyrillic}]+", "xαβЖy", ["αβЖ"]),
        ("\\P{Latin}+", "aλb", ["λ"]), ("\\p{^Latin}", "aλ", ["λ"]), ("[^\\P{Greek}]", "aλ", ["λ"]),
        ("\\p{Any}", "é", ["é"]),
        ("(?i)\\p{Hiragana}", "aひ", ["ひ"]), ("\\p{Inherited}", "e\u{301}", ["\u{301}"]),
        ("\\x41\\x{1F600}", "A😀", ["A😀"]), ("\\Qa.b\\E+", "a.bb a.b", ["a.bb", "a.b"]),
        ("(?P<y>\\d{4})-(?<m>\\d\\d)", "2026-01", ["2026-01|2026|01"]),
        ("(a*)*", "aa", ["aa|aa"]), ("(a|b*)*", "ab", ["ab|b"]), ("(|a)+", "aa", ["|", "|", "|"]),
        ("\\Aab\\z", "ab", ["ab"]), ("", "ab", ["", "", ""]),
        ("a.*c", "abcbc", ["abcbc"]), ("(?U)a.*c", "abcbc", ["abc"]), ("(?i)k", "\u{212A}", ["\u{212A}"]),
        ("é", "e\u{301}", []),
        ("(foo|foobar)baz", "foobarbaz", ["foobarbaz|foobar"]), ("\\.jpe?g$", "a.jpeg", [".jpeg"]),
    ])
    func findsWhatPerlWouldFindFirst(pattern: String, text: String, expected: [String]) throws {
        #expect(try find(pattern, text) == expected)
    }

    @Test(arguments: [
        ("(", 0), (")", 0), ("a)", 1), ("[", 0), ("[a", 0), ("*a", 0), ("a**", 2), ("a++", 2), ("a{2,1}", 1),
        ("a{1001}", 1), ("\\", 0), ("\\q", 0),
        ("[z-a]", 1), ("(?=a)", 0), ("(?<=a)", 0), ("(?!a)", 0), ("(a)\\1", 3), ("(?z)", 0), ("(?", 0), ("\\p{Foo}", 0),
        ("(?<n>a)(?<n>b)", 7),
        ("\\x4", 0), ("[[:foo:]]", 1), ("\\Z", 0), ("(?P=n)", 0), ("(?<>a)", 0), ("{2}", 0),
    ])
    func malformedPatternsAreRefusedWithTheirPlace(pattern: String, offset: Int) throws {
        let failure = try #require(throws: RegexFailure.self) { try RegexProgram(pattern) }
        #expect(failure.offset == offset)
    }

    @Test func sizesAreLimited() {
        for pattern in [
            "(?:a{1000}){1000}", "((a{100}){100}){100}",
            String(repeating: "(", count: 10_000) + String(repeating: ")", count: 10_000),
            String(repeating: "(a)", count: 101), String(repeating: "a", count: 20_000),
        ] {
            #expect(throws: RegexFailure.self) { try RegexProgram(pattern) }
        }
    }

    @Test func timeIsLinear() throws {
        let text = String(repeating: "a", count: 20_000)
        #expect(try find("(a+)+b", text) == [])
        #expect(try find("(a|aa)+$", text + "b") == [])
        #expect(try find("^(([a-z])+.)+[A-Z]([a-z])+$", text) == [])
    }

    @Test func aCheckpointEndsALongMatch() throws {
        let program = try RegexProgram("(a|b|c)*d")
        UTF8Text.with(String(repeating: "abc", count: 50_000)) { text in
            var matcher = RegexMatcher(program, text, slotCount: 2) { (_) throws(ScriptError) in
                throw ScriptError(.cancelled, "")
            }
            #expect(throws: ScriptError.self) { try matcher.firstMatch(from: 0) }
        }
    }

    @Test func replacementsNameGroups() throws {
        func replace(_ pattern: String, _ text: String, _ replacement: String) throws -> String {
            let program = try RegexProgram(pattern)
            let pieces = try RegexReplacement(replacement, program)
            return try UTF8Text.with(text) { (text) throws(ScriptError) in
                var matcher = RegexMatcher(program, text, slotCount: program.slotCount)
                var result: [UInt8] = []
                var end = 0
                try matcher.forEachMatch { (slots) throws(ScriptError) in
                    result += text.bytes[end..<slots[0]]
                    pieces.append(to: &result, text, slots, number: 0)
                    end = slots[1]
                }
                result += text.bytes[end...]
                return String(decoding: result, as: UTF8.self)
            }
        }
        #expect(try replace("(\\w+) (?<b>\\w+)", "ab cd", "${b} $1 $0 $$5") == "cd ab ab cd $5")
        #expect(try replace("(a)|b", "ab", "<$1>") == "<a><>")
        #expect(try replace("x*", "abc", "-") == "-a-b-c-")
        for bad in ["$2", "$", "${x", "$x"] {
            #expect(throws: ScriptError.self) { try replace("(a)", "a", bad) }
        }
    }
}
