#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

// Searching is scalar by scalar (rule 27). In valid UTF-8 that is byte by byte: no scalar's bytes lie within another's.
extension UTF8Text {
    func starts(with prefix: UTF8Text) -> Bool {
        prefix.bytes.count <= bytes.count && bytes[..<prefix.bytes.count].elementsEqual(prefix.bytes)
    }

    func ends(with suffix: UTF8Text) -> Bool {
        suffix.bytes.count <= bytes.count && bytes[(bytes.count - suffix.bytes.count)...].elementsEqual(suffix.bytes)
    }

    /// The first byte of the first occurrence at or behind `start`; an empty needle is found at once.
    func firstOffset(of needle: UTF8Text, from start: Int = 0) -> Int? {
        if start > bytes.count { return nil }
        guard let wanted = needle.bytes.baseAddress, !needle.isEmpty else { return start }
        guard let base = bytes.baseAddress, needle.bytes.count <= bytes.count - start else { return nil }
        // Comparing at each place is fast, and at worst costs the needle's length times the text's.
        if needle.bytes.count > 32 { return firstOffset(ofLong: needle, from: start) }
        let first = Int32(wanted.pointee)
        var index = start
        let last = bytes.count - needle.bytes.count
        while index <= last, let found = memchr(base + index, first, last - index + 1) {
            index = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if memcmp(base + index, wanted, needle.bytes.count) == 0 { return index }
            index += 1
        }
        return nil
    }

    /// By Knuth, Morris and Pratt: linear whatever the texts are.
    private func firstOffset(ofLong needle: UTF8Text, from start: Int) -> Int? {
        let wanted = needle.bytes
        var borders = [Int](repeating: 0, count: wanted.count)
        var matched = 0
        for index in 1..<wanted.count {
            while matched > 0, wanted[index] != wanted[matched] { matched = borders[matched - 1] }
            if wanted[index] == wanted[matched] { matched += 1 }
            borders[index] = matched
        }
        matched = 0
        for index in start..<bytes.count {
            while matched > 0, bytes[index] != wanted[matched] { matched = borders[matched - 1] }
            if bytes[index] == wanted[matched] { matched += 1 }
            if matched == wanted.count { return index - wanted.count + 1 }
        }
        return nil
    }

    /// In graphemes.
    func firstIndex(of needle: UTF8Text) -> Int? {
        firstOffset(of: needle).map { grapheme(at: $0) }
    }

    /// The pieces between the separators, empty ones too (rule 27). The separator must not be empty.
    func pieces(between separator: UTF8Text) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = 0
        while let found = firstOffset(of: separator, from: start), !separator.isEmpty {
            pieces.append(start..<found)
            start = found + separator.bytes.count
        }
        pieces.append(start..<bytes.count)
        return pieces
    }

    /// The pieces between stretches of white space, none of them empty.
    var words: [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        var index = 0
        while index < bytes.count {
            let (scalar, length) = scalar(at: index)
            if Self.isWhiteSpace(scalar) {
                if let begun = start { words.append(begun..<index) }
                start = nil
            } else if start == nil {
                start = index
            }
            index += length
        }
        if let begun = start { words.append(begun..<bytes.count) }
        return words
    }

    /// Lines end at LF or CR LF; what follows the last line end is a line only if it is not empty (rule 27).
    var lines: [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for index in 0..<bytes.count where bytes[index] == 0x0A {
            let end = index > start && bytes[index - 1] == 0x0D ? index - 1 : index
            lines.append(start..<end)
            start = index + 1
        }
        if start < bytes.count { lines.append(start..<bytes.count) }
        return lines
    }

    /// Without white space at either end.
    var trimmed: Range<Int> {
        var start = 0
        var end = bytes.count
        while start < end {
            let (scalar, length) = scalar(at: start)
            guard Self.isWhiteSpace(scalar) else { break }
            start += length
        }
        while end > start {
            let (scalar, length) = scalar(before: end)
            guard Self.isWhiteSpace(scalar) else { break }
            end -= length
        }
        return start..<end
    }

    /// The property White_Space of Unicode.
    static func isWhiteSpace(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }
}
