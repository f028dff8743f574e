/// An error that a script raised or that a built-in raised in its name.
public struct ScriptError: Error, Sendable {
    public var code: ErrorCode
    public var message: String
    /// What to write instead; shown as a note, and not part of `message`.
    public var hint: String?
    /// The item it is about: `error.path`.
    public var path: String?
    /// The HTTP status of the answer that failed.
    public var status: Int?
    public var requestID: String?
    /// `error.data`: a map, or null.
    public var data: HostValue
    public var report: (any HostObject)?
    /// Where it was first thrown; the machine fills it in.
    public var location: SourceLocation?
    /// The calls that led there, innermost first; filled in when nothing catches the error.
    public var callStack: [CallStackEntry]
    /// Errors that this one took the place of, as in a `finally` that failed too (rule 22).
    public var causes: [ScriptError]
    /// Whether `catch`, `try … else` and `finally` see it (rule 14). `LimitReached` and `BudgetExceeded` never can be.
    public var isCatchable: Bool
    /// What the carets stand under, of the instruction that fails.
    var focus: ErrorFocus?

    public init(_ code: ErrorCode, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        data = .null
        callStack = []
        causes = []
        isCatchable = !code.isNeverCaught
    }
}

extension ScriptError {
    /// With the carets under one part of the call.
    package func about(_ focus: ErrorFocus) -> Self {
        var error = self
        error.focus = focus
        return error
    }
}

extension ScriptError: CustomStringConvertible {
    public var description: String { message.isEmpty ? code.rawValue : "\(code.rawValue): \(message)" }
}

/// A stretch of a source file.
public struct SourceLocation: Sendable {
    public let file: SourceFile
    public let range: SourceRange

    public init(file: SourceFile, range: SourceRange) {
        self.file = file
        self.range = range
    }

    /// From 1.
    public var line: Int { file.line(at: range.lower) }
    /// From 1, in Unicode scalars.
    public var column: Int { file.position(at: range.lower).column }
}

/// Thrown by a run that the script ended with `exit(code)`; not an error, but the run has no value.
public struct ExitRequest: Error, Sendable {
    /// 0 to 255.
    public let code: Int

    public init(code: Int) { self.code = code }
}
