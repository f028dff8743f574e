import Synchronization
import Testing

@testable import SMHScript

@Suite struct SessionTests {
    private nonisolated(nonsending) func evaluate(_ harness: MachineHarness, _ text: String) async throws -> String {
        harness.interpreter.describe(try await harness.interpreter.evaluate(SourceFile(name: "<1>", text: text)))
    }

    @Test func namesStayForLaterEntriesAndMayBeReplaced() async throws {
        let harness = MachineHarness()
        #expect(try await evaluate(harness, "let x = 5") == "null")
        #expect(try await evaluate(harness, "fn twice(n) = n * 2") == "null")
        #expect(try await evaluate(harness, "twice(x)") == "10")
        #expect(try await evaluate(harness, "_ + 1") == "11")
        _ = try await evaluate(harness, "let x = \"new\"")
        #expect(try await evaluate(harness, "x") == "\"new\"")
        _ = try await evaluate(harness, "var n = 0")
        _ = try await evaluate(harness, "n += 3")
        #expect(try await evaluate(harness, "n") == "3")
    }

    @Test func anEntryThatFailsLeavesItsNamesUndefined() async throws {
        let harness = MachineHarness()
        await #expect(throws: ScriptError.self) { try await evaluate(harness, "let y = [][0]") }
        await #expect(throws: ScriptError.self) { try await evaluate(harness, "y") }
        #expect(try await evaluate(harness, "1") == "1")
    }

    @Test func unfinishedInputSaysSo() {
        let harness = MachineHarness()
        do throws(DiagnosticsError) {
            _ = try harness.interpreter.prepareEntry(SourceFile(name: "<1>", text: "fn f() {"))
            Issue.record("the entry is not finished")
        } catch {
            #expect(error.diagnostics.contains { $0.isIncomplete })
        }
    }

    @Test func functionsCanBeCalledByTheHost() async throws {
        let harness = MachineHarness()
        guard case .function(let handle) = try await harness.run("(a, b) => a + b") else {
            Issue.record("no function")
            return
        }
        guard case .int(5) = try await harness.interpreter.call(handle, [.int(2), .int(3)]) else {
            Issue.record("not 5")
            return
        }
    }

    @Test func testsRunAfterTheProgram() async throws {
        let harness = MachineHarness()
        let program = try harness.interpreter.prepare(
            SourceFile(
                name: "t.smh", text: "let x = 1\ntest \"good\" { assert(x == 1) }\ntest \"bad\" { assert(x == 2) }"))
        #expect(program.tests == ["good", "bad"])
        _ = try await harness.interpreter.run(program)
        try await harness.interpreter.runTest(0, of: program)
        await #expect(throws: ScriptError.self) { try await harness.interpreter.runTest(1, of: program) }
    }

    @Test func importedFilesRunOnceAndAreReadLive() async throws {
        let harness = MachineHarness { configuration in
            configuration.importLoader = { (path, _) throws(ScriptError) in
                guard path == "lib.smh" else { throw ScriptError(.importFailed, "there is no \(path)") }
                return SourceFile(name: path, text: "print(\"once\")\nvar n = 1\nfn more() { n += 1 }\nfn _hidden() {}")
            }
        }
        try await harness.run("import \"lib.smh\" as a\nimport \"lib.smh\" as b\na.more()\nprint(a.n, b.n)")
        #expect(harness.output == "once\n2 2\n")
        #expect(!harness.interpreter.check(SourceFile(name: "x", text: "import \"none.smh\" as a")).isEmpty)
    }

    // MARK: Looking without touching

    private nonisolated(nonsending) func inspect(_ harness: MachineHarness, _ text: String) async throws -> String {
        try await harness.interpreter.inspect(SourceFile(name: "<1>", text: text)).typeName
    }

    /// A session whose host has a function that counts its calls, and one that says that it only reads.
    private nonisolated(nonsending) func session() async throws -> (harness: MachineHarness, calls: CallCounter) {
        let calls = CallCounter()
        let harness = MachineHarness { configuration in
            configuration.functions = [
                NativeFunction("launch()", "") { _ throws(ScriptError) in
                    calls.add()
                    return .value(.null)
                },
                NativeFunction("peek()", "") { _ throws(ScriptError) in .value(.int(1)) }.readOnly,
            ]
        }
        for entry in [
            "var n = 0", "let list = [1, 2]", "let map = {a: 1, run: () => launch()}", "fn pure(x) = x * 2",
            "fn counts() { n += 1; return n }", "fn fills() { list.push(3); return list }", "fn loud() { print(1) }",
            "fn starts() = launch()", "fn deep() = pure(counts())", "fn stores() { list[0] = 9; map.a = 2 }",
            "let put = list.push", "fn begins() = async { launch() }", "let closure = () => { n = 5 }", "7",
        ] {
            _ = try await harness.interpreter.evaluate(SourceFile(name: "<1>", text: entry))
        }
        return (harness, calls)
    }

    @Test(arguments: [
        ("1 + 2.5", "float"), ("list", "list"), ("pure(4)", "int"), ("list.map(pure)", "list"), ("pure", "function"),
        ("list.map(x => x + 1).where(x => x > 1)", "list"), ("peek()", "int"), ("_", "int"), ("null", "null"),
        ("[1].sortBy(x => -x)", "list"), ("regex(\"a\").replace(\"aa\", m => \"b\")", "string"),
        ("map.run", "function"),
        ("{a: 1}", "map"), ("[3, 1].sort().map(x => \"\\(x)\").join(\",\")", "string"),
        ("try pure(null) else 1h", "duration"),
        ("json.parse(\"[1]\").first # of one", "int"), ("x => launch()", "function"),
    ])
    func anExpressionIsInspected(text: String, type: String) async throws {
        let (harness, calls) = try await session()
        #expect(try await inspect(harness, text == "{a: 1}" ? "({a: 1})" : text) == type)
        #expect(calls.count == 0)
    }

    @Test(arguments: [
        "counts()", "fills()", "loud()", "starts()", "deep()", "stores()", "put(4)", "begins()", "closure()",
        "map.run()",
        "launch()", "print(1)", "warn(1)", "exit(1)", "list.push(5)", "list.pop()", "map.set(\"a\", 3)",
        "list.each(put)",
        "list.map(x => counts())", "list.each(x => launch())", "[1].each(closure)", "async { n = 3 }",
        "list.map(counts)",
        "try counts() else 1", "(() => { list.remove(0) })()", "if true then launch() else 2",
        "match 1 { 1 => fills() }",
        "[closure][0]()", "\"\\(counts())\"", "list.where(x => map.run())", "list.insert(0, 1)", "map.remove(\"a\")",
        "match 1 { 1 => { n = 3 } }", "match 1 { 1 => { list[0] = 3 } }", "[2, 1].sortBy(x => { n = x; return x })",
        "await async { launch() }", "(() => { try { launch() } catch { } })()",
    ])
    func whatWouldChangeSomethingIsRefused(text: String) async throws {
        let (harness, calls) = try await session()
        do {
            let type = try await inspect(harness, text)
            Issue.record("\(text) is a \(type)")
        } catch let error as ScriptError {
            // Something pure before it may have failed for another reason; nothing here does.
            #expect(error.code == .unsupported, "\(text): \(error.message)")
        }
        #expect(calls.count == 0 && harness.output.isEmpty && harness.warnings.isEmpty)
        #expect(try await evaluate(harness, "[n, list, map.a, _]") == "[0, [1, 2], 1, 7]")
    }

    @Test(arguments: [
        "let n = 4", "var z = 1", "n = 4", "1; 2", "fn pure(x) = 1", "", "if true { 1 }", "import \"a\" as b",
    ])
    func onlyAnExpressionIsInspected(text: String) async throws {
        let (harness, _) = try await session()
        await #expect(throws: DiagnosticsError.self) { try await inspect(harness, text) }
        #expect(try await evaluate(harness, "[n, pure(2), _]") == "[0, 4, 7]")
    }

    /// What was refused once is carried out when it is meant.
    @Test func afterwardsEverythingRuns() async throws {
        let (harness, calls) = try await session()
        await #expect(throws: ScriptError.self) { try await inspect(harness, "starts()") }
        _ = try await evaluate(harness, "starts()")
        #expect(calls.count == 1)
        #expect(try await evaluate(harness, "deep()") == "2")
    }
}

private final class CallCounter: Sendable {
    private let calls = Mutex(0)

    var count: Int { calls.withLock { $0 } }
    func add() { calls.withLock { $0 += 1 } }
}
