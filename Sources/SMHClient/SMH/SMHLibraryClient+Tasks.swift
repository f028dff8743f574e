public import SMHModel

extension SMHLibraryClient {
    /// Asks for the state of up to ``taskLimit`` tasks of a space (reference 7.1). Those that the service does not know
    /// are left out, so answers are matched by their number, not by their place.
    public func tasks(_ ids: [Int], in space: String) async throws(ClientError) -> SMHAnswer<[TaskAnswer]> {
        guard !ids.isEmpty, ids.count <= Self.taskLimit else {
            throw Self.refusal(.paramInvalid, "a task query takes 1 to \(Self.taskLimit) numbers, not \(ids.count)")
        }
        let list = ids.map(String.init).joined(separator: ",")
        let request = WireRequest(method: .get, path: path("task", space) + "/" + list)
        let response = try await perform(request)
        let wanted = Set(ids)
        let found = try read(response, to: request) { (json) throws(WireFormatError) -> [TaskAnswer] in
            let elements: [JSONValue]
            switch json {
            case .array(let all): elements = all
            case .object: elements = [json]
            default: throw WireFormatError("the answer is no list of tasks")
            }
            return elements.compactMap { try? TaskAnswer(json: $0) }.filter { wanted.contains($0.taskID) }
        }
        return SMHAnswer(value: found, status: response.status, requestID: response.requestID)
    }

    /// Asks for one task in the newer form (reference 7.3).
    public func taskResult(_ id: Int, in space: String) async throws(ClientError) -> SMHAnswer<TaskResultAnswer> {
        try await answer(to: WireRequest(method: .get, path: path("task-result", space, String(id))))
    }
}
