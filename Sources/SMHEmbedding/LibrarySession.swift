import SMHBuiltins
import SMHModel
import SMHOperations
public import SMHScript

/// Scripts at work on a library: an interpreter with the drive's functions, and what has to happen around each run.
///
///     let library = try LibraryFile(path: "media.smhdb")
///     let session = try LibrarySession(library, limits: limits, configuration: configuration)
///     let program = try session.interpreter.prepare(source)
///     let value = try await session.run(program)
///
/// Belongs to one task at a time, as its interpreter does. Several sessions may work on one library side by side.
public final class LibrarySession {
    /// For `prepare`, `check`, `cancellation` and the rest; programs that use the library are run by the session.
    public let interpreter: Interpreter
    private let host: DriveHost
    private let meter: RequestMeter
    private let limits: LibraryLimits
    private let deadline: Duration?
    private let clock: any InterpreterClock

    /// - Parameters:
    ///   - limits: hold for each run.
    ///   - configuration: the functions, modules, outputs and limits of the host. A deadline holds for the operations too.
    ///   - localFiles: brings `fs`, `upload` and `download`, with which a script reads and writes files of this machine.
    ///
    /// Throws `Argument` where a limit names no directory.
    public init(
        _ library: LibraryFile, limits: LibraryLimits = LibraryLimits(),
        configuration: InterpreterConfiguration = InterpreterConfiguration(), localFiles: Bool = false
    ) throws(ScriptError) {
        let meter = RequestMeter()
        let drive = library.drive(transport: { MeteredTransport(transport: $0, meter: meter) })
        var engine = EngineConfiguration()
        engine.limits = try limits.operationLimits()
        engine.currentSpace = "-"
        let sink = configuration.errorOutput
        engine.onWarning = { text in
            var line = "warning: \(text)\n"
            line.withUTF8 { sink(UnsafeRawBufferPointer($0)) }
        }
        let host = DriveHost(
            open: { name throws(ScriptError) in
                if let name { throw ScriptError(.argument, "there is no other library here: \"\(name)\"") }
                return OpenedLibrary(drive: drive)
            },
            makeEngine: { [engine] drive in OperationEngine(drive: drive, configuration: engine) })
        self.host = host
        self.meter = meter
        self.limits = limits
        deadline = configuration.limits.time
        clock = configuration.clock

        var configuration = configuration
        let builtins = Builtins(host: host, console: OutputConsole(output: configuration.output))
        let added = builtins.functions.filter { localFiles || !Self.usesLocalFiles.contains($0.name) }
        // What the host brings under one of their names stands in its place.
        let own = Set(configuration.functions.map(\.name))
        configuration.functions += added.filter { !own.contains($0.name) }
        if localFiles { configuration.modules.append(Builtins.files) }
        configuration.globCompiler = configuration.globCompiler ?? Builtins.globCompiler
        interpreter = Interpreter(configuration: configuration)
    }

    private static let usesLocalFiles: Set = ["upload", "download"]

    /// Runs a program to its end, and waits for everything that it asked the library for.
    ///
    /// Gives the value of its last statement. Throws what `Interpreter.run` throws; `LimitReached` where a limit would have been passed,
    /// whatever the script threw; and `PartialFailure` for items that failed and that no `await` has seen, each of which stands in the error's
    /// `causes`. An error of the script does not take back what it asked for before. A run that is cancelled, or past its deadline, sends nothing more.
    @discardableResult
    public nonisolated(nonsending) func run(
        _ program: PreparedProgram, arguments: [String] = [], parameters: [String: HostValue] = [:]
    ) async throws -> HostValue {
        // The last run has settled: limits begin anew, and what it left can be awaited.
        await host.renewEngine(interrupts: false)
        let host = host
        meter.restart(limit: limits.requests) { host.stop(RequestLimit.error) }
        let watch = EndWatch(interpreter.cancellation, deadline: deadline, clock: clock) {
            host.engineIfOpen?.interrupt()
        }
        defer { watch.end() }
        let result: Result<HostValue, any Error>
        do {
            result = .success(try await interpreter.run(program, arguments: arguments, parameters: parameters))
        } catch {
            result = .failure(error)
        }
        let cancellation = interpreter.cancellation
        return try await withTaskCancellationHandler {
            try await end(result)
        } onCancel: {
            cancellation.cancel()
        }
    }

    /// Requests that the last run, or the one that goes on, has made of the library.
    public var requests: Int { meter.requests }

    private nonisolated(nonsending) func end(_ result: Result<HostValue, any Error>) async throws -> HostValue {
        guard let engine = host.engineIfOpen else { return try result.get() }
        if case .failure(let error as ScriptError) = result, error.code == .cancelled, !error.isCatchable {
            engine.interrupt()
        }
        let unseen: [UnseenFailure]
        do throws(OperationError) {
            unseen = try await engine.settle()
        } catch {
            await engine.waitForRequests()
            if case .failure(let own as ScriptError) = result {
                if own.code.rawValue == error.code.rawValue { throw own }
                var stopped = ScriptError(error, host: host)
                stopped.causes = [own]
                throw stopped
            }
            throw ScriptError(error, host: host)
        }
        if case .failure(let error) = result, (error as? ExitRequest)?.code != 0 { throw error }
        if !unseen.isEmpty { throw ScriptError(unseen: unseen) }
        return try result.get()
    }
}

/// Tells of the end that a host has set to a run: by its cancellation, or by a deadline.
private struct EndWatch {
    private let cancellation: RunCancellation
    private let key: Int
    private let timer: Task<Void, Never>?

    init(
        _ cancellation: RunCancellation, deadline: Duration?, clock: any InterpreterClock,
        onEnd: @escaping @Sendable () -> Void
    ) {
        self.cancellation = cancellation
        key = cancellation.whenCancelled(onEnd)
        timer = deadline.map { deadline in
            Task {
                if (try? await clock.sleep(nanoseconds: deadline.nanoseconds)) != nil { onEnd() }
            }
        }
    }

    func end() {
        cancellation.forget(key)
        timer?.cancel()
    }
}

private enum RequestLimit {
    static let error = OperationError(
        .limitReached, "the run has used up the requests that its host allows", stop: .limitReached)
}

/// Where `table` writes: to the script's output. Nobody is asked anything.
private struct OutputConsole: Console {
    let output: OutputSink

    func readLine(prompt: String) async -> String? { nil }
    func confirm(_ question: String) async -> Bool { false }
    func write(_ text: String) {
        var text = text
        text.withUTF8 { output(UnsafeRawBufferPointer($0)) }
    }
    var columns: Int { 80 }
}

extension ScriptError {
    /// As many are kept by name.
    private static let mostCauses = 100

    /// Failures that no `await` has seen.
    init(unseen: [UnseenFailure]) {
        let count = unseen.reduce(0) { $0 + $1.report.failedCount }
        self.init(
            .partialFailure, "\(count) \(count == 1 ? "item" : "items") failed, and no `await` has seen it",
            hint: "await the operation, and catch what it throws")
        for failure in unseen {
            for outcome in failure.report.failed where causes.count < Self.mostCauses {
                var cause = ScriptError(
                    ErrorCode(outcome.code?.rawValue ?? "Error"), outcome.message ?? "\(outcome.operation.word) failed")
                cause.hint = outcome.hint
                cause.path = (outcome.path ?? outcome.from)?.description
                cause.status = outcome.status == 0 ? nil : outcome.status
                cause.requestID = outcome.requestID
                causes.append(cause)
            }
        }
    }
}
