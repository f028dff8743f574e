import Foundation
import SMHScript
import SMHScriptTesting

/// Runs scripts and generated programs in every engine of the machine, and fails where two differ.
///
///     machine-check [--rounds N] [--first-seed N] [--seconds N] [--engines plain,threaded] [--print-seed N] [FILE-OR-FOLDER ...]
///
/// Only a release build has the threaded loop. A program of seed n is what `--print-seed n` shows.
@main
struct MachineCheck {
    private var rounds = 0
    private var firstSeed: UInt64 = 0
    private var comparison = EngineComparison()
    private var files: [String] = []
    private var seedToPrint: UInt64?

    static func main() async {
        var check = MachineCheck()
        guard check.read(CommandLine.arguments.dropFirst()) else {
            print(
                "usage: machine-check [--rounds N] [--first-seed N] [--seconds N] [--engines a,b] [--print-seed N] [FILE-OR-FOLDER ...]"
            )
            exit(2)
        }
        exit(await check.run() ? 0 : 1)
    }

    private mutating func read(_ arguments: ArraySlice<String>) -> Bool {
        var arguments = arguments
        while let argument = arguments.popFirst() {
            guard argument.hasPrefix("--") else {
                files += Self.scripts(below: argument)
                continue
            }
            guard let value = arguments.popFirst() else { return false }
            switch argument {
            case "--rounds": rounds = Int(value) ?? 0
            case "--first-seed": firstSeed = UInt64(value) ?? 0
            case "--print-seed": seedToPrint = UInt64(value)
            case "--seconds": comparison.seconds = Int(value) ?? 1
            case "--engines":
                comparison.engines = value.split(separator: ",").compactMap { Engine(rawValue: String($0)) }
            default: return false
            }
        }
        return true
    }

    private static func scripts(below path: String) -> [String] {
        if path.hasSuffix(".smh") { return [path] }
        let found = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return found.filter { $0.hasSuffix(".smh") }.sorted().map { "\(path)/\($0)" }
    }

    private func run() async -> Bool {
        if let seedToPrint {
            var generator = ProgramGenerator(seed: seedToPrint)
            print(generator.program())
            return true
        }
        let failures = await runFiles() + runPrograms()
        return failures == 0
    }

    /// They get the engine's own limits: some are about these.
    private func runFiles() async -> Int {
        var comparison = comparison
        comparison.importLoader = { (path, importer) throws(ScriptError) in
            let folder = URL(fileURLWithPath: importer.name).deletingLastPathComponent()
            guard let data = try? Data(contentsOf: folder.appendingPathComponent(path)) else {
                throw ScriptError(.importFailed, "there is no file \(path)")
            }
            return SourceFile(name: folder.appendingPathComponent(path).path, bytes: Array(data))
        }
        var failures = 0
        for file in files {
            guard let data = FileManager.default.contents(atPath: file) else {
                failures += Self.report(["\(file): cannot be read"])
                continue
            }
            failures += Self.report(await comparison.differences(SourceFile(name: file, bytes: Array(data))))
        }
        print("\(files.count) scripts, \(failures) differences")
        return failures
    }

    private static func report(_ failures: [String]) -> Int {
        for failure in failures { print(failure) }
        return failures.count
    }

    private func runPrograms() async -> Int {
        var comparison = comparison
        comparison.limits = .forGeneratedPrograms
        var failures = 0
        var endings: [String: Int] = [:]
        for seed in firstSeed..<firstSeed + UInt64(rounds) {
            var generator = ProgramGenerator(seed: seed)
            let source = SourceFile(name: "seed \(seed)", text: generator.program())
            failures += Self.report(await comparison.differences(source))
            endings[await EngineRun.of(source, in: .plain, comparison).kind, default: 0] += 1
        }
        let counts = endings.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        print("\(rounds) programs (\(counts)), \(failures) differences")
        return failures
    }
}

extension EngineRun {
    /// How it ended, for the statistics: a value, a code, or diagnostics.
    fileprivate var kind: String {
        let words = ending.split(whereSeparator: { $0 == " " || $0 == ":" }).map(String.init)
        return words.first == "error" && words.count > 1 ? words[1] : words.first == "value" ? "value" : "diagnostics"
    }
}
