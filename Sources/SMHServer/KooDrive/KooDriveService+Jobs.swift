import SMHModel
import SMHStore

/// Jobs: the only copies, moves, deletes and restores (koodrive reference 5).
extension KooDriveService {
    /// 5.1.
    func createJob(_ exchange: KooExchange) async throws -> Answer {
        let draft = try Self.draft(exchange.body)
        let job = try await store.startJob { transaction in
            let space = try transaction.admit(exchange, container: draft.sourceContainerID)
            _ = try transaction.admit(exchange, container: draft.targetContainerID)
            return (try transaction.createJob(draft, in: space), space)
        }
        return .success(.object([.init("data", .string(job.id))]), items: draft.files.count)
    }

    /// What cannot be read is refused: a file that was passed over, or an action that was guessed, would be a wrong one.
    private static func draft(_ body: JSONValue) throws -> KooJobDraft {
        let draft = try KooJobDraft(json: body)
        if draft.taskType != .emptyBin, body["taskInfo"]?["fileInfo"]?.elements?.count != draft.files.count {
            throw KooFailure(.parameterInvalid, "fileInfo has elements without fileId.")
        }
        if body["actionType"] != nil, draft.actionType == nil {
            throw KooFailure(.parameterInvalid, "actionType is unknown.")
        }
        if body["dstContainerId"] == nil { throw KooFailure(.parameterInvalid, "dstContainerId is missing.") }
        return draft
    }

    /// 5.2.
    func listJobs(_ exchange: KooExchange) async throws -> Answer {
        let type = try exchange.choice("type", as: KooTaskType.self)
        let status = try exchange.choice("status", as: KooJob.Status.self)
        let offset = try exchange.number("offset", in: 0...Int(Int32.max))
        let limit = try exchange.number("limit", in: 1...100)
        await store.catchUpJobs()
        let jobs = try await read(exchange) { transaction, space in
            let container = transaction.identifiers.container(of: space)
            return try transaction.jobs(type: type, status: status, in: space, offset: offset, limit: limit).map {
                $0.shown(in: container).json.adding([("userId", .string(space.kooUserID))])
            }
        }
        return .success(.object([.init("data", .array(jobs))]), items: jobs.count)
    }

    /// 5.3.
    func jobDetail(_ exchange: KooExchange) async throws -> Answer {
        await store.catchUpJobs()
        let detail = try await read(exchange) { transaction, space in
            let job = try transaction.job(exchange.id, in: space)
            let identifiers = transaction.identifiers
            let container = identifiers.container(of: space)
            let files = try transaction.items(of: job).map { item in
                var file = KooJobDetail.File(
                    fileID: item.file, status: item.code == nil ? 0 : item.code == 0 ? 2 : 3,
                    newFileID: item.made.map(identifiers.file),
                    resultCode: item.code.map { KooErrorCode(rawValue: String($0)) })
                file.sourceContainerID = container
                return file
            }
            return KooJobDetail(job: job.shown(in: container), files: files)
        }
        return .success(detail.json, items: detail.files.count)
    }

    /// 5.4. What a job has done by then stays done.
    func cancelJob(_ exchange: KooExchange) async throws -> Answer {
        let id = try exchange.requiredText("jobId")
        await store.catchUpJobs()
        try await write(exchange) { transaction, space in try transaction.cancel(transaction.job(id, in: space)) }
        return .success()
    }
}
