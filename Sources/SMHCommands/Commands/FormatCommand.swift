import ArgumentParser
import Foundation
import SMHScript

struct FormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Lay scripts out in the one layout.",
        discussion: "Files are changed in place; standard input, named -, is written to standard output.")

    @Argument(help: "Scripts; - for standard input.") var files: [String]
    @Flag(help: "Change nothing; the status is 1 if something would change.") var check = false
    @Flag(help: "Change nothing; show what would change.") var diff = false

    func run() throws {
        let context = CommandContext.current
        var (changed, hasErrors) = (false, false)
        for file in files {
            do {
                changed = try format(file, context) || changed
            } catch let error as DiagnosticsError {
                let style = TerminalStyle(descriptor: 2, choice: .auto, environment: context.environment)
                ErrorPrinter(stream: context.errors, style: style).show(error.diagnostics)
                hasErrors = true
            }
        }
        if hasErrors { throw ExitCode(ExitStatus.usage.rawValue) }
        if check, changed { throw ExitCode(ExitStatus.uncaughtError.rawValue) }
    }

    /// Whether the layout differs.
    private func format(_ file: String, _ context: CommandContext) throws -> Bool {
        let source = try ScriptSource.read(file == "-" ? .standardInput : .file(file))
        let text = try Formatter.format(source)
        let isChanged = !text.utf8.elementsEqual(source.bytes)
        if diff {
            let before = String(decoding: source.bytes, as: UTF8.self)
            context.output.write(LineDifference(before, text).text(name: source.name))
        } else if check {
            if isChanged { context.output.write("\(source.name)\n") }
        } else if file == "-" {
            context.output.write(text)
        } else if isChanged {
            do {
                // In place, so that mode and links stay: a script is often executable.
                let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
                try handle.write(contentsOf: Data(text.utf8))
                try handle.truncate(atOffset: UInt64(text.utf8.count))
                try handle.close()
            } catch {
                throw CommandFailure("\(file) cannot be written: \(error.localizedDescription)", status: .uncaughtError)
            }
        }
        return isChanged
    }
}
