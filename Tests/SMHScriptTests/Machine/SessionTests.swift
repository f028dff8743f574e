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
}
