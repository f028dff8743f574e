#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Bytes that grow, without the checks and counts of an array. Belongs to one machine, which frees it.
struct TextBuffer {
    private(set) var start: Raw?
    private(set) var count = 0
    private var capacity = 0

    mutating func clear() { count = 0 }

    @inline(__always) private mutating func room(_ size: Int) -> Raw {
        if count &+ size > capacity { grow(size) }
        return start.unsafelyUnwrapped + count
    }

    @inline(never) private mutating func grow(_ size: Int) {
        capacity = max(256, max(capacity * 2, count + size))
        guard let memory = realloc(start, capacity) else { abort() }
        start = memory
    }

    @inline(__always) mutating func append(_ bytes: Raw, _ size: Int) {
        memcpy(room(size), bytes, size)
        count &+= size
    }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { source in
            guard let first = source.baseAddress else { return }
            memcpy(room(source.count), first, source.count)
            count &+= source.count
        }
    }

    /// In decimal. The digits come last one first, two at a time, behind the place where they belong.
    mutating func append(_ int: Int) {
        let pairs: StaticString = """
            0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
            5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
            """
        let longest = 20
        let target = room(2 * longest)
        var position = target + 2 * longest
        var rest = int.magnitude
        while rest >= 10 {
            position -= 2
            let pair = UnsafeRawPointer(pairs.utf8Start) + Int(truncatingIfNeeded: rest % 100) &* 2
            position.storeBytes(of: pair.loadUnaligned(as: UInt16.self), as: UInt16.self)
            rest /= 100
        }
        // The leading digit, unless it was half of a pair: `rest` is 0 only then, or for 0 itself.
        if rest > 0 || int == 0 {
            position -= 1
            position.storeBytes(of: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest), as: UInt8.self)
        }
        if int < 0 {
            position -= 1
            position.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
        }
        let length = target + 2 * longest - position
        memcpy(target, position, length)
        count &+= length
    }

    func deallocate() { free(start) }
}
