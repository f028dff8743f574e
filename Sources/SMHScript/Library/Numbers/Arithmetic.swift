/// Arithmetic that Swift has not, without traps.
enum Arithmetic {
    /// Rounds towards negative infinity; nil for a zero divisor and for `Int.min // -1`.
    static func flooredQuotient(_ dividend: Int, _ divisor: Int) -> Int? {
        let (quotient, overflow) = dividend.dividedReportingOverflow(by: divisor)
        if divisor == 0 || overflow { return nil }
        let remainder = dividend &- quotient &* divisor
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient
    }

    /// Has the sign of the divisor; nil for a zero divisor.
    static func flooredRemainder(_ dividend: Int, _ divisor: Int) -> Int? {
        if divisor == 0 { return nil }
        if divisor == -1 { return 0 }
        let remainder = dividend % divisor
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder
    }

    /// The result has the sign of the divisor, as in Python.
    static func flooredRemainder(_ dividend: Double, _ divisor: Double) -> Double {
        let remainder = dividend.truncatingRemainder(dividingBy: divisor)
        if remainder == 0 { return Double(signOf: divisor, magnitudeOf: 0) }
        return (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder
    }

    /// Agrees with the remainder: dividend = quotient × divisor + remainder, as nearly as doubles can.
    static func flooredQuotient(_ dividend: Double, _ divisor: Double) -> Double {
        let remainder = flooredRemainder(dividend, divisor)
        let quotient = (dividend - remainder) / divisor
        // A zero has the sign of the true quotient.
        if quotient == 0 { return Double(signOf: dividend / divisor, magnitudeOf: 0) }
        let floored = quotient.rounded(.down)
        return quotient - floored > 0.5 ? floored + 1 : floored
    }

    /// Rounds by `rule` to an int; nil if the result does not fit, or is no number.
    static func int(_ value: Double, rounded rule: FloatingPointRoundingRule) -> Int? {
        Int(exactly: value.rounded(rule))
    }
}
