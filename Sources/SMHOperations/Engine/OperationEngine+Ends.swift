import SMHModel
import Synchronization

/// Telling of operations as they end: a run may have more of them than there is memory for.
extension OperationEngine {
    /// Tells of what has ended. Where another thread is at it already, that is left to whoever comes next.
    func tellEnds() { _ = telling.withLockIfAvailable { _ in tellEnded() } }

    /// Tells of all that has ended, and then of what has no outcome, which is what a run that was stopped has left: the
    /// last of all calls.
    ///
    /// Blocks while another thread tells.
    public func tellRest() {
        telling.withLock { _ in
            tellEnded()
            tellUnfinished()
        }
    }

    private func tellEnded() {
        guard let tell = configuration.onEnd else { return }
        while true {
            let now = clock.now
            let reports = state.withLock { state -> [Report] in
                let ended = state.queue.ended
                state.queue.ended = []
                return ended.map { $0.report(now: now, spaces: state.queue.spaces) }
            }
            if reports.isEmpty { return }
            tell(reports)
        }
    }

    private func tellUnfinished() {
        guard let tell = configuration.onEnd else { return }
        let now = clock.now
        tell(
            state.withLock { state in
                state.queue.unfinishedTasks.values.sorted { $0.id < $1.id }.map {
                    $0.report(now: now, spaces: state.queue.spaces)
                }
            })
        while true {
            // Some at a time: what was not in memory is not to be there now.
            let reports = state.withLock { state -> [Report] in
                var reports: [Report] = []
                while reports.count < 256, let task = try? state.queue.popDeferredTask() {
                    reports.append(task.report(now: now, spaces: state.queue.spaces))
                }
                return reports
            }
            if reports.isEmpty { return }
            tell(reports)
        }
    }
}
