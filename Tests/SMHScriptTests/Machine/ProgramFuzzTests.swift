import SMHScriptTesting
import Testing

@testable import SMHScript

/// Random programs within limits: they end with a value or an error, the same in every engine. `scripts/check-machine` does the same with the
/// threaded loop of a release build.
struct ProgramFuzzTests {
    private static let seeds = FuzzSeeds.seeds(otherwise: 40)

    @Test(arguments: 0..<4)
    func everyEngineGivesTheSame(part: UInt64) async {
        var comparison = EngineComparison()
        comparison.limits = .forGeneratedPrograms
        comparison.seconds = 60
        for seed in Self.seeds where seed % 4 == part {
            var generator = ProgramGenerator(seed: seed)
            let differences = await comparison.differences(
                SourceFile(name: "seed \(seed)", text: generator.program()))
            #expect(differences == [])
        }
    }

    /// A generator whose programs do not compile would test nothing.
    @Test func generatedProgramsPassTheChecks() {
        for seed in Self.seeds {
            var generator = ProgramGenerator(seed: seed)
            let text = generator.program()
            let problems = MachineHarness().interpreter.check(SourceFile(name: "seed \(seed)", text: text))
                .filter { $0.severity == .error }
            #expect(problems.isEmpty, "seed \(seed): \(problems.map(\.message))\n\(text)")
        }
    }
}
