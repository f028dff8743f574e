import Logging
import SMHModel
import Synchronization

/// How many requests a service gets at once, how soon, and how often they are tried again; one for each service.
///
/// Changes share a limit that grows while answers come and is halved on 429 or 503, once for all that was under way.
/// Reads and polls keep places of their own. While a service asks to be spared nothing is sent, and then one request
/// alone, until one succeeds.
final class ServiceControl: Sendable {
    enum Lane: Hashable {
        case change, read
    }

    /// The leave to make one request.
    struct Pass {
        var lane: Lane
        var epoch: Int
        var startedAt: Int64
    }

    enum End {
        case succeeded
        case throttled(retryAfter: Int64?)
        case failed
        /// No request was made after all.
        case unused
    }

    private struct State {
        var limit: Double
        var inUse: [Lane: Int] = [:]
        var waiters: [(Lane, Latch)] = []
        /// Requests that began before the last halving say nothing new.
        var epoch = 0
        var isThrottled = false
        var throttledInRow = 0
        var gate: Int64 = 0
        var nextByRate: Int64 = 0
        var budget = 100.0
        /// Since when nothing but failures came; nil while all is well.
        var failingSince: Int64?
        /// Since when items were "busy" and none was done, though the requests themselves were answered.
        var busySince: Int64?
        var isOut = false
        var isClosed = false
        var requests = 0
        var retries = 0
        var random: SeededGenerator
        var best: Int64 = .max
    }

    static let readLimit = 8
    /// The longest wait between two tries, and the first.
    static let longestDelay = Int64.seconds(20)
    static let firstDelay = Int64.milliseconds(200)

    private let state: Mutex<State>
    private let clock: any EngineClock
    private let jobs: Int
    private let interval: Int64
    private let patience: Int64
    private let metrics: EngineMetrics
    private let logger: Logger?

    init(configuration: EngineConfiguration, clock: any EngineClock, seed: UInt64, metrics: EngineMetrics) {
        self.clock = clock
        self.metrics = metrics
        logger = configuration.logger
        jobs = max(1, configuration.jobs)
        interval = configuration.rate.map { $0 > 0.001 ? Int64(1_000_000_000 / $0) : 0 } ?? 0
        patience = configuration.patience.nanoseconds
        state = Mutex(State(limit: Double(min(8, jobs)), random: SeededGenerator(seed: seed)))
    }

    var isThrottled: Bool { state.withLock { $0.isThrottled } }
    /// Nothing has succeeded for longer than the run's patience, although it was tried.
    var isOut: Bool { state.withLock { $0.isOut } }
    var counts: (requests: Int, retries: Int, inFlight: Int) {
        state.withLock { ($0.requests, $0.retries, $0.inUse.values.reduce(0, +)) }
    }

    /// Waits for leave to make a request. nil once the run was stopped.
    func enter(_ lane: Lane) async -> Pass? {
        while true {
            let now = clock.now
            var delay: Int64 = 0
            var latch: Latch?
            let pass = state.withLock { state -> Pass? in
                if state.isClosed { return nil }
                if state.gate > now {
                    delay = state.gate - now
                    return nil
                }
                let used = state.inUse[lane] ?? 0
                let limit = state.isThrottled ? 1 : lane == .read ? min(Self.readLimit, jobs) : max(1, Int(state.limit))
                let others = state.isThrottled ? state.inUse.values.reduce(0, +) : used
                if others >= limit {
                    let new = Latch()
                    latch = new
                    state.waiters.append((lane, new))
                    return nil
                }
                if interval > 0 {
                    if state.nextByRate > now {
                        delay = state.nextByRate - now
                        return nil
                    }
                    state.nextByRate = max(state.nextByRate, now - interval) + interval
                }
                state.inUse[lane] = used + 1
                state.requests += 1
                return Pass(lane: lane, epoch: state.epoch, startedAt: now)
            }
            if let pass { return pass }
            if let latch {
                await latch.wait()
            } else if delay > 0 {
                await clock.sleep(nanoseconds: delay)
            } else {
                return nil
            }
        }
    }

    func leave(_ pass: Pass, _ end: End) {
        let now = clock.now
        var halving: (limit: Double, wait: Int64)?
        let waiters = state.withLock { state -> [(Lane, Latch)] in
            state.inUse[pass.lane, default: 1] -= 1
            switch end {
            case .succeeded:
                state.isThrottled = false
                state.throttledInRow = 0
                state.failingSince = nil
                state.isOut = state.busySince.map { now - $0 >= patience } ?? false
                state.budget = min(1000, state.budget + 0.1)
                grow(&state, pass, now)
            case .throttled(let retryAfter):
                let isFirst = pass.epoch == state.epoch
                if isFirst {
                    state.epoch += 1
                    state.limit = max(1, state.limit / 2)
                    state.throttledInRow += 1
                }
                state.isThrottled = true
                let wait = retryAfter ?? Self.backOff(state.throttledInRow + 1, &state.random, atLeastHalf: true)
                if isFirst { halving = (state.limit, wait) }
                state.gate = max(state.gate, now &+ min(max(0, wait), .seconds(600)))
            case .failed: break
            case .unused: state.requests -= 1
            }
            defer { state.waiters = [] }
            return state.waiters
        }
        for (_, latch) in waiters { latch.open() }
        tell(pass.lane, end, halving)
    }

    private func tell(_ lane: Lane, _ end: End, _ halving: (limit: Double, wait: Int64)?) {
        switch end {
        case .succeeded: metrics.request(lane, .answered)
        case .throttled: metrics.request(lane, .throttled)
        case .failed: metrics.request(lane, .failed)
        case .unused: return
        }
        guard let halving else { return }
        metrics.throttle()
        logger?.info(
            "throttled",
            metadata: ["concurrency": "\(Int(halving.limit))", "wait-ms": "\(halving.wait / 1_000_000)"])
    }

    /// Grows while answers come as quickly as they did.
    private func grow(_ state: inout State, _ pass: Pass, _ now: Int64) {
        guard pass.lane == .change else { return }
        let took = max(1, now - pass.startedAt)
        state.best = min(state.best &+ state.best / 64, took)
        if took > state.best &* 8 { return }
        state.limit = min(Double(jobs), state.limit + 1 / state.limit)
    }

    /// How long to wait before a request is sent again; takes one from the budget.
    ///
    /// The budget sets the pace, and time alone calls the service out: while it asks to be spared one request at a time
    /// is tried, so that a budget of a hundred would outlast any patience.
    /// - Parameter isAnswered: the request was answered, and it is items that the service was too busy for.
    func delayBeforeRetry(attempt: Int, isAnswered: Bool = false) -> Int64 {
        let now = clock.now
        metrics.retry()
        let delay = state.withLock { state -> Int64 in
            state.retries += 1
            let since = (isAnswered ? state.busySince : state.failingSince) ?? now
            if isAnswered { state.busySince = since } else { state.failingSince = since }
            if now - since >= patience { state.isOut = true }
            if state.budget >= 1 {
                state.budget -= 1
                return Self.backOff(attempt, &state.random)
            }
            // Used up: slowly from now on.
            return Self.backOff(20, &state.random, atLeastHalf: true)
        }
        logger?.debug("retry", metadata: ["attempt": "\(attempt)", "wait-ms": "\(delay / 1_000_000)"])
        return delay
    }

    /// Items were done, so that those which are refused for load do not wait in vain.
    func progressed() { state.withLock { $0.busySince = nil } }

    /// Lets everybody go on that waits for leave, without it.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for (_, latch) in waiters { latch.open() }
    }

    /// Exponential with full jitter.
    private static func backOff(_ attempt: Int, _ random: inout SeededGenerator, atLeastHalf: Bool = false) -> Int64 {
        let longest = min(longestDelay, firstDelay << Int64(min(max(0, attempt - 1), 20)))
        return Int64.random(in: (atLeastHalf ? longest / 2 : 0)...longest, using: &random)
    }
}
