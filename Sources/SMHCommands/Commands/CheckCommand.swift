import ArgumentParser
import Foundation
import SMHBuiltins
import SMHScript

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find what can be found without running.",
        discussion: "The status is 2 if there is an error; warnings do not change it.")

    @Argument(help: "Scripts; - for standard input.") var files: [String]
    @Flag(help: "One JSON object a line: severity, code, message, hint, file, byte range, lines and columns.")
    var json = false

    func run() throws {
        let context = CommandContext.current
        let style = TerminalStyle(descriptor: 2, choice: .auto, environment: context.environment)
        let printer = ErrorPrinter(stream: context.errors, style: style)
        var hasErrors = false
        for file in files {
            let source = try ScriptSource.read(file == "-" ? .standardInput : .file(file))
            let diagnostics = try Self.check(source, context, isFile: file != "-")
            hasErrors = hasErrors || diagnostics.contains { $0.severity == .error }
            if json {
                for diagnostic in diagnostics { context.output.write(DiagnosticRecord(diagnostic).json + "\n") }
            } else {
                printer.show(diagnostics)
            }
        }
        if hasErrors { throw ExitCode(ExitStatus.usage.rawValue) }
    }

    private static func check(_ source: SourceFile, _ context: CommandContext, isFile: Bool) throws -> [Diagnostic] {
        let host = try ScriptHost(words: [], environment: context.environment, context: context)
        var configuration = host.configuration(hasInput: false)
        let loader = ImportLoader(main: source, isFile: isFile)
        configuration.importLoader = { path, importer throws(ScriptError) in try loader.load(path, from: importer) }
        return Interpreter(configuration: configuration).check(source)
    }
}

extension DiagnosticRecord {
    /// One line for editors; members are sorted, so that the text of a diagnostic is always the same.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
