/// Numbers, sizes and durations (rule 28).
extension Lexer {
    mutating func readNumber() {
        let lower = position
        if bytes[position] == UInt8(ascii: "0"), let radix = Self.radix(ofPrefix: peek(1)) {
            return readPrefixedInt(radix: radix, from: lower)
        }
        skipDigits()
        var fraction: Range<Int>?
        if peek() == UInt8(ascii: "."), peek(1).isDigit {
            position += 1
            let start = position
            skipDigits()
            fraction = start..<position
        }
        let digitsEnd = position
        let hasExponent = skipExponent()
        let numberEnd = position
        let suffix = readSuffix()
        let value: LiteralValue?
        if suffix.isEmpty {
            value =
                fraction == nil && !hasExponent
                ? intValue(lower, numberEnd, radix: 10) : floatValue(lower, numberEnd)
        } else if let unit = Unit(spelling: suffix), !hasExponent {
            value = unitValue(unit, lower..<(fraction.map { $0.lowerBound - 1 } ?? digitsEnd), fraction)
        } else {
            reportSuffix(suffix, lower, numberEnd)
            value = nil
        }
        append(.number, from: lower, value: value ?? .int(0))
    }

    private static func radix(ofPrefix byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "x"): 16
        case UInt8(ascii: "o"): 8
        case UInt8(ascii: "b"): 2
        default: nil
        }
    }

    private mutating func readPrefixedInt(radix: Int, from lower: Int) {
        position += 2
        let start = position
        var last: UInt8 = 0
        while let digit = (peek() == UInt8(ascii: "_") && last != 0 ? peek(1) : peek()).hexValue, digit < radix {
            last = bytes[position]
            position += 1
        }
        let end = position
        let suffix = readSuffix()
        var value: LiteralValue?
        if end == start || !suffix.isEmpty {
            report(
                "`\(text(lower, position))` is no number", SourceRange(lower, position),
                hint:
                    "the digits after `0\(Unicode.Scalar(bytes[lower + 1]))` go up to \(radix == 16 ? "`f`" : "`\(radix - 1)`")"
                    + (suffix.contains("_") ? ", and `_` stands between digits" : ""))
        } else {
            value = intValue(start, end, radix: radix, literal: lower)
        }
        append(.number, from: lower, value: value ?? .int(0))
    }

    /// Digits, with `_` between two of them.
    private mutating func skipDigits() {
        while peek().isDigit || (peek() == UInt8(ascii: "_") && peek(1).isDigit && bytes[position - 1].isDigit) {
            position += 1
        }
    }

    private mutating func skipExponent() -> Bool {
        guard peek() | 0x20 == UInt8(ascii: "e") else { return false }
        let hasSign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
        guard peek(hasSign ? 2 : 1).isDigit else { return false }
        position += hasSign ? 2 : 1
        skipDigits()
        return true
    }

    /// The letters and digits that directly follow a number.
    private mutating func readSuffix() -> String {
        let lower = position
        while let (scalar, length) = scalar(at: position), scalar == "_" || scalar.properties.isXIDContinue {
            position += length
        }
        return text(lower, position)
    }

    private mutating func reportSuffix(_ suffix: String, _ lower: Int, _ numberEnd: Int) {
        let number = text(lower, numberEnd)
        let range = SourceRange(lower, position)
        if suffix.hasPrefix("_") {
            return report("`_` stands between digits only", range)
        }
        let letters = String(suffix.prefix { $0.isLetter })
        let rest = suffix.dropFirst(letters.count)
        if Unit(spelling: letters) != nil, rest.first?.isNumber == true {
            return report(
                "`\(number)\(suffix)` is two literals in one", range, hint: "write `\(number)\(letters) + \(rest)`")
        }
        if number.hasPrefix("0"), number.count == 1, let prefix = suffix.first, "XOB".contains(prefix) {
            return report(
                "`\(number)\(suffix)` is no number", range, hint: "write `0\(prefix.lowercased())`, in lower case")
        }
        report(
            "`\(suffix)` is no unit", SourceRange(numberEnd, position),
            hint: Unit.near(suffix).map { "write `\(number)\($0.rawValue)`" }
                ?? "units are KB MB GB TB KiB MiB GiB TiB for sizes and ms s m h d w for durations")
    }

    // MARK: - Values

    private mutating func intValue(_ lower: Int, _ upper: Int, radix: Int, literal: Int? = nil) -> LiteralValue? {
        var value: UInt64 = 0
        var overflow = false
        for index in lower..<upper {
            guard let digit = bytes[index].hexValue else { continue }
            let (product, first) = value.multipliedReportingOverflow(by: UInt64(radix))
            let (sum, second) = product.addingReportingOverflow(UInt64(digit))
            value = sum
            overflow = overflow || first || second
        }
        if !overflow, let int = Int(exactly: value) { return .int(int) }
        if !overflow, value == Int.min.magnitude { return .intMinimumMagnitude }
        report(
            "this int does not fit in 64 bits", SourceRange(literal ?? lower, upper),
            hint: "ints go from -9223372036854775808 to 9223372036854775807; with a point it is a float")
        return nil
    }

    private mutating func floatValue(_ lower: Int, _ upper: Int) -> LiteralValue? {
        let digits = bytes[lower..<upper].filter { $0 != UInt8(ascii: "_") }
        if let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite { return .float(value) }
        report("this float does not fit", SourceRange(lower, upper), hint: "floats go up to about 1.8e308")
        return nil
    }

    /// Multiplies digit by digit, so that `0.1GB` is exact and a fraction of any length is judged rightly.
    private mutating func unitValue(_ unit: Unit, _ whole: Range<Int>, _ fraction: Range<Int>?) -> LiteralValue? {
        let range = SourceRange(whole.lowerBound, position)
        var fractionDigits = fraction.map { bytes[$0].filter(\.isDigit) } ?? []
        while fractionDigits.last == UInt8(ascii: "0") { fractionDigits.removeLast() }
        // From the last digit on: what does not come out whole shows in the digits behind the point.
        var carry: UInt64 = 0
        var isWhole = true
        for digit in fractionDigits.reversed() {
            let value = UInt64(digit.hexValue ?? 0) * unit.factor + carry
            carry = value / 10
            if value % 10 != 0 { isWhole = false }
        }
        var total: UInt64 = 0
        var overflow = false
        for index in whole {
            guard let digit = bytes[index].hexValue, bytes[index].isDigit else { continue }
            let (product, first) = total.multipliedReportingOverflow(by: 10)
            let (sum, second) = product.addingReportingOverflow(UInt64(digit))
            total = sum
            overflow = overflow || first || second
        }
        let (scaled, first) = total.multipliedReportingOverflow(by: unit.factor)
        let (sum, second) = scaled.addingReportingOverflow(carry)
        guard isWhole else {
            report(
                unit.isDuration
                    ? "this duration is no whole number of nanoseconds" : "this size is no whole number of bytes", range
            )
            return nil
        }
        guard !overflow, !first, !second, let value = Int(exactly: sum) else {
            report(
                unit.isDuration ? "this duration is too long" : "this size does not fit in 64 bits", range,
                hint: unit.isDuration ? "durations go up to 292 years" : nil)
            return nil
        }
        return unit.isDuration ? .duration(value) : .int(value)
    }
}

/// What may stand directly behind a number.
enum Unit: String, CaseIterable {
    case kilobytes = "KB"
    case megabytes = "MB"
    case gigabytes = "GB"
    case terabytes = "TB"
    case kibibytes = "KiB"
    case mebibytes = "MiB"
    case gibibytes = "GiB"
    case tebibytes = "TiB"
    case milliseconds = "ms"
    case seconds = "s"
    case minutes = "m"
    case hours = "h"
    case days = "d"
    case weeks = "w"

    init?(spelling: String) { self.init(rawValue: spelling) }

    var isDuration: Bool {
        switch self {
        case .milliseconds, .seconds, .minutes, .hours, .days, .weeks: true
        default: false
        }
    }

    /// Bytes or nanoseconds.
    var factor: UInt64 {
        switch self {
        case .kilobytes: 1_000
        case .megabytes: 1_000_000
        case .gigabytes: 1_000_000_000
        case .terabytes: 1_000_000_000_000
        case .kibibytes: 1 << 10
        case .mebibytes: 1 << 20
        case .gibibytes: 1 << 30
        case .tebibytes: 1 << 40
        case .milliseconds: 1_000_000
        case .seconds: 1_000_000_000
        case .minutes: 60_000_000_000
        case .hours: 3_600_000_000_000
        case .days: 86_400_000_000_000
        case .weeks: 604_800_000_000_000
        }
    }

    /// The unit that a spelling of other languages means.
    static func near(_ spelling: String) -> Unit? {
        if let unit = allCases.first(where: { !$0.isDuration && $0.rawValue.lowercased() == spelling.lowercased() }) {
            return unit
        }
        return switch spelling.lowercased() {
        case "k": .kilobytes
        case "g": .gigabytes
        case "t": .terabytes
        case "ki": .kibibytes
        case "mi": .mebibytes
        case "gi": .gibibytes
        case "ti": .tebibytes
        case "msec", "millis", "milliseconds": .milliseconds
        case "sec", "secs", "second", "seconds": .seconds
        case "min", "mins", "minute", "minutes": .minutes
        case "hr", "hrs", "hour", "hours": .hours
        case "day", "days": .days
        case "week", "weeks": .weeks
        default: spelling == "M" ? .megabytes : nil
        }
    }
}
