import SMHModel

/// Keeps one access token good for many requests.
///
/// It is renewed before it runs out and when the service refuses it, once however many requests need it meanwhile.
actor TokenProvider {
    typealias Fetch = @Sendable () async throws(ClientError) -> AccessTokenAnswer

    private enum State {
        case none
        case valid(Secret, renewAt: Duration, endsAt: Duration)
        case renewing(Task<Result<Secret, ClientError>, Never>)
    }

    private let clock: MonotonicTime
    private let keeper: SecretKeeper
    private let fetch: Fetch
    private var state = State.none

    init(clock: MonotonicTime, keeper: SecretKeeper, fetch: @escaping Fetch) {
        self.clock = clock
        self.keeper = keeper
        self.fetch = fetch
    }

    /// A token that is good for some time yet.
    /// - Parameter refused: the one that the service has just refused: another one is given.
    func token(insteadOf refused: Secret? = nil) async throws(ClientError) -> Secret {
        switch state {
        case .none:
            return try await renew(keeping: nil).get()
        case .renewing(let task):
            return try await task.value.get()
        case .valid(let token, let renewAt, let endsAt):
            let now = clock.now()
            if token == refused { return try await renew(keeping: nil).get() }
            if now < renewAt { return token }
            return try await renew(keeping: now < endsAt ? (token, endsAt) : nil).get()
        }
    }

    /// Starts a renewal and waits for it. The task is not the caller's: when that is cancelled, the others still wait.
    private func renew(keeping old: (token: Secret, endsAt: Duration)?) async -> Result<Secret, ClientError> {
        let task = Task(executorPreference: clock.executor) { await self.performRenewal(keeping: old) }
        state = .renewing(task)
        return await task.value
    }

    private func performRenewal(keeping old: (token: Secret, endsAt: Duration)?) async -> Result<Secret, ClientError> {
        let asked = clock.now()
        do {
            let answer = try await fetch()
            let token = Secret(answer.accessToken)
            keeper.add(token)
            let life = Duration.seconds(max(1, min(answer.expiresIn, 315_360_000)))
            // A tenth of its life, a minute at most, so that no request begins with a token that ends on the way.
            let margin = min(life / 10, .seconds(60))
            state = .valid(token, renewAt: asked + life - margin, endsAt: asked + life)
            return .success(token)
        } catch {
            if let old {
                // It is good for a while; the next request tries again.
                state = .valid(old.token, renewAt: asked, endsAt: old.endsAt)
                return .success(old.token)
            }
            state = .none
            return .failure(error)
        }
    }
}
