package import SMHModel

/// A service that is far away: each answer comes after a fixed time, however many are asked for at once.
package struct DelayedResponder: WireResponder {
    private let responder: any WireResponder
    private let delay: Duration

    package init(_ responder: any WireResponder, by delay: Duration) {
        self.responder = responder
        self.delay = delay
    }

    package func respond(to request: WireRequest) async -> WireResponse {
        // A server that shuts down answers at once.
        try? await Task.sleep(for: delay)
        return await responder.respond(to: request)
    }
}
