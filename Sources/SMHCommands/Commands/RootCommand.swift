import ArgumentParser
import Foundation

/// The named commands. `run` and `repl` are declared for completions and help only: `Invocation` reads them.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smh",
        abstract: "A small language for bulk work on cloud drives and media libraries.",
        version: HelpText.version,
        subcommands: [
            ApplyCommand.self, CheckCommand.self, CompletionsCommand.self, ConfigCommand.self, ExportCommand.self,
            FormatCommand.self, ImportCommand.self, LibraryCommand.self, PlanCommand.self, ResumeCommand.self,
            RunsCommand.self, ServeCommand.self, ShowCommand.self, TestCommand.self, UndoCommand.self,
        ])
}

/// What a command works with, handed to it so that tests can hand in something else.
struct CommandContext: Sendable {
    var environment: Environment
    var output: OutputStream
    var errors: OutputStream

    @TaskLocal static var current = CommandContext(
        environment: .current, output: .standardOutput, errors: .standardError)
}

extension RootCommand {
    /// Runs a named command to its end.
    static func execute(_ words: [String]) async -> ExitStatus {
        let context = CommandContext.current
        do {
            var command = try parseAsRoot(words)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .success
        } catch let failure as CommandFailure {
            context.errors.write("smh: \(failure.description)\n")
            return failure.status
        } catch let code as ExitCode {
            return ExitStatus(rawValue: code.rawValue)
        } catch {
            let text = fullMessage(for: error)
            // The parser throws its help too; that is no failure, and goes where output goes.
            guard exitCode(for: error) != .success else {
                context.output.write(text + "\n")
                return .success
            }
            context.errors.write(text + "\n")
            return .usage
        }
    }
}
