import SMHModel

/// Puts the common headers on each request (koodrive reference 1.2), and tries once more where the service certainly did
/// nothing: when it refuses the token, or the time.
struct KooHeaderMiddleware: TransportMiddleware {
    enum Authorization: Sendable {
        case none
        case fixed(Secret, KooTokenForm)
        case renewed(TokenProvider, KooTokenForm)
        case signed(KooSignature, host: String)
    }

    let authorization: Authorization
    let userID: String?
    let language: String
    let clock: KooClock
    let traceID: @Sendable () -> String

    func send(_ request: WireRequest, next: Next) async throws(ClientError) -> WireResponse {
        var token: Secret?
        if case .renewed(let provider, _) = authorization { token = try await provider.token() }
        let response = try await next(complete(request, token: token))
        let isTimeWrong = clock.learn(from: response)
        let refusal = Self.refusal(response)
        switch (refusal, authorization) {
        case (.time?, _) where isTimeWrong, (.credential?, _) where isTimeWrong:
            return try await next(complete(request, token: token))
        case (.credential?, .renewed(let provider, _)):
            let fresh = try await provider.token(insteadOf: token)
            return try await next(complete(request, token: fresh))
        default:
            return response
        }
    }

    private func complete(_ request: WireRequest, token: Secret?) -> WireRequest {
        var request = request
        request.headers.append(.init("Content-Type", "application/json"))
        if let userID { request.headers.append(.init("X-User-Id", userID)) }
        request.headers.append(.init("X-Date", clock.date.basic))
        request.headers.append(.init("X-Traceid", traceID()))
        request.headers.append(.init("language", language))
        switch authorization {
        case .none: break
        case .fixed(let token, let form):
            request.headers.append(.init("Authorization", form.value(for: token)))
        case .renewed(_, let form):
            if let token { request.headers.append(.init("Authorization", form.value(for: token))) }
        case .signed(let signature, let host):
            request.headers.append(.init("Host", host))
            request.headers.append(.init("Authorization", signature.authorization(for: request)))
        }
        return request
    }

    private enum Refusal { case credential, time }

    /// 401 is the credential; a time that is not accepted is said as a parameter that is not accepted.
    private static func refusal(_ response: WireResponse) -> Refusal? {
        if response.status == 401 { return .credential }
        guard response.status == 400, let envelope = try? KooEnvelope(jsonBytes: response.body) else { return nil }
        return envelope.code == .parameterInvalid || envelope.code == .badRequest ? .time : nil
    }
}

/// Trace ids: 58 letters, digits and underscores.
enum KooTraceID {
    static func make(random: () -> UInt64) -> String {
        let alphabet = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
        var bytes = Array("smh_".utf8)
        while bytes.count < 58 {
            var number = random()
            for _ in 0..<10 where bytes.count < 58 {
                bytes.append(alphabet[Int(number % 36)])
                number /= 36
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
