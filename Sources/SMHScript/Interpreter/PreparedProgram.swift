/// A script with everything it imports: read, parsed, checked and compiled, but not started.
///
/// The interpreter that prepared it can run it as often as it likes, and no other can.
public final class PreparedProgram {
    public let file: SourceFile
    public let warnings: [Diagnostic]
    /// What `use "name"` asks for.
    public let library: String?
    /// Its `param` declarations in order.
    public let parameters: [ScriptParameterInfo]
    /// Names of its `test` blocks in order.
    public let tests: [String]
    /// It is one expression and nothing else.
    let isExpression: Bool
    let entry: CompiledProgram

    init(
        file: SourceFile, warnings: [Diagnostic], library: String?, parameters: [ScriptParameterInfo], tests: [String],
        isExpression: Bool, entry: CompiledProgram
    ) {
        self.file = file
        self.warnings = warnings
        self.library = library
        self.parameters = parameters
        self.tests = tests
        self.isExpression = isExpression
        self.entry = entry
    }
}

/// A `param` of a script (rule 39).
public struct ScriptParameterInfo: Sendable {
    public let name: String
    /// `string`, `int`, `float`, `bool`, `size`, `duration`, `time` or `list`; where none is written, the default's, else `string`.
    public let type: String
    /// Whether a value must be given.
    public let isRequired: Bool
    /// The default, where it is a literal; others are computed by the script.
    public let defaultValue: HostValue?
    /// The default as it is written.
    public let defaultText: String?
    public let help: String?
    public let location: SourceLocation
}
