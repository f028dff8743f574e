#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

// The out-of-line operations: each gives the next instruction and base. Both loops reach them through `Slow`.

extension Machine {
    /// Collects if it is time. Nothing that no register holds may be in Swift variables.
    @inline(__always) private func safepointIfDue(_ code: Code, _ base: Raw) -> Target? {
        state.pointee.credit < 0 ? safepoint(code, base) : nil
    }

    /// The general case of the instructions whose fast path declined.
    func slowShared(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        if state.pointee.fuel < 0 {
            if let stop = refuel(code, base) { return stop }
            // Once more, with fuel.
            return Target(code, base)
        }
        do throws(ScriptError) {
            if let operation = binaryOperator(of: code.opcode) {
                base.set(code.a, try arithmetic(operation, base.value(code.b), secondOperand(code, base)))
                return Target(code + 1, base)
            }
            return try general(code, base)
        } catch {
            return fail(code, base, error)
        }
    }

    private func binaryOperator(of opcode: Opcode) -> BinaryOperator? {
        switch opcode {
        case .add, .addInt, .addFloat: .add
        case .subtract, .subtractInt, .subtractFloat: .subtract
        case .multiply, .multiplyInt, .multiplyFloat: .multiply
        case .divide, .divideInt, .divideFloat: .divide
        case .floorDivide, .floorDivideInt: .floorDivide
        case .remainder, .remainderInt: .remainder
        default: nil
        }
    }

    private func secondOperand(_ code: Code, _ base: Raw) -> Value {
        switch code.opcode {
        case .addInt, .subtractInt, .multiplyInt, .divideInt, .floorDivideInt, .remainderInt: .int(code.signedC)
        case .addFloat, .subtractFloat, .multiplyFloat, .divideFloat: code.constantC.value(0)
        default: base.value(code.c)
        }
    }

    func slowHalt(_ code: Code, _ base: Raw) -> Target { fiberFinished() }

    func slowNewBox(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        base.set(code.a, state.pointee.makeBox(base.value(code.b)))
        return Target(code + 1, base)
    }

    func slowClosure(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        let own = Frame.closure(base)
        let row = Prototype(ofClosure: own).nested(code.b)
        let count = row.word(0) - 1
        let cell = state.pointee.allocate(16 + count * Value.size, Tag.closure, length: count)
        cell.set(8, row.raw(8))
        for number in 0..<count {
            let capture = row.word(16 + number * 8)
            let source = capture & 1 != 0 ? base + (capture >> 1) * Value.size : own + 16 + (capture >> 1) * Value.size
            cell.set(16 + number * Value.size, source.value(0))
        }
        base.set(code.a, Value.cell(cell, Tag.closure))
        return Target(code + 1, base)
    }

    func slowContains(_ code: Code, _ base: Raw) -> Target { contains(code, base, expected: true) }
    func slowNotContains(_ code: Code, _ base: Raw) -> Target { contains(code, base, expected: false) }
    private func contains(_ code: Code, _ base: Raw, expected: Bool) -> Target {
        do throws(ScriptError) {
            base.set(code.a, Value.bool(try contains(base.value(code.b), base.value(code.c)) == expected))
            return Target(code + 1, base)
        } catch {
            return fail(code, base, error)
        }
    }

    func slowIsType(_ code: Code, _ base: Raw) -> Target {
        base.set(code.a, Value.bool(typeName(base.value(code.b)) == names.texts[code.c]))
        return Target(code + 1, base)
    }

    func slowFits(_ code: Code, _ base: Raw) -> Target {
        let value = base.value(code.b), pattern = base.value(code.c)
        do throws(ScriptError) {
            let result =
                value.isInt && pattern.tag == Tag.range
                ? RangeCell(pattern.pointer).contains(value.asInt) : try isEqual(value, pattern)
            base.set(code.a, Value.bool(result))
            return Target(code + 1, base)
        } catch {
            return fail(code, base, error)
        }
    }

    func slowNoMatch(_ code: Code, _ base: Raw) -> Target {
        let value = base.value(code.a)
        let text = ((try? text(value)) ?? "").prefix(40)
        return fail(
            code, base,
            ScriptError(.noMatch, "no arm of the match fits \(describe(value)): \(text)", hint: "add an `else =>` arm"))
    }
}

// MARK: Calls

extension Machine {
    func slowCall(_ code: Code, _ base: Raw) -> Target {
        if let stop = refuelIfDue(code, base) { return stop }
        return call(CallContext(code: code, base: base, callee: code.a, next: code + 1), code.b)
    }

    func slowCallStatic(_ code: Code, _ base: Raw) -> Target {
        if let stop = refuelIfDue(code, base) { return stop }
        base.set(code.a, code.constantB.value(0))
        return call(CallContext(code: code, base: base, callee: code.a, next: code + 1), code.c)
    }

    func slowCallNative(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        let native = state.pointee.natives.unsafelyUnwrapped[code.b]
        let context = CallContext(code: code, base: base, callee: code.a, next: code + 1)
        return native._withUnsafeGuaranteedRef { invoke($0, context, code.c) }
    }

    func slowCallNamed(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) ?? refuelIfDue(code, base) { return stop }
        let names = function(at: base).nameLists[Int(code[1])]
        return call(CallContext(code: code, base: base, callee: code.a, next: code + 2), code.b, names: names)
    }

    func slowMethod(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) ?? refuelIfDue(code, base) { return stop }
        let context = CallContext(code: code, base: base, callee: code.a, next: code + 2)
        let tag = base.half(code.a)
        let hint = code.hint
        if Hint.isNative(hint, tag) {
            // The method that this instruction found for this type before.
            let native = state.pointee.natives.unsafelyUnwrapped[Hint.number(hint)]
            return native._withUnsafeGuaranteedRef { call($0, context, code.c, nil) }
        }
        return callMethod(context, code.extra, code.c, nil)
    }

    func slowMethodPush(_ code: Code, _ base: Raw) -> Target { slowMethod(code, base) }

    func slowMethodNamed(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) ?? refuelIfDue(code, base) { return stop }
        let names = function(at: base).nameLists[Int(code.hint)]
        return callMethod(
            CallContext(code: code, base: base, callee: code.a, next: code + 2), code.extra, code.b, names)
    }

    /// A call that an instruction made has returned.
    func slowDeliver(_ code: Code, _ base: Raw) -> Target {
        let window = frameTop(base)
        let original = window.load(fromByteOffset: 8, as: Code.self)
        let result = window.value(Value.size)
        switch original.opcode {
        case .next, .next2: return stepDelivered(result, original, base)
        default:
            base.set(original.a, result)
            return Target(original + original.opcode.shape.words, base)
        }
    }
}

// MARK: Making values

extension Machine {
    func slowList(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        let count = code.c
        let list = state.pointee.makeList(capacity: count)
        if count > 0 { memcpy(list.elements, base + code.b, count * Value.size) }
        list.count = count
        base.set(code.a, list.value)
        return Target(code + 1, base)
    }

    func slowAppendAll(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        let list = ListCell(base.value(code.a).pointer)
        for index in 0..<code.c { state.pointee.append(base.value(code.b + index * Value.size), to: list) }
        return Target(code + 1, base)
    }

    func slowMap(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        let row = Prototype(ofClosure: Frame.closure(base)).template(code.b)
        let count = row.word(0)
        let map = state.pointee.makeMap(capacity: count)
        var source = base + code.c
        if count <= MapCell.linearLimit {
            // The keys differ (the resolver has seen to it), so they need not be looked up.
            var offset = 0
            for number in 0..<count {
                map.storage.set(offset, row.raw(8 + number * 8))
                map.storage.set(offset + 8, source.value(0))
                offset += MapCell.entrySize
                source += Value.size
            }
            map.count = count
            map.usedBytes = offset
        } else {
            for number in 0..<count {
                state.pointee.set(StringCell(row.raw(8 + number * 8)), source.value(0), in: map)
                source += Value.size
            }
        }
        base.set(code.a, map.value)
        return Target(code + 1, base)
    }

    func slowSetKey(_ code: Code, _ base: Raw) -> Target {
        let key = base.value(code.b)
        guard key.tag == Tag.string else { return fail(code, base, keyError(key)) }
        do throws(ScriptError) {
            try setEntry(MapCell(base.value(code.a).pointer), StringCell(key.pointer), base.value(code.c))
        } catch {
            return fail(code, base, error)
        }
        return Target(code + 1, base)
    }

    func slowConcat(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        return concat(code, base)
    }

    func slowRange(_ code: Code, _ base: Raw) -> Target { makeRange(code, base, isClosed: false) }
    func slowClosedRange(_ code: Code, _ base: Raw) -> Target { makeRange(code, base, isClosed: true) }
    private func makeRange(_ code: Code, _ base: Raw, isClosed: Bool) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        let lower = base.value(code.b), upper = base.value(code.c)
        guard lower.isInt && upper.isInt else {
            return fail(code, base, rangeError(lower, upper))
        }
        base.set(code.a, state.pointee.makeRange(lower.asInt, upper.asInt, isClosed: isClosed))
        return Target(code + 1, base)
    }
}

// MARK: Members

extension Machine {
    func slowIndex(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        do throws(ScriptError) {
            base.set(code.a, try element(base.value(code.b), base.value(code.c)))
            return Target(code + 1, base)
        } catch {
            return fail(code, base, error)
        }
    }

    func slowSetIndex(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        do throws(ScriptError) {
            try setElement(base.value(code.a), base.value(code.b), base.value(code.c))
            return Target(code + 1, base)
        } catch {
            return fail(code, base, error)
        }
    }

    func slowMember(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        return property(code, base, base.value(code.b), code.extra)
    }
    func slowMemberFar(_ code: Code, _ base: Raw) -> Target { slowMember(code, base) }
    func slowSetMemberFar(_ code: Code, _ base: Raw) -> Target { slowSetMember(code, base) }
    func slowCheckMissingFar(_ code: Code, _ base: Raw) -> Target {
        guard base.value(code.a).isMissing else { return Target(code + 2, base) }
        return fail(code, base, missingError(names.texts[code.extra]))
    }
    func slowProperty(_ code: Code, _ base: Raw) -> Target { slowMember(code, base) }
    func slowCount(_ code: Code, _ base: Raw) -> Target { slowMember(code, base) }

    func slowSetMember(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        return setMember(code, base, base.value(code.a), code.extra, base.value(code.c))
    }
}

// MARK: Loops, errors, tasks

extension Machine {
    func slowIterate(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        do throws(ScriptError) {
            try iterate(base.value(code.b), variables: code.c, base + code.a)
            return Target(code + 1, base)
        } catch {
            return fail(code, base, error)
        }
    }
    func slowNext(_ code: Code, _ base: Raw) -> Target { next(code, base) }
    func slowNext2(_ code: Code, _ base: Raw) -> Target { next(code, base) }
    func slowEndLoop(_ code: Code, _ base: Raw) -> Target {
        endLoop(base + code.a)
        return Target(code + 1, base)
    }
    func slowMaterialize(_ code: Code, _ base: Raw) -> Target {
        do throws(ScriptError) {
            guard let number = builtins.nativeNumber("__list") else { return Target(code + 1, base) }
            return callScript(try scriptClosure(builtins.native(number)), [base.value(code.a)], code, base)
        } catch {
            return fail(code, base, error)
        }
    }

    func slowThrow(_ code: Code, _ base: Raw) -> Target { throwValue(code, base) }

    func slowRethrow(_ code: Code, _ base: Raw) -> Target {
        raise(ErrorCell(base.value(code.a).pointer), code, base)
    }

    func slowNoteCause(_ code: Code, _ base: Raw) -> Target {
        noteCause(base.value(code.b), of: base.value(code.a))
        return Target(code + 1, base)
    }

    func slowAwait(_ code: Code, _ base: Raw) -> Target {
        if let stop = safepointIfDue(code, base) { return stop }
        return awaitTask(code, base)
    }
    func slowAsync(_ code: Code, _ base: Raw) -> Target { startAsync(code, base) }
    func slowImport(_ code: Code, _ base: Raw) -> Target { runImport(code, base) }
    func slowLoadParameter(_ code: Code, _ base: Raw) -> Target {
        loadParameter(code, base)
    }
    func slowRegisterTest(_ code: Code, _ base: Raw) -> Target {
        registerTest(base.value(code.a), code.b)
        return Target(code + 1, base)
    }
}
