package import SMHClient
package import SMHModel
package import SMHVirtualTime
import Synchronization

/// A service that fails on purpose: it stands between a client and a responder, and shows the faults of its rule.
///
/// What happens to a request depends on the seed, the request, and how often the same one came before, and on nothing
/// else: a run can be had again however its requests are interleaved. All waiting is on the test's clock.
package final class FaultyService: Transport {
    /// The fault of an exchange; nil for none.
    package typealias Rule = @Sendable (FaultyCall) -> Fault?

    struct State {
        var rule: Rule?
        var plan = FaultPlan()
        var faults = 0
        var seed: UInt64
        var counts: [FaultyCall.Kind: Int] = [:]
        /// How often a request came, by a hash of all of it but its token.
        var occurrences: [UInt64: UInt64] = [:]
        var log = ServiceLog()
        var tasks: [Int: ServiceTask] = [:]
        var nextTask = 900_000
        var refusedTokens: Set<String> = []
        var requestsSinceRevocation = 1000
        var settings = Settings()
        /// Requests by second, for the rate limit.
        var second: Int64 = -1
        var inSecond = 0
        /// Batches whose connection was lost, and that are to come late.
        var held: [FaultyCall] = []
        var meanwhile: (@Sendable (FaultyCall) async -> Void)?
    }

    /// What is so all the time.
    package struct Settings: Sendable {
        /// Nanoseconds between a request and its answer.
        package var latency: Int64 = 0
        /// The most entries of a page, whatever is asked for.
        package var pageLimit: Int?
        /// Markers are positions, which shift with what is before them.
        package var hasOffsetMarkers = false
        /// More requests than these in a second are refused with 429.
        package var mostRequestsASecond: Int?
        /// All requests but those for tokens are refused with 429 before this moment of the clock.
        package var stormEndsAt: Int64 = 0
        package var stormRetryAfter: Int?

        package init() {}
    }

    let responder: any WireResponder
    let clock: VirtualClock
    let state: Mutex<State>

    package init(_ responder: any WireResponder, clock: VirtualClock, seed: UInt64 = 1, plan: FaultPlan = FaultPlan()) {
        self.responder = responder
        self.clock = clock
        var state = State(seed: seed)
        state.plan = plan
        self.state = Mutex(state)
    }

    package var log: ServiceLog { state.withLock { $0.log } }

    /// What decides before the plan does.
    package func setRule(_ rule: Rule?) { state.withLock { $0.rule = rule } }

    /// What others do to the library after an exchange was carried out, and before its answer goes back or is lost.
    package func setMeanwhile(_ body: (@Sendable (FaultyCall) async -> Void)?) {
        state.withLock { $0.meanwhile = body }
    }

    package func change(_ body: (inout Settings) -> Void) { state.withLock { body(&$0.settings) } }

    package func send(
        _ request: WireRequest, origin: String?, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        let now = clock.now
        let (call, fault, latency) = state.withLock { state -> (FaultyCall, Fault?, Int64) in
            let call = state.note(request, now)
            return (call, state.fault(of: call), state.settings.latency)
        }
        if latency > 0 { await clock.sleep(nanoseconds: latency) }
        let place = state.withLock { state in
            state.log.exchanges.append(ServiceLog.Exchange(call: call, fault: fault, status: nil))
            return state.log.exchanges.count - 1
        }
        let response = try await answer(call, fault, timeout)
        state.withLock { $0.log.exchanges[place].status = response.status }
        return response
    }

    private func answer(
        _ call: FaultyCall, _ fault: Fault?, _ timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        switch fault {
        case .resetBefore?: throw Self.lost
        case .refused(let status, let code, let retryAfter)?: return .failure(status, code, retryAfter: retryAfter)
        case .brokenBefore(let status)?: return .webPage(status)
        case .stalledBefore?: throw await stalled(timeout)
        case .expiredMarker?: return .failure(404, "MarkerNotFound")
        case .revokedToken?: return .failure(403, "InvalidAccessToken")
        case .late(let seconds)?:
            Task(executorPreference: clock) { [self] in
                await clock.sleep(nanoseconds: Int64(seconds) * 1_000_000_000)
                _ = await carryOut(call)
            }
            throw Self.lost
        case .half(let count)?:
            _ = await carryOut(call.first(count))
            return .failure(500, "InternalServerError")
        case .held?:
            state.withLock { $0.held.append(call) }
            throw Self.lost
        case .leavesSources?:
            _ = await carryOut(call.asCopies())
            return .failure(500, "InternalServerError")
        case .erases?: return await carryOut(call.forGood())
        case .task(let ending, let seconds, let hidden)?:
            return try await accept(call, ending, seconds: seconds, hidden: hidden)
        case .refusedItems(let choice, let status, let code)? where call.isBatch:
            return await carryOut(call, butFor: choice, status, code)
        default: break
        }
        let response = await carryOut(call)
        guard let fault else { return response }
        return try await spoil(response, call, fault, timeout)
    }

    static let lost = TransportError(.inDoubt, "connection reset")

    private func stalled(_ timeout: Duration) async -> TransportError {
        let (seconds, attoseconds) = timeout.components
        await clock.sleep(nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        return TransportError(.inDoubt, "the time is up", isTimeout: true)
    }

    /// Hands a request to the service, and notes what it did.
    func carryOut(_ call: FaultyCall) async -> WireResponse {
        switch call.kind {
        case .poll:
            if let response = pollAnswer(call) { return response }
        case .list:
            let response = await list(call)
            await state.withLock { $0.meanwhile }?(call)
            return response
        case .batch:
            for late in state.withLock({ $0.takeHeld(before: call) }) { _ = await carryOut(late) }
        default: break
        }
        let response = await responder.respond(to: call.request)
        if case .batch(let operation) = call.kind, let json = try? JSONValue(parsing: response.body) {
            let time = clock.now
            state.withLock { $0.log.add(json["result"]?.elements ?? [], of: operation, at: time) }
        }
        await state.withLock { $0.meanwhile }?(call)
        return response
    }

    /// What is left of an answer after the fault has been at it.
    private func spoil(
        _ response: WireResponse, _ call: FaultyCall, _ fault: Fault, _ timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        var spoilt = response
        switch fault {
        case .resetAfter: throw Self.lost
        case .stalledAfter: throw await stalled(timeout)
        case .brokenAfter(let status): return .webPage(status)
        case .truncated: spoilt.body = Array(response.body.prefix(response.body.count / 2))
        case .invalid: return .webPage(200)
        case .repeatedMarker:
            if let marker = call.request.queryValue("marker") {
                spoilt.body = response.json.with("nextMarker", .string(marker)).bytes
            }
        case .forgottenTask:
            spoilt.body = JSONValue.array([]).bytes
        case .shuffledResults, .doubledResult, .otherNormalForm, .missingResults, .garbledResults:
            spoilt.body = rearranged(response.json, call, fault).bytes
        default: break
        }
        return spoilt
    }
}

extension FaultyService.State {
    mutating func note(_ request: WireRequest, _ now: Int64) -> FaultyCall {
        let kind = FaultyCall.kind(of: request)
        counts[kind, default: 0] += 1
        return FaultyCall(request: request, kind: kind, number: counts[kind, default: 0], now: now)
    }

    mutating func fault(of call: FaultyCall) -> Fault? {
        var random = generator(for: call.request)
        let token = call.request.queryValue("access_token")
        if let token, refusedTokens.contains(token) { return .refused(403, "InvalidAccessToken") }
        if call.kind != .token {
            if call.now < settings.stormEndsAt {
                return .refused(429, "RateLimitExceeded", retryAfter: settings.stormRetryAfter)
            }
            if isOverRate(call.now) { return .refused(429, "RateLimitExceeded") }
        }
        if let fault = rule?(call) { return revoking(fault, token) }
        requestsSinceRevocation += 1
        guard let (fault, counts) = plan.fault(for: call, &random), !counts || faults < plan.budget else { return nil }
        // Twice in a row would be a credential that is refused for good.
        if fault == .revokedToken, requestsSinceRevocation < 64 { return nil }
        if counts { faults += 1 }
        return revoking(fault, token)
    }

    mutating func takeHeld(before call: FaultyCall) -> [FaultyCall] {
        let due = held.filter { $0.kind == call.kind && $0.number != call.number }
        held.removeAll { $0.kind == call.kind && $0.number != call.number }
        return due
    }

    private mutating func revoking(_ fault: Fault, _ token: String?) -> Fault {
        if fault == .revokedToken, let token {
            refusedTokens.insert(token)
            requestsSinceRevocation = 0
        }
        return fault
    }

    private mutating func isOverRate(_ now: Int64) -> Bool {
        guard let most = settings.mostRequestsASecond else { return false }
        if now / 1_000_000_000 != second {
            second = now / 1_000_000_000
            inSecond = 0
        }
        inSecond += 1
        return inSecond > most
    }

    /// Numbers that belong to one request, and to how often it came.
    mutating func generator(for request: WireRequest) -> SeededGenerator {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
        add(request.method.rawValue.utf8)
        add(request.path.utf8)
        for item in request.query where item.name != "access_token" {
            add(item.name.utf8)
            add((item.value ?? "").utf8)
        }
        add(request.body)
        occurrences[hash, default: 0] += 1
        return SeededGenerator(seed: seed &* 0x2545_F491_4F6C_DD1D ^ hash &+ occurrences[hash, default: 0])
    }
}

extension WireResponse {
    static func failure(_ status: Int, _ code: String, retryAfter: Int? = nil) -> WireResponse {
        let id = "0f9e00000000000000000000000000ff"
        let body = SMHErrorBody(
            code: SMHErrorCode(rawValue: code), message: SMHErrorCode(rawValue: code).defaultMessage, requestID: id)
        var headers = [WireHeader("Content-Type", "application/json"), WireHeader("X-Request-Id", id)]
        if let retryAfter { headers.append(WireHeader("Retry-After", String(retryAfter))) }
        return WireResponse(status: status, headers: headers, body: body.json.bytes)
    }

    static func webPage(_ status: Int) -> WireResponse {
        .page(status, "<html><body>\(status)</body></html>")
    }

    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
}

extension JSONValue {
    /// This object with another value for a member.
    func with(_ key: String, _ value: JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.key != key } + [Member(key, value)])
    }
}
