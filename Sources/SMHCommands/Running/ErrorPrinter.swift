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
        stream.write(renderer.render(error))
        if let report = error.report as? ReportObject, error.code == .partialFailure {
            show(failuresOf: report.report)
        }
    }

    func show(_ failure: CommandFailure) {
        beforeWriting()
        stream.write("smh: \(failure.description)\n")
    }

    private var renderer: DiagnosticRenderer { DiagnosticRenderer(usesColor: style.usesColor) }

    func note(_ text: String) {
        beforeWriting()
        stream.write(text + "\n")
    }

    /// How many failed items are named at the end of a run.
    static let mostFailures = 50

    /// Failed items by name, each with its code and the line that asked for it.
    /// - Parameter limit: how many at most.
    /// - Returns: how many were named.
    @discardableResult
    func show(failuresOf report: Report, limit: Int = mostFailures) -> Int {
        beforeWriting()
        let place = report.origin.map { "\($0.file):\($0.line): " } ?? ""
        let positions = report.firstFailures(max(0, limit))
        for position in positions {
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
        return positions.count
    }
}
