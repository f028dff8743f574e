/// A day of the proleptic Gregorian calendar.
struct CivilDate: Equatable {
    var year: Int
    var month: Int
    var day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// From a count of days since 1970-01-01; exact for every time that 64-bit nanoseconds can hold.
    init(daysSince1970 days: Int) {
        // Years begin in March here, so that the leap day is the last; 400 years have 146,097 days.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// 1 is Monday, 7 is Sunday.
    var weekday: Int { CivilDate.weekday(daysSince1970: daysSince1970) }

    /// From 1.
    var dayOfYear: Int { daysSince1970 - CivilDate(year: year, month: 1, day: 1).daysSince1970 + 1 }

    /// The week of ISO 8601 and the year it belongs to.
    var isoWeek: (year: Int, week: Int) {
        // The Thursday of a week decides.
        let thursday = CivilDate(daysSince1970: daysSince1970 - weekday + 4)
        return (thursday.year, (thursday.dayOfYear - 1) / 7 + 1)
    }

    static func weekday(daysSince1970 days: Int) -> Int {
        // 1970-01-01 was a Thursday.
        let remainder = (days + 3) % 7
        return (remainder < 0 ? remainder + 7 : remainder) + 1
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func dayCount(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// The fields of an instant as a zone shows it.
struct CivilTime {
    static let nanosecondsPerSecond = 1_000_000_000
    static let secondsPerDay = 86_400

    var date: CivilDate
    /// Within the day, 0 to 86,399.
    var second: Int
    var nanosecond: Int
    /// Seconds east of UTC.
    var offset: Int

    var hour: Int { second / 3600 }
    var minute: Int { second / 60 % 60 }
    var secondOfMinute: Int { second % 60 }

    init(nanoseconds: Int, offset: Int) {
        let seconds = CivilTime.seconds(nanoseconds)
        let rest = nanoseconds % CivilTime.nanosecondsPerSecond
        nanosecond = rest < 0 ? rest + CivilTime.nanosecondsPerSecond : rest
        let local = seconds + offset
        let days = (local >= 0 ? local : local - (CivilTime.secondsPerDay - 1)) / CivilTime.secondsPerDay
        date = CivilDate(daysSince1970: days)
        second = local - days * CivilTime.secondsPerDay
        self.offset = offset
    }

    /// Whole seconds since 1970, rounded down.
    static func seconds(_ nanoseconds: Int) -> Int {
        let quotient = nanoseconds / nanosecondsPerSecond
        return nanoseconds % nanosecondsPerSecond < 0 ? quotient - 1 : quotient
    }
}
