import Synchronization

extension OperationEngine {
    /// Waits for a task that the service works on, whoever started it, and tells what became of its items.
    ///
    /// It stands outside the order of this run's operations: what it touches is not known before it has ended. Throws
    /// `NotFound` for a number that the service does not know, `Timeout`, and what stops the run.
    public func finish(
        serviceTask id: String, in space: DriveSpace, timeout: Duration? = nil
    ) async throws(OperationError) -> Report {
        let begun = clock.now
        let deadline = timeout.map { begun &+ max(0, $0.nanoseconds) }
        let kind = try await exchange(.read, in: space.index, path: nil, for: .script) {
            (drive, place) throws(DriveError) in
            try await drive.taskKind(id, in: place)
        }
        var delay = TaskPoller.firstDelay
        while true {
            let states = try await exchange(.read, in: space.index, path: nil, for: .script) {
                (drive, place) throws(DriveError) in
                try await drive.poll([id], in: place)
            }
            guard let state = states.first(where: { $0.id == id }) else {
                throw OperationError(
                    .notFound, "the service knows no task \(id)", hint: "it forgets a task 30 days after its end")
            }
            switch state.progress {
            case .running: break
            case .finished(let results):
                return report(ofServiceTask: id, results, kind, in: space, elapsed: clock.now - begun)
            case .finishedWithoutResults:
                return report(ofServiceTask: id, [], kind, in: space, elapsed: clock.now - begun)
            case .failed(let message):
                throw OperationError(.network, message ?? "the service's task \(id) failed")
            }
            let left = deadline.map { $0 - clock.now } ?? .max
            guard left > 0 else {
                throw OperationError(.timeout, "task \(id) has not ended within the time given; it goes on")
            }
            await clock.sleep(nanoseconds: min(delay, left))
            delay = min(TaskPoller.longestDelay, delay + delay / 2)
        }
    }

    private func report(
        ofServiceTask id: String, _ results: [BatchResult], _ kind: BatchKind?, in space: DriveSpace, elapsed: Int64
    ) -> Report {
        let records = results.map { result in
            var record = ItemRecord(
                path: result.source, target: result.target, finalPath: result.finalPath,
                number: result.recycledID ?? 0, sourceSpace: space.index, status: Int16(clamping: result.status))
            if (200..<300).contains(result.status) {
                record.state = .succeeded
            } else {
                record.state = .failed
                record.failure = ItemFailure(
                    code: OperationCode(status: result.status, serviceCode: result.serviceCode),
                    message: result.message ?? "the service answered \(result.status)",
                    serviceCode: result.serviceCode)
            }
            return record
        }
        return Report(
            operation: OperationKind(kind, of: results), ledger: ItemLedger(records),
            bytes: 0, elapsed: .nanoseconds(elapsed), requests: 0,
            taskIDs: [id], origin: nil, warnings: [], targetSpace: space,
            spaces: state.withLock { $0.queue.spaces })
    }
}

extension OperationKind {
    /// Where the service does not tell the kind, the results do: only moves and copies have a target.
    fileprivate init(_ kind: BatchKind?, of results: [BatchResult]) {
        switch kind {
        case .copy?: self = .copy
        case .move?: self = .move
        case .restore?: self = .restore
        case .purge?: self = .purge
        case .addToAlbum?: self = .addToAlbum
        case .removeFromAlbum?: self = .removeFromAlbum
        case .deleteAlbum?: self = .deleteAlbum
        case .delete?: self = .delete
        case nil: self = results.contains { $0.target != nil } ? .move : .delete
        }
    }
}
