import Logging
import SMHModel
import Synchronization

extension OperationEngine {
    /// A batch as it is sent, and what is known of its items.
    struct Sending {
        var batch: Batch
        var slots: [Int32]
        var items: [QueueItem]
    }

    /// Sees a sealed batch through to the outcome of each of its items.
    func run(_ sealed: SealedBatch) async {
        let slots = await examine(sealed)
        if slots.isEmpty { return }
        if sealed.key.kind.isOfAlbum {
            await runAlbumCall(sealed.key) { engine in await engine.send(slots, sealed.key, SplitState()) }
        } else {
            await send(slots, sealed.key, SplitState())
        }
    }

    /// How a request that was refused for one item's sake has been cut so far.
    final class SplitState: Sendable {
        private let refusals = Mutex<[String: Int]>([:])

        /// Counts a single item that was refused; true once three were refused alike.
        func refusedAlone(_ error: DriveError) -> Bool {
            refusals.withLock { refusals in
                let key = "\(error.status ?? 0) \(error.serviceCode ?? "")"
                refusals[key, default: 0] += 1
                return refusals[key, default: 0] >= 3
            }
        }

        func isHopeless(_ error: DriveError) -> Bool {
            refusals.withLock { $0["\(error.status ?? 0) \(error.serviceCode ?? "")", default: 0] >= 3 }
        }
    }

    private func send(_ slots: [Int32], _ key: BucketKey, _ split: SplitState) async {
        guard let (drive, control, _) = drive(of: key.space) else { return }
        var slots = slots
        let poller = poller(for: key.space)
        var attempt = 0
        while true {
            guard let pass = await control.enter(.change) else { return }
            guard poller.takePlace() else {
                control.leave(pass, .unused)
                await poller.waitForPlace()
                continue
            }
            guard let sending = prepareSending(slots, key, at: drive.serviceTime ?? clock.wallTime) else {
                control.leave(pass, .unused)
                poller.givePlace()
                return
            }
            changeBegins()
            configuration.logger?.trace(
                "batch",
                metadata: ["kind": "\(key.kind)", "items": "\(slots.count)", "space": "\(sending.batch.space.id)"])
            do throws(DriveError) {
                let answer = try await drive.submit(sending.batch)
                control.leave(pass, .succeeded)
                grewBatch(slots.count)
                await take(answer, sending, key)
                poller.givePlace()
                return
            } catch {
                changeEnded()
                poller.givePlace()
                attempt += 1
                if error.isTooLarge { shrinkBatches(below: slots.count) }
                switch error.kind {
                case .notDone, .throttled:
                    let isThrottled = error.kind == .throttled || error.status == 503
                    control.leave(
                        pass, isThrottled ? .throttled(retryAfter: error.retryAfter?.nanoseconds) : .failed)
                    unsend(sending)
                    let delay = control.delayBeforeRetry(attempt: attempt)
                    if control.isOut { serviceIsOut() }
                    await clock.sleep(nanoseconds: max(delay, error.retryAfter?.nanoseconds ?? 0))
                    // Meanwhile an entry may have become too old to be changed unseen.
                    slots = await examine(SealedBatch(key: key, slots: slots))
                    if slots.isEmpty { return }
                case .inDoubt:
                    control.leave(pass, .failed)
                    _ = control.delayBeforeRetry(attempt: attempt)
                    if control.isOut { serviceIsOut() }
                    await settleDoubt(sending, key, "the answer to the request never came: \(error.message)")
                    return
                case .unauthorized:
                    control.leave(pass, .failed)
                    unsend(sending)
                    stopUnauthorized(error)
                    return
                case .final:
                    control.leave(pass, .succeeded)
                    await refused(sending, key, error, split)
                    return
                }
            }
        }
    }

    /// Makes the request from what the queue knows. nil once the run was stopped: what was not sent is not sent.
    /// - Parameter now: by the clock that dates entries, which knows milliseconds.
    private func prepareSending(_ slots: [Int32], _ key: BucketKey, at now: Int64) -> Sending? {
        let now = now &- .milliseconds(1)
        return state.withLock { state in
            if state.stop != nil { return nil }
            state.batches += 1
            let goesByIdentity = state.queue.capabilities[Int(key.sourceSpace)].changesByIdentity
            var items: [BatchItem] = []
            items.reserveCapacity(slots.count)
            var copies: [QueueItem] = []
            copies.reserveCapacity(slots.count)
            var last: OperationTask?
            for slot in slots {
                let index = Int(slot)
                state.queue.setSendings(slot, state.queue.items[index].sendings + 1)
                if state.queue.items[index].firstSent == 0 { state.queue.items[index].firstSent = now }
                if key.kind == .copy || key.kind == .move { noteOwn(at: slot, &state) }
                let item = state.queue.items[index]
                let identity = goesByIdentity ? item.task?.items.openEntry(item.record)?.inode : nil
                items.append(
                    BatchItem(
                        source: item.source, target: item.chosen ?? item.target, number: item.number, identity: identity
                    ))
                if item.task !== last {
                    item.task?.requests += 1
                    last = item.task
                }
                copies.append(item)
            }
            let spaces = state.queue.spaces
            let batch = Batch(
                kind: key.kind, space: spaces[Int(key.space)],
                sourceSpace: key.sourceSpace == key.space ? nil : spaces[Int(key.sourceSpace)],
                permanent: key.permanent, strategy: key.strategy, moveAuthority: key.moveAuthority, items: items)
            return Sending(batch: batch, slots: slots, items: copies)
        }
    }

    private func noteOwn(at slot: Int32, _ state: inout State) {
        let item = state.queue.items[Int(slot)]
        guard item.sendings == 1, let target = item.chosen ?? item.target else { return }
        let now = state.queue.now
        state.queue.items[Int(slot)].meetsOwn = state.queue.recentPlaces.isFilled(
            target, in: item.targetSpace, now: now)
    }

    /// It certainly did not arrive, so it does not count as sent.
    private func unsend(_ sending: Sending) {
        state.withLock { state in
            for slot in sending.slots { state.queue.setSendings(slot, state.queue.items[Int(slot)].sendings - 1) }
        }
    }

    // MARK: Sizes

    private func shrinkBatches(below count: Int) {
        state.withLock { $0.queue.batchLimit = max(1, min($0.queue.batchLimit, count) / 2) }
    }

    private func grewBatch(_ count: Int) {
        state.withLock { state in
            guard state.queue.batchLimit < 1000, count >= state.queue.batchLimit else { return }
            state.queue.batchLimit = min(1000, state.queue.batchLimit + max(1, state.queue.batchLimit / 4))
        }
    }

    // MARK: Answers

    private func take(
        _ answer: BatchAnswer, _ sending: Sending, _ key: BucketKey
    ) async {
        switch answer.outcome {
        case .finished(let results):
            await take(results, sending, key, answer.requestID) { $0.changeEnded() }
        case .finishedWithoutResults:
            changeEnded()
            if key.kind == .purge {
                await confirmPurge(sending)
            } else if key.kind.isOfAlbum {
                noteAccepted(sending, key)
            } else {
                await settleDoubt(sending, key, "the service gave no result for each item")
            }
        case .task(let id):
            configuration.logger?.debug("task", metadata: ["id": "\(id)", "items": "\(sending.slots.count)"])
            state.withLock { _ in
                var last: OperationTask?
                for item in sending.items where item.task !== last {
                    item.task?.serviceTasks.append(id)
                    last = item.task
                }
            }
            changeEnded()
            switch await poller(for: key.space).result(of: id) {
            case .finished(let results)?: await take(results, sending, key, answer.requestID)
            case .failed(let message)?:
                await settleDoubt(sending, key, "the service's task \(id) failed\(message.map { ": \($0)" } ?? "")")
            case .finishedWithoutResults?, .running?:
                await settleDoubt(sending, key, "the service's task \(id) ended without results")
            case nil:
                if trouble()?.stop != nil { return }
                await settleDoubt(sending, key, "the service does not know its task \(id) any more")
            }
        }
    }

    private func poller(for space: Int32) -> TaskPoller {
        state.withLock { state in
            if let poller = state.pollers[space] { return poller }
            let poller = TaskPoller(engine: self, space: space)
            state.pollers[space] = poller
            return poller
        }
    }

    /// - Parameter written: called once what is certain is written down.
    private func take(
        _ results: [BatchResult], _ sending: Sending, _ key: BucketKey, _ requestID: String?,
        written: (OperationEngine) -> Void = { _ in }
    ) async {
        // By path; the usual case, in which results stand where their items do, costs only the comparison.
        let matched =
            Self.areInPlace(results, sending.batch)
            ? nil : results.matched(to: sending.batch.items, kind: sending.batch.kind)
        var verdicts: [(Int32, Verdict)] = []
        verdicts.reserveCapacity(sending.items.count)
        var doubtful: [Int] = []
        var busy: [Int] = []
        var second: [(Int, Verdict)] = []
        var erased: [String] = []
        for index in sending.items.indices {
            guard let result = matched == nil ? results[index] : matched?[index] else {
                doubtful.append(index)
                continue
            }
            switch judge(result, sending.items[index], key, requestID) {
            case .settled(let verdict):
                verdicts.append((sending.slots[index], verdict))
                if key.kind == .delete, !key.permanent, result.status == 204 {
                    erased.append("\(sending.items[index].source)")
                }
            case .busy: busy.append(index)
            case .inDoubt: doubtful.append(index)
            case .second(let verdict): second.append((index, verdict))
            }
        }
        let settled = verdicts
        if !settled.isEmpty { drive(of: key.space)?.1.progressed() }
        if !erased.isEmpty {
            let shown = erased.prefix(10).joined(separator: ", ")
            stop(
                OperationError(
                    .unsupported,
                    "the service erased for good what was meant for the recycle bin: \(shown)"
                        + (erased.count > 10 ? " and \(erased.count - 10) more" : ""),
                    hint: "the library's recycle bin was switched off", stop: .erased))
        }
        change { state in
            for (slot, verdict) in settled { state.queue.complete(slot, verdict) }
            state.queue.drain()
        }
        written(self)
        if !second.isEmpty { await settleSecond(sending.part(second.map(\.0)), key, second.map(\.1)) }
        if !busy.isEmpty { spawnAgain(busy.map { sending.slots[$0] }, key) }
        if !doubtful.isEmpty {
            await settleDoubt(sending.part(doubtful), key, "the service gave no result that can be trusted")
        }
    }

    /// Whether every result names the item that stands where it does.
    private static func areInPlace(_ results: [BatchResult], _ batch: Batch) -> Bool {
        let isByNumber = batch.kind == .restore || batch.kind == .purge
        guard results.count == batch.items.count else { return false }
        for index in results.indices {
            if isByNumber {
                if results[index].recycledID != batch.items[index].number { return false }
                continue
            }
            guard let source = results[index].source, source == batch.items[index].source else { return false }
            guard let target = results[index].target else { continue }
            if target != batch.items[index].target { return false }
        }
        return true
    }

    private enum Judgement {
        case settled(Verdict)
        /// "Busy": again, in its place in the order.
        case busy
        case inDoubt
        /// "Not there" or "taken", in answer to a second sending: may be the work of the first.
        case second(Verdict)
    }

    private func judge(_ result: BatchResult, _ item: QueueItem, _ key: BucketKey, _ requestID: String?) -> Judgement {
        if let code = result.code {
            return .settled(
                .failed(
                    status: result.status,
                    ItemFailure(
                        code: code, message: result.message ?? "the service answered \(result.status)",
                        serviceCode: result.serviceCode, requestID: requestID)))
        }
        switch result.status {
        case 200, 201, 204:
            return .settled(
                .done(
                    status: result.status, finalPath: result.finalPath ?? item.chosen ?? item.target,
                    number: key.kind == .delete ? result.recycledID ?? 0 : 0))
        case 429, 503: return .busy
        case 409 where result.serviceCode == "PathConflict": return .busy
        case 400..<500:
            let code = OperationCode(status: result.status, serviceCode: result.serviceCode)
            let verdict = Verdict.failed(
                status: result.status,
                ItemFailure(
                    code: code, message: result.message ?? "the service answered \(result.status)",
                    serviceCode: result.serviceCode, requestID: requestID))
            let isSecond = item.sendings > 1 && (result.status == 404 || result.status == 409)
            return isSecond ? .second(verdict) : .settled(verdict)
        default: return .inDoubt
        }
    }

    private func spawnAgain(_ slots: [Int32], _ key: BucketKey) {
        guard let control = drive(of: key.space)?.1 else { return }
        spawn { engine in
            let attempt = engine.state.withLock { state in
                var most: Int16 = 1
                for slot in slots {
                    state.queue.items[Int(slot)].busyAnswers += 1
                    // It was refused for certain: this sending leaves nothing to doubt.
                    state.queue.setSendings(slot, state.queue.items[Int(slot)].sendings - 1)
                    most = max(most, state.queue.items[Int(slot)].busyAnswers)
                }
                return Int(most)
            }
            let delay = control.delayBeforeRetry(attempt: attempt, isAnswered: true)
            if control.isOut { engine.serviceIsOut() }
            await engine.clock.sleep(nanoseconds: delay)
            engine.change { state in
                for slot in slots { state.queue.complete(slot, .again) }
                state.queue.drain()
            }
        }
    }

    // MARK: Refusals

    /// A request that was refused as a whole: cut in half until the item for whose sake it was stands alone.
    private func refused(_ sending: Sending, _ key: BucketKey, _ error: DriveError, _ split: SplitState) async {
        let isForOneItem = [400, 403, 413, 451].contains(error.status ?? 0)
        if isForOneItem, sending.slots.count > 1, !split.isHopeless(error) {
            unsend(sending)
            let middle = sending.slots.count / 2
            await send(Array(sending.slots[..<middle]), key, split)
            await send(Array(sending.slots[middle...]), key, split)
            return
        }
        if sending.slots.count == 1 { _ = split.refusedAlone(error) }
        let failure = ItemFailure(
            code: error.code, message: error.message, serviceCode: error.serviceCode, requestID: error.requestID)
        change { state in
            for slot in sending.slots { state.queue.complete(slot, .failed(status: error.status ?? 0, failure)) }
            state.queue.drain()
        }
    }

    /// A purge says nothing of single items.
    private func confirmPurge(_ sending: Sending) async {
        change { state in
            for slot in sending.slots { state.queue.complete(slot, .unverified(status: 204)) }
            state.queue.drain()
        }
    }
}

extension OperationEngine.Sending {
    /// Some of its items.
    func part(_ indices: [Int]) -> OperationEngine.Sending {
        var part = self
        part.slots = indices.map { slots[$0] }
        part.items = indices.map { items[$0] }
        part.batch.items = indices.map { batch.items[$0] }
        return part
    }
}
