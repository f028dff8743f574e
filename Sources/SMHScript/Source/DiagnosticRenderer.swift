/// Draws diagnostics and runtime errors as language.md section 6 shows them.
///
/// ```
/// error[Syntax]: expected `{` behind the condition, but the line ends
///   --> tidy.smh:14:8
///    |
/// 14 | if done
///    |        ^
/// ```
public struct DiagnosticRenderer: Sendable {
    /// What is drawn: a diagnostic, or an error that nothing caught.
    public struct Report: Sendable {
        /// `error` or `warning`.
        public var title: String
        public var code: String?
        public var message: String
        /// Nil where there is no place in a source to show.
        public var place: (file: SourceFile, range: SourceRange)?
        /// Stands behind the carets; without a place it is a line of its own.
        public var label: String?
        /// Further places, each drawn like the first.
        public var notes: [Diagnostic.Note]
        /// Lines behind `=`: request and status, the calls that led here.
        public var details: [String]

        public init(
            title: String = "error", code: String?, message: String,
            place: (file: SourceFile, range: SourceRange)? = nil,
            label: String? = nil, notes: [Diagnostic.Note] = [], details: [String] = []
        ) {
            self.title = title
            self.code = code
            self.message = message
            self.place = place
            self.label = label
            self.notes = notes
            self.details = details
        }

        public init(_ diagnostic: Diagnostic) {
            self.init(
                title: diagnostic.severity == .error ? "error" : "warning", code: diagnostic.code,
                message: diagnostic.message, place: (diagnostic.file, diagnostic.range), label: diagnostic.hint,
                notes: diagnostic.notes)
        }
    }

    /// Draws with the colours of an ANSI terminal.
    public var usesColor: Bool

    public init(usesColor: Bool = false) {
        self.usesColor = usesColor
    }

    public func render(_ diagnostic: Diagnostic) -> String { render(Report(diagnostic)) }

    /// All of them, a blank line between two.
    public func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { render($0) }.joined(separator: "\n")
    }

    /// Several lines, each with its line end.
    public func render(_ report: Report) -> String {
        let color: Color = report.title == "warning" ? .yellow : .red
        let excerpts = ([report.place].compactMap { $0 } + report.notes.map { ($0.file, $0.range) })
            .map { SourceExcerpt(file: $0.0, range: $0.1) }
        // One gutter for all places, as wide as the largest line number.
        let gutter = String(repeating: " ", count: excerpts.map { String($0.line).count }.max() ?? 1)

        let code = report.code.map { "[\($0)]" } ?? ""
        var text = paint(report.title + code, color) + paint(": \(Self.plain(report.message))\n", .bold)
        if let place = report.place, let excerpt = excerpts.first {
            text += draw(place.file, place.range, excerpt, gutter, label: report.label, color)
        } else if let label = report.label {
            text += "\(gutter) \(paint("=", .blue)) \(Self.plain(label))\n"
        }
        for detail in report.details {
            text += "\(gutter) \(paint("=", .blue)) \(Self.plain(detail))\n"
        }
        for (note, excerpt) in zip(report.notes, excerpts.dropFirst(report.place == nil ? 0 : 1)) {
            text += paint("note", .blue) + ": \(Self.plain(note.message))\n"
            text += draw(note.file, note.range, excerpt, gutter, label: nil, .blue)
        }
        return text
    }

    private func draw(
        _ file: SourceFile, _ range: SourceRange, _ excerpt: SourceExcerpt, _ gutter: String, label: String?,
        _ color: Color
    ) -> String {
        let (line, column) = file.position(at: range.lower)
        let bar = paint("|", .blue)
        let number = String(repeating: " ", count: gutter.count - String(line).count) + String(line)
        let carets = String(repeating: "^", count: excerpt.caretCount)
        var text = "\(gutter)\(paint("-->", .blue)) \(Self.plain(file.name)):\(line):\(column)\n"
        text += "\(gutter) \(bar)\n"
        text += "\(paint(number, .blue)) \(bar)\(excerpt.text.isEmpty ? "" : " ")\(excerpt.text)\n"
        text += "\(gutter) \(bar) \(String(repeating: " ", count: excerpt.caretStart))\(paint(carets, color))"
        if let label { text += paint(" \(Self.plain(label))", color) }
        return text + "\n"
    }

    /// Without what could move a terminal's cursor: names of files come from anywhere.
    private static func plain(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) else {
            return text
        }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                    result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    private enum Color: String {
        case bold = "1"
        case red = "1;31"
        case yellow = "1;33"
        case blue = "1;34"
    }

    private func paint(_ text: String, _ color: Color) -> String {
        usesColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
    }
}
