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
