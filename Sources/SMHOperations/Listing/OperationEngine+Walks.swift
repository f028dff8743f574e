import SMHModel
import Synchronization

extension OperationEngine {
    /// A loop over a glob; its place in the order is now.
    public func walk(_ glob: GlobRequest) -> GlobWalk {
        let walk = GlobWalk(glob, engine: self, givesFailures: false)
        let ticket = Ticket(opens: glob.base, space: glob.space.index)
        let isAdmitted = change { state -> Bool in
            if state.stop != nil { return false }
            state.waiting[ObjectIdentifier(ticket.latch)] = ticket.latch
            _ = state.queue.admit(ticket, Access(.read, glob.base, at: .space(glob.space.index)))
            return true
        }
        guard isAdmitted else {
            walk.fail(trouble() ?? Self.cancelled)
            return walk
        }
        if ticket.isGranted.load(ordering: .acquiring) {
            begin(walk, ticket)
        } else {
            spawn { engine in
                await ticket.latch.wait()
                engine.begin(walk, ticket)
            }
        }
        return walk
    }

    private func begin(_ walk: GlobWalk, _ ticket: Ticket) {
        change { $0.waiting[ObjectIdentifier(ticket.latch)] = nil }
        if ticket.isGranted.load(ordering: .acquiring) {
            walk.start()
        } else {
            walk.fail(trouble() ?? Self.cancelled)
        }
    }

    /// Lists a glob for the operation that was given it, and adds what it matches as items.
    func startWalk(_ glob: GlobRequest, for task: OperationTask) {
        let walk = GlobWalk(glob, engine: self, givesFailures: true)
        walk.start()
        spawn { engine in
            await engine.feed(walk, to: task)
        }
    }

    private func feed(_ walk: GlobWalk, to task: OperationTask) async {
        var chunk: [OperationTarget] = []
        let privateRoot = Int32(truncatingIfNeeded: task.id)
        while true {
            let step = walk.take()
            switch step {
            case .element(let entry): chunk.append(.entry(entry))
            case .failure(let path, let error): chunk.append(.failure(path, in: walk.glob.space, error))
            case .wait, .end: break
            }
            var isPaused = false
            if case .wait = step { isPaused = true }
            if case .end = step { isPaused = true }
            if chunk.count >= 512 || isPaused, !chunk.isEmpty {
                let targets = chunk
                chunk = []
                change { state in
                    for target in targets { state.queue.add(target, to: task, isMany: true, privateRoot: privateRoot) }
                    state.queue.drain()
                }
                if !hasRoom { await waitForRoom() }
            }
            if case .wait(let latch) = step {
                state.withLock { $0.waiting[ObjectIdentifier(latch)] = latch }
                await latch.wait()
                state.withLock { $0.waiting[ObjectIdentifier(latch)] = nil }
                if trouble()?.stop != nil {
                    walk.close()
                    return
                }
            }
            if case .end = step { break }
        }
        walk.close()
        change { state in
            state.queue.walkEnded(task)
            state.queue.drain()
        }
    }
}
