import SMHModel

extension OperationQueue {
    /// An item that was sent has an outcome.
    mutating func complete(_ slot: Int32, _ verdict: Verdict) {
        guard items.indices.contains(Int(slot)), items[Int(slot)].task != nil else { return }
        if items[Int(slot)].phase == .sent {
            items[Int(slot)].phase = .preparing
            itemsUnderWay -= 1
        }
        switch verdict {
        case .again:
            items[Int(slot)].phase = .preparing
            bucket(slot)
        case .failed(let status, let failure):
            if remakesDirectory(slot, failure) || namesAgain(slot, failure) || waitsForQuota(slot, failure) { return }
            end(slot, .failed(status: status, explained(failure, items[Int(slot)])))
        case .done, .unverified:
            end(slot, verdict)
        }
    }

    /// Gives an item its outcome and lets go those behind it.
    private mutating func end(_ slot: Int32, _ verdict: Verdict, cause: Int? = nil) {
        let item = items[Int(slot)]
        if item.usesFamily { leaveFamily(slot, item, verdict) }
        record(item, verdict, cause: cause)
        forgetDirectories(item, verdict)
        rememberPlaces(item, verdict)
        quarantine(item, verdict)
        index.finish(slot, ready: &readyItems)
        freeSlot(slot)
        if let task = item.task { finishIfDone(task) }
        if !quotaWaiters.isEmpty { retryAfterDeletes(item) }
    }

    /// Writes an outcome down.
    mutating func record(_ item: QueueItem, _ verdict: Verdict, cause: Int? = nil) {
        guard let task = item.task, task.items.isInMemory(item.record) else { return }
        let state: ItemRecord.State
        var size: Int64 = 0
        switch verdict {
        case .done(let status, let finalPath, let number):
            state = .succeeded
            task.items.settle(item.record, state) { record in
                record.status = Int16(truncatingIfNeeded: status)
                if number != 0 { record.number = number }
                if let finalPath, finalPath != item.target { record.finalPath = finalPath }
                size = record.entry?.size ?? 0
            }
            task.bytes &+= size
            counts.done += 1
            if !failures.isEmpty { failures.succeeded(identity(of: item), sequence: task.sequence) }
        case .unverified(let status):
            state = .succeeded
            task.items.settle(item.record, state) { record in
                record.status = Int16(truncatingIfNeeded: status)
                record.failure = Self.unverified
            }
            counts.done += 1
        case .failed(let status, let failure):
            state = .failed
            task.items.settle(item.record, state) { record in
                record.status = Int16(truncatingIfNeeded: status)
                record.failure = failure
            }
            counts.failed += 1
            noteFailure(item, failure, task, cause)
        case .again: return
        }
        task.openItems -= 1
        lead(item.record, state, task)
        task.items.putAway(item.record, in: itemStore)
    }

    private static let unverified = ItemFailure(
        code: .unverified, message: "the service gave no result for single items")

    /// Gives what lay in a directory the directory's outcome.
    mutating func lead(_ leader: Int32, _ state: ItemRecord.State, _ task: OperationTask) {
        guard let followers = task.followers.removeValue(forKey: leader) else { return }
        for follower in followers.items {
            task.items.settleFollower(follower, state)
            task.items.putAway(follower, in: itemStore)
        }
        if state == .succeeded {
            task.bytes &+= followers.bytes
            counts.done += followers.items.count
        } else {
            counts.failed += followers.items.count
        }
        task.openItems -= followers.items.count
    }

    private mutating func noteFailure(_ item: QueueItem, _ failure: ItemFailure, _ task: OperationTask, _ cause: Int?) {
        // What failed but holds anyway stops nothing.
        if task.kind == .delete, failure.code == .notFound { return }
        let (first, second) = accesses(of: item)
        let accesses = [first, second].compactMap { $0 }.filter {
            if case .bin = $0.root { return false }
            return true
        }
        let id = failures.add(
            FailureTree.Record(
                sequence: task.sequence, task: task.id, item: item.record, kind: task.kind,
                identity: identity(of: item), seenAt: nil, directCause: nil, firstCause: 0, accesses: accesses,
                summary: "\(summary(of: item)) failed: \(failure.message)"),
            causedBy: cause)
        task.failures.append(id)
    }

    func summary(of item: QueueItem) -> String {
        guard let task = item.task else { return "" }
        let source = item.number != 0 ? "\(item.number)" : "\(item.source)"
        return item.target.map { "\(task.kind.word) \(source) to \($0)" } ?? "\(task.kind.word) \(source)"
    }

    /// An item that is not sent, because of an earlier failure that the script had not seen.
    mutating func failDependent(_ slot: Int32, on obstacle: Int) {
        end(slot, .failed(status: 0, dependencyFailure(on: obstacle)), cause: obstacle)
    }

    func dependencyFailure(on obstacle: Int) -> ItemFailure {
        let record = failures.records[obstacle]
        let first = record.flatMap { failures.records[$0.firstCause] } ?? record
        return ItemFailure(
            code: .dependencyFailed,
            message: "not sent, because an earlier operation that it depends on failed: \(first?.summary ?? "unknown")",
            hint: "await the earlier operation and handle its failure, if this one is to go on regardless")
    }

    /// Ends an item that was never sent.
    mutating func fail(_ slot: Int32, _ failure: ItemFailure, status: Int = 0) {
        end(slot, .failed(status: status, failure))
    }

    func explained(_ failure: ItemFailure, _ item: QueueItem) -> ItemFailure {
        guard failure.code == .exists, failure.hint == nil, let target = item.target else { return failure }
        return ItemFailure(
            code: .exists, message: failure.message,
            hint: "write conflict: \"rename\" for a free name, or \"\(target)/\" to put it into that directory",
            serviceCode: failure.serviceCode, requestID: failure.requestID)
    }

    /// Directories that an item took away, or may have replaced, have to be made anew when they are needed.
    private mutating func forgetDirectories(_ item: QueueItem, _ verdict: Verdict) {
        guard case .done = verdict, let task = item.task else { return }
        if task.kind == .delete || task.kind == .move { directories.forget(item.source, in: item.sourceSpace) }
    }

    private mutating func rememberPlaces(_ item: QueueItem, _ verdict: Verdict) {
        notePlaces(item, verdict)
        guard case .done(_, let finalPath, _) = verdict, let task = item.task else { return }
        if task.kind == .delete || task.kind == .move {
            recentPlaces.empty(item.source, in: item.sourceSpace, by: item.sequence, now: now)
        }
        if task.kind == .copy || task.kind == .move || task.kind == .restore, let finalPath {
            recentPlaces.fill(finalPath, in: item.targetSpace, by: item.sequence, now: now)
        }
    }

    /// So that entries read before it are looked at again. What ended in doubt may have been carried out.
    private mutating func notePlaces(_ item: QueueItem, _ verdict: Verdict) {
        guard let task = item.task else { return }
        let place: DrivePath?
        switch verdict {
        case .done(_, let finalPath, _): place = finalPath
        case .failed(_, let failure) where failure.code == .network: place = item.chosen ?? item.target
        case .failed, .unverified, .again: return
        }
        let (isFile, time) = (item.sourceKind == .file, now &+ wallOffset)
        if task.kind == .delete || task.kind == .move {
            placeHistory.empty(item.source, in: item.sourceSpace, isFile: isFile, at: time)
        }
        guard task.kind == .copy || task.kind == .move || task.kind == .restore else { return }
        // Where the place is not known it may be any.
        placeHistory.fill(
            place ?? .root, in: item.targetSpace, isFile: isFile,
            replaces: task.options.strategy == .overwrite || place == nil, at: time)
    }

    // MARK: Ends of operations

    mutating func finishIfDone(_ task: OperationTask) {
        guard task.isFinished, task.endedAt == nil else { return }
        task.endedAt = now
        let standIns = task.standIns
        task.standIns = []
        for slot in standIns {
            index.finish(slot, ready: &readyItems)
            freeSlot(slot)
        }
        task.coveringItems = [:]
        task.takenTargets = []
        if tellsEnds {
            if ended.isEmpty { actions.append(.tellEnds) }
            ended.append(task)
        }
        if task.isAwaited { awaitedTasks -= 1 }
        unfinishedTasks[task.id] = nil
        if task.items.failedCount > 0, !task.isSeen { unseen[task.id] = task }
        for latch in task.latches { actions.append(.open(latch)) }
        task.latches = []
        if !settleLatches.isEmpty, isSettled {
            for latch in settleLatches { actions.append(.open(latch)) }
            settleLatches = []
        }
    }

    /// The end of the script waits until all that was asked for has an outcome.
    mutating func awaitAll(_ latch: Latch) {
        if isSettled {
            actions.append(.open(latch))
        } else {
            settleLatches.append(latch)
            drain()
        }
    }

    /// Something waits for an operation: what is ready goes at once.
    mutating func await(_ task: OperationTask, _ latch: Latch) {
        if task.endedAt != nil {
            actions.append(.open(latch))
            return
        }
        task.latches.append(latch)
        if !task.isAwaited {
            task.isAwaited = true
            awaitedTasks += 1
        }
        drain()
    }

    /// What waited gave up; the operation goes on in its own time.
    mutating func stopAwaiting(_ task: OperationTask, _ latch: Latch) {
        task.latches.removeAll { $0 === latch }
        if task.latches.isEmpty, task.isAwaited {
            task.isAwaited = false
            if task.endedAt == nil { awaitedTasks -= 1 }
        }
    }

    /// The script sees an operation's outcome.
    mutating func see(_ task: OperationTask) {
        guard task.isFinished, !task.isSeen else { return }
        task.isSeen = true
        unseen[task.id] = nil
        if task.failures.isEmpty { return }
        let firstCauses = task.failures.compactMap { failures.records[$0]?.firstCause }
        failures.see(task.failures)
        // To see a failure that depends on another is to see the first; its operation counts as seen if nothing else
        // of it failed.
        for cause in Set(firstCauses) {
            guard let record = failures.records[cause], let other = unseen[record.task] else { continue }
            if other.failures.allSatisfy({ failures.records[$0]?.seenAt != nil }) {
                other.isSeen = true
                unseen[other.id] = nil
            }
        }
        if isSettled { failures.forget(seenBefore: failures.stamp) }
    }
}
