/// The bytes of a string of the language, for as long as they stay where they are.
///
/// Positions are byte offsets at scalar boundaries; scripts count in grapheme clusters, and the two are converted here.
/// In text of ASCII alone without a carriage return they are the same.
struct UTF8Text {
    let bytes: UnsafeBufferPointer<UInt8>
    /// What `isPlain` answers, where the caller knows.
    private let knownPlain: Bool?

    init(_ bytes: UnsafeBufferPointer<UInt8>, isPlain: Bool? = nil) {
        self.bytes = bytes
        knownPlain = isPlain
    }

    init(_ cell: StringCell) { self.init(cell.utf8, isPlain: cell.isSimple) }

    var isEmpty: Bool { bytes.isEmpty }
    var string: String { String(decoding: bytes, as: UTF8.self) }

    subscript(range: Range<Int>) -> UTF8Text { UTF8Text(UnsafeBufferPointer(rebasing: bytes[range])) }

    /// Whether every byte is a grapheme: all ASCII, and no CR that could join an LF.
    var isPlain: Bool { knownPlain ?? Self.isPlain(bytes) }

    static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var index = 0
        while index + 8 <= raw.count {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if word & 0x8080_8080_8080_8080 != 0 || holdsCarriageReturn(word) { return false }
            index += 8
        }
        while index < raw.count {
            if raw[index] >= 0x80 || raw[index] == 0x0D { return false }
            index += 1
        }
        return true
    }

    @inline(__always) private static func holdsCarriageReturn(_ word: UInt64) -> Bool {
        // The classic test for a zero byte, exact here because no byte has its top bit.
        let difference = word ^ 0x0D0D_0D0D_0D0D_0D0D
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080 != 0
    }

    /// Goes over the byte ranges of the graphemes until `body` says no.
    func forEachGrapheme(_ body: (Range<Int>) -> Bool) {
        if isPlain {
            for index in 0..<bytes.count where !body(index..<index + 1) { return }
            return
        }
        var start = 0
        for grapheme in string {
            let end = start + grapheme.utf8.count
            if !body(start..<end) { return }
            start = end
        }
    }

    /// In graphemes.
    var count: Int { isPlain ? bytes.count : string.count }

    /// The byte at which a grapheme begins; the end for the count itself, nil beyond.
    func offset(ofGrapheme index: Int) -> Int? {
        if index < 0 { return nil }
        if index == 0 { return 0 }
        if isPlain { return index <= bytes.count ? index : nil }
        var position = 0
        var result: Int?
        forEachGrapheme { range in
            position += 1
            if position == index { result = range.upperBound }
            return position < index
        }
        return result
    }

    /// The grapheme that holds a byte (rule 27: a match inside a grapheme has that grapheme's index).
    func grapheme(at offset: Int) -> Int {
        if isPlain { return offset }
        var index = 0
        forEachGrapheme { range in
            if range.upperBound > offset { return false }
            index += 1
            return true
        }
        return index
    }

    /// The byte range of the graphemes `start..<end`, both clamped to what is there; empty if the end is not behind the
    /// start.
    func range(clamping start: Int, _ end: Int) -> Range<Int> {
        let lower = max(start, 0)
        guard lower < end else { return 0..<0 }
        if isPlain { return min(lower, bytes.count)..<min(end, bytes.count) }
        var position = 0
        var first = bytes.count
        var last = bytes.count
        forEachGrapheme { range in
            if position == lower { first = range.lowerBound }
            position += 1
            if position == end { last = range.upperBound }
            return position < end
        }
        return first..<last
    }

    /// The scalar that begins at a byte, and how many bytes it has.
    func scalar(at offset: Int) -> (scalar: UInt32, length: Int) {
        let first = UInt32(bytes[offset])
        if first < 0x80 { return (first, 1) }
        func tail(_ distance: Int) -> UInt32 {
            let index = offset + distance
            return index < bytes.count ? UInt32(bytes[index] & 0x3F) : 0
        }
        if first < 0xE0 { return ((first & 0x1F) << 6 | tail(1), min(2, bytes.count - offset)) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), min(3, bytes.count - offset)) }
        return ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), min(4, bytes.count - offset))
    }

    /// The scalar that ends before a byte.
    func scalar(before offset: Int) -> (scalar: UInt32, length: Int) {
        var start = offset - 1
        while start > 0, bytes[start] & 0xC0 == 0x80, offset - start < 4 { start -= 1 }
        return (scalar(at: start).scalar, offset - start)
    }
}

extension UTF8Text {
    /// Runs `body` with the bytes of a Swift string.
    static func with<Result, Failure: Error>(
        _ string: String, _ body: (UTF8Text) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bytes = Array(string.utf8)
        // Typed throws do not pass through withUnsafeBufferPointer of every toolchain: the outcome is carried out by
        // hand.
        let outcome = bytes.withUnsafeBufferPointer { buffer in
            Swift.Result { () throws(Failure) in try body(UTF8Text(buffer)) }
        }
        return try outcome.get()
    }
}
