#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The out-of-line operations. Both loops call them; each gives the next instruction and base.

enum Slow {
    @inline(__always) static func machine(_ state: State) -> Machine { state.pointee.machine._withUnsafeGuaranteedRef { $0 } }

    /// Collects if it is time. Nothing that no register holds may be in Swift variables.
    @inline(__always) private static func safepoint(_ code: Code, _ base: Raw, _ state: State) -> Target? {
        state.pointee.credit < 0 ? machine(state).safepoint(code, base) : nil
    }

    /// The general case of the instructions whose fast path declined.
    @inline(never) static func shared(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        let machine = machine(state)
        if state.pointee.fuel < 0 {
            if let stop = machine.refuel(code, base) { return stop }
            // Once more, with fuel.
            return Target(code, base)
        }
        do throws(ScriptError) {
            if let operation = operator_(code.opcode) {
                base.set(code.a, try machine.arithmetic(operation, base.value(code.b), secondOperand(code, base)))
                return Target(code + 1, base)
            }
            return try machine.general(code, base)
        } catch {
            return machine.fail(code, base, error)
        }
    }

    private static func operator_(_ opcode: Opcode) -> BinaryOperator? {
        switch opcode {
        case .add, .addInt, .addFloat: .add
        case .subtract, .subtractInt, .subtractFloat: .subtract
        case .multiply, .multiplyInt, .multiplyFloat: .multiply
        case .divide, .divideFloat: .divide
        case .floorDivide: .floorDivide
        case .remainder, .remainderInt: .remainder
        default: nil
        }
    }

    private static func secondOperand(_ code: Code, _ base: Raw) -> Value {
        switch code.opcode {
        case .addInt, .subtractInt, .multiplyInt, .remainderInt: .int(code.signedC)
        case .addFloat, .subtractFloat, .multiplyFloat, .divideFloat: code.constantC.value(0)
        default: base.value(code.c)
        }
    }

    @inline(never) static func halt(_ code: Code, _ base: Raw, _ state: State) -> Target { machine(state).fiberFinished() }

    @inline(never) static func newBox(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        base.set(code.a, state.pointee.makeBox(base.value(code.b)))
        return Target(code + 1, base)
    }

    @inline(never) static func closure(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        let (function, captures) = machine(state).function(at: base).nested[code.b]
        let cell = state.pointee.allocate(16 + captures.count * Value.size, Tag.closure, length: captures.count)
        cell.set(8, function.prototype.raw)
        let own = Frame.closure(base)
        var offset = 16
        for capture in captures {
            cell.set(offset, capture.isRegister ? base.value(capture.index * Value.size) : own.value(16 + capture.index * Value.size))
            offset += Value.size
        }
        base.set(code.a, Value.cell(cell, Tag.closure))
        return Target(code + 1, base)
    }

    @inline(never) static func contains(_ code: Code, _ base: Raw, _ state: State) -> Target { contains(code, base, state, expected: true) }
    @inline(never) static func notContains(_ code: Code, _ base: Raw, _ state: State) -> Target { contains(code, base, state, expected: false) }
    private static func contains(_ code: Code, _ base: Raw, _ state: State, expected: Bool) -> Target {
        do throws(ScriptError) {
            base.set(code.a, Value.bool(try machine(state).contains(base.value(code.b), base.value(code.c)) == expected))
            return Target(code + 1, base)
        } catch {
            return machine(state).fail(code, base, error)
        }
    }

    @inline(never) static func isType(_ code: Code, _ base: Raw, _ state: State) -> Target {
        let machine = machine(state)
        base.set(code.a, Value.bool(machine.typeName(base.value(code.b)) == machine.names.texts[code.c]))
        return Target(code + 1, base)
    }

    @inline(never) static func fits(_ code: Code, _ base: Raw, _ state: State) -> Target {
        let value = base.value(code.b), pattern = base.value(code.c)
        do throws(ScriptError) {
            let result =
                value.isInt && pattern.tag == Tag.range
                ? RangeCell(pattern.pointer).contains(value.asInt) : try machine(state).isEqual(value, pattern)
            base.set(code.a, Value.bool(result))
            return Target(code + 1, base)
        } catch {
            return machine(state).fail(code, base, error)
        }
    }

    @inline(never) static func noMatch(_ code: Code, _ base: Raw, _ state: State) -> Target {
        let machine = machine(state)
        let value = base.value(code.a)
        let text = ((try? machine.text(value)) ?? "").prefix(40)
        return machine.fail(
            code, base, ScriptError(.noMatch, "no arm of the match fits \(machine.describe(value)): \(text)", hint: "add an `else =>` arm"))
    }
}

// MARK: Calls

extension Slow {
    @inline(never) static func call(_ code: Code, _ base: Raw, _ state: State) -> Target {
        machine(state).call(CallContext(code: code, base: base, callee: code.a, next: code + 1), code.b)
    }

    @inline(never) static func callStatic(_ code: Code, _ base: Raw, _ state: State) -> Target {
        base.set(code.a, code.constantB.value(0))
        return machine(state).call(CallContext(code: code, base: base, callee: code.a, next: code + 1), code.c)
    }

    @inline(never) static func callNative(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        let machine = machine(state)
        return machine.invoke(machine.builtins.native(code.b), CallContext(code: code, base: base, callee: code.a, next: code + 1), code.c)
    }

    @inline(never) static func callNamed(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        let machine = machine(state)
        let names = machine.function(at: base).nameLists[Int(code[1])]
        return machine.call(CallContext(code: code, base: base, callee: code.a, next: code + 2), code.b, names: names)
    }

    @inline(never) static func method(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        let machine = machine(state)
        let context = CallContext(code: code, base: base, callee: code.a, next: code + 2)
        let tag = base.half(code.a)
        let hint = code.hint
        if tag != Tag.map, hint >> 24 == tag, tag != 0 {
            // The method that this instruction found for this type before.
            return machine.call(machine.builtins.native(Int(hint & 0xFF_FFFF)), context, code.c, nil)
        }
        return machine.callMethod(context, code.extra, code.c, nil)
    }

    @inline(never) static func methodPush(_ code: Code, _ base: Raw, _ state: State) -> Target { method(code, base, state) }

    @inline(never) static func methodNamed(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        let machine = machine(state)
        let names = machine.function(at: base).nameLists[Int(code.hint)]
        return machine.callMethod(CallContext(code: code, base: base, callee: code.a, next: code + 2), code.extra, code.b, names)
    }

    /// A call that an instruction made has returned.
    @inline(never) static func deliver(_ code: Code, _ base: Raw, _ state: State) -> Target {
        let machine = machine(state)
        let window = machine.frameTop(base)
        let original = window.load(fromByteOffset: 8, as: Code.self)
        let result = window.value(Value.size)
        switch original.opcode {
        case .next, .next2: return machine.stepDelivered(result, original, base)
        default:
            base.set(original.a, result)
            return Target(original + original.opcode.shape.words, base)
        }
    }
}

// MARK: Making values

extension Slow {
    @inline(never) static func list(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        let count = code.c
        let list = state.pointee.makeList(capacity: count)
        if count > 0 { memcpy(list.elements, base + code.b, count * Value.size) }
        list.count = count
        base.set(code.a, list.value)
        return Target(code + 1, base)
    }

    @inline(never) static func appendAll(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        let list = ListCell(base.value(code.a).pointer)
        for index in 0..<code.c { state.pointee.append(base.value(code.b + index * Value.size), to: list) }
        return Target(code + 1, base)
    }

    @inline(never) static func map(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        let keys = machine(state).function(at: base).templates[code.b]
        let map = state.pointee.makeMap(capacity: keys.count)
        var source = base + code.c
        if keys.count <= MapCell.linearLimit {
            // The keys differ (the resolver has seen to it), so they need not be looked up.
            var offset = 0
            for key in keys {
                map.storage.set(offset, key.raw)
                map.storage.set(offset + 8, source.value(0))
                offset += MapCell.entrySize
                source += Value.size
            }
            map.count = keys.count
            map.usedBytes = offset
        } else {
            for key in keys {
                state.pointee.set(key, source.value(0), in: map)
                source += Value.size
            }
        }
        base.set(code.a, map.value)
        return Target(code + 1, base)
    }

    @inline(never) static func setKey(_ code: Code, _ base: Raw, _ state: State) -> Target {
        let machine = machine(state)
        let key = base.value(code.b)
        guard key.tag == Tag.string else { return machine.fail(code, base, machine.keyError(key)) }
        do throws(ScriptError) { try machine.setEntry(MapCell(base.value(code.a).pointer), StringCell(key.pointer), base.value(code.c)) } catch {
            return machine.fail(code, base, error)
        }
        return Target(code + 1, base)
    }

    @inline(never) static func concat(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        return machine(state).concat(code, base)
    }

    @inline(never) static func range(_ code: Code, _ base: Raw, _ state: State) -> Target { makeRange(code, base, state, isClosed: false) }
    @inline(never) static func closedRange(_ code: Code, _ base: Raw, _ state: State) -> Target { makeRange(code, base, state, isClosed: true) }
    private static func makeRange(_ code: Code, _ base: Raw, _ state: State, isClosed: Bool) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        let lower = base.value(code.b), upper = base.value(code.c)
        guard lower.isInt && upper.isInt else {
            let machine = machine(state)
            return machine.fail(code, base, machine.rangeError(lower, upper))
        }
        base.set(code.a, state.pointee.makeRange(lower.asInt, upper.asInt, isClosed: isClosed))
        return Target(code + 1, base)
    }
}

// MARK: Members

extension Slow {
    @inline(never) static func index(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        do throws(ScriptError) {
            base.set(code.a, try machine(state).element(base.value(code.b), base.value(code.c)))
            return Target(code + 1, base)
        } catch {
            return machine(state).fail(code, base, error)
        }
    }

    @inline(never) static func setIndex(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        do throws(ScriptError) {
            try machine(state).setElement(base.value(code.a), base.value(code.b), base.value(code.c))
            return Target(code + 1, base)
        } catch {
            return machine(state).fail(code, base, error)
        }
    }

    @inline(never) static func member(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        return machine(state).property(code, base, base.value(code.b), code.extra)
    }
    @inline(never) static func memberFar(_ code: Code, _ base: Raw, _ state: State) -> Target { member(code, base, state) }
    @inline(never) static func setMemberFar(_ code: Code, _ base: Raw, _ state: State) -> Target { setMember(code, base, state) }
    @inline(never) static func checkMissingFar(_ code: Code, _ base: Raw, _ state: State) -> Target {
        guard base.value(code.a).isMissing else { return Target(code + 2, base) }
        let machine = machine(state)
        return machine.fail(code, base, machine.missingError(machine.names.texts[code.extra]))
    }
    @inline(never) static func property(_ code: Code, _ base: Raw, _ state: State) -> Target { member(code, base, state) }
    @inline(never) static func count(_ code: Code, _ base: Raw, _ state: State) -> Target { member(code, base, state) }

    @inline(never) static func setMember(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        return machine(state).setMember(code, base, base.value(code.a), code.extra, base.value(code.c))
    }
}

// MARK: Loops, errors, tasks

extension Slow {
    @inline(never) static func iterate(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        do throws(ScriptError) {
            try machine(state).iterate(base.value(code.b), variables: code.c, base + code.a)
            return Target(code + 1, base)
        } catch {
            return machine(state).fail(code, base, error)
        }
    }
    @inline(never) static func next(_ code: Code, _ base: Raw, _ state: State) -> Target { machine(state).next(code, base) }
    @inline(never) static func next2(_ code: Code, _ base: Raw, _ state: State) -> Target { machine(state).next(code, base) }
    @inline(never) static func endLoop(_ code: Code, _ base: Raw, _ state: State) -> Target {
        machine(state).endLoop(base + code.a)
        return Target(code + 1, base)
    }
    @inline(never) static func materialize(_ code: Code, _ base: Raw, _ state: State) -> Target {
        let machine = machine(state)
        do throws(ScriptError) {
            guard let number = machine.builtins.nativeNumber("__list") else { return Target(code + 1, base) }
            return machine.callScript(try machine.scriptClosure(machine.builtins.native(number)), [base.value(code.a)], code, base)
        } catch {
            return machine.fail(code, base, error)
        }
    }

    @inline(never) static func `throw`(_ code: Code, _ base: Raw, _ state: State) -> Target { machine(state).throwValue(code, base) }

    @inline(never) static func rethrow(_ code: Code, _ base: Raw, _ state: State) -> Target {
        machine(state).raise(ErrorCell(base.value(code.a).pointer), code, base)
    }

    @inline(never) static func noteCause(_ code: Code, _ base: Raw, _ state: State) -> Target {
        machine(state).noteCause(base.value(code.b), of: base.value(code.a))
        return Target(code + 1, base)
    }

    @inline(never) static func await(_ code: Code, _ base: Raw, _ state: State) -> Target {
        if let stop = safepoint(code, base, state) { return stop }
        return machine(state).await(code, base)
    }
    @inline(never) static func async(_ code: Code, _ base: Raw, _ state: State) -> Target { machine(state).startAsync(code, base) }
    @inline(never) static func `import`(_ code: Code, _ base: Raw, _ state: State) -> Target { machine(state).runImport(code, base) }
    @inline(never) static func loadParameter(_ code: Code, _ base: Raw, _ state: State) -> Target {
        machine(state).loadParameter(code, base)
    }
    @inline(never) static func registerTest(_ code: Code, _ base: Raw, _ state: State) -> Target {
        machine(state).registerTest(base.value(code.a), code.b)
        return Target(code + 1, base)
    }
}
