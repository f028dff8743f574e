extension DiagnosticRenderer {
    /// An error that came out of a run, with the place in the script, the request that failed, and the calls that led there.
    public func render(_ error: ScriptError) -> String { render(Report(error)) }
}

extension DiagnosticRenderer.Report {
    /// As language.md section 6 shows it.
    public init(_ error: ScriptError) {
        var details: [String] = []
        var exchange: [String] = []
        if let request = error.requestID { exchange.append("request \(request)") }
        if let status = error.status, status != 0 {
            exchange.append("HTTP \(status)" + (error.data["code"]?.stringValue.map { " \($0)" } ?? ""))
        }
        if !exchange.isEmpty { details.append(exchange.joined(separator: ", ")) }
        for cause in error.causes { details.append("in place of \(cause)") }
        for entry in error.callStack {
            if entry.omitted > 0 { details.append("… \(entry.omitted) more") }
            let place = "\(entry.location.file.name):\(entry.location.line)"
            let function = entry.function.map { " in \($0)()" } ?? ""
            let times = entry.repetitions > 1 ? ", \(entry.repetitions) times" : ""
            let cycle = entry.cycle.map { ", these \($0.length) calls \($0.times) times" } ?? ""
            details.append("called from \(place)\(function)\(times)\(cycle)")
        }
        self.init(
            code: error.code.rawValue, message: error.message, place: error.location.map { ($0.file, $0.range) },
            label: error.hint, details: details)
    }
}
