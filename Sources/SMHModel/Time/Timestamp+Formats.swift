/// Further forms of a moment: of HTTP, and of KooDrive.
extension Timestamp {
    /// Reads the `Date` header of HTTP, `Sun, 06 Nov 1994 08:49:37 GMT`. The older two forms are not read.
    public init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = Self.months.firstIndex(of: String(parts[2])),
            let day = Self.digits(parts[1]), let year = Self.digits(parts[3]), year <= 9999
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Self.digits($0) }
        guard clock.count == 3 else { return nil }
        self.init(year: year, month: Int64(month) + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2])
    }

    /// Reads `yyyyMMdd'T'HHmmss'Z'`, as in KooDrive's `X-Date` (reference 1.2).
    public init?(basic text: String) {
        guard text.utf8.count == 16, text.utf8.last == UInt8(ascii: "Z") else { return nil }
        let parts = text.dropLast().split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 8, parts[1].utf8.count == 6 else { return nil }
        self.init(compact: String(parts[0] + parts[1]))
    }

    /// Reads `yyyyMMddHHmmss`, as in the times of KooDrive's jobs; taken for UTC.
    public init?(compact text: String) {
        guard text.utf8.count == 14, let number = Self.digits(text[...]) else { return nil }
        self.init(
            year: number / 10_000_000_000, month: number / 100_000_000 % 100, day: number / 1_000_000 % 100,
            hour: number / 10_000 % 100, minute: number / 100 % 100, second: number % 100)
    }

    /// `20251103T070140Z`; parts of a second are dropped, so that the text is never later than the moment.
    public var basic: String {
        let text = description
        return text.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    }

    /// `20251103070140`
    public var compact: String { basic.filter(\.isNumber) }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    public var httpDate: String {
        let days = millisecondsSince1970.flooredQuotient(86_400_000)
        let date = CivilDate(daysSince1970: days)
        // 1970 began on a Thursday.
        let weekday = Int(((days % 7) + 7 + 4) % 7)
        let text = description
        let clock = text.dropFirst(11).prefix(8)
        let day = date.day < 10 ? "0\(date.day)" : "\(date.day)"
        return "\(Self.weekdays[weekday]), \(day) \(Self.months[Int(date.month) - 1]) \(text.prefix(4)) \(clock) GMT"
    }

    private init?(year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64) {
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60 else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard CivilDate(daysSince1970: date.daysSince1970) == date else { return nil }
        let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
        self.init(millisecondsSince1970: seconds * 1000)
    }

    private static func digits(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.count <= 14, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
}
