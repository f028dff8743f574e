import Testing

@testable import SMHScript

@Suite struct LimitTests {
    @Test func theBudgetEndsTheScriptPastEveryCatchAndFinally() async throws {
        let harness = MachineHarness { $0.limits.instructions = 1000 }
        let error = try await harness.error(
            of: "while true { try { while true { } } catch e { print(1) } finally { print(2) } }")
        #expect(error?.code == .budgetExceeded)
        #expect(harness.output.isEmpty)
        #expect(harness.interpreter.instructionCount == 1000)
    }

    /// Their conditions are compared out of line, where backward jumps once used up no fuel.
    @Test(arguments: ["0.5 < 1", "\"a\" < \"b\"", "[1] == [1]", "1h < 2h", "\"ab\" != \"cd\""])
    func loopsWhoseConditionIsAnyComparisonUseUpTheBudget(condition: String) async throws {
        let harness = MachineHarness { $0.limits.instructions = 1000 }
        #expect(try await harness.error(of: "while \(condition) { }")?.code == .budgetExceeded)
    }

    /// Wherever a slice of fuel ends: in the fast path of a loop, or in what is done out of line.
    @Test(arguments: [
        "for i in 0..<N { }", "let r = 0..<N\nfor i in r { }", "let r = 0..<N\nfor i, x in r { }",
        "var i = 0\nwhile i < N { i += 1 }", "var i = 0\nwhile i < N and \"a\" < \"b\" { i += 1 }",
        "var i = 0\nwhile \"a\" < \"b\" { i += 1; if i == N { break } }",
    ])
    func aTurnOfALoopIsOneStep(program: String) async throws {
        func steps(_ turns: Int) async throws -> Int {
            let harness = MachineHarness()
            try await harness.run(program.replacing("N", with: String(turns)))
            return harness.interpreter.instructionCount
        }
        let few = try await steps(10)
        #expect(try await steps(70_010) - few == 70_000)
    }

    @Test func recursionIsStoppedAndCanBeCaught() async throws {
        let harness = MachineHarness()
        #expect(try await harness.value("fn f(n) = 1 + f(n + 1)\ntry f(0) else \"caught\"") == "\"caught\"")
        #expect(try await harness.error(of: "fn f(n) = 1 + f(n + 1)\nf(0)")?.code == .stackOverflow)
    }

    @Test func aFunctionThatCallsItselfNestsExactlyAsDeepAsItMay() async throws {
        let harness = MachineHarness { $0.limits.depth = 12_345 }
        let text = "var n = 0\nfn f(a, b) { n += 1; return f(a + 1, b) + 1 }\ntry f(0, 1) else n"
        // The file itself is the first call.
        #expect(try await harness.value(text) == "12344")
    }

    /// What was printed before a long computation is there while it goes on.
    @Test(arguments: ["for i in 0..<60000 { }", "fn f(n) { if n > 0 { f(n - 1); f(n - 1) } }\nf(15)"])
    func theDriverHasItsTurnInLoopsAndCalls(work: String) async throws {
        let harness = MachineHarness()
        harness.interpreter.machine.slicesPerTurn = 2
        let printed = harness.printed
        harness.interpreter.register(
            NativeFunction("printed()", "") { _ throws(ScriptError) in .value(.string(printed.text)) })
        #expect(try await harness.value("print(\"before\")\n\(work)\nprinted()") == "\"before\\n\"")
    }

    @Test func longMatchesOfRegularExpressionsCountAgainstTheBudget() async throws {
        let harness = MachineHarness { $0.limits.instructions = 50_000 }
        let error = try await harness.error(
            of: "let text = \"ab\".repeat(500000)\ntry { regex(\"(a|b|ab)*c\").test(text) } catch e { print(e) }")
        #expect(error?.code == .budgetExceeded)
        #expect(harness.interpreter.instructionCount == 50_000)
    }

    @Test func callsNestTenThousandDeepThroughCallbacksToo() async throws {
        let harness = MachineHarness()
        #expect(try await harness.value("fn f(n) { if n == 0 { return 0 }; return 1 + f(n - 1) }\nf(10000)") == "10000")
        #expect(
            try await harness.value("fn g(n) { if n == 0 { return 0 }; return [n].map(x => g(x - 1))[0] + 1 }\ng(5000)")
                == "5000")
    }

    /// Without a limit of the host the same counter is held against half of the machine's memory.
    @Test func theDefaultCeilingIsHalfOfTheMachine() async throws {
        #expect(Machine.defaultMemoryLimit(pages: 1_000_001, pageSize: 4096) == 500_000 * 4096)
        #expect(Machine.defaultMemoryLimit(pages: .max, pageSize: 4096) == .max)
        for unknown in [(-1, 4096), (0, 4096), (1, 4096), (1_000, -1), (1_000, 0)] {
            #expect(Machine.defaultMemoryLimit(pages: unknown.0, pageSize: unknown.1) == 1 << 31)
        }
        let harness = MachineHarness()
        let limit = harness.interpreter.machine.heap.memoryLimit
        #expect(limit == Machine.defaultMemoryLimit && limit > 0 && limit < .max)
        // Refused before a byte of it is there.
        let error = try await harness.error(of: "let text = \"x\".repeat(\(limit))")
        #expect(error?.code == .memoryLimit)
        #expect(try await harness.value("try \"x\".repeat(\(limit)) else \"caught\"") == "\"caught\"")
    }

    @Test func theMemoryLimitIsAnErrorThatCanBeCaught() async throws {
        let harness = MachineHarness { $0.limits.memory = 8 << 20 }
        #expect(
            try await harness.error(of: "let l = []\nwhile true { l.push(\"x\\(l.count)\") }")?.code == .memoryLimit)
        // The heap of the script above is full to the brim: the result would not fit beside it.
        let other = MachineHarness { $0.limits.memory = 8 << 20 }
        #expect(try await other.value("try \"x\".repeat(100000000) else \"too much\"") == "\"too much\"")
    }

    @Test func garbageDoesNotCountAgainstTheMemoryLimit() async throws {
        let harness = MachineHarness { $0.limits.memory = 8 << 20 }
        let text =
            "var last = null\nfor i in 0..<60000 { let a = {next: null}; a.next = a; last = [a, \"text \\(i)\"] }\nlast[1]"
        #expect(try await harness.value(text) == "\"text 59999\"")
    }

    @Test func theHostCanCancel() async throws {
        let harness = MachineHarness()
        harness.interpreter.cancellation.cancel()
        #expect(try await harness.error(of: "try { while true { } } catch e { print(e) }")?.code == .cancelled)
    }

    @Test func cancellingEndsAWait() async throws {
        let harness = MachineHarness()
        let cancellation = harness.interpreter.cancellation
        Task {
            await Task.yield()
            cancellation.cancel()
        }
        #expect(try await harness.error(of: "sleep(7d)")?.code == .cancelled)
    }

    @Test func exitRunsFinallyAndSkipsCatch() async throws {
        let harness = MachineHarness()
        await #expect(throws: ExitRequest.self) {
            try await harness.run("try { try { exit(7) } catch e { print(\"caught\") } } finally { print(\"last\") }")
        }
        #expect(harness.output == "last\n")
    }
}
