import SMHClient
import SMHModel
import SMHTesting
import Testing

/// The classes of operations.md section 3.
@Suite struct ClientErrorTests {
    private func error(_ response: WireResponse) async -> ClientError? {
        let client = SMHLibraryClient.scripted(ScriptedTransport(answers: response))
        return await #expect(throws: ClientError.self) {
            try await client.delete([BatchDeleteItem(path: "a")], in: "-")
        }
    }

    @Test(arguments: [
        (400, "ParamInvalid", ClientError.Kind.final), (401, "InvalidAccessToken", .unauthorized),
        (403, "InvalidAccessToken", .unauthorized), (403, "NoPermission", .final),
        (403, "LibraryInitializing", .notDone),
        (404, "PathNotFound", .final), (408, "ReadRequestTimeout", .notDone), (409, "PathConflict", .notDone),
        (409, "SameNameDirectoryOrFileExists", .final), (413, "RequestEntityTooLarge", .final),
        (425, "TooEarly", .notDone),
        (429, "RateLimitExceeded", .throttled), (500, "InternalServerError", .inDoubt), (502, "X", .inDoubt),
        (503, "ServerOverloaded", .notDone), (504, "X", .inDoubt), (302, "X", .final),
    ])
    func `answers in the service's form`(status: Int, code: String, kind: ClientError.Kind) async throws {
        let error = try #require(await error(.json(status, #"{"code":"\#(code)","message":"It is so."}"#)))
        #expect(error.kind == kind)
        #expect(error.status == status)
        #expect(error.code?.rawValue == code)
        #expect(error.message == "It is so.")
        #expect(error.requestID == "0f9e00000000000000000000000000aa")
        #expect(error.isTooLarge == (status == 413))
        #expect(error.description == "It is so. (\(status) \(code), request 0f9e00000000000000000000000000aa)")
    }

    @Test func `a 503 of a machine on the way says nothing`() async throws {
        #expect(await error(.page(503, "<html>Bad gateway</html>"))?.kind == .inDoubt)
        #expect(await error(WireResponse(status: 503))?.kind == .inDoubt)
    }

    @Test func `Retry-After is read`() async throws {
        var response = WireResponse.json(429, #"{"code":"RateLimitExceeded","message":""}"#)
        response.headers.append(.init("retry-after", "2"))
        let error = await error(response)
        #expect(error?.retryAfter == .seconds(2))
        #expect(error?.message == "Rate limit exceeded.")
    }

    @Test(arguments: [200, 202, 207, 404, 500])
    func `a web page is shown by its beginning`(status: Int) async throws {
        let page = "<!DOCTYPE html>\n<html><body>Sign in to \u{1B}[31mWiFi" + String(repeating: "x", count: 5000)
        let error = try #require(await error(.page(status, page)))
        #expect(error.message.contains("a web page came"))
        #expect(error.message.contains("<!DOCTYPE html> <html><body>Sign in to"))
        #expect(error.message.utf8.count < 400)
        #expect(!error.message.contains("\u{1B}"))
        #expect(error.code == nil)
        #expect(error.kind == (status == 404 ? .final : .inDoubt))
    }

    @Test(arguments: ["", "null", "[]", "{", "\u{0}\u{1}", "{\"result\":5}", "{\"taskId\":\"x\"}"])
    func `an answer that cannot be read is a doubt`(text: String) async throws {
        let error = await error(.json(202, text))
        #expect(error?.kind == .inDoubt)
        #expect(error?.status == 202)
    }

    @Test(arguments: [400, 403, 404, 409])
    func `a refusal that is cut off is a doubt`(status: Int) async throws {
        #expect(await error(.json(status, #"{"code":"SameName"#))?.kind == .inDoubt)
        #expect(await error(.json(status, #"{"code":"SameName","message":""}"#))?.kind == .final)
        #expect(await error(.json(status, "{}"))?.kind == .final)
    }

    @Test func `a redirect and the store of bytes are explained`() async throws {
        #expect(await error(WireResponse(status: 301))?.message.contains("redirects") == true)
        let xml = "<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>"
        let refused = await error(.page(403, xml))
        #expect(refused?.message == "the store of the files' bytes refuses: AccessDenied Access Denied.")
    }

    @Test func `what a terminal would obey is taken out of messages`() async throws {
        let error = await error(
            .json(
                400, #"{"code":"Bad\u001b[0m","message":"no\u001b]0;title\u0007\u202e way\n"}"#, requestID: "1\u{1B}2"))
        #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E } == true)
        #expect(
            await self.error(.json(400, #"{"code":"X","message":"\#(String(repeating: "y", count: 9000))"}"#))?.message
                .count == 501)
    }

    @Test func `failures of the transport`() async throws {
        for (kind, expected) in [(TransportError.Kind.notSent, ClientError.Kind.notDone), (.inDoubt, .inDoubt)] {
            let transport = ScriptedTransport { (_) async throws(TransportError) in
                throw TransportError(kind, "gone", isTimeout: true)
            }
            let error = await #expect(throws: ClientError.self) {
                try await SMHLibraryClient.scripted(transport).delete([BatchDeleteItem(path: "a")], in: "-")
            }
            #expect(error?.kind == expected)
            #expect(error?.isTooLarge == (kind == .inDoubt))
            #expect(transport.requests.count == 1)
        }
    }
}
