public import SMHModel
public import SMHOperations
public import SMHScript

/// `task`: an operation on its way.
public final class TaskObject: HostObject {
    public let task: OperationTask
    /// The engine that carries it out: after an interrupt in the REPL, no longer the one of the session.
    let engine: OperationEngine
    /// Whether it came from `settled`: to await it throws nothing for failed items.
    let isSettled: Bool
    let host: DriveHost
    /// Among the tasks that the host knows of; nil for another value of an operation that has one.
    private let place: Int?

    init(
        _ task: OperationTask, engine: OperationEngine, isSettled: Bool = false, place: Int? = nil, host: DriveHost
    ) {
        self.task = task
        self.engine = engine
        self.isSettled = isSettled
        self.place = place
        self.host = host
    }

    deinit {
        if let place { host.forget(taskAt: place) }
    }

    /// Two values of one operation are the same task.
    public func isEqual(to other: any HostObject) -> Bool {
        guard let other = other as? TaskObject else { return false }
        return task === other.task && isSettled == other.isSettled
    }

    /// What has become of it so far.
    public var report: Report { engine.report(of: task) }

    public var typeName: String { "task" }
    public var text: String { "<task \(task.kind.word)>" }
    public var memberNames: [String] { ["done", "id", "op"] }

    public func property(_ name: String) throws(ScriptError) -> HostValue? {
        switch name {
        case "done": .bool(engine.isFinished(task))
        case "id": .int(task.id)
        case "op": .string(task.kind.word)
        default: nil
        }
    }
}

extension DriveHost {
    /// Waits until the operation has ended, and has seen its failures then.
    func settle(_ task: TaskObject, timeout: Int?) async throws(ScriptError) -> ReportObject {
        do throws(OperationError) {
            return ReportObject(
                try await task.engine.finish(task.task, timeout: timeout.map { .nanoseconds($0) }), host: self)
        } catch {
            throw ScriptError(error, host: self)
        }
    }

    /// What `await` gives: the report, thrown as `PartialFailure` where an item failed.
    public func finish(_ task: TaskObject, timeout: Int? = nil) async throws(ScriptError) -> ReportObject {
        try checked(await settle(task, timeout: timeout), isSettled: task.isSettled)
    }

    /// The report itself, if every item went through or nobody minds.
    func checked(_ object: ReportObject, isSettled: Bool) throws(ScriptError) -> ReportObject {
        let report = object.report
        guard !report.ok, !isSettled else { return object }
        var error = ScriptError(
            .partialFailure, "\(report.failedCount) of \(report.count) items failed: \(report.firstFailures)")
        error.report = object
        let first = report.firstFailures(1).first.map { report[$0] }
        error.path = first?.from?.description
        error.status = first?.status
        error.requestID = first?.requestID
        error.data = first?.serviceCode.map { .map([(key: "code", value: .string($0))]) } ?? .null
        throw error
    }
}

extension Report {
    /// The first three failed items by name, for a message.
    public var firstFailures: String {
        let shown = firstFailures(3).map { position in
            let item = self[position]
            let code = item.code?.rawValue ?? "\(item.status)"
            return item.place.map { "\($0) \(code)" } ?? item.message ?? code
        }
        return shown.joined(separator: ", ") + (failedCount > 3 ? ", and \(failedCount - 3) more" : "")
    }
}

extension ItemOutcome {
    /// The path by which a message names the item; nil for one that stands for a whole operation, such as a glob that
    /// matched nothing.
    public var place: DrivePath? {
        guard let place = from ?? path, !place.isRoot else { return nil }
        return place
    }
}
