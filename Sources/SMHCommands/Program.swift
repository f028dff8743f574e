import CAllocator
import Glibc

/// The program: from its arguments to its exit status.
public enum Program {
    /// Call it on the process's first thread.
    public static func main() -> Int32 {
        ProcessStart.reserveStandardDescriptors()
        Signals.ignoreClosedPipes()
        // A loop over a million files of one directory peaks at 112 MB instead of 164, with two heaps at 128; it takes no
        // longer.
        smh_allocator_share(1)
        let status = run()
        OutputStream.standardOutput.flush()
        return finalStatus(status).rawValue
    }

    private static func run() -> ExitStatus {
        let output = OutputStream.standardOutput
        do {
            switch try Invocation(ProcessStart.arguments(), inputIsTerminal: isatty(0) == 1) {
            case .run(let script, let arguments, let options):
                return ScriptRun(script: script, arguments: arguments, words: options).run()
            case .repl(let options): return REPL.run(options)
            case .command(_, let words): return blocking { await RootCommand.execute(words) } ?? .uncaughtError
            case .help: output.write(HelpText.general)
            case .runHelp: output.write(HelpText.run)
            case .version: output.write(HelpText.version + "\n")
            }
            return .success
        } catch {
            OutputStream.standardError.write("smh: \(error)\n")
            return (error as? CommandFailure)?.status ?? .usage
        }
    }

    /// Output that did not get where it was to go is no success.
    private static func finalStatus(_ status: ExitStatus) -> ExitStatus {
        let output = OutputStream.standardOutput
        guard output.hasFailed, status == .success else { return status }
        if output.error == EPIPE { return .terminated }
        OutputStream.standardError.write("smh: standard output: \(ScriptSource.describe(output.error))\n")
        return .uncaughtError
    }
}
