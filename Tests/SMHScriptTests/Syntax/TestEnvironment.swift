@testable import SMHScript

/// A small world for the resolver: some built-ins, a module and an imported file.
struct TestEnvironment: ResolverEnvironment {
    var imports: [String: ImportDescription] = [:]
    var earlier: [String: Variable] = [:]
    var isInteractive = false
    var hasLastValue = false

    private static let builtins: [String: BuiltinDescription] = [
        "assert": .function(signature("assert", "condition", "message?")),
        "exit": .function(signature("exit", "code?")),
        "f": .function(signature("f", "values...")),
        "glob": .function(signature("glob", "pattern", "except?", "kind?")),
        "json": .module(
            ModuleDescription(members: ["parse": .function(signature("json.parse", "text")), "format": .value])),
        "now": .function(signature("now")),
        "print": .function(signature("print", "values...", "end?")),
        "regex": .module(ModuleDescription(signature: signature("regex", "pattern"), members: [:])),
        "time": .function(signature("time", "text")),
        "type": .function(signature("type", "value")),
        "args": .value,
        "env": .module(ModuleDescription(members: nil)),
    ]

    /// Parameters as `name`, `name?` with a default, `name...`.
    static func signature(_ name: String, _ parameters: String...) -> CallSignature {
        let parsed = parameters.map { text -> CallSignature.Parameter in
            if text.hasSuffix("...") { return .init(String(text.dropLast(3)), isRequired: false, isRest: true) }
            if text.hasSuffix("?") { return .init(String(text.dropLast()), isRequired: false) }
            return .init(text, isRequired: true)
        }
        return CallSignature(name: name, parameters: parsed, text: "\(name)(\(parameters.joined(separator: ", ")))")
    }

    func builtin(named name: String) -> BuiltinDescription? { Self.builtins[name] }

    var builtinNames: [String] { Self.builtins.keys.sorted() }

    func earlierVariable(named name: String) -> Variable? { earlier[name] }

    func imported(_ path: String, by file: SourceFile) -> ImportDescription? { imports[path] }

    func problem(ofGlob pattern: String) -> ConstantProblem? {
        pattern.utf8.contains(UInt8(ascii: "[")) && !pattern.utf8.contains(UInt8(ascii: "]"))
            ? ConstantProblem("`[` is not closed", hint: "write `\\[` for the character") : nil
    }

    func problem(ofRegex pattern: String) -> ConstantProblem? {
        pattern.hasPrefix("*") ? ConstantProblem("nothing to repeat") : nil
    }

    func problem(ofTime text: String) -> ConstantProblem? {
        text.utf8.count < 10 ? ConstantProblem("`\(text)` is no time") : nil
    }

    /// Everything that is found in a text before it runs.
    func diagnostics(of text: String) -> [Diagnostic] {
        var parser = Parser(file: SourceFile(name: "test.smh", text: text))
        let (program, diagnostics) = parser.parseProgram()
        return diagnostics + Resolver.resolve(program, environment: self)
    }

    /// As `code: message [hint] @line:column`, one a line.
    func summary(of text: String) -> String {
        diagnostics(of: text).map { diagnostic in
            let (line, column) = diagnostic.file.position(at: diagnostic.range.lower)
            let sign = diagnostic.severity == .warning ? "~" : ""
            let hint = diagnostic.hint.map { " [\($0)]" } ?? ""
            return "\(sign)\(diagnostic.code)@\(line):\(column) \(diagnostic.message)\(hint)"
        }.joined(separator: "\n")
    }
}
