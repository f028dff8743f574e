import SMHOperations
public import SMHScript

/// `task` too: one of the service's own, by its number, whoever started it.
public final class ServiceTaskObject: HostObject {
    let id: String
    let space: DriveSpace
    let engine: OperationEngine
    /// Whether it came from `settled`: to await it throws nothing for failed items.
    let isSettled: Bool

    init(_ id: String, in space: DriveSpace, engine: OperationEngine, isSettled: Bool = false) {
        self.id = id
        self.space = space
        self.engine = engine
        self.isSettled = isSettled
    }

    public var typeName: String { "task" }
    public var text: String { "<task \(id)>" }
    public var memberNames: [String] { ["id", "space"] }

    public func property(_ name: String) throws(ScriptError) -> HostValue? {
        switch name {
        case "id": Int(id).map { .int($0) } ?? .string(id)
        case "space": .string(space.id)
        default: nil
        }
    }

    public func isEqual(to other: any HostObject) -> Bool {
        guard let other = other as? ServiceTaskObject else { return false }
        return id == other.id && space == other.space
    }
}

extension DriveHost {
    /// Waits until the service has ended a task; throws `PartialFailure` where an item failed.
    func finish(_ task: ServiceTaskObject, timeout: Int?) async throws(ScriptError) -> ReportObject {
        let report: Report
        do throws(OperationError) {
            report = try await task.engine.finish(
                serviceTask: task.id, in: task.space, timeout: timeout.map { .nanoseconds($0) })
        } catch {
            throw ScriptError(error, host: self)
        }
        return try checked(ReportObject(report, host: self), isSettled: task.isSettled)
    }
}
