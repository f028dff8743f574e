import SMHModel
import Synchronization

extension OperationEngine {
    /// Looks once more at what a batch is about to change, where that is called for: entries that were read long ago or
    /// by a search, and places that the service itself would not refuse. Gives the items that may go.
    func examine(_ sealed: SealedBatch) async -> [Int32] {
        let now = clock.wallTime
        let oldest = now &- configuration.fresh.nanoseconds
        let checked = state.withLock { state -> (old: [(Int32, Entry)], places: [(Int32, DrivePath)]) in
            let looksFirst = Self.looksFirst(sealed.key, state)
            // By its id a thing is met wherever somebody else has put it, outside what bounds the run as well.
            let staysWithin =
                state.limits.hasBounds
                && state.queue.capabilities[Int(sealed.key.space)].changesByIdentity
            var old: [(Int32, Entry)] = []
            var places: [(Int32, DrivePath)] = []
            for slot in sealed.slots {
                let item = state.queue.items[Int(slot)]
                if looksFirst, let place = item.chosen ?? item.target { places.append((slot, place)) }
                guard sealed.key.kind == .delete || sealed.key.kind == .move, item.sendings == 0 else { continue }
                guard let task = item.task, let entry = task.items.openRecord(item.record)?.entry else { continue }
                if staysWithin || entry.isFromSearch || entry.readAt < oldest { old.append((slot, entry)) }
            }
            return (old, places)
        }
        if checked.old.isEmpty, checked.places.isEmpty { return sealed.slots }
        do throws(OperationError) {
            var refused: [Int32: (Int, ItemFailure)] = [:]
            let things = try await entries(at: checked.old.map(\.1.path), sealed.key.sourceSpace)
            for (slot, entry) in checked.old { refused[slot] = Self.difference(entry, things[entry.path]) }
            let taken = try await entries(at: checked.places.map(\.1), sealed.key.space)
            for (slot, place) in checked.places where taken[place] != nil {
                refused[slot] = (409, ItemFailure(code: .exists, message: "\"\(place)\" is taken"))
            }
            return settleRefused(refused, sealed.slots)
        } catch {
            if error.stop != nil || error.code == .cancelled { return [] }
            let failure = ItemFailure(
                code: error.code, message: "it could not be looked at before it is changed: \(error.message)",
                serviceCode: error.serviceCode, requestID: error.requestID)
            var refused: [Int32: (Int, ItemFailure)] = [:]
            for slot in checked.old.map(\.0) + checked.places.map(\.0) { refused[slot] = (error.status ?? 0, failure) }
            return settleRefused(refused, sealed.slots)
        }
    }

    private func settleRefused(_ refused: [Int32: (Int, ItemFailure)], _ slots: [Int32]) -> [Int32] {
        if refused.isEmpty { return slots }
        change { state in
            for slot in slots {
                guard let (status, failure) = refused[slot] else { continue }
                state.queue.complete(slot, .failed(status: status, failure))
            }
            state.queue.drain()
        }
        return slots.filter { refused[$0] == nil }
    }

    /// Whether the service knows no way to refuse a taken place by itself.
    private static func looksFirst(_ key: BucketKey, _ state: State) -> Bool {
        switch key.kind {
        case .restore: key.strategy == .ask
        case .move, .copy:
            key.strategy == .ask && !state.queue.capabilities[Int(key.space)].strategies.contains(.ask)
        case .delete, .purge, .addToAlbum, .removeFromAlbum, .deleteAlbum: false
        }
    }

    /// What speaks against changing an entry: something else stands there, or nothing.
    private static func difference(_ entry: Entry, _ there: Entry?) -> (Int, ItemFailure)? {
        guard let there else {
            return (404, ItemFailure(code: .notFound, message: "\"\(entry.path)\" is not there any more"))
        }
        if Sight.Thing(entry).isSame(as: Sight.Thing(there)) { return nil }
        return (
            0,
            ItemFailure(
                code: .changed, message: "\"\(entry.path)\" is not what it was when it was listed",
                hint: "list it again and decide anew")
        )
    }
}
