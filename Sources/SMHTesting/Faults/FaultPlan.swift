import SMHModel

/// How often which fault comes: chances in a thousand exchanges of the kind that can have it.
package struct FaultPlan: Sendable {
    package var resetBefore = 0
    package var resetAfter = 0
    /// 429, with `Retry-After` in every other.
    package var throttled = 0
    /// 503 in the service's own form: certainly not done.
    package var unavailable = 0
    /// 500, 502 or 504.
    package var brokenBefore = 0
    package var brokenAfter = 0
    package var truncated = 0
    package var invalid = 0
    package var stalled = 0
    package var half = 0
    package var revokedToken = 0
    package var expiredMarker = 0
    package var repeatedMarker = 0
    package var shuffledResults = 0
    package var missingResults = 0
    package var doubledResult = 0
    package var busyItems = 0
    package var forgottenTask = 0
    /// Batches that become tasks, and of these the ones that fail half way.
    package var tasks = 0
    package var failedTasks = 0
    /// After so many faults there are no more, tasks and markers aside: every run comes to its end.
    package var budget = 40

    package init() {}

    /// Everything at once, and nothing often.
    package static func storm(_ chance: Int, tasks: Int = 0) -> FaultPlan {
        var plan = FaultPlan()
        plan.resetBefore = chance
        plan.resetAfter = chance
        plan.throttled = chance
        plan.unavailable = chance
        plan.brokenBefore = chance
        plan.brokenAfter = chance
        plan.truncated = chance
        plan.invalid = chance
        plan.stalled = chance
        plan.half = chance
        plan.revokedToken = chance
        plan.expiredMarker = chance * 2
        plan.repeatedMarker = chance
        plan.shuffledResults = chance * 4
        plan.missingResults = chance
        plan.doubledResult = chance
        plan.busyItems = chance
        plan.forgottenTask = chance
        plan.tasks = tasks
        plan.failedTasks = chance * 4
        return plan
    }

    /// The fault of one exchange. The generator is that of the exchange alone, so that the order in which requests
    /// arrive decides nothing.
    func fault(for call: FaultyCall, _ random: inout SeededGenerator) -> (fault: Fault, counts: Bool)? {
        if call.kind == .token { return random.chance(unavailable) ? (.refused(503, "ServerOverloaded"), true) : nil }
        for (chance, fault) in common + special(call) where random.chance(chance) {
            return (fault(&random), true)
        }
        guard call.isBatch, random.chance(tasks) else { return nil }
        let seconds = random.below(12)
        if random.chance(failedTasks) { return (.task(.failed(after: random.below(6)), seconds: seconds), true) }
        return (.task(.done, seconds: seconds), false)
    }

    private typealias Choice = (chance: Int, fault: (inout SeededGenerator) -> Fault)

    private var common: [Choice] {
        [
            (resetBefore, { _ in .resetBefore }), (resetAfter, { _ in .resetAfter }),
            (throttled, { .refused(429, "RateLimitExceeded", retryAfter: $0.chance(500) ? 1 + $0.below(3) : nil) }),
            (unavailable, { _ in .refused(503, "ServerOverloaded") }),
            (brokenBefore, { .brokenBefore($0.pick([500, 502, 504])) }),
            (brokenAfter, { .brokenAfter($0.pick([500, 502, 504])) }),
            (truncated, { _ in .truncated }), (invalid, { _ in .invalid }),
            (stalled, { $0.chance(500) ? .stalledBefore : .stalledAfter }), (revokedToken, { _ in .revokedToken }),
        ]
    }

    private func special(_ call: FaultyCall) -> [Choice] {
        switch call.kind {
        case .batch:
            [
                (half, { .half($0.below(6)) }), (shuffledResults, { _ in .shuffledResults }),
                (missingResults, { .missingResults(1 + $0.below(2)) }), (doubledResult, { _ in .doubledResult }),
                (
                    busyItems,
                    {
                        $0.chance(500)
                            ? .refusedItems(.every(2), 409, "PathConflict")
                            : .refusedItems(.every(3), 503, "ServerOverloaded")
                    }
                ),
            ]
        case .list:
            [
                (call.request.queryValue("marker") == nil ? 0 : expiredMarker, { _ in .expiredMarker }),
                (call.request.queryValue("marker") == nil ? 0 : repeatedMarker, { _ in .repeatedMarker }),
            ]
        case .poll: [(forgottenTask, { _ in .forgottenTask })]
        default: []
        }
    }
}
