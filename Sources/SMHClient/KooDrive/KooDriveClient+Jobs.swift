public import SMHModel

/// Jobs: copies, moves, deletes and restores, and how far they are (koodrive reference 5).
extension KooDriveClient {
    /// - Returns: the job's id.
    public func createJob(_ draft: KooJobDraft) async throws(ClientError) -> SMHAnswer<String> {
        for file in draft.files { _ = try Self.checkedID(file.fileID, "a file") }
        if draft.files.isEmpty, draft.taskType != .emptyBin {
            throw ClientError(.final, "a job without files is not sent", code: .init(rawValue: "13000102"))
        }
        if draft.actionType == .deleteToBin, draft.files.contains(where: { $0.idPath == nil }) {
            throw ClientError(
                .final, "a delete to the bin needs the path of each file, or it could not be restored",
                code: .init(rawValue: "13000102"))
        }
        let answer = try await perform(post(Self.path("jobs"), draft))
        let data = answer.value.document["data"]
        guard let id = data?.text ?? data?[firstOf: "jobId", "taskId", "id"]?.text, !id.isEmpty else {
            throw ClientError(
                .inDoubt, "the answer does not say the job's id", status: answer.status, requestID: answer.requestID)
        }
        return SMHAnswer(value: id, status: answer.status, requestID: answer.requestID)
    }

    /// Jobs, newest first as far as seen; a lost one is found here.
    public func jobs(
        type: KooTaskType? = nil, status: KooJob.Status? = nil, offset: Int = 0, limit: Int = pageLimit
    ) async throws(ClientError) -> [KooJob] {
        var query: [WireQueryItem] = []
        if let type { query.append(.init("type", String(type.rawValue))) }
        if let status { query.append(.init("status", String(status.rawValue))) }
        query.append(.init("offset", String(max(0, offset))))
        query.append(.init("limit", String(max(1, min(limit, Self.pageLimit)))))
        return try await answer(
            to: WireRequest(method: .get, path: Self.path("jobs"), query: query), as: KooJobList.self
        ).jobs
    }

    /// How far a job is. Its path has no `/jobs/` in it, on every page of the vendor.
    public func job(_ jobID: String) async throws(ClientError) -> KooJobDetail {
        let path = try Self.path(Self.checkedID(jobID, "a job"))
        return try await answer(to: WireRequest(method: .get, path: path))
    }

    /// Stops a job that waits or runs. What it has done stays done, as far as is known.
    public func cancelJob(_ jobID: String) async throws(ClientError) {
        _ = try await perform(post(Self.path("cancel"), JSONBody([.init("jobId", .string(jobID))])))
    }
}

private struct KooJobList: WireDecodable {
    let jobs: [KooJob]

    init(json: JSONValue) throws(WireFormatError) {
        // No jobs: the list may be missing.
        jobs = try json["data"]?.items(as: KooJob.self) ?? []
    }
}
