import Foundation

/// A clock that stands still until a test moves it.
package final class ManualClock: Clock, @unchecked Sendable {
    // Sendable because every access to the state below is inside `lock`.
    package typealias Duration = Swift.Duration

    package struct Instant: InstantProtocol {
        package var offset: Swift.Duration

        package init(offset: Swift.Duration) { self.offset = offset }

        package func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        var deadline: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private let lock = NSLock()
    private var time = Instant(offset: .zero)
    private var sleepers: [Int: Sleeper] = [:]
    private var cancelled: Set<Int> = []
    private var nextNumber = 0

    package init() {}

    package var now: Instant { lock.withLock { time } }
    package var minimumResolution: Swift.Duration { .nanoseconds(1) }

    /// How many tasks sleep on this clock now: what a test waits for before it moves the time.
    package var sleeperCount: Int { lock.withLock { sleepers.count } }

    package func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        let number = lock.withLock {
            nextNumber += 1
            return nextNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let outcome: Result<Void, any Error>? = lock.withLock {
                    if cancelled.remove(number) != nil { return .failure(CancellationError()) }
                    if deadline <= time { return .success(()) }
                    sleepers[number] = Sleeper(deadline: deadline, continuation: continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let sleeper = lock.withLock {
                let sleeper = sleepers.removeValue(forKey: number)
                // The handler may run before the continuation is there.
                if sleeper == nil { cancelled.insert(number) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Moves the time on and wakes, in the order of their deadlines, those who slept until then.
    package func advance(by duration: Swift.Duration) {
        let due = lock.withLock {
            time = time.advanced(by: duration)
            let due = sleepers.filter { $0.value.deadline <= time }
            for number in due.keys { sleepers[number] = nil }
            return due.values.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }
}
