// Calls. Callee and result are one register; arguments stand from the second register behind it, so that they need not be moved.
extension Compiler {
    /// The registers of a call's arguments, evaluated in order.
    private func window(_ arguments: [Expression], after register: Int) {
        _ = builder.allocate()
        for argument in arguments { to(argument, builder.allocate(), isFresh: true) }
    }

    /// A call of what stands in `register`, which is on top.
    func arguments(_ call: CallNode, _ register: Int, _ range: SourceRange) {
        window(call.arguments + call.named.map(\.value), after: register)
        if call.arguments.count > 1000 { builder.noteTooLarge() }
        builder.note(.call(call, name: nil))
        if call.named.isEmpty {
            builder.emit(.call, register, call.arguments.count, at: range)
        } else {
            builder.emit(.callNamed, register, call.arguments.count, call.named.count, at: range)
            builder.emitExtra(UInt64(nameList(call.named)))
        }
        builder.free = register + 1
    }

    /// Of a chain over several lines the part from the name on: the caret belongs where the call is.
    func lastLine(of range: SourceRange, from name: SourceRange) -> SourceRange {
        if unit.file.line(at: name.lower) == unit.file.line(at: range.lower) { return range }
        return SourceRange(Int(name.lower), Int(range.upper))
    }

    private func nameList(_ named: [NamedArgument]) -> Int {
        code.nameLists.append(named.map(\.name))
        return code.nameLists.count - 1
    }

    /// A call of a method of what stands in `register`, which is on top.
    func method(_ name: String, _ nameRange: SourceRange, _ call: CallNode, _ register: Int, _ range: SourceRange) {
        window(call.arguments + call.named.map(\.value), after: register)
        let constant = builder.constant(machine.heap.intern(name).value)
        builder.note(.call(call, name: nameRange))
        let range = lastLine(of: range, from: nameRange)
        let distance = builder.nearDistance(constant)
        if call.named.isEmpty, let distance {
            let isPush = name == "push" && call.arguments.count == 1
            builder.emit(isPush ? .methodPush : .method, register, distance, call.arguments.count, at: range)
            emitHint(name)
        } else {
            builder.emit(.methodNamed, register, call.arguments.count, call.named.count, at: range)
            builder.emitExtra(UInt64(nameList(call.named)) | UInt64(machine.nameNumber(name)) << 32)
        }
        builder.free = register + 1
    }

    /// A call of a constant function whose parameters are known: arguments go to their places, and what is missing is marked.
    func functionCall(_ closure: Value, _ call: CallNode, _ register: Int, _ range: SourceRange) {
        let function = machine.function(ofClosure: closure)
        if function.hasRest || call.arguments.count > function.parameterNames.count {
            load(closure, into: register, at: range)
            arguments(call, register, range)
            return
        }
        _ = builder.allocate()
        for argument in call.arguments { to(argument, builder.allocate(), isFresh: true) }
        let first = register + 2
        let slots = (call.arguments.count..<max(function.parameterNames.count, call.arguments.count)).map { _ in
            builder.allocate()
        }
        var given: Set<Int> = []
        for argument in call.named {
            guard let index = function.parameterNames.firstIndex(of: argument.name), index >= call.arguments.count
            else { continue }
            to(argument.value, first + index, isFresh: false)
            given.insert(first + index)
        }
        for slot in slots where !given.contains(slot) { builder.emit(.loadMissing, slot, at: range) }
        let constant = builder.constant(closure)
        if let distance = builder.nearDistance(constant) {
            builder.emit(.callStatic, register, distance, function.parameterNames.count, at: range)
        } else {
            load(closure, into: register, at: range)
            builder.emit(.call, register, function.parameterNames.count, at: range)
        }
        builder.free = register + 1
    }

    /// A call of a built-in: the declared parameters in their places, rest values behind. False where that cannot be done.
    func nativeCall(_ number: Int, _ call: CallNode, _ register: Int, _ range: SourceRange) -> Bool {
        nativeCall(number, call.arguments, call.named, register, range, of: call)
    }

    func nativeCall(
        _ number: Int, _ positional: [Expression], _ named: [NamedArgument], _ register: Int, _ range: SourceRange,
        of call: CallNode? = nil
    ) -> Bool {
        let native = machine.builtins.native(number)
        let fixed = native.signature.parameters.filter { !$0.isRest }
        let limit = native.restIndex ?? fixed.count
        let rest = positional.dropFirst(limit)
        guard native.restIndex != nil || rest.isEmpty, rest.count <= 1000 else { return false }
        var places: [Int?] = Array(repeating: nil, count: fixed.count)
        for index in 0..<min(limit, positional.count) { places[index] = index }
        for (offset, argument) in named.enumerated() {
            guard let index = fixed.firstIndex(where: { $0.name == argument.name }), places[index] == nil else {
                return false
            }
            places[index] = positional.count + offset
        }
        for (index, parameter) in fixed.enumerated() where places[index] == nil && parameter.isRequired { return false }
        let defaults = machine.defaults(of: native)
        _ = builder.allocate()
        let first = register + 2
        for _ in 0..<fixed.count + rest.count { _ = builder.allocate() }
        // In the order in which they are written.
        for (index, argument) in positional.enumerated() {
            to(argument, index < limit ? first + index : first + fixed.count + index - limit, isFresh: false)
        }
        for (offset, argument) in named.enumerated() {
            if let index = places.firstIndex(of: positional.count + offset) {
                to(argument.value, first + index, isFresh: false)
            }
        }
        for index in 0..<fixed.count where places[index] == nil {
            if defaults[index].isMissing {
                builder.emit(.loadMissing, first + index, at: range)
            } else {
                load(defaults[index], into: first + index, at: range)
            }
        }
        if let call { builder.note(.call(call, name: nil)) }
        builder.emit(.callNative, register, number, rest.count, at: range)
        builder.free = register + 1
        return true
    }

    /// `delete a, b, permanent: true` and its kin are calls of functions that the host gives under these names.
    func operation(_ node: OperationNode, _ register: Int, _ whole: SourceRange) {
        let range = node.headRange
        let place = builder.allocate()
        guard let number = machine.builtins.nativeNumber(node.kind.rawValue) else {
            throwError(
                "Unsupported", "this interpreter has no drive, so that `\(node.kind.rawValue)` is not there", place,
                range)
            return
        }
        let native = machine.builtins.native(number)
        let fixed = native.signature.parameters.filter { !$0.isRest }
        let defaults = machine.defaults(of: native)
        _ = builder.allocate()
        let first = place + 2
        let hasRest = native.restIndex != nil
        var operands = hasRest ? [] : node.targets
        if let destination = node.destination { operands.append(destination) }
        for _ in 0..<fixed.count + (hasRest ? node.targets.count : 0) { _ = builder.allocate() }
        if hasRest {
            for (index, target) in node.targets.enumerated() { self.target(target, first + fixed.count + index) }
        }
        for (index, operand) in operands.enumerated() where index < fixed.count { target(operand, first + index) }
        var given = Set(0..<operands.count)
        for option in node.options {
            // The resolver has refused those that do not exist.
            guard let index = fixed.firstIndex(where: { $0.name == option.name }) else { continue }
            to(option.value, first + index, isFresh: false)
            given.insert(index)
        }
        for index in 0..<fixed.count where !given.contains(index) {
            if defaults[index].isMissing {
                builder.emit(.loadMissing, first + index, at: range)
            } else {
                load(defaults[index], into: first + index, at: range)
            }
        }
        builder.emit(.callNative, place, number, hasRest ? node.targets.count : 0, at: range)
        builder.emit(.move, register, place, at: range)
    }

    /// Throws an error with a constant message. `register` is on top.
    func throwError(_ code: String, _ message: String, _ register: Int, _ range: SourceRange) {
        builder.free = register + 1
        if let number = machine.builtins.nativeNumber("error") {
            _ = nativeCall(
                number, [Expression(.string(code), range: range), Expression(.string(message), range: range)], [],
                register, range)
        }
        builder.emit(.throw, register, at: range)
    }

    /// A lazy sequence is read through: the host gets a list.
    private func target(_ expression: Expression, _ register: Int) {
        to(expression, register, isFresh: false)
        builder.emit(.materialize, register, at: expression.range)
    }
}
