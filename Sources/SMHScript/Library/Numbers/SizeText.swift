/// Sizes in bytes as people write them.
package enum SizeText {
    private static let units = ["B", "KB", "MB", "GB", "TB", "PB", "EB"]

    /// Units of 1000, at most one decimal, rounded to the nearest: `10 KB`, `1.2 GB`, `999 B` (rule 28).
    package static func text(of bytes: Int) -> String {
        let magnitude = bytes.magnitude
        var unit: UInt = 1
        var index = 0
        // What would round to 1000 of a unit is one of the next.
        while index < units.count - 1, magnitude / unit >= 1000 || tenths(magnitude, unit) >= 10_000 {
            unit *= 1000
            index += 1
        }
        let sign = bytes < 0 ? "-" : ""
        if index == 0 { return "\(sign)\(magnitude) B" }
        let tenths = tenths(magnitude, unit)
        let decimals = tenths % 10 == 0 ? "" : ".\(tenths % 10)"
        return "\(sign)\(tenths / 10)\(decimals) \(units[index])"
    }

    private static func tenths(_ magnitude: UInt, _ unit: UInt) -> UInt {
        let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: unit)
        // Called with a whole part below 1000; for the largest unit, rest × 10 + unit / 2 is below 2^64.
        return whole * 10 + (rest * 10 + unit / 2) / unit
    }

    /// Reads `5MB`, `1.5 GiB`, `300`; nil for anything else, and for what is no whole number of bytes or does not fit.
    package static func parse(_ text: String) -> Int? {
        var scanner = QuantityScanner(text)
        guard let quantity = scanner.next(), scanner.isAtEnd, let scale = scale(of: quantity.unit) else { return nil }
        return quantity.scaled(by: scale)
    }

    private static func scale(of unit: String) -> Int? {
        switch unit {
        case "", "B": 1
        case "KB": 1_000
        case "MB": 1_000_000
        case "GB": 1_000_000_000
        case "TB": 1_000_000_000_000
        case "KiB": 1 << 10
        case "MiB": 1 << 20
        case "GiB": 1 << 30
        case "TiB": 1 << 40
        default: nil
        }
    }
}

/// A number with a unit behind it, read exactly: `1.5h`.
struct Quantity {
    var whole: Int
    /// The digits behind the point.
    var fraction: [UInt8]
    var unit: String

    /// Nil if it does not come out whole or does not fit.
    func scaled(by scale: Int) -> Int? {
        let (base, overflow) = whole.multipliedReportingOverflow(by: scale)
        if overflow { return nil }
        guard let rest = exactFraction(of: scale) else { return nil }
        let (sum, tooLarge) = base.addingReportingOverflow(rest)
        return tooLarge ? nil : sum
    }

    /// fraction × scale, if that is whole. Fractions of more than 18 digits are not read.
    private func exactFraction(of scale: Int) -> Int? {
        var digits = fraction
        while digits.last == 0 { digits.removeLast() }
        guard digits.count <= 18 else { return nil }
        var numerator: UInt = 0
        var denominator: UInt = 1
        for digit in digits {
            numerator = numerator * 10 + UInt(digit)
            denominator *= 10
        }
        let (high, low) = numerator.multipliedFullWidth(by: scale.magnitude)
        guard high < denominator else { return nil }
        let (quotient, remainder) = denominator.dividingFullWidth((high, low))
        return remainder == 0 ? Int(exactly: quotient) : nil
    }
}

/// Takes quantities from a text one after the other; spaces between number and unit and between quantities are allowed.
struct QuantityScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { index == bytes.count }

    mutating func acceptSign() -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") else {
            return false
        }
        index += 1
        return bytes[index - 1] == UInt8(ascii: "-")
    }

    /// Nil where no quantity begins, or its whole part does not fit.
    mutating func next() -> Quantity? {
        guard let whole = wholeNumber() else { return nil }
        var fraction: [UInt8] = []
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            while let digit = digit() { fraction.append(digit) }
            if fraction.isEmpty { return nil }
        }
        skipSpaces()
        let start = index
        while index < bytes.count, bytes[index] | 0x20 >= UInt8(ascii: "a"), bytes[index] | 0x20 <= UInt8(ascii: "z") {
            index += 1
        }
        let unit = String(decoding: bytes[start..<index], as: UTF8.self)
        skipSpaces()
        return Quantity(whole: whole, fraction: fraction, unit: unit)
    }

    private mutating func wholeNumber() -> Int? {
        guard let first = digit() else { return nil }
        var whole = Int(first)
        while let digit = digit() {
            let (scaled, tooLarge) = whole.multipliedReportingOverflow(by: 10)
            let (sum, stillTooLarge) = scaled.addingReportingOverflow(Int(digit))
            if tooLarge || stillTooLarge { return nil }
            whole = sum
        }
        return whole
    }

    private mutating func digit() -> UInt8? {
        guard index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 else { return nil }
        index += 1
        return bytes[index - 1] - UInt8(ascii: "0")
    }

    private mutating func skipSpaces() {
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
    }
}
