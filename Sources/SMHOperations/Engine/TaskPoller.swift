import Synchronization

/// Asks after the service's own tasks of one space: many numbers in one request, slower and slower.
final class TaskPoller: Sendable {
    private struct Waiting {
        var latch: Latch
        var since: Int64
        var delay: Int64
        var due: Int64
        var unknownSince: Int64?
    }

    private struct State {
        var tasks: [String: Waiting] = [:]
        var results: [String: TaskState.Progress] = [:]
        var isRunning = false
        /// Batches on their way or open as tasks, and whether the service works in tasks at all.
        var places = 0
        var usesTasks = false
        var isClosed = false
        var placeWaiters: [Latch] = []
    }

    /// The most tasks of one space that are open at once.
    static let mostOpen = 8

    static let firstDelay = Int64.milliseconds(200)
    static let longestDelay = Int64.seconds(5)
    /// How long a number that the service gave may be unknown to it.
    static let grace = Int64.seconds(60)

    private let engine: OperationEngine
    private let space: Int32
    private let state = Mutex(State())

    init(engine: OperationEngine, space: Int32) {
        self.engine = engine
        self.space = space
    }

    /// Waits for a task to end. nil if the run is stopped, or the service has forgotten the task.
    func result(of id: String) async -> TaskState.Progress? {
        let latch = Latch()
        let now = engine.clock.now
        let starts = state.withLock { state in
            state.tasks[id] = Waiting(
                latch: latch, since: now, delay: Self.firstDelay, due: now + Self.firstDelay, unknownSince: nil)
            state.usesTasks = true
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if starts { engine.spawn { _ in await self.run() } }
        await latch.wait()
        return state.withLock { $0.results.removeValue(forKey: id) }
    }

    /// Takes one of the places for batches that may become tasks, which ``givePlace()`` gives back; false if none is
    /// free. Bounds nothing as long as the service answers at once.
    func takePlace() -> Bool {
        state.withLock { state in
            if state.usesTasks, state.places >= Self.mostOpen { return false }
            state.places += 1
            return true
        }
    }

    /// Waits until a place may be free.
    func waitForPlace() async {
        let latch = Latch()
        let isFree = state.withLock { state in
            if state.places < Self.mostOpen || state.isClosed { return true }
            state.placeWaiters.append(latch)
            return false
        }
        if !isFree { await latch.wait() }
    }

    func givePlace() {
        let waiters = state.withLock { state in
            state.places -= 1
            defer { state.placeWaiters = [] }
            return state.placeWaiters
        }
        for waiter in waiters { waiter.open() }
    }

    private func run() async {
        while true {
            let now = engine.clock.now
            let (wait, ids) = state.withLock { state -> (Int64, [String]) in
                guard let first = state.tasks.values.map(\.due).min() else {
                    state.isRunning = false
                    return (-1, [])
                }
                // Those that are due soon travel along.
                let due = state.tasks.filter { $0.value.due <= now + Self.firstDelay / 2 }.map(\.key).sorted()
                return (first > now ? first - now : 0, first > now ? [] : due)
            }
            if wait < 0 { return }
            if wait > 0 {
                await engine.clock.sleep(nanoseconds: wait)
                continue
            }
            await poll(ids)
        }
    }

    private func poll(_ ids: [String]) async {
        let limit = max(1, engine.drive(of: space)?.0.capabilities.pollLimit ?? 100)
        for start in stride(from: 0, to: ids.count, by: limit) {
            let asked = Array(ids[start..<min(start + limit, ids.count)])
            do throws(OperationError) {
                let states = try await engine.exchange(.read, in: space, path: nil, for: .operation) {
                    (drive, place) throws(DriveError) in
                    try await drive.poll(asked, in: place)
                }
                take(states, asked)
            } catch {
                if engine.trouble()?.stop != nil {
                    close()
                    return
                }
                // An answer that says no, for good: nobody knows these any more.
                take([], asked)
            }
        }
    }

    private func take(_ states: [TaskState], _ asked: [String]) {
        let now = engine.clock.now
        let byID = Dictionary(states.map { ($0.id, $0.progress) }, uniquingKeysWith: { $1 })
        var ended: [Latch] = []
        state.withLock { state in
            for id in asked {
                guard var waiting = state.tasks[id] else { continue }
                switch byID[id] {
                case .running?: waiting.unknownSince = nil
                case nil:
                    waiting.unknownSince = waiting.unknownSince ?? now
                    if now - waiting.since >= Self.grace {
                        state.tasks[id] = nil
                        ended.append(waiting.latch)
                        continue
                    }
                case let progress?:
                    state.results[id] = progress
                    state.tasks[id] = nil
                    ended.append(waiting.latch)
                    continue
                }
                waiting.delay = min(Self.longestDelay, waiting.delay + waiting.delay / 2)
                waiting.due = now + waiting.delay
                state.tasks[id] = waiting
            }
        }
        for latch in ended { latch.open() }
    }

    /// The run stops: nobody waits for tasks any more.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            return state.tasks.values.map(\.latch) + state.placeWaiters
        }
        state.withLock { $0.tasks = [:] }
        for waiter in waiters { waiter.open() }
    }
}
