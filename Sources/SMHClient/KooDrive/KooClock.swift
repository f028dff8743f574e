import SMHModel
import Synchronization

/// The time that goes into `X-Date`: at most 15 minutes old for the service, and never in its future (koodrive
/// reference 1.2).
///
/// How far this machine's clock is off is learnt from the `Date` of answers. It is corrected when it is ahead at all, or
/// more than a minute behind; a little behind does no harm.
final class KooClock: Sendable {
    private let wallTime: @Sendable () -> Timestamp
    /// Milliseconds to add to this machine's clock to get the service's.
    private let skew = Mutex<Int64?>(nil)
    private let onSkew: (@Sendable (String) -> Void)?
    private let hasComplained = Mutex(false)

    init(wallTime: @escaping @Sendable () -> Timestamp, onSkew: (@Sendable (String) -> Void)? = nil) {
        self.wallTime = wallTime
        self.onSkew = onSkew
    }

    var date: Timestamp {
        let now = wallTime().millisecondsSince1970
        return Timestamp(millisecondsSince1970: now &+ skew.withLock { Self.correction($0) })
    }

    /// - Returns: whether the time that was sent would be another one now.
    func learn(from response: WireResponse) -> Bool {
        guard let text = response.header("date"), let theirs = Timestamp(httpDate: text) else { return false }
        let found = theirs.millisecondsSince1970 &- wallTime().millisecondsSince1970
        defer { complainOnce() }
        return skew.withLock { skew in
            let before = Self.correction(skew)
            skew = found
            // Less than a second is what `Date` cuts off.
            return abs(Self.correction(found) &- before) > 1000
        }
    }

    /// What is wrong with this machine's clock, if it is more than a minute.
    var complaint: String? {
        guard let skew = skew.withLock({ $0 }), abs(skew) > 60_000, abs(skew) < 1 << 52 else { return nil }
        // Rounded: what `Date` cuts off and the answer's way would make one less of it.
        let minutes = (abs(skew) + 30_000) / 60_000
        return "the clock of this machine is \(minutes) min \(skew < 0 ? "ahead of" : "behind") the service's"
    }

    private func complainOnce() {
        guard let onSkew, let complaint else { return }
        let isFirst = hasComplained.withLock { done in
            defer { done = true }
            return !done
        }
        if isFirst { onSkew(complaint + "; the times that are sent to it are corrected") }
    }

    private static func correction(_ skew: Int64?) -> Int64 {
        guard let skew, skew < 0 || skew > 60_000 else { return 0 }
        return skew
    }
}
