// The fast paths, inlined into both loops. Straight ones say whether they are done; an operation that declines is done out of line.
// Nothing here may hold an owned reference or take the address of a local: the threaded handlers would lose their tail calls.

enum Fast {
    @inline(__always) static func bothInts(_ left: Raw, _ right: Raw) -> Bool {
        (left.half(0) | right.half(0)) == Tag.int
    }
    @inline(__always) static func isFloat(_ register: Raw) -> Bool { register.half(0) == Tag.float }
    @inline(__always) static func isInt(_ register: Raw) -> Bool { register.half(0) == Tag.int }
    @inline(__always) static func int(_ register: Raw) -> Int { register.word(8) }
    @inline(__always) static func float(_ register: Raw) -> Double { register.load(fromByteOffset: 8, as: Double.self) }
    @inline(__always) static func cell(_ register: Raw) -> Raw { register.raw(8) }
    @inline(__always) static func set(_ register: Raw, int: Int) {
        register.set(0, Tag.int)
        register.set(8, int)
    }
    @inline(__always) static func set(_ register: Raw, float: Double) { register.set(0, Value.float(float)) }
    @inline(__always) static func copy(_ from: Raw, to register: Raw) { register.set(0, from.value(0)) }
}

// MARK: Moving values

extension Fast {
    @inline(__always) static func move(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        copy(base + code.b, to: base + code.a)
        return true
    }
    @inline(__always) static func loadConstant(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        copy(code.constantB, to: base + code.a)
        return true
    }
    @inline(__always) static func loadFar(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        copy(Raw(code) + Int(Int64(bitPattern: code[1])) &* 8, to: base + code.a)
        return true
    }
    @inline(__always) static func loadInt(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        base.set(code.a, Value.int(code.signedB))
        return true
    }
    @inline(__always) static func loadNull(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        base.set(code.a, Value.null)
        return true
    }
    @inline(__always) static func loadTrue(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        base.set(code.a, Value.bool(true))
        return true
    }
    @inline(__always) static func loadFalse(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        base.set(code.a, Value.bool(false))
        return true
    }
    @inline(__always) static func loadMissing(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        base.set(code.a, Value.missing)
        return true
    }
    @inline(__always) static func loadSelf(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        copy(base - Frame.headerSize, to: base + code.a)
        return true
    }
    @inline(__always) static func captured(_ code: Code, _ base: Raw) -> Raw {
        Frame.closure(base) + (16 &+ code.b &* Value.size)
    }
    @inline(__always) static func getCapture(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        copy(captured(code, base), to: base + code.a)
        return true
    }
    @inline(__always) static func getCaptureBox(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        copy(cell(captured(code, base)) + 8, to: base + code.a)
        return true
    }
    @inline(__always) static func setCaptureBox(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        copy(base + code.a, to: cell(captured(code, base)) + 8)
        return true
    }
    @inline(__always) static func getBox(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        copy(cell(base + code.b) + 8, to: base + code.a)
        return true
    }
    @inline(__always) static func setBox(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        copy(base + code.b, to: cell(base + code.a) + 8)
        return true
    }
    @inline(__always) static func getGlobal(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        copy(cell(code.constantB) + 8, to: base + code.a)
        return true
    }
    @inline(__always) static func setGlobal(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        copy(base + code.a, to: cell(code.constantB) + 8)
        return true
    }
    @inline(__always) static func checkMissing(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        (base + code.a).half(0) != Tag.missing
    }
    @inline(__always) static func checkBool(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let tag = (base + code.a).half(0)
        return tag == Tag.true || tag == Tag.false
    }
    @inline(__always) static func materialize(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        (base + code.a).half(0) != Tag.lazy
    }
}

// MARK: Arithmetic

extension Fast {
    @inline(__always) static func add(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b, y = base + code.c
        if bothInts(x, y) {
            let (result, overflow) = int(x).addingReportingOverflow(int(y))
            if overflow { return false }
            set(base + code.a, int: result)
            return true
        }
        if isFloat(x) && isFloat(y) {
            set(base + code.a, float: float(x) + float(y))
            return true
        }
        return false
    }
    @inline(__always) static func subtract(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b, y = base + code.c
        if bothInts(x, y) {
            let (result, overflow) = int(x).subtractingReportingOverflow(int(y))
            if overflow { return false }
            set(base + code.a, int: result)
            return true
        }
        if isFloat(x) && isFloat(y) {
            set(base + code.a, float: float(x) - float(y))
            return true
        }
        return false
    }
    @inline(__always) static func multiply(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b, y = base + code.c
        if isFloat(x) && isFloat(y) {
            set(base + code.a, float: float(x) * float(y))
            return true
        }
        if bothInts(x, y) {
            let (result, overflow) = int(x).multipliedReportingOverflow(by: int(y))
            if overflow { return false }
            set(base + code.a, int: result)
            return true
        }
        return false
    }
    @inline(__always) static func divide(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b, y = base + code.c
        if isFloat(x) && isFloat(y) {
            let divisor = float(y)
            if divisor == 0 { return false }
            set(base + code.a, float: float(x) / divisor)
            return true
        }
        return false
    }
    /// Both are ints below 2^32 and the divisor is not 0: 32-bit division is several times cheaper on older processors.
    @inline(__always) private static func bothSmall(_ x: Raw, _ y: Raw) -> Bool {
        bothInts(x, y) && UInt64(bitPattern: Int64(int(x) | int(y))) >> 32 == 0 && int(y) != 0
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
    @inline(__always) static func addInt(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b
        guard isInt(x) else { return false }
        let (result, overflow) = int(x).addingReportingOverflow(code.signedC)
        if overflow { return false }
        set(base + code.a, int: result)
        return true
    }
    @inline(__always) static func subtractInt(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b
        guard isInt(x) else { return false }
        let (result, overflow) = int(x).subtractingReportingOverflow(code.signedC)
        if overflow { return false }
        set(base + code.a, int: result)
        return true
    }
    @inline(__always) static func multiplyInt(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b
        guard isInt(x) else { return false }
        let (result, overflow) = int(x).multipliedReportingOverflow(by: code.signedC)
        if overflow { return false }
        set(base + code.a, int: result)
        return true
    }
    @inline(__always) static func remainderInt(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b
        guard isInt(x) else { return false }
        let value = int(x), divisor = code.signedC
        if UInt64(bitPattern: Int64(value)) >> 32 == 0 {
            set(base + code.a, int: Int(UInt32(truncatingIfNeeded: value) % UInt32(truncatingIfNeeded: divisor)))
            return true
        }
        if divisor <= 0 { return false }
        var result = value % divisor
        if result < 0 { result &+= divisor }
        set(base + code.a, int: result)
        return true
    }
    @inline(__always) static func addFloat(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b
        guard isFloat(x) else { return false }
        set(base + code.a, float: float(x) + float(code.constantC))
        return true
    }
    @inline(__always) static func subtractFloat(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b
        guard isFloat(x) else { return false }
        set(base + code.a, float: float(x) - float(code.constantC))
        return true
    }
    @inline(__always) static func multiplyFloat(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b
        guard isFloat(x) else { return false }
        set(base + code.a, float: float(x) * float(code.constantC))
        return true
    }
    /// The compiler does not use it for 0.
    @inline(__always) static func divideFloat(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b
        guard isFloat(x) else { return false }
        set(base + code.a, float: float(x) / float(code.constantC))
        return true
    }
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
    @inline(__always) static func equal(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b, y = base + code.c
        guard bothInts(x, y) else { return false }
        base.set(code.a, Value.bool(int(x) == int(y)))
        return true
    }
    @inline(__always) static func notEqual(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b, y = base + code.c
        guard bothInts(x, y) else { return false }
        base.set(code.a, Value.bool(int(x) != int(y)))
        return true
    }
    @inline(__always) static func less(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b, y = base + code.c
        if bothInts(x, y) {
            base.set(code.a, Value.bool(int(x) < int(y)))
            return true
        }
        guard isFloat(x) && isFloat(y) else { return false }
        base.set(code.a, Value.bool(float(x) < float(y)))
        return true
    }
    @inline(__always) static func lessOrEqual(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let x = base + code.b, y = base + code.c
        if bothInts(x, y) {
            base.set(code.a, Value.bool(int(x) <= int(y)))
            return true
        }
        guard isFloat(x) && isFloat(y) else { return false }
        base.set(code.a, Value.bool(float(x) <= float(y)))
        return true
    }
}
