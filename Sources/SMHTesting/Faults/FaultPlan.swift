/// Which faults a `FaultyTransport` shows, and how often: chances from 0 to 1 for each exchange.
package struct FaultPlan: Sendable {
    /// The connection is lost before the service has seen the request, or after it has carried it out.
    package var resetBefore = 0.0
    package var resetAfter = 0.0
    /// 429 `RateLimitExceeded`; with `Retry-After` if `retryAfterSeconds` is set.
    package var throttle = 0.0
    package var retryAfterSeconds: Int?
    /// 503 in the service's own form: certainly not done.
    package var unavailable = 0.0
    /// 500, 502 or 504 before or after the service has carried it out.
    package var brokenBefore = 0.0
    package var brokenAfter = 0.0
    /// The answer is cut off, or is a page of HTML, after the service has carried the request out.
    package var truncated = 0.0
    package var invalid = 0.0
    /// 403 `InvalidAccessToken`.
    package var expiredToken = 0.0
    /// 404 `MarkerNotFound` to a listing that goes on from a marker.
    package var expiredMarker = 0.0
    /// The results of a batch come in another order; one of them is missing.
    package var shuffledResults = 0.0
    package var missingResult = 0.0
    /// A poll leaves out a task that the service does know.
    package var forgottenTask = 0.0
    /// After so many faults there are no more: every run comes to its end.
    package var budget = Int.max

    package init() {}

    /// A storm of everything at once.
    package static func storm(_ chance: Double, budget: Int) -> FaultPlan {
        var plan = FaultPlan()
        plan.resetBefore = chance
        plan.resetAfter = chance
        plan.throttle = chance
        plan.unavailable = chance
        plan.brokenBefore = chance
        plan.brokenAfter = chance
        plan.truncated = chance
        plan.invalid = chance
        plan.expiredToken = chance / 2
        plan.expiredMarker = chance
        plan.shuffledResults = chance * 4
        plan.missingResult = chance
        plan.forgottenTask = chance
        plan.budget = budget
        return plan
    }
}

/// A small generator that gives the same numbers for the same seed on every machine (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// True once in `1 / chance` calls.
    package mutating func happens(_ chance: Double) -> Bool {
        chance > 0 && Double(next() >> 11) * 0x1p-53 < chance
    }
}
