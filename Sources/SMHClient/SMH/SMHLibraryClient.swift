public import Logging
import SMHModel

/// A library of the service, one method a call of `reference` sections 3 to 18.
///
/// Each method is one exchange (and one more if the token was refused). Nothing is repeated here: whether a call may be
/// made again is for the caller to decide, who knows what it was part of. Safe to use from many tasks.
public final class SMHLibraryClient: Sendable {
    public struct Options: Sendable {
        /// For one exchange. A batch of a thousand items that the service does at once takes its time.
        public var timeout: Duration = .seconds(60)
        public var logger: Logger?
        /// Holds each request back until it may go.
        public var gate: GateMiddleware.Gate?
        public var clock: MonotonicTime = .continuous

        public init() {}
    }

    /// The most items of a batch (reference 21).
    public static let batchLimit = 1000
    /// The most numbers of a task query.
    public static let taskLimit = 100

    public let libraryID: String
    let keeper = SecretKeeper()
    let listLimits = ListLimits()
    private let time: ServiceTime
    private let chain: TransportChain
    /// Where the bytes of files are.
    public let bytes: ByteStore
    private let timeout: Duration

    public init(
        libraryID: String, credential: SMHCredential, transport: any Transport, options: Options = Options()
    ) {
        self.libraryID = libraryID
        timeout = options.timeout
        time = ServiceTime(clock: options.clock)
        let keeper = keeper
        let logging = options.logger.map { LoggingMiddleware(logger: $0, clock: options.clock, scrub: keeper.clean) }
        let inner = TransportChain(transport: transport, middleware: logging.map { [$0] } ?? [])
        bytes = ByteStore(transport: transport, timeout: timeout, keeper: keeper)
        let source = Self.tokenSource(credential, libraryID: libraryID, chain: inner, keeper: keeper, options: options)
        var middleware: [any TransportMiddleware] = []
        if let gate = options.gate { middleware.append(GateMiddleware(gate)) }
        middleware.append(TokenMiddleware(source: source))
        middleware += inner.middleware
        chain = TransportChain(transport: transport, middleware: middleware)
    }

    private static func tokenSource(
        _ credential: SMHCredential, libraryID: String, chain: TransportChain, keeper: SecretKeeper, options: Options
    ) -> TokenMiddleware.Source {
        switch credential {
        case .none:
            return .none
        case .accessToken(let token):
            keeper.add(token)
            return .fixed(token)
        case .librarySecret(let secret, let wanted):
            keeper.add(secret)
            let request = AccessTokenRequest(libraryID: libraryID, secret: secret, options: wanted)
            let timeout = options.timeout
            let fetch: TokenProvider.Fetch = { () async throws(ClientError) -> AccessTokenAnswer in
                var answer = try await request.perform(over: chain, timeout: timeout, keeper: keeper)
                // Not said: then it is what was asked for.
                if answer.expiresIn <= 0 { answer.expiresIn = wanted.period }
                return answer
            }
            return .renewed(TokenProvider(clock: options.clock, keeper: keeper, fetch: fetch))
        }
    }
}

/// What a call gave, with the number of the exchange.
public struct SMHAnswer<Value: Sendable>: Sendable {
    public var value: Value
    public var status: Int
    public var requestID: String?
}

extension SMHLibraryClient {
    /// Sends a request and gives its answer if the service said yes (2xx).
    func perform(
        _ request: WireRequest, accepting statuses: Set<Int> = []
    ) async throws(ClientError) -> WireResponse {
        let response = try await chain.send(request, origin: nil, timeout: timeout)
        time.learn(from: response)
        guard (200..<300).contains(response.status) || statuses.contains(response.status) else {
            throw ClientError(response: response, to: request, keeper: keeper)
        }
        return response
    }

    /// Nanoseconds since 1970 by the service's clock, about a second late and never early; nil where it has not told.
    package var serviceTime: Int64? { time.now }

    /// Sends a request and reads its answer.
    func answer<Value: WireDecodable>(
        to request: WireRequest, as type: Value.Type = Value.self
    ) async throws(ClientError) -> SMHAnswer<Value> {
        let response = try await perform(request)
        let value = try read(response, to: request, as: type)
        return SMHAnswer(value: value, status: response.status, requestID: response.requestID)
    }

    func read<Value: WireDecodable>(
        _ response: WireResponse, to request: WireRequest, as type: Value.Type
    ) throws(ClientError) -> Value {
        do throws(WireFormatError) {
            return try Value(jsonBytes: response.body)
        } catch {
            throw ClientError(unreadable: response, to: request, why: error.description, keeper: keeper)
        }
    }

    func read<Value>(
        _ response: WireResponse, to request: WireRequest, _ body: (JSONValue) throws(WireFormatError) -> Value
    ) throws(ClientError) -> Value {
        do throws(WireFormatError) {
            return try body(JSONValue(parsing: response.body))
        } catch {
            throw ClientError(unreadable: response, to: request, why: error.description, keeper: keeper)
        }
    }

    /// `/api/v1/{group}/{LibraryId}/{rest…}`; what comes in is encoded here.
    func path(_ group: String, _ rest: String...) -> String {
        (["/api/v1", group, PercentEncoding.encode(libraryID)] + rest.map(PercentEncoding.encode)).joined(
            separator: "/")
    }

    /// `/api/v1/{group}/{LibraryId}/{SpaceId}/{names…}`, without a slash at the end (reference 1.3). The root's ends with
    /// the space.
    func path(_ group: String, space: String, _ place: DrivePath) -> String {
        let base = path(group, space)
        return place.isRoot ? base + "/" : base + "/" + PercentEncoding.encode(place)
    }

    /// A text of the service, fit to be shown: without credentials and control characters.
    package func clean(_ text: String) -> String { keeper.clean(text) }

    /// Refuses a call that must not reach the service.
    static func refusal(_ code: SMHErrorCode, _ message: String) -> ClientError {
        ClientError(.final, message, code: code)
    }
}

extension AccessTokenRequest {
    /// What goes wrong here has left the request that needed the token undone, so there is no doubt about that one.
    func perform(
        over chain: TransportChain, timeout: Duration, keeper: SecretKeeper
    ) async throws(ClientError) -> AccessTokenAnswer {
        do throws(ClientError) {
            let response = try await chain.send(request, origin: nil, timeout: timeout)
            guard (200..<300).contains(response.status) else {
                throw ClientError(response: response, to: request, keeper: keeper)
            }
            do throws(WireFormatError) {
                return try AccessTokenAnswer(jsonBytes: response.body)
            } catch {
                throw ClientError(unreadable: response, to: request, why: error.description, keeper: keeper)
            }
        } catch {
            throw Self.explained(error)
        }
    }

    private static func explained(_ error: ClientError) -> ClientError {
        var error = error
        switch (error.kind, error.code) {
        case (_, .wrongLibraryIDOrSecret?):
            error.kind = .unauthorized
            error.message = "the service refuses this library id with this secret: \(error.message)"
        case (.inDoubt, _), (.notDone, _):
            error.kind = error.status.map { (200..<300).contains($0) } == true ? .final : .notDone
            error.message = "no access token could be had: \(error.message)"
        case (.throttled, _):
            break
        default:
            error.kind = error.code == nil ? .final : .unauthorized
            error.message = "no access token could be had: \(error.message)"
        }
        return error
    }
}
