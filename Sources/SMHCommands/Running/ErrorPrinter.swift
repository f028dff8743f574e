import SMHBuiltins
import SMHModel
import SMHOperations
import SMHScript

/// Writes what went wrong for a person: diagnostics, uncaught errors, items that failed.
struct ErrorPrinter: Sendable {
    let stream: OutputStream
    let style: TerminalStyle
    /// Called before something is written, so that a progress line does not stand in its way.
    var beforeWriting: @Sendable () -> Void = {}

    func show(_ diagnostics: [Diagnostic]) {
        beforeWriting()
        stream.write(renderer.render(diagnostics))
    }

    func show(_ error: ScriptError) {
        beforeWriting()
        stream.write(renderer.render(Self.drawing(of: error)))
        if let report = error.report as? ReportObject, error.code == .partialFailure {
            show(failuresOf: report.report)
        }
    }

    func show(_ failure: CommandFailure) {
        beforeWriting()
        stream.write("smh: \(failure.description)\n")
    }

    private var renderer: DiagnosticRenderer { DiagnosticRenderer(usesColor: style.usesColor) }

    /// As language.md section 6 shows it: request and status, then the calls that led there.
    private static func drawing(of error: ScriptError) -> DiagnosticRenderer.Report {
        var details: [String] = []
        var exchange: [String] = []
        if let request = error.requestID { exchange.append("request \(request)") }
        if let status = error.status, status != 0 {
            var text = "HTTP \(status)"
            if case .map(let members) = error.data,
                case .string(let code)? = members.first(where: { $0.key == "code" })?.value
            {
                text += " \(code)"
            }
            exchange.append(text)
        }
        if !exchange.isEmpty { details.append(exchange.joined(separator: ", ")) }
        for cause in error.causes { details.append("in place of \(cause)") }
        for entry in error.callStack {
            let place = "\(entry.location.file.name):\(entry.location.line)"
            let function = entry.function.map { " in \($0)()" } ?? ""
            let times = entry.repetitions > 1 ? ", \(entry.repetitions) times" : ""
            details.append("called from \(place)\(function)\(times)")
        }
        return DiagnosticRenderer.Report(
            code: error.code.rawValue, message: error.message, place: error.location.map { ($0.file, $0.range) },
            label: error.hint, details: details)
    }

    func note(_ text: String) {
        beforeWriting()
        stream.write(text + "\n")
    }

    /// Each failed item by name, with its code and the line that asked for it.
    func show(failuresOf report: Report) {
        let place = report.origin.map { "\($0.file):\($0.line): " } ?? ""
        for position in report.indices(failed: true) {
            let item = report[position]
            let name = item.place.map { " \($0)" } ?? ""
            var line = "\(place)\(report.operation.word)\(name): \(item.code?.rawValue ?? "failed")"
            if let message = item.message, !message.isEmpty { line += ": \(message)" }
            var remarks: [String] = []
            if item.status != 0 { remarks.append("HTTP \(item.status)") }
            if let code = item.serviceCode { remarks.append(code) }
            if let request = item.requestID { remarks.append("request \(request)") }
            if !remarks.isEmpty { line += " (\(remarks.joined(separator: ", ")))" }
            stream.write(line + "\n")
            if let hint = item.hint { stream.write("  hint: \(hint)\n") }
        }
    }
}
