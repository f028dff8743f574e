import SMHBuiltins
import SMHOperations
import SMHScript

/// How the prompt shows values.
enum ReplText {
    /// How many rows and elements are shown.
    static let rows = 40
    static let elements = 100

    static func shown(_ value: HostValue, columns: Int, describe: (HostValue) -> String) -> String {
        switch value {
        case .list(let values) where TableText.canShow(values):
            var text = TableText(values, columns: columns, limit: rows).text
            if text.last == "\n" { text.removeLast() }
            return text
        case .list(let values) where values.count > elements:
            let shown = describe(.list(Array(values.prefix(elements))))
            return "\(shown.dropLast()), … and \(values.count - elements) more]"
        case .object(let entry as EntryObject): return self.entry(entry)
        default: return describe(value)
        }
    }

    private static func entry(_ object: EntryObject) -> String {
        let names = ["path", "kind", "size", "created", "modified", "type"]
        let rows = names.compactMap { name -> (String, String)? in
            guard let value = (try? object.property(name)) ?? nil, !value.isNull else { return nil }
            return (name, ValueText.cell(value, isSize: name == "size"))
        }
        return rows.map { DisplayWidth.padded($0.0, to: 10) + $0.1 }.joined(separator: "\n")
    }

    /// One line: what was done, and how fast.
    static func shown(_ report: Report) -> String {
        var parts = [
            "\(report.operation.word): \(report.succeededCount) \(report.succeededCount == 1 ? "item" : "items")"
        ]
        if report.bytes > 0 { parts.append(SizeText.text(of: Int(report.bytes))) }
        if report.failedCount > 0 { parts.append("\(report.failedCount) failed") }
        parts.append("\(report.requests) \(report.requests == 1 ? "request" : "requests")")
        let (seconds, attoseconds) = report.elapsed.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        parts.append(milliseconds < 1000 ? "\(milliseconds) ms" : "\(milliseconds / 1000).\(milliseconds / 100 % 10) s")
        return parts.joined(separator: ", ")
    }
}
