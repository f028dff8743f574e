import Synchronization

/// Connects handles in the host's hands, which may be dropped on any thread, with the machine that keeps their values alive.
final class HandleOwner: Sendable {
    private let state = Mutex(Released())

    private struct Released {
        var indices: [Int] = []
        var isDetached = false
    }

    func release(_ index: Int) { state.withLock { if !$0.isDetached { $0.indices.append(index) } } }

    func detach() { state.withLock { $0.isDetached = true } }

    /// The machine asks now and then, on its own thread.
    func takeReleased() -> [Int] {
        state.withLock { state in
            let indices = state.indices
            state.indices = []
            return indices
        }
    }
}
