// Calls of built-ins.
extension Machine {
    /// Calls a built-in with arguments as they were written.
    func call(_ native: Native, _ context: CallContext, _ count: Int, _ names: [String]?) -> Target {
        if state.pointee.credit < 0, let stop = safepoint(context.code, context.base) { return stop }
        // Nothing to put in place.
        if names == nil, count == native.fixedCount, native.restIndex == nil { return invoke(native, context, 0) }
        do throws(ScriptError) {
            let rest = try bind(native, context.arguments, count, names)
            return invoke(native, context, rest)
        } catch {
            return fail(context.code, context.base, error)
        }
    }

    /// Puts arguments into the places of the declared parameters, defaults where nothing was given, rest values behind. Gives their number.
    private func bind(_ native: Native, _ arguments: Raw, _ count: Int, _ names: [String]?) throws(ScriptError) -> Int {
        let fixed = native.fixedCount
        let defaults = defaults(of: native)
        if names == nil && native.restIndex == nil {
            if count > fixed { throw countError(native, count) }
            for index in count..<max(fixed, count) {
                guard !isRequired(native, index) else { throw countError(native, count) }
                arguments.set(index * Value.size, defaults[index])
            }
            return 0
        }
        let positional = native.restIndex ?? fixed
        if count > positional && native.restIndex == nil { throw countError(native, count) }
        var slots = [Value?](repeating: nil, count: fixed)
        for index in 0..<min(count, positional) { slots[index] = arguments.value(index * Value.size) }
        var rest: [Value] = []
        for index in positional..<max(count, positional) { rest.append(arguments.value(index * Value.size)) }
        let parameters = native.signature.parameters.filter { !$0.isRest }
        for (offset, name) in (names ?? []).enumerated() {
            guard let index = parameters.firstIndex(where: { $0.name == name }) else {
                throw unknownArgument(name, "\(native.name)()", native.signatureText, parameters.map(\.name))
            }
            guard slots[index] == nil else { throw doubledArgument(name, "\(native.name)()", native.signatureText) }
            slots[index] = arguments.value((count + offset) * Value.size)
        }
        for index in 0..<fixed {
            if slots[index] == nil, parameters[index].isRequired {
                throw missingArgument(parameters[index].name, "\(native.name)()", native.signatureText)
            }
            arguments.set(index * Value.size, slots[index] ?? defaults[index])
        }
        for (index, value) in rest.enumerated() { arguments.set((fixed + index) * Value.size, value) }
        return rest.count
    }

    private func isRequired(_ native: Native, _ index: Int) -> Bool {
        let parameters = native.signature.parameters
        return index < parameters.count && parameters[index].isRequired
    }

    private func countError(_ native: Native, _ count: Int) -> ScriptError {
        let required = native.signature.requiredCount, most = native.signature.positionalCount
        let wanted = required == most ? "\(most)" : "\(required) to \(most)"
        return ScriptError(
            .argument,
            "\(native.name)() takes \(wanted) argument\(wanted == "1" ? "" : "s"), and was called with \(count)",
            hint: native.signatureText)
    }

    /// What the declared parameters are where nothing is given. The host tells `missing` from null itself.
    func defaults(of native: Native) -> [Value] {
        if let known = native.defaults { return known }
        var isHost = false
        if case .host = native.body { isHost = true }
        let values = native.signature.parameters.filter { !$0.isRest }.map { parameter -> Value in
            guard !isHost, let value = parameter.defaultValue else { return .missing }
            return constant(value)
        }
        native.defaults = values
        return values
    }

    /// A literal that lives as long as the heap.
    func constant(_ value: HostValue) -> Value {
        switch value {
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .float(let value): .float(value)
        case .string(let text): heap.intern(text).value
        case .duration(let nanoseconds): .duration(nanoseconds)
        default: .null
        }
    }

    /// Calls a built-in whose arguments stand in the places of its declared parameters, with `rest` values behind them.
    func invoke(_ native: Native, _ context: CallContext, _ rest: Int) -> Target {
        if isInspecting, let refusal = refusal(of: native, context) { return fail(context.code, context.base, refusal) }
        switch native.body {
        case .library(let body):
            var call = LibraryCall(
                state: state, arguments: context.arguments, fixedCount: native.fixedCount, restCount: rest,
                receiver: native.isMethod ? context.calleeValue : .null, native: native)
            do throws(ScriptError) {
                context.base.set(context.callee, try body(&call))
                return Target(context.next, context.base)
            } catch {
                return fail(context.code, context.base, error)
            }
        case .host(let function):
            return invoke(
                function, context, native.fixedCount, rest, receiver: native.isMethod ? context.calleeValue : .null)
        case .script: return invokeScript(native, context, rest)
        case .control(let control): return control(self, context, rest)
        }
    }

    func invoke(
        _ function: NativeFunction, _ context: CallContext, _ fixed: Int, _ rest: Int, receiver: Value
    ) -> Target {
        do throws(ScriptError) {
            var bound: [HostValue?] = []
            bound.reserveCapacity(fixed)
            for index in 0..<fixed {
                let value = context.arguments.value(index * Value.size)
                bound.append(value.isMissing ? nil : try hostValue(value))
            }
            var values: [HostValue] = []
            for index in fixed..<fixed + rest {
                values.append(try hostValue(context.arguments.value(index * Value.size)))
            }
            var call = NativeCall(
                receiver: try hostValue(receiver), signature: function.signature, bound: bound, restValues: values,
                site: callSite(context.code, context.base), machine: self)
            switch try function.body(&call) {
            case .value(let result):
                context.base.set(context.callee, try value(from: result))
                return Target(context.next, context.base)
            case .wait(let operation):
                return wait(context.code, context.base, answer: context.callee, next: context.next, operation)
            }
        } catch {
            return fail(context.code, context.base, error)
        }
    }

    /// A host function of one argument that does not wait.
    func callAtOnce(_ function: NativeFunction, _ argument: Value, _ context: CallContext) throws(ScriptError) -> Value
    {
        var call = NativeCall(
            receiver: .null, signature: function.signature, bound: [try hostValue(argument)], restValues: [],
            site: callSite(context.code, context.base), machine: self)
        guard case .value(let result) = try function.body(&call) else {
            throw ScriptError(.unsupported, "\(function.name)() cannot wait inside a list")
        }
        return try value(from: result)
    }

    private func invokeScript(_ native: Native, _ context: CallContext, _ rest: Int) -> Target {
        do throws(ScriptError) {
            let closure = try scriptClosure(native)
            let arguments = context.arguments
            var count = native.fixedCount + rest
            if native.isMethod {
                for index in stride(from: count, to: 0, by: -1) {
                    arguments.set(index * Value.size, arguments.value((index - 1) * Value.size))
                }
                arguments.set(0, context.calleeValue)
                count += 1
            }
            context.base.set(context.callee, closure)
            return enter(context, count)
        } catch {
            return fail(context.code, context.base, error)
        }
    }

    func scriptClosure(_ native: Native) throws(ScriptError) -> Value {
        if let closure = native.closure { return closure }
        guard case .script(let source) = native.body else { return .null }
        let closure = try Prelude.compile(source, name: native.name, machine: self)
        native.closure = closure
        return closure
    }

    /// The place in the script, not in the prelude.
    func callSite(_ code: Code, _ base: Raw) -> CallSite {
        guard let (number, instruction) = scriptPlace(code, base), let function = functions[number] else {
            return CallSite(file: function(at: base).file, range: SourceRange(0, 0))
        }
        return CallSite(file: function.file, range: function.range(at: instruction))
    }

    /// A built-in as a value.
    func functionValue(_ number: Int) -> Value {
        let native = builtins.native(number)
        if let value = native.functionValue { return value }
        let value = Value.cell(heap.makePermanent(16, Tag.native, length: number), Tag.native)
        native.functionValue = value
        return value
    }

    func moduleValue(_ number: Int) -> Value { .cell(heap.makePermanent(16, Tag.module, length: number), Tag.module) }
}

/// Where a call stands in the script.
struct CallSite {
    let file: SourceFile
    let range: SourceRange

    var location: SourceLocation { SourceLocation(file: file, range: range) }
}
