/// Members of times and durations (rule 37).
enum TimeMembers {
    static var duration: LibraryMembers {
        LibraryMembers(
            properties: [
                unit("seconds", 1_000_000_000), unit("minutes", 60_000_000_000), unit("hours", 3_600_000_000_000),
                unit("days", 86_400_000_000_000),
            ])
    }

    private static func unit(_ name: String, _ nanoseconds: Double) -> LibraryProperty {
        LibraryProperty(name, "The whole duration in \(name), a float.") { (call) throws(ScriptError) in
            .float(Double(call.receiver.asInt) / nanoseconds)
        }
    }

    static var time: LibraryMembers {
        LibraryMembers(
            properties: [
                field("year", "The year.") { $0.date.year },
                field("month", "The month, 1 to 12.") { $0.date.month },
                field("day", "The day of the month, from 1.") { $0.date.day },
                field("hour", "The hour, 0 to 23.") { $0.hour },
                field("minute", "The minute, 0 to 59.") { $0.minute },
                field("second", "The second, 0 to 59.") { $0.secondOfMinute },
                field("weekday", "The day of the week: 1 is Monday, 7 is Sunday.") { $0.date.weekday },
                LibraryProperty("unix", "Whole seconds since 1970-01-01T00:00:00Z, rounded down.") {
                    (call) throws(ScriptError) in
                    .int(CivilTime.seconds(call.receiverTime.nanoseconds))
                },
                LibraryProperty("iso", "The time as ISO 8601 in UTC: 2026-01-31T12:00:00Z.") {
                    (call) throws(ScriptError) in
                    try call.makeString(TimeText.text(of: call.receiverTime.nanoseconds, offset: 0, isUTC: true))
                },
            ],
            methods: [format, inZone])
    }

    private static func field(
        _ name: String, _ documentation: String, _ read: @escaping @Sendable (CivilTime) -> Int
    ) -> LibraryProperty {
        LibraryProperty(name, documentation) { (call) throws(ScriptError) in .int(read(local(call.receiverTime).time)) }
    }

    private static func local(_ cell: TimeCell) -> (time: CivilTime, zone: String, abbreviation: String) {
        let zone = cell.zone?.string ?? "UTC"
        let type = (ZoneDatabase.shared.rules(for: zone) ?? .utc).localType(at: CivilTime.seconds(cell.nanoseconds))
        return (CivilTime(nanoseconds: cell.nanoseconds, offset: type.offset), zone, type.abbreviation)
    }

    private static let format = LibraryFunction(
        "format(pattern)",
        "The time as a pattern of UTS 35 says: \"yyyy-MM-dd HH:mm\". Other letters stand in single quotes."
    ) { (call) throws(ScriptError) in
        let (time, zone, abbreviation) = local(call.receiverTime)
        let pattern = try call.string(0).string
        let text: String
        do throws(TimeFormat.Failure) {
            text = try TimeFormat(time: time, zoneName: zone, abbreviation: abbreviation).text(pattern)
        } catch {
            throw call.argumentError(error.message, hint: error.hint)
        }
        return try call.makeString(text)
    }

    private static let inZone = LibraryFunction(
        "in(zone)", "The same instant, shown in another zone: \"Asia/Shanghai\", \"UTC\", \"+08:00\"."
    ) { (call) throws(ScriptError) in
        let zone = try call.string(0)
        let name = zone.string
        guard ZoneDatabase.shared.rules(for: name) != nil else {
            throw call.argumentError(
                "there is no time zone \(ConversionFunctions.quote(name))",
                hint: "zones are named as in \"Europe/Berlin\", or \"UTC\", or \"+08:00\"")
        }
        return call.makeTime(
            nanoseconds: call.receiverTime.nanoseconds, zone: name == "UTC" || name == "Z" ? nil : zone)
    }
}
