package import SMHModel
package import SMHStore

/// The service's API over a library file: requests in, answers out, no sockets. Scripts on the embedded library use it
/// in their own process; `smh serve` puts HTTP in front.
package final class LibraryService: WireResponder {
    let store: LibraryStore
    let gate: TokenGate
    let contents: ContentExchange
    private let observer: (@Sendable (RequestObservation) -> Void)?

    /// - Parameter observer: Called once for each request, on whatever thread answered it.
    package init(store: LibraryStore, observer: (@Sendable (RequestObservation) -> Void)? = nil) {
        self.store = store
        self.observer = observer
        gate = TokenGate(store: store)
        contents = ContentExchange(store: store)
    }

    /// Never throws and never traps: whatever is wrong becomes an error body.
    package func respond(to request: WireRequest) async -> WireResponse {
        let requestID = store.configuration.environment.hexadecimal(digits: 32)
        var route = Route.unknown
        var answer: Answer
        do {
            let body = request.body.isEmpty || request.path.hasPrefix("/data/") ? nil : try parse(request.body)
            let routed = try RouteMatcher(request, body: body).match()
            route = routed.route
            answer = try await self.answer(to: request, routed, body: body)
        } catch {
            answer = Self.answer(to: error, requestID: requestID)
        }
        observer?(
            RequestObservation(
                method: request.method, route: route.rawValue, status: answer.status, itemCount: answer.itemCount,
                requestID: requestID, redactedURL: request.redactedURL))
        return response(answer, to: request, requestID: requestID)
    }

    /// A body that is no JSON is refused before anything is chosen by it: half a move must not become a new directory.
    private func parse(_ bytes: [UInt8]) throws -> JSONValue {
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw ServiceFailures.bodyIsNotJSON
        }
    }

    private func answer(to request: WireRequest, _ routed: RoutedRequest, body: JSONValue?) async throws -> Answer {
        switch routed.route {
        case .unknown: throw StoreFailure(.routeNotFound)
        case .preflight: return Self.preflight
        case .createToken: return try await createToken(request)
        case .fetchContent: return try await contents.get(routed.id, request)
        case .storeContent: return try await contents.put(routed.id, request)
        default: break
        }
        guard routed.library.hasSameBytes(as: store.settings.id) else { throw StoreFailure(.libraryNotFound) }
        switch routed.route {
        case .renewToken: return try await renewToken(routed.id)
        case .revokeToken: return try await revokeToken(routed.id)
        case .revokeUserTokens: return try await revokeUserTokens(request)
        default: break
        }
        let caller = try await gate.caller(for: routed, request)
        let exchange = Exchange(request: request, routed: routed, body: body, caller: caller)
        return try await handle(exchange)
    }

    private func response(_ answer: Answer, to request: WireRequest, requestID: String) -> WireResponse {
        var headers = answer.headers
        if !answer.body.isEmpty, answer.isJSON {
            headers.append(WireHeader("Content-Type", "application/json; charset=utf-8"))
        }
        headers.append(WireHeader("X-Request-Id", requestID))
        headers.append(WireHeader("Date", DateText.http(store.configuration.environment.now())))
        headers.append(WireHeader("Access-Control-Allow-Origin", "*"))
        headers.append(WireHeader("Access-Control-Expose-Headers", Self.exposedHeaders))
        return WireResponse(status: answer.status, headers: headers, body: request.method == .head ? [] : answer.body)
    }

    private static let exposedHeaders =
        "X-Request-Id, Location, ETag, Content-Range, " + fileHeaderNames.joined(separator: ", ")

    private static let fileHeaderNames = [
        "x-smh-type", "x-smh-creation-time", "x-smh-modification-time", "x-smh-content-type", "x-smh-size",
        "x-smh-etag",
        "x-smh-crc64",
    ]

    private static let preflight = Answer(
        status: 204,
        headers: [
            WireHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS"),
            WireHeader(
                "Access-Control-Allow-Headers",
                "Authorization, Client-Version, Content-Type, If-None-Match, Range, x-smh-sdk-log-debug, x-smh-meta-*, *"
            ),
            WireHeader("Access-Control-Max-Age", "86400"),
        ])

    /// Refusals say what they are. Of anything else only that it was: its text may hold paths of this machine.
    private static func answer(to error: any Error, requestID: String) -> Answer {
        let failure: StoreFailure =
            switch error {
            case let failure as StoreFailure: failure
            case let error as WireFormatError: StoreFailure(.paramInvalid, "\(error).")
            default: StoreFailure(.internalServerError)
            }
        let body = SMHErrorBody(code: failure.code, message: failure.message, requestID: requestID)
        return Answer(failure.status, body)
    }
}

extension LibraryService {
    /// Runs a handler's look into the library: the space is found and allowed first, in the same transaction.
    func read<Value: Sendable>(
        _ exchange: Exchange, _ body: @escaping @Sendable (LibraryTransaction, Space) throws -> Value
    ) async throws -> Value {
        try await store.read { transaction in
            try body(transaction, transaction.admit(exchange))
        }
    }

    /// Runs a handler's change, as `read` does, and starts the background work that it left.
    func write<Value: Sendable>(
        _ exchange: Exchange, _ body: @escaping @Sendable (LibraryTransaction, Space) throws -> Value
    ) async throws -> Value {
        let (value, leavesLimbo) = try await store.write { transaction in
            (try body(transaction, transaction.admit(exchange)), transaction.leavesLimbo)
        }
        if leavesLimbo { store.startBackgroundWork() }
        return value
    }
}

extension LibraryTransaction {
    func act(for caller: Caller) {
        access = caller.rights
        userID = caller.userID
        tokenSpaces = caller.spaces
    }

    /// The space of the request, if it exists and the caller may touch it.
    fileprivate func admit(_ exchange: Exchange) throws -> Space {
        act(for: exchange.caller)
        guard let space = try space(named: exchange.routed.space) else { throw StoreFailure(.spaceNotFound) }
        guard exchange.caller.spaces.allows(space.name) || exchange.caller.rights.isAdmin else {
            throw StoreFailure(.accessTokenNotMatchSpace)
        }
        return space
    }
}
