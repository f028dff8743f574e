#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the library takes from outside the file: the time and chance. Tests give their own.
package struct StoreEnvironment: Sendable {
    /// Milliseconds since 1970, UTC.
    package var now: @Sendable () -> Int64
    package var random: @Sendable () -> UInt64

    package init(now: @escaping @Sendable () -> Int64, random: @escaping @Sendable () -> UInt64) {
        self.now = now
        self.random = random
    }

    /// The clock and the random numbers of this machine.
    package static let system = StoreEnvironment(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000
        },
        random: { UInt64.random(in: .min ... .max) }
    )

    /// Lower-case hexadecimal digits, an even count.
    package func hexadecimal(digits: Int) -> String {
        var output: [UInt8] = []
        while output.count < digits { output.append(contentsOf: Hexadecimal.digits(of: random())) }
        return String(decoding: output.prefix(digits), as: UTF8.self)
    }
}

/// Fixed-width lower-case hexadecimal numbers.
package enum Hexadecimal {
    /// The 16 digits of a 64-bit number.
    package static func digits(of value: UInt64) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * index)) & 15
                buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            count = 16
        }
    }

    /// The number behind exactly 16 digits; nil for anything else.
    package static func value(of text: some Collection<UInt8>) -> UInt64? {
        guard text.count == 16 else { return nil }
        var value: UInt64 = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }
}
