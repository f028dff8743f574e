import SMHModel
import Synchronization

extension OperationEngine {
    func perform(_ actions: [OperationQueue.Action]) {
        var families: [OperationQueue.FamilyRead] = []
        defer { if !families.isEmpty { readFamilies(families) } }
        for action in actions {
            switch action {
            case .pump: pump()
            case .makeDirectory(let path, let space): spawn { await $0.makeDirectory(path, space) }
            case .readFamily(let read): families.append(read)
            case .checkBin(let space): spawn { await $0.checkBin(space) }
            case .open(let latch): latch.open()
            case .startWalk(let task, let glob): startWalk(glob, for: task)
            case .count(let task, let targets): spawn { await $0.count(targets, for: task) }
            case .stop(let error): stop(error)
            case .tellEnds: tellEnds()
            case .prepareLater(let slot, let sequence, let nanoseconds):
                spawn { engine in
                    await engine.clock.sleep(nanoseconds: nanoseconds)
                    engine.change { $0.queue.prepareAgain(slot, sequence: sequence) }
                }
            case .startTimer:
                // Not counted as a request: nobody waits for a timer.
                spawn { engine in
                    await engine.clock.sleep(nanoseconds: BatchRule.patience)
                    engine.change { $0.queue.tick() }
                }
            }
        }
    }

    func spawn(_ work: @escaping @Sendable (OperationEngine) async -> Void) {
        Task(executorPreference: clock.executor) { await work(self) }
    }

    /// A change goes out: a stop waits for it until ``changeEnded()``.
    func changeBegins() { state.withLock { $0.activeChanges += 1 } }

    func changeEnded() {
        let latches = state.withLock { state -> [Latch] in
            state.activeChanges -= 1
            guard state.activeChanges == 0 else { return [] }
            defer { state.idleLatches = [] }
            return state.idleLatches
        }
        for latch in latches { latch.open() }
    }

    private func pump() {
        let batches = state.withLock { state -> [SealedBatch] in
            defer { state.queue.sealed = [] }
            return state.queue.isStopped ? [] : state.queue.sealed
        }
        for batch in batches { spawn { await $0.run(batch) } }
    }

    // MARK: Services

    func drive(of space: Int32) -> (any Drive, ServiceControl, DriveSpace)? {
        state.withLock { state in
            guard state.queue.spaces.indices.contains(Int(space)) else { return nil }
            let value = state.queue.spaces[Int(space)]
            guard let drive = state.drives[value.drive], let control = state.controls[value.drive.service] else {
                return nil
            }
            return (drive, control, value)
        }
    }

    /// Who needs the answer to an exchange.
    enum Asker {
        /// It is told when the service is out.
        case script
        /// Goes on when the service is back: what an outage keeps from being known is no failure of an item.
        case operation
    }

    /// Makes an exchange that changes nothing, or that may be made twice, and makes it again as long as that helps.
    func exchange<Value: Sendable>(
        _ lane: ServiceControl.Lane, in space: Int32, path: DrivePath?, for asker: Asker,
        _ body: @Sendable (any Drive, DriveSpace) async throws(DriveError) -> Value
    ) async throws(OperationError) -> Value {
        guard let (drive, control, place) = drive(of: space) else {
            throw OperationError(.argument, "the space belongs to no library of this run")
        }
        var attempt = 0
        let begun = clock.now
        while true {
            guard let pass = await control.enter(lane) else { throw trouble() ?? Self.cancelled }
            let failure: DriveError
            if lane == .change { changeBegins() }
            do throws(DriveError) {
                let value = try await body(drive, place)
                control.leave(pass, .succeeded)
                if lane == .change { changeEnded() }
                return value
            } catch {
                failure = error
                if lane == .change { changeEnded() }
            }
            attempt += 1
            guard let delay = retryDelay(failure, pass, control, attempt) else {
                throw OperationError(failure, path: path.map { "\($0)" })
            }
            // One that stalls takes its minute, and says little by itself.
            if failure.kind == .inDoubt, attempt >= 5, clock.now - begun >= configuration.patience.nanoseconds / 2,
                await answersElsewhere(drive, place, control)
            {
                // The service is there, and fails at this one again and again.
                throw OperationError(failure, path: path.map { "\($0)" })
            }
            if control.isOut {
                serviceIsOut()
                if asker == .script { throw Self.unavailable }
            }
            await clock.sleep(nanoseconds: delay)
        }
    }

    /// Whether a service that fails at one thing is there for another: one that is not is out, and nothing has failed.
    private func answersElsewhere(_ drive: any Drive, _ place: DriveSpace, _ control: ServiceControl) async -> Bool {
        guard let pass = await control.enter(.read) else { return false }
        do throws(DriveError) {
            _ = try await drive.listPage(ListRequest(space: place, directory: .root, limit: 1))
            control.leave(pass, .succeeded)
            return true
        } catch {
            control.leave(pass, .failed)
            return false
        }
    }

    static let cancelled = OperationError(.cancelled, "the run has ended")

    /// Ends a request that failed, and says after how long it may be made again; nil for never.
    private func retryDelay(
        _ failure: DriveError, _ pass: ServiceControl.Pass, _ control: ServiceControl, _ attempt: Int
    ) -> Int64? {
        switch failure.kind {
        case .final:
            // The service answered: it is there.
            control.leave(pass, .succeeded)
            return nil
        case .unauthorized:
            control.leave(pass, .failed)
            stopUnauthorized(failure)
            return nil
        case .throttled:
            control.leave(pass, .throttled(retryAfter: failure.retryAfter?.nanoseconds))
            return control.delayBeforeRetry(attempt: attempt)
        case .notDone where failure.status == 503:
            control.leave(pass, .throttled(retryAfter: failure.retryAfter?.nanoseconds))
            return control.delayBeforeRetry(attempt: attempt)
        case .notDone, .inDoubt:
            control.leave(pass, .failed)
            return max(control.delayBeforeRetry(attempt: attempt), failure.retryAfter?.nanoseconds ?? 0)
        }
    }

    func stopUnauthorized(_ failure: DriveError) {
        stop(
            OperationError(
                .unauthorized, failure.message, status: failure.status, serviceCode: failure.serviceCode,
                requestID: failure.requestID, stop: .unauthorized))
    }

    // MARK: Directories, families, bins

    /// Makes a directory; one that is there already is as good. Making it twice does no harm, so a doubt is no trouble.
    private func makeDirectory(_ path: DrivePath, _ space: Int32) async {
        do throws(OperationError) {
            try await exchange(.change, in: space, path: path, for: .operation) { (drive, place) throws(DriveError) in
                try await drive.makeDirectory(path, in: place)
            }
            change { $0.queue.directoryMade(path, space: space, failure: nil, status: 201) }
        } catch {
            if error.stop != nil || error.code == .cancelled { return }
            if error.code == .exists, await isDirectory(path, space) {
                change { $0.queue.directoryMade(path, space: space, failure: nil, status: 200) }
                return
            }
            let failure = ItemFailure(
                code: error.code,
                message: error.code == .exists
                    ? "\"\(path)\" cannot be made a directory, because a file stands at or above it" : error.message,
                serviceCode: error.serviceCode, requestID: error.requestID)
            let status = error.status ?? 0
            change { $0.queue.directoryMade(path, space: space, failure: failure, status: status) }
        }
    }

    private func isDirectory(_ path: DrivePath, _ space: Int32) async -> Bool {
        let entry = try? await exchange(.read, in: space, path: path, for: .operation) {
            (drive, place) throws(DriveError) in
            try await drive.information(of: path, in: place)
        }
        return entry?.isDirectory ?? false
    }

    /// What stands at a path; nil only if the service said that nothing does.
    func look(at path: DrivePath, _ space: Int32, for asker: Asker) async throws(OperationError) -> Entry? {
        do throws(OperationError) {
            return try await exchange(.read, in: space, path: path, for: asker) { (drive, place) throws(DriveError) in
                try await drive.information(of: path, in: place)
            }
        } catch {
            if Self.saysAbsent(error) { return nil }
            throw error
        }
    }

    /// Whether an error says that the path is not there, and not that its library or space is not.
    static func saysAbsent(_ error: OperationError) -> Bool {
        error.code == .notFound && error.serviceCode != "SpaceNotFound" && error.serviceCode != "LibraryNotFound"
            && error.serviceCode != "RouteNotFound"
    }

    /// All of a directory; empty if it is not there.
    func listAll(
        _ directory: DrivePath, _ space: Int32, for asker: Asker
    ) async throws(OperationError) -> [Entry] {
        var entries: [Entry] = []
        var reader = DirectoryReader(directory: directory, space: space, asker: asker)
        do throws(OperationError) {
            while let page = try await reader.next(self) { entries += page }
        } catch {
            if Self.saysAbsent(error), entries.isEmpty { return [] }
            throw error
        }
        return entries
    }

    /// A library whose bin cannot be listed takes no delete that was meant for it.
    private func checkBin(_ space: Int32) async {
        do throws(OperationError) {
            _ = try await exchange(.read, in: space, path: nil, for: .operation) { (drive, place) throws(DriveError) in
                try await drive.recycledPage(in: place, marker: nil, limit: 1)
            }
            change { $0.queue.binChecked(space: space, absent: nil) }
        } catch {
            if error.stop != nil || error.code == .cancelled { return }
            let isOff = error.code == .unsupported
            let failure = ItemFailure(
                code: isOff ? .unsupported : error.code,
                message: isOff
                    ? "this library has no recycle bin, so a delete would be final"
                    : "it could not be found out whether this library has a recycle bin: \(error.message)",
                hint: "write permanent: true if it is to be deleted for good", serviceCode: error.serviceCode,
                requestID: error.requestID)
            change { $0.queue.binChecked(space: space, absent: failure) }
        }
    }
}
