/// Binds every name to its variable and finds what can be found before anything runs (rule 34).
///
/// It guarantees to the compiler, if it reports no error: every `NameNode` is resolved, every `VariableNode` but `_`
/// has its variable, `break` and `continue` stand in a loop of their function and `return` in a function.
///
/// It walks chains (see `Expression.link`) in a loop, so it needs no more stack than the parser did.
struct Resolver<Environment: ResolverEnvironment> {
    let file: SourceFile
    let environment: Environment
    let program: Program
    private let builtins = BuiltinCache()
    var diagnostics: [Diagnostic] = []
    /// The variables that each name may mean, innermost last.
    var bindings: [String: [Binding]] = [:]
    var functions: [FunctionState] = []
    /// Counts what is declared and entered, to tell what comes before what.
    var clock = 0
    /// Each undefined name is reported once.
    var reportedNames: Set<String> = []
    /// Everything declared, for warnings about unused names.
    var declared: [Variable] = []
    /// The blocks around the current place, the file's own being the first.
    var blockDepth = 0
    /// The paths of this file's imports.
    var importPaths: [ObjectIdentifier: String] = [:]
    /// The last `return`, `break` or `continue` stood where it may not, which was reported.
    var isExitMisplaced = false
    /// Stands in the default of a `param`, which may use no names.
    var isInParameterDefault = false
    #if DEBUG
        /// Nodes visited, and variables and functions looked at for them: see `TokenTape`.
        var steps = 0
    #endif

    /// A name's meaning in one scope.
    struct Binding {
        var variable: Variable
        /// When its declaration had run, in terms of `clock`; `Int.max` before that.
        var definedAt: Int
        var blockDepth: Int
    }

    /// What is known of the function around the current place.
    struct FunctionState {
        var node: FunctionNode
        /// From when on it can be called, in terms of `clock`: a `fn` from the start of its block.
        var readyAt: Int
        var captured: Set<ObjectIdentifier> = []
        var loops = 0
        /// Within a `finally`, the number of loops around it.
        var loopsAroundFinally: Int?
    }

    init(_ program: Program, environment: Environment) {
        self.program = program
        self.environment = environment
        file = program.file
    }

    mutating func run() -> [Diagnostic] {
        let main = program.main
        enter(main, readyAt: 0)
        if case .block(let block) = main.body {
            resolve(block, isValueUsed: environment.isInteractive) { resolver in
                resolver.program.topLevelVariables = resolver.hoistedVariables(of: block)
            }
        }
        leave()
        if program.isWhole, !diagnostics.contains(where: { $0.severity == .error }) { warnOfUnusedNames() }
        return diagnostics.inOrder()
    }

    // MARK: - Functions

    mutating func enter(_ function: FunctionNode, readyAt: Int) {
        function.parent = functions.last?.node
        functions.append(FunctionState(node: function, readyAt: readyAt))
    }

    mutating func leave() {
        functions.removeLast()
    }

    var function: FunctionState {
        get { functions[functions.count - 1] }
        set { functions[functions.count - 1] = newValue }
    }

    mutating func resolve(_ function: FunctionNode, readyAt: Int) {
        enter(function, readyAt: readyAt)
        beginScope()
        var parameters: [Variable] = []
        for parameter in function.parameters {
            if let variable = declare(parameter.name, .parameter) { parameters.append(variable) }
        }
        for parameter in function.parameters {
            if let value = parameter.defaultValue { resolve(value) }
            define(parameter.name)
        }
        switch function.body {
        case .expression(let expression): resolve(expression)
        case .block(let block):
            let givesItsLast = function.kind == .closure || function.kind == .asyncBlock
            resolve(
                block, isValueUsed: givesItsLast,
                dropHint: function.kind == .named ? "a `fn` with a block gives what it returns: write `return …`" : nil)
        }
        endScope(parameters)
        leave()
    }

    // MARK: - Scopes

    mutating func beginScope() {
        blockDepth += 1
        clock += 1
    }

    mutating func endScope(_ variables: [Variable]) {
        blockDepth -= 1
        #if DEBUG
            steps += variables.count
        #endif
        for variable in variables { _ = bindings[variable.name]?.popLast() }
    }

    /// Makes the variable of a declaration, not to be read until `define`; nil for `_` and for a second declaration.
    mutating func declare(_ node: VariableNode, _ kind: Variable.Kind) -> Variable? {
        guard node.name != "_" else { return nil }
        if let earlier = bindings[node.name]?.last, earlier.blockDepth == blockDepth {
            report(
                .doublyDefined(node.name, first: earlier.variable), node.range)
            return nil
        }
        let isTopLevel = functions.count == 1 && blockDepth == 1
        let variable = Variable(
            node.name, kind: kind, file: file, range: node.range, owner: function.node, isTopLevel: isTopLevel)
        node.variable = variable
        declared.append(variable)
        bindings[node.name, default: []].append(
            Binding(variable: variable, definedAt: .max, blockDepth: blockDepth))
        return variable
    }

    /// From here on the variable can be read.
    mutating func define(_ node: VariableNode) {
        guard let variable = node.variable,
            let index = bindings[node.name]?.lastIndex(where: { $0.variable === variable })
        else { return }
        clock += 1
        bindings[node.name]?[index].definedAt = clock
    }

    /// What the environment knows of a built-in, asked for once.
    func builtin(_ name: String) -> BuiltinDescription? {
        if let known = builtins.descriptions[name] { return known }
        let description = environment.builtin(named: name)
        builtins.descriptions[name] = .some(description)
        return description
    }

    // MARK: - Reporting

    /// More is not read by anybody, and looking for the name that was meant takes time.
    var isWorthReporting: Bool { diagnostics.count < 5 * Parser.maximumErrors }

    mutating func report(_ message: ResolverMessage, _ range: SourceRange) {
        guard isWorthReporting else { return }
        diagnostics.append(
            Diagnostic(
                message.severity, code: message.code, message.text, file: file, range: range, hint: message.hint,
                notes: message.notes))
    }
}

extension Resolver where Environment == NoEnvironment {
    /// Sets the fields of the tree that say "set by the resolver". With an error among the diagnostics the tree must
    /// not be compiled. It may be asked of a program with syntax errors too: what the parser skipped is not missed.
    static func resolve(_ program: Program, environment: some ResolverEnvironment) -> [Diagnostic] {
        var resolver = Resolver<_>(program, environment: environment)
        return resolver.run()
    }
}

/// A class, so that it can be filled while looking.
private final class BuiltinCache {
    var descriptions: [String: BuiltinDescription?] = [:]
}

/// An environment that has nothing.
struct NoEnvironment: ResolverEnvironment {
    var builtinNames: [String] { [] }

    func builtin(named name: String) -> BuiltinDescription? { nil }
}
