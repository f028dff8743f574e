import Synchronization

/// A clock on which nobody waits: it goes on to the next moment for which somebody sleeps, as soon as nothing else has
/// been going on for a while.
package final class VirtualClock: Sendable {
    private struct Sleeper {
        var deadline: Int64
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now: Int64 = 1_000_000_000
        var sleepers: [Int: Sleeper] = [:]
        /// Woken before they slept.
        var cancelled: Set<Int> = []
        var nextID = 0
        var isRunning = false
        var activity = 0
        var holds = 0
        var held: CheckedContinuation<Void, Never>?
    }

    /// The moment in which a run begins, in nanoseconds since 1970.
    private static let epoch: Int64 = 1_772_694_000_000_000_000

    private let state = Mutex(State())

    package init() {}

    /// Nanoseconds. Time never stands still, so what was made before a request is older than it.
    package var now: Int64 {
        state.withLock { state in
            state.activity += 1
            state.now += 1
            return state.now
        }
    }

    package var wallTime: Int64 { Self.epoch + now }

    /// Time does not go on before the body has ended: for work that goes on outside the tasks of the pool.
    package func holding<Value>(_ body: () async -> Value) async -> Value {
        state.withLock { $0.holds += 1 }
        let value = await body()
        let held = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.holds -= 1
            state.activity += 1
            guard state.holds == 0 else { return nil }
            defer { state.held = nil }
            return state.held
        }
        held?.resume()
        return value
    }

    package func sleep(nanoseconds: Int64) async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (sleeps, starts) = state.withLock { state -> (Bool, Bool) in
                    state.activity += 1
                    if state.cancelled.remove(id) != nil { return (false, false) }
                    state.sleepers[id] = Sleeper(
                        deadline: state.now + max(0, nanoseconds), continuation: continuation)
                    defer { state.isRunning = true }
                    return (true, !state.isRunning)
                }
                if !sleeps { continuation.resume() }
                if starts { Task { await run() } }
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

    private func run() async {
        while true {
            await quiet()
            let (isEmpty, woken) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
                guard let first = state.sleepers.min(by: { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) })
                else {
                    state.isRunning = false
                    return (true, nil)
                }
                if state.holds > 0 { return (false, nil) }
                state.sleepers[first.key] = nil
                state.now = max(state.now, first.value.deadline)
                return (false, first.value.continuation)
            }
            if isEmpty { return }
            woken?.resume()
        }
    }

    /// Returns once nothing has looked at the clock for a number of turns of the pool, and nothing holds the time.
    private func quiet() async {
        var turns = 0
        var last = -1
        while turns < 40 {
            let isHeld = state.withLock { $0.holds > 0 }
            if isHeld { await letGo() } else { await Task.yield() }
            let activity = state.withLock { $0.activity }
            turns = activity == last ? turns + 1 : 0
            last = activity
        }
    }

    private func letGo() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.holds > 0 { state.held = continuation }
                return state.holds == 0
            }
            if isFree { continuation.resume() }
        }
    }
}
