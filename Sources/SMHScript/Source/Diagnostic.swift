/// What the lexer, parser, resolver and compiler say of a program: a value, drawn by `DiagnosticRenderer`.
public struct Diagnostic: Sendable {
    public enum Severity: Sendable { case error, warning }

    /// A remark at another place that has to do with the problem, such as "first defined here".
    public struct Note: Sendable {
        public var message: String
        public var file: SourceFile
        public var range: SourceRange

        public init(_ message: String, file: SourceFile, range: SourceRange) {
            self.message = message
            self.file = file
            self.range = range
        }
    }

    public var severity: Severity
    /// A code of language.md section 6 such as `Syntax` or `Undefined`, or a warning's name.
    public var code: String
    public var message: String
    public var file: SourceFile
    public var range: SourceRange
    /// What to write instead.
    public var hint: String?
    public var notes: [Note]
    /// Whether more input could cure it: the REPL then asks for another line.
    public var isIncomplete: Bool

    public init(
        _ severity: Severity = .error, code: String, _ message: String, file: SourceFile, range: SourceRange,
        hint: String? = nil, notes: [Note] = [], isIncomplete: Bool = false
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.file = file
        self.range = range
        self.hint = hint
        self.notes = notes
        self.isIncomplete = isIncomplete
    }
}

extension [Diagnostic] {
    /// Without warnings about a stretch in which an error begins, since what is wrong there has been said, and without those about names that
    /// nothing reads in a file with an error: what was meant may well read them.
    func withoutFollowOnWarnings() -> Self {
        let errors = filter { $0.severity == .error }
        return filter { diagnostic in
            diagnostic.severity == .error
                || !errors.contains {
                    $0.file === diagnostic.file
                        && (diagnostic.code == "unused"
                            || $0.range.lower >= diagnostic.range.lower && $0.range.lower < diagnostic.range.upper)
                }
        }
    }

    /// File by file as they come, and by place within each; of two at one place the one found first comes first.
    func inOrder() -> [Diagnostic] {
        var files: [ObjectIdentifier: Int] = [:]
        return enumerated().map { offset, diagnostic in
            let file = files[ObjectIdentifier(diagnostic.file), default: files.count]
            files[ObjectIdentifier(diagnostic.file)] = file
            return (file: file, place: diagnostic.range.lower, offset: offset, diagnostic: diagnostic)
        }.sorted {
            ($0.file, $0.place, $0.offset) < ($1.file, $1.place, $1.offset)
        }.map(\.diagnostic)
    }
}

/// Thrown where a program with errors would have to run.
public struct DiagnosticsError: Error, Sendable {
    /// At least one is an error; warnings may stand among them.
    public let diagnostics: [Diagnostic]

    public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
