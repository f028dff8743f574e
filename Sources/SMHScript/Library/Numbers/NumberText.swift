/// How numbers are written and read in scripts (rules 26, 28, 42).
enum NumberText {
    /// Why a text gave no number.
    enum Failure: Error {
        /// No number at all.
        case malformed
        /// A number that does not fit.
        case tooLarge
    }

    /// An optional sign and ASCII digits, and nothing else (rule 42).
    static func parseInt(_ text: UnsafeBufferPointer<UInt8>) throws(Failure) -> Int {
        var index = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative || text.first == UInt8(ascii: "+") { index = 1 }
        guard index < text.count else { throw .malformed }
        var value = 0
        var overflows = false
        while index < text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { throw .malformed }
            // Counted on the negative side, which holds one number more.
            let (scaled, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (next, stillTooLarge) = scaled.subtractingReportingOverflow(Int(digit))
            overflows = overflows || tooLarge || stillTooLarge
            value = next
            index += 1
        }
        if overflows || (!isNegative && value == Int.min) { throw .tooLarge }
        return isNegative ? value : -value
    }

    /// An optional sign, digits, and perhaps a point with digits behind it and an exponent; a text too large for a
    /// double is `tooLarge`, never infinity.
    static func parseFloat(_ text: UnsafeBufferPointer<UInt8>) throws(Failure) -> Double {
        var index = 0
        func digits() -> Bool {
            let start = index
            while index < text.count, text[index] &- UInt8(ascii: "0") < 10 { index += 1 }
            return index > start
        }
        func accept(_ bytes: UInt8...) -> Bool {
            guard index < text.count, bytes.contains(text[index]) else { return false }
            index += 1
            return true
        }
        _ = accept(UInt8(ascii: "-"), UInt8(ascii: "+"))
        guard digits() else { throw .malformed }
        if accept(UInt8(ascii: ".")), !digits() { throw .malformed }
        if accept(UInt8(ascii: "e"), UInt8(ascii: "E")) {
            _ = accept(UInt8(ascii: "-"), UInt8(ascii: "+"))
            guard digits() else { throw .malformed }
        }
        guard index == text.count, let value = Double(String(decoding: text, as: UTF8.self)) else { throw .malformed }
        guard value.isFinite else { throw .tooLarge }
        return value
    }

    /// The shortest text that reads back: `1.0`, `1e+16`, `inf`, `nan` (rule 26).
    static func text(of value: Double) -> String {
        // The sign of a NaN says nothing.
        if value.isNaN { return "nan" }
        // From 2^53 on Swift writes an exponent; below 1e16 all digits are shorter.
        if value.magnitude >= 9_007_199_254_740_992, value.magnitude < 1e16, let whole = Int(exactly: value) {
            return "\(whole).0"
        }
        return value.description
    }
}
