/// Built-ins that are written in the language itself, each compiled when it is first called.
enum Prelude {
    static func compile(_ source: String, name: String, machine: Machine) throws(ScriptError) -> Value {
        let file = SourceFile(name: "<\(name)>", text: source)
        var parser = Parser(file: file)
        let (program, problems) = parser.parseProgram()
        var environment = LinkEnvironment(
            builtins: machine.builtins, graph: nil, isInteractive: true, hasLastValue: false, earlier: [:])
        environment.isPrelude = true
        let found = problems + Resolver.resolve(program, environment: environment)
        guard let first = found.first(where: { $0.severity == .error }) else {
            return try compile(program, file, name, machine)
        }
        throw ScriptError(.error, "the built-in \(name) cannot be compiled, which is a defect of smh: \(first.message)")
    }

    private static func compile(
        _ program: Program, _ file: SourceFile, _ name: String, _ machine: Machine
    ) throws(ScriptError) -> Value {
        let session = CompilationSession()
        session.programs.append(program)
        let unit = CompilationUnit(
            machine: machine, file: file, isPrelude: true, exportsTopLevel: true, session: session)
        _ = Compiler.compile(program.main, unit: unit, parent: nil)
        if let problem = unit.diagnostics.first {
            throw ScriptError(
                .error, "the built-in \(name) cannot be compiled, which is a defect of smh: \(problem.message)")
        }
        // The one function it holds; `where`, which is a keyword, has another name there.
        for variable in program.topLevelVariables {
            if let closure = session.statics[ObjectIdentifier(variable)] { return closure }
        }
        throw ScriptError(.error, "the built-in \(name) has no function, which is a defect of smh")
    }
}
