import Testing

@testable import SMHScript

/// The instructions of the constructs whose code matters.
@Suite struct CodeTests {
    private func code(_ text: String) throws -> String {
        let interpreter = MachineHarness().interpreter
        return interpreter.disassemble(try interpreter.prepare(SourceFile(name: "test.smh", text: text)))
    }

    /// Of all functions, those that are made once and for all too.
    private func functions(_ text: String) throws -> String {
        let interpreter = MachineHarness().interpreter
        _ = try interpreter.prepare(SourceFile(name: "test.smh", text: text))
        let machine = interpreter.machine
        return machine.functions.compactMap { $0 }.map { Disassembler(machine: machine).text($0) }.joined(
            separator: "\n")
    }

    @Test func aLoopOverARangeIsOneInstructionATurn() throws {
        let code = try code("var s = 0\nfor i in 0..<10 { s = s + i }")
        #expect(
            code
                == """
                main(): 6 registers
                  0: loadInt r1 0
                  1: loadInt r2 0
                  2: loadInt r3 10
                  3: rangePrepare r2 ->6 0
                  4: add r1 r1 r2
                  5: rangeLoop r2 ->4
                  6: loadNull r0
                  7: return r0
                """.replacing("6 registers", with: "4 registers"))
    }

    @Test func aWhileLoopTestsAtItsEnd() throws {
        let code = try code("var i = 0\nwhile i < 5 { i += 1 }")
        #expect(code.contains("  1: jumpNotLessInt r1 5 ->4\n  2: addInt r1 r1 1\n  3: jumpLessInt r1 5 ->2\n"))
    }

    @Test func callsOfTopLevelFunctionsNeedNoLookUp() throws {
        let code = try code("fn f(a, b = 1) = a + b\nf(1)")
        #expect(code.contains("callStatic"))
        #expect(!code.contains("closure"))
    }

    @Test func aVariableThatIsNeverAssignedAgainIsCopiedIntoClosures() throws {
        #expect(!(try code("let x = 1 + 2\nlet f = () => x\nf()")).contains("newBox"))
        #expect((try code("var x = 1\nlet f = () => { x += 1 }\nf()")).contains("newBox"))
    }

    @Test func comparisonsAndConstantsStandInTheInstructionsThatNeedThem() throws {
        let code = try functions(
            "fn f(n, s) {\n    if n >= 3 and s == \"x\" { return n * 2 - 0.5 }\n    return n % 10\n}\nf(1, \"\")")
        for expected in [
            "jumpNotGreaterOrEqualInt r0 3", "jumpNotEqualConstant r1 \"x\"", "multiplyInt", "subtractFloat",
            "remainderInt",
        ] {
            #expect(code.contains(expected), "\(expected) in\n\(code)")
        }
    }

    @Test func argumentsAreEvaluatedWhereTheCalleeWantsThem() throws {
        let code = try code("fn f(a, b) = a - b\nvar x = 1\nx = f(x + 1, x + 2)")
        // Two registers above the callee's, no moves before the call.
        #expect(code.contains("addInt r4 r1 1\n  2: addInt r5 r1 2\n  3: callStatic r2"), "\(code)")
    }

    @Test func fieldsAndMethodsRememberWhatTheyFound() async throws {
        let interpreter = MachineHarness().interpreter
        let program = try interpreter.prepare(
            SourceFile(
                name: "test.smh", text: "let m = {a: 1, b: 2}\nvar n = 0\nfor i in 0..<3 { n += m.b + \"ab\".count }\nn"
            ))
        _ = try await interpreter.run(program)
        let code = program.entry.code
        var hints: [Opcode: UInt32] = [:]
        var position = 0
        while position < code.words {
            let at = code.code + position
            if at.opcode == .member || at.opcode == .count { hints[at.opcode] = at.hint }
            position += at.opcode.shape.words
        }
        #expect(hints[.member] == UInt32(MapCell.entrySize), "the second entry's offset")
        #expect(hints.count == 2)
    }

    @Test func oneLongLivedFunctionNeedsNoClosureInALoop() throws {
        let code = try code("fn twice(x) = x * 2\nlet out = []\nfor i in 0..<9 { out.push(twice(i)) }")
        #expect(code.contains("methodPush") && code.contains("callStatic") && !code.contains("closure"))
    }

    @Test(arguments: [
        "let x = \(Array(repeating: "1", count: 20_000).joined(separator: " + "))\nx",
        "let l = [\(Array(repeating: "7", count: 20_000).joined(separator: ", "))]\nl.count",
        "let l = [\((0..<20_000).map { "\"s\($0)\"" }.joined(separator: ", "))]\nl.count",
        "var n = 0\nif n == 1 { n = 5 }\(Array(repeating: " else if n == 2 { n = 6 }", count: 20_000).joined()) else { n = 20000 }\nn",
        "var n = 0\nwhile n < 20000 { \(Array(repeating: "n += 1", count: 20_000).joined(separator: "; ")) }\nn",
    ])
    func whatIsVeryLongCompiles(_ text: String) async throws {
        #expect(try await MachineHarness().value(text) == "20000")
    }

    @Test func tooManyVariablesAreAClearError() {
        let text =
            (0..<5000).map { "var v\($0) = \($0)" }.joined(separator: "\n") + "\n"
            + (0..<5000).map { "v\($0) += 1" }.joined(separator: "\n")
        let diagnostics = { () -> [Diagnostic] in
            do throws(DiagnosticsError) {
                _ = try MachineHarness().interpreter.prepare(SourceFile(name: "test.smh", text: text))
                return []
            } catch { return error.diagnostics }
        }()
        #expect(diagnostics.contains { $0.code == "LimitReached" && $0.message.contains("4000") })
    }

    @Test func theOpcodesAreThoseOfTheTable() throws {
        #expect(Opcode.allCases.count <= 256)
        for opcode in Opcode.allCases {
            #expect(opcode.shape.words >= 1 && opcode.shape.words <= 2)
            #expect(opcode.shape.operands.utf8CodeUnitCount <= 3)
        }
    }

    @Test func theVerifierFindsWrongCode() throws {
        let machine = MachineHarness().interpreter.machine
        let wrong: [[UInt64]] = [
            [Code.encode(.move, 16 * 9, 0)], [Code.encode(.jump, 0, 5)], [Code.encode(.loadConstant, 0, 0)], [0xFFFF],
            [Code.encode(.callNative, 0, 60_000)], [Code.encode(.method, 0, 0)], [Code.encode(.list, 0, 16, 20)],
        ]
        for words in wrong {
            let code = FunctionCode(
                name: nil, file: SourceFile(name: "x", text: ""), isPrelude: false, parameterNames: [],
                requiredCount: 0, hasRest: false)
            code.load(words, constants: [], number: 0, frameRegisters: 3)
            #expect(Verifier.problem(code, machine: machine) != nil)
        }
    }
}
