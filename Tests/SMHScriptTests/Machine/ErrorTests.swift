import Testing

@testable import SMHScript

@Suite struct ErrorTests {
    @Test func anUncaughtErrorKnowsItsPlaceAndItsCallers() async throws {
        let text = "fn inner(x) {\n    return x // 0\n}\nfn outer() = inner(1)\nouter()"
        let error = try await MachineHarness().error(of: text)
        #expect(error?.code == .divisionByZero)
        #expect(error?.location?.line == 2)
        #expect(error?.callStack.map(\.function) == ["outer", nil])
        #expect(error?.callStack.map(\.location.line) == [4, 5])
    }

    @Test func repeatedCallsAreFolded() async throws {
        let error = try await MachineHarness().error(
            of: "fn f(n) {\n    if n == 0 { throw \"deep\" }\n    f(n - 1)\n}\nf(300)")
        #expect(error?.callStack.count == 2)
        #expect(error?.callStack.first?.repetitions == 300)
    }

    @Test func callsThatRepeatInTurnAreFolded() async throws {
        let error = try await MachineHarness().error(
            of: """
                fn a(n) = b(n) + 1
                fn b(n) = c(n) + 1
                fn c(n) = if n == 0 then throw "deep" else a(n - 1) + 1
                a(100)
                """)
        let stack = error?.callStack ?? []
        #expect(stack.map(\.function) == ["b", "a", "c", "b", "a", nil])
        #expect(stack.map { $0.cycle?.times ?? 1 } == [1, 1, 100, 1, 1, 1])
        #expect(stack.map { $0.cycle?.length ?? 1 } == [1, 1, 3, 1, 1, 1])
    }

    @Test func errorsInCallbacksAreAtTheScriptsLine() async throws {
        let error = try await MachineHarness().error(of: "let l = [1]\nl.map(x =>\n    x // 0)")
        #expect(error?.location?.line == 3)
        let wrong = try await MachineHarness().error(of: "\n[1].map((a, b) => a)")
        #expect(wrong?.code == .argument)
        #expect(wrong?.location?.line == 2)
    }

    @Test func throwingAgainKeepsTheFirstPlace() async throws {
        let error = try await MachineHarness().error(of: "try {\n    throw \"x\"\n} catch e {\n    throw e\n}")
        #expect(error?.location?.line == 2)
    }

    @Test func anErrorInFinallyKeepsTheOneItReplaced() async throws {
        let error = try await MachineHarness().error(of: "try { throw \"first\" } finally { throw \"second\" }")
        #expect(error?.message == "second")
        #expect(error?.causes.map(\.message) == ["first"])
    }

    @Test func leavingThroughFinallyRunsItOnce() async throws {
        let text = """
            fn f() { for i in 0..<3 { try { if i == 1 { return i } else { continue } } finally { print("f", i) } } }
            print(f())
            for i in 0..<3 { try { try { break } finally { print("inner") } } finally { print("outer") } }
            """
        let harness = MachineHarness()
        try await harness.run(text)
        #expect(harness.output == "f 0\nf 1\n1\ninner\nouter\n")
    }

    @Test func everyPartOfThePreludeCompiles() throws {
        let interpreter = MachineHarness().interpreter
        let machine = interpreter.machine
        for name in machine.builtins.names { _ = machine.builtins.entry(name) }
        for type in ValueType.allCases { _ = machine.builtins.members(of: type) }
        for native in machine.builtins.natives { _ = try machine.scriptClosure(native) }
    }

    @Test(arguments: [
        ("1 + \"a\"", "Type"), ("[1][5]", "IndexOutOfRange"), ("null.x", "Type"), ("(x => x)(1, 2)", "Argument"),
        ("9223372036854775807 + 1", "Overflow"), ("5(1)", "Type"), ("({a: 1}).b()", "Type"), ("if [1] { }", "Type"),
        ("[1] < 2", "Type"),
        ("\"a\" / \"\"", "Argument"), ("\"a\" / \"..\"", "Argument"), ("for x in 5 { }", "Type"), ("throw 42", "Type"),
        ("match 1 { 2 => 3 }", "NoMatch"), ("[1].nope", "Undefined"), ("await 1", "Type"), ("exit(256)", "Argument"),
    ])
    func commonMistakesHaveTheirCodes(_ text: String, _ code: String) async throws {
        #expect(try await MachineHarness().error(of: text)?.code.rawValue == code)
    }
}
