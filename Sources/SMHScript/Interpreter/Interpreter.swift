/// Runs scripts: checks and compiles source text, keeps the values, calls the host.
///
/// An interpreter belongs to one thread or task at a time. `cancellation` may be used from anywhere.
///
///     var configuration = InterpreterConfiguration()
///     configuration.output = { bytes in … }
///     let interpreter = Interpreter(configuration: configuration)
///     let program = try interpreter.prepare(SourceFile(name: "tidy.smh", text: text))
///     let value = try await interpreter.run(program)
public final class Interpreter {
    public let cancellation: RunCancellation
    let machine: Machine
    let linker: Linker

    public init(configuration: InterpreterConfiguration = InterpreterConfiguration()) {
        cancellation = RunCancellation()
        machine = Machine(configuration: configuration, cancellation: cancellation)
        linker = Linker(machine: machine)
    }

    /// Adds or replaces a function; programs prepared before do not see it.
    public func register(_ function: NativeFunction) { machine.builtins.register(function) }

    public func registerModule(
        _ name: String, functions: [NativeFunction], values: [(name: String, value: HostValue)] = []
    ) {
        machine.builtins.register(HostModule(name: name, functions: functions, values: values))
    }

    /// Adds or replaces a value in the scope around the file.
    public func registerValue(_ name: String, _ value: HostValue) { machine.setValue(name, value) }

    /// Everything that can be said about a program, and what it imports, without running it.
    public func check(_ source: SourceFile) -> [Diagnostic] { linker.check(source) }

    /// Reads, checks and compiles a program with its imports. Throws `DiagnosticsError` where one of them has an error.
    public func prepare(_ source: SourceFile) throws(DiagnosticsError) -> PreparedProgram { try linker.prepare(source) }

    /// Runs a program to its end: the value of its last statement if that is an expression, else null.
    ///
    /// Waits for everything the script has started. Throws `ScriptError` for an error that nothing caught, and `ExitRequest` for `exit`.
    public nonisolated(nonsending) func run(
        _ program: PreparedProgram, arguments: [String] = [], parameters: [String: HostValue] = [:]
    ) async throws -> HostValue {
        switch try runUntilWait(program, arguments: arguments, parameters: parameters) {
        case .finished(let value): return value
        case .waiting: return try await resume()
        }
    }

    /// Starts a program and runs it up to its first wait, without the concurrency runtime.
    public func runUntilWait(
        _ program: PreparedProgram, arguments: [String] = [], parameters: [String: HostValue] = [:]
    ) throws -> FirstLeg {
        machine.setArguments(arguments)
        try machine.start(program.entry, parameters: parameters)
        return try machine.firstLeg()
    }

    /// Goes on after `.waiting`.
    public nonisolated(nonsending) func resume() async throws -> HostValue { try await machine.drive() }

    public enum FirstLeg: Sendable {
        case finished(HostValue)
        /// Call `resume()`.
        case waiting
    }

    /// One entry of a session: names of its top level stay for later entries, and a new `let` replaces an old one.
    ///
    /// Throws `DiagnosticsError` too; its diagnostics say with `isIncomplete` whether more input may cure it.
    public nonisolated(nonsending) func evaluate(_ source: SourceFile) async throws -> HostValue {
        try await run(prepareEntry(source))
    }

    /// The value of an expression in a session in which nothing changes: neither its variables, lists and maps, nor what a host has.
    ///
    /// Functions that write, assign a variable of others, or start anything fail with `Unsupported` before they begin, and so do functions of the
    /// host that are not ``NativeFunction/readOnly``. Throws as `evaluate` does, and `DiagnosticsError` too for what is no single expression.
    public nonisolated(nonsending) func inspect(_ source: SourceFile) async throws -> HostValue {
        let program = try linker.prepareInspection(source)
        if let refusal = machine.refusal(of: program.entry) { throw refusal }
        machine.isInspecting = true
        defer { machine.isInspecting = false }
        return try await run(program)
    }

    /// As `prepare`, for an entry of a session.
    public func prepareEntry(_ source: SourceFile) throws(DiagnosticsError) -> PreparedProgram {
        try linker.prepareEntry(source)
    }

    /// Runs one of the program's `test` blocks; the program itself must have been run.
    public nonisolated(nonsending) func runTest(_ index: Int, of program: PreparedProgram) async throws {
        try machine.startTest(index, of: program.entry)
        _ = try await machine.drive()
    }

    /// Calls a script's function.
    public nonisolated(nonsending) func call(
        _ function: FunctionHandle, _ arguments: [HostValue]
    ) async throws -> HostValue {
        try machine.startCall(function, arguments)
        return try await machine.drive()
    }

    /// Errors of `async` blocks that no `await` has seen; reading takes them away.
    public func takeUnseenFailures() -> [ScriptError] { machine.takeUnseenFailures() }

    /// What the prompt shows for a value: as `print`, but strings in quotes.
    public func describe(_ value: HostValue) -> String { machine.describe(value) }

    /// Names that can stand at the start of an expression, for completion.
    public var names: [String] { linker.sessionNames + machine.builtins.names }

    /// What `:doc name` prints: the signature and the documentation of a built-in, of a module's member or of a script's function; nil if
    /// there is none.
    public func documentation(of name: String) -> (signature: String, text: String)? {
        linker.documentation(of: name) ?? machine.builtins.documentation(of: name)
    }

    /// What `:doc list.push` prints for a property or method of the language's own types, and `:doc push` for those of all types.
    public func memberDocumentation(of name: String) -> [(signature: String, text: String)] {
        machine.builtins.memberDocumentation(of: name)
    }

    /// The properties and methods of the language's own types.
    package var memberNames: [String] {
        Array(ValueType.allCases.reduce(into: Set()) { $0.formUnion(machine.builtins.members(of: $1).keys) })
    }

    /// Names that can follow `value.`.
    public func memberNames(of value: HostValue) -> [String] { machine.memberNames(of: value) }

    /// The instructions of a program and its functions, as text.
    public func disassemble(_ program: PreparedProgram) -> String { machine.disassemble(program.entry) }

    /// Turns of loops and calls of the run that goes on, or of the last one.
    public var instructionCount: Int { machine.stepCount }
}
