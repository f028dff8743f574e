import ArgumentParser
import Foundation
import SMHBuiltins
import SMHOperations
import SMHScript

struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the test blocks of scripts, each against a fresh embedded library.",
        discussion: "Without files, every *_test.smh below the working directory.")

    @Argument(help: "Scripts with test blocks.") var files: [String] = []
    @Option(help: "Only tests whose name contains this.") var filter: String?

    func run() async throws {
        let context = CommandContext.current
        var counts = (passed: 0, failed: 0, broken: 0)
        for file in files.isEmpty ? Self.discovered() : files {
            guard let result = try await run(file, context) else {
                counts.broken += 1
                continue
            }
            counts.passed += result.passed
            counts.failed += result.failed
        }
        let broken = counts.broken == 0 ? "" : ", \(counts.broken) \(counts.broken == 1 ? "file" : "files") not run"
        context.output.write("\(counts.passed) passed, \(counts.failed) failed\(broken)\n")
        if counts.broken > 0 { throw ExitCode(ExitStatus.usage.rawValue) }
        if counts.failed > 0 { throw ExitCode(ExitStatus.uncaughtError.rawValue) }
    }

    private static func discovered() -> [String] {
        let all = FileManager.default.enumerator(atPath: ".")?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix("_test.smh") && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
            .sorted()
    }

    /// nil for a file with errors that are found without running; they are shown.
    private func run(_ file: String, _ context: CommandContext) async throws -> (passed: Int, failed: Int)? {
        let source = try ScriptSource.read(.file(file))
        let names: [String]
        do {
            names = try TestRun(source, context).program.tests
        } catch let error as DiagnosticsError {
            let style = TerminalStyle(descriptor: 2, choice: .auto, environment: context.environment)
            ErrorPrinter(stream: context.errors, style: style).show(error.diagnostics)
            return nil
        }
        var counts = (passed: 0, failed: 0)
        for (index, name) in names.enumerated() where filter.map(name.contains) ?? true {
            let run = try TestRun(source, context)
            let passed = await run.perform(index)
            context.output.write("\(passed ? "ok    " : "FAILED") \(file): \(name)\n")
            context.output.flush()
            if passed { counts.passed += 1 } else { counts.failed += 1 }
        }
        return counts
    }
}

/// One test block with a library and an interpreter of its own.
private final class TestRun {
    let program: PreparedProgram
    private let interpreter: Interpreter
    private let host: ScriptHost
    private let folder: URL

    init(_ source: SourceFile, _ context: CommandContext) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("smh-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let option = RunOption.named("--library").map {
            Invocation.OptionWord(
                option: $0, name: "--library", value: folder.appendingPathComponent("test.smhdb").path)
        }
        self.folder = folder
        host = try ScriptHost(words: [option].compactMap { $0 }, environment: context.environment, context: context)
        var configuration = host.configuration(hasInput: false)
        let loader = ImportLoader(main: source, isFile: true)
        configuration.importLoader = { path, importer throws(ScriptError) in try loader.load(path, from: importer) }
        interpreter = Interpreter(configuration: configuration)
        do {
            program = try interpreter.prepare(source)
        } catch {
            // Nothing ends what was never made whole.
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func perform(_ index: Int) async -> Bool {
        var passed = true
        do {
            _ = try await interpreter.run(program)
            try await interpreter.runTest(index, of: program)
        } catch let error as ScriptError {
            host.errors.show(error)
            passed = false
        } catch let exit as ExitRequest {
            passed = exit.code == 0
            if !passed { host.errors.note("it ended with exit(\(exit.code))") }
        } catch {
            host.errors.note("\(error)")
            passed = false
        }
        let seen = await settle()
        host.progress.end(showsSummary: false)
        host.output.flush()
        return passed && seen
    }

    /// A failure that the test did not look at fails it.
    private func settle() async -> Bool {
        var isClean = true
        for error in interpreter.takeUnseenFailures() {
            host.errors.show(error)
            isClean = false
        }
        guard let engine = host.drive.engineIfOpen else { return isClean }
        do throws(OperationError) {
            for failure in try await engine.settle() {
                host.errors.show(failuresOf: failure.report)
                isClean = false
            }
        } catch {
            host.errors.show(ScriptError(error, host: host.drive))
            isClean = false
        }
        return isClean
    }
}
