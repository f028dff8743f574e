package import SMHClient
package import SMHModel
import Synchronization

/// A service that fails on purpose: it stands between a client and a responder, and shows the faults of its plan in an order
/// that the seed fixes, however the requests are interleaved on the wire of one test.
///
/// It keeps a log of what the responder has really been asked to do, against which a test checks the client's report.
package final class FaultyTransport: Transport {
    /// One exchange as the service saw it, or did not.
    package struct Exchange: Sendable {
        package var request: WireRequest
        /// Whether the responder carried it out.
        package var isExecuted: Bool
        /// The fault that the client was shown; nil for none.
        package var fault: Fault?
        /// What the responder answered, before the fault.
        package var response: WireResponse?
    }

    package enum Fault: Hashable, Sendable {
        case resetBefore, resetAfter, throttle, unavailable, brokenBefore, brokenAfter, truncated, invalid
        case expiredToken, expiredMarker, shuffledResults, missingResult, forgottenTask
    }

    fileprivate struct State {
        var generator: SeededGenerator
        var faults = 0
        var log: [Exchange] = []
        var plan: FaultPlan
        var latency: Duration = .zero
    }

    private let responder: any WireResponder
    fileprivate let state: Mutex<State>
    private let sleep: @Sendable (Duration) async -> Void

    /// - Parameter sleep: waits for the latency; a test hands in its own clock's.
    package init(
        _ responder: any WireResponder, plan: FaultPlan = FaultPlan(), seed: UInt64,
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await ContinuousClock().sleep(for: $0) }
    ) {
        self.responder = responder
        self.sleep = sleep
        state = Mutex(State(generator: SeededGenerator(seed: seed), plan: plan))
    }

    package var log: [Exchange] { state.withLock { $0.log } }

    /// How many exchanges of an operation the responder has carried out: `count(.post, "/batch/")`.
    package func count(_ method: WireMethod, _ pathPart: String) -> Int {
        log.count { $0.isExecuted && $0.request.method == method && $0.request.path.contains(pathPart) }
    }

    package func setPlan(_ plan: FaultPlan) {
        state.withLock {
            $0.plan = plan
            $0.faults = 0
        }
    }

    package func setLatency(_ latency: Duration) { state.withLock { $0.latency = latency } }

    package func send(
        _ request: WireRequest, origin: String?, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        let (fault, latency) = state.withLock { state in (state.chooseFault(for: request), state.latency) }
        if latency > .zero { await sleep(latency) }
        if let refusal = fault.flatMap(refusal) {
            record(request, fault: fault, response: nil)
            return try refusal.get()
        }
        let response = await responder.respond(to: request)
        record(request, fault: fault, response: response)
        guard let fault else { return response }
        return try spoil(response, by: fault)
    }

    private func record(_ request: WireRequest, fault: Fault?, response: WireResponse?) {
        state.withLock {
            $0.log.append(Exchange(request: request, isExecuted: response != nil, fault: fault, response: response))
        }
    }

    /// The answer to a request that the service never sees; nil if it does see it.
    private func refusal(_ fault: Fault) -> Result<WireResponse, TransportError>? {
        switch fault {
        case .resetBefore: .failure(TransportError(.inDoubt, "connection reset"))
        case .throttle: .success(throttled())
        case .unavailable: .success(.failure(503, "ServerOverloaded", "Server overloaded."))
        case .brokenBefore: .success(.html(502))
        case .expiredToken: .success(.failure(403, "InvalidAccessToken", "Invalid access token."))
        case .expiredMarker: .success(.failure(404, "MarkerNotFound", "Marker not found."))
        default: nil
        }
    }

    private func throttled() -> WireResponse {
        var response = WireResponse.failure(429, "RateLimitExceeded", "Rate limit exceeded.")
        if let seconds = state.withLock({ $0.plan.retryAfterSeconds }) {
            response.headers.append(WireHeader("Retry-After", String(seconds)))
        }
        return response
    }

    /// What is left of an answer after the fault has been at it.
    private func spoil(_ response: WireResponse, by fault: Fault) throws(TransportError) -> WireResponse {
        var spoilt = response
        switch fault {
        case .resetAfter: throw TransportError(.inDoubt, "connection reset")
        case .brokenAfter: return .html(504)
        case .truncated: spoilt.body.removeLast(spoilt.body.count / 2 + min(1, spoilt.body.count % 2))
        case .invalid: return .html(200)
        case .shuffledResults, .missingResult, .forgottenTask:
            guard let json = try? JSONValue(parsing: response.body) else { return response }
            spoilt.body = state.withLock { $0.rearrange(json, by: fault) }.bytes
        default: break
        }
        return spoilt
    }
}

extension FaultyTransport.State {
    fileprivate mutating func chooseFault(for request: WireRequest) -> FaultyTransport.Fault? {
        guard faults < plan.budget, !request.path.hasPrefix("/api/v1/token") else { return nil }
        let isBatch = request.path.contains("/batch/")
        let isPoll = request.path.contains("/task/")
        let chances: [(FaultyTransport.Fault, Double)] = [
            (.resetBefore, plan.resetBefore), (.resetAfter, plan.resetAfter), (.throttle, plan.throttle),
            (.unavailable, plan.unavailable), (.brokenBefore, plan.brokenBefore), (.brokenAfter, plan.brokenAfter),
            (.truncated, plan.truncated), (.invalid, plan.invalid), (.expiredToken, plan.expiredToken),
            (.expiredMarker, request.queryValue("marker") == nil ? 0 : plan.expiredMarker),
            (.shuffledResults, isBatch ? plan.shuffledResults : 0), (.missingResult, isBatch ? plan.missingResult : 0),
            (.forgottenTask, isPoll ? plan.forgottenTask : 0),
        ]
        for (fault, chance) in chances where generator.happens(chance) {
            faults += 1
            return fault
        }
        return nil
    }

    fileprivate mutating func rearrange(_ json: JSONValue, by fault: FaultyTransport.Fault) -> JSONValue {
        func changed(_ items: [JSONValue]) -> [JSONValue] {
            if fault == .shuffledResults { return items.shuffled(using: &generator) }
            return items.isEmpty ? items : Array(items.dropLast())
        }
        if case .array(let items) = json { return .array(changed(items)) }
        guard case .object(let members) = json else { return json }
        return .object(
            members.map { member in
                guard member.key == "result", let items = member.value.elements else { return member }
                return JSONValue.Member(member.key, .array(changed(items)))
            })
    }
}

extension WireResponse {
    fileprivate static func failure(_ status: Int, _ code: String, _ message: String) -> WireResponse {
        let body = JSONValue.object([.init("code", .string(code)), .init("message", .string(message))])
        return WireResponse(status: status, headers: [WireHeader("Content-Type", "application/json")], body: body.bytes)
    }

    fileprivate static func html(_ status: Int) -> WireResponse {
        WireResponse(
            status: status, headers: [WireHeader("Content-Type", "text/html")],
            body: Array("<html><body>\(status)</body></html>".utf8))
    }
}
