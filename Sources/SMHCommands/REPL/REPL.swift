import Foundation
import Glibc
import SMHBuiltins
import SMHOperations
import SMHScript

/// The session at a terminal.
enum REPL {
    static func run(_ words: [Invocation.OptionWord]) -> ExitStatus {
        // Without a terminal there is no session: what comes is a script.
        guard isatty(0) == 1 else { return ScriptRun(script: .standardInput, arguments: [], words: words).run() }
        do {
            let host = try ScriptHost(words: words, environment: CommandContext.current.environment)
            let session = ReplSession(host: host)
            let completer = ReplCompleter(session: session)
            let editor = ReadlineEditor(history: History(path: host.environment.historyFile), completer: completer)
            let handover = Handover(value: session)
            return blocking { await handover.value.run(editor) } ?? .uncaughtError
        } catch {
            OutputStream.standardError.write("smh: \(error)\n")
            return (error as? CommandFailure)?.status ?? .usage
        }
    }
}

/// What a session knows between two entries.
///
/// Used by one task; while that waits for a line, the editor's thread may ask for completions.
final class ReplSession {
    let host: ScriptHost
    let interpreter: Interpreter
    private(set) var entries: [String] = []
    private var number = 0

    init(host: ScriptHost) {
        self.host = host
        var configuration = host.configuration(hasInput: true)
        configuration.importLoader = { path, importer throws(ScriptError) in
            try ImportLoader(main: SourceFile(name: "<repl>", text: ""), isFile: false).load(path, from: importer)
        }
        interpreter = Interpreter(configuration: configuration)
    }

    func run(_ editor: ReadlineEditor) async -> ExitStatus {
        let interruption = host.interruption
        interruption.setCancellation(interpreter.cancellation)
        let cancellation = interpreter.cancellation
        interruption.onInterrupt {
            // At the prompt the line goes; else the statement.
            if !editor.interrupt() { cancellation.cancel() }
        }
        interruption.onEnd { editor.restoreTerminal() }
        interruption.watch()
        Signals.watchResize { editor.resize() }
        host.output.write("\(HelpText.version) — :help for help, Ctrl-D to leave\n")
        var status = ExitStatus.success
        while let text = await readEntry(editor) {
            if let end = await perform(text) {
                status = end
                break
            }
        }
        interruption.onInterrupt(nil)
        return await leave(status)
    }

    /// A whole entry: lines until the parser is content. nil at the end of the session.
    private func readEntry(_ editor: ReadlineEditor) async -> String? {
        var lines: [String] = []
        while true {
            switch await editor.readLine(prompt: lines.isEmpty ? "smh> " : "...> ") {
            case .ended:
                if lines.isEmpty {
                    host.output.write("\n")
                    return nil
                }
                lines = []
            case .interrupted: lines = []
            case .line(let line):
                lines.append(line)
                let text = lines.joined(separator: "\n")
                if text.allSatisfy(\.isWhitespace) {
                    lines = []
                } else if text.hasPrefix(":") || !isUnfinished(text) || line.isEmpty && lines.count > 1 {
                    // An empty line ends an entry that cannot be finished.
                    editor.remember(text)
                    return text
                }
            }
        }
    }

    /// Whether more input could make an entry of it.
    private func isUnfinished(_ text: String) -> Bool {
        // A comment above a function is its documentation: what follows belongs to it.
        let lines = text.split(whereSeparator: \.isNewline)
        if lines.allSatisfy({ $0.drop(while: \.isWhitespace).first == "#" }) { return true }
        do throws(DiagnosticsError) {
            _ = try interpreter.prepareEntry(SourceFile(name: "<entry>", text: text))
            return false
        } catch {
            let errors = error.diagnostics.filter { $0.severity == .error }
            return errors.allSatisfy { $0.isIncomplete }
        }
    }

    /// Runs an entry. Not nil: the session ends with this status.
    private func perform(_ text: String) async -> ExitStatus? {
        if text.hasPrefix(":") {
            return await ReplCommands(session: self).perform(String(text.dropFirst()))
        }
        entries.append(text)
        return await evaluate(text, shows: true)
    }

    func evaluate(_ text: String, name: String? = nil, shows: Bool) async -> ExitStatus? {
        number += 1
        let source = SourceFile(name: name ?? "<entry \(number)>", text: text)
        return await perform {
            let program = try interpreter.prepareEntry(source)
            if !program.warnings.isEmpty { host.errors.show(program.warnings) }
            let value = try await interpreter.run(program)
            if shows { try await show(value) }
        }
    }

    /// Evaluates an expression in which nothing can change.
    func inspect(_ text: String, _ body: (HostValue) -> Void) async -> ExitStatus? {
        await perform { body(try await interpreter.inspect(SourceFile(name: "<entry>", text: text))) }
    }

    /// Not nil: the session ends with this status.
    private func perform(_ body: () async throws -> Void) async -> ExitStatus? {
        // A Ctrl-C ended the entry that it met, not those that follow.
        interpreter.cancellation.reset()
        host.progress.resume()
        defer {
            host.progress.suspend()
            host.output.flush()
        }
        do {
            try await body()
        } catch let error as DiagnosticsError {
            host.errors.show(error.diagnostics)
        } catch let exit as ExitRequest {
            return ExitStatus(rawValue: Int32(truncatingIfNeeded: exit.code))
        } catch let error as ScriptError {
            host.progress.hide()
            await tell(error)
        } catch {
            host.errors.note("\(error)")
        }
        for error in interpreter.takeUnseenFailures() { host.errors.show(error) }
        return nil
    }

    private func tell(_ error: ScriptError) async {
        if error.code == .cancelled {
            // What the statement had asked for and was not sent is dropped; the session goes on.
            await host.drive.renewEngine()
            host.errors.note("interrupted")
            return
        }
        host.errors.show(error)
        if host.drive.stopReason != nil { await host.drive.renewEngine() }
    }

    /// A value that is not null is shown; an operation is awaited first.
    private func show(_ value: HostValue) async throws {
        guard !value.isNull else { return }
        if case .object(let object) = value, let task = object as? TaskObject {
            let report = try await wait(for: task)
            show(report)
        } else if case .object(let object) = value, let report = object as? ReportObject {
            show(report.report)
        } else {
            host.progress.hide()
            host.output.write(
                ReplText.shown(value, columns: host.errors.style.columns, describe: interpreter.describe) + "\n")
        }
    }

    /// Ctrl-C while it waits drops what was not sent.
    private func wait(for task: TaskObject) async throws -> Report {
        let drive = host.drive
        let cancellation = interpreter.cancellation
        do throws(ScriptError) {
            return try await drive.finish(task).report
        } catch {
            if error.code == .partialFailure, let report = error.report as? ReportObject { return report.report }
            throw cancellation.isCancelled ? ScriptError(.cancelled, "interrupted") : error
        }
    }

    private func show(_ report: Report) {
        host.progress.hide()
        host.output.write(ReplText.shown(report) + "\n")
        host.output.flush()
        if !report.ok { host.errors.show(failuresOf: report) }
    }

    /// Leaving waits for what is still on its way, and says so.
    private func leave(_ status: ExitStatus) async -> ExitStatus {
        guard let engine = host.drive.engineIfOpen else { return host.interruption.status ?? status }
        let left = engine.progress.unfinished
        if left > 0 { host.errors.note("waiting for \(left) items that are still on their way; Ctrl-C leaves them") }
        var unseen: [UnseenFailure] = []
        do {
            unseen = try await engine.settle()
        } catch {
            host.errors.note("smh: \(error.message)")
        }
        for failure in unseen { host.errors.show(failuresOf: failure.report) }
        host.progress.end(showsSummary: false)
        return host.interruption.status ?? (status == .success && !unseen.isEmpty ? .unseenFailures : status)
    }
}
