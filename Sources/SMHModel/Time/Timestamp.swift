/// A moment in milliseconds since 1970 in UTC, as the services write it: `2026-03-05T07:08:09.123Z` (reference 1.5).
///
/// Read and written by hand: a listing page holds thousands, and a formatter would cost more than the request.
public struct Timestamp: Hashable, Comparable, Sendable {
    public let millisecondsSince1970: Int64

    public init(millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }

    /// Nanoseconds since 1970; nil outside the years 1677 to 2262, which 64 bits can hold.
    public var nanosecondsSince1970: Int? {
        let (value, overflow) = millisecondsSince1970.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? nil : Int(value)
    }
}

extension Timestamp: CustomStringConvertible {
    /// Reads `YYYY-MM-DDThh:mm:ss`, with an optional fraction (digits beyond milliseconds are dropped) and `Z`, an
    /// offset such as `+08:00`, or nothing, which is read as UTC. Nil for anything else.
    public init?(parsing text: String) {
        var text = text
        // The reader lives inside the call for which the buffer is valid.
        let value = text.withUTF8 { Timestamp(parsing: $0) }
        guard let value else { return nil }
        self = value
    }

    /// The same, of a text in UTF-8.
    init?(parsing bytes: UnsafeBufferPointer<UInt8>) {
        var reader = TimestampReader(bytes: bytes)
        guard let value = reader.read() else { return nil }
        self = value
    }

    /// Always with milliseconds and `Z`.
    public var description: String {
        let days = millisecondsSince1970.flooredQuotient(86_400_000)
        let rest = millisecondsSince1970 &- days &* 86_400_000
        let date = CivilDate(daysSince1970: days)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        if date.year < 0 { text.append(UInt8(ascii: "-")) }
        Self.append(abs(date.year), width: 4, to: &text)
        text.append(UInt8(ascii: "-"))
        Self.append(date.month, width: 2, to: &text)
        text.append(UInt8(ascii: "-"))
        Self.append(date.day, width: 2, to: &text)
        Self.appendClock(rest, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private static func appendClock(_ milliseconds: Int64, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "T"))
        append(milliseconds / 3_600_000, width: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        append(milliseconds / 60_000 % 60, width: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        append(milliseconds / 1000 % 60, width: 2, to: &text)
        text.append(UInt8(ascii: "."))
        append(milliseconds % 1000, width: 3, to: &text)
        text.append(UInt8(ascii: "Z"))
    }

    /// With zeros in front; wider if the value is.
    private static func append(_ value: Int64, width: Int, to text: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
}

/// A day of the Gregorian calendar, counted without a calendar library (Howard Hinnant's day-count algorithms).
struct CivilDate: Equatable {
    let year: Int64
    let month: Int64
    let day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSince1970: Int64) {
        let shifted = daysSince1970 + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredQuotient(400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

private struct TimestampReader {
    /// Every access is behind a comparison with its count.
    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0

    mutating func read() -> Timestamp? {
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
            take("T") || take("t") || take(" "),
            let hour = number(2), take(":"), let minute = number(2), take(":"), let second = number(2),
            (1...12).contains(month), hour < 24, minute < 60, second <= 60
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard day >= 1, CivilDate(daysSince1970: date.daysSince1970) == date else { return nil }
        guard let fraction = readFraction(), let offset = readOffset(), index == bytes.count else { return nil }
        let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Timestamp(millisecondsSince1970: seconds * 1000 + fraction)
    }

    private mutating func readFraction() -> Int64? {
        guard take(".") || take(",") else { return 0 }
        var value: Int64 = 0
        var count = 0
        while index < bytes.count, let digit = digit(bytes[index]) {
            if count < 3 { value = value * 10 + digit }
            count += 1
            index += 1
        }
        if count == 0 { return nil }
        return count == 1 ? value * 100 : count == 2 ? value * 10 : value
    }

    private mutating func readOffset() -> Int64? {
        if index == bytes.count || take("Z") || take("z") { return 0 }
        let isNegative = take("-")
        guard isNegative || take("+"), let hours = number(2) else { return nil }
        _ = take(":")
        guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        let offset = hours * 3600 + minutes * 60
        return isNegative ? -offset : offset
    }

    private mutating func number(_ width: Int) -> Int64? {
        guard index + width <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[index..<(index + width)] {
            guard let digit = digit(byte) else { return nil }
            value = value * 10 + digit
        }
        index += width
        return value
    }

    private func digit(_ byte: UInt8) -> Int64? {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int64(byte - UInt8(ascii: "0")) : nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(truncatingIfNeeded: character.value) else { return false }
        index += 1
        return true
    }
}

extension Int64 {
    /// The quotient rounded down; `divisor` is positive.
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
