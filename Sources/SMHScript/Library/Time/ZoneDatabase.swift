import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The system's time zones, each read when it is first asked for.
final class ZoneDatabase: Sendable {
    static let shared = ZoneDatabase()

    /// More names than there are zones: scripts that make up distances from UTC do not fill the memory.
    private static let maximumCount = 1_000
    private let directory: String
    private let zones = Mutex<[String: ZoneRules]>([:])

    init(directory: String = "/usr/share/zoneinfo") { self.directory = directory }

    /// The rules of `Asia/Shanghai`, `UTC`, or a fixed distance such as `+08:00`; nil if there is no such zone.
    func rules(for name: String) -> ZoneRules? {
        if let known = zones.withLock({ $0[name] }) { return known }
        guard let rules = Self.fixed(name) ?? read(name) else { return nil }
        zones.withLock { zones in
            if zones.count >= Self.maximumCount { zones.removeAll() }
            zones[name] = rules
        }
        return rules
    }

    private static func fixed(_ name: String) -> ZoneRules? {
        if name == "UTC" || name == "Z" { return .utc }
        guard let sign = name.utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), name.utf8.count == 6,
            let nanoseconds = try? TimeText.parse("1970-01-02T00:00\(name)")
        else { return nil }
        let offset = CivilTime.secondsPerDay - nanoseconds / CivilTime.nanosecondsPerSecond
        return ZoneRules(fixed: .init(offset: offset, isDaylight: false, abbreviation: name))
    }

    private func read(_ name: String) -> ZoneRules? {
        guard Self.isZoneName(name), let file = fopen(directory + "/" + name, "rb") else { return nil }
        defer { fclose(file) }
        // Real files have a few kilobytes.
        var bytes = [UInt8](repeating: 0, count: 1 << 18)
        let count = fread(&bytes, 1, bytes.count, file)
        guard count > 0, count < bytes.count else { return nil }
        return ZoneRules(bytes: Array(bytes[..<count]))
    }

    /// Names come from scripts: they may not leave the directory.
    private static func isZoneName(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= 64 else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.utf8.first, first != UInt8(ascii: ".") else { return false }
            return part.utf8.allSatisfy { byte in
                byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || byte &- UInt8(ascii: "0") < 10
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
            }
        }
    }
}
