import Testing

@testable import SMHScript

/// Calls every built-in with values that it may not expect: it gives a value or an error, and never a trap.
struct LibraryFuzzTests {
    private static let values = [
        "null", "true", "0", "1", "-1", "2", "9223372036854775807", "-9223372036854775808", "0.5", "-0.0", "1e308",
        "math.inf", "math.nan",
        "\"\"", "\"a\"", "\",\"", "\"ab cd\\r\\ne\\u{301}👨‍👩‍👧\"", "\"[a\"", "\"(\"", "\"*.jpg\"", "\"2026-01-31\"",
        "\"Asia/Shanghai\"", "\"yyyy-MM\"", "\"{\\\"a\\\":[1,2.5]}\"",
        "\"x,y\\n1,2\\n\"", "0s", "1h", "9223372036854ms", "time(\"2026-01-31\")", "time(\"1677-09-22\")", "[]", "[1]",
        "[3, 1, 2]", "[\"b\", \"a\"]", "[1, \"a\", null]",
        "[[1], [2, 3]]", "[{a: 1}, {b: \"x\"}]", "[math.nan, 1]", "({})", "({a: 1, \"b c\": [2]})", "(0..<0)",
        "(1...3)",
        "(-9223372036854775808...9223372036854775807)", "error(\"X\", \"y\")", "regex(\"(a)|b*\")", "(x => x)",
        "(() => true)", "((a, b) => a)", "int", "json", "cyclic",
    ]

    private static let types: [ValueType: [String]] = [
        .int: ["0", "9223372036854775807", "-9223372036854775808"], .float: ["1.5", "math.nan"],
        .duration: ["0s", "(-90m)", "9223372036854ms"],
        .string: ["\"\"", "\"ab,cd\"", "\"e\\u{301}\\r\\n👨‍👩‍👧 x\""],
        .list: ["[]", "[3, 1, 2]", "[\"b\", null, [1]]", "cyclic"],
        .map: ["({})", "({a: 1, b: null})"], .range: ["(0..<0)", "(1...3)"],
        .time: ["time(\"2026-01-31\")", "time(\"2262-04-11\")"],
        .error: ["error(\"X\")"],
    ]

    /// One script of all calls takes as long as some hundred rounds of the other fuzzers.
    private static let seeds = FuzzSeeds.first..<FuzzSeeds.first + max(1, FuzzSeeds.rounds(otherwise: 0) / 500)

    @Test func everyFunctionEndsWithAValueOrAnError() throws {
        for seed in Self.seeds {
            var generator = SplitMix64(state: seed)
            var calls: [String] = []
            for function in Library.functions where !function.name.hasPrefix("__") {
                calls += variants(of: function.signature, "", &generator)
            }
            for module in Library.modules {
                for function in module.functions {
                    calls += variants(of: function.signature, module.name + ".", &generator)
                }
            }
            for method in RegexObject.methods {
                calls += variants(of: method.signature.text, "regex(\"a(b)?\").", &generator)
            }
            try run(calls)
        }
    }

    @Test(arguments: ValueType.allCases)
    func everyMemberEndsWithAValueOrAnError(type: ValueType) throws {
        let members = Library.members(of: type)
        for seed in Self.seeds {
            var generator = SplitMix64(state: seed << 8 | UInt64(type.rawValue))
            var calls: [String] = []
            for receiver in Self.types[type] ?? [] {
                calls += members.properties.map { "\(receiver).\($0.name)" }
                for method in members.methods { calls += variants(of: method.signature, receiver + ".", &generator) }
            }
            try run(calls)
        }
    }

    /// Calls with random arguments, and with every value as the first one.
    private func variants(of text: String, _ prefix: String, _ generator: inout SplitMix64) -> [String] {
        let signature = Signature(text)
        var calls: [String] = []
        for value in Self.values {
            var arguments = signature.parameters.isEmpty ? [] : [value]
            let others = max(signature.requiredCount, Int.random(in: 0...signature.parameters.count, using: &generator))
            while arguments.count < others { arguments.append(Self.values.randomElement(using: &generator) ?? "null") }
            // In parentheses, or constants would be checked before the run.
            let name = prefix.isEmpty ? "(\(signature.name))" : prefix + signature.name
            calls.append("\(name)(\(arguments.joined(separator: ", ")))")
            if signature.parameters.isEmpty { break }
        }
        return calls
    }

    private func run(_ calls: [String]) throws {
        var source = "let cyclic = [1]\ncyclic.push(cyclic)\nvar count = 0\n"
        // A variable keeps the checks before the run from finding what should fail in it.
        for call in calls { source += "try { str([\(call)]); count += 1 } catch e { count += 1 }\n" }
        source += "count"
        var configuration = InterpreterConfiguration()
        configuration.limits.memory = 64 << 20
        configuration.limits.instructions = 50_000_000
        configuration.globCompiler = { (pattern) throws(ScriptError) in { path in path.elementsEqual(pattern.utf8) } }
        let interpreter = Interpreter(configuration: configuration)
        let program = try interpreter.prepare(SourceFile(name: "fuzz", text: source))
        guard case .finished(.int(let count)) = try interpreter.runUntilWait(program) else {
            Issue.record("the script did not end")
            return
        }
        #expect(count == calls.count)
    }
}
