#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An immutable string: UTF-8 with its hash. Layout: header (length in bytes), hash UInt64 at 8 (0: not yet computed), bytes from 16.
struct StringCell {
    let raw: Raw

    @inline(__always) init(_ raw: Raw) { self.raw = raw }

    static let maximumLength = Int(UInt32.max) - 64
    private static let classified: UInt16 = 1
    private static let simple: UInt16 = 2
    /// Flags of a string whose count is its length.
    static let isKnownSimple = classified | simple

    @inline(__always) static func size(_ length: Int) -> Int { 16 &+ length }
    @inline(__always) var length: Int { raw.cellLength }
    @inline(__always) var bytes: Raw { raw + 16 }
    @inline(__always) var value: Value { .cell(raw, Tag.string) }

    /// Valid as long as the cell: inside one built-in, or while a register holds it.
    var utf8: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: UnsafePointer(bytes.assumingMemoryBound(to: UInt8.self)), count: length)
    }

    /// A copy.
    var string: String { String(decoding: utf8, as: UTF8.self) }

    /// Whether every byte is a grapheme of its own: ASCII without CR, since CR LF is one grapheme. Then positions are byte offsets.
    var isSimple: Bool {
        let flags = raw.cellFlags
        if flags & Self.classified != 0 { return flags & Self.simple != 0 }
        let result = UTF8Text.isPlain(utf8)
        raw.cellFlags = flags | Self.classified | (result ? Self.simple : 0)
        return result
    }

    @inline(__always) var isKnownSimple: Bool { raw.cellFlags & Self.isKnownSimple == Self.isKnownSimple }

    /// For a new string, made of parts that are simple.
    @inline(__always) func noteSimple() { raw.cellFlags = Self.isKnownSimple }

    /// In extended grapheme clusters.
    var count: Int { isSimple ? length : string.count }

    func startHashing(_ seed: UInt64) -> UInt64 {
        let hash = Self.hash(bytes, length, seed)
        raw.storeBytes(of: hash, toByteOffset: 8, as: UInt64.self)
        return hash
    }

    @inline(__always) func hash(_ seed: UInt64) -> UInt64 {
        let cached = raw.load(fromByteOffset: 8, as: UInt64.self)
        return cached != 0 ? cached : startHashing(seed)
    }

    /// Byte for byte.
    @inline(__always) static func == (left: StringCell, right: StringCell) -> Bool {
        if left.raw == right.raw { return true }
        let length = left.length
        return length == right.length && memcmp(left.bytes, right.bytes, length) == 0
    }

    /// Negative, zero or positive, by Unicode scalar, which for UTF-8 is the order of the bytes.
    static func compare(_ left: StringCell, _ right: StringCell) -> Int {
        let order = memcmp(left.bytes, right.bytes, min(left.length, right.length))
        return order != 0 ? Int(order) : left.length - right.length
    }

    @inline(__always) private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (high, low) = left.multipliedFullWidth(by: right)
        return high ^ low
    }

    /// Multiply and fold, eight bytes a step (after wyhash). Never 0. SipHash, as Swift's own hashing uses, takes some eight times as long.
    static func hash(_ bytes: Raw, _ length: Int, _ seed: UInt64) -> UInt64 {
        var hash = seed ^ UInt64(length)
        var cursor = bytes
        var left = length
        while left >= 8 {
            hash = mix(hash ^ cursor.loadUnaligned(as: UInt64.self), 0xA076_1D64_78BD_642F ^ seed)
            cursor += 8
            left -= 8
        }
        if left > 0 {
            var tail: UInt64 = 0
            if left >= 4 {
                tail =
                    UInt64(cursor.loadUnaligned(as: UInt32.self)) | UInt64(
                        (cursor + (left - 4)).loadUnaligned(as: UInt32.self)) << 32
            } else {
                tail = UInt64(cursor.load(as: UInt8.self)) << 16
                tail |= UInt64((cursor + (left >> 1)).load(as: UInt8.self)) << 8
                tail |= UInt64((cursor + (left - 1)).load(as: UInt8.self))
            }
            hash = mix(hash ^ tail, 0xE703_7ED1_A0B4_28DB ^ seed)
        }
        return mix(hash, 0x8EBC_6AF0_9C88_C6E3) | 1
    }
}

extension MachineState {
    /// Not checked against the memory limit: the caller knows that it is small, or has asked.
    @inline(__always) mutating func makeString(length: Int) -> StringCell {
        let cell = allocate(StringCell.size(length), Tag.string, length: length)
        cell.set(8, 0)
        return StringCell(cell)
    }

    mutating func makeString(_ bytes: UnsafeRawPointer, _ length: Int) -> StringCell {
        let cell = makeString(length: length)
        memcpy(cell.bytes, bytes, length)
        return cell
    }

    mutating func makeString(_ text: String) -> StringCell {
        var text = text
        let cell = text.withUTF8 { bytes in
            let cell = makeString(length: bytes.count)
            if let start = bytes.baseAddress { memcpy(cell.bytes, start, bytes.count) }
            return cell
        }
        return cell
    }
}

/// Names and literals, which live as long as the heap, once each.
struct StringKey: Hashable {
    let bytes: [UInt8]
}

extension Heap {
    func intern(_ text: String) -> StringCell { intern(Array(text.utf8)) }

    func intern(_ bytes: [UInt8]) -> StringCell {
        let key = StringKey(bytes: bytes)
        if let cell = interned[key] { return StringCell(cell) }
        let cell = StringCell(makePermanent(StringCell.size(bytes.count), Tag.string, length: bytes.count))
        cell.raw.set(8, 0)
        bytes.withUnsafeBytes { source in
            if let start = source.baseAddress { memcpy(cell.bytes, start, source.count) }
        }
        _ = cell.hash(hashSeed)
        _ = cell.isSimple
        interned[key] = cell.raw
        return cell
    }
}
