#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

// What the shared out-of-line operation does besides arithmetic.
extension Machine {
    func general(_ code: Code, _ base: Raw) throws(ScriptError) -> Target {
        let a = base.value(code.a)
        func jump(_ condition: Bool, _ distance: Int) -> Target {
            guard condition else { return Target(code + 1, base) }
            // A loop whose condition is always done here uses up its fuel too.
            if distance <= 0, let stop = charge(code, base) { return stop }
            return Target(code + distance, base)
        }
        func less(_ left: Value, _ right: Value, _ symbol: String) throws(ScriptError) -> Bool {
            (try order(left, right, symbol) ?? 1) < 0
        }
        func lessOrEqual(_ left: Value, _ right: Value, _ symbol: String) throws(ScriptError) -> Bool {
            (try order(left, right, symbol) ?? 1) <= 0
        }
        func set(_ value: Value) -> Target {
            base.set(code.a, value)
            return Target(code + 1, base)
        }
        switch code.opcode {
        case .negate: return set(try negated(base.value(code.b)))
        case .not: throw conditionError(base.value(code.b), ConditionContext.not.rawValue)
        case .checkBool: throw conditionError(a, code.b)
        case .checkMissing:
            let name = StringCell(code.constantB.value(0).pointer).string
            throw missingError(name)
        case .equal: return set(.bool(try isEqual(base.value(code.b), base.value(code.c))))
        case .notEqual: return set(.bool(try !isEqual(base.value(code.b), base.value(code.c))))
        case .less: return set(.bool(try less(base.value(code.b), base.value(code.c), "<")))
        case .lessOrEqual: return set(.bool(try lessOrEqual(base.value(code.b), base.value(code.c), "<=")))
        case .jumpFalse, .jumpTrue: throw conditionError(a, code.c)
        case .jumpLess: return jump(try less(a, base.value(code.b), "<"), code.signedC)
        case .jumpNotLess: return jump(try !less(a, base.value(code.b), "<"), code.signedC)
        case .jumpLessOrEqual: return jump(try lessOrEqual(a, base.value(code.b), "<="), code.signedC)
        case .jumpNotLessOrEqual: return jump(try !lessOrEqual(a, base.value(code.b), "<="), code.signedC)
        case .jumpEqual: return jump(try isEqual(a, base.value(code.b)), code.signedC)
        case .jumpNotEqual: return jump(try !isEqual(a, base.value(code.b)), code.signedC)
        case .jumpLessInt: return jump(try less(a, .int(code.signedB), "<"), code.signedC)
        case .jumpNotLessInt: return jump(try !less(a, .int(code.signedB), "<"), code.signedC)
        case .jumpLessOrEqualInt: return jump(try lessOrEqual(a, .int(code.signedB), "<="), code.signedC)
        case .jumpNotLessOrEqualInt: return jump(try !lessOrEqual(a, .int(code.signedB), "<="), code.signedC)
        case .jumpGreaterInt: return jump(try greater(a, code.signedB, ">", orEqual: false), code.signedC)
        case .jumpNotGreaterInt: return jump(try !greater(a, code.signedB, ">", orEqual: false), code.signedC)
        case .jumpGreaterOrEqualInt: return jump(try greater(a, code.signedB, ">=", orEqual: true), code.signedC)
        case .jumpNotGreaterOrEqualInt: return jump(try !greater(a, code.signedB, ">=", orEqual: true), code.signedC)
        case .jumpEqualInt: return jump(try isEqual(a, .int(code.signedB)), code.signedC)
        case .jumpNotEqualInt: return jump(try !isEqual(a, .int(code.signedB)), code.signedC)
        case .jumpEqualConstant: return jump(try isEqual(a, code.constantB.value(0)), code.signedC)
        case .jumpNotEqualConstant: return jump(try !isEqual(a, code.constantB.value(0)), code.signedC)
        case .rangePrepare: throw rangeError(a, base.value(code.a + Value.size))
        default: throw ScriptError(.error, "the instruction \(code.opcode) cannot be done: this is a defect of smh")
        }
    }

    private func greater(_ left: Value, _ right: Int, _ symbol: String, orEqual: Bool) throws(ScriptError) -> Bool {
        guard let order = try order(left, .int(right), symbol) else { return false }
        return orEqual ? order >= 0 : order > 0
    }

    func missingError(_ name: String) -> ScriptError {
        ScriptError(.undefined, "`\(name)` is used before its definition has run")
    }

    func rangeError(_ lower: Value, _ upper: Value) -> ScriptError {
        ScriptError(.type, "a range goes from an int to an int, not from \(describe(lower)) to \(describe(upper))")
    }

    /// Interpolation: formats into a buffer, then makes one string.
    func concat(_ code: Code, _ base: Raw) -> Target {
        state.pointee.text.clear()
        var register = base + code.b
        var isSimple = true
        for _ in 0..<code.c {
            switch register.half(0) {
            case Tag.string:
                let part = StringCell(register.raw(8))
                isSimple = isSimple && part.isKnownSimple
                state.pointee.text.append(part.bytes, part.length)
            case Tag.int: state.pointee.text.append(register.word(8))
            default:
                do throws(ScriptError) {
                    var bytes: [UInt8] = []
                    isSimple = false
                    try write(register.value(0), to: &bytes)
                    state.pointee.text.append(bytes)
                } catch {
                    return fail(code, base, error)
                }
            }
            register += Value.size
        }
        let length = state.pointee.text.count
        if length > 1 << 20 {
            do throws(ScriptError) { try checkMemory(length) } catch { return fail(code, base, error) }
        }
        let cell = state.pointee.makeString(length: length)
        if let start = state.pointee.text.start { memcpy(cell.bytes, start, length) }
        if isSimple { cell.noteSimple() }
        base.set(code.a, cell.value)
        return Target(code + 1, base)
    }

    /// A string becomes an error; anything else but an error is a mistake of its own (rule 21).
    func throwValue(_ code: Code, _ base: Raw) -> Target {
        let value = base.value(code.a)
        switch value.tag {
        case Tag.error: return raise(ErrorCell(value.pointer), code, base)
        case Tag.string:
            if state.pointee.credit < 0, let stop = safepoint(code, base) { return stop }
            return raise(state.pointee.makeError(code: errorCodeName, message: StringCell(value.pointer)), code, base)
        default:
            return fail(
                code, base,
                ScriptError(
                    .type, "only a string or an error can be thrown, not \(describe(value))",
                    hint: "write error(\"Code\", \"message\", data)"))
        }
    }

    /// The error of a `finally` block took the place of the one that was on its way.
    func noteCause(_ cause: Value, of error: Value) {
        guard cause.tag == Tag.error, error.tag == Tag.error else { return }
        let cell = ErrorCell(error.pointer)
        let other = ErrorCell(cause.pointer)
        guard cell.raw != other.raw, !other.isExit else { return }
        var full = scriptError(cell)
        full.causes.append(scriptError(other))
        if let box = details(cell) { box.error = full } else { box(cell, full) }
    }

    // MARK: Files

    /// Runs an imported file at its first import's place.
    func runImport(_ code: Code, _ base: Raw) -> Target {
        guard let closure = importedFiles.start(code.b) else { return Target(code + 1, base) }
        base.set(code.a, closure)
        return call(CallContext(code: code, base: base, callee: code.a, next: code + 1), 0)
    }

    func loadParameter(_ code: Code, _ base: Raw) -> Target {
        let name = names.texts[code.b]
        do throws(ScriptError) {
            base.set(
                code.a,
                try parameterValues[name].map { value throws(ScriptError) in try self.value(from: value) } ?? .missing)
            return Target(code + 1, base)
        } catch {
            return fail(code, base, error)
        }
    }

    func registerTest(_ closure: Value, _ number: Int) {
        while tests.count <= number { tests.append(.null) }
        tests[number] = closure
    }
}

/// The files of a program that are imported, by the number in the instruction.
struct ImportedFiles {
    private var closures: [Value] = []
    private var hasRun: [Bool] = []

    mutating func add(_ closure: Value) -> Int {
        closures.append(closure)
        hasRun.append(false)
        return closures.count - 1
    }

    /// Nil if it has run already.
    mutating func start(_ number: Int) -> Value? {
        guard number < closures.count, !hasRun[number] else { return nil }
        hasRun[number] = true
        return closures[number]
    }
}

func nearestName(to name: String, in names: [String]) -> String? {
    MemberHabits.meaning(of: name, among: names) ?? Spelling.nearest(to: name, in: names)
        ?? MemberHabits.meaning(ofMisspelt: name, among: names)
}
