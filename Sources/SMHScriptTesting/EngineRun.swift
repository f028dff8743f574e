package import SMHScript
import SMHVirtualTime
import Synchronization

/// One way of running a program; all must give the same.
package enum Engine: String, CaseIterable, Sendable {
    /// One `switch`.
    case plain
    /// Handlers that jump from one to the next: in release builds; elsewhere the same as `plain`.
    case threaded
    /// Collects at every safepoint and overwrites what it frees.
    case stressed
    /// As `stressed`, and each cell is one of `malloc`'s, which the address sanitizer watches.
    case allocated

    func set(_ options: inout MachineOptions) {
        switch self {
        case .plain: options.loop = .plain
        case .threaded: options.loop = .threaded
        case .stressed: options.isStressed = true
        case .allocated:
            options.isStressed = true
            options.takesCellsFromMalloc = true
        }
    }
}

/// What came of running a program.
package struct EngineRun: Equatable, Sendable {
    package var output = ""
    /// The value, the error with its place and call stack, or the diagnostics.
    package var ending = ""
    /// Turns of loops and calls.
    package var instructions = 0
    /// Ended by the clock: how far it got says nothing.
    package var isCutShort = false

    package static func of(
        _ source: SourceFile, in engine: Engine, _ comparison: EngineComparison
    ) async -> EngineRun {
        await VirtualClock.run { await run(source, in: engine, comparison) }
    }

    private nonisolated(nonsending) static func run(
        _ source: SourceFile, in engine: Engine, _ comparison: EngineComparison
    ) async -> EngineRun {
        let printed = Printed()
        var configuration = InterpreterConfiguration()
        configuration.output = { bytes in printed.append(bytes) }
        configuration.errorOutput = configuration.output
        configuration.randomSeed = 1
        configuration.limits = comparison.limits
        configuration.limits.time = .seconds(comparison.seconds)
        configuration.importLoader = comparison.importLoader
        configuration.clock = FixedClock()
        configuration.globCompiler = { (pattern) throws(ScriptError) in { path in path.elementsEqual(pattern.utf8) } }
        engine.set(&configuration.options)
        let interpreter = Interpreter(configuration: configuration)
        var run = EngineRun()
        do {
            let value = try await interpreter.run(try interpreter.prepare(source))
            run.ending = "value \(interpreter.describe(value))"
        } catch let error as DiagnosticsError {
            run.ending = error.diagnostics.map { "\($0.code) \($0.message) \($0.range)" }.joined(separator: "\n")
        } catch let error as ScriptError {
            let place = error.location.map { "\($0.line):\($0.column)" } ?? ""
            let stack = error.callStack.map { "\($0.function ?? "-") \($0.location.line) \($0.repetitions)" }
            run.ending = "error \(error) at \(place) from \(stack)"
            run.isCutShort = error.code == .cancelled
        } catch {
            run.ending = "\(error)"
        }
        run.ending += interpreter.takeUnseenFailures().map { "\nunseen \($0)" }.joined()
        run.instructions = interpreter.instructionCount
        run.output = printed.text
        return run
    }
}

/// Says of one program in what the engines differ.
package struct EngineComparison: Sendable {
    package var engines = Engine.allCases
    package var limits = InterpreterLimits()
    /// After which a run is cut short and not compared.
    package var seconds = 1
    package var importLoader: (@Sendable (_ path: String, _ importer: SourceFile) throws(ScriptError) -> SourceFile)?

    package init() {}

    /// A sentence for each engine that gave something else than the plain loop.
    package nonisolated(nonsending) func differences(_ source: SourceFile) async -> [String] {
        let expected = await EngineRun.of(source, in: .plain, self)
        if expected.isCutShort { return [] }
        var found: [String] = []
        for engine in engines where engine != .plain {
            let run = await EngineRun.of(source, in: engine, self)
            if run.isCutShort || run == expected { continue }
            found.append(
                "\(source.name): \(engine.rawValue) gave \(Self.text(run)), and the plain loop \(Self.text(expected))")
        }
        return found
    }

    private static func text(_ run: EngineRun) -> String {
        "\(run.instructions) instructions, \(run.ending), \(run.output.suffix(300))"
    }
}

extension InterpreterLimits {
    /// Soon passed, so that programs run into them too.
    package static var forGeneratedPrograms: InterpreterLimits {
        var limits = InterpreterLimits()
        limits.instructions = 3_000
        limits.memory = 32 << 20
        limits.depth = 200
        return limits
    }
}

private final class Printed: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func append(_ more: UnsafeRawBufferPointer) { bytes.withLock { $0.append(contentsOf: more) } }
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}

/// It is always the same day, and sleep costs nothing; only the deadline is real, for an endless loop takes no other time.
private struct FixedClock: InterpreterClock {
    let clock = VirtualClock.current

    func now() -> Int { 1_790_000_000_000_000_000 }
    func monotonic() -> Int { SystemClock().monotonic() }
    func sleep(nanoseconds: Int) async throws {
        await clock.sleep(nanoseconds: Int64(nanoseconds))
        try Task.checkCancellation()
    }
    var executor: (any TaskExecutor)? { clock.executor }
}
