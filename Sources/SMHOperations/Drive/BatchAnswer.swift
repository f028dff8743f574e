public import SMHModel

/// What a service said of one item.
public struct BatchResult: Sendable {
    public var status: Int
    /// The path by which the item is known: what was deleted, moved from or copied from. nil where the answer had none
    /// that can be read. Results are matched to items by this, not by position.
    public var source: DrivePath?
    /// The target as it was asked for, echoed by moves and copies.
    public var target: DrivePath?
    /// Where the thing is now, if the service said.
    public var finalPath: DrivePath?
    /// The number in the bin: of a delete to the bin, and what a restore goes by.
    public var recycledID: Int64?
    public var serviceCode: String?
    public var message: String?
    /// Set where the adapter knows that the item failed for good, and how a script is to see it; else the status says.
    public var code: OperationCode?

    public init(
        status: Int, source: DrivePath? = nil, target: DrivePath? = nil, finalPath: DrivePath? = nil,
        recycledID: Int64? = nil, serviceCode: String? = nil, message: String? = nil, code: OperationCode? = nil
    ) {
        self.status = status
        self.source = source
        self.target = target
        self.finalPath = finalPath
        self.recycledID = recycledID
        self.serviceCode = serviceCode
        self.message = message
        self.code = code
    }
}

/// The answer to a batch.
public struct BatchAnswer: Sendable {
    public enum Outcome: Sendable {
        /// 200, 207: done, with a result for each item, in any order.
        case finished([BatchResult])
        /// 202: the service works on it under this number.
        case task(String)
        /// 204: done, and nothing said of items.
        case finishedWithoutResults
    }

    public var outcome: Outcome
    public var requestID: String?

    public init(_ outcome: Outcome, requestID: String? = nil) {
        self.outcome = outcome
        self.requestID = requestID
    }
}

/// What a poll said of a task. Tasks that the service does not know are left out of its answer.
public struct TaskState: Sendable {
    public enum Progress: Sendable {
        /// 202
        case running
        /// 200, 207, 400 of the newer form
        case finished([BatchResult])
        /// 204
        case finishedWithoutResults
        /// 500 and anything else
        case failed(message: String?)
    }

    public var id: String
    public var progress: Progress

    public init(id: String, progress: Progress) {
        self.id = id
        self.progress = progress
    }
}
