import SMHModel
import Synchronization

/// All that an operation is about, while it is held against the limits of the run.
private struct CountedTargets {
    enum Part {
        case targets([OperationTarget])
        /// What a glob matches; what could not be listed stands between.
        case matches(EntrySpool<OperationTarget>, in: DriveSpace)
    }

    var parts: [Part] = []
    var tally = ChangeTally()
    /// What counts for more than is known of it.
    var unknown: [OperationTarget] = []
    /// Why it may not be, whatever it counts.
    var problem: String?
    /// Directories among the targets, whose contents they take along.
    private var directories: Set<UInt64> = []

    /// Whether a target goes with a directory that came before it; what it counts is counted there.
    mutating func goesAlong(_ target: OperationTarget, _ kind: OperationKind) -> Bool {
        guard kind == .delete || kind == .move, let path = target.path, let space = target.space else { return false }
        var key = AccessRoot.space(space.index).hash
        for name in path.names {
            if directories.contains(key) { return true }
            key = NameHash.exactChain(key, name)
        }
        if case .entry(let entry) = target, !entry.isDirectory { return false }
        directories.insert(key)
        return false
    }

    mutating func append(_ target: OperationTarget) {
        if case .targets(var targets)? = parts.last {
            // Taken out while it is changed, or it would be copied.
            parts.removeLast()
            targets.append(target)
            parts.append(.targets(targets))
        } else {
            parts.append(.targets([target]))
        }
    }
}

extension OperationEngine {
    /// Lists and counts all that an operation would change before its first item is sent, and adds its items if the
    /// limits allow.
    func count(_ targets: [OperationTarget], for task: OperationTask) async {
        guard let counted = await list(targets, for: task) else { return }
        if let problem = counted.problem {
            change { state in _ = refuse(problem, &state) }
            return
        }
        var tally = counted.tally
        do throws(OperationError) {
            for target in counted.unknown { tally = tally + (try await tallyByLooking(target, task)) }
        } catch {
            if error.stop != nil || error.code == .cancelled { return }
            let message = "it cannot be told how much this \(task.kind.word) would change: \(error.message)"
            change { state in _ = refuse(message, &state) }
            return
        }
        await takeTurn(tally, of: task)
        if trouble()?.stop != nil { return }
        await add(counted.parts, to: task)
        if trouble()?.stop != nil { return }
        change { state in
            state.queue.walkEnded(task)
            state.queue.drain()
        }
    }

    /// Counts what an operation would change after all that was written before it; a limit that it passes stops the run.
    private func takeTurn(_ tally: ChangeTally, of task: OperationTask) async {
        let latch = Latch()
        let waits = change { state -> Bool in
            // Who stopped the run meanwhile has opened what was waiting then, and opens nothing any more.
            if state.stop != nil { return false }
            state.waiting[ObjectIdentifier(latch)] = latch
            state.limits.note(tally, of: task, latch)
            while let (task, tally, latch) = state.limits.takeCounted() {
                do throws(OperationError) { try count(tally, task.kind, &state) } catch { return true }
                state.queue.counted(task)
                state.queue.actions.append(.open(latch))
            }
            if state.limits.isCounting { return true }
            for latch in state.limits.latches { state.queue.actions.append(.open(latch)) }
            state.limits.latches = []
            return true
        }
        if !waits { return }
        await latch.wait()
        state.withLock { $0.waiting[ObjectIdentifier(latch)] = nil }
    }

    /// nil if the run was stopped meanwhile.
    private func list(_ targets: [OperationTarget], for task: OperationTask) async -> CountedTargets? {
        var counted = CountedTargets()
        for target in targets {
            guard case .glob(let glob) = target else {
                note([target], of: task, &counted)
                counted.append(target)
                continue
            }
            let walk = GlobWalk(glob, engine: self, givesFailures: true)
            walk.start()
            var matches = EntrySpool<OperationTarget>(configuration.spool)
            let isWhole = await gather(walk) { found in
                note(found, of: task, &counted)
                for target in found {
                    if case .entry(let entry) = target {
                        matches.append(.entry(entry))
                    } else {
                        matches.append(.other(target))
                    }
                }
            }
            if !isWhole { return nil }
            walk.close()
            if matches.isEmpty, task.options.emptyMatch != .accept { await noteEmpty(walk, task) }
            counted.parts.append(.matches(matches, in: glob.space))
        }
        return counted
    }

    private func note(_ targets: [OperationTarget], of task: OperationTask, _ counted: inout CountedTargets) {
        let operation = Self.operation(task, targets)
        let limits = state.withLock { $0.limits }
        if counted.problem == nil { counted.problem = Self.outside(operation, limits) }
        for target in targets {
            if task.isMany, counted.goesAlong(target, task.kind) {
                counted.tally.items += 1
            } else if let one = Self.knownTally(target, operation, limits.most) {
                counted.tally = counted.tally + one
            } else {
                counted.unknown.append(target)
            }
        }
    }

    private static func operation(_ task: OperationTask, _ targets: [OperationTarget]) -> Operation {
        Operation(
            task.kind, targets, isMany: task.isMany, to: task.options.destination, permanent: task.options.permanent,
            strategy: task.options.strategy)
    }

    private func add(_ parts: [CountedTargets.Part], to task: OperationTask) async {
        for part in parts {
            switch part {
            case .targets(let targets): await add(targets, to: task, isMany: task.isMany)
            case .matches(var matches, let space):
                while !matches.isEmpty, trouble()?.stop == nil {
                    do throws(SpoolError) {
                        await add(try Self.takeSome(&matches, in: space), to: task, isMany: task.isMany)
                    } catch {
                        let message = "what was counted cannot be read back from a file in \(error.directory): "
                        stop(OperationError(.unavailable, message + error.reason, stop: .suspended))
                    }
                }
            }
        }
    }

    private static func takeSome(
        _ matches: inout EntrySpool<OperationTarget>, in space: DriveSpace
    ) throws(SpoolError) -> [OperationTarget] {
        var targets: [OperationTarget] = []
        while targets.count < 512, let element = try matches.next(in: space) {
            switch element {
            case .entry(let entry): targets.append(.entry(entry))
            case .other(let target): targets.append(target)
            }
        }
        return targets
    }

    private func tallyByLooking(
        _ target: OperationTarget, _ task: OperationTask
    ) async throws(OperationError) -> ChangeTally {
        guard let path = target.path, let space = target.space else { return ChangeTally(items: 1) }
        // What is not there fails by itself and changes nothing.
        guard let entry = try await look(at: path, space.index, for: .operation) else { return ChangeTally(items: 1) }
        let replaces = task.options.strategy == .overwrite ? 1 : 0
        guard entry.isDirectory else {
            return ChangeTally(items: 1, deletes: task.kind == .delete ? 1 : replaces, bytes: entry.size ?? 0)
        }
        let inside = try await contents(of: path, space.index)
        return ChangeTally(
            items: 1, deletes: task.kind == .delete ? inside.deletes &+ 1 : replaces, bytes: inside.bytes)
    }

    /// What lies below a directory: from the service's statistics, else by listing it all.
    private func contents(of directory: DrivePath, _ space: Int32) async throws(OperationError) -> ChangeTally {
        if let statistics = try? await exchange(
            .read, in: space, path: directory, for: .operation,
            { (drive, place) throws(DriveError) in
                try await drive.statistics(of: directory, in: place)
            })
        {
            return ChangeTally(items: 0, deletes: statistics.files &+ statistics.directories, bytes: statistics.bytes)
        }
        var tally = ChangeTally()
        var rest = [directory]
        while let next = rest.popLast() {
            for entry in try await listAll(next, space, for: .operation) {
                tally.deletes += 1
                tally.bytes = tally.bytes &+ (entry.size ?? 0)
                if entry.isDirectory { rest.append(entry.path) }
            }
        }
        return tally
    }
}
