/// What an out-of-line operation gives: where to go on, or a nil code to leave the loop. Two registers, so no address of it is ever taken.
struct Target {
    var code: Code?
    var base: Raw

    @inline(__always) init(_ code: Code?, _ base: Raw) {
        self.code = code
        self.base = base
    }
}

// Reading an instruction. Register operands are byte offsets from the base; constants stand before the code, as distances in words.
extension UnsafeMutablePointer<UInt64> {
    @inline(__always) private var bytes: UnsafeRawPointer { UnsafeRawPointer(self) }
    /// Only for an instruction that the verifier has seen: the number is not looked at again. Opcodes are numbered from 0 without a gap, so
    /// that a case is its own number.
    @inline(__always) var opcode: Opcode { unsafeBitCast(bytes.load(as: UInt8.self), to: Opcode.self) }
    @inline(__always) var a: Int { Int(bytes.load(fromByteOffset: 2, as: UInt16.self)) }
    @inline(__always) var b: Int { Int(bytes.load(fromByteOffset: 4, as: UInt16.self)) }
    @inline(__always) var c: Int { Int(bytes.load(fromByteOffset: 6, as: UInt16.self)) }
    @inline(__always) var signedB: Int { Int(bytes.load(fromByteOffset: 4, as: Int16.self)) }
    @inline(__always) var signedC: Int { Int(bytes.load(fromByteOffset: 6, as: Int16.self)) }
    @inline(__always) var longJump: Int { Int(bytes.load(fromByteOffset: 4, as: Int32.self)) }
    /// The constant that operand b or c names.
    @inline(__always) var constantB: Raw { Raw(self) + signedB &* 8 }
    @inline(__always) var constantC: Raw { Raw(self) + signedC &* 8 }
    /// The second word: an inline cache below, a number above.
    @inline(__always) var hint: UInt32 {
        get { bytes.load(fromByteOffset: 8, as: UInt32.self) }
        nonmutating set { Raw(self).storeBytes(of: newValue, toByteOffset: 8, as: UInt32.self) }
    }
    @inline(__always) var extra: Int { Int(bytes.load(fromByteOffset: 12, as: UInt32.self)) }

    static func encode(_ opcode: Opcode, _ a: Int, _ b: Int = 0, _ c: Int = 0) -> UInt64 {
        UInt64(opcode.rawValue) | UInt64(UInt16(truncatingIfNeeded: a)) << 16 | UInt64(UInt16(truncatingIfNeeded: b))
            << 32
            | UInt64(UInt16(truncatingIfNeeded: c)) << 48
    }
}

// A frame: the callee's closure and the way back stand in the two registers under its base; the result replaces the closure.
enum Frame {
    static let headerSize = 2 * Value.size
    /// Bytes above the limit that built-ins may use for arguments that were not given.
    static let slack = 64 * Value.size

    @inline(__always) static func link(_ base: Raw, returningTo code: Code, distance: Int) {
        base.set(-16, UInt32(truncatingIfNeeded: distance &<< 8) | Tag.link)
        base.set(-8, Raw(code))
    }
    @inline(__always) static func returnCode(_ base: Raw) -> Code { base.load(fromByteOffset: -8, as: Code.self) }
    /// From the caller's base to this one.
    @inline(__always) static func distance(_ base: Raw) -> Int { Int(base.half(-16) &>> 8) }
    @inline(__always) static func closure(_ base: Raw) -> Raw { base.raw(-24) }
}

/// What a call has to know of a function, in one cache line. Made by the loader, never collected.
///
/// Layout: code at 0, exact number of positional arguments at 8 (-1: not exact), bytes of registers at 16, number in the machine's table of
/// functions at 24, smallest and largest number of arguments at 32 and 40 (the latter -1: any), keys of map literals at 48, nested functions
/// with their captures at 56 (both tables of rows, whose first word is the length).
struct Prototype {
    let raw: Raw

    @inline(__always) init(_ raw: Raw) { self.raw = raw }
    @inline(__always) init(ofClosure closure: Raw) { raw = closure.raw(8) }

    @inline(__always) var code: Code { raw.load(as: Code.self) }
    @inline(__always) var exactCount: Int { raw.word(8) }
    @inline(__always) var frameSize: Int { raw.word(16) }
    var number: Int { raw.word(24) }
    var minimumCount: Int { raw.word(32) }
    var maximumCount: Int { raw.word(40) }
    /// Addresses of keys.
    func template(_ number: Int) -> Raw { raw.raw(48).raw(number &* 8) }
    /// The prototype, then for each capture its index, doubled, plus 1 if it is a register.
    func nested(_ number: Int) -> Raw { raw.raw(56).raw(number &* 8) }
}

@inline(__always) func asState(_ raw: Raw) -> State { raw.assumingMemoryBound(to: MachineState.self) }

/// What an instruction remembers of the last time: the offset of a map's entry, below 2^31, or with the upper bit set a type's tag and the
/// number of its member.
enum Hint {
    static func native(_ tag: UInt32, _ number: Int) -> UInt32 {
        number < 1 << 24 ? 0x8000_0000 | (tag & 0x7F) << 24 | UInt32(truncatingIfNeeded: number) : .max
    }
    @inline(__always) static func isNative(_ hint: UInt32, _ tag: UInt32) -> Bool { hint >> 24 == 0x80 | tag }
    @inline(__always) static func number(_ hint: UInt32) -> Int { Int(hint & 0xFF_FFFF) }
}
