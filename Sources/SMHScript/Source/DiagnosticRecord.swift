/// A diagnostic with its places worked out, ready to be written as JSON (`smh check --json`).
public struct DiagnosticRecord: Encodable, Sendable {
    /// A place in a file. Lines and columns count from 1, columns in Unicode scalars (rule 44); bytes from 0.
    public struct Place: Encodable, Sendable {
        public var file: String
        public var line: Int
        public var column: Int
        /// Where the first character behind it stands.
        public var endLine: Int
        public var endColumn: Int
        public var startByte: Int
        public var endByte: Int

        init(_ file: SourceFile, _ range: SourceRange) {
            self.file = file.name
            (line, column) = file.position(at: range.lower)
            (endLine, endColumn) = file.position(at: range.upper)
            startByte = Int(range.lower)
            endByte = Int(range.upper)
        }
    }

    public struct Note: Encodable, Sendable {
        public var message: String
        public var place: Place
    }

    /// `error` or `warning`.
    public var severity: String
    public var code: String
    public var message: String
    public var hint: String?
    public var place: Place
    public var notes: [Note]

    public init(_ diagnostic: Diagnostic) {
        severity = diagnostic.severity == .error ? "error" : "warning"
        code = diagnostic.code
        message = diagnostic.message
        hint = diagnostic.hint
        place = Place(diagnostic.file, diagnostic.range)
        notes = diagnostic.notes.map { Note(message: $0.message, place: Place($0.file, $0.range)) }
    }
}
