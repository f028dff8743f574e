import SMHModel
package import SMHScript

/// Records as columns: maps by their keys, entries and items by the properties that people look for.
package struct TableText {
    private var headers: [String] = []
    private var rows: [[String]] = []
    private var isNumeric: [Bool] = []
    private let columns: Int
    /// Rows that are not shown.
    private var hidden = 0

    /// - Parameters:
    ///   - columns: the width that lines are kept to.
    ///   - limit: how many rows are shown; of more, the rest is counted.
    package init(_ values: [HostValue], columns: Int, limit: Int = .max) {
        self.columns = columns
        hidden = max(0, values.count - limit)
        for value in values.prefix(limit) { add(Self.record(of: value)) }
    }

    /// Whether the values are records at all; others are better shown as they are.
    package static func canShow(_ values: [HostValue]) -> Bool {
        !values.isEmpty
            && values.allSatisfy { value in
                switch value {
                case .map(let members): !members.isEmpty
                case .object(let object): object is EntryObject || object is ItemObject || object is RecycledObject
                default: false
                }
            }
    }

    private mutating func add(_ record: [(key: String, value: HostValue)]) {
        var row = [String](repeating: "", count: headers.count)
        for (key, value) in record {
            let isSize = key == "size" || key == "bytes"
            let text = ValueText.cell(value, isSize: isSize)
            let index: Int
            if let known = headers.firstIndex(where: { $0.hasSameBytes(as: key) }) {
                index = known
            } else {
                index = headers.count
                headers.append(key)
                isNumeric.append(true)
                row.append("")
            }
            row[index] = text
            if !ValueText.isNumber(value) { isNumeric[index] = false }
        }
        rows.append(row)
    }

    private static func record(of value: HostValue) -> [(key: String, value: HostValue)] {
        switch value {
        case .map(let members): members
        case .object(let entry as EntryObject): members(["path", "size", "modified"], of: entry)
        case .object(let item as ItemObject): members(["path", "from", "ok", "code", "message"], of: item)
        case .object(let item as RecycledObject): members(["path", "size", "deleted", "recycledId"], of: item)
        default: [(key: "value", value: value)]
        }
    }

    private static func members(_ names: [String], of object: any HostObject) -> [(key: String, value: HostValue)] {
        names.map { name in (key: name, value: ((try? object.property(name)) ?? nil) ?? .null) }
    }

    package var text: String {
        guard !headers.isEmpty else { return "" }
        let widths = fittedWidths()
        var lines = [line(headers, widths)]
        for row in rows { lines.append(line(row + Array(repeating: "", count: headers.count - row.count), widths)) }
        if hidden > 0 { lines.append("… and \(hidden) more") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += "  " }
            text += DisplayWidth.padded(
                DisplayWidth.cut(cell, to: widths[index]), to: widths[index], right: isNumeric[index])
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The widest columns give way until a line fits.
    private func fittedWidths() -> [Int] {
        var widths = headers.enumerated().map { index, header in
            rows.reduce(DisplayWidth.of(header)) { max($0, index < $1.count ? DisplayWidth.of($1[index]) : 0) }
        }
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - columns
        while excess > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > 12 {
            let second = widths.filter { $0 < widths[widest] }.max() ?? 0
            let cut = min(excess, max(1, widths[widest] - max(12, second)))
            widths[widest] -= cut
            excess -= cut
        }
        return widths
    }
}
