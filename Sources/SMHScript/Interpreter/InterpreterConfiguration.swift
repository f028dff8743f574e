/// What a host gives to an interpreter: functions, values, outputs, limits.
public struct InterpreterConfiguration: Sendable {
    /// Functions by name. `delete`, `move`, `copy`, `restore` and `await` are what the operations of language.md section 5 call:
    /// `delete(targets..., …)`, `restore(targets..., …)`, `move(source, to, …)`, `copy(source, to, …)`, `await(task, timeout = null)`;
    /// `settled(task)` is called for tasks of the host only.
    public var functions: [NativeFunction] = []
    public var modules: [HostModule] = []
    /// Values in the scope around the file.
    public var values: [(name: String, value: HostValue)] = []
    /// Modules of the language that scripts shall not see.
    public var hiddenModules: Set<String> = []
    public var limits = InterpreterLimits()
    /// Where `print` writes. Called with some kilobytes at a time, before each wait, after some milliseconds of work, and at the end.
    public var output: OutputSink = { _ in }
    public var errorOutput: OutputSink = { _ in }
    /// Whether each line goes out at once, as on a terminal.
    public var flushesLines = false
    public var clock: any InterpreterClock = SystemClock()
    /// What `random` draws from; nil takes the system's.
    public var randomSeed: UInt64?
    /// Reads the file that an `import` names. The file's `name` is its identity and what errors show. Nil: no imports.
    public var importLoader: (@Sendable (_ path: String, _ importer: SourceFile) throws(ScriptError) -> SourceFile)?
    /// Compiles a glob pattern for `matches`; throws `Pattern` or `Argument`. Nil: `matches` is `Unsupported`.
    public var globCompiler: (@Sendable (_ pattern: String) throws(ScriptError) -> GlobMatcher)?
    public var options = MachineOptions()

    public init() {}
}

/// Whether a path matches a compiled pattern. Its bytes are valid UTF-8, and there only for the call.
public typealias GlobMatcher = @Sendable (_ path: UnsafeBufferPointer<UInt8>) -> Bool

/// Gets whole texts that a script printed, so that no character is divided between two calls. The bytes are gone afterwards.
public typealias OutputSink = @Sendable (_ bytes: UnsafeRawBufferPointer) -> Void

/// A module of the host, there without an import.
public struct HostModule: Sendable {
    public var name: String
    public var documentation: String
    public var functions: [NativeFunction]
    public var values: [(name: String, value: HostValue)]

    public init(
        name: String, documentation: String = "", functions: [NativeFunction],
        values: [(name: String, value: HostValue)] = []
    ) {
        self.name = name
        self.documentation = documentation
        self.functions = functions
        self.values = values
    }
}

/// What a script may use up.
public struct InterpreterLimits: Sendable {
    /// Turns of loops and calls of one run; nil: any number. Passing it is `BudgetExceeded`, which nothing catches.
    public var instructions: Int?
    /// Bytes of the script's values. Passing it is `MemoryLimit`. Nil: half of the machine's memory.
    public var memory: Int?
    /// How deep calls may nest; passing it is `StackOverflow`. Exact for a function that calls itself alike each time; where small frames
    /// take the place of large ones, calls may get somewhat deeper.
    public var depth = 20_000
    /// From the start of a run, its waits included. Passing it is `Cancelled`, which nothing catches.
    public var time: Duration?

    public init() {}
}

/// Wall clock, monotonic clock and sleep, in nanoseconds: a parameter, so that tests need not wait.
public protocol InterpreterClock: Sendable {
    /// Since 1970 in UTC.
    func now() -> Int
    /// Since any moment.
    func monotonic() -> Int
    func sleep(nanoseconds: Int) async throws
    /// Where goes on what a script waits for. nil, unless said otherwise: on any thread.
    var executor: (any TaskExecutor)? { get }
}

extension InterpreterClock {
    public var executor: (any TaskExecutor)? { nil }
}

/// How the machine is checked while it runs: for its tests.
public struct MachineOptions: Sendable {
    public enum Loop: Sendable { case automatic, plain, threaded }

    /// The threaded loop exists in release builds only; elsewhere `automatic` is the plain one.
    public var loop = Loop.automatic
    /// Collects at every safepoint and overwrites what it frees.
    public var isStressed = false
    /// Takes every cell from `malloc`, so that the address sanitizer sees each.
    public var takesCellsFromMalloc = false

    public init() {}
}
