import SMHModel
import Testing

@Suite struct TimestampFormatTests {
    @Test(arguments: [
        ("19941106T084937Z", "Sun, 06 Nov 1994 08:49:37 GMT"), ("20251103T070140Z", "Mon, 03 Nov 2025 07:01:40 GMT"),
        ("19700101T000000Z", "Thu, 01 Jan 1970 00:00:00 GMT"), ("19691231T235959Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
    ])
    func `forms of a moment`(basic: String, http: String) throws {
        let moment = try #require(Timestamp(basic: basic))
        #expect(moment.basic == basic)
        #expect(moment.httpDate == http)
        #expect(Timestamp(httpDate: http) == moment)
        #expect(Timestamp(compact: moment.compact) == moment)
    }

    @Test func `X-Date is never later than the moment`() {
        #expect(Timestamp(millisecondsSince1970: 1999).basic == "19700101T000001Z")
    }

    @Test(arguments: [
        "", "20251103T070140", "20250230T070140Z", "2025-11-03T07:01:40Z", "20251103T250140Z", "20251103070140ZZ",
    ])
    func `refuses`(text: String) {
        #expect(Timestamp(basic: text) == nil)
        #expect(Timestamp(httpDate: text) == nil)
    }
}
