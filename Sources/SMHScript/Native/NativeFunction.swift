/// A built-in that the host brings, declared: the signature's text says how it is called.
///
///     NativeFunction("padded(text, width = 10)", "Puts spaces before text.") { call throws(ScriptError) in
///         .value(.string(…try call.string("text")…))
///     }
///
/// `name...` takes the positional arguments that are left; parameters behind it can only be named. A default is a literal.
/// Closures say `throws(ScriptError)`: without it Swift takes them for ones that throw anything.
public struct NativeFunction: Sendable {
    public typealias Body = @Sendable (inout NativeCall) throws(ScriptError) -> NativeResult

    public let signature: Signature
    public let documentation: String
    /// Must not block: what takes time is a `.wait`.
    public let body: Body
    /// Calling it changes nothing that anybody can see: see ``readOnly``.
    public private(set) var isReadOnly = false
    /// For methods of the language's own host objects that call functions: see `LibraryFunction.Body.script`.
    let script: String?

    public init(_ signature: String, _ documentation: String, _ body: @escaping Body) {
        self.signature = Signature(signature)
        self.documentation = documentation
        self.body = body
        script = nil
    }

    init(_ signature: String, _ documentation: String, script: String) {
        self.signature = Signature(signature)
        self.documentation = documentation
        self.script = script
        body = { _ throws(ScriptError) in .value(.null) }
        isReadOnly = true
    }

    public var name: String { signature.name }

    /// The same function, said to read and never to change or to write anything: ``Interpreter/inspect(_:)`` calls no other.
    public var readOnly: NativeFunction {
        var function = self
        function.isReadOnly = true
        return function
    }
}

public enum NativeResult: Sendable {
    case value(HostValue)
    /// The fiber sleeps, others run, and the call's value is what the closure returns. Cancelling the run cancels the task it runs in.
    case wait(@Sendable () async throws(ScriptError) -> HostValue)
}
