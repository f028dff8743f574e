/// Dates as text, by hand: no formatter has to be loaded, and a page of a listing holds thousands.
enum DateText {
    /// `2026-03-05T07:08:09.123Z`
    static func appendISO8601(_ milliseconds: Int64, to bytes: inout [UInt8]) {
        let moment = CivilMoment(milliseconds: milliseconds)
        append(moment.year, 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(moment.month, 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(moment.day, 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        appendTime(moment, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        append(moment.millisecond, 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// `Thu, 05 Mar 2026 07:08:09 GMT`, for the headers of HTTP.
    static func http(_ milliseconds: Int64) -> String {
        let moment = CivilMoment(milliseconds: milliseconds)
        var bytes: [UInt8] = []
        bytes.append(contentsOf: weekdays[moment.weekday].utf8)
        bytes.append(contentsOf: ", ".utf8)
        append(moment.day, 2, to: &bytes)
        bytes.append(contentsOf: months[Int(moment.month) - 1].utf8)
        append(moment.year, 4, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        appendTime(moment, to: &bytes)
        bytes.append(contentsOf: " GMT".utf8)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        " Jan ", " Feb ", " Mar ", " Apr ", " May ", " Jun ", " Jul ", " Aug ", " Sep ", " Oct ", " Nov ", " Dec ",
    ]

    private static func appendTime(_ moment: CivilMoment, to bytes: inout [UInt8]) {
        append(moment.hour, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(moment.minute, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(moment.second, 2, to: &bytes)
    }

    private static func append(_ value: Int64, _ width: Int, to bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        if value >= divisor * 10 || value < 0 {
            bytes.append(contentsOf: String(value).utf8)
            return
        }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
}

/// A moment of the Gregorian calendar in UTC (Howard Hinnant's day-count algorithm).
private struct CivilMoment {
    let year: Int64
    let month: Int64
    let day: Int64
    let hour: Int64
    let minute: Int64
    let second: Int64
    let millisecond: Int64
    /// From Sunday, 0.
    let weekday: Int

    init(milliseconds: Int64) {
        // Years beyond what 64 bits of milliseconds hold cannot be; the bounds keep the arithmetic from overflowing.
        let bounded = min(max(milliseconds, -62_135_596_800_000), 253_402_300_799_999)
        let (days, rest) = Self.floored(bounded, 86_400_000)
        hour = rest / 3_600_000
        minute = rest / 60_000 % 60
        second = rest / 1000 % 60
        millisecond = rest % 1000
        weekday = Int(Self.floored(days + 4, 7).remainder)
        let shifted = days + 719_468
        let (era, dayOfEra) = Self.floored(shifted, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    private static func floored(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let remainder = value % divisor
        return remainder < 0 ? (value / divisor - 1, remainder + divisor) : (value / divisor, remainder)
    }
}
