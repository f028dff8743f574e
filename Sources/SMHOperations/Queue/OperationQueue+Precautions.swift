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
            quarantined[DirectoryTable.key(item.source, in: item.sourceSpace)] = until
        }
        if task.options.strategy == .overwrite, let target = item.target {
            quarantined[DirectoryTable.key(target, in: item.targetSpace)] = until
        }
    }

    /// Whether an item would fill such a place, or one below it, and waits until that is safe.
    mutating func waitsForQuarantine(_ slot: Int32, _ item: QueueItem) -> Bool {
        let place: (path: DrivePath, space: Int32)? =
            item.task?.kind == .mkdir ? (item.source, item.sourceSpace) : item.target.map { ($0, item.targetSpace) }
        guard let place, !quarantined.isEmpty else { return false }
        var key = AccessRoot.space(place.space).hash
        for name in place.path.names {
            key = NameHash.exactChain(key, name)
            guard let until = quarantined[key] else { continue }
            if until <= now {
                quarantined[key] = nil
                continue
            }
            actions.append(.prepareLater(slot, sequence: item.sequence, nanoseconds: until - now))
            return true
        }
        return false
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
