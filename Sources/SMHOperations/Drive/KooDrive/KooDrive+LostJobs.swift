import SMHClient
import SMHModel
import Synchronization

/// Jobs of which the service does not tell how they ended.
extension KooDrive {
    /// Whether a job that was found to be cancelled may still be busy with the file that it was at: for some seconds. How
    /// long, and whether at all, was not seen (reference 5.4).
    func mayStillWork(_ id: String) -> Bool {
        let now = wallTime()
        return state.withLock { state in
            guard let job = state.jobs[id] else { return false }
            guard let since = job.cancelledAt else {
                state.jobs[id]?.cancelledAt = now
                return true
            }
            return now >= since && now &- since < Self.cancelDelay
        }
    }

    private static let cancelDelay = Int64.seconds(5)

    /// A job that the service does not know (any more). Whoever waits looks at the places of its items; but what was to
    /// get a new name on the way may stand at neither, and only this drive knows where to look.
    func whereUnknown(_ id: String) async throws(ClientError) -> TaskState.Progress? {
        guard let job = state.withLock({ $0.jobs[id] }), job.newName != nil || job.renamedFrom != nil,
            wallTime() &- job.startedAt >= TaskPoller.grace
        else { return nil }
        return try await endedByGuess(id, job)
    }

    /// What became of a job by the look of its one item. Without a result where looks at the item's places tell it.
    func endedByGuess(_ id: String, _ job: PendingJob) async throws(ClientError) -> TaskState.Progress {
        guard let entry = job.items.first, job.newName != nil || job.renamedFrom != nil else {
            end(id)
            return .finishedWithoutResults
        }
        forget(job.touched)
        let result = try await guess(entry, job)
        end(id)
        return result.map { .finished([$0]) } ?? .finishedWithoutResults
    }

    private func guess(_ entry: PendingJob.Item, _ job: PendingJob) async throws(ClientError) -> BatchResult? {
        let item = entry.item
        let what = "the service does not tell what became of its job \(job.currentJob)"
        if let detour = job.detour {
            switch detour.step {
            case .tidying(let place), .erasing(let place): return Self.done(item, at: place)
            case .copying, .moving: return unfinished(item, detour, what)
            }
        }
        if let outcome = try await outcome(of: entry, job) { return Self.done(item, at: outcome.path) }
        guard job.renamedFrom != nil, let home = item.source.parent, let wanted = item.target else { return nil }
        // It keeps its new name: the job may still come, and the old one is taken where it goes.
        return BatchResult(
            status: 500, source: item.source, target: item.target,
            message: "\(what); on its way it was renamed to \"\(DrivePath(unchecked: home.names + [wanted.name]))\"",
            code: .network)
    }
}
