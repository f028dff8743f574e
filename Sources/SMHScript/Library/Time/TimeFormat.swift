/// `time.format`: the letters of UTS 35 (rule 37), with English names and weeks that begin on Monday.
struct TimeFormat {
    struct Failure: Error {
        var message: String
        var hint: String?
    }

    let time: CivilTime
    let zoneName: String
    let abbreviation: String

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    /// No field is longer; a longer run is a mistake that would make a text of any size.
    private static let maximumWidth = 18

    func text(_ pattern: String) throws(Failure) -> String {
        var result = ""
        let scalars = Array(pattern.unicodeScalars)
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar == "'" {
                result += try quoted(scalars, &index)
                continue
            }
            guard Self.isLetter(scalar) else {
                result.unicodeScalars.append(scalar)
                index += 1
                continue
            }
            let start = index
            while index < scalars.count, scalars[index] == scalar { index += 1 }
            guard index - start <= Self.maximumWidth else {
                throw Failure(message: "`\(scalar)` stands more than \(Self.maximumWidth) times in a row")
            }
            guard let field = field(scalar, index - start) else { throw Self.unknown(scalar, count: index - start) }
            result += field
        }
        return result
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func unknown(_ letter: Unicode.Scalar, count: Int) -> Failure {
        Failure(
            message: "`\(String(repeating: String(letter), count: count))` is no field of a time",
            hint:
                "fields are y M d H h m s S a E D w Q Z X z V; put other letters in single quotes, as in \"yyyy'T'HH\"")
    }

    private func quoted(_ scalars: [Unicode.Scalar], _ index: inout Int) throws(Failure) -> String {
        index += 1
        if index < scalars.count, scalars[index] == "'" {
            index += 1
            return "'"
        }
        var text = ""
        while index < scalars.count {
            if scalars[index] == "'" {
                guard index + 1 < scalars.count, scalars[index + 1] == "'" else {
                    index += 1
                    return text
                }
                index += 1
            }
            text.unicodeScalars.append(scalars[index])
            index += 1
        }
        throw Failure(message: "a single quote that is not closed", hint: "write '' for the quote itself")
    }

    /// Nil if UTS 35 has no such field, or one that needs a locale.
    private func field(_ letter: Unicode.Scalar, _ count: Int) -> String? {
        switch letter {
        case "y", "u", "Y", "M", "L", "d", "D", "Q", "q", "w", "W", "F", "G": dateField(letter, count)
        case "E": count <= 3 ? weekday(3) : weekday(count)
        case "e", "c": count <= 2 ? number(time.date.weekday, count) : weekday(count)
        case "H": count <= 2 ? number(time.hour, count) : nil
        case "h": count <= 2 ? number((time.hour + 11) % 12 + 1, count) : nil
        case "K": count <= 2 ? number(time.hour % 12, count) : nil
        case "k": count <= 2 ? number((time.hour + 23) % 24 + 1, count) : nil
        case "m": count <= 2 ? number(time.minute, count) : nil
        case "s": count <= 2 ? number(time.secondOfMinute, count) : nil
        case "S": fraction(count)
        case "A": number(time.second * 1000 + time.nanosecond / 1_000_000, count)
        case "a":
            count <= 3
                ? (time.hour < 12 ? "AM" : "PM")
                : count == 4 ? (time.hour < 12 ? "AM" : "PM") : (time.hour < 12 ? "a" : "p")
        default: zoneField(letter, count)
        }
    }

    private func dateField(_ letter: Unicode.Scalar, _ count: Int) -> String? {
        let date = time.date
        switch letter {
        case "y", "u": return year(date.year, count)
        case "Y": return year(date.isoWeek.year, count)
        case "M", "L": return month(count)
        case "d": return count <= 2 ? number(date.day, count) : nil
        case "D": return count <= 3 ? number(date.dayOfYear, count) : nil
        case "Q", "q": return quarter(count)
        case "w": return count <= 2 ? number(date.isoWeek.week, count) : nil
        case "W": return count == 1 ? number((date.day + 12 - date.weekday) / 7, count) : nil
        case "F": return count == 1 ? number((date.day - 1) / 7 + 1, count) : nil
        default: return count <= 3 ? "AD" : count == 4 ? "Anno Domini" : count == 5 ? "A" : nil
        }
    }

    private func number(_ value: Int, _ width: Int) -> String { TimeText.padded(value, width) }

    private func year(_ year: Int, _ count: Int) -> String {
        // Two letters mean the last two digits; any other number of letters is a least width.
        count == 2 ? number(year % 100, 2) : number(year, count)
    }

    private func month(_ count: Int) -> String? {
        let name = Self.months[time.date.month - 1]
        switch count {
        case 1, 2: return number(time.date.month, count)
        case 3: return String(name.prefix(3))
        case 4: return name
        case 5: return String(name.prefix(1))
        default: return nil
        }
    }

    private func weekday(_ count: Int) -> String? {
        let name = Self.weekdays[time.date.weekday - 1]
        switch count {
        case 3: return String(name.prefix(3))
        case 4: return name
        case 5: return String(name.prefix(1))
        case 6: return String(name.prefix(2))
        default: return nil
        }
    }

    private func quarter(_ count: Int) -> String? {
        let quarter = (time.date.month - 1) / 3 + 1
        switch count {
        case 1, 2: return number(quarter, count)
        case 3: return "Q\(quarter)"
        case 4: return ["1st", "2nd", "3rd", "4th"][quarter - 1] + " quarter"
        default: return nil
        }
    }

    private func fraction(_ count: Int) -> String {
        let digits = TimeText.padded(time.nanosecond, 9)
        return count <= 9 ? String(digits.prefix(count)) : digits + String(repeating: "0", count: count - 9)
    }

    private func zoneField(_ letter: Unicode.Scalar, _ count: Int) -> String? {
        switch (letter, count) {
        case ("Z", 1...3), ("x", 2), ("x", 4), ("X", 2), ("X", 4):
            if letter == "X", time.offset == 0 { return "Z" }
            return TimeText.offsetText(time.offset, separator: "")
        case ("Z", 4), ("O", 4):
            return time.offset == 0 ? "GMT" : "GMT" + TimeText.offsetText(time.offset, separator: ":")
        case ("Z", 5), ("X", 3), ("X", 5):
            return time.offset == 0 ? "Z" : TimeText.offsetText(time.offset, separator: ":")
        case ("x", 3), ("x", 5): return TimeText.offsetText(time.offset, separator: ":")
        case ("X", 1), ("x", 1):
            if letter == "X", time.offset == 0 { return "Z" }
            let text = TimeText.offsetText(time.offset, separator: "")
            return text.hasSuffix("00") ? String(text.prefix(3)) : text
        case ("O", 1): return shortOffset
        case ("z", 1...4): return abbreviation
        case ("V", 1...2), ("v", 1), ("v", 4): return zoneName
        default: return nil
        }
    }

    private var shortOffset: String {
        if time.offset == 0 { return "GMT" }
        let hours = TimeText.padded(abs(time.offset) / 3600, 1)
        let minutes = abs(time.offset) / 60 % 60
        return "GMT" + (time.offset < 0 ? "-" : "+") + hours + (minutes == 0 ? "" : ":" + TimeText.padded(minutes, 2))
    }
}
