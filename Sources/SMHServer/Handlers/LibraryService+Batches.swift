import SMHModel
import SMHStore

/// Batches and their tasks (reference 4–7, 14.4).
extension LibraryService {
    private static let mostItems = 1000

    private enum BatchOutcome: Sendable {
        case finished([BatchItemResult])
        case accepted(Int64)
    }

    func batch(_ exchange: Exchange) async throws -> Answer {
        let request = try Self.batchRequest(exchange)
        let configuration = store.configuration
        let outcome = try await write(exchange) { transaction, space in
            try transaction.requireGrant(for: request)
            if case .restore = request.items { try transaction.requireBin() }
            if try transaction.isLarge(request, in: space, configuration) {
                return BatchOutcome.accepted(try transaction.submit(request, in: space))
            }
            return BatchOutcome.finished(try transaction.perform(request, in: space))
        }
        switch outcome {
        case .accepted(let id):
            store.startBackgroundWork()
            var answer = Answer(202, json: BatchAnswer.accepted(taskID: Int(id)).json(for: request.operation))
            answer.itemCount = request.count
            return answer
        case .finished(let results):
            let status = results.allSatisfy(\.isSuccess) ? 200 : 207
            var answer = Answer(status, json: BatchAnswer.finished(results).json(for: request.operation))
            answer.itemCount = request.count
            return answer
        }
    }

    private static func batchRequest(_ exchange: Exchange) throws -> BatchRequest {
        let body = try exchange.requiredBody()
        guard let elements = body.elements else { throw ServiceFailures.bodyIsNoArray }
        if elements.isEmpty { throw StoreFailure(.noItemsProvided) }
        if elements.count > mostItems { throw StoreFailure(.tooManyItems) }
        switch exchange.routed.route {
        case .batchDelete: return BatchRequest(.delete(try body.items(as: BatchDeleteItem.self)))
        case .batchMove: return BatchRequest(.move(try body.items(as: BatchMoveItem.self)))
        case .batchCopy: return BatchRequest(.copy(try body.items(as: BatchCopyItem.self)))
        default:
            let fallback = try RestorePathStrategy.parse(exchange.query("restore_path_strategy"))
            return BatchRequest(.restore(try numbers(elements)), fallback: fallback)
        }
    }

    static func numbers(_ elements: [JSONValue]) throws -> [Int] {
        try elements.map { element in
            guard let number = element.integer else { throw StoreFailure(.paramInvalid, "Numbers are expected.") }
            return number
        }
    }

    func tasks(_ exchange: Exchange) async throws -> Answer {
        let ids = Self.list(exchange.routed.id).compactMap { Int64($0) }
        let tasks = try await read(exchange) { transaction, space in
            try ids.compactMap { try transaction.task($0, in: space) }
        }
        // The number under both names that clients read (reference 7.1). Unknown ones are left out.
        let answers = tasks.map { task in
            var json = TaskAnswer(taskID: Int(task.id), status: task.status, result: task.resultJSON).json
            if case .object(let members) = json { json = .object(members + [.init("id", .int(task.id))]) }
            return json
        }
        return Answer(json: .array(answers))
    }

    func taskResult(_ exchange: Exchange) async throws -> Answer {
        guard let id = Int64(exchange.routed.id) else { throw StoreFailure(.paramInvalid, "The task id is no number.") }
        let task = try await read(exchange) { transaction, space in try transaction.task(id, in: space) }
        guard let task else { throw StoreFailure(.pathNotFound, "Task not found.") }
        return Answer(
            json: TaskResultAnswer(
                taskID: Int(task.id), status: task.newStatus, operation: task.operation, items: task.results
            ).json)
    }
}

extension LibraryTask {
    /// A directory copied alone: an object, or, when it was refused, the list with its refusal.
    fileprivate var resultJSON: JSONValue? {
        guard let results else { return nil }
        if isSingleCopy, let result = results.first, result.isSuccess {
            return .object([.init("path", result.path.map(JSONValue.path) ?? .null)])
        }
        return .array(results.map { $0.json(for: operation) })
    }

    /// The second version tells "some failed" from "all failed" (reference 7.3).
    fileprivate var newStatus: Int {
        guard status == 207, let results, !results.contains(where: \.isSuccess) else { return status }
        return 400
    }
}

extension LibraryTransaction {
    /// A token that allows none of the items' kinds is refused as a whole; which kind each item is of is seen later.
    fileprivate func requireGrant(for request: BatchRequest) throws {
        switch request.items {
        case .delete:
            try access.require(
                access.allows(.deleteDirectory, .deleteFile, .deleteDirectoryPermanent, .deleteFilePermanent))
        case .move: try access.require(access.allows(.moveDirectory, .moveFile, .moveFileForce))
        case .copy: try access.require(access.allows(.copyDirectory, .copyFile, .copyFileForce))
        case .restore: try access.require(access.allows(.restoreRecycled))
        }
    }

    /// Whether a batch is left to the background: many items, or a large tree to copy. Deletes and moves of trees are
    /// one changed row each.
    fileprivate func isLarge(
        _ request: BatchRequest, in space: Space, _ configuration: StoreConfiguration
    ) throws -> Bool {
        if request.count > configuration.longestImmediateBatch { return true }
        guard case .copy(let items) = request.items else { return false }
        for item in items {
            let source = try item.copyFromSpaceID.map { try self.space(named: $0) } ?? space
            guard let source else { continue }
            if try isLargerThan(configuration.largestImmediateTree, Self.names(item.copyFrom), in: source) {
                return true
            }
        }
        return false
    }
}
