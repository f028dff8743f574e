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

    mutating func append(_ int: Int) {
        var target = room(24)
        var rest = int.magnitude
        if int < 0 {
            target.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
            target += 1
            count &+= 1
        }
        var digits = 1
        var power: UInt = 10
        while digits < 20, rest >= power {
            digits &+= 1
            power = digits == 20 ? .max : power &* 10
        }
        var position = digits
        repeat {
            position &-= 1
            target.storeBytes(
                of: UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0"), toByteOffset: position, as: UInt8.self)
            rest /= 10
        } while position > 0
        count &+= digits
    }

    func deallocate() { free(start) }
}
