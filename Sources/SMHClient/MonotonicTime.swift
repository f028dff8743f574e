/// A clock of any kind, reduced to what is needed here: the time since some moment.
public struct MonotonicTime: Sendable {
    public let now: @Sendable () -> Duration
    /// Where tasks go on that belong to no caller; nil for the common pool.
    let executor: (any TaskExecutor)?

    public init(_ clock: some Clock<Duration>) {
        let start = clock.now
        now = { start.duration(to: clock.now) }
        executor = nil
    }

    package init(executor: (any TaskExecutor)? = nil, now: @escaping @Sendable () -> Duration) {
        self.now = now
        self.executor = executor
    }

    public static let continuous = MonotonicTime(ContinuousClock())
}

extension Duration {
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1000 &+ attoseconds / 1_000_000_000_000_000
    }
}
