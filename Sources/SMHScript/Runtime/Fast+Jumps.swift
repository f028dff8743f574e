// Fast paths of the jumps: the next instruction, or nil to be done out of line.
extension Fast {
    /// Backward jumps (one to itself too) use up fuel; without any left the out-of-line operation looks at budget, deadline and cancellation.
    @inline(__always) private static func taken(_ code: Code, _ distance: Int, _ state: State) -> Code? {
        if distance <= 0 {
            state.pointee.fuel &-= 1
            if state.pointee.fuel < 0 { return nil }
        }
        return code + distance
    }

    @inline(__always) static func jump(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        taken(code, code.longJump, state)
    }

    @inline(__always) static func jumpFalse(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        let tag = (base + code.a).half(0)
        if tag == Tag.true { return code + 1 }
        return tag == Tag.false ? taken(code, code.signedB, state) : nil
    }
    @inline(__always) static func jumpTrue(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        let tag = (base + code.a).half(0)
        if tag == Tag.false { return code + 1 }
        return tag == Tag.true ? taken(code, code.signedB, state) : nil
    }
    @inline(__always) private static func jump(_ code: Code, _ condition: Bool, _ state: State) -> Code? {
        condition ? taken(code, code.signedB, state) : code + 1
    }
    @inline(__always) static func jumpNull(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        jump(code, (base + code.a).half(0) == Tag.null, state)
    }
    @inline(__always) static func jumpNotNull(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        jump(code, (base + code.a).half(0) != Tag.null, state)
    }
    @inline(__always) static func jumpNotMissing(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        jump(code, (base + code.a).half(0) != Tag.missing, state)
    }
    @inline(__always) private static func compare(
        _ code: Code, _ base: Raw, _ state: State, _ ints: (Int, Int) -> Bool, _ floats: (Double, Double) -> Bool,
        jumpsIf expected: Bool
    ) -> Code? {
        let x = base + code.a, y = base + code.b
        if bothInts(x, y) { return ints(int(x), int(y)) == expected ? taken(code, code.signedC, state) : code + 1 }
        if bothFloats(x, y) {
            return floats(float(x), float(y)) == expected ? taken(code, code.signedC, state) : code + 1
        }
        return nil
    }
    @inline(__always) static func jumpLess(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        compare(code, base, state, { $0 < $1 }, { $0 < $1 }, jumpsIf: true)
    }
    @inline(__always) static func jumpNotLess(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        compare(code, base, state, { $0 < $1 }, { $0 < $1 }, jumpsIf: false)
    }
    @inline(__always) static func jumpLessOrEqual(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        compare(code, base, state, { $0 <= $1 }, { $0 <= $1 }, jumpsIf: true)
    }
    @inline(__always) static func jumpNotLessOrEqual(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        compare(code, base, state, { $0 <= $1 }, { $0 <= $1 }, jumpsIf: false)
    }
    @inline(__always) static func jumpEqual(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        let result = equality(base + code.a, base + code.b)
        if result == .undecided { return nil }
        return result == .equal ? taken(code, code.signedC, state) : code + 1
    }
    @inline(__always) static func jumpNotEqual(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        let result = equality(base + code.a, base + code.b)
        if result == .undecided { return nil }
        return result == .different ? taken(code, code.signedC, state) : code + 1
    }

    @inline(__always) private static func compareInt(
        _ code: Code, _ base: Raw, _ state: State, _ ints: (Int, Int) -> Bool, _ floats: (Double, Double) -> Bool,
        jumpsIf expected: Bool
    ) -> Code? {
        let x = base + code.a
        if isInt(x) { return ints(int(x), code.signedB) == expected ? taken(code, code.signedC, state) : code + 1 }
        guard isFloat(x) else { return nil }
        return floats(float(x), Double(code.signedB)) == expected ? taken(code, code.signedC, state) : code + 1
    }
    @inline(__always) static func jumpLessInt(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        compareInt(code, base, state, { $0 < $1 }, { $0 < $1 }, jumpsIf: true)
    }
    @inline(__always) static func jumpNotLessInt(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        compareInt(code, base, state, { $0 < $1 }, { $0 < $1 }, jumpsIf: false)
    }
    @inline(__always) static func jumpLessOrEqualInt(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        compareInt(code, base, state, { $0 <= $1 }, { $0 <= $1 }, jumpsIf: true)
    }
    @inline(__always) static func jumpNotLessOrEqualInt(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        compareInt(code, base, state, { $0 <= $1 }, { $0 <= $1 }, jumpsIf: false)
    }
    @inline(__always) static func jumpGreaterInt(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        compareInt(code, base, state, { $0 > $1 }, { $0 > $1 }, jumpsIf: true)
    }
    @inline(__always) static func jumpNotGreaterInt(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        compareInt(code, base, state, { $0 > $1 }, { $0 > $1 }, jumpsIf: false)
    }
    @inline(__always) static func jumpGreaterOrEqualInt(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        compareInt(code, base, state, { $0 >= $1 }, { $0 >= $1 }, jumpsIf: true)
    }
    @inline(__always) static func jumpNotGreaterOrEqualInt(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        compareInt(code, base, state, { $0 >= $1 }, { $0 >= $1 }, jumpsIf: false)
    }
    @inline(__always) private static func isEqual(_ code: Code, _ base: Raw) -> Bool {
        let x = base + code.a
        if isInt(x) { return int(x) == code.signedB }
        return isFloat(x) && float(x) == Double(code.signedB)
    }
    @inline(__always) static func jumpEqualInt(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        isEqual(code, base) ? taken(code, code.signedC, state) : code + 1
    }
    @inline(__always) static func jumpNotEqualInt(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        isEqual(code, base) ? code + 1 : taken(code, code.signedC, state)
    }

    /// 1: equal, 0: different, -1: the bytes must be compared.
    @inline(__always) private static func compareConstant(_ code: Code, _ base: Raw) -> Int {
        let x = base + code.a
        guard x.half(0) == Tag.string else { return 0 }
        let string = cell(x), constant = cell(code.constantB)
        if string == constant { return 1 }
        return string.half(4) == constant.half(4) ? -1 : 0
    }
    @inline(__always) static func jumpEqualConstant(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        let result = compareConstant(code, base)
        if result < 0 { return nil }
        return result == 1 ? taken(code, code.signedC, state) : code + 1
    }
    @inline(__always) static func jumpNotEqualConstant(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        let result = compareConstant(code, base)
        if result < 0 { return nil }
        return result == 0 ? taken(code, code.signedC, state) : code + 1
    }

    /// First and last int instead of an end, so that no step can overflow.
    @inline(__always) static func rangePrepare(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        let first = base + code.a, end = base + (code.a &+ Value.size)
        guard bothInts(first, end) else { return nil }
        if code.c == 0 {
            if int(first) >= int(end) { return code + code.signedB }
            end.set(8, int(end) &- 1)
        } else if int(first) > int(end) {
            return code + code.signedB
        }
        return code + 1
    }
    @inline(__always) static func rangeLoop(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        let current = base + code.a
        let value = int(current)
        if value >= int(current + Value.size) { return code + 1 }
        state.pointee.fuel &-= 1
        if state.pointee.fuel < 0 { return nil }
        current.set(8, value &+ 1)
        return code + code.signedB
    }

    /// Over a list the iterator is the snapshot and a position; everything else is done out of line.
    @inline(__always) static func next(_ code: Code, _ base: Raw, _ state: State) -> Code? {
        let iterator = base + code.a
        guard iterator.half(0) == Tag.list else { return nil }
        let list = cell(iterator), position = int(iterator + Value.size)
        guard position < list.cellLength else { return nil }
        state.pointee.fuel &-= 1
        if state.pointee.fuel < 0 { return nil }
        copy(list.raw(16) + position &* Value.size, to: base + code.b)
        (iterator + Value.size).set(8, position &+ 1)
        return code + code.signedC
    }
}
