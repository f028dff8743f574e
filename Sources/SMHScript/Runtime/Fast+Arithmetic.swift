// Fast paths of arithmetic and of comparisons that give a bool.
extension Fast {
    @inline(__always) static func bothFloats(_ left: Raw, _ right: Raw) -> Bool { isFloat(left) && isFloat(right) }
    /// The tags of ints and floats are 0 and 1.
    @inline(__always) private static func bothNumbers(_ left: Raw, _ right: Raw) -> Bool {
        (left.half(0) | right.half(0)) <= Tag.float
    }
    /// Only for an int or a float.
    @inline(__always) private static func number(_ register: Raw) -> Double {
        isFloat(register) ? float(register) : Double(int(register))
    }

    /// Two ints, whose result may not fit; else two numbers of which one is a float.
    @inline(__always) private static func combine(
        _ code: Code, _ base: Raw, _ ints: (Int, Int) -> (partialValue: Int, overflow: Bool),
        _ floats: (Double, Double) -> Double
    ) -> Bool {
        let x = base + code.b, y = base + code.c
        if bothInts(x, y) {
            let (result, overflow) = ints(int(x), int(y))
            if overflow { return false }
            set(base + code.a, int: result)
            return true
        }
        if bothFloats(x, y) {
            set(base + code.a, float: floats(float(x), float(y)))
            return true
        }
        guard bothNumbers(x, y) else { return false }
        set(base + code.a, float: floats(number(x), number(y)))
        return true
    }
    @inline(__always) static func add(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        combine(code, base, { $0.addingReportingOverflow($1) }, { $0 + $1 })
    }
    @inline(__always) static func subtract(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        combine(code, base, { $0.subtractingReportingOverflow($1) }, { $0 - $1 })
    }
    @inline(__always) static func multiply(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        combine(code, base, { $0.multipliedReportingOverflow(by: $1) }, { $0 * $1 })
    }
    @inline(__always) static func divide(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b, y = base + code.c
        if bothFloats(x, y) {
            if float(y) == 0 { return false }
            set(base + code.a, float: float(x) / float(y))
            return true
        }
        guard bothNumbers(x, y) else { return false }
        let divisor = number(y)
        if divisor == 0 { return false }
        set(base + code.a, float: number(x) / divisor)
        return true
    }
    /// 32-bit division is several times cheaper on older processors.
    @inline(__always) private static func isSmall(_ value: Int) -> Bool { UInt64(bitPattern: Int64(value)) >> 32 == 0 }
    /// Both are ints below 2^32 and the divisor is not 0.
    @inline(__always) private static func bothSmall(_ x: Raw, _ y: Raw) -> Bool {
        bothInts(x, y) && isSmall(int(x) | int(y)) && int(y) != 0
    }
    @inline(__always) static func floorDivide(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b, y = base + code.c
        guard bothSmall(x, y) else { return false }
        set(base + code.a, int: Int(UInt32(truncatingIfNeeded: int(x)) / UInt32(truncatingIfNeeded: int(y))))
        return true
    }
    @inline(__always) static func remainder(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b, y = base + code.c
        guard bothSmall(x, y) else { return false }
        set(base + code.a, int: Int(UInt32(truncatingIfNeeded: int(x)) % UInt32(truncatingIfNeeded: int(y))))
        return true
    }
}

// MARK: With an int in the instruction

extension Fast {
    @inline(__always) private static func combineInt(
        _ code: Code, _ base: Raw, _ ints: (Int, Int) -> (partialValue: Int, overflow: Bool),
        _ floats: (Double, Double) -> Double
    ) -> Bool {
        let x = base + code.b
        if isInt(x) {
            let (result, overflow) = ints(int(x), code.signedC)
            if overflow { return false }
            set(base + code.a, int: result)
            return true
        }
        guard isFloat(x) else { return false }
        set(base + code.a, float: floats(float(x), Double(code.signedC)))
        return true
    }
    @inline(__always) static func addInt(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        combineInt(code, base, { $0.addingReportingOverflow($1) }, { $0 + $1 })
    }
    @inline(__always) static func subtractInt(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        combineInt(code, base, { $0.subtractingReportingOverflow($1) }, { $0 - $1 })
    }
    @inline(__always) static func multiplyInt(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        combineInt(code, base, { $0.multipliedReportingOverflow(by: $1) }, { $0 * $1 })
    }
    /// The compiler does not use it for 0.
    @inline(__always) static func divideInt(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b
        let divisor = Double(code.signedC)
        if isInt(x) {
            set(base + code.a, float: Double(int(x)) / divisor)
            return true
        }
        guard isFloat(x) else { return false }
        set(base + code.a, float: float(x) / divisor)
        return true
    }
    @inline(__always) static func floorDivideInt(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b
        guard isInt(x), isSmall(int(x)), code.signedC > 0 else { return false }
        set(base + code.a, int: Int(UInt32(truncatingIfNeeded: int(x)) / UInt32(truncatingIfNeeded: code.signedC)))
        return true
    }
    @inline(__always) static func remainderInt(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b
        guard isInt(x) else { return false }
        let value = int(x), divisor = code.signedC
        if divisor <= 0 { return false }
        if isSmall(value) {
            set(base + code.a, int: Int(UInt32(truncatingIfNeeded: value) % UInt32(truncatingIfNeeded: divisor)))
            return true
        }
        var result = value % divisor
        if result < 0 { result &+= divisor }
        set(base + code.a, int: result)
        return true
    }
}

// MARK: With a float behind the instruction

extension Fast {
    @inline(__always) private static func combineFloat(
        _ code: Code, _ base: Raw, _ floats: (Double, Double) -> Double
    ) -> Bool {
        let x = base + code.b
        guard bothNumbers(x, x) else { return false }
        set(base + code.a, float: floats(number(x), float(code.constantC)))
        return true
    }
    @inline(__always) static func addFloat(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        combineFloat(code, base, { $0 + $1 })
    }
    @inline(__always) static func subtractFloat(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        combineFloat(code, base, { $0 - $1 })
    }
    @inline(__always) static func multiplyFloat(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        combineFloat(code, base, { $0 * $1 })
    }
    /// The compiler does not use it for 0.
    @inline(__always) static func divideFloat(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        combineFloat(code, base, { $0 / $1 })
    }
}

// MARK: One operand, and comparisons

extension Fast {
    @inline(__always) static func negate(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b
        if isFloat(x) {
            set(base + code.a, float: -float(x))
            return true
        }
        guard isInt(x), int(x) != Int.min else { return false }
        set(base + code.a, int: 0 &- int(x))
        return true
    }
    @inline(__always) static func not(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let tag = (base + code.b).half(0)
        guard tag == Tag.true || tag == Tag.false else { return false }
        base.set(code.a, Value.bool(tag == Tag.false))
        return true
    }

    enum Equality { case equal, different, undecided }

    /// What can be said without looking into cells: numbers, null, bools, values of different types, strings of different lengths.
    @inline(__always) static func equality(_ x: Raw, _ y: Raw) -> Equality {
        let left = x.half(0), right = y.half(0)
        if left | right == Tag.int { return int(x) == int(y) ? .equal : .different }
        if left != right { return left | right == Tag.float ? .undecided : .different }
        if left == Tag.float { return float(x) == float(y) ? .equal : .different }
        if left == Tag.string {
            if cell(x) == cell(y) { return .equal }
            return cell(x).half(4) == cell(y).half(4) ? .undecided : .different
        }
        return left <= Tag.true ? .equal : .undecided
    }
    @inline(__always) static func equal(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let result = equality(base + code.b, base + code.c)
        if result == .undecided { return false }
        base.set(code.a, Value.bool(result == .equal))
        return true
    }
    @inline(__always) static func notEqual(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let result = equality(base + code.b, base + code.c)
        if result == .undecided { return false }
        base.set(code.a, Value.bool(result == .different))
        return true
    }
    @inline(__always) private static func compare(
        _ code: Code, _ base: Raw, _ ints: (Int, Int) -> Bool, _ floats: (Double, Double) -> Bool
    ) -> Bool {
        let x = base + code.b, y = base + code.c
        if bothInts(x, y) {
            base.set(code.a, Value.bool(ints(int(x), int(y))))
            return true
        }
        guard bothFloats(x, y) else { return false }
        base.set(code.a, Value.bool(floats(float(x), float(y))))
        return true
    }
    @inline(__always) static func less(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        compare(code, base, { $0 < $1 }, { $0 < $1 })
    }
    @inline(__always) static func lessOrEqual(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        compare(code, base, { $0 <= $1 }, { $0 <= $1 })
    }
}
