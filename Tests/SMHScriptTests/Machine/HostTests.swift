import Synchronization
import Testing

@testable import SMHScript

/// What a host can do with an interpreter; `Tests/Examples/Embedder` shows the ordinary use.
@Suite struct HostTests {
    /// Stands still; a sleep ends at once and moves it.
    private final class JumpingClock: InterpreterClock {
        private let time = Mutex(0)

        func now() -> Int { time.withLock { $0 } }
        func monotonic() -> Int { time.withLock { $0 } }
        func sleep(nanoseconds: Int) async throws {
            if nanoseconds < 1_000_000_000 { time.withLock { $0 += nanoseconds } } else { try await forever() }
        }

        private func forever() async throws { try await Task.sleep(for: .seconds(3600)) }
    }

    @Test func aDeadlineEndsAWait() async throws {
        let harness = MachineHarness {
            $0.clock = JumpingClock()
            $0.limits.time = .milliseconds(10)
        }
        let error = try await harness.error(of: "try {\n  sleep(7d)\n} catch e { print(e) } finally { print(1) }")
        #expect(error?.code == .cancelled)
        #expect(error?.location?.line == 2)
        #expect(error?.message == "the script has used up its time")
        #expect(harness.output.isEmpty)
    }

    /// Stands still until it is told to go on; the second sleep ends at once, the others never do.
    private final class CountingClock: InterpreterClock {
        let state = Mutex((time: 0, sleeps: [Int]()))

        func now() -> Int { monotonic() }
        func monotonic() -> Int { state.withLock { $0.time } }
        func sleep(nanoseconds: Int) async throws {
            let count = state.withLock { state in
                state.sleeps.append(nanoseconds)
                return state.sleeps.count
            }
            if count == 2 { advance(nanoseconds) } else { try await Task.sleep(for: .seconds(3600)) }
        }
        func advance(_ nanoseconds: Int) { state.withLock { $0.time += nanoseconds } }
    }

    @Test func theTimeoutOfAListIsThatOfAllItsTasks() async throws {
        let clock = CountingClock()
        let harness = MachineHarness {
            $0.clock = clock
            $0.functions = [
                NativeFunction("work()", "80 ms pass.") { _ in
                    .wait { () async throws(ScriptError) in
                        clock.advance(80_000_000)
                        return .null
                    }
                },
                NativeFunction("hang()", "Ends with the run.") { _ in
                    .wait { () async throws(ScriptError) in
                        try? await Task.sleep(for: .seconds(3600))
                        return .null
                    }
                },
            ]
        }
        let error = try await harness.error(
            of: "let tasks = [async { work() }, async { hang() }]\nawait tasks, timeout: 100ms")
        #expect(error?.code == .timeout)
        #expect(error?.message == "the tasks were not all finished after 100ms; they go on")
        #expect(error?.location?.line == 2)
        #expect(clock.state.withLock { $0.sleeps } == [100_000_000, 20_000_000])
    }

    @Test func aDeadlineBeyondAllTimeIsNone() async throws {
        let harness = MachineHarness { $0.limits.time = .seconds(Int64.max) }
        #expect(try await harness.value("[1].map(x => x + 1)") == "[2]")
    }

    @Test func theBudgetIsThatOfOneRun() async throws {
        let harness = MachineHarness { $0.limits.instructions = 100 }
        for _ in 0..<5 { #expect(try await harness.value("var n = 0\nfor i in 0..<80 { n += i }\nn") == "3160") }
        #expect(try await harness.error(of: "for i in 0..<200 { }")?.code == .budgetExceeded)
    }

    @Test func itStaysCancelledUntilItIsReset() async throws {
        let harness = MachineHarness()
        harness.interpreter.cancellation.cancel()
        for _ in 0..<2 { #expect(try await harness.error(of: "[1].map(x => x)")?.code == .cancelled) }
        #expect(harness.interpreter.cancellation.isCancelled)
        harness.interpreter.cancellation.reset()
        #expect(try await harness.value("[1].map(x => x)") == "[1]")
    }

    @Test func cancellingTheTaskEndsTheRun() async throws {
        let (begun, told) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            let harness = MachineHarness {
                $0.functions = [
                    NativeFunction("begun()", "") { _ in
                        told.yield()
                        return .value(.null)
                    }
                ]
            }
            return try await harness.error(of: "begun()\ntry { sleep(7d) } catch e { }")?.code
        }
        for await _ in begun { break }
        task.cancel()
        #expect(try await task.value == .cancelled)
    }

    @Test func literalsAreValues() async throws {
        let harness = MachineHarness()
        let value: HostValue = ["b": [1, 2.5, true, "x\(1)"], "a": .null]
        harness.interpreter.registerValue("given", value)
        #expect(try await harness.value("given") == #"{b: [1, 2.5, true, "x1"], a: null}"#)
    }

    @Test func whatComesBackIsReadByItsType() async throws {
        let value = try await MachineHarness().run(
            #"({int: 1, float: 1.5, text: "x", yes: true, list: [1], f: x => x, none: null})"#)
        #expect(value["int"]?.intValue == 1)
        #expect(value["int"]?.doubleValue == 1)
        #expect(value["float"]?.doubleValue == 1.5)
        #expect(value["float"]?.intValue == nil)
        #expect(value["text"]?.stringValue == "x")
        #expect(value["yes"]?.boolValue == true)
        #expect(value["list"]?.listValue?.count == 1)
        #expect(value["f"]?.functionValue?.typeName == "function")
        #expect(value["none"]?.isNull == true)
        #expect(value["missing"] == nil)
        #expect(value["int"]?["deeper"] == nil)
    }

    @Test func argumentsAreReadByTheirName() async throws {
        let harness = MachineHarness {
            $0.functions = [
                NativeFunction("show(first, second = \"two\", rest..., named = 5)", "") { call throws(ScriptError) in
                    .value([
                        .string(try call.string("first")), .string(try call.string("second")),
                        .list(call.rest("rest")), .int(try call.int("named")), .bool(call.has("second")),
                    ])
                },
                NativeFunction("keys(map)", "") { call throws(ScriptError) in
                    .value(.list(try call.map("map").map { .string($0.key) }))
                },
            ]
        }
        #expect(try await harness.value("show(\"a\")") == #"["a", "two", [], 5, false]"#)
        #expect(try await harness.value("show(\"a\", \"b\", 1, 2, named: 3)") == #"["a", "b", [1, 2], 3, true]"#)
        #expect(try await harness.value("keys({b: 1, a: 2})") == #"["b", "a"]"#)
        let error = try await harness.error(of: "keys([1])")
        #expect(error?.code == .type)
        #expect(error?.message == "keys() needs a map for `map`, not a list")
    }

    @Test func aFunctionThatAScriptHandsOverIsCalledAfterTheRun() async throws {
        let kept = Mutex<FunctionHandle?>(nil)
        let harness = MachineHarness {
            $0.functions = [
                NativeFunction("onEnd(f)", "") { call throws(ScriptError) in
                    let function = try call.function("f")
                    kept.withLock { $0 = function }
                    return .value(.null)
                }
            ]
        }
        try await harness.run("var n = 1\nonEnd(by => { n += by; n })")
        let function = try #require(kept.withLock { $0 })
        #expect(try await harness.interpreter.call(function, [5]).intValue == 6)
        #expect(try await harness.error(of: "onEnd(5)")?.code == .type)
    }

    @Test func aFunctionOfAnotherInterpreterIsRefused() async throws {
        let function = try #require(try await MachineHarness().run("x => x").functionValue)
        let other = MachineHarness()
        await #expect(throws: ScriptError.self) { try await other.interpreter.call(function, []) }
        other.interpreter.registerValue("f", 1)
        #expect(try await other.value("f") == "1")
    }

    @Test func aProgramIsRunAsOftenAsOneLikesAndByItsInterpreterOnly() async throws {
        let harness = MachineHarness()
        let program = try harness.interpreter.prepare(SourceFile(name: "a.smh", text: "var n = 0\nn += 1\nn"))
        for _ in 0..<3 {
            let value = try await harness.interpreter.run(program)
            #expect(value.intValue == 1)
        }
        let other = MachineHarness()
        do {
            _ = try await other.interpreter.run(program)
            Issue.record("another interpreter has run it")
        } catch let error as ScriptError {
            #expect(error.code == .argument)
        }
        #expect(try await other.value("1 + 1") == "2")
    }

    @Test func modulesOfTheHostAreCheckedLikeOthers() throws {
        let interpreter = Interpreter()
        interpreter.registerModule(
            "host", functions: [NativeFunction("twice(x)", "") { call in .value(call.value("x")) }],
            values: [(name: "version", value: "1.0")])
        let source = SourceFile(name: "a.smh", text: "print(host.version)\nhost.twice()\nhost.thrice(1)")
        #expect(interpreter.check(source).map(\.code) == ["Argument", "Undefined"])
    }

    @Test func withoutADriveOperationsAreUnsupported() async throws {
        let error = try await MachineHarness().error(of: "delete \"a\"")
        #expect(error?.code == .unsupported)
        #expect(error?.location?.line == 1)
    }

    @Test func importsComeFromTheHost() async throws {
        let harness = MachineHarness {
            $0.importLoader = { path, importer throws(ScriptError) in
                guard path == "lib.smh" else { throw ScriptError(.importFailed, "there is no \(path)") }
                return SourceFile(name: path, text: "fn one() = 1")
            }
        }
        #expect(try await harness.value("import \"lib.smh\" as lib\nlib.one()") == "1")
        let missing = harness.interpreter.check(SourceFile(name: "a.smh", text: "import \"x.smh\" as x\nx.y()"))
        #expect(missing.map(\.code) == ["Import"])
        let none = MachineHarness().interpreter.check(SourceFile(name: "a.smh", text: "import \"x.smh\" as x\nx.y()"))
        #expect(none.map(\.code) == ["Import"])
    }

    @Test func anExitIsNoError() async throws {
        let harness = MachineHarness()
        do {
            try await harness.run("exit(7)")
            Issue.record("the run has a value")
        } catch let exit as ExitRequest {
            #expect(exit.code == 7)
        }
    }

    @Test func aValueThatHoldsItselfDoesNotCross() async throws {
        let error = try await MachineHarness().error(of: "let l = []\nl.push(l)\nl")
        #expect(error?.code == .argument)
    }
}
