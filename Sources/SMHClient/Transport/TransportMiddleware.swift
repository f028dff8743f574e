public import SMHModel

/// Something around every exchange: it sees the request before it goes and the answer when it comes.
public protocol TransportMiddleware: Sendable {
    typealias Next = @Sendable (WireRequest) async throws(ClientError) -> WireResponse

    /// Hands the request on by calling `next`, at most once for a change.
    func send(_ request: WireRequest, next: Next) async throws(ClientError) -> WireResponse
}

/// A transport with its middleware, outermost first.
struct TransportChain: Sendable {
    let transport: any Transport
    let middleware: [any TransportMiddleware]

    func send(
        _ request: WireRequest, origin: String?, timeout: Duration
    ) async throws(ClientError) -> WireResponse {
        var next: TransportMiddleware.Next = { [transport] (request) async throws(ClientError) -> WireResponse in
            do throws(TransportError) {
                return try await transport.send(request, origin: origin, timeout: timeout)
            } catch {
                throw ClientError(error, to: request)
            }
        }
        for layer in middleware.reversed() {
            let inner = next
            next = { (request) async throws(ClientError) -> WireResponse in
                try await layer.send(request, next: inner)
            }
        }
        return try await next(request)
    }
}
