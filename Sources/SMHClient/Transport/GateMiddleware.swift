public import SMHModel

/// The place where a rate limit holds requests back.
public struct GateMiddleware: TransportMiddleware {
    /// Waits until the request may go. Throwing refuses it; nothing has been sent then.
    public typealias Gate = @Sendable (WireRequest) async throws(ClientError) -> Void

    private let gate: Gate

    public init(_ gate: @escaping Gate) { self.gate = gate }

    public func send(_ request: WireRequest, next: Next) async throws(ClientError) -> WireResponse {
        try await gate(request)
        return try await next(request)
    }
}
