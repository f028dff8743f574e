import Dispatch
import Synchronization

/// A clock on which nobody waits, and the one thread on which everything goes on that lives by it.
///
/// What runs is all there is to know about when time may pass: the clock is the executor of the tasks of a test, one job
/// after another in the order in which they became ready, and only when none is left does it go on to the next moment for
/// which somebody sleeps. So a run is the same each time, whatever else the machine has to do. Work on threads of its own
/// goes through ``outside(_:)``.
package final class VirtualClock: TaskExecutor {
    fileprivate struct Sleeper {
        var deadline: Int64
        var continuation: CheckedContinuation<Void, Never>
    }

    fileprivate struct State {
        var now: Int64 = 1_000_000_000
        var ready: [UnownedJob] = []
        /// Of ``ready``: what came before is done.
        var first = 0
        var isRunning = false
        var sleepers: [Int: Sleeper] = [:]
        /// Woken before they slept.
        var cancelled: Set<Int> = []
        var nextID = 0
        var isOutside = false
        var departures: [CheckedContinuation<Void, Never>] = []
        /// The moment after which nobody is woken.
        var end = Int64.max
    }

    /// The moment in which a run begins, in nanoseconds since 1970.
    private static let epoch: Int64 = 1_772_694_000_000_000_000

    /// How long what a test has left behind goes on: an hour, in which everything ends that has an end.
    private static let aftermath: Int64 = 3_600_000_000_000

    @TaskLocal private static var ofThisTask: VirtualClock?

    private let queue = DispatchQueue(label: "virtual clock")
    private let state = Mutex(State())

    private init() {}

    /// The clock of the test that runs.
    package static var current: VirtualClock {
        guard let clock = ofThisTask else { fatalError("this test has no virtual clock: write VirtualClock.run { … }") }
        return clock
    }

    /// Runs a body by a clock of its own, which is ``current`` in it. Tasks that it starts without this clock as their
    /// executor are not waited for.
    package static func run<Value: Sendable>(
        _ body: @Sendable () async throws -> Value
    ) async rethrows -> Value {
        let clock = VirtualClock()
        defer { clock.state.withLock { $0.end = $0.now + aftermath } }
        return try await $ofThisTask.withValue(clock) {
            try await withTaskExecutorPreference(clock) { try await body() }
        }
    }

    /// Nanoseconds. Time never stands still, so what was made before a request is older than it.
    package var now: Int64 {
        state.withLock { state in
            state.now += 1
            return state.now
        }
    }

    package var wallTime: Int64 { Self.epoch + now }

    package var executor: (any TaskExecutor)? { self }

    package func sleep(nanoseconds: Int64) async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (sleeps, starts) = state.withLock { state -> (Bool, Bool) in
                    if state.cancelled.remove(id) != nil { return (false, false) }
                    let deadline = state.now.addingReportingOverflow(max(0, nanoseconds))
                    state.sleepers[id] = Sleeper(
                        deadline: deadline.overflow ? .max : deadline.partialValue, continuation: continuation)
                    return (true, state.starts())
                }
                if !sleeps { continuation.resume() }
                if starts { start() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume()
        }
    }

    /// Does what goes on outside the tasks of this clock. It begins when they are all at rest, one such thing after
    /// another, and until it has ended time does not pass: how long it takes decides nothing.
    package func outside<Value>(_ body: () async -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let starts = state.withLock { state in
                state.departures.append(continuation)
                return state.starts()
            }
            if starts { start() }
        }
        let value = await body()
        let starts = state.withLock { state in
            state.isOutside = false
            return state.starts()
        }
        if starts { start() }
        return value
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let starts = state.withLock { state in
            state.ready.append(job)
            return state.starts()
        }
        if starts { start() }
    }

    private func start() { queue.async { self.run() } }

    private func run() {
        let executor = asUnownedTaskExecutor()
        while let step = state.withLock({ $0.nextStep() }) {
            switch step {
            case .job(let job): job.runSynchronously(on: executor)
            case .wake(let continuation): continuation.resume()
            }
        }
    }
}

extension VirtualClock.State {
    enum Step {
        case job(UnownedJob)
        case wake(CheckedContinuation<Void, Never>)
    }

    /// True for the one who has to set the thread going.
    mutating func starts() -> Bool {
        defer { isRunning = true }
        return !isRunning
    }

    /// nil when there is nothing to do before something comes in from outside.
    mutating func nextStep() -> Step? {
        if first < ready.count {
            defer {
                first += 1
                if first == ready.count {
                    ready.removeAll(keepingCapacity: true)
                    first = 0
                }
            }
            return .job(ready[first])
        }
        if !isOutside {
            if !departures.isEmpty {
                isOutside = true
                return .wake(departures.removeFirst())
            }
            if let step = wakeNext() { return step }
        }
        isRunning = false
        return nil
    }

    private mutating func wakeNext() -> Step? {
        guard
            let next = sleepers.min(by: { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }),
            next.value.deadline <= end
        else { return nil }
        sleepers[next.key] = nil
        now = max(now, next.value.deadline)
        return .wake(next.value.continuation)
    }
}
