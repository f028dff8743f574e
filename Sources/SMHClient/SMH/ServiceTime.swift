import SMHModel
import Synchronization

/// The time by the service's clock, as the `Date` of its last answer told it (reference 1.5).
///
/// Never ahead of that clock: `Date` cuts off what is less than a second, and the answer took its way.
final class ServiceTime: Sendable {
    private let last = Mutex<(date: Int64, at: Duration)?>(nil)
    private let clock: MonotonicTime

    init(clock: MonotonicTime) { self.clock = clock }

    func learn(from response: WireResponse) {
        guard let text = response.header("date"), let date = Timestamp(httpDate: text)?.nanosecondsSince1970 else {
            return
        }
        let now = clock.now()
        last.withLock { $0 = (Int64(date), now) }
    }

    /// Nanoseconds since 1970; nil before the first answer that told it.
    var now: Int64? {
        let now = clock.now()
        return last.withLock { last in
            guard let last else { return nil }
            let (seconds, attoseconds) = (now - last.at).components
            return last.date &+ seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
        }
    }
}
