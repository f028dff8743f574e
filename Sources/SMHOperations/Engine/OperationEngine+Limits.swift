import SMHModel
import Synchronization

/// What a run has changed, or is about to.
struct ChangeTally: Sendable {
    var items = 0
    var deletes = 0
    var bytes: Int64 = 0

    static func + (left: ChangeTally, right: ChangeTally) -> ChangeTally {
        ChangeTally(
            items: left.items &+ right.items, deletes: left.deletes &+ right.deletes, bytes: left.bytes &+ right.bytes)
    }
}

extension OperationLimits {
    /// What passes a bound, in words; nil if nothing does.
    func excess(of tally: ChangeTally) -> String? {
        if let items, tally.items > items { return "more than \(items) items would be changed (--max-items)" }
        if let deletes, tally.deletes > deletes {
            return "more than \(deletes) things would be deleted (--max-deletes)"
        }
        if let bytes, tally.bytes > bytes { return "more than \(bytes) bytes would be changed (--max-bytes)" }
        return nil
    }
}

extension OperationEngine {
    /// Refuses what lies outside `--within`, and counts what can be counted at once. An operation that needs a look is
    /// left for ``count(_:for:)``.
    /// - Returns: whether its items may be added at once.
    func admits(_ operation: Operation, _ state: inout State) throws(OperationError) -> Bool {
        if state.limits.isEmpty { return true }
        if let operations = state.limits.most.operations, !operations.contains(operation.kind) {
            throw refuse("this run may not \(operation.kind.word)", &state)
        }
        if let problem = Self.outside(operation, state.limits) { throw refuse(problem, &state) }
        if state.limits.isCounting || operation.targets.contains(where: \.isGlob) { return false }
        if !state.limits.countsChanges { return true }
        var tally = ChangeTally()
        for target in operation.targets {
            guard let one = Self.knownTally(target, operation, state.limits.most) else { return false }
            tally = tally + one
        }
        try count(tally, operation.kind, &state)
        return true
    }

    func count(_ tally: ChangeTally, _ kind: OperationKind, _ state: inout State) throws(OperationError) {
        let total = state.limits.tally + tally
        if let excess = state.limits.most.excess(of: total) {
            throw refuse("this \(kind.word) would pass a limit of the run: \(excess)", &state)
        }
        state.limits.tally = total
    }

    /// Counts what is changed by a call of its own; the error if that would pass a limit.
    func countedExcess(_ tally: ChangeTally, _ state: inout State) -> OperationError? {
        let total = state.limits.tally + tally
        if let excess = state.limits.most.excess(of: total) {
            return refuse("this would pass a limit of the run: \(excess)", &state)
        }
        state.limits.tally = total
        return nil
    }

    /// The error that nothing can catch.
    func refuse(_ message: String, _ state: inout State) -> OperationError {
        let error = OperationError(.limitReached, message, stop: .limitReached)
        if state.stop == nil { state.queue.actions.append(.stop(error)) }
        return error
    }

    /// Counts an upload, before it is made and after what was asked for before it has been counted.
    ///
    /// What it may replace counts as a delete.
    func admitUpload(
        of bytes: Int64, to path: DrivePath, in space: DriveSpace, strategy: ConflictStrategy
    ) async throws(OperationError) {
        try await othersAreCounted()
        let problem = change { state -> OperationError? in
            let mayGetAnotherName = strategy == .rename
            if let problem = state.limits.problem(at: path, in: space, mayGetAnotherName: mayGetAnotherName) {
                return refuse(problem, &state)
            }
            return countedExcess(
                ChangeTally(items: 1, deletes: strategy == .overwrite ? 1 : 0, bytes: bytes), &state)
        }
        if let problem { throw problem }
    }

    /// Waits until all that the script has come to is counted.
    func othersAreCounted() async throws(OperationError) {
        while true {
            let latch = Latch()
            let waits = state.withLock { state in
                if !state.limits.isCounting || state.stop != nil { return false }
                state.limits.latches.append(latch)
                state.waiting[ObjectIdentifier(latch)] = latch
                return true
            }
            if !waits { break }
            await latch.wait()
            state.withLock { $0.waiting[ObjectIdentifier(latch)] = nil }
            if let problem = trouble() { throw problem }
        }
        if let stop = state.withLock({ $0.stop }) { throw stop }
    }

    /// What an item counts as far as the limits in force need it; nil where that takes a look.
    static func knownTally(
        _ target: OperationTarget, _ operation: Operation, _ most: OperationLimits
    ) -> ChangeTally? {
        if operation.isMany, isInPlace(target, operation.destination) { return ChangeTally() }
        if most.deletes == nil, most.bytes == nil, !target.isGlob { return ChangeTally(items: 1) }
        return tally(target, operation)
    }

    /// What is in the target directory already is no item of an operation on many.
    private static func isInPlace(_ target: OperationTarget, _ destination: OperationDestination?) -> Bool {
        guard let destination, let path = target.path, target.space == destination.space else { return false }
        return path.parent == destination.path
    }

    /// What an item that is known well enough counts.
    private static func tally(_ target: OperationTarget, _ operation: Operation) -> ChangeTally? {
        let replaces = operation.strategy == .overwrite ? 1 : 0
        switch target {
        case .entry(let entry):
            let isTree =
                entry.isDirectory && (operation.kind == .delete || operation.kind == .move || operation.kind == .copy)
            if isTree { return nil }
            return ChangeTally(
                items: 1, deletes: operation.kind == .delete ? 1 : replaces, bytes: entry.size ?? 0)
        case .recycled: return ChangeTally(items: 1, deletes: operation.kind == .purge ? 1 : 0)
        // References: no file is deleted, and none is moved.
        case .member, .album: return ChangeTally(items: 1)
        case .failure: return ChangeTally()
        case .path: return operation.kind == .mkdir ? ChangeTally(items: 1) : nil
        case .glob: return nil
        }
    }

    /// A path outside every `--within`, in words.
    static func outside(_ operation: Operation, _ limits: RunLimits) -> String? {
        if !limits.hasBounds { return nil }
        for target in operation.targets {
            guard let space = target.space else { continue }
            if case .failure = target { continue }
            if let problem = sourceOutside(target, space, operation, limits) { return problem }
            guard let destination = operation.destination else { continue }
            let name = target.path?.name ?? ""
            let isInDirectory = destination.isDirectory || destination.path.isRoot
            let to =
                isInDirectory && !name.isEmpty
                ? DrivePath(unchecked: destination.path.names + [name]) : destination.path
            let mayGetAnotherName = !isInDirectory && operation.strategy != .ask && operation.strategy != .overwrite
            if let problem = limits.problem(at: to, in: destination.space, mayGetAnotherName: mayGetAnotherName) {
                return problem
            }
        }
        return nil
    }

    private static func sourceOutside(
        _ target: OperationTarget, _ space: DriveSpace, _ operation: Operation, _ limits: RunLimits
    ) -> String? {
        // What a glob matches is looked at once it is known.
        if operation.kind == .copy || target.isGlob { return nil }
        var path = target.path
        if case .recycled(_, _, let place) = target, operation.kind == .restore { path = place }
        if path == nil, !limits.allows(nil, in: space) {
            return "a \(operation.kind.word) without a known place is refused where --within bounds the run"
        }
        let mayGetAnotherName = operation.kind == .restore && operation.strategy != .ask
        return limits.problem(at: path, in: space, mayGetAnotherName: mayGetAnotherName)
    }
}

extension RunLimits {
    /// What forbids to write at a path, in words.
    /// - Parameter mayGetAnotherName: where the place is taken, it becomes another of its directory.
    func problem(at path: DrivePath?, in space: DriveSpace, mayGetAnotherName: Bool) -> String? {
        guard let path else { return nil }
        if !allows(path, in: space) { return "\"\(path)\" lies outside what this run may change (--within)" }
        if mayGetAnotherName, let parent = path.parent, !allows(parent, in: space) {
            return "\"\(path)\" could get a name that lies outside what this run may change (--within)"
        }
        return nil
    }
}
