/// Reads, resolves and compiles a program with everything it imports.
final class Linker {
    let machine: Machine
    /// What the entries of a session have declared so far.
    private let session = CompilationSession()
    private var sessionVariables: [String: Variable] = [:]
    private var isSession = false

    init(machine: Machine) { self.machine = machine }

    var sessionNames: [String] { Array(sessionVariables.keys) }

    func check(_ source: SourceFile) -> [Diagnostic] {
        var graph = FileGraph(machine: machine)
        graph.read(source)
        return graph.resolve(isInteractive: false) { self.environment($0, $1, isInteractive: false) }
    }

    func prepare(_ source: SourceFile) throws(DiagnosticsError) -> PreparedProgram {
        try prepare(source, session: CompilationSession(), isInteractive: false)
    }

    func prepareEntry(_ source: SourceFile) throws(DiagnosticsError) -> PreparedProgram {
        let program = try prepareInSession(source)
        for variable in program.entry.topLevel { sessionVariables[variable.name] = variable }
        return program
    }

    /// A single expression, which declares nothing and leaves `_` as it is.
    func prepareInspection(_ source: SourceFile) throws(DiagnosticsError) -> PreparedProgram {
        let program = try prepareInSession(source)
        guard program.isExpression else {
            let range = SourceRange(0, source.bytes.count)
            throw DiagnosticsError([
                Diagnostic(code: "Syntax", "expected a single expression", file: source, range: range)
            ])
        }
        program.entry.isEntry = false
        return program
    }

    private func prepareInSession(_ source: SourceFile) throws(DiagnosticsError) -> PreparedProgram {
        if session.lastValue == nil { session.lastValue = machine.makeGlobalBox() }
        return try prepare(source, session: session, isInteractive: true)
    }

    private func prepare(
        _ source: SourceFile, session: CompilationSession, isInteractive: Bool
    ) throws(DiagnosticsError) -> PreparedProgram {
        var graph = FileGraph(machine: machine)
        graph.read(source)
        var diagnostics = graph.resolve(isInteractive: isInteractive) {
            self.environment($0, $1, isInteractive: isInteractive)
        }
        guard let main = graph.files.last, !diagnostics.contains(where: { $0.severity == .error }) else {
            throw DiagnosticsError(diagnostics)
        }
        var entry: CompiledProgram?
        for file in graph.files {
            let isMain = file.program === main.program
            if !isMain, session.imports[file.program.file.name] != nil { continue }
            for (variable, name) in file.imports { session.importNames[ObjectIdentifier(variable)] = name }
            session.programs.append(file.program)
            let unit = CompilationUnit(
                machine: machine, file: file.program.file, isPrelude: false, exportsTopLevel: !isMain || isInteractive,
                session: session)
            let code = Compiler.compile(file.program.main, unit: unit, parent: nil).code
            if unit.diagnostics.contains(where: { $0.severity == .error }) {
                throw DiagnosticsError(diagnostics + unit.diagnostics)
            }
            diagnostics += unit.diagnostics
            let closure = machine.makeStaticClosure(code)
            if isMain {
                entry = CompiledProgram(
                    closure: closure, code: code, topLevel: file.program.topLevelVariables, session: session,
                    isEntry: isInteractive, tests: unit.tests, owner: machine.handleOwner)
            } else {
                var names: [String: Variable] = [:]
                for variable in file.program.topLevelVariables { names[variable.name] = variable }
                session.imports[file.program.file.name] = (machine.importedFiles.add(closure), names)
            }
        }
        guard let entry else { throw DiagnosticsError(diagnostics) }
        return PreparedProgram(
            file: source, warnings: diagnostics, library: main.program.library?.name,
            parameters: ScriptParameters.of(main.program),
            tests: entry.tests, isExpression: main.program.isExpression, entry: entry)
    }

    private func environment(_ graph: FileGraph, _ program: Program, isInteractive: Bool) -> LinkEnvironment {
        LinkEnvironment(
            builtins: machine.builtins, graph: graph, isInteractive: isInteractive,
            hasLastValue: isInteractive && session.lastValue != nil,
            earlier: isInteractive ? sessionVariables : [:], globCompiler: machine.configuration.globCompiler,
            isMainFile: graph.files.last?.program === program)
    }

    func documentation(of name: String) -> (signature: String, text: String)? {
        for program in session.programs.reversed() {
            guard case .block(let block) = program.main.body else { continue }
            for statement in block.statements {
                guard case .function(let variable, let function) = statement.kind, variable.name == name else {
                    continue
                }
                return (variable.variable?.signature?.text ?? name, function.documentation ?? "")
            }
        }
        return nil
    }
}

/// What the machine needs of a compiled program.
final class CompiledProgram {
    let closure: Value
    let code: FunctionCode
    let topLevel: [Variable]
    let session: CompilationSession
    /// Whether it is an entry of a session, whose value `_` is afterwards.
    var isEntry: Bool
    let tests: [String]
    /// Of the machine whose heap holds the closure: no other one can run it.
    let owner: HandleOwner

    init(
        closure: Value, code: FunctionCode, topLevel: [Variable], session: CompilationSession, isEntry: Bool,
        tests: [String], owner: HandleOwner
    ) {
        self.closure = closure
        self.code = code
        self.topLevel = topLevel
        self.session = session
        self.isEntry = isEntry
        self.tests = tests
        self.owner = owner
    }
}

/// A script and the files that it imports, each before those that import it.
struct FileGraph {
    final class File {
        let program: Program
        /// The names that imported files have here.
        var imports: [(variable: Variable, file: String)] = []
        var nodes: [(node: VariableNode, path: String, file: String)] = []

        init(_ program: Program) { self.program = program }
    }

    private let machine: Machine
    private(set) var files: [File] = []
    private var byName: [String: File] = [:]
    private var chain: [String] = []
    private(set) var diagnostics: [Diagnostic] = []

    init(machine: Machine) { self.machine = machine }

    /// The file that an import of another one names.
    func imported(_ path: String, by file: SourceFile) -> Program? {
        guard let importer = byName[file.name], let name = importer.nodes.first(where: { $0.path == path })?.file else {
            return nil
        }
        return byName[name]?.program
    }

    mutating func read(_ source: SourceFile) {
        var parser = Parser(file: source)
        let (program, problems) = parser.parseProgram()
        diagnostics += problems
        let file = File(program)
        byName[source.name] = file
        chain.append(source.name)
        defer { chain.removeLast() }
        if case .block(let block) = program.main.body {
            for statement in block.statements {
                if case .parameter(let parameter) = statement.kind, chain.count > 1 {
                    report(
                        "an imported file cannot have a `param`: they belong to the main script", parameter.name.range,
                        source)
                }
                if case .use = statement.kind, chain.count > 1 {
                    report(
                        "an imported file cannot `use` a library: that belongs to the main script", statement.range,
                        source)
                }
                guard case .importFile(let path, let range, let node) = statement.kind else { continue }
                if let name = readImport(path, range, source) { file.nodes.append((node, path, name)) }
            }
        }
        files.append(file)
    }

    private mutating func readImport(_ path: String, _ range: SourceRange, _ source: SourceFile) -> String? {
        guard let loader = machine.configuration.importLoader else {
            report("files cannot be imported here", range, source)
            return nil
        }
        do {
            let imported = try loader(path, source)
            if let start = chain.firstIndex(of: imported.name) {
                let circle = (chain[start...] + [imported.name]).joined(separator: " -> ")
                report("the imports go in a circle: \(circle)", range, source)
                return nil
            }
            if byName[imported.name] == nil { read(imported) }
            return imported.name
        } catch {
            report(error.message, range, source, hint: error.hint)
            return nil
        }
    }

    private mutating func report(_ message: String, _ range: SourceRange, _ file: SourceFile, hint: String? = nil) {
        diagnostics.append(Diagnostic(code: "Import", message, file: file, range: range, hint: hint))
    }

    /// Resolves every file. In a session one that more input may cure is left alone: what its end declares is not known yet.
    mutating func resolve(
        isInteractive: Bool, _ environment: (FileGraph, Program) -> LinkEnvironment
    ) -> [Diagnostic] {
        for file in files {
            if isInteractive, diagnostics.contains(where: { $0.isIncomplete && $0.file === file.program.file }) {
                continue
            }
            diagnostics += Resolver.resolve(file.program, environment: environment(self, file.program))
            for (node, _, name) in file.nodes {
                if let variable = node.variable { file.imports.append((variable, name)) }
            }
        }
        return diagnostics.withoutFollowOnWarnings().inOrder()
    }
}

/// The world around a file, for the resolver.
struct LinkEnvironment: ResolverEnvironment {
    let builtins: Builtins
    let graph: FileGraph?
    let isInteractive: Bool
    let hasLastValue: Bool
    let earlier: [String: Variable]
    var isPrelude = false
    var globCompiler: (@Sendable (String) throws(ScriptError) -> GlobMatcher)?
    var isMainFile = true

    func builtin(named name: String) -> BuiltinDescription? {
        if name.hasPrefix("__") {
            guard isPrelude else { return nil }
            if name == "__end" { return .value }
        }
        return builtins.entry(name).map(describe)
    }

    private func describe(_ entry: Builtins.Entry) -> BuiltinDescription {
        switch entry {
        case .native(let number): return .function(signature(number))
        case .value: return .value
        case .module(let number):
            let module = builtins.module(number)
            let isOpen = module.members[""] != nil
            return .module(
                ModuleDescription(
                    signature: module.call.map(signature), members: isOpen ? nil : module.members.mapValues(describe)))
        }
    }

    private func signature(_ number: Int) -> CallSignature {
        let native = builtins.native(number)
        return CallSignature(
            name: native.name,
            parameters: native.signature.parameters.map {
                CallSignature.Parameter($0.name, isRequired: $0.isRequired, isRest: $0.isRest)
            },
            text: native.signatureText)
    }

    var builtinNames: [String] { builtins.names.filter { !$0.hasPrefix("__") } }
    func earlierVariable(named name: String) -> Variable? { earlier[name] }
    var earlierVariableNames: [String] { Array(earlier.keys) }

    func problem(ofRegex pattern: String) -> ConstantProblem? { problem("regex", pattern) }
    func problem(ofTime text: String) -> ConstantProblem? { problem("time", text) }

    private func problem(_ function: String, _ text: String) -> ConstantProblem? {
        Library.constantProblem(function: function, text).map {
            ConstantProblem($0.message, hint: $0.hint, code: $0.code.rawValue)
        }
    }

    func problem(ofGlob pattern: String) -> ConstantProblem? {
        guard let globCompiler else { return nil }
        do throws(ScriptError) {
            _ = try globCompiler(pattern)
            return nil
        } catch {
            return ConstantProblem(error.message, hint: error.hint, code: error.code.rawValue)
        }
    }

    func imported(_ path: String, by file: SourceFile) -> ImportDescription? {
        graph?.imported(path, by: file).map { ImportDescription($0) }
    }
}

/// What `param` declarations say.
enum ScriptParameters {
    static func of(_ program: Program) -> [ScriptParameterInfo] {
        guard case .block(let block) = program.main.body else { return [] }
        return block.statements.compactMap { statement in
            guard case .parameter(let parameter) = statement.kind else { return nil }
            let value = parameter.defaultValue.flatMap(literal)
            let type = parameter.type?.name ?? inferred(value)
            let text = parameter.defaultValue.map { expression in
                String(decoding: program.file.bytes[clamped(expression.range, program.file)], as: UTF8.self)
            }
            return ScriptParameterInfo(
                name: parameter.name.name, type: type,
                isRequired: parameter.defaultValue == nil && type != "bool" && type != "list",
                defaultValue: value, defaultText: text, help: parameter.help,
                location: SourceLocation(file: program.file, range: parameter.name.range))
        }
    }

    private static func clamped(_ range: SourceRange, _ file: SourceFile) -> Range<Int> {
        let upper = min(Int(range.upper), file.bytes.count)
        return min(Int(range.lower), upper)..<upper
    }

    private static func inferred(_ value: HostValue?) -> String {
        guard let name = value?.typeName else { return "string" }
        return ["string", "int", "float", "bool", "duration", "time", "list"].contains(name) ? name : "string"
    }

    static func literal(_ expression: Expression) -> HostValue? {
        switch expression.kind {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .float(let value): .float(value)
        case .duration(let value): .duration(nanoseconds: value)
        case .string(let text): .string(text)
        case .negate(let inner):
            switch literal(inner) {
            case .int(let value): .int(0 &- value)
            case .float(let value): .float(-value)
            case .duration(let value): .duration(nanoseconds: 0 &- value)
            default: nil
            }
        case .list(let elements):
            elements.allSatisfy { literal($0) != nil } ? .list(elements.compactMap(literal)) : nil
        case .parenthesized(let inner): literal(inner)
        default: nil
        }
    }
}
