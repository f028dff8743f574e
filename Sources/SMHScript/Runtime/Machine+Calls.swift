#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a call stands: the instruction, the frame that makes it, the register of callee and result, and where it goes on.
///
/// Arguments stand from the second register behind the callee; of a method call the receiver stands in the callee's place.
struct CallContext {
    var code: Code
    var base: Raw
    /// From the base, in bytes.
    var callee: Int
    var next: Code

    var arguments: Raw { base + (callee + Frame.headerSize) }
    var calleeValue: Value { base.value(callee) }
}

extension Machine {
    /// Calls whatever stands in the callee's register with `count` positional arguments and then one for each name.
    func call(_ context: CallContext, _ count: Int, names: [String]? = nil) -> Target {
        let value = context.calleeValue
        switch value.tag {
        case Tag.closure: return enter(context, count, names)
        case Tag.native: return call(builtins.native(value.pointer.cellLength), context, count, names)
        case Tag.method:
            let method = MethodCell(value.pointer)
            context.base.set(context.callee, method.receiver)
            if method.native >= 0 { return call(builtins.native(method.native), context, count, names) }
            return callMethod(context, method.name, count, names)
        case Tag.module:
            if let call = builtins.module(value.pointer.cellLength).call {
                return self.call(builtins.native(call), context, count, names)
            }
        default: break
        }
        return fail(context.code, context.base, callbackError(value, context) ?? notCallable(value))
    }

    private func notCallable(_ value: Value) -> ScriptError {
        ScriptError(.type, "\(describe(value)) cannot be called: it is no function")
    }

    /// What a method of the prelude was given to call, as an error about the argument in the script.
    private func callbackError(_ value: Value, _ context: CallContext) -> ScriptError? {
        var frame = context.base
        guard function(at: frame).isPrelude else { return nil }
        // One method may be written with another.
        while Frame.returnCode(frame) != haltCode, function(at: frame - Frame.distance(frame)).isPrelude {
            frame -= Frame.distance(frame)
        }
        let function = function(at: frame)
        guard let name = function.name,
            let index = function.parameterNames.indices.last(where: {
                frame.value($0 * Value.size).isSame(as: value)
            })
        else { return nil }
        let parameter = function.parameterNames[index]
        return ScriptError(
            .type, "\(name == "filter" ? "where" : name)() needs a function for `\(parameter)`, not \(describe(value))"
        ).about(.callback(function.parameterNames.first == "self" ? index - 1 : index, parameter))
    }

    // MARK: Functions of the script

    /// Enters the closure in the callee's register.
    func enter(_ context: CallContext, _ count: Int, _ names: [String]? = nil) -> Target {
        let prototype = Prototype(ofClosure: context.calleeValue.pointer)
        var context = context
        if state.pointee.fuel <= 0, let stop = refuel(context.code, context.base, mayPause: false) { return stop }
        state.pointee.fuel &-= 1
        if isInspecting, let function = functions[prototype.number], let refusal = refusal(of: function) {
            return fail(context.code, context.base, refusal)
        }
        if let overflow = makeRoom(&context, prototype.frameSize) { return overflow }
        if names != nil || prototype.exactCount != count {
            guard let function = functions[prototype.number] else {
                return fail(context.code, context.base, notCallable(.null))
            }
            do throws(ScriptError) { try arrange(function, context.arguments, count, names) } catch {
                return fail(context.code, context.base, error)
            }
        }
        let base = context.arguments
        Frame.link(base, returningTo: context.next, distance: context.callee + Frame.headerSize)
        return Target(prototype.code, base)
    }

    /// Puts arguments into the places of the parameters; what was not given is `missing`, and the function's first instructions see to it.
    private func arrange(
        _ function: FunctionCode, _ arguments: Raw, _ count: Int, _ names: [String]?
    ) throws(ScriptError) {
        let positional = function.positionalCount
        if count > positional && !function.hasRest { throw countError(function, count) }
        var slots = [Value](repeating: .missing, count: positional)
        for index in 0..<min(count, positional) { slots[index] = arguments.value(index * Value.size) }
        if let names {
            for (offset, name) in names.enumerated() {
                guard let index = function.parameterNames.firstIndex(of: name), index < positional else {
                    throw unknownArgument(
                        name, function.displayName, function.signatureText,
                        Array(function.parameterNames.prefix(positional)))
                }
                guard slots[index].isMissing else {
                    throw doubledArgument(name, function.displayName, function.signatureText)
                }
                slots[index] = arguments.value((count + offset) * Value.size)
            }
        }
        for index in 0..<min(function.requiredCount, positional) where slots[index].isMissing {
            if names == nil { throw countError(function, count) }
            throw missingArgument(function.parameterNames[index], function.displayName, function.signatureText)
        }
        if function.hasRest {
            let rest = state.pointee.makeList(capacity: max(count - positional, 0))
            for index in positional..<max(count, positional) {
                state.pointee.append(arguments.value(index * Value.size), to: rest)
            }
            slots.append(rest.value)
        }
        for (index, value) in slots.enumerated() { arguments.set(index * Value.size, value) }
    }

    private func countError(_ function: FunctionCode, _ count: Int) -> ScriptError {
        let wanted: String
        if function.hasRest {
            wanted = "at least \(function.requiredCount)"
        } else if function.requiredCount == function.parameterNames.count {
            wanted = "\(function.requiredCount)"
        } else {
            wanted = "\(function.requiredCount) to \(function.parameterNames.count)"
        }
        return ScriptError(
            .argument,
            "\(function.displayName) takes \(wanted) argument\(wanted == "1" ? "" : "s"), and was called with \(count)",
            hint: function.signatureText)
    }

    private static let operationOptions: Set = ["authority", "conflict", "none", "permanent", "timeout"]

    func unknownArgument(_ name: String, _ function: String, _ signature: String, _ known: [String]) -> ScriptError {
        let nearest = nearestName(to: name, in: known).map { "; did you mean `\($0)`?" } ?? ""
        // Directly inside a call the comma is the call's (rule 1).
        let remark =
            Self.operationOptions.contains(name)
            ? "; an option of an operation inside a call needs parentheses: `f((delete …, \(name): …))`" : ""
        return ScriptError(.argument, "\(function) has no argument `\(name)`\(nearest)", hint: signature + remark)
            .about(.argumentName(name))
    }

    func doubledArgument(_ name: String, _ function: String, _ signature: String) -> ScriptError {
        ScriptError(.argument, "the argument `\(name)` of \(function) is given twice", hint: signature)
            .about(.argumentName(name))
    }

    func missingArgument(_ name: String, _ function: String, _ signature: String) -> ScriptError {
        ScriptError(.argument, "\(function) needs the argument `\(name)`", hint: signature)
    }

    // MARK: Registers

    /// Sees that the callee's frame fits; moves the fiber's registers when they have to grow. Gives a target only for `StackOverflow`.
    private func makeRoom(_ context: inout CallContext, _ frameSize: Int) -> Target? {
        if context.arguments + frameSize <= current.limit { return nil }
        let fiber = current
        let offset = context.base - fiber.stack
        let needed = offset + context.callee + Frame.headerSize + frameSize
        let depth = depth(context.base), limit = configuration.limits.depth
        if depth >= limit || heap.exceedsLimit(adding: needed * 2, state.pointee) {
            return fail(
                context.code, context.base,
                ScriptError(
                    .stackOverflow, "calls nest too deep",
                    hint: "a function that calls itself needs a case in which it does not"))
        }
        var size = fiber.size
        while size < needed { size *= 2 }
        // No more than the calls up to the limit will need if they are like those so far: then the next look is at the limit.
        let frame = max(offset / depth, context.callee + Frame.headerSize)
        size = min(size, max(needed + (limit - depth - 1) * frame, fiber.size))
        fiber.grow(to: size, keeping: fiber.size + Frame.slack)
        state.pointee.stackBase = fiber.stack
        state.pointee.stackLimit = fastCallLimit
        context.base = fiber.stack + offset
        return nil
    }

    private func depth(_ base: Raw) -> Int {
        var depth = 1
        var frame = base
        while Frame.returnCode(frame) != haltCode {
            frame -= Frame.distance(frame)
            depth += 1
        }
        return depth
    }

    // MARK: Calls that instructions make

    /// Calls a closure from within an instruction, which gets the result through `deliver`.
    func callScript(_ closure: Value, _ arguments: [Value], _ code: Code, _ base: Raw) -> Target {
        let size = Prototype(ofClosure: Frame.closure(base)).frameSize
        var context = CallContext(code: code, base: base, callee: size + Value.size, next: deliverCode)
        // The window itself may lie above the limit; the slack is for that.
        if let overflow = makeRoom(&context, Prototype(ofClosure: closure.pointer).frameSize) { return overflow }
        let window = context.base + size
        window.set(0, Value(tag: Tag.link, payload: UInt64(UInt(bitPattern: code))))
        window.set(Value.size, closure)
        for (index, argument) in arguments.enumerated() { context.arguments.set(index * Value.size, argument) }
        return enter(context, arguments.count)
    }
}
