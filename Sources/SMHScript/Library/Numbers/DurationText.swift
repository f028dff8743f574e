/// Durations as text; they are 64-bit counts of nanoseconds (rule 37).
package enum DurationText {
    private static let units: [(name: String, nanoseconds: UInt)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
    ]
    private static let millisecond: UInt = 1_000_000

    /// `1d 2h 3m 4s 5ms`, zero as `0s`; parts of a millisecond as its decimals, `1.5ms`, since no smaller unit can be
    /// written. A negative one has one sign for the whole: `-1h 30m`.
    package static func text(of nanoseconds: Int) -> String {
        var rest = nanoseconds.magnitude
        var parts: [String] = []
        for unit in units where rest >= unit.nanoseconds {
            parts.append("\(rest / unit.nanoseconds)\(unit.name)")
            rest %= unit.nanoseconds
        }
        if rest > 0 { parts.append(milliseconds(rest)) }
        if parts.isEmpty { return "0s" }
        return (nanoseconds < 0 ? "-" : "") + parts.joined(separator: " ")
    }

    private static func milliseconds(_ nanoseconds: UInt) -> String {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: millisecond)
        if rest == 0 { return "\(whole)ms" }
        var digits = String(rest + millisecond).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)ms"
    }

    /// Reads what `text` writes and what a script may write, several quantities with or without spaces: `1h30m`,
    /// `1.5h`, `-2d`. Nil for anything else, and for what is no whole number of nanoseconds or does not fit.
    package static func parse(_ text: String) -> Int? {
        var scanner = QuantityScanner(text)
        let isNegative = scanner.acceptSign()
        var total = 0
        repeat {
            guard let quantity = scanner.next(), let scale = scale(of: quantity.unit),
                let part = quantity.scaled(by: scale)
            else { return nil }
            // Counted on the negative side, which holds one number more.
            let (sum, overflow) = total.subtractingReportingOverflow(part)
            if overflow { return nil }
            total = sum
        } while !scanner.isAtEnd
        if isNegative { return total }
        return total == Int.min ? nil : -total
    }

    private static func scale(of unit: String) -> Int? {
        switch unit {
        case "ms": 1_000_000
        case "s": 1_000_000_000
        case "m": 60_000_000_000
        case "h": 3_600_000_000_000
        case "d": 86_400_000_000_000
        case "w": 604_800_000_000_000
        default: nil
        }
    }
}
