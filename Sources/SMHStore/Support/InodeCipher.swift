/// Inodes: 32 hexadecimal digits that are the entry's number in disguise.
///
/// Computed from number and library key instead of kept, so that a million entries need no second unique index of
/// random text, and the entry behind an inode is found by its number. They never change while the entry lives, whatever
/// its place is; numbers are never given twice.
package struct InodeCipher: Sendable {
    private let key: UInt64

    package init(key: Int64) { self.key = UInt64(bitPattern: key) }

    package func inode(of number: Int64) -> [UInt8] {
        let low = Self.mix(UInt64(bitPattern: number) ^ key)
        return Hexadecimal.digits(of: Self.mix(low &+ key)) + Hexadecimal.digits(of: low)
    }

    /// The number behind an inode; nil if it is not one of this library.
    package func number(of inode: String) -> Int64? {
        let digits = Array(inode.utf8)
        guard digits.count == 32, let high = Hexadecimal.value(of: digits.prefix(16)),
            let low = Hexadecimal.value(of: digits.suffix(16)), high == Self.mix(low &+ key)
        else { return nil }
        return Int64(bitPattern: Self.unmix(low) ^ key)
    }

    /// The finaliser of SplitMix64: a bijection in which every bit of the input moves half the bits of the output.
    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    static func unmix(_ value: UInt64) -> UInt64 {
        var plain = value
        plain = (plain ^ (plain >> 31) ^ (plain >> 62)) &* 0x3196_42B2_D24D_8EC3
        plain = (plain ^ (plain >> 27) ^ (plain >> 54)) &* 0x96DE_1B17_3F11_9089
        return plain ^ (plain >> 30) ^ (plain >> 60)
    }
}
