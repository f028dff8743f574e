import Logging
import SMHClient
import SMHModel
import SMHTesting
import Synchronization
import Testing

/// No credential gets into a message, a log line or anything else that a person reads.
@Suite struct RedactionTests {
    private static let token = "tok+EN/with%odd=chars"
    private static let secret = "library&SECRET/9"

    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var text: String { lines.withLock { $0.joined(separator: "\n") } }
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.add("\(event.message) \(event.metadata ?? [:])")
        }
    }

    private static let forms = [
        token, secret, PercentEncoding.encode(token), PercentEncoding.encode(secret), "library&amp;SECRET",
        "library%26SECRET%2f9",
    ]

    /// What the other side may send: the whole URL in a page, in an error, in a request id.
    private static func hostileAnswer(_ number: Int, to request: WireRequest) -> WireResponse {
        let encoded = PercentEncoding.encode(token)
        switch number {
        case 0: return .page(404, "<html>No such page: \(request.target)</html>")
        case 1: return .page(200, "\(request.target) \(token)\u{301} \(secret)")
        case 6: return .page(500, "<a href='?x=library&amp;SECRET/9'> library%26SECRET%2f9")
        case 2: return .json(400, #"{"code":"ParamInvalid","message":"bad \#(token) \#(encoded) \#(secret)"}"#)
        case 3: return .json(500, #"{"code":"InternalServerError","message":"\#(token)"}"#, requestID: token)
        case 4:
            return WireResponse(status: 302, headers: [.init("Location", "https://x/?access_token=\(encoded)")])
        default: return .json(403, #"{"code":"InvalidAccessToken","message":"\#(token) is expired"}"#)
        }
    }

    @Test(arguments: 0..<7)
    func `whatever the other side says`(number: Int) async throws {
        let lines = Lines()
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            if request.path == "/api/v1/token" {
                return .json(
                    200,
                    JSONValue.object([.init("accessToken", .string(Self.token)), .init("expiresIn", .int(600))])
                        .description)
            }
            return Self.hostileAnswer(number, to: request)
        }
        var options = SMHLibraryClient.Options()
        options.logger = Logger(label: "test", factory: { _ in Handler(lines: lines) })
        let credential = SMHCredential.librarySecret(Secret(Self.secret))
        let client = SMHLibraryClient(libraryID: "lab", credential: credential, transport: transport, options: options)
        let error = await #expect(throws: ClientError.self) {
            try await client.delete([BatchDeleteItem(path: "a")], in: "-")
        }
        var dumped = ""
        dump(error, to: &dumped)
        dump(client, to: &dumped)
        dump(credential, to: &dumped)
        #expect(!lines.text.isEmpty)
        for text in ["\(String(describing: error))", String(reflecting: error), dumped, lines.text] {
            for form in Self.forms { #expect(!text.contains(form)) }
        }
        #expect(lines.text.contains("access_token=redacted"))
        #expect(lines.text.contains("library_secret=redacted"))
    }

    @Test func `a wrong secret is not in the message about it`() async throws {
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            .json(404, #"{"code":"WrongLibraryIdOrSecret","message":"wrong: \#(Self.secret)"}"#)
        }
        let client = SMHLibraryClient(
            libraryID: "lab", credential: .librarySecret(Secret(Self.secret)), transport: transport)
        let error = try #require(await #expect(throws: ClientError.self) { try await client.spaces() })
        #expect(error.kind == .unauthorized)
        #expect(!error.description.contains(Self.secret))
        #expect(error.description.contains("refuses"))
    }

    @Test func `a secret prints as redacted`() {
        let secret = Secret("hidden")
        var dumped = ""
        dump([secret], to: &dumped)
        #expect("\(secret) \(String(reflecting: secret)) \(dumped) \([secret])".contains("hidden") == false)
        #expect(secret.reveal() == "hidden")
    }
}
