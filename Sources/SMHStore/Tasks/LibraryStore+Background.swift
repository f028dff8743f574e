import SMHModel

extension LibraryStore {
    /// Rows or items that one background transaction handles: short enough for others to get their turn.
    private static let slice = 2000
    static let itemsInSlice = 50

    /// Takes up what another process, or an earlier run of this one, left unfinished.
    func resumeBackgroundWork() {
        guard configuration.runsTasks else { return }
        let hasWork = try? readNow { try $0.hasBackgroundWork() }
        if hasWork == true { startBackgroundWork() }
    }

    /// To be called after a transaction that submitted a task or left trees in limbo.
    package func startBackgroundWork() {
        guard configuration.runsTasks else { return }
        Task { await runner.start { [weak self] in await self?.work() } }
    }

    /// Waits until all tasks have ended and limbo is empty.
    package func finishBackgroundWork() async {
        await runner.start { [weak self] in await self?.work() }
        await runner.settle()
    }

    /// Errors (a full disk) end the round; the work stays in the file and is taken up with the next.
    private func work() async {
        do {
            while !Task.isCancelled, let task = try await read({ try $0.openTask() }) {
                try await work(on: task)
            }
            try await workOnJobs()
            try await write { transaction in
                try transaction.removeExpiredItems()
                try transaction.abandonStaleCopies()
            }
            while !Task.isCancelled {
                if try await write({ try $0.reclaim(atMost: Self.slice) }) { return }
            }
        } catch {
            return
        }
    }

    private func work(on task: OpenTask) async throws {
        while !Task.isCancelled {
            let items = try await read { try $0.openItems(of: task, limit: Self.itemsInSlice) }
            if items.isEmpty {
                return try await write { try $0.close(task) }
            }
            if task.operation == .copy {
                for item in items where !Task.isCancelled { try await copy(item.batch, at: item.position, of: task) }
            } else {
                try await write { try $0.perform(task, items.map(\.position)) }
            }
        }
    }

    private func copy(_ batch: BatchRequest, at position: Int64, of task: OpenTask) async throws {
        guard case .copy(let items) = batch.items, let item = items.first else { return }
        try await makeCopy(userID: task.userID) { transaction in
            let begun = try transaction.act(for: task) { space in
                try transaction.recordFailure(of: item, at: position, of: task) {
                    try transaction.beginCopy(transaction.transfer(item, in: space))
                }
            }
            return begun ?? nil
        } finish: { transaction, copy in
            try transaction.act(for: task) { _ in
                guard try transaction.isOpen(position, of: task) else { return try transaction.abandon(copy) }
                let placed = try transaction.recordFailure(of: item, at: position, of: task) {
                    try transaction.finishCopy(copy)
                }
                guard let placed else { return try transaction.abandon(copy) }
                var result = transaction.emptyResult(of: item)
                result.succeed(placed)
                if task.isSingleCopy { result.path = placed.path }
                try transaction.record(result, at: position, of: task)
            }
        }
    }

    /// A copy may be of a tree of any size, so it is made out of sight in slices and put in its place at the end: nobody
    /// sees half of it, not even after a crash.
    /// - Parameter begin: nil: there is nothing to copy.
    func makeCopy(
        userID: String, begin: @escaping @Sendable (LibraryTransaction) throws -> TreeCopy?,
        finish: @escaping @Sendable (LibraryTransaction, TreeCopy) throws -> Void?
    ) async throws {
        guard var copy = try await write(begin) else { return }
        while !Task.isCancelled {
            let current = copy
            let (next, isWhole) = try await write { transaction in
                transaction.userID = userID
                var copy = current
                let isWhole = try transaction.copySlice(&copy, atMost: Self.slice)
                return (copy, isWhole)
            }
            copy = next
            if isWhole { break }
        }
        let whole = copy
        let isCancelled = Task.isCancelled
        try await write { transaction in
            if isCancelled { try transaction.abandon(whole) } else { _ = try finish(transaction, whole) }
        }
    }
}

extension LibraryTransaction {
    /// Runs `body` with the rights of whoever submitted the task; nil if the space is gone (and the task with it).
    fileprivate func act<Value>(for task: OpenTask, _ body: (Space) throws -> Value) throws -> Value? {
        access = task.rights
        userID = task.userID
        guard let space = try space(named: task.space) else { return nil }
        return try body(space)
    }

    /// Does items that still have no result: two processes may be at work on one task.
    fileprivate func perform(_ task: OpenTask, _ positions: [Int64]) throws {
        _ = try act(for: task) { space in
            for item in try openItems(of: task, limit: positions.count) where positions.contains(item.position) {
                for result in try perform(item.batch, in: space) { try record(result, at: item.position, of: task) }
            }
        }
    }

    fileprivate func recordFailure<Value>(
        of item: BatchCopyItem, at position: Int64, of task: OpenTask, _ body: () throws -> Value
    ) throws -> Value? {
        do {
            return try body()
        } catch let failure as StoreFailure {
            var result = emptyResult(of: item)
            result.fail(failure)
            try record(result, at: position, of: task)
            return nil
        }
    }
}
