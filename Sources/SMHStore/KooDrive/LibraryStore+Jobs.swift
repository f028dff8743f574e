import SMHModel

extension LibraryStore {
    /// Starts a job. A small one is done before this returns, unless jobs are to be slow.
    package func startJob(
        _ begin: @escaping @Sendable (LibraryTransaction) throws -> (job: StoredJob, space: Space)
    ) async throws -> StoredJob {
        let configuration = configuration
        let (job, leavesWork) = try await write { transaction in
            let (job, space) = try begin(transaction)
            guard configuration.runsTasks, configuration.jobPace.isImmediate,
                job.count <= configuration.longestImmediateBatch,
                try !transaction.hasLargeCopy(job, in: space, limit: configuration.largestImmediateTree)
            else { return (job, true) }
            try transaction.advance(job, in: space)
            return (try transaction.job(job.id, in: space), transaction.leavesLimbo)
        }
        if leavesWork { startBackgroundWork() }
        return job
    }

    /// Lets slow jobs go on as far as they may by now. Others go on by themselves.
    package func catchUpJobs() async {
        if configuration.runsTasks, !configuration.jobPace.isImmediate { await finishBackgroundWork() }
    }

    func workOnJobs() async throws {
        let pace = configuration.jobPace
        while !Task.isCancelled, let (job, space) = try await read({ try $0.dueJob(pace) }) {
            if job.type == .copy {
                try await workOnCopies(of: job, in: space)
            } else {
                try await write { transaction in
                    let due = pace.due(of: job, at: transaction.now) ?? 0
                    try transaction.advance(job, in: space, items: max(0, min(Self.itemsInSlice, due - job.done)))
                }
            }
        }
    }

    /// A large tree is copied out of sight, a slice at a time.
    private func workOnCopies(of job: StoredJob, in space: Space) async throws {
        let pace = configuration.jobPace
        let limit = configuration.largestImmediateTree
        let large = try await write { transaction -> StoredJobItem? in
            let due = pace.due(of: job, at: transaction.now) ?? 0
            guard due > job.done, let item = try transaction.openItems(of: job, limit: 1).first,
                try transaction.isLarge(item, in: space, limit: limit)
            else {
                try transaction.advance(job, in: space, items: max(0, min(1, due - job.done)))
                return nil
            }
            try transaction.begin(job)
            return item
        }
        guard let large else { return }
        try await makeCopy(userID: job.userID) { transaction in
            guard try transaction.isOpen(large, of: job) else { return nil }
            return try transaction.recordingFailure(of: large, of: job) {
                let standing = try transaction.standing(of: large.file, in: space)
                return try transaction.beginCopy(transaction.transfer(standing, to: job.target, in: space))
            }
        } finish: { transaction, copy in
            guard try transaction.isOpen(large, of: job) else { return try transaction.abandon(copy) }
            let placed = try transaction.recordingFailure(of: large, of: job) { try transaction.finishCopy(copy) }
            guard placed != nil else { return try transaction.abandon(copy) }
            try transaction.record(.success, made: copy.top, for: large, of: job)
        }
    }
}

extension LibraryTransaction {
    fileprivate func hasLargeCopy(_ job: StoredJob, in space: Space, limit: Int) throws -> Bool {
        guard job.type == .copy else { return false }
        return try openItems(of: job, limit: job.count).contains { try isLarge($0, in: space, limit: limit) }
    }

    fileprivate func isLarge(_ item: StoredJobItem, in space: Space, limit: Int) throws -> Bool {
        guard let standing = try? standing(of: item.file, in: space), !standing.isRecycled else { return false }
        return try isLargerThan(limit, standing.path, in: space)
    }
}
