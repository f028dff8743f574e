import SMHBuiltins
import SMHOperations
import SMHScript

/// Runs one script from its text to the exit status.
struct ScriptRun {
    let script: Invocation.Script
    let arguments: [String]
    let words: [Invocation.OptionWord]
    var environment = CommandContext.current.environment

    /// Must not be called on a thread of the concurrency pool.
    func run() -> ExitStatus {
        let fallback = ErrorPrinter(
            stream: CommandContext.current.errors,
            style: TerminalStyle(descriptor: 2, choice: .auto, environment: environment))
        do {
            let source = try ScriptSource.read(script)
            let host = try ScriptHost(words: words, environment: environment)
            if let option = host.options.unavailable {
                throw CommandFailure("\(option) is not available in this version: \(PlanCommand.reason)")
            }
            return run(source, on: host)
        } catch let failure as CommandFailure {
            fallback.show(failure)
            return failure.status
        } catch {
            fallback.note("smh: \(error)")
            return .uncaughtError
        }
    }

    private func run(_ source: SourceFile, on host: ScriptHost) -> ExitStatus {
        var configuration = host.configuration(hasInput: script != .standardInput)
        let isFile = if case .file = script { true } else { false }
        let loader = ImportLoader(main: source, isFile: isFile)
        configuration.importLoader = { path, importer throws(ScriptError) in try loader.load(path, from: importer) }
        let interpreter = Interpreter(configuration: configuration)
        host.interruption.setCancellation(interpreter.cancellation)
        do {
            let program = try interpreter.prepare(source)
            if !program.warnings.isEmpty { host.errors.show(program.warnings) }
            host.use(library: program.library)
            let parameters = try ScriptParameters(arguments, for: program.parameters, script: source.name)
            if parameters.asksForHelp {
                host.output.write(ScriptParameters.usage(of: source.name, program.parameters))
                host.output.flush()
                return .success
            }
            return ScriptEnding(host: host, interpreter: interpreter).run(program, parameters)
        } catch let error as DiagnosticsError {
            host.errors.show(error.diagnostics)
            return .usage
        } catch let failure as CommandFailure {
            host.errors.show(failure)
            return failure.status
        } catch {
            host.errors.note("smh: \(error)")
            return .usage
        }
    }
}

/// Runs a prepared program and everything that has to happen after its last statement.
struct ScriptEnding {
    let host: ScriptHost
    let interpreter: Interpreter

    func run(_ program: PreparedProgram, _ parameters: ScriptParameters) -> ExitStatus {
        // From the first statement on: what it prints may be what somebody waits for to interrupt it.
        host.interruption.watch()
        let outcome = Result {
            try interpreter.runUntilWait(program, arguments: parameters.arguments, parameters: parameters.values)
        }
        switch outcome {
        case .success(.waiting):
            let handover = Handover(value: interpreter)
            let (host, ending) = (host, Handover(value: self))
            return blocking {
                let result: Result<HostValue, any Error>
                do {
                    result = .success(try await handover.value.resume())
                } catch {
                    result = .failure(error)
                }
                _ = host
                return await ending.value.end(result.map { _ in })
            } ?? .uncaughtError
        case .success(.finished): return end(.success(()), needsWait: host.drive.engineIfOpen != nil)
        case .failure(let error): return end(.failure(error), needsWait: host.drive.engineIfOpen != nil)
        }
    }

    /// Without an engine nothing has to be waited for, and no concurrency runtime is started.
    private func end(_ result: Result<Void, any Error>, needsWait: Bool) -> ExitStatus {
        guard needsWait else { return finish(result, unseen: [], settleError: nil) }
        let ending = Handover(value: self)
        return blocking { await ending.value.end(result) } ?? .uncaughtError
    }

    private func end(_ result: Result<Void, any Error>) async -> ExitStatus {
        var unseen: [UnseenFailure] = []
        var settleError: OperationError?
        if let engine = host.drive.engineIfOpen {
            do throws(OperationError) {
                unseen = try await engine.settle()
            } catch {
                settleError = error
                await engine.waitForRequests()
            }
        }
        return finish(result, unseen: unseen, settleError: settleError)
    }

    private func finish(
        _ result: Result<Void, any Error>, unseen: [UnseenFailure], settleError: OperationError?
    ) -> ExitStatus {
        host.progress.end(showsSummary: !host.options.isQuiet)
        host.output.flush()
        var failure: (any Error)?
        if case .failure(let error) = result { failure = error }
        let isInterrupted = host.interruption.status != nil
        if let error = failure as? ScriptError, !isInterrupted { host.errors.show(error) }
        if let settleError, !isInterrupted, !((failure as? ScriptError)?.code.rawValue == settleError.code.rawValue) {
            host.errors.show(ScriptError(settleError, host: host.drive))
        }
        let blocks = isInterrupted ? [] : interpreter.takeUnseenFailures()
        for error in blocks { host.errors.show(error) }
        let count = unseen.reduce(blocks.count) { $0 + $1.report.failedCount }
        show(unseen, of: count - blocks.count)
        if count > 0 { host.errors.note("\(count) \(count == 1 ? "failure" : "failures") that nothing awaited") }
        let status = status(failure, hasUnseen: count > 0, settleError: settleError)
        tellEnd(status, settleError)
        writeReport(status)
        return status
    }

    /// The first of them by name; a million would bury them.
    private func show(_ unseen: [UnseenFailure], of count: Int) {
        var left = ErrorPrinter.mostFailures
        for failure in unseen where left > 0 { left -= host.errors.show(failuresOf: failure.report, limit: left) }
        let rest = count - (ErrorPrinter.mostFailures - left)
        if rest > 0 { host.errors.note("… and \(rest) more; --report FILE writes all of them") }
    }

    /// Rule 15. What the engine stopped for comes first, because no script can have wanted it.
    private func status(_ failure: (any Error)?, hasUnseen: Bool, settleError: OperationError?) -> ExitStatus {
        if let status = host.interruption.status { return status }
        if let stop = host.drive.stopReason ?? settleError?.stop { return ExitStatus(rawValue: stop.exitStatus) }
        if let exit = failure as? ExitRequest, exit.code != 0 {
            return ExitStatus(rawValue: Int32(truncatingIfNeeded: exit.code))
        }
        if let error = failure as? ScriptError {
            switch error.code {
            case .permissionDenied, .unauthorized: return .permission
            case .unavailable: return .unavailable
            default: return .uncaughtError
            }
        }
        if let failure, !(failure is ExitRequest) { return .uncaughtError }
        return hasUnseen || settleError != nil ? .unseenFailures : .success
    }

    private func tellEnd(_ status: ExitStatus, _ error: OperationError?) {
        guard let progress = host.drive.engineIfOpen?.progress else { return }
        if status == .interrupted || status == .terminated {
            let left = progress.unfinished
            host.errors.note(
                left > 0
                    ? "smh: interrupted; \(left) items were not changed. This version keeps no journal: run the script again."
                    : "smh: interrupted")
        } else if status == .unavailable {
            host.errors.note(
                "smh: \(progress.unfinished) items were not changed. This version keeps no journal: run the script again."
            )
        }
    }

    private func writeReport(_ status: ExitStatus) {
        guard let report = host.report else { return }
        let engine = host.drive.engineIfOpen
        engine?.tellRest()
        let problem = report.finish(requests: engine?.progress.requests ?? 0, status: status)
        host.output.flush()
        if let problem { host.errors.note("smh: \(problem)") }
    }
}
