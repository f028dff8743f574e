/// When a zone was how far from UTC: the contents of a TZif file (RFC 8536).
struct ZoneRules: Sendable {
    struct LocalType: Equatable, Sendable {
        /// Seconds east of UTC.
        var offset: Int
        var isDaylight: Bool
        /// `CEST`, `+08`
        var abbreviation: String
    }

    static let utc = ZoneRules(fixed: LocalType(offset: 0, isDaylight: false, abbreviation: "UTC"))

    /// Seconds since 1970 at which another type begins; ascending.
    private var transitions: [Int] = []
    private var transitionTypes: [UInt8] = []
    private var types: [LocalType]
    /// What holds after the last transition.
    private var future: PosixZone?

    init(fixed type: LocalType) { types = [type] }

    /// Nil if the bytes are no sound TZif file.
    init?(bytes: [UInt8]) {
        var reader = ZoneFileReader(bytes: bytes)
        guard var header = reader.header() else { return nil }
        var timeSize = 4
        if header.version >= 2 {
            guard reader.skip(header.bodySize(timeSize: 4)), let second = reader.header() else { return nil }
            header = second
            timeSize = 8
        }
        guard let times = reader.integers(header.timeCount, size: timeSize), times == times.sorted(),
            let indices = reader.bytes(header.timeCount), indices.allSatisfy({ Int($0) < header.typeCount }),
            let typeBytes = reader.bytes(header.typeCount * 6), let names = reader.bytes(header.nameBytes),
            header.typeCount > 0
        else { return nil }
        transitions = times
        transitionTypes = Array(indices)
        types = []
        var types = ZoneFileReader(bytes: Array(typeBytes))
        for _ in 0..<header.typeCount {
            guard let offset = types.integers(1, size: 4)?.first, abs(offset) < 200_000, let rest = types.bytes(2)
            else { return nil }
            let name = names.dropFirst(Int(rest[rest.startIndex + 1])).prefix { $0 != 0 }
            self.types.append(
                LocalType(
                    offset: offset, isDaylight: rest[rest.startIndex] != 0,
                    abbreviation: String(decoding: name, as: UTF8.self)))
        }
        let tail = header.leapCount * (timeSize + 4) + header.standardCount + header.utcCount
        if timeSize == 8, reader.skip(tail), let footer = reader.footer(), !footer.isEmpty {
            future = PosixZone(footer)
        }
    }

    func localType(at seconds: Int) -> LocalType {
        guard let first = transitions.first, let last = transitions.last, seconds >= first else {
            if transitions.isEmpty, let future { return future.localType(at: seconds) }
            return types[0]
        }
        if seconds >= last, let future { return future.localType(at: seconds) }
        var low = 0
        var high = transitions.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle } else { high = middle }
        }
        return types[Int(transitionTypes[low])]
    }
}

private struct ZoneFileReader {
    struct Header {
        var version: Int
        var utcCount: Int
        var standardCount: Int
        var leapCount: Int
        var timeCount: Int
        var typeCount: Int
        var nameBytes: Int

        func bodySize(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + nameBytes + leapCount * (timeSize + 4) + standardCount
                + utcCount
        }
    }

    private let content: [UInt8]
    private var index = 0

    init(bytes: [UInt8]) { content = bytes }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= content.count - index else { return nil }
        index += count
        return content[index - count..<index]
    }

    mutating func skip(_ count: Int) -> Bool { bytes(count) != nil }

    /// Big-endian and signed.
    mutating func integers(_ count: Int, size: Int) -> [Int]? {
        guard let raw = bytes(count * size) else { return nil }
        var result: [Int] = []
        result.reserveCapacity(count)
        var position = raw.startIndex
        for _ in 0..<count {
            var value = Int(Int8(bitPattern: raw[position]))
            for next in position + 1..<position + size { value = value << 8 | Int(raw[next]) }
            result.append(value)
            position += size
        }
        return result
    }

    mutating func header() -> Header? {
        guard let magic = bytes(4), magic.elementsEqual("TZif".utf8), let version = bytes(1)?.first, skip(15),
            let counts = integers(6, size: 4), counts.allSatisfy({ (0...100_000).contains($0) })
        else { return nil }
        return Header(
            version: version >= UInt8(ascii: "2") ? 2 : 1, utcCount: counts[0], standardCount: counts[1],
            leapCount: counts[2],
            timeCount: counts[3], typeCount: counts[4], nameBytes: counts[5])
    }

    mutating func footer() -> String? {
        guard bytes(1)?.first == UInt8(ascii: "\n") else { return nil }
        let line = content[index...].prefix { $0 != UInt8(ascii: "\n") }
        return String(decoding: line, as: UTF8.self)
    }
}
