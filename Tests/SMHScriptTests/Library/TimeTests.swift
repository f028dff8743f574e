import Testing

@testable import SMHScript

struct TimeTests {
    private static let second = 1_000_000_000

    @Test func civilDatesAndDaysAgree() {
        var previous = CivilDate(daysSince1970: -120_001)
        for days in -120_000...120_000 {
            let date = CivilDate(daysSince1970: days)
            #expect(date.daysSince1970 == days)
            let follows =
                date.day == previous.day + 1 && date.month == previous.month
                || date.day == 1 && previous.day == CivilDate.dayCount(ofMonth: previous.month, year: previous.year)
            if !follows { Issue.record("\(previous) is not followed by \(date)") }
            previous = date
        }
        #expect(CivilDate(daysSince1970: 0).weekday == 4)
        #expect(CivilDate(year: 2026, month: 1, day: 31).weekday == 6)
    }

    @Test(arguments: [
        ("2026-01-31", 1_769_817_600), ("2026-01-31T12:00:00Z", 1_769_860_800), ("2026-01-31T12:00", 1_769_860_800),
        ("2026-01-31 20:00:00+08:00", 1_769_860_800), ("1969-12-31T23:59:59Z", -1), ("2026-01-31T20+0800", nil),
        ("2026-01-31T20:00+0800", 1_769_860_800), ("2026-01-31T07:30:00-04:30", 1_769_860_800),
    ])
    func isoTextIsRead(text: String, seconds: Int?) throws {
        if let seconds {
            #expect(try TimeText.parse(text) == seconds * Self.second)
        } else {
            #expect(throws: TimeText.Failure.self) { try TimeText.parse(text) }
        }
    }

    @Test(arguments: [
        "", "2026", "2026-1-31", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-01", "2026-01-31T",
        "2026-01-31T24:00",
        "2026-01-31T12:60", "2026-01-31T12:00:60", "2026-01-31T12:00:00.", "2026-01-31Z", "2026-01-31x", "1600-01-01",
        "3000-01-01",
        "2026-01-31T12:00:00+25:00",
    ])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(throws: TimeText.Failure.self) { try TimeText.parse(text) }
    }

    @Test func timesPrintWithAFractionOnlyIfThereIsOne() throws {
        for text in [
            "2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5Z", "1969-12-31T23:59:59.999999999Z", "1700-03-01T00:00:00Z",
        ] {
            #expect(TimeText.text(of: try TimeText.parse(text), offset: 0, isUTC: true) == text)
        }
        for extreme in [Int.min, Int.max] {
            let text = TimeText.text(of: extreme, offset: 0, isUTC: true)
            #expect(try TimeText.parse(text) == extreme)
        }
        #expect(TimeText.text(of: 0, offset: 5 * 3600 + 1800, isUTC: false) == "1970-01-01T05:30:00+05:30")
    }

    @Test func formatTakesTheLettersOfUTS35() throws {
        let time = CivilTime(nanoseconds: try TimeText.parse("2026-01-05T13:04:09.0123Z"), offset: 0)
        let format = TimeFormat(time: time, zoneName: "UTC", abbreviation: "UTC")
        for (pattern, expected) in [
            ("yyyy-MM-dd", "2026-01-05"), ("yy/M/d", "26/1/5"), ("EEE, d MMM yyyy", "Mon, 5 Jan 2026"),
            ("EEEE MMMM", "Monday January"),
            ("h:mm a", "1:04 PM"), ("HH:mm:ss.SSS", "13:04:09.012"), ("DDD", "005"), ("QQQ", "Q1"),
            ("YYYY-'W'ww", "2026-W02"),
            ("yyyy'T'HH''", "2026T13'"), ("XXX", "Z"), ("xxx", "+00:00"), ("Z", "+0000"), ("z VV", "UTC UTC"),
            ("年y月M", "年2026月1"),
            ("", ""), ("e", "1"),
        ] { #expect(try format.text(pattern) == expected, "\(pattern)") }
        for pattern in ["yyyy-mm-bb", "T", "'open", String(repeating: "y", count: 100), "HHH"] {
            #expect(throws: TimeFormat.Failure.self) { try format.text(pattern) }
        }
    }

    @Test func posixRulesGoOnForEver() throws {
        let zone = try #require(PosixZone("CET-1CEST,M3.5.0,M10.5.0/3"))
        #expect(zone.localType(at: try TimeText.parse("2200-03-30T00:59:59Z") / Self.second).offset == 3600)
        #expect(zone.localType(at: try TimeText.parse("2200-03-30T01:00:00Z") / Self.second).offset == 7200)
        #expect(zone.localType(at: try TimeText.parse("2200-10-26T00:59:59Z") / Self.second).offset == 7200)
        #expect(zone.localType(at: try TimeText.parse("2200-10-26T01:00:00Z") / Self.second).offset == 3600)
        let south = try #require(PosixZone("NZST-12NZDT,M9.5.0,M4.1.0/3"))
        #expect(south.localType(at: try TimeText.parse("2200-01-01") / Self.second).abbreviation == "NZDT")
        #expect(try #require(PosixZone("<+0330>-3:30")).localType(at: 0).offset == 12_600)
        for text in ["", "CET", "CET-1CEST", "CET-1CEST,M13.1.0,M10.5.0", "C<ET"] {
            #expect(PosixZone(text) == nil, "\(text)")
        }
    }

    @Test func zonesComeFromTheSystem() throws {
        let database = ZoneDatabase()
        guard let shanghai = database.rules(for: "Asia/Shanghai"), let berlin = database.rules(for: "Europe/Berlin")
        else { return }
        #expect(
            shanghai.localType(at: try TimeText.parse("2026-01-31") / Self.second)
                == .init(offset: 28_800, isDaylight: false, abbreviation: "CST"))
        #expect(berlin.localType(at: try TimeText.parse("2026-07-01") / Self.second).offset == 7200)
        #expect(berlin.localType(at: try TimeText.parse("2026-03-29T00:59:59Z") / Self.second).abbreviation == "CET")
        #expect(berlin.localType(at: try TimeText.parse("2026-03-29T01:00:00Z") / Self.second).abbreviation == "CEST")
        #expect(berlin.localType(at: try TimeText.parse("1980-07-01") / Self.second).offset == 7200)
        #expect(berlin.localType(at: try TimeText.parse("2100-07-01") / Self.second).offset == 7200)
        for name in [
            "", "/etc/passwd", "../../../etc/passwd", "Asia", "Asia/../Asia/Shanghai", "zone.tab", "Nowhere/City",
            "a\u{0}b",
        ] {
            #expect(database.rules(for: name) == nil, "\(name)")
        }
        #expect(database.rules(for: "+08:00")?.localType(at: 0).offset == 28_800)
        #expect(database.rules(for: "-03:30")?.localType(at: 0).offset == -12_600)
    }

    @Test func malformedZoneFilesAreRefused() {
        #expect(ZoneRules(bytes: []) == nil)
        #expect(ZoneRules(bytes: Array("TZif2".utf8)) == nil)
        #expect(ZoneRules(bytes: Array("TZif2".utf8) + [UInt8](repeating: 0xFF, count: 200)) == nil)
        #expect(ZoneRules(bytes: Array("TZif".utf8) + [UInt8](repeating: 0, count: 40)) == nil)
    }
}
