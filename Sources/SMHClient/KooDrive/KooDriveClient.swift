import Foundation
public import Logging
public import SMHModel

/// KooDrive for one user, one method a call of the koodrive reference.
///
/// Each method is one exchange (and one more if the token or the time was refused). Nothing is repeated here.
public final class KooDriveClient: Sendable {
    public struct Options: Sendable {
        public var timeout: Duration = .seconds(60)
        public var logger: Logger?
        public var gate: GateMiddleware.Gate?
        /// `en-US` or `zh-CN`.
        public var language = "en-US"
        /// For the life of tokens.
        public var clock: MonotonicTime = .continuous
        /// For `X-Date`.
        public var wallTime: @Sendable () -> Timestamp = {
            Timestamp(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
        }
        /// Told once in words if this machine's clock is off by more than a minute; the times that are sent are corrected.
        public var onClockSkew: (@Sendable (String) -> Void)?
        /// For trace ids.
        public var random: @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }

        public init() {}
    }

    /// The most ids of a removal from an album, of an addition, and of a request for downloads.
    public static let albumRemovalLimit = 1000
    public static let albumAdditionLimit = 100
    public static let downloadLimit = 100
    /// The most entries of a page.
    public static let pageLimit = 100

    public let userID: String
    let keeper = SecretKeeper()
    private let clock: KooClock
    private let time: ServiceTime
    private let chain: TransportChain
    /// Where the bytes of files are.
    public let bytes: ByteStore
    private let timeout: Duration

    /// - Parameter userID: KooDrive's own number of the user.
    public init(userID: String, credential: KooCredential, transport: any Transport, options: Options = Options()) {
        self.userID = userID
        timeout = options.timeout
        let clock = KooClock(wallTime: options.wallTime, onSkew: options.onClockSkew)
        self.clock = clock
        time = ServiceTime(clock: options.clock)
        let keeper = keeper
        let logging = options.logger.map { LoggingMiddleware(logger: $0, clock: options.clock, scrub: keeper.clean) }
        let random = options.random
        func headers(_ authorization: KooHeaderMiddleware.Authorization, userID: String?) -> KooHeaderMiddleware {
            KooHeaderMiddleware(
                authorization: authorization, userID: userID, language: options.language, clock: clock,
                traceID: { KooTraceID.make(random: random) })
        }
        let inner: [any TransportMiddleware] = logging.map { [$0] } ?? []
        let open = TransportChain(transport: transport, middleware: [headers(.none, userID: nil)] + inner)
        let authorization = Self.authorization(credential, over: open, keeper: keeper, options: options)
        let outer: [any TransportMiddleware] = options.gate.map { [GateMiddleware($0)] } ?? []
        chain = TransportChain(
            transport: transport, middleware: outer + [headers(authorization, userID: userID)] + inner)
        bytes = ByteStore(transport: transport, timeout: timeout, keeper: keeper)
    }

    private static func authorization(
        _ credential: KooCredential, over chain: TransportChain, keeper: SecretKeeper, options: Options
    ) -> KooHeaderMiddleware.Authorization {
        switch credential {
        case .accessToken(let token, let form):
            keeper.add(token)
            return .fixed(token, form)
        case .application(let id, let secret, let host):
            keeper.add(secret)
            return .signed(KooSignature(applicationID: id, secret: secret), host: host)
        case .account(let account, let form):
            keeper.add(account.password)
            let login = KooLogin(account: account, form: form, keeper: keeper)
            let timeout = options.timeout
            let fetch: TokenProvider.Fetch = { () async throws(ClientError) -> AccessTokenAnswer in
                try await login.token(over: chain, timeout: timeout)
            }
            return .renewed(TokenProvider(clock: options.clock, keeper: keeper, fetch: fetch), form)
        }
    }
}

extension KooDriveClient {
    /// Nanoseconds since 1970 by the service's clock, about a second late and never early; nil where it has not told.
    package var serviceTime: Int64? { time.now }

    /// Sends a request and gives the answer if the service said yes: a 2xx whose `code` is 0 or absent.
    func perform(_ request: WireRequest) async throws(ClientError) -> SMHAnswer<KooEnvelope> {
        let response = try await chain.send(request, origin: nil, timeout: timeout)
        time.learn(from: response)
        do throws(ClientError) {
            return try KooAnswer.read(response, to: request, keeper: keeper)
        } catch {
            var error = error
            if error.kind == .unauthorized || error.code?.rawValue == KooErrorCode.parameterInvalid.rawValue,
                let complaint = clock.complaint
            {
                error.message += "; \(complaint)"
            }
            throw error
        }
    }

    func answer<Value: WireDecodable>(
        to request: WireRequest, as type: Value.Type = Value.self
    ) async throws(ClientError) -> Value {
        let answer = try await perform(request)
        do throws(WireFormatError) {
            return try Value(json: answer.value.document)
        } catch {
            throw ClientError(
                .inDoubt, "the answer cannot be read: \(error.description)", request: request.description,
                status: answer.status, requestID: answer.requestID)
        }
    }

    /// `/koodrive/ose/v1/…`, each part encoded here.
    static func path(_ parts: String...) -> String {
        "/koodrive/ose/v1/" + parts.map(PercentEncoding.encode).joined(separator: "/")
    }

    /// An id that becomes a part of a path. An empty one, or `..`, would make the path another call's.
    static func checkedID(_ id: String, _ what: String) throws(ClientError) -> String {
        if id.isEmpty || id == "." || id == ".." || id.utf8.contains(0) {
            throw ClientError(.final, "\"\(id)\" is no id of \(what)", code: .init(rawValue: "13000102"))
        }
        return id
    }

    static func checkCount(_ count: Int, limit: Int, _ what: String) throws(ClientError) {
        guard count > 0, count <= limit else {
            throw ClientError(
                .final, "\(what) takes 1 to \(limit) ids, not \(count)", code: .init(rawValue: "13000102"))
        }
    }

    func post(_ path: String, _ body: some WireEncodable) -> WireRequest {
        WireRequest(method: .post, path: path, body: body.jsonBytes)
    }
}

/// Reads what the service says around its answers.
enum KooAnswer {
    static func read(
        _ response: WireResponse, to request: WireRequest, keeper: SecretKeeper
    ) throws(ClientError) -> SMHAnswer<KooEnvelope> {
        guard let envelope = try? KooEnvelope(jsonBytes: response.body) else {
            if (200..<300).contains(response.status) {
                throw ClientError(
                    unreadable: response, to: request, why: "an object with code and msg was expected", keeper: keeper)
            }
            throw ClientError(response: response, to: request, keeper: keeper)
        }
        if (200..<300).contains(response.status), envelope.isSuccess {
            return SMHAnswer(value: envelope, status: response.status, requestID: response.requestID)
        }
        throw error(response, envelope, to: request, keeper: keeper)
    }

    private static func error(
        _ response: WireResponse, _ envelope: KooEnvelope, to request: WireRequest, keeper: SecretKeeper
    ) -> ClientError {
        let meaning = envelope.code?.meaning
        let said = envelope.message.isEmpty ? nil : envelope.message
        let message = [meaning, said].compactMap { $0 }.joined(separator: ": ")
        return ClientError(
            kind(status: response.status, code: envelope.code),
            keeper.clean(message.isEmpty ? "the service answered with status \(response.status)" : message),
            request: request.description, status: response.status,
            code: envelope.code.map { SMHErrorCode(rawValue: keeper.clean($0.rawValue)) },
            requestID: response.requestID.map(keeper.clean),
            retryAfter: response.retryAfterSeconds.map { .seconds(min($0, 86_400)) },
            isTooLarge: response.status == 413)
    }

    private static func kind(status: Int, code: KooErrorCode?) -> ClientError.Kind {
        switch status {
        case 401: return .unauthorized
        case 408, 425: return .notDone
        case 429: return .throttled
        case 503: return code == nil ? .inDoubt : .notDone
        case 500...: return .inDoubt
        default: return code == .internalCallFailed ? .inDoubt : .final
        }
    }
}
