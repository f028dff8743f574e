import SMHClient
import SMHModel
import Testing

/// The transport against real connections on the loopback interface.
@Suite struct AsyncHTTPTransportTests {
    private func exchange(
        _ behaviour: RawServer.Behaviour, timeout: Duration = .seconds(60),
        configuration: AsyncHTTPTransport.Configuration = .init(),
        request: WireRequest = WireRequest(method: .post, path: "/api/v1/x", query: [.init("delete")], body: [1, 2])
    ) async throws -> (Result<WireResponse, TransportError>, [String]) {
        let server = try RawServer(behaviour)
        defer { server.stop() }
        let transport = try AsyncHTTPTransport(
            baseURL: "http://127.0.0.1:\(server.port)/", configuration: configuration)
        let result: Result<WireResponse, TransportError>
        do throws(TransportError) {
            result = .success(try await transport.send(request, origin: nil, timeout: timeout))
        } catch {
            result = .failure(error)
        }
        await transport.shutdown()
        return (result, server.requests)
    }

    private static func http(_ status: String, _ headers: String = "", _ body: String = "") -> RawServer.Behaviour {
        .answer(
            "HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
    }

    @Test func `request and answer`() async throws {
        let request = WireRequest(
            method: .post, path: "/api/v1/batch/L/-", query: [.init("delete"), .init("access_token", "a b")],
            headers: [.init("Content-Type", "application/json")], body: Array("[1]".utf8))
        let (result, seen) = try await exchange(
            Self.http("207 Multi-Status", "X-Request-Id: 5\r\n", "{}"), request: request)
        let answer = try result.get()
        #expect(answer.status == 207)
        #expect(answer.requestID == "5")
        #expect(answer.body == Array("{}".utf8))
        let text = try #require(seen.first)
        #expect(text.hasPrefix("POST /api/v1/batch/L/-?delete&access_token=a%20b HTTP/1.1\r\n"))
        #expect(text.lowercased().contains("content-type: application/json\r\n"))
        #expect(text.hasSuffix("\r\n\r\n[1]"))
    }

    @Test func `an encoded slash stays encoded`() async throws {
        let request = WireRequest(
            method: .delete, path: "/a%2Fb/%E4%BD%A0/x..y", query: [.init("q", "1+1")], body: [65])
        let (_, seen) = try await exchange(Self.http("200 OK"), request: request)
        let text = try #require(seen.first)
        #expect(text.hasPrefix("DELETE /a%2Fb/%E4%BD%A0/x..y?q=1%2B1 HTTP/1.1\r\n"))
        #expect(text.hasSuffix("\r\n\r\nA"))
    }

    @Test(arguments: ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
    func `a redirect is an answer and is not followed`(status: String) async throws {
        let (result, seen) = try await exchange(Self.http(status, "Location: /other\r\n"))
        #expect(try result.get().header("location") == "/other")
        #expect(seen.count == 1)
    }

    @Test func `a transport that nobody shuts down does no harm`() async throws {
        let server = try RawServer(Self.http("200 OK"))
        defer { server.stop() }
        for _ in 0..<3 {
            let transport = try AsyncHTTPTransport(baseURL: "http://127.0.0.1:\(server.port)")
            let request = WireRequest(method: .get, path: "/")
            #expect(try await transport.send(request, origin: nil, timeout: .seconds(60)).status == 200)
        }
    }

    @Test func `nothing listens`() async throws {
        try await RawServer.withUnusedPort { port in
            let transport = try AsyncHTTPTransport(baseURL: "http://127.0.0.1:\(port)")
            let error = await #expect(throws: TransportError.self) {
                try await transport.send(WireRequest(method: .get, path: "/"), origin: nil, timeout: .seconds(60))
            }
            #expect(error?.kind == .notSent)
            #expect(error?.message == "http://127.0.0.1:\(port) cannot be reached: nothing listens there")
            await transport.shutdown()
        }
    }

    @Test func `a connection that is lost after the request is a doubt, and the request is not repeated`() async throws
    {
        let (result, seen) = try await exchange(.close)
        #expect(throws: TransportError.self) { try result.get() }
        if case .failure(let error) = result { #expect(error.kind == .inDoubt) }
        #expect(seen.count == 1)
    }

    @Test func `an answer that breaks off is a doubt`() async throws {
        let (result, seen) = try await exchange(.answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"res"))
        if case .failure(let error) = result { #expect(error.kind == .inDoubt) } else { #expect(Bool(false)) }
        #expect(seen.count == 1)
    }

    @Test func `an answer that is no HTTP is a doubt`() async throws {
        let (result, _) = try await exchange(.answer("SSH-2.0-OpenSSH_9.2\r\n"))
        if case .failure(let error) = result { #expect(error.kind == .inDoubt) } else { #expect(Bool(false)) }
    }

    @Test func `a service that says nothing is a time-out`() async throws {
        let (result, _) = try await exchange(.silence, timeout: .milliseconds(200))
        if case .failure(let error) = result {
            #expect(error.kind == .inDoubt)
            #expect(error.isTimeout)
        } else {
            #expect(Bool(false))
        }
    }

    @Test func `an answer longer than the limit is an error`() async throws {
        var configuration = AsyncHTTPTransport.Configuration()
        configuration.largestAnswer = 10
        let (result, _) = try await exchange(Self.http("200 OK", "", "01234567890"), configuration: configuration)
        if case .failure(let error) = result {
            #expect(error.message.contains("longer than 10 bytes"))
        } else {
            #expect(Bool(false))
        }
    }

    @Test(arguments: [
        ("smhx.api.tencentsmh.cn", "https://smhx.api.tencentsmh.cn"), ("https://a.b/", "https://a.b"),
        ("HTTP://127.0.0.1:80//", "http://127.0.0.1:80"), ("http://[::1]:8080", "http://[::1]:8080"),
    ])
    func `addresses`(text: String, origin: String) throws {
        #expect(try AsyncHTTPTransport(baseURL: text).origin == origin)
    }

    @Test(arguments: ["", "https://", "ftp://a", "https://a/api", "https://user:pass@host", "a b", "https://a?x"])
    func `what is no address`(text: String) {
        let error = #expect(throws: TransportError.self) { try AsyncHTTPTransport(baseURL: text) }
        #expect(error?.kind == .notSent)
        #expect(error?.message.contains("pass") == false)
    }
}
