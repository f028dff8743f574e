// The language's own built-ins: strings, lists, maps, json and so on. They read and make machine values without copying.
//
// How the library is written:
// - `Library` (Library/Library.swift) lists functions, modules and, per `ValueType`, properties and methods. Each is declared with a signature text.
// - A native body gets a `LibraryCall`: `call[0]` is the first declared parameter (a rest parameter is not counted; its values are
//   `call.rest(i)`), bound by position and name already, defaults filled in. `call.receiver` is what a method was called on. Typed
//   readers (`call.int(0)`, `call.string(0)`, …) throw the right `Type` error.
// - Nothing is collected while a body runs, so values may stand in Swift variables, but not longer than the body. Make results with
//   `call.make…`, which answer `MemoryLimit` when it is reached.
// - Whoever changes a list in place calls `call.append`, `call.insert`, `call.remove`, `call.set`: never the buffer itself.
// - A method that calls a script's function (map, where, sortBy …) has a `.script` body: a function in the smh language itself, named as the
//   signature says, whose first parameter is `self` and then the signature's. It is compiled when it is first used. It can wait and nest as
//   deep as any function. The prelude may use every built-in, and those of `Intrinsics.swift`.

/// A built-in function or method.
struct LibraryFunction: Sendable {
    enum Body: Sendable {
        case native(@Sendable (inout LibraryCall) throws(ScriptError) -> Value)
        /// The source text of `fn name(self, …) { … }`; for functions that are no methods, without `self`.
        case script(String)
        /// Needs the machine itself: only the machine's own functions.
        case control(CoreFunctions.Control)
    }

    let signature: String
    let documentation: String
    let body: Body

    init(
        _ signature: String, _ documentation: String,
        _ body: @escaping @Sendable (inout LibraryCall) throws(ScriptError) -> Value
    ) {
        self.signature = signature
        self.documentation = documentation
        self.body = .native(body)
    }

    init(_ signature: String, _ documentation: String, script: String) {
        self.signature = signature
        self.documentation = documentation
        body = .script(script)
    }

    init(_ signature: String, _ documentation: String, control: @escaping CoreFunctions.Control) {
        self.signature = signature
        self.documentation = documentation
        body = .control(control)
    }

    var name: String { String(signature.prefix { $0 != "(" }) }
}

/// What is read without `()`: `count`, `first`, `asSize` (rule 10).
struct LibraryProperty: Sendable {
    let name: String
    let documentation: String
    let body: @Sendable (inout LibraryCall) throws(ScriptError) -> Value
    let script: String?

    init(
        _ name: String, _ documentation: String,
        _ body: @escaping @Sendable (inout LibraryCall) throws(ScriptError) -> Value
    ) {
        self.name = name
        self.documentation = documentation
        self.body = body
        script = nil
    }

    /// A property that has to be computed by a function in the smh language: `fn name(self) …`.
    init(_ name: String, _ documentation: String, script: String) {
        self.name = name
        self.documentation = documentation
        self.script = script
        body = { _ throws(ScriptError) in .null }
    }
}

/// `json`, `math`, … there without an import.
struct LibraryModule: Sendable {
    let name: String
    let documentation: String
    var functions: [LibraryFunction] = []
    var values: [(name: String, value: HostValue)] = []
    /// For a module that is called itself: `regex("…")`.
    var call: LibraryFunction?
}

/// The types that have members of their own.
enum ValueType: UInt8, CaseIterable, Sendable {
    case int, float, duration, string, list, map, range, time, error
    /// Lazy sequences, and every host object that can be iterated: `where map take count list sum`.
    case sequence

    init?(tag: UInt32) {
        switch tag & 0xFF {
        case Tag.int: self = .int
        case Tag.float: self = .float
        case Tag.duration: self = .duration
        case Tag.string: self = .string
        case Tag.list: self = .list
        case Tag.map: self = .map
        case Tag.range: self = .range
        case Tag.time: self = .time
        case Tag.error: self = .error
        case Tag.lazy: self = .sequence
        default: return nil
        }
    }
}

struct LibraryMembers: Sendable {
    var properties: [LibraryProperty] = []
    var methods: [LibraryFunction] = []
}
