@_spi(_Unicode) import Swift

// What makes new text. Each gives nil where the result would be longer than `limit` bytes, before it has been made.
extension UTF8Text {
    /// Every occurrence of `needle`, from the left, replaced. An empty needle is found between all graphemes and at
    /// both ends.
    func replacing(_ needle: UTF8Text, with replacement: UTF8Text, limit: Int) -> [UInt8]? {
        if needle.isEmpty { return interspersed(with: replacement, limit: limit) }
        var result: [UInt8] = []
        var start = 0
        while let found = firstOffset(of: needle, from: start) {
            guard result.count + (found - start) + replacement.bytes.count <= limit else { return nil }
            result += bytes[start..<found]
            result += replacement.bytes
            start = found + needle.bytes.count
        }
        guard result.count + bytes.count - start <= limit else { return nil }
        result += bytes[start...]
        return result
    }

    private func interspersed(with replacement: UTF8Text, limit: Int) -> [UInt8]? {
        let (inserted, overflow) = replacement.bytes.count.multipliedReportingOverflow(by: count + 1)
        guard !overflow, inserted <= limit - bytes.count else { return nil }
        var result = Array(replacement.bytes)
        forEachGrapheme { range in
            result += bytes[range]
            result += replacement.bytes
            return true
        }
        return result
    }

    /// `times` must not be negative.
    func repeated(_ times: Int, limit: Int) -> [UInt8]? {
        let (size, overflow) = bytes.count.multipliedReportingOverflow(by: times)
        guard !overflow, size <= limit else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(size)
        if isEmpty { return result }
        for _ in 0..<times { result += bytes }
        return result
    }

    /// What has to stand beside a text of this many graphemes to make it `width` long: `fill` again and again, cut to
    /// fit. Must not be empty.
    static func padding(_ fill: UTF8Text, missing: Int, limit: Int) -> [UInt8]? {
        guard missing > 0, !fill.isEmpty else { return [] }
        let fillCount = fill.count
        guard var result = fill.repeated(missing / fillCount, limit: limit) else { return nil }
        result += fill.bytes[fill.range(clamping: 0, missing % fillCount)]
        return result.count <= limit ? result : nil
    }

    /// The graphemes from last to first.
    var reversed: [UInt8] {
        if isPlain { return bytes.reversed() }
        var result = [UInt8](repeating: 0, count: bytes.count)
        forEachGrapheme { range in
            for (distance, index) in range.enumerated() {
                result[bytes.count - range.upperBound + distance] = bytes[index]
            }
            return true
        }
        return result
    }

    var uppercased: [UInt8] {
        if isASCII { return bytes.map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 } }
        return Array(string.uppercased().utf8)
    }

    /// With the one rule of Unicode that looks around: a capital sigma at the end of a word becomes `ς`.
    var lowercased: [UInt8] {
        if isASCII { return bytes.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 } }
        let scalars = Array(string.unicodeScalars)
        guard scalars.contains("\u{3A3}") else { return Array(string.lowercased().utf8) }
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\u{3A3}", Self.endsWord(scalars, index) {
                result.unicodeScalars.append("\u{3C2}")
            } else {
                result += scalar.properties.lowercaseMapping
            }
        }
        return Array(result.utf8)
    }

    /// The condition Final_Sigma: a cased letter before, none after, case-ignorable scalars not counted.
    private static func endsWord(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return before?.properties.isCased == true && after?.properties.isCased != true
    }

    /// NFC.
    var normalized: [UInt8] {
        if isASCII { return Array(bytes) }
        return Array(String(String.UnicodeScalarView(string._nfc)).utf8)
    }

    var isASCII: Bool { bytes.allSatisfy { $0 < 0x80 } }
}
