import SMHModel

extension OperationQueue {
    /// How long a place is not filled again after its delete, move or overwrite went out twice: the first may come late.
    static let quarantineTime = Int64.seconds(60)

    // MARK: Late requests

    /// Remembers the places that a second sending leaves in danger.
    mutating func quarantine(_ item: QueueItem, _ verdict: Verdict) {
        guard item.sendings > 1, let task = item.task else { return }
        let until = now + Self.quarantineTime
        if task.kind == .delete || task.kind == .move {
            quarantine.add(item.source, in: item.sourceSpace, until: until, now: now)
        }
        if task.options.strategy == .overwrite, let target = item.target {
            quarantine.add(target, in: item.targetSpace, until: until, now: now)
        }
    }

    /// Whether an item would fill such a place, and waits until that is safe.
    mutating func waitsForQuarantine(_ slot: Int32, _ item: QueueItem) -> Bool {
        guard !quarantine.isEmpty, let task = item.task, let until = quarantineEnd(item, task), until > now else {
            return false
        }
        actions.append(.prepareLater(slot, sequence: item.sequence, nanoseconds: until - now))
        return true
    }

    private func quarantineEnd(_ item: QueueItem, _ task: OperationTask) -> Int64? {
        switch task.kind {
        case .mkdir: return quarantine.end(at: item.source, in: item.sourceSpace)
        case .move, .copy:
            guard let place = item.chosen ?? item.target else { return nil }
            return quarantine.end(
                at: place, in: item.targetSpace, ofFamily: task.options.strategy == .service,
                isTree: item.sourceKind != .file)
        case .restore:
            return quarantine.end(at: item.target ?? .root, in: item.targetSpace, ofFamily: true, isTree: true)
        case .delete, .purge, .addToAlbum, .removeFromAlbum, .deleteAlbum: return nil
        }
    }

    /// Time has passed for an item that waited for it, if it is still the same one.
    mutating func prepareAgain(_ slot: Int32, sequence: Int64) {
        guard items.indices.contains(Int(slot)), items[Int(slot)].sequence == sequence,
            items[Int(slot)].phase == .preparing
        else { return }
        prepare(slot)
        drain()
    }

    // MARK: Quota

    /// An item out of quota is tried once more when earlier deletes for good and purges of its space have ended.
    mutating func waitsForQuota(_ slot: Int32, _ failure: ItemFailure) -> Bool {
        guard failure.code == .quotaExceeded, !items[Int(slot)].didWaitForQuota, hasDeletesBefore(slot) else {
            return false
        }
        items[Int(slot)].didWaitForQuota = true
        setSendings(slot, 0)
        items[Int(slot)].phase = .preparing
        quotaWaiters.append(slot)
        sealAll()
        return true
    }

    private func hasDeletesBefore(_ slot: Int32) -> Bool {
        let item = items[Int(slot)]
        // What is not in memory comes to its turn only while there is room.
        if let freeing = deferred.freeing[item.targetSpace], freeing.first < item.sequence, hasWindowRoom {
            return true
        }
        return items.contains { other in
            other.sequence < item.sequence && other.sourceSpace == item.targetSpace && freesSpace(other)
        }
    }

    private func freesSpace(_ item: QueueItem) -> Bool {
        guard let task = item.task, item.phase != .free else { return false }
        return task.kind == .purge || task.kind == .delete && task.options.permanent
    }

    mutating func retryAfterDeletes(_ finished: QueueItem) {
        guard let task = finished.task, task.kind == .purge || task.kind == .delete && task.options.permanent else {
            return
        }
        let waiting = quotaWaiters
        quotaWaiters = []
        for slot in waiting {
            if hasDeletesBefore(slot) { quotaWaiters.append(slot) } else { complete(slot, .again) }
        }
    }
}
