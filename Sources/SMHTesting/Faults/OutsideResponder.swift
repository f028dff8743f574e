package import SMHModel
package import SMHVirtualTime

/// A responder that works on threads of its own, as a library on disk does: the time of a test waits for it.
package struct OutsideResponder: WireResponder {
    private let responder: any WireResponder
    private let clock: VirtualClock

    package init(_ responder: any WireResponder, clock: VirtualClock) {
        self.responder = responder
        self.clock = clock
    }

    package func respond(to request: WireRequest) async -> WireResponse {
        await clock.outside { await responder.respond(to: request) }
    }
}
