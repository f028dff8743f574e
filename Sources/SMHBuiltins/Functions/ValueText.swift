package import SMHScript

/// Values as people read them in a table: sizes and times in short form.
package enum ValueText {
    package static func cell(_ value: HostValue, isSize: Bool = false) -> String {
        switch value {
        case .null: ""
        case .bool(let value): value ? "true" : "false"
        case .int(let value): isSize ? SizeText.text(of: value) : String(value)
        case .float(let value): "\(value)"
        case .string(let text): text.contains("\n") ? text.split(separator: "\n").joined(separator: "⏎") : text
        case .duration(let nanoseconds): DurationText.text(of: nanoseconds)
        case .time(let nanoseconds, _): time(nanoseconds)
        case .range(let lower, let upper, let isClosed): "\(lower)\(isClosed ? "..." : "..<")\(upper)"
        case .list(let values): "[\(values.map { cell($0) }.joined(separator: ", "))]"
        case .elements(let elements): cell(.list(elements.values))
        case .map(let members): "{\(members.map { "\($0.key): \(cell($0.value))" }.joined(separator: ", "))}"
        case .object(let object): object.text
        case .error(let error): error.description
        case .function(let handle): "<\(handle.typeName)\(handle.name.map { " \($0)" } ?? "")>"
        }
    }

    package static func isNumber(_ value: HostValue) -> Bool {
        switch value {
        case .int, .float, .null: true
        default: false
        }
    }

    /// To the minute, in UTC: `2026-03-05 07:08`.
    private static func time(_ nanoseconds: Int) -> String {
        let text = TimeText.text(of: nanoseconds, offset: 0, isUTC: true)
        return text.prefix(16).split(separator: "T").joined(separator: " ")
    }
}
