import Metrics
import SMHModel
import Synchronization

/// Carries out a run's operations: the one door through which every change of a library passes.
///
/// `submit` is called by the script's thread and never waits; everything that takes time happens in tasks of the
/// engine's own. One engine belongs to one run.
public final class OperationEngine: Sendable {
    struct State {
        var queue = OperationQueue()
        var drives: [DriveIdentity: any Drive] = [:]
        var controls: [String: ServiceControl] = [:]
        var spaceIndex: [DriveIdentity: [String: Int32]] = [:]
        var firstDrive: DriveIdentity
        var stop: OperationError?
        var roomLatches: [Latch] = []
        /// Operations that list what they are about and wait until they may have more items.
        var feedLatches: [(task: OperationTask, latch: Latch)] = []
        /// Everybody who waits for an operation or a read, to be told when the run stops or the service is out.
        var waiting: [ObjectIdentifier: Latch] = [:]
        var walks: [ObjectIdentifier: GlobWalk] = [:]
        var pollers: [Int32: TaskPoller] = [:]
        var limits = RunLimits()
        /// Families to be read by directory, and the directories that are being read for some.
        var familyReads: [UInt64: [OperationQueue.FamilyRead]] = [:]
        var readingFamilies: Set<UInt64> = []
        var albumChecks: [AlbumKey: AlbumCheck] = [:]
        var batches = 0
        var listed = 0
        /// Changes under way, and answers to them that are not written down yet.
        var activeChanges = 0
        var idleLatches: [Latch] = []
    }

    let state: Mutex<State>
    let configuration: EngineConfiguration
    let clock: any EngineClock
    let seed: UInt64
    let metrics: EngineMetrics
    /// Held while ended operations are taken and told, so that who comes last finds all of them told.
    let telling = Mutex(())

    public init(
        drive: any Drive, configuration: EngineConfiguration = EngineConfiguration(),
        clock: any EngineClock = SystemClock(), randomSeed: UInt64? = nil
    ) {
        self.configuration = configuration
        self.clock = clock
        seed = randomSeed ?? UInt64.random(in: .min ... .max)
        var queue = OperationQueue()
        queue.window = configuration.window
        queue.wallOffset = clock.wallTime &- clock.now
        queue.deferred.settings = configuration.spool
        queue.itemStore = ItemStore(configuration.spool)
        queue.tellsEnds = configuration.onEnd != nil
        metrics = EngineMetrics(configuration.metrics ?? MetricsSystem.factory)
        state = Mutex(State(queue: queue, firstDrive: drive.identity))
        add(drive)
        state.withLock { state in
            state.limits.add(
                configuration.limits, of: drive.identity, currentSpace: configuration.currentSpace, boundsRun: true)
        }
    }

    /// Another library to work on in the same run.
    /// - Parameter limits: those of its profile. Their numbers hold for the whole run from now on, `within` for this
    ///   library, in whose `currentSpace` places are that name none.
    public func add(
        _ drive: any Drive, limits: OperationLimits = OperationLimits(), currentSpace: String? = nil
    ) {
        state.withLock { state in
            state.limits.add(limits, of: drive.identity, currentSpace: currentSpace, boundsRun: false)
            state.drives[drive.identity] = drive
            if state.controls[drive.identity.service] == nil {
                state.controls[drive.identity.service] = ServiceControl(
                    configuration: configuration, clock: clock, seed: seed &+ UInt64(state.controls.count),
                    metrics: metrics)
            }
        }
    }

    /// A space of a library that was added; of the first one where none is named. The same space is the same value.
    public func space(_ id: String, drive: DriveIdentity? = nil) -> DriveSpace {
        state.withLock { state in
            let identity = drive ?? state.firstDrive
            if let index = state.spaceIndex[identity]?[id] { return state.queue.spaces[Int(index)] }
            let space = DriveSpace(drive: identity, id: id, index: Int32(truncatingIfNeeded: state.queue.spaces.count))
            state.queue.spaces.append(space)
            state.queue.capabilities.append(state.drives[identity]?.capabilities ?? DriveCapabilities())
            state.spaceIndex[identity, default: [:]][id] = space.index
            return space
        }
    }

    // MARK: Operations

    /// Takes in an operation; its place in the order is now. Never waits; look at ``hasRoom`` afterwards.
    @discardableResult
    public func submit(_ operation: Operation) throws(OperationError) -> OperationTask {
        let (result, effects) = collect { state -> Result<OperationTask, OperationError> in
            if let stop = state.stop { return .failure(stop) }
            if let failure = state.queue.deferred.failure { return .failure(Self.noRoom(failure)) }
            do throws(OperationError) {
                try Self.supports(operation, state.queue.capabilities)
                let addsAtOnce = try admits(operation, &state)
                let task = try state.queue.submit(operation, countsFirst: !addsAtOnce)
                if !addsAtOnce { state.limits.begin(task) }
                return .success(task)
            } catch {
                return .failure(error)
            }
        }
        perform(effects)
        return try result.get()
    }

    /// What was asked for before is kept, and goes on.
    private static func noRoom(_ failure: SpoolError) -> OperationError {
        OperationError(
            .quotaExceeded, "what waits for its turn cannot be kept in \(failure.directory): \(failure.reason)",
            hint: "make room there, or name another directory in TMPDIR")
    }

    /// What a service cannot do as written is refused before anything is sent, never approximated.
    private static func supports(
        _ operation: Operation, _ all: [DriveCapabilities]
    ) throws(OperationError) {
        if operation.kind == .delete { return }
        let space = operation.destination?.space ?? operation.targets.first?.space
        guard let space, all.indices.contains(Int(space.index)) else { return }
        let capabilities = all[Int(space.index)]
        if operation.kind == .restore, operation.strategy == .overwrite {
            throw OperationError(.unsupported, "a restore cannot replace what stands at its place")
        }
        if operation.kind.isOfAlbum { try supportsAlbums(operation, capabilities) }
        guard operation.kind == .move || operation.kind == .copy else { return }
        let needed: WireStrategy? =
            switch operation.strategy {
            case .overwrite: .overwrite
            case .service: .rename
            case .automatic, .ask, .rename: nil
            }
        if let needed, !capabilities.strategies.contains(needed) {
            throw OperationError(
                .unsupported, "this service cannot \(operation.kind.word) with conflict: \"\(operation.strategy)\"")
        }
        if operation.moveAuthority, !capabilities.movesAuthority {
            throw OperationError(.unsupported, "this service cannot take permissions along in a move")
        }
        for target in operation.targets {
            guard let from = target.space, from != space else { continue }
            if from.drive != space.drive {
                throw OperationError(
                    .unsupported, "a \(operation.kind.word) from one library to another is not possible")
            }
            if !capabilities.crossesSpaces {
                throw OperationError(
                    .unsupported, "this service cannot \(operation.kind.word) from one space to another")
            }
        }
    }

    private static func supportsAlbums(
        _ operation: Operation, _ capabilities: DriveCapabilities
    ) throws(OperationError) {
        if !capabilities.hasAlbums { throw OperationError(.unsupported, "this service has no albums") }
        for target in operation.targets {
            guard case .member(let member) = target, !member.album.isManual else { continue }
            throw OperationError(
                .unsupported,
                "the album \(member.album.name ?? member.album.id) is a collection: what is in it follows from its folders",
                hint: "only albums made by hand take and give single files")
        }
    }

    /// What is to be done once the lock is let go.
    struct Effects: Sendable {
        var actions: [OperationQueue.Action]
        /// Walks that something was held back by.
        var nudges: [GlobWalk]
        /// Who waited for room in the queue.
        var room: [Latch]
    }

    /// Changes the queue under the lock, and performs what follows outside it.
    @discardableResult
    func change<Value: Sendable>(_ body: (inout sending State) -> Value) -> Value {
        let (value, effects) = collect(body)
        perform(effects)
        return value
    }

    func collect<Value: Sendable>(_ body: (inout sending State) -> Value) -> (value: Value, effects: Effects) {
        let now = clock.now
        return state.withLock { state in
            state.queue.now = now
            let held = state.queue.heldBack
            let before = state.queue.counts
            let value = body(&state)
            let counts = state.queue.counts
            if counts.done != before.done || counts.failed != before.failed || counts.submitted != before.submitted {
                metrics.items(
                    done: counts.done - before.done, failed: counts.failed - before.failed,
                    queued: counts.submitted - counts.done - counts.failed)
            }
            var effects = Effects(actions: state.queue.takeActions(), nudges: [], room: [])
            if state.queue.heldBack > held { effects.nudges = Array(state.walks.values) }
            if !state.roomLatches.isEmpty, state.queue.hasRoom(configuration.queue, margin: true) {
                swap(&effects.room, &state.roomLatches)
            }
            if !state.feedLatches.isEmpty {
                state.feedLatches.removeAll { task, latch in
                    guard state.queue.hasRoom(for: task) else { return false }
                    effects.room.append(latch)
                    return true
                }
                state.queue.feedsWaiting = state.feedLatches.count
            }
            return (value, effects)
        }
    }

    func perform(_ effects: Effects) {
        if !effects.actions.isEmpty { perform(effects.actions) }
        for walk in effects.nudges { walk.nudge() }
        for latch in effects.room { latch.open() }
    }

    /// Whether the queue takes more; a script that is ahead waits with ``waitForRoom()``.
    public var hasRoom: Bool { state.withLock { $0.queue.hasRoom(configuration.queue) } }

    public func waitForRoom() async {
        let latch = Latch()
        change { state in
            if state.queue.hasRoom(configuration.queue) {
                state.queue.actions.append(.open(latch))
            } else {
                state.roomLatches.append(latch)
            }
        }
        await latch.wait()
    }

    /// Waits until an operation that lists what it is about may have more items.
    func waitForRoom(for task: OperationTask) async {
        let latch = Latch()
        let hasRoom = state.withLock { state in
            if state.queue.hasRoom(for: task) { return true }
            state.feedLatches.append((task, latch))
            state.queue.feedsWaiting = state.feedLatches.count
            return false
        }
        if !hasRoom { await latch.wait() }
    }

    /// What has become of an operation so far. To look at it here is not to see its failures.
    public func report(of task: OperationTask) -> Report {
        let now = clock.now
        return state.withLock { task.report(now: now, spaces: $0.queue.spaces) }
    }

    public func isFinished(_ task: OperationTask) -> Bool { state.withLock { _ in task.endedAt != nil } }

    /// Waits for an operation, and sees what became of it.
    ///
    /// Items that failed are in the report; that is no error here. Throws `Timeout` (the operation goes on),
    /// `Unavailable`, and what stops the run.
    public func finish(_ task: OperationTask, timeout: Duration? = nil) async throws(OperationError) -> Report {
        let deadline = timeout.map { clock.now &+ max(0, $0.nanoseconds) }
        while true {
            let latch = Latch()
            let isFinished = change { state -> Bool in
                if task.endedAt != nil { return true }
                state.queue.await(task, latch)
                state.waiting[ObjectIdentifier(latch)] = latch
                return false
            }
            if isFinished { break }
            if let problem = trouble(), problem.stop != nil { try leave(task, latch, problem) }
            if services().contains(where: \.isOut) { try leave(task, latch, Self.unavailable) }
            let timer = deadline.map { deadline in
                Task(executorPreference: clock.executor) { [clock] in
                    await clock.sleep(nanoseconds: max(0, deadline - clock.now))
                    latch.open()
                }
            }
            await latch.wait()
            timer?.cancel()
            change { state in
                state.waiting[ObjectIdentifier(latch)] = nil
                state.queue.stopAwaiting(task, latch)
            }
            if isFinishedNow(task) { break }
            if let problem = trouble() { throw problem }
            if let deadline, clock.now >= deadline {
                throw OperationError(
                    .timeout, "the operation has not ended within the time given; it goes on",
                    report: report(of: task))
            }
        }
        // What stopped the run cannot be overlooked, not even by an operation that went well.
        if let stop = state.withLock({ $0.stop }) { throw stop }
        let now = clock.now
        return change { state in
            state.queue.see(task)
            return task.report(now: now, spaces: state.queue.spaces)
        }
    }

    private func isFinishedNow(_ task: OperationTask) -> Bool { state.withLock { _ in task.endedAt != nil } }

    private func leave(_ task: OperationTask, _ latch: Latch, _ error: OperationError) throws(OperationError) {
        change { state in
            state.waiting[ObjectIdentifier(latch)] = nil
            state.queue.stopAwaiting(task, latch)
        }
        throw error
    }

    static let unavailable = OperationError(
        .unavailable, "the service could not be reached, or kept refusing for load",
        hint: "what was asked for is not lost: the run can be resumed")

    /// Why waiting makes no sense any more.
    func trouble() -> OperationError? {
        if let stop = state.withLock({ $0.stop }) { return stop }
        return services().contains(where: \.isOut) ? Self.unavailable : nil
    }

    func services() -> [ServiceControl] { state.withLock { Array($0.controls.values) } }

    /// The end of a script: waits for everything that was asked for, and gives the failures that no `await` has seen.
    public func settle() async throws(OperationError) -> [UnseenFailure] {
        while !state.withLock({ $0.queue.isSettled }) {
            do throws(OperationError) {
                try await waitForAll()
            } catch {
                var error = error
                if error.code == .unavailable, error.stop == nil {
                    error.stop = .suspended
                    stop(error)
                }
                throw error
            }
        }
        if let stop = state.withLock({ $0.stop }) { throw stop }
        let now = clock.now
        return state.withLock { state in
            state.queue.unseen.values.sorted { $0.id < $1.id }.map {
                UnseenFailure(task: $0, report: $0.report(now: now, spaces: state.queue.spaces))
            }
        }
    }

    private func waitForAll() async throws(OperationError) {
        let latch = Latch()
        change { state in
            state.queue.awaitAll(latch)
            state.waiting[ObjectIdentifier(latch)] = latch
        }
        if let problem = trouble() { throw problem }
        await latch.wait()
        let isSettled = change { state in
            state.waiting[ObjectIdentifier(latch)] = nil
            state.queue.settleLatches.removeAll { $0 === latch }
            return state.queue.isSettled
        }
        if !isSettled, let problem = trouble() { throw problem }
    }

    /// Goes on with the limits of an earlier engine's libraries.
    /// - Parameter isSameRun: what was counted goes on to count.
    public func takeOver(from earlier: OperationEngine, isSameRun: Bool) {
        let limits = earlier.state.withLock { $0.limits }
        state.withLock { state in
            state.limits = limits
            state.limits.dropCounting()
            if !isSameRun { state.limits.tally = ChangeTally() }
        }
    }

    // MARK: Ends

    /// The first Ctrl-C: nothing new is sent, and what waits is told. Requests under way go on.
    public func interrupt() {
        stop(OperationError(.cancelled, "the run was interrupted", stop: .interrupted))
    }

    /// Waits for the changes under way after a stop, but not for the service's tasks.
    public func waitForRequests() async {
        let latch = Latch()
        let isIdle = state.withLock { state in
            if state.activeChanges > 0 { state.idleLatches.append(latch) }
            return state.activeChanges == 0
        }
        if !isIdle { await latch.wait() }
    }

    /// Nothing more is sent, and what waits is told. The first error holds.
    package func stop(_ error: OperationError) {
        let (latches, controls, pollers) = state.withLock { state -> ([Latch], [ServiceControl], [TaskPoller]) in
            if state.stop == nil { state.stop = error }
            state.queue.isStopped = true
            let latches = Array(state.waiting.values) + state.roomLatches + state.feedLatches.map(\.latch)
            state.roomLatches = []
            state.feedLatches = []
            return (latches, Array(state.controls.values), Array(state.pollers.values))
        }
        for control in controls { control.close() }
        for poller in pollers { poller.close() }
        for latch in latches { latch.open() }
    }

    /// Tells all that wait that a service is out.
    func serviceIsOut() {
        let latches = state.withLock { Array($0.waiting.values) }
        for latch in latches { latch.open() }
    }

    public var progress: EngineProgress {
        let controls = services()
        return state.withLock { state in
            var progress = EngineProgress()
            progress.listed = state.listed
            progress.submitted = state.queue.counts.submitted
            progress.done = state.queue.counts.done
            progress.failed = state.queue.counts.failed
            progress.unfinished = progress.submitted - progress.done - progress.failed
            progress.batches = state.batches
            progress.sent = state.queue.counts.sent
            progress.isListing = !state.queue.listings.isEmpty
            for control in controls {
                let counts = control.counts
                progress.requests += counts.requests
                progress.retries += counts.retries
                progress.inFlight += counts.inFlight
                progress.isThrottled = progress.isThrottled || control.isThrottled
            }
            return progress
        }
    }
}
