import SMHScriptTesting
import Testing

@testable import SMHScript

/// Compiled code of generated programs, damaged: the verifier finds every operand that leads out of its table, and survives anything.
struct VerifierFuzzTests {
    private static let seeds = FuzzSeeds.seeds(otherwise: 20)

    /// Every function of a program, the nested ones too.
    private func functions(seed: UInt64) throws -> (machine: Machine, functions: [FunctionCode]) {
        var generator = ProgramGenerator(seed: seed)
        let interpreter = MachineHarness().interpreter
        _ = try interpreter.prepare(SourceFile(name: "seed \(seed)", text: generator.program()))
        return (interpreter.machine, interpreter.machine.functions.compactMap { $0 })
    }

    @Test func everyOperandThatLeadsNowhereIsFound() throws {
        var random = SeededRandom(seed: FuzzSeeds.first + 3)
        var damages = 0
        for seed in Self.seeds {
            let (machine, functions) = try functions(seed: seed)
            for code in functions {
                #expect(Verifier.problem(code, machine: machine) == nil)
                for position in Self.instructions(of: code).shuffled(using: &random).prefix(12) {
                    let word = code.code[position]
                    for damaged in Self.damaged(word, at: code.code + position) {
                        code.code[position] = damaged
                        #expect(
                            Verifier.problem(code, machine: machine) != nil,
                            "seed \(seed): \(code.displayName) at \(position), \(String(damaged, radix: 16))")
                        damages += 1
                    }
                    code.code[position] = word
                }
            }
        }
        #expect(damages > Self.seeds.count * 20)
    }

    private static func instructions(of code: FunctionCode) -> [Int] {
        var positions: [Int] = []
        var position = 0
        while position < code.words {
            positions.append(position)
            position += (code.code + position).opcode.shape.words
        }
        return positions
    }

    /// The instruction with each operand in turn set to what no function of a few hundred words can have.
    private static func damaged(_ word: UInt64, at code: Code) -> [UInt64] {
        let operands = code.opcode.shape.operands.utf8Start
        var result = [word | 0xFFFF]
        for index in 0..<code.opcode.shape.operands.utf8CodeUnitCount {
            let shift = UInt64(16 * (index + 1))
            func with(_ operand: UInt64) -> UInt64 { word & ~(0xFFFF << shift) | operand << shift }
            switch operands[index] {
            // A register beyond the frame, and one that is no register.
            case UInt8(ascii: "R"), UInt8(ascii: "C"): result += [with(0xFFF0), with(7)]
            case UInt8(ascii: "J"): result.append(with(0x7FFF))
            case UInt8(ascii: "L"): result.append(word & 0xFFFF_FFFF | 0x7FFF_FFFF << 32)
            // Forwards, and further back than there are constants.
            case UInt8(ascii: "K"): result += [with(1), with(0x8000)]
            default: break
            }
        }
        return result
    }

    @Test func randomWordsNeverTrapTheVerifier() throws {
        var random = SeededRandom(seed: FuzzSeeds.first + 11)
        for seed in Self.seeds {
            let (machine, functions) = try functions(seed: seed)
            for code in functions {
                let words = (0..<code.words).map { code.code[$0] }
                for _ in 0..<20 {
                    for _ in 0..<Int.random(in: 1...4, using: &random) {
                        let place = Int.random(in: 0..<code.words, using: &random)
                        code.code[place] =
                            Bool.random(using: &random)
                            ? random.next() : code.code[place] ^ 1 << UInt64.random(in: 0..<64, using: &random)
                    }
                    _ = Verifier.problem(code, machine: machine)
                    for (place, word) in words.enumerated() { code.code[place] = word }
                }
                #expect(Verifier.problem(code, machine: machine) == nil)
            }
        }
    }
}
