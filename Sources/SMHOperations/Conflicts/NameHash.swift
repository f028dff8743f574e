import SMHModel

/// A name as conflicts see it: without case, in one normal form, and with its family.
///
/// The family of `x (1).jpg` is `x.jpg`: a name that a clash could turn into another of the family. Names are not
/// kept, only hashes of 64 bits: two names that collide make something wait for nothing, and nothing worse.
struct NameHash {
    var family: UInt64
    var exact: UInt64

    init(_ name: String) {
        let fast = name.utf8.withContiguousStorageIfAvailable { bytes -> (UInt64, UInt64)? in
            var high: UInt8 = 0
            for byte in bytes { high |= byte }
            if high >= 0x80 { return nil }
            let exact = Self.hash(bytes)
            // Only a name with a closing parenthesis can have a number to take off.
            guard let number = Self.number(in: bytes) else { return (exact, exact) }
            return (Self.familyHash(of: bytes, first: number), exact)
        }
        if let fast = fast ?? nil {
            (family, exact) = fast
        } else {
            (family, exact) = Self.slow(name)
        }
    }

    private static func slow(_ name: String) -> (UInt64, UInt64) {
        var family = name
        while let range = family.utf8.withContiguousStorageIfAvailable({ number(in: $0) }) ?? nil {
            var bytes = Array(family.utf8)
            bytes.removeSubrange(range)
            family = String(decoding: bytes, as: UTF8.self)
        }
        return (hashFolded(family), hashFolded(name))
    }

    private static func hashFolded(_ name: String) -> UInt64 {
        let folded = DrivePath.fold(name)
        if let hash = folded.utf8.withContiguousStorageIfAvailable({ bytes -> UInt64? in
            bytes.allSatisfy { $0 < 0x80 } ? hash(bytes) : nil
        }) ?? nil {
            return hash
        }
        // `String` hashes canonically equivalent texts alike, which is the normal form that is asked for.
        return UInt64(bitPattern: Int64(folded.hashValue))
    }

    /// Strips every number, from the right, as a clash of a clash adds them.
    private static func familyHash(of bytes: UnsafeBufferPointer<UInt8>, first: Range<Int>) -> UInt64 {
        var rest = Array(bytes)
        rest.removeSubrange(first)
        while let range = rest.withUnsafeBufferPointer({ number(in: $0) }) {
            rest.removeSubrange(range)
        }
        return rest.withUnsafeBufferPointer { hash($0) }
    }

    /// Where ` (12)` stands: at the end, or before the last extension. Not at the very beginning.
    static func number(in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        if let range = number(in: bytes, before: bytes.count) { return range }
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        return number(in: bytes, before: dot)
    }

    private static func number(in bytes: UnsafeBufferPointer<UInt8>, before end: Int) -> Range<Int>? {
        guard end >= 5, bytes[end - 1] == UInt8(ascii: ")") else { return nil }
        var index = end - 2
        while index > 0, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") { index -= 1 }
        guard index < end - 2, index >= 2, bytes[index] == UInt8(ascii: "("), bytes[index - 1] == UInt8(ascii: " ")
        else { return nil }
        return (index - 1)..<end
    }

    /// FNV-1a over the lower-cased bytes, finished so that all bits of the result depend on all bytes.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes {
            let isCapital = byte &- 0x41 < 26
            hash = (hash ^ UInt64(isCapital ? byte | 0x20 : byte)) &* 0x0000_0100_0000_01b3
        }
        return mix(hash)
    }

    static func mix(_ value: UInt64) -> UInt64 {
        var hash = value
        hash ^= hash >> 32
        hash = hash &* 0xd6e8_feb8_6659_fd93
        hash ^= hash >> 32
        return hash
    }

    /// A hash of exact bytes for paths that must not be taken for one another, such as directories known to exist.
    static func exactChain(_ seed: UInt64, _ name: String) -> UInt64 {
        var hash = seed ^ 0x9e37_79b9_7f4a_7c15
        var name = name
        name.withUTF8 { bytes in
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        return mix(hash &+ 0x2f)
    }
}
