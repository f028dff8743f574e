import Glibc
import SMHBuiltins
import SMHOperations
import SMHScript
import Synchronization

/// Wires an interpreter to outputs, console and library: what `run`, `repl` and `test` share.
///
/// What only a drive needs — configuration, database, client — is made at the first call that needs one.
final class ScriptHost: Sendable {
    let environment: Environment
    let options: RunOptions
    let words: [Invocation.OptionWord]
    let output: OutputStream
    let errors: ErrorPrinter
    let drive: DriveHost
    let progress: ProgressDisplay
    let interruption: Interruption
    /// What `--json` and `--report` ask for.
    let report: ReportWriter?
    private let script: ScriptLibrary

    /// The library that a script's `use` names; known only after the script has been read.
    private final class ScriptLibrary: Sendable {
        let name = Mutex<String?>(nil)
    }

    init(words: [Invocation.OptionWord], environment: Environment, context: CommandContext = .current) throws {
        // The options alone: what the configuration adds is read when the library is opened.
        let settings = try Settings(words: words, environment: environment)
        let options = settings.options
        let script = ScriptLibrary()
        let errorStyle = TerminalStyle(descriptor: 2, choice: options.color, environment: environment)
        let box = EngineBox()
        let progress = ProgressDisplay(style: errorStyle, stream: context.errors) { box.engine?.progress }
        let interruption = Interruption(engine: box)
        let printer = ErrorPrinter(stream: context.errors, style: errorStyle, beforeWriting: { progress.hide() })
        let report = Self.reportWriter(options, context.output, interruption)
        let logger = try RunLog.logger(options) { text in
            progress.hide()
            context.errors.write(text)
        }
        self.environment = environment
        self.options = options
        self.words = words
        self.script = script
        self.progress = progress
        self.interruption = interruption
        self.report = report
        output = context.output
        errors = printer
        drive = DriveHost(
            open: { name throws(ScriptError) in
                let opener = LibraryOpener(environment: environment, options: options, logger: logger) {
                    printer.note("warning: \($0)")
                }
                let target = try Self.target(name, script: script.name.withLock { $0 }, words, environment)
                var opened = try opener.open(target)
                // Those of the run's own library are narrowed by its options, and come with the engine.
                if let name { opened.limits = try Self.limits(of: name, environment) }
                return opened
            },
            makeEngine: { drive in
                var configuration = Self.engineConfiguration(
                    options, script: script.name.withLock { $0 }, words, environment
                ) {
                    printer.note("warning: \($0)")
                }
                configuration.logger = logger
                if let report { configuration.onEnd = { report.add($0) } }
                let engine = OperationEngine(drive: drive, configuration: configuration)
                box.engine = engine
                interruption.watch()
                if !options.isQuiet { progress.begin() }
                return engine
            })
    }

    private static func reportWriter(
        _ options: RunOptions, _ output: OutputStream, _ interruption: Interruption
    ) -> ReportWriter? {
        guard options.json || options.reportFile != nil else { return nil }
        return ReportWriter(file: options.reportFile) { lines in
            guard options.json else { return }
            lines.withUnsafeBytes { output.write($0) }
            if output.hasFailed { interruption.outputFailed() }
        }
    }

    /// What `use` says; before the first call of the drive.
    func use(library name: String?) { script.name.withLock { $0 = name } }

    private static func target(
        _ name: String?, script: String?, _ words: [Invocation.OptionWord], _ environment: Environment
    ) throws(ScriptError) -> LibraryChoice.Target {
        do {
            if let name {
                let configuration = try ConfigurationFile.read(environment.configurationFile)
                return try LibraryChoice.target(
                    name, origin: "library(\"\(name)\")", environment: environment, configuration: configuration)
            }
            return try Settings(words: words, scriptLibrary: script, environment: environment).library.target
        } catch let failure as CommandFailure {
            throw ScriptError(.argument, failure.message, hint: failure.hint)
        } catch {
            throw ScriptError(.argument, "\(error)")
        }
    }

    private static func limits(
        of library: String, _ environment: Environment
    ) throws(ScriptError) -> OperationLimits {
        do {
            let configuration = try ConfigurationFile.read(environment.configurationFile)
            return try configuration.profile(named: library)?.limits.operationLimits() ?? OperationLimits()
        } catch {
            let failure = error as? CommandFailure
            throw ScriptError(.argument, failure?.message ?? "\(error)", hint: failure?.hint)
        }
    }

    private static func engineConfiguration(
        _ options: RunOptions, script: String?, _ words: [Invocation.OptionWord], _ environment: Environment,
        onWarning: @escaping @Sendable (String) -> Void
    ) -> EngineConfiguration {
        var configuration = EngineConfiguration()
        // The profile of a script's `use` has limits too. It was read without an error when the library was opened.
        let settings = try? Settings(words: words, scriptLibrary: script, environment: environment)
        let options = settings?.options ?? options
        if let jobs = options.jobs { configuration.jobs = jobs }
        configuration.rate = options.rate
        if let queue = options.queue { configuration.queue = queue }
        if let patience = options.patience { configuration.patience = .nanoseconds(patience) }
        if let fresh = options.fresh { configuration.fresh = .nanoseconds(fresh) }
        if let limits = settings?.limits { configuration.limits = limits }
        // The space that plain paths lie in, as the library is opened.
        configuration.currentSpace = "-"
        if case .profile(let profile)? = settings?.library.target { configuration.currentSpace = profile.space ?? "-" }
        configuration.onWarning = onWarning
        return configuration
    }

    /// The configuration of an interpreter that runs on this host.
    func configuration(hasInput: Bool) -> InterpreterConfiguration {
        var configuration = InterpreterConfiguration()
        let (output, errorStream, progress, interruption) = (output, errors.stream, progress, interruption)
        // Lines of the summary and of items have standard output to themselves.
        let target = options.json ? errorStream : output
        let console = TerminalConsole(
            assumesYes: options.assumeYes, hasInput: hasInput, output: target, errors: errorStream,
            beforeWriting: { progress.hide() })
        configuration.functions = Builtins(host: drive, console: console).functions
        configuration.modules = [Builtins.files]
        configuration.globCompiler = Builtins.globCompiler
        configuration.values = [(name: "env", value: Builtins.environment(environment.variables))]
        configuration.output = { bytes in
            progress.hide()
            target.write(bytes)
            if target.hasFailed { interruption.outputFailed() }
        }
        configuration.errorOutput = { bytes in
            progress.hide()
            errorStream.write(bytes)
        }
        configuration.flushesLines = isatty(1) == 1
        configuration.limits.time = options.timeout.map { .nanoseconds($0) }
        return configuration
    }
}

/// The engine of a run, once there is one.
final class EngineBox: Sendable {
    private let state = Mutex<OperationEngine?>(nil)

    var engine: OperationEngine? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
