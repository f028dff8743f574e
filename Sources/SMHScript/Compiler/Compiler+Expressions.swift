extension Compiler {
    /// A register that holds the value: a variable's own one where that is possible, else a new one on top.
    func operand(_ expression: Expression) -> Int {
        if let register = ownRegister(expression) { return register }
        let register = builder.allocate()
        to(expression, register, isFresh: true)
        return register
    }

    /// The register of a plain local variable.
    func ownRegister(_ expression: Expression) -> Int? {
        switch expression.kind {
        case .name(let name):
            if case .variable(let variable) = name.resolution, case .register(let register) = place(variable) {
                return register
            }
            return nil
        case .parenthesized(let inner): return ownRegister(inner)
        default: return nil
        }
    }

    /// As `operand`, for one that stays in use while `others` are evaluated, which may assign to the variable.
    func operand(_ expression: Expression, before others: [Expression]) -> Int {
        if ownRegister(expression) != nil, others.contains(where: mayAssign) {
            let register = builder.allocate()
            to(expression, register, isFresh: true)
            return register
        }
        return operand(expression)
    }

    /// Whether evaluating it may assign to a local variable: only the blocks of a `match` can.
    func mayAssign(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .null, .bool, .int, .float, .duration, .string, .name, .closure, .async, .malformed: false
        case .match: true
        case .interpolation(let parts):
            parts.contains { part in
                if case .expression(let inner) = part { return mayAssign(inner) }
                return false
            }
        case .list(let elements): elements.contains(where: mayAssign)
        case .map(let entries):
            entries.contains { entry in
                if case .computed(let key) = entry.key, mayAssign(key) { return true }
                return mayAssign(entry.value)
            }
        case .range(let lower, let upper, _): mayAssign(lower) || mayAssign(upper)
        case .negate(let inner), .not(let inner), .throwError(let inner), .parenthesized(let inner),
            .typeTest(let inner, _, _, _):
            mayAssign(inner)
        case .operation(let node):
            node.targets.contains(where: mayAssign) || node.destination.map(mayAssign) ?? false
                || node.options.contains { mayAssign($0.value) }
        case .await(let inner, let options): mayAssign(inner) || options.contains { mayAssign($0.value) }
        case .binary, .and, .or, .coalesce, .index, .member, .optionalChain, .call, .conditional, .attempt:
            chainMayAssign(expression)
        }
    }

    /// Along the chain in a loop: it may be long.
    private func chainMayAssign(_ expression: Expression) -> Bool {
        var current = expression
        while true {
            switch current.kind {
            case .binary(_, _, let right), .and(_, let right), .or(_, let right), .coalesce(_, let right),
                .index(_, index: let right):
                if mayAssign(right) { return true }
            case .call(let call):
                if call.arguments.contains(where: mayAssign) || call.named.contains(where: { mayAssign($0.value) }) {
                    return true
                }
            case .conditional(let condition, then: let then, otherwise: _):
                if mayAssign(condition) || mayAssign(then) { return true }
            case .attempt(let inner, otherwise: _): if mayAssign(inner) { return true }
            default: break
            }
            guard let next = current.link else { return mayAssign(current) }
            current = next
        }
    }

    /// Evaluates into a register. A fresh one is on top and holds nothing yet; any other is only written by the last instruction.
    func to(_ expression: Expression, _ register: Int, isFresh: Bool) {
        let saved = builder.free
        defer { builder.free = saved }
        let range = expression.range
        switch expression.kind {
        case .null: builder.emit(.loadNull, register, at: range)
        case .bool(let value): builder.emit(value ? .loadTrue : .loadFalse, register, at: range)
        case .int(let value): load(int: value, register, range)
        case .float(let value): load(.float(value), into: register, at: range)
        case .duration(let value): load(.duration(value), into: register, at: range)
        case .string(let text): load(machine.heap.intern(text).value, into: register, at: range)
        case .interpolation(let parts): interpolation(parts, register, range)
        case .name(let name): self.name(name, register)
        case .list(let elements): list(elements, register, range)
        case .map(let entries): map(entries, register, range)
        case .range(let lower, let upper, let isClosed):
            let x = operand(lower, before: [upper]), y = operand(upper)
            builder.emit(isClosed ? .closedRange : .range, register, x, y, at: range)
        case .negate(let inner): negate(inner, register, range)
        case .not(let inner): builder.emit(.not, register, operand(inner), at: range)
        case .typeTest(let inner, let type, _, let isNegated):
            builder.emit(.isType, register, operand(inner), machine.nameNumber(type), at: range)
            if isNegated { builder.emit(.not, register, register, at: range) }
        case .binary, .and, .or, .coalesce, .index, .member, .optionalChain, .call:
            chain(expression, register, isFresh: isFresh)
        case .conditional: conditional(expression, register)
        case .attempt: attempt(expression, register)
        case .match(let node): match(node, register, range)
        case .closure(let function): closure(function, into: register)
        case .async(let function):
            let temporary = builder.allocate()
            closure(function, into: temporary)
            builder.emit(.async, register, temporary, at: range)
        case .operation(let node): operation(node, register, range)
        case .await(let task, let options): awaiting(task, options, register, range)
        case .throwError(let inner): builder.emit(.throw, operand(inner), at: range)
        case .parenthesized(let inner): to(inner, register, isFresh: isFresh)
        case .malformed: builder.emit(.loadNull, register, at: range)
        }
    }

    func load(int value: Int, _ register: Int, _ range: SourceRange) {
        if Int16(exactly: value) != nil {
            builder.emit(.loadInt, register, value, at: range)
        } else {
            load(.int(value), into: register, at: range)
        }
    }

    private func negate(_ inner: Expression, _ register: Int, _ range: SourceRange) {
        switch inner.kind {
        case .int(let value) where value != Int.min: load(int: -value, register, range)
        case .float(let value): load(.float(-value), into: register, at: range)
        case .duration(let value) where value != Int.min: load(.duration(-value), into: register, at: range)
        default: builder.emit(.negate, register, operand(inner), at: range)
        }
    }

    private func name(_ name: NameNode, _ register: Int) {
        switch name.resolution {
        case .variable(let variable): read(variable, into: register, at: name.range)
        case .builtin: builtin(name, register)
        case .unresolved: builder.emit(.loadNull, register, at: name.range)
        }
    }

    private func builtin(_ name: NameNode, _ register: Int) {
        if name.name == "_", let last = unit.session.lastValue {
            load(last, into: register, at: name.range)
            builder.emit(.getBox, register, register, at: name.range)
            return
        }
        if unit.isPrelude, name.name == "__end" {
            builder.emit(.loadMissing, register, at: name.range)
            return
        }
        switch machine.builtins.entry(name.name) {
        case .native(let number): load(machine.functionValue(number), into: register, at: name.range)
        case .module(let number): load(machine.moduleValue(number), into: register, at: name.range)
        case .value:
            load(machine.valueBox(name.name), into: register, at: name.range)
            builder.emit(.getBox, register, register, at: name.range)
        case nil: builder.emit(.loadNull, register, at: name.range)
        }
    }

    // MARK: Literals

    private func interpolation(_ parts: [StringPart], _ register: Int, _ range: SourceRange) {
        var rest = parts[...]
        var isFirst = true
        // Many parts go through the registers in portions.
        while isFirst || !rest.isEmpty {
            let saved = builder.free
            let start = builder.free
            if !isFirst {
                let before = builder.allocate()
                builder.emit(.move, before, register, at: range)
            }
            let portion = rest.prefix(FunctionBuilder.longestList)
            rest = rest.dropFirst(FunctionBuilder.longestList)
            for part in portion {
                let place = builder.allocate()
                switch part {
                case .text(let text): load(machine.heap.intern(text).value, into: place, at: range)
                case .expression(let expression): to(expression, place, isFresh: true)
                }
            }
            // An intermediate result must not stand in a variable's register.
            let target = rest.isEmpty ? register : start
            builder.emit(.concat, target, start, builder.free - start, at: range)
            if !rest.isEmpty && register != start {
                builder.free = start + 1
                interpolationRest(rest, start, register, range)
                builder.free = saved
                return
            }
            builder.free = saved
            isFirst = false
        }
    }

    private func interpolationRest(_ parts: ArraySlice<StringPart>, _ text: Int, _ register: Int, _ range: SourceRange)
    {
        var rest = parts
        while !rest.isEmpty {
            let saved = builder.free
            let portion = rest.prefix(FunctionBuilder.longestList)
            rest = rest.dropFirst(FunctionBuilder.longestList)
            for part in portion {
                let place = builder.allocate()
                switch part {
                case .text(let piece): load(machine.heap.intern(piece).value, into: place, at: range)
                case .expression(let expression): to(expression, place, isFresh: true)
                }
            }
            builder.emit(.concat, text, text, builder.free - text, at: range)
            builder.free = saved
        }
        builder.emit(.move, register, text, at: range)
    }

    private func list(_ elements: [Expression], _ register: Int, _ range: SourceRange) {
        let start = builder.free
        guard elements.count > FunctionBuilder.longestList else {
            for element in elements { to(element, builder.allocate(), isFresh: true) }
            builder.emit(.list, register, elements.isEmpty ? register : start, elements.count, at: range)
            return
        }
        let whole = builder.allocate()
        builder.emit(.list, whole, whole, 0, at: range)
        var rest = elements[...]
        while !rest.isEmpty {
            let saved = builder.free
            let portion = rest.prefix(FunctionBuilder.longestList)
            rest = rest.dropFirst(FunctionBuilder.longestList)
            for element in portion { to(element, builder.allocate(), isFresh: true) }
            builder.emit(.appendAll, whole, saved, portion.count, at: range)
            builder.free = saved
        }
        builder.emit(.move, register, whole, at: range)
    }

    private func map(_ entries: [MapEntry], _ register: Int, _ range: SourceRange) {
        let keys = entries.compactMap { entry -> String? in
            if case .constant(let key, _) = entry.key { return key }
            return nil
        }
        if keys.count == entries.count && entries.count <= FunctionBuilder.longestList {
            let start = builder.free
            for entry in entries { to(entry.value, builder.allocate(), isFresh: true) }
            code.templates.append(keys.map { machine.heap.intern($0) })
            if code.templates.count > Int(UInt16.max) { builder.noteTooLarge() }
            builder.emit(.map, register, code.templates.count - 1, entries.isEmpty ? register : start, at: range)
            return
        }
        let whole = builder.allocate()
        code.templates.append([])
        builder.emit(.map, whole, code.templates.count - 1, whole, at: range)
        for entry in entries {
            let saved = builder.free
            let key = builder.allocate()
            let keyRange: SourceRange
            switch entry.key {
            case .constant(let text, let place):
                keyRange = place
                load(machine.heap.intern(text).value, into: key, at: place)
            case .computed(let expression):
                keyRange = expression.range
                to(expression, key, isFresh: true)
            }
            let value = operand(entry.value)
            builder.emit(.setKey, whole, key, value, at: keyRange)
            builder.free = saved
        }
        builder.emit(.move, register, whole, at: range)
    }

    // MARK: Choices

    /// `if a then b else if c then d else …`, in a loop since it may be long.
    private func conditional(_ expression: Expression, _ register: Int) {
        var current = expression
        var ends: [Int] = []
        while case .conditional(let condition, then: let then, otherwise: let otherwise) = current.kind {
            let misses = jumps(condition, if: false)
            to(then, register, isFresh: false)
            ends.append(builder.emitJump(.jump, 0, at: then.range))
            builder.patch(misses, to: builder.here)
            current = otherwise
        }
        to(current, register, isFresh: false)
        builder.patch(ends, to: builder.here)
    }

    /// `try a else b`: b for whatever a `catch` would see, and not for errors of b.
    private func attempt(_ expression: Expression, _ register: Int) {
        var current = expression
        var ends: [Int] = []
        while case .attempt(let inner, otherwise: let otherwise) = current.kind {
            let error = builder.allocate()
            let start = builder.here
            to(inner, register, isFresh: false)
            let end = builder.here
            ends.append(builder.emitJump(.jump, 0, at: inner.range))
            builder.handlers.append(
                .init(kind: .catches, range: start..<max(end, start + 1), target: builder.here, register: error))
            current = otherwise
        }
        to(current, register, isFresh: false)
        builder.patch(ends, to: builder.here)
    }

    func awaiting(_ task: Expression, _ options: [NamedArgument], _ register: Int, _ range: SourceRange) {
        let place = builder.allocate()
        to(task, place, isFresh: true)
        if let timeout = options.first(where: { $0.name == "timeout" }) {
            to(timeout.value, builder.allocate(), isFresh: true)
            builder.emit(.await, register, place, 1, at: range)
        } else {
            builder.emit(.await, register, place, 0, at: range)
        }
    }
}
