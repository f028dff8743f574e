/// The one background worker of an open library: runs while there is something to do, then ends.
actor TaskRunner {
    private var worker: Task<Void, Never>?
    private var isStopped = false
    /// Asked for again while a round was under way.
    private var isAskedAgain = false

    /// Begins a round of work, or another one after the one that is under way.
    func start(_ work: @escaping @Sendable () async -> Void) {
        if isStopped { return }
        if worker != nil {
            isAskedAgain = true
            return
        }
        isAskedAgain = false
        worker = Task.detached(priority: .utility) {
            await work()
            await self.ended(work)
        }
    }

    private func ended(_ work: @escaping @Sendable () async -> Void) {
        worker = nil
        if isAskedAgain { start(work) }
    }

    /// Waits until nothing is under way.
    func settle() async {
        while let worker { await worker.value }
    }

    /// Lets the round end after its current slice, waits for that, and begins no other.
    func stop() async {
        isStopped = true
        worker?.cancel()
        await settle()
    }
}
