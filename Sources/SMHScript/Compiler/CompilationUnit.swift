/// What the functions of one file share while they are compiled.
final class CompilationUnit {
    let machine: Machine
    let file: SourceFile
    let isPrelude: Bool
    /// Whether importers or later entries of a session can see the top level: then its variables live in boxes of their own.
    let exportsTopLevel: Bool
    let session: CompilationSession
    private(set) var diagnostics: [Diagnostic] = []
    /// `test` blocks in order.
    var tests: [String] = []

    init(machine: Machine, file: SourceFile, isPrelude: Bool, exportsTopLevel: Bool, session: CompilationSession) {
        self.machine = machine
        self.file = file
        self.isPrelude = isPrelude
        self.exportsTopLevel = exportsTopLevel
        self.session = session
    }

    func report(_ message: String, _ range: SourceRange, hint: String? = nil) {
        diagnostics.append(Diagnostic(code: "LimitReached", message, file: file, range: range, hint: hint))
    }
}

/// What outlives one file: where the top-level variables of imported files and earlier entries are.
final class CompilationSession {
    /// Boxes of variables that other files or later entries can see.
    var globals: [ObjectIdentifier: Value] = [:]
    /// Functions that capture nothing that changes: one closure, made once.
    var statics: [ObjectIdentifier: Value] = [:]
    /// Imported files by name: the number that `import` instructions carry, and the top level.
    var imports: [String: (number: Int, names: [String: Variable])] = [:]
    /// The imported file that a name stands for.
    var importNames: [ObjectIdentifier: String] = [:]
    /// Keeps the keys above unique.
    var programs: [Program] = []
    /// The box of `_`, the last value of a session.
    var lastValue: Value?
}
