/// A clock of any kind, reduced to what is needed here: the time since some moment.
public struct MonotonicTime: Sendable {
    public let now: @Sendable () -> Duration

    public init(_ clock: some Clock<Duration>) {
        let start = clock.now
        now = { start.duration(to: clock.now) }
    }

    package init(now: @escaping @Sendable () -> Duration) { self.now = now }

    public static let continuous = MonotonicTime(ContinuousClock())
}

extension Duration {
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1000 &+ attoseconds / 1_000_000_000_000_000
    }
}
