import SMHModel
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00.000Z", 0), ("2026-03-05T07:08:09.123Z", 1_772_694_489_123),
            ("2000-02-29T23:59:59.999Z", 951_868_799_999), ("1969-12-31T23:59:59.999Z", -1),
            ("0001-01-01T00:00:00.000Z", -62_135_596_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] as [(String, Int64)])
    func `reads and writes`(text: String, milliseconds: Int64) {
        #expect(Timestamp(parsing: text)?.millisecondsSince1970 == milliseconds)
        #expect(Timestamp(millisecondsSince1970: milliseconds).description == text)
    }

    @Test(arguments: [
        ("2026-03-05T15:08:09+08:00", "2026-03-05T07:08:09.000Z"), ("2026-03-05T07:08:09", "2026-03-05T07:08:09.000Z"),
        ("2026-03-05T07:08:09.1239999Z", "2026-03-05T07:08:09.123Z"),
        ("2026-03-05 00:00:00.5-0130", "2026-03-05T01:30:00.500Z"),
    ])
    func `forgives`(text: String, canonical: String) {
        #expect(Timestamp(parsing: text)?.description == canonical)
    }

    @Test(arguments: [
        "", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-05", "2026-03-05T07:08:09.Z",
        "2026-03-05T24:00:00Z", "2026-03-05T07:08:09ZZ",
    ])
    func `refuses`(text: String) {
        #expect(Timestamp(parsing: text) == nil)
    }

    @Test func `nanoseconds do not overflow`() {
        #expect(Timestamp(millisecondsSince1970: .max).nanosecondsSince1970 == nil)
        #expect(Timestamp(millisecondsSince1970: 5).nanosecondsSince1970 == 5_000_000)
        _ = Timestamp(millisecondsSince1970: .min).description
        _ = Timestamp(millisecondsSince1970: .max).description
    }
}
