package import SMHClient
package import SMHModel
import Synchronization

/// A transport that gives prepared answers and keeps what it was asked.
package final class ScriptedTransport: Transport {
    package typealias Handler = @Sendable (WireRequest) async throws(TransportError) -> WireResponse

    private let seen = Mutex<[WireRequest]>([])
    private let seenOrigins = Mutex<[String?]>([])
    private let handler: Handler

    package init(_ handler: @escaping Handler) { self.handler = handler }

    /// The answers in order; the last one again and again.
    package convenience init(answers: WireResponse...) { self.init(answers: answers) }

    package convenience init(answers: [WireResponse]) {
        let left = Mutex(answers)
        let lock = LockedAnswers(left)
        self.init { (_) async throws(TransportError) in lock.next() }
    }

    package var requests: [WireRequest] { seen.withLock { $0 } }
    package var origins: [String?] { seenOrigins.withLock { $0 } }
    /// Method and target of each request.
    package var lines: [String] { requests.map { "\($0.method.rawValue) \($0.target)" } }

    package func send(
        _ request: WireRequest, origin: String?, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        seen.withLock { $0.append(request) }
        seenOrigins.withLock { $0.append(origin) }
        return try await handler(request)
    }
}

private final class LockedAnswers: Sendable {
    private let answers: Mutex<[WireResponse]>

    init(_ answers: consuming sending Mutex<[WireResponse]>) { self.answers = answers }

    func next() -> WireResponse {
        answers.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? WireResponse(status: 500) }
    }
}

extension WireResponse {
    /// An answer as the service sends it.
    package static func json(
        _ status: Int, _ text: String, requestID: String = "0f9e00000000000000000000000000aa"
    ) -> WireResponse {
        WireResponse(
            status: status,
            headers: [
                .init("Content-Type", "application/json; charset=utf-8"), .init("X-Request-Id", requestID),
            ],
            body: Array(text.utf8))
    }

    package static func page(_ status: Int, _ text: String) -> WireResponse {
        WireResponse(status: status, headers: [.init("Content-Type", "text/html")], body: Array(text.utf8))
    }
}

extension SMHLibraryClient {
    /// A client of the library of the reference's worked examples.
    package static func scripted(_ transport: ScriptedTransport, options: Options = Options()) -> SMHLibraryClient {
        SMHLibraryClient(
            libraryID: "smhlab01", credential: .accessToken(Secret("tok-1")), transport: transport, options: options)
    }
}
