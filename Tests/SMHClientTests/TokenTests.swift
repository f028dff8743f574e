import SMHClient
import SMHModel
import SMHTesting
import Synchronization
import Testing

@Suite struct TokenTests {
    /// A service that gives out tokens `t1`, `t2`, … and takes those from `firstGood` on.
    final class TokenService: Sendable {
        let issued = Mutex(0)
        let firstGood = Mutex(1)
        let refusal: WireResponse
        let life: Int

        init(life: Int = 86_400, refusal: WireResponse? = nil) {
            self.life = life
            self.refusal = refusal ?? .json(403, #"{"code":"InvalidAccessToken","message":"Invalid access token."}"#)
        }

        func answer(_ request: WireRequest) -> WireResponse {
            if request.path == "/api/v1/token" {
                let number = issued.withLock { issued in
                    issued += 1
                    return issued
                }
                return .json(200, #"{"accessToken":"token-\#(number)","expiresIn":\#(life)}"#)
            }
            let number = Int(request.queryValue("access_token")?.dropFirst(6) ?? "") ?? 0
            return number >= firstGood.withLock { $0 } ? .json(200, #"{"result":[]}"#) : refusal
        }
    }

    private func client(
        _ transport: ScriptedTransport, clock: MonotonicTime = .continuous,
        tokens: AccessTokenOptions = AccessTokenOptions()
    ) -> SMHLibraryClient {
        var options = SMHLibraryClient.Options()
        options.clock = clock
        return SMHLibraryClient(
            libraryID: "smhlab01", credential: .librarySecret(Secret("s3cret&"), tokens), transport: transport,
            options: options)
    }

    private let items = [BatchDeleteItem(path: "a")]

    @Test func `a token is made from the secret`() async throws {
        let service = TokenService()
        let transport = ScriptedTransport { (request) async throws(TransportError) in service.answer(request) }
        let client = client(
            transport,
            tokens: AccessTokenOptions(
                grants: [.deleteFile, .moveFile], period: 300, userID: "u 1", spaceIDs: ["s1", "s2"]))
        _ = try await client.delete(items, in: "s1")
        _ = try await client.delete(items, in: "s1")
        #expect(
            transport.lines == [
                "GET /api/v1/token?library_id=smhlab01&library_secret=s3cret%26&space_id=s1%2Cs2&user_id=u%201&period=300&grant=delete_file%2Cmove_file",
                "POST /api/v1/batch/smhlab01/s1?delete&access_token=token-1",
                "POST /api/v1/batch/smhlab01/s1?delete&access_token=token-1",
            ])
    }

    @Test func `many requests at the start make one token`() async throws {
        let service = TokenService()
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            await Task.yield()
            return service.answer(request)
        }
        let client = client(transport)
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 { group.addTask { [items] in _ = try await client.delete(items, in: "-") } }
            try await group.waitForAll()
        }
        #expect(service.issued.withLock { $0 } == 1)
        #expect(transport.requests.count == 51)
    }

    /// Row 11 of the test matrix: one renewal, each request repeated once, none failed.
    @Test(arguments: [
        WireResponse.json(403, #"{"code":"InvalidAccessToken","message":"Invalid access token."}"#),
        WireResponse.json(401, #"{"code":"Unauthorized","message":""}"#), WireResponse(status: 401),
    ])
    func `a token refused to sixteen requests is renewed once`(refusal: WireResponse) async throws {
        let service = TokenService(refusal: refusal)
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            for _ in 0..<5 { await Task.yield() }
            return service.answer(request)
        }
        let client = client(transport)
        _ = try await client.delete(items, in: "-")
        service.firstGood.withLock { $0 = 2 }
        try await withThrowingTaskGroup { group in
            for _ in 0..<16 { group.addTask { [items] in _ = try await client.delete(items, in: "-") } }
            try await group.waitForAll()
        }
        #expect(service.issued.withLock { $0 } == 2)
        let refused = transport.requests.filter { $0.queryValue("access_token") == "token-1" }.count - 1
        #expect(transport.requests.filter { $0.queryValue("access_token") == "token-2" }.count == 16)
        #expect(refused <= 16)
    }

    @Test func `a new token that is refused too ends the call`() async throws {
        let service = TokenService()
        service.firstGood.withLock { $0 = 100 }
        let transport = ScriptedTransport { (request) async throws(TransportError) in service.answer(request) }
        let error = await #expect(throws: ClientError.self) { try await client(transport).delete(items, in: "-") }
        #expect(error?.kind == .unauthorized)
        #expect(service.issued.withLock { $0 } == 2)
        #expect(transport.requests.count == 4)
    }

    @Test func `a right that is missing is no token that is refused`() async throws {
        let service = TokenService(refusal: .json(403, #"{"code":"NoPermission","message":"No permission."}"#))
        service.firstGood.withLock { $0 = 100 }
        let transport = ScriptedTransport { (request) async throws(TransportError) in service.answer(request) }
        let error = await #expect(throws: ClientError.self) { try await client(transport).delete(items, in: "-") }
        #expect(error?.kind == .final)
        #expect(transport.requests.count == 2)
    }

    @Test func `a token is renewed before it runs out`() async throws {
        let clock = ManualClock()
        let service = TokenService(life: 300)
        let transport = ScriptedTransport { (request) async throws(TransportError) in service.answer(request) }
        let client = client(transport, clock: MonotonicTime(clock))
        _ = try await client.delete(items, in: "-")
        clock.advance(by: .seconds(269))
        _ = try await client.delete(items, in: "-")
        #expect(service.issued.withLock { $0 } == 1)
        clock.advance(by: .seconds(2))
        _ = try await client.delete(items, in: "-")
        #expect(service.issued.withLock { $0 } == 2)
    }

    @Test func `while a token is good, a failed renewal does not matter`() async throws {
        let clock = ManualClock()
        let service = TokenService(life: 300)
        let isDown = Mutex(false)
        let down = Down(isDown)
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            if request.path == "/api/v1/token", down.value { throw TransportError(.notSent, "gone") }
            return service.answer(request)
        }
        let client = client(transport, clock: MonotonicTime(clock))
        _ = try await client.delete(items, in: "-")
        down.value = true
        clock.advance(by: .seconds(280))
        _ = try await client.delete(items, in: "-")
        clock.advance(by: .seconds(30))
        let error = await #expect(throws: ClientError.self) { try await client.delete(items, in: "-") }
        #expect(error?.kind == .notDone)
        down.value = false
        _ = try await client.delete(items, in: "-")
    }

    final class Down: Sendable {
        private let state: Mutex<Bool>
        init(_ state: consuming sending Mutex<Bool>) { self.state = state }
        var value: Bool {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }

    @Test(arguments: [
        (
            WireResponse.json(404, #"{"code":"WrongLibraryIdOrSecret","message":"Wrong."}"#),
            ClientError.Kind.unauthorized
        ),
        (.json(500, #"{"code":"InternalServerError","message":""}"#), .notDone),
        (.json(429, #"{"code":"RateLimitExceeded","message":""}"#), .throttled),
        (.page(200, "<html>"), .final), (.json(200, #"{"accessToken":""}"#), .final),
    ])
    func `without a token nothing is sent`(answer: WireResponse, kind: ClientError.Kind) async throws {
        let transport = ScriptedTransport(answers: answer)
        let error = await #expect(throws: ClientError.self) { try await client(transport).delete(items, in: "-") }
        #expect(error?.kind == kind)
        #expect(transport.requests.count == 1)
    }

    @Test func `a caller that gives up does not take the others' token`() async throws {
        let service = TokenService()
        let gate = AsyncStream<Void>.makeStream()
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            if request.path == "/api/v1/token" { for await _ in gate.stream { break } }
            return service.answer(request)
        }
        let client = client(transport)
        let first = Task { [items] in try await client.delete(items, in: "-") }
        while transport.requests.isEmpty { await Task.yield() }
        let second = Task { [items] in try await client.delete(items, in: "-") }
        first.cancel()
        gate.continuation.yield()
        _ = try await second.value
        #expect(service.issued.withLock { $0 } == 1)
    }
}
