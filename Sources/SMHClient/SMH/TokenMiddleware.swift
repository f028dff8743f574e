import SMHModel

/// Adds the access token to each request, and tries once more with a new one when the service refuses it.
///
/// A refusal of the token is certain to have done nothing, so this is no repetition of a change.
struct TokenMiddleware: TransportMiddleware {
    enum Source: Sendable {
        case none
        case fixed(Secret)
        case renewed(TokenProvider)
    }

    let source: Source

    func send(_ request: WireRequest, next: Next) async throws(ClientError) -> WireResponse {
        switch source {
        case .none:
            return try await next(request)
        case .fixed(let token):
            return try await next(request.authorized(by: token))
        case .renewed(let provider):
            let token = try await provider.token()
            let response = try await next(request.authorized(by: token))
            guard Self.refusesToken(response) else { return response }
            let fresh = try await provider.token(insteadOf: token)
            return try await next(request.authorized(by: fresh))
        }
    }

    /// 401, or 403 that names the token; a HEAD is answered without a body, so there a bare 403 counts.
    private static func refusesToken(_ response: WireResponse) -> Bool {
        if response.status == 401 { return true }
        guard response.status == 403 else { return false }
        if response.body.isEmpty { return true }
        return (try? SMHErrorBody(jsonBytes: response.body))?.code == .invalidAccessToken
    }
}

extension WireRequest {
    fileprivate func authorized(by token: Secret) -> WireRequest {
        var copy = self
        copy.query.append(WireQueryItem("access_token", token.reveal()))
        return copy
    }
}
