import Testing

@testable import SMHScript

/// Both loops, and stress mode, must agree on results, errors and counts. In debug builds there is one loop only.
@Suite struct AgreementTests {
    static let programs = [
        "fn fib(n) { if n < 2 { return n }; return fib(n - 1) + fib(n - 2) }\nfib(15)",
        "let m = {}\nfor i in 0..<500 { m[\"k\\(i % 50)\"] = i; if i % 7 == 0 { m.remove(\"k\\(i % 50)\") } }\nstr(m)",
        "let l = []\nfor i in 0..<300 { l.push([i, \"s\\(i)\"]) }\nfor x in l { l[0] = x; if x[0] == 5 { l.push(1) } }\nl.map(x => str(x)).join(\",\")",
        "var s = 0\nfor i in 0..<200 { try { if i % 3 == 0 { throw \"t\\(i)\" }; s += i } catch e { s += e.message.count } finally { s += 1 } }\ns",
        "let fs = []\nfor i in 0..<20 { var c = i; fs.push(d => { c += d; return c }) }\nfs.map(f => f(1) + f(2))",
        "let l = [3, 1, 2, null]\nl.sort()",
        "fn f(n) = [n, f(n + 1)]\nf(0)",
        "let t = async { sleep(1ms); [1, 2, 3].map(x => x * 2) }\nlet u = async { await t }\nawait u",
        "(1...9).where(x => x % 2 == 1).map(x => \"\\(x)\").join(\"-\")",
        "let a = []\na.push(a)\nlet b = {a: a, n: 1.5, d: 90s, r: 1..<3}\nstr(b)",
        "\"Grüße 👨‍👩‍👧\".reversed() + \"e\\u{301}x\"[0] + str(\"a\\r\\nb\".count)",
        "match [1, 2].count { 1 => \"one\"; 2, 3 => { let x = \"few\"; x }; else => \"many\" }",
    ]

    private nonisolated(nonsending) func outcome(
        _ text: String, _ change: (inout MachineOptions) -> Void
    ) async throws -> String {
        let harness = MachineHarness { change(&$0.options) }
        do {
            let value = try await harness.value(text)
            return "\(value) \(harness.output) \(harness.interpreter.instructionCount)"
        } catch let error as ScriptError {
            let line = error.location.map { "\($0.line):\($0.column)" } ?? ""
            return "\(error) \(line) \(error.callStack.count) \(harness.output)"
        }
    }

    @Test(arguments: programs)
    func theLoopsAgree(_ text: String) async throws {
        #expect(try await outcome(text) { $0.loop = .plain } == outcome(text) { $0.loop = .threaded })
    }

    @Test(arguments: programs.filter { !$0.contains("f(n + 1)]") })
    func stressModeAgrees(_ text: String) async throws {
        let expected = try await outcome(text) { $0.loop = .plain }
        #expect(try await outcome(text) { $0.isStressed = true } == expected)
        #expect(
            try await outcome(text) {
                $0.isStressed = true; $0.takesCellsFromMalloc = true
            } == expected)
    }
}
