// Evaluating an expression of which nothing may remain: `Interpreter.inspect`.
//
// While `isInspecting` holds, every call of a function goes through `enter` and every call of a built-in through `invoke`, which ask here first. A
// function that could change what others see is refused as a whole, before its first instruction.
extension Machine {
    /// Where the registers that calls may use end. Without room the fast paths decline, and each call is looked at.
    var fastCallLimit: Raw { isInspecting ? current.stack : current.limit }

    /// Why a function may not run; nil if it changes nothing but its own variables and what built-ins make for it.
    func refusal(of function: FunctionCode) -> ScriptError? {
        guard !function.isPrelude, let (effect, _) = function.firstEffect else { return nil }
        return refusal("\(function.name.map { "\($0)()" } ?? "the function") \(effect.words)")
    }

    /// Why the expression itself may not be evaluated.
    func refusal(of program: CompiledProgram) -> ScriptError? {
        guard let (effect, position) = program.code.firstEffect else { return nil }
        var error = refusal("the expression \(effect.words)")
        error.location = SourceLocation(file: program.code.file, range: program.code.range(at: position))
        return error
    }

    /// Why a built-in may not be called.
    func refusal(of native: Native, _ context: CallContext) -> ScriptError? {
        switch native.body {
        case .host(let function): if function.isReadOnly { return nil }
        case .library:
            if native.isMethod {
                // The lists that the prelude fills are its own.
                if !Effect.changingMethods.contains(native.name) || isPreludeMethodCall(context) { return nil }
            } else if native.module != nil || !Effect.changingFunctions.contains(native.name) {
                return nil
            }
        case .control: if !Effect.changingFunctions.contains(native.name) { return nil }
        case .script: return nil
        }
        return refusal("\(native.name)() has an effect")
    }

    private func isPreludeMethodCall(_ context: CallContext) -> Bool {
        switch context.code.opcode {
        case .method, .methodPush, .methodNamed: function(at: context.base).isPrelude
        default: false
        }
    }

    private func refusal(_ reason: String) -> ScriptError {
        var error = ScriptError(.unsupported, reason, hint: "what is only looked at may not change anything")
        error.isCatchable = false
        return error
    }
}

/// What an instruction leaves behind for others to see.
enum Effect {
    case assigns, changesElements, startsTasks, runsFiles

    /// Methods of the language that change their receiver (rule 11).
    static let changingMethods: Set = ["push", "pop", "insert", "remove", "set"]
    static let changingFunctions: Set = ["exit", "print", "settled", "warn"]

    var words: String {
        switch self {
        case .assigns: "assigns a variable that is not its own"
        case .changesElements: "changes a list or map"
        case .startsTasks: "starts or awaits a task"
        case .runsFiles: "runs a part of a script"
        }
    }

    /// nil for instructions that change registers alone, or make new values.
    init?(_ opcode: Opcode) {
        switch opcode {
        case .setCaptureBox, .setGlobal: self = .assigns
        case .setIndex, .setMember, .setMemberFar, .methodPush: self = .changesElements
        case .async, .await: self = .startsTasks
        case .import, .registerTest: self = .runsFiles
        default: return nil
        }
    }
}

extension FunctionCode {
    /// The first of its instructions that has an effect; what it calls is not looked at.
    var firstEffect: (effect: Effect, position: Int)? {
        var position = 0
        while position < words {
            let opcode = (code + position).opcode
            if let effect = Effect(opcode) { return (effect, position) }
            position += opcode.shape.words
        }
        return nil
    }
}
