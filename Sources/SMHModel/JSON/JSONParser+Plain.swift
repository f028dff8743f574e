/// Values in the one form that they nearly always have, read without a ``JSONValue`` between.
///
/// Each gives nil, and has moved nowhere, where something else stands; `parseValue` then says what it is, and whether it
/// is well formed at all.
extension JSONParser {
    /// A whole number that is not negative, or a string of its digits.
    mutating func takeWholeNumber() -> Int? {
        let start = index
        let isText = take(UInt8(ascii: "\""))
        let first = index
        var value = 0
        // Eighteen digits fit into any Int.
        while index < count, index - first < 18, let digit = digit(bytes[index]) {
            value = value * 10 + digit
            index += 1
        }
        let hasDigits = index > first && (isText || index == first + 1 || bytes[first] != UInt8(ascii: "0"))
        if hasDigits, isText ? take(UInt8(ascii: "\"")) : isAtEndOfValue { return value }
        index = start
        return nil
    }

    private func digit(_ byte: UInt8) -> Int? {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte &- UInt8(ascii: "0")) : nil
    }

    private var isAtEndOfValue: Bool {
        index < count && (bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: "}"))
    }

    /// A string that is a moment, written without escapes.
    mutating func takeTimestamp() -> Timestamp? {
        guard index < count, bytes[index] == UInt8(ascii: "\"") else { return nil }
        var end = index + 1
        // The longest form, with offset, is shorter.
        let last = min(count, end + 40)
        while end < last, bytes[end] != UInt8(ascii: "\"") { end += 1 }
        guard end < last, let time = Timestamp(parsing: UnsafeBufferPointer(rebasing: bytes[(index + 1)..<end])) else {
            return nil
        }
        index = end + 1
        return time
    }

    /// An array of strings.
    mutating func takeNames() -> [String]? {
        let start = index
        guard take(UInt8(ascii: "[")) else { return nil }
        var names: [String] = []
        names.reserveCapacity(4)
        skipSpace()
        if take(UInt8(ascii: "]")) { return names }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\""), let name = try? parseString() else { break }
            names.append(name)
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            if take(UInt8(ascii: "]")) { return names }
            break
        }
        index = start
        return nil
    }

    /// How many elements the rest of the document may have, for an array to have room for; not more than a page holds.
    func likelyElements(bytesEach: Int) -> Int { min(1000, (count - index) / bytesEach) }
}
