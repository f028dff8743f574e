/// Texts of values that need the library.
enum LibraryText {
    /// A time in the zone it shows itself in; a zone that is unknown here, as of a value from elsewhere, is shown as
    /// UTC.
    static func time(nanoseconds: Int, zone: String?) -> String {
        guard let zone, let rules = ZoneDatabase.shared.rules(for: zone) else {
            return TimeText.text(of: nanoseconds, offset: 0, isUTC: true)
        }
        let offset = rules.localType(at: CivilTime.seconds(nanoseconds)).offset
        return TimeText.text(of: nanoseconds, offset: offset, isUTC: false)
    }
}
