import Synchronization

/// Ends a run from any thread: the script stops at its next loop turn or call, or in its wait, and nothing in it sees that (rule 14).
///
/// It stays cancelled: a run that begins later ends at once too, so that a cancel which comes early is not lost. `reset()` lets
/// the interpreter run again. Cancelling the task in which a run waits is the same as `cancel()`.
public final class RunCancellation: Sendable {
    private let state = Mutex(Waiting())

    private struct Waiting {
        var isCancelled = false
        var wakeUps: [Int: @Sendable () -> Void] = [:]
        var next = 0
    }

    init() {}

    /// The run that it ends throws `Cancelled`.
    public func cancel() {
        let wakeUps = state.withLock { state in
            state.isCancelled = true
            return state.wakeUps.values.map { $0 }
        }
        for wakeUp in wakeUps { wakeUp() }
    }

    public var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Between two runs: what comes next is not cancelled.
    public func reset() { state.withLock { $0.isCancelled = false } }

    /// `wakeUp` is called at once if the run is cancelled already.
    package func whenCancelled(_ wakeUp: @escaping @Sendable () -> Void) -> Int {
        let (key, isCancelled) = state.withLock { state in
            state.next += 1
            state.wakeUps[state.next] = wakeUp
            return (state.next, state.isCancelled)
        }
        if isCancelled { wakeUp() }
        return key
    }

    package func forget(_ key: Int) {
        _ = state.withLock { $0.wakeUps.removeValue(forKey: key) }
    }
}
