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
        let walk = GlobWalk(glob, engine: self, givesFailures: true, givesWholeDirectories: task.kind != .copy)
        walk.start()
        spawn { engine in
            await engine.feed(walk, to: task)
        }
    }

    /// Hands what a walk finds to its operation, some hundred at a time.
    private func feed(_ walk: GlobWalk, to task: OperationTask) async {
        let isWhole = await gather(walk) { await add($0, to: task, isMany: true) }
        if !isWhole { return }
        await endWalk(walk, task)
    }

    /// Adds items to an operation that lists what it is about, and waits until it may have more.
    func add(_ targets: [OperationTarget], to task: OperationTask, isMany: Bool) async {
        let privateRoot = Int32(truncatingIfNeeded: task.id)
        change { state in
            for target in targets { state.queue.add(target, to: task, isMany: isMany, privateRoot: privateRoot) }
            state.queue.drain()
        }
        await waitForRoom(for: task)
    }

    /// Reads a walk to its end; false if the run was stopped meanwhile.
    func gather(_ walk: GlobWalk, _ take: ([OperationTarget]) async -> Void) async -> Bool {
        var chunk: [OperationTarget] = []
        while true {
            let step = walk.take()
            var isPaused = false
            switch step {
            case .element(let entry): chunk.append(.entry(entry))
            case .failure(let path, let error): chunk.append(.failure(path, in: walk.glob.space, error))
            case .wait, .end: isPaused = true
            }
            if chunk.count >= 512 || isPaused, !chunk.isEmpty {
                await take(chunk)
                chunk = []
            }
            if case .end = step { return true }
            guard case .wait(let latch) = step else { continue }
            await rest(at: latch)
            if trouble()?.stop != nil {
                walk.close()
                return false
            }
        }
    }

    /// Waits at a latch until it opens; a stop, or a service that is out, opens it too.
    func rest(at latch: Latch) async {
        let isStopped = state.withLock { state in
            state.waiting[ObjectIdentifier(latch)] = latch
            return state.stop != nil
        }
        // Who stopped the run before has opened what was waiting then, and opens nothing any more.
        if !isStopped { await latch.wait() }
        state.withLock { $0.waiting[ObjectIdentifier(latch)] = nil }
    }

    /// The same for a script, which is told why waiting makes no sense any more.
    func wait(at latch: Latch) async throws(OperationError) {
        if let problem = trouble() { throw problem }
        await rest(at: latch)
        if let problem = trouble(), problem.stop != nil { throw problem }
    }

    private func endWalk(_ walk: GlobWalk, _ task: OperationTask) async {
        walk.close()
        let isEmpty = state.withLock { _ in task.items.isEmpty }
        if isEmpty, task.options.emptyMatch != .accept { await noteEmpty(walk, task) }
        change { state in
            state.queue.walkEnded(task)
            state.queue.drain()
        }
    }

    /// A glob matched nothing: a warning with what nearly matches, or a failed item.
    func noteEmpty(_ walk: GlobWalk, _ task: OperationTask) async {
        let glob = walk.glob
        var near = walk.nearMisses
        if near.isEmpty { near = await NearMisses.find(glob, self) }
        let shown = near.map { "\"\($0)\"" }.joined(separator: ", ")
        let message = "glob \"\(glob.pattern.source)\" matches nothing"
        let hint = near.isEmpty ? nil : "did you mean \(shown)?"
        if task.options.emptyMatch == .fail {
            change { state in
                state.queue.add(
                    .failure(glob.base, in: glob.space, OperationError(.notFound, message, hint: hint)), to: task,
                    isMany: true, privateRoot: Int32(truncatingIfNeeded: task.id))
            }
            return
        }
        let warning = near.isEmpty ? message : "\(message); nearly matching: \(shown)"
        state.withLock { _ in task.warnings.append(warning) }
        let line = task.origin.map { " (\($0.file):\($0.line))" } ?? ""
        configuration.onWarning(warning + line)
    }
}
