import SMHModel
import Synchronization

extension OperationEngine {
    /// What is to be looked at before a batch goes.
    private struct Doubtful {
        /// Entries that may not stand for what is there, and whether that is because of what this run has done since.
        var entries: [(slot: Int32, entry: Entry, isReplaced: Bool)] = []
        /// Places that have to be free.
        var places: [(slot: Int32, path: DrivePath)] = []
    }

    private func doubtful(_ sealed: SealedBatch) -> Doubtful {
        let oldest = clock.wallTime &- configuration.fresh.nanoseconds
        // What is replaced is in no bin, so a copy that replaces something has to be of what the script took it for.
        let comparesSources =
            sealed.key.kind == .delete || sealed.key.kind == .move || sealed.key.strategy == .overwrite
        return state.withLock { state in
            let looksFirst = Self.looksFirst(sealed.key, state)
            // By its id a thing is met wherever somebody else has put it, outside what bounds the run as well.
            let staysWithin =
                state.limits.hasBounds
                && state.queue.capabilities[Int(sealed.key.space)].changesByIdentity
            var found = Doubtful()
            if !looksFirst, !comparesSources { return found }
            for slot in sealed.slots {
                let item = state.queue.items[Int(slot)]
                if looksFirst, let place = item.chosen ?? item.target { found.places.append((slot, place)) }
                guard comparesSources, item.sendings == 0 else { continue }
                guard let task = item.task, let entry = task.items.openEntry(item.record) else { continue }
                let isReplaced = state.queue.placeHistory.mayHaveReplaced(
                    item.source, in: item.sourceSpace, readAt: entry.readAt)
                if isReplaced || staysWithin || entry.isFromSearch || entry.readAt < oldest {
                    found.entries.append((slot, entry, isReplaced))
                }
            }
            return found
        }
    }

    /// Looks once more at what a batch is about to change, where that is called for: entries that were read long ago, by a
    /// search, or before this run put something at their place, and places that the service itself would not refuse. Gives
    /// the items that may go.
    func examine(_ sealed: SealedBatch) async -> [Int32] {
        let checked = doubtful(sealed)
        if checked.entries.isEmpty, checked.places.isEmpty { return sealed.slots }
        do throws(OperationError) {
            var refused: [Int32: (Int, ItemFailure)] = [:]
            let things = try await entries(at: checked.entries.map(\.entry.path), sealed.key.sourceSpace)
            for (slot, entry, isReplaced) in checked.entries {
                refused[slot] = Self.difference(entry, things[entry.path], isReplaced: isReplaced)
            }
            let taken = try await entries(at: checked.places.map(\.path), sealed.key.space)
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
            for slot in checked.entries.map(\.slot) + checked.places.map(\.slot) {
                refused[slot] = (error.status ?? 0, failure)
            }
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
    /// - Parameter isReplaced: this run has put something there since, and what only resembles the entry is not it.
    private static func difference(
        _ entry: Entry, _ there: Entry?, isReplaced: Bool
    ) -> (Int, ItemFailure)? {
        guard let there else {
            return (404, ItemFailure(code: .notFound, message: "\"\(entry.path)\" is not there any more"))
        }
        let (read, found) = (Sight.Thing(entry), Sight.Thing(there))
        let isKnown = read.inode != nil && read.inode == found.inode && read.hasSameContent(as: found)
        if isReplaced ? isKnown : read.isSame(as: found) { return nil }
        return (
            0,
            ItemFailure(
                code: .changed, message: "\"\(entry.path)\" is not what it was when it was listed",
                hint: "list it again and decide anew")
        )
    }
}
