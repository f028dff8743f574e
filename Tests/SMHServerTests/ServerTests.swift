import Foundation
import SMHModel
import SMHServer
import SMHStore
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Real sockets on loopback.
@Suite struct ServerTests {
    /// Runs a server while `body` uses it.
    private func serving(_ service: ServiceFixture, _ body: (Int) async throws -> Void) async throws {
        let (ports, report) = AsyncStream.makeStream(of: Int.self)
        let server = LibraryServer(service.service)
        let running = Task {
            do {
                try await server.run { report.yield($0) }
            } catch {
                report.finish()
                throw error
            }
        }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        do {
            try await body(port)
        } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        _ = await running.result
    }

    private func send(
        _ method: String, _ url: String, _ body: String? = nil
    ) async throws -> (Int, String, HTTPURLResponse) {
        var request = URLRequest(url: try #require(URL(string: url)))
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let answer = try #require(response as? HTTPURLResponse)
        return (answer.statusCode, String(decoding: data, as: UTF8.self), answer)
    }

    @Test func theSameIsSaidOverHTTP() async throws {
        let service = try ServiceFixture()
        try await serving(service) { port in
            let base = "http://127.0.0.1:\(port)/api/v1"
            let made = try await send("GET", base + "/token?library_id=smhlab01&library_secret=secret01&grant=admin")
            let token = try #require(JSONValue(parsing: Array(made.1.utf8))["accessToken"]?.text)
            #expect(try await send("PUT", base + "/directory/smhlab01/-/a%2Fb%20c?access_token=" + token).0 == 201)
            let deleted = try await send(
                "POST", base + "/batch/smhlab01/-?delete&access_token=" + token, #"[{"path":"a/b c"},{"path":"x"}]"#)
            #expect(deleted.0 == 207)
            #expect(deleted.2.value(forHTTPHeaderField: "X-Request-Id")?.utf8.count == 32)
            #expect(deleted.2.value(forHTTPHeaderField: "Content-Type") == "application/json; charset=utf-8")
            #expect(try JSONValue(parsing: Array(deleted.1.utf8))["result"]?.elements?.count == 2)
            #expect(try await send("HEAD", base + "/directory/smhlab01/-/a?access_token=" + token).0 == 200)
            let begun = try await send("PUT", base + "/file/smhlab01/-/f.txt?access_token=" + token)
            let ticket = try UploadTicket(jsonBytes: Array(begun.1.utf8))
            #expect(try await send("PUT", "http://" + ticket.domain + ticket.path, "bytes").0 == 200)
            #expect(
                try await send("POST", base + "/file/smhlab01/-/\(ticket.confirmKey)?confirm&access_token=" + token).0
                    == 200)
            #expect(try await send("GET", base + "/file/smhlab01/-/f.txt?access_token=" + token).1 == "bytes")
        }
    }

    @Test func aPortInUseIsOneClearError() async throws {
        let service = try ServiceFixture()
        try await serving(service) { port in
            var second = LibraryServer(service.service)
            second.port = port
            let taken = second
            let error = await #expect(throws: ServerStartError.self) { try await taken.run() }
            #expect(error?.description == "port \(port) of 127.0.0.1 is in use by another program")
        }
    }

    @Test func anAddressOfNobodyIsOneClearError() async throws {
        let service = try ServiceFixture()
        var server = LibraryServer(service.service)
        server.host = "203.0.113.7"
        let foreign = server
        await #expect(throws: ServerStartError.self) { try await foreign.run() }
    }
}
