/// The rule for all years to come, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixZone: Sendable {
    private enum Day: Sendable {
        /// 1 to 365, the leap day is never counted.
        case julian(Int)
        /// 0 to 365
        case dayOfYear(Int)
        /// `week` 5 is the last; `weekday` 0 is Sunday.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    private struct Change: Sendable {
        var day: Day
        /// Seconds after midnight, perhaps beyond a day or before it.
        var time: Int
    }

    private var standard: ZoneRules.LocalType
    private var daylight: (type: ZoneRules.LocalType, begins: Change, ends: Change)?

    /// Nil if the text is no such rule.
    init?(_ text: String) {
        var scanner = PosixScanner(text)
        guard let name = scanner.name(), let west = scanner.time() else { return nil }
        standard = .init(offset: -west, isDaylight: false, abbreviation: name)
        guard let summerName = scanner.name() else {
            if !scanner.isAtEnd { return nil }
            return
        }
        var offset = -west + 3600
        if !scanner.isAt(","), let west = scanner.time() { offset = -west }
        guard scanner.accept(","), let begins = Self.change(&scanner), scanner.accept(","),
            let ends = Self.change(&scanner),
            scanner.isAtEnd
        else { return nil }
        daylight = (.init(offset: offset, isDaylight: true, abbreviation: summerName), begins, ends)
    }

    private static func change(_ scanner: inout PosixScanner) -> Change? {
        let day: Day
        if scanner.accept("M") {
            guard let month = scanner.number(1...12), scanner.accept("."), let week = scanner.number(1...5),
                scanner.accept("."),
                let weekday = scanner.number(0...6)
            else { return nil }
            day = .weekday(month: month, week: week, weekday: weekday)
        } else if scanner.accept("J") {
            guard let number = scanner.number(1...365) else { return nil }
            day = .julian(number)
        } else {
            guard let number = scanner.number(0...365) else { return nil }
            day = .dayOfYear(number)
        }
        guard scanner.accept("/") else { return Change(day: day, time: 7200) }
        return scanner.time().map { Change(day: day, time: $0) }
    }

    func localType(at seconds: Int) -> ZoneRules.LocalType {
        guard let daylight else { return standard }
        let local = seconds + standard.offset
        let days = (local >= 0 ? local : local - (CivilTime.secondsPerDay - 1)) / CivilTime.secondsPerDay
        let year = CivilDate(daysSince1970: days).year
        let begins = Self.moment(daylight.begins, year: year) - standard.offset
        let ends = Self.moment(daylight.ends, year: year) - daylight.type.offset
        let isDaylight = begins < ends ? begins <= seconds && seconds < ends : seconds < ends || begins <= seconds
        return isDaylight ? daylight.type : standard
    }

    /// In local seconds since 1970.
    private static func moment(_ change: Change, year: Int) -> Int {
        let newYear = CivilDate(year: year, month: 1, day: 1).daysSince1970
        let day: Int
        switch change.day {
        case .julian(let number): day = newYear + number - 1 + (CivilDate.isLeap(year) && number > 59 ? 1 : 0)
        case .dayOfYear(let number): day = newYear + number
        case .weekday(let month, let week, let weekday):
            let first = CivilDate(year: year, month: month, day: 1).daysSince1970
            let ahead = (weekday - CivilDate.weekday(daysSince1970: first) % 7 + 7) % 7
            let candidate = ahead + (week - 1) * 7
            day = first + (candidate < CivilDate.dayCount(ofMonth: month, year: year) ? candidate : candidate - 7)
        }
        return day * CivilTime.secondsPerDay + change.time
    }
}

private struct PosixScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { index == bytes.count }
    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    func isAt(_ scalar: Unicode.Scalar) -> Bool { peek == UInt8(truncatingIfNeeded: scalar.value) }

    mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard isAt(scalar) else { return false }
        index += 1
        return true
    }

    /// Letters, or anything between angle brackets.
    mutating func name() -> String? {
        let isQuoted = accept("<")
        let start = index
        while let byte = peek,
            isQuoted ? byte != UInt8(ascii: ">") : byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
        {
            index += 1
        }
        let name = String(decoding: bytes[start..<index], as: UTF8.self)
        if isQuoted, !accept(">") { return nil }
        return name.isEmpty ? nil : name
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
        var value = 0
        let start = index
        while let byte = peek, byte &- UInt8(ascii: "0") < 10, index - start < 4 {
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            index += 1
        }
        return index > start && range.contains(value) ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time() -> Int? {
        let isNegative = accept("-")
        if !isNegative { _ = accept("+") }
        guard let hours = number(0...167) else { return nil }
        var seconds = hours * 3600
        if accept(":") {
            guard let minutes = number(0...59) else { return nil }
            seconds += minutes * 60
            if accept(":") {
                guard let rest = number(0...59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }
}
