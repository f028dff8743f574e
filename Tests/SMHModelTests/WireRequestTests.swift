import SMHModel
import Testing

@Suite struct WireRequestTests {
    @Test func `a segment keeps only what the reference calls unreserved`() throws {
        #expect(PercentEncoding.encode("bar 1.txt") == "bar%201.txt")
        #expect(PercentEncoding.encode("a-._~Z9") == "a-._~Z9")
        #expect(
            PercentEncoding.encode("ü/?#[]@!$&'()*+,;=%")
                == "%C3%BC%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%25")
        #expect(try PercentEncoding.encode(DrivePath(parsing: "foo/bar 1.txt")) == "foo/bar%201.txt")
    }

    @Test func `decoding forgives`() {
        #expect(PercentEncoding.decode("a%2Fb+c") == "a/b+c")
        #expect(PercentEncoding.decode("a+b", plusIsSpace: true) == "a b")
        #expect(PercentEncoding.decode("100%") == "100%")
        #expect(PercentEncoding.decode("%zz") == "%zz")
        #expect(PercentEncoding.decode("%FF") == nil)
    }

    @Test func `a target is written and read`() {
        let request = WireRequest(
            method: .post, path: "/api/v1/batch/smhlab01/spacelab9",
            query: [.init("delete"), .init("access_token", "tok-1"), .init("k", "a&b=c d")])
        #expect(request.target == "/api/v1/batch/smhlab01/spacelab9?delete&access_token=tok-1&k=a%26b%3Dc%20d")
        #expect(WireRequest(method: .post, target: request.target + "#2") == request)
        #expect(WireRequest(method: .get, target: "/x?delete=&a=1&a=2").hasFlag("delete"))
        #expect(WireRequest(method: .get, target: "/x?delete=&a=1&a=2").queryValue("a") == "1")
        #expect(WireRequest(method: .get, target: "/x").query.isEmpty)
    }

    @Test func `no form of a request shows its credentials`() {
        let query: [WireQueryItem] = [
            .init("delete"), .init("access_token", "SECRET1"), .init("library_secret", "SECRET2"),
            .init("Access_Token", "SECRET3"),
        ]
        let headers = [WireHeader("Authorization", "Bearer SECRET4")]
        for path in ["/api/v1/batch/L/S", "/api/v1/token/L/SECRET5"] {
            let request = WireRequest(
                method: .post, path: path, query: query, headers: headers, body: Array("SECRET6".utf8))
            var dumped = ""
            dump(request, to: &dumped)
            for text in [request.redactedURL, "\(request)", String(reflecting: request), dumped] {
                #expect(!text.contains("SECRET"))
                #expect(text.contains("/api/v1/"))
            }
        }
    }

    @Test func `headers are found whatever their case`() {
        let response = WireResponse(
            status: 429, headers: [.init("x-REQUEST-id", "abc"), .init("Retry-After", " 2 ")])
        #expect(response.requestID == "abc")
        #expect(response.retryAfterSeconds == 2)
        #expect(WireResponse(status: 200, headers: [.init("Retry-After", "soon")]).retryAfterSeconds == nil)
        #expect(WireResponse(status: 200, headers: [.init("x-smh-request-id", "d")]).requestID == "d")
    }
}
