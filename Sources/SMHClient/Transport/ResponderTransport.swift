public import SMHModel

/// A transport without a network: the embedded library, or a script of answers, gets each request as it is.
public struct ResponderTransport: Transport {
    private let responder: any WireResponder

    public init(_ responder: any WireResponder) { self.responder = responder }

    /// Never fails; `origin` and `timeout` do not matter.
    public func send(
        _ request: WireRequest, origin: String?, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        await responder.respond(to: request)
    }
}
