/// What the resolver may ask of the world around a file: its built-ins, its imports, earlier entries of a REPL.
///
/// Everything is asked for by name, so that an environment need not build tables that a short script never reads.
protocol ResolverEnvironment {
    /// The built-in of that name in the scope around the file: a function, a value or a module.
    func builtin(named name: String) -> BuiltinDescription?

    /// All names of that scope, for "did you mean". Asked for only after an error.
    var builtinNames: [String] { get }

    /// The top-level variable that an earlier entry of the REPL declared, and that no later one replaced.
    ///
    /// Its `owner` must be alive for as long as the entry that mentions it. It is not put into `captures`: its owner
    /// is no ancestor of the function that mentions it.
    func earlierVariable(named name: String) -> Variable?

    var earlierVariableNames: [String] { get }

    /// Whether this is an entry of a REPL, whose last value is shown and whose names may be used by the next entry:
    /// then nothing is said of unused names and of values that are dropped, and `_` may be read.
    var isInteractive: Bool { get }

    /// Whether this is the script itself: names at the top of an imported file are there for others.
    var isMainFile: Bool { get }

    /// The last value of the REPL exists: `_` may be read.
    var hasLastValue: Bool { get }

    /// What the file at `path`, as written in an `import` of `file`, offers; nil if it could not be had, which was
    /// reported already.
    func imported(_ path: String, by file: SourceFile) -> ImportDescription?

    /// What `type(x)` may give: the types that `is` can test.
    var typeNames: [String] { get }

    /// What is wrong with a constant `glob(…)` pattern, regex or time; nil if nothing is.
    func problem(ofGlob pattern: String) -> ConstantProblem?
    func problem(ofRegex pattern: String) -> ConstantProblem?
    func problem(ofTime text: String) -> ConstantProblem?
}

extension ResolverEnvironment {
    func earlierVariable(named name: String) -> Variable? { nil }
    var earlierVariableNames: [String] { [] }
    var isInteractive: Bool { false }
    var hasLastValue: Bool { false }
    var isMainFile: Bool { true }
    func imported(_ path: String, by file: SourceFile) -> ImportDescription? { nil }
    var typeNames: [String] { Self.languageTypeNames }
    func problem(ofGlob pattern: String) -> ConstantProblem? { nil }
    func problem(ofRegex pattern: String) -> ConstantProblem? { nil }
    func problem(ofTime text: String) -> ConstantProblem? { nil }
}

extension ResolverEnvironment {
    /// Those of language.md section 2, and `regex`.
    static var languageTypeNames: [String] {
        [
            "null", "bool", "int", "float", "string", "duration", "time", "list", "map", "range", "function", "entry",
            "location", "glob", "space", "library", "album", "task", "report", "item", "error", "regex",
        ]
    }
}

enum BuiltinDescription {
    case function(CallSignature)
    case value
    /// A module whose members are known. One that is also called, as `regex("…")`, has a signature.
    case module(ModuleDescription)
}

struct ModuleDescription {
    /// Nil if the module itself is no function.
    var signature: CallSignature?
    /// Nil if any member may exist, as in `env`.
    var members: [String: BuiltinDescription]?

    init(signature: CallSignature? = nil, members: [String: BuiltinDescription]?) {
        self.signature = signature
        self.members = members
    }
}

/// The parameters of a function whose calls can be checked before anything runs.
struct CallSignature: Equatable {
    struct Parameter: Equatable {
        var name: String
        var isRequired: Bool
        /// `rest...`: takes any number of positional arguments and has no name for callers.
        var isRest: Bool

        init(_ name: String, isRequired: Bool, isRest: Bool = false) {
            self.name = name
            self.isRequired = isRequired
            self.isRest = isRest
        }
    }

    var name: String
    var parameters: [Parameter]
    /// As shown in errors: `glob(pattern, except = null)`.
    var text: String

    init(name: String, parameters: [Parameter], text: String) {
        self.name = name
        self.parameters = parameters
        self.text = text
    }
}

/// The top-level names of an imported file.
struct ImportDescription {
    /// By name, those that begin with `_` included: mentioning one of them is an error of its own.
    var names: [String: Variable]
    /// What it may define where it could not be read.
    var lostNames: Set<String> = []

    init(names: [String: Variable]) { self.names = names }

    init(_ program: Program) {
        var names: [String: Variable] = [:]
        for variable in program.topLevelVariables { names[variable.name] = variable }
        self.names = names
        lostNames = program.lostNames
    }
}

struct ConstantProblem {
    var message: String
    var hint: String?
    /// Instead of `Pattern` for globs and regexes and `Argument` for times.
    var code: String?

    init(_ message: String, hint: String? = nil, code: String? = nil) {
        self.message = message
        self.hint = hint
        self.code = code
    }
}
