/// The state of a task, as the query of the first version gives it (reference 7.1).
public struct TaskAnswer: Hashable, Sendable, WireDecodable {
    public var taskID: Int
    /// 202 running; 200, 204, 207 finished; 400 all items failed; 500 the task failed. Nil if it cannot be read.
    public var status: Int?
    /// Kept as it came: an array of items for a batch, an object for a directory copy or a conversion.
    public var result: JSONValue?

    public init(taskID: Int, status: Int, result: JSONValue? = nil) {
        self.taskID = taskID
        self.status = status
        self.result = result
    }

    public var isRunning: Bool { status == 202 }

    /// The results of a batch; nil if the task has none. The unreadable ones are left out: they are then missing, which
    /// puts their items in doubt.
    public var items: [BatchItemResult]? {
        result?.elements?.compactMap { try? BatchItemResult(json: $0) }
    }

    /// Where a directory copy ended up (reference 12.2); nil if the result is of another kind.
    public var path: [String]? { result?["path"]?.pathNames }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let id = json[firstOf: "taskId", "id"]?.integer else { throw WireFormatError("a task has no number") }
        taskID = id
        status = json["status"]?.integer
        result = json["result"]
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("taskId", taskID)
        object.add("status", status)
        object.add("result", result)
        return object.value
    }
}

/// The state of a task, as the query of the second version gives it (reference 7.3): one object, results by kind.
public struct TaskResultAnswer: Hashable, Sendable, WireDecodable {
    public var taskID: Int
    public var taskType: String?
    /// As in ``TaskAnswer/status``; 207 some items failed, 400 all of them.
    public var status: Int?
    public var operation: BatchOperation?
    public var items: [BatchItemResult]?

    public init(taskID: Int, status: Int, operation: BatchOperation, items: [BatchItemResult]?) {
        self.taskID = taskID
        taskType = Self.types[operation]
        self.status = status
        self.operation = operation
        self.items = items
    }

    public var isRunning: Bool { status == 202 }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let id = json[firstOf: "taskId", "id"]?.integer else { throw WireFormatError("a task has no number") }
        taskID = id
        taskType = json["taskType"]?.text
        status = json["status"]?.integer
        operation = BatchOperation.allCases.first { Self.types[$0] == json["taskType"]?.text }
        for candidate in BatchOperation.allCases {
            guard let elements = Self.members[candidate].flatMap({ json[$0]?.elements }) else { continue }
            operation = candidate
            items = elements.compactMap { try? BatchItemResult(json: $0) }
        }
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("taskId", String(taskID))
        object.add("taskType", taskType)
        object.add("status", status)
        if let operation, let items, let member = Self.members[operation] {
            object.add(member, .array(items.map { $0.json(for: operation) }))
        }
        return object.value
    }

    private static let types: [BatchOperation: String] = [
        .copy: "batchCopy", .delete: "batchDelete", .move: "batchMove", .restore: "batchRestoreRecycle",
    ]
    private static let members: [BatchOperation: String] = [
        .copy: "batchCopyResults", .delete: "batchDeleteResults", .move: "batchMoveResults",
        .restore: "batchRestoreRecycleResults",
    ]
}
