import Synchronization
import Testing

@testable import SMHScript

@Suite struct FiberTests {
    private func harness() -> MachineHarness {
        MachineHarness { configuration in
            configuration.functions = [
                NativeFunction("later(value)", "Gives the value after a wait.") { call throws(ScriptError) in
                    let value = call.value("value")
                    return .wait { () async throws(ScriptError) in
                        await Task.yield()
                        return value
                    }
                },
                NativeFunction("failing(code)", "Fails after a wait.") { call throws(ScriptError) in
                    let code = try call.string("code")
                    return .wait { () async throws(ScriptError) in throw ScriptError(ErrorCode(code), "as asked") }
                },
            ]
        }
    }

    @Test func theSumOfALazySequenceIsThatOfAList() async throws {
        let harness = MachineHarness { $0.values = [("counter", .object(CountingObject(2500)))] }
        #expect(try await harness.value("counter.map(n => n * 1s).sum()") == "36d 3h 42m 30s")
        #expect(try await harness.value("counter.sum() + counter.sum(n => 1)") == "3126250")
        #expect(try await harness.value("counter.where(n => n < 0).sum()") == "0")
        #expect(try await harness.error(of: "counter.map(n => \"x\").sum()")?.code == .type)
    }

    @Test func aWaitGivesItsAnswerToTheCall() async throws {
        #expect(try await harness().value("later(1) + later(2)") == "3")
    }

    @Test func anErrorOfAWaitIsThrownAtTheCall() async throws {
        let text = "try { failing(\"Network\") } catch e { print(e.code, e.line) }"
        let harness = harness()
        try await harness.run(text)
        #expect(harness.output == "Network 1\n")
    }

    @Test func callbacksOfBuiltInsMayWait() async throws {
        #expect(try await harness().value("[1, 2, 3].map(x => later(x) * 2)") == "[2, 4, 6]")
    }

    @Test func aBlockRunsAtOnceUpToItsFirstWait() async throws {
        let harness = harness()
        try await harness.run("let t = async { print(\"in\"); later(1); print(\"then\") }\nprint(\"out\")\nawait t")
        #expect(harness.output == "in\nout\nthen\n")
    }

    @Test func awaitGivesTheBlocksValueAsOftenAsItIsAsked() async throws {
        #expect(try await harness().value("let t = async { later(5) }\n[await t, await t]") == "[5, 5]")
    }

    @Test func awaitOfAListWaitsForAllAndThrowsTheFirstError() async throws {
        let harness = harness()
        #expect(try await harness.value("await [async { later(1) }, async { 2 }]") == "[1, 2]")
        let text = """
            let tasks = [async { failing("First") }, async { later(1); print("ran") }, async { failing("Third") }]
            await tasks
            """
        #expect(try await harness.error(of: text)?.code.rawValue == "First")
        #expect(harness.output == "ran\n")
    }

    @Test func anErrorThatNoAwaitSawIsKeptForTheEnd() async throws {
        let harness = harness()
        try await harness.run(
            "async { failing(\"Lost\") }\nlet seen = async { failing(\"Seen\") }\ntry { await seen } catch e { }")
        #expect(harness.interpreter.takeUnseenFailures().map(\.code.rawValue) == ["Lost"])
    }

    @Test func settledGivesTheErrorAndDoesNotThrowIt() async throws {
        #expect(
            try await harness().value("let t = async { failing(\"Broken\") }\n(await settled(t)).code") == "\"Broken\"")
    }

    @Test func blocksThatWaitForEachOtherGetDeadlock() async throws {
        let text = "var b = null\nlet a = async { later(1); await b }\nb = async { await a }\nawait a"
        #expect(try await harness().error(of: text)?.code == .deadlock)
    }

    @Test func theScriptEndsWhenItsBlocksHaveEnded() async throws {
        let harness = harness()
        try await harness.run("async { later(1); later(2); print(\"block\") }\nprint(\"main\")")
        #expect(harness.output == "main\nblock\n")
    }

    @Test func hostObjectsAreIteratedThroughTheirWaits() async throws {
        let object = CountingObject(5)
        let harness = MachineHarness { $0.values = [("counter", .object(object))] }
        #expect(
            try await harness.value("let out = []\nfor i, x in counter { out.push([i, x]) }\nout")
                == "[[0, 0], [1, 1], [2, 2], [3, 3], [4, 4]]")
        #expect(try await harness.value("counter.where(x => x % 2 == 0).map(x => x * 10).take(2).list()") == "[0, 20]")
        #expect(try await harness.value("counter.count + counter.sum(x => x)") == "15")
    }

    @Test func aLoopThatIsLeftClosesTheIterator() async throws {
        let object = CountingObject(5)
        let harness = MachineHarness { $0.values = [("counter", .object(object))] }
        try await harness.run(
            "for x in counter { if x == 1 { break } }\nfn first() { for x in counter { return x } }\nfirst()")
        #expect(object.closed.withLock { $0 } == 2)
    }

    @Test func aScriptWithoutWaitsNeedsNoConcurrency() throws {
        let harness = harness()
        let program = try harness.interpreter.prepare(SourceFile(name: "test.smh", text: "1 + 1"))
        guard case .finished(.int(2)) = try harness.interpreter.runUntilWait(program) else {
            Issue.record("the script did not finish in its first leg")
            return
        }
    }
}
