import SMHOperations
import Synchronization

/// A clock on which nobody waits: it goes on to the next moment for which somebody sleeps, as soon as nothing else has
/// been going on for a while.
final class VirtualClock: EngineClock {
    private struct State {
        var now: Int64 = 1_000_000_000
        var sleepers: [(Int64, Int, CheckedContinuation<Void, Never>)] = []
        var nextID = 0
        var isRunning = false
        var activity = 0
    }

    private let state = Mutex(State())

    var now: Int64 {
        state.withLock { state in
            state.activity += 1
            // Time never stands still, so what was made before a request is older than it.
            state.now += 1
            return state.now
        }
    }

    var wallTime: Int64 { now }

    func sleep(nanoseconds: Int64) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let starts = state.withLock { state in
                    state.nextID += 1
                    state.sleepers.append((state.now + max(0, nanoseconds), state.nextID, continuation))
                    defer { state.isRunning = true }
                    return !state.isRunning
                }
                if starts { Task { await run() } }
            }
        } onCancel: {
            // A sleeper that is cancelled wakes in its time, which costs nothing here.
        }
    }

    private func run() async {
        var quiet = 0
        var last = -1
        while true {
            await Task.yield()
            let activity = state.withLock { $0.activity }
            quiet = activity == last ? quiet + 1 : 0
            last = activity
            if quiet < 40 { continue }
            quiet = 0
            let woken = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard
                    let first = state.sleepers.indices.min(by: {
                        (state.sleepers[$0].0, state.sleepers[$0].1) < (state.sleepers[$1].0, state.sleepers[$1].1)
                    })
                else {
                    state.isRunning = false
                    return nil
                }
                let sleeper = state.sleepers.remove(at: first)
                state.now = max(state.now, sleeper.0)
                return sleeper.2
            }
            guard let woken else { return }
            woken.resume()
        }
    }
}

/// Random numbers, the same for the same seed.
struct TestRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 0x1234_5678 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func chance(_ perThousand: Int) -> Bool { below(1000) < perThousand }
    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }
}
