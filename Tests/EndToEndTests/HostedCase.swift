import Foundation
import SMHScript
import SMHTesting
import Synchronization

extension ScriptOutcome {
    /// Runs a case in an interpreter of this process, which has no drive, under the limits that it names.
    nonisolated(nonsending) init(hosting script: ScriptCase) async {
        let text = Printed()
        var configuration = InterpreterConfiguration()
        configuration.output = { bytes in text.append(bytes) }
        configuration.limits.instructions = script.limits["instructions"]
        configuration.limits.memory = script.limits["memory"]
        if let depth = script.limits["depth"] { configuration.limits.depth = depth }
        let interpreter = Interpreter(configuration: configuration)
        let source = SourceFile(name: script.file.lastPathComponent, bytes: script.source)
        do {
            let program = try interpreter.prepare(source)
            _ = try await interpreter.run(program)
            self.init(output: text.text, status: 0)
        } catch let error as ScriptError {
            self.init(output: text.text, error: Self.problem(error), status: 1)
            errorText = DiagnosticRenderer().render(error)
        } catch let error as DiagnosticsError {
            self.init(output: text.text, statics: error.diagnostics.map(Self.problem), status: 2)
            errorText = DiagnosticRenderer().render(error.diagnostics)
        } catch {
            self.init(output: text.text, status: 1)
            errorText = "\(error)"
        }
    }

    private static func problem(_ error: ScriptError) -> ScriptCase.Problem {
        ScriptCase.Problem(
            line: error.location?.line ?? 0, code: error.code.rawValue, text: error.message + " " + (error.hint ?? ""))
    }

    private static func problem(_ diagnostic: Diagnostic) -> ScriptCase.Problem {
        ScriptCase.Problem(
            line: diagnostic.file.line(at: diagnostic.range.lower), code: diagnostic.code, text: diagnostic.message)
    }

    private final class Printed: Sendable {
        private let bytes = Mutex<[UInt8]>([])

        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

        func append(_ more: UnsafeRawBufferPointer) { bytes.withLock { $0.append(contentsOf: more) } }
    }
}
