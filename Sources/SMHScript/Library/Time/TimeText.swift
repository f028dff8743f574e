/// Times as ISO 8601 writes them.
package enum TimeText {
    package enum Failure: Error {
        /// Not a time; says what was expected.
        case malformed(String)
        /// A field that no calendar or clock has, such as a 30th of February.
        case impossible(String)
        /// Outside of what 64-bit nanoseconds can hold, the years 1678 to 2261.
        case tooFar
    }

    /// Reads `2026-01-31`, `2026-01-31T12:00`, `2026-01-31 12:00:00.5`, with or without `Z` or `+08:00` behind a time
    /// of day. Without a zone it is UTC, a date alone is midnight (rule 37). Gives nanoseconds since 1970.
    package static func parse(_ text: String) throws(Failure) -> Int {
        var scanner = TimeScanner(text)
        let date = try scanner.date()
        var second = 0
        var nanosecond = 0
        var offset = 0
        if scanner.accept("T") || scanner.accept("t") || scanner.accept(" ") {
            (second, nanosecond) = try scanner.timeOfDay()
            offset = try scanner.zoneOffset()
        }
        guard scanner.isAtEnd else { throw .malformed("nothing more") }
        // The year has four digits, so nothing up to here can overflow.
        let seconds = date.daysSince1970 * CivilTime.secondsPerDay + second - offset
        return try nanoseconds(seconds: seconds, nanosecond: nanosecond)
    }

    static func nanoseconds(seconds: Int, nanosecond: Int) throws(Failure) -> Int {
        // Below zero from the next second, for the earliest time's second itself is out of range.
        let isNegative = seconds < 0 && nanosecond > 0
        let (base, overflow) = (isNegative ? seconds + 1 : seconds).multipliedReportingOverflow(
            by: CivilTime.nanosecondsPerSecond)
        let rest = isNegative ? nanosecond - CivilTime.nanosecondsPerSecond : nanosecond
        let (sum, tooFar) = base.addingReportingOverflow(rest)
        if overflow || tooFar { throw .tooFar }
        return sum
    }

    /// `2026-01-31T12:00:00Z`, with a fraction only if there is one (rule 37). `offset` in seconds; with `Z` for UTC
    /// only.
    package static func text(of nanoseconds: Int, offset: Int, isUTC: Bool) -> String {
        let time = CivilTime(nanoseconds: nanoseconds, offset: offset)
        var text = "\(padded(time.date.year, 4))-\(padded(time.date.month, 2))-\(padded(time.date.day, 2))"
        text += "T\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.secondOfMinute, 2))"
        if time.nanosecond > 0 {
            var digits = padded(time.nanosecond, 9)
            while digits.hasSuffix("0") { digits.removeLast() }
            text += "." + digits
        }
        return text + (isUTC ? "Z" : offsetText(offset, separator: ":"))
    }

    /// `+08:00`, with seconds only where a zone of long ago has them.
    static func offsetText(_ offset: Int, separator: String) -> String {
        let magnitude = abs(offset)
        let seconds = magnitude % 60 == 0 ? "" : separator + padded(magnitude % 60, 2)
        return (offset < 0 ? "-" : "+") + padded(magnitude / 3600, 2) + separator + padded(magnitude / 60 % 60, 2)
            + seconds
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value.magnitude)
        return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

private struct TimeScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { index == bytes.count }

    mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(truncatingIfNeeded: scalar.value) else { return false }
        index += 1
        return true
    }

    private mutating func digits(_ count: Int, _ name: String) throws(TimeText.Failure) -> Int {
        var value = 0
        for _ in 0..<count {
            guard index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 else {
                throw .malformed("\(count) digits for the \(name)")
            }
            value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        return value
    }

    mutating func date() throws(TimeText.Failure) -> CivilDate {
        let year = try digits(4, "year")
        guard accept("-") else { throw .malformed("`-` behind the year") }
        let month = try digits(2, "month")
        guard accept("-") else { throw .malformed("`-` behind the month") }
        let day = try digits(2, "day")
        guard (1...12).contains(month) else { throw .impossible("there is no month \(month)") }
        guard day >= 1, day <= CivilDate.dayCount(ofMonth: month, year: year) else {
            throw .impossible("there is no day \(day) in month \(month) of \(year)")
        }
        return CivilDate(year: year, month: month, day: day)
    }

    mutating func timeOfDay() throws(TimeText.Failure) -> (second: Int, nanosecond: Int) {
        let hour = try digits(2, "hour")
        guard accept(":") else { throw .malformed("`:` behind the hour") }
        let minute = try digits(2, "minute")
        let second = accept(":") ? try digits(2, "second") : 0
        guard hour < 24 else { throw .impossible("there is no hour \(hour)") }
        guard minute < 60 else { throw .impossible("there is no minute \(minute)") }
        guard second < 60 else { throw .impossible("there is no second \(second)") }
        return (hour * 3600 + minute * 60 + second, try fraction())
    }

    private mutating func fraction() throws(TimeText.Failure) -> Int {
        guard accept(".") || accept(",") else { return 0 }
        let start = index
        var value = 0
        while index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 {
            // Digits beyond the nanosecond are dropped.
            if index - start < 9 { value = value * 10 + Int(bytes[index] - UInt8(ascii: "0")) }
            index += 1
        }
        guard index > start else { throw .malformed("digits behind the point") }
        for _ in 0..<max(0, 9 - (index - start)) { value *= 10 }
        return value
    }

    mutating func zoneOffset() throws(TimeText.Failure) -> Int {
        if accept("Z") || accept("z") { return 0 }
        guard index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") else {
            return 0
        }
        let isWest = accept("-")
        if !isWest { _ = accept("+") }
        let hour = try digits(2, "zone's hours")
        let minute = accept(":") || !isAtEnd ? try digits(2, "zone's minutes") : 0
        guard hour < 24, minute < 60 else { throw .impossible("there is no zone \(hour) hours from UTC") }
        let offset = hour * 3600 + minute * 60
        return isWest ? -offset : offset
    }
}
