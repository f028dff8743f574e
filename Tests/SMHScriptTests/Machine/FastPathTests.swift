import Testing

@testable import SMHScript

/// Operators on operands of every mixture: what the fast paths do themselves and what they leave to the operations out of line.
@Suite struct FastPathTests {
    @Test(arguments: [
        // Two registers; int and float each way; division of ints is a float.
        ("let a = 7\nlet b = 2\n[a + b, a - b, a * b, a / b, a // b, a % b]", "[9, 5, 14, 3.5, 3, 1]"),
        ("let a = 7\nlet b = 0.5\n[a + b, a - b, a * b, a / b]", "[7.5, 6.5, 3.5, 14.0]"),
        ("let a = 0.5\nlet b = 7\n[a + b, a - b, a * b, a / b]", "[7.5, -6.5, 3.5, 0.07142857142857142]"),
        ("let a = -7\nlet b = 2\n[a // b, a % b, a / b]", "[-4, 1, -3.5]"),
        // With a number in the instruction or behind it.
        (
            "let a = 7\n[a + 2, a - 2, a * 2, a / 2, a // 2, a % 2, a + 0.5, a - 0.5, a * 0.5, a / 0.5]",
            "[9, 5, 14, 3.5, 3, 1, 7.5, 6.5, 3.5, 14.0]"
        ),
        (
            "let a = 7.5\n[a + 2, a - 2, a * 2, a / 2, a // 2, a % 2, a + 0.5, a / -2]",
            "[9.5, 5.5, 15.0, 3.75, 3.0, 1.5, 8.0, -3.75]"
        ),
        ("let a = -70000000000\n[a // 3, a % 3, a / 7]", "[-23333333334, 2, -10000000000.0]"),
        ("let d = 1h\n[d / 2, d * 2, d / 30m]", "[30m, 2h, 2.0]"),
        // Comparisons, with nan and beyond 2^53.
        (
            "let a = 1\nlet b = 1.5\n[a < b, b < a, a <= b, b <= a, a == b, a != b]",
            "[true, false, true, false, false, true]"
        ),
        (
            "let n = math.inf - math.inf\n[n < 1, n > 1, n <= 1, n >= 1, n == 1, n != 1, n == n]",
            "[false, false, false, false, false, true, false]"
        ),
        (
            "let n = math.inf - math.inf\nlet r = []\nif n < 1 { r.push(1) }\nif not (n < 1) { r.push(2) }\nif n >= 1 { r.push(3) }\nif n == 1 { r.push(4) }\nr",
            "[2]"
        ),
        ("let a = 9007199254740993\nlet b = 9007199254740992.0\n[a == b, a > b, a < b]", "[false, true, false]"),
        (
            "let a = 1.5\nlet r = []\nif a > 1 { r.push(1) }\nif a <= 1 { r.push(2) }\nif a != 1 { r.push(3) }\nr",
            "[1, 3]"
        ),
        // Equality of everything else.
        (
            "let s = \"ab\"\nlet t = \"a\" + \"b\"\n[s == t, s == \"ac\", s == \"abc\", s != t, s == 1, 1 == s, null == s, null == null]",
            "[true, false, false, false, false, false, false, true]"
        ),
        (
            "let t = true\nlet f = false\n[t == f, t == t, t != f, t == null, 1h == 60m, [1] == [1.0], {a: 1} == {a: 2}]",
            "[false, true, true, false, true, true, false]"
        ),
    ])
    func mixturesOfOperands(_ text: String, expected: String) async throws {
        #expect(try await MachineHarness().value(text) == expected)
    }

    @Test(arguments: [
        ("let a = 1\na / 0", "divisionByZero"), ("let a = 1.5\na / 0", "divisionByZero"),
        ("let a = 1\nlet b = 0.0\na / b", "divisionByZero"), ("let a = 1\nlet b = 0\na // b", "divisionByZero"),
        ("let a = 9223372036854775807\na + 1", "overflow"),
        ("let a = 9223372036854775807\nlet b = 2\na * b", "overflow"),
        ("let a = \"x\"\na / 2", "type"), ("let a = null\na // 2", "type"), ("let a = true\na + 0.5", "type"),
    ])
    func whatCannotBeComputedIsAnError(_ text: String, expected: String) async throws {
        let error = try await MachineHarness().error(of: text)
        #expect(error.map { "\($0.code)" }?.lowercased() == expected.lowercased())
    }

    /// Whether a string is one byte a character is known from its parts: it decides what indices mean.
    @Test func stringsThatAreMadeOfOthersCountInCharacters() async throws {
        #expect(
            try await MachineHarness().value(
                "let a = \"e\"\nlet b = \"\\u{301}\"\nlet n = 12\n[\"\\(a)\\(n)\".count, \"\\(a)\\(b)\".count, (a + b).count, (a + a).count, \"\\(a)\\r\\n\".count, \"ä;b\".split(\";\").map(x => x.count), \"a\\(b);bc\".split(\";\").map(x => x.count)]"
            ) == "[3, 1, 1, 2, 2, [1, 1], [1, 2]]")
    }

    @Test func intsAreWrittenInDecimal() async throws {
        #expect(
            try await MachineHarness().value(
                "let l = [0, 7, 10, 99, 100, 105, 1000, 12345, -1, -10, -100, 9223372036854775807, -9223372036854775807 - 1]\nl.map(n => \"\\(n)\").join(\" \")"
            )
                == "\"0 7 10 99 100 105 1000 12345 -1 -10 -100 9223372036854775807 -9223372036854775808\"")
    }
}
