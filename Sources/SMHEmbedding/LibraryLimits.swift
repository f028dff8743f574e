import SMHModel
import SMHOperations
import SMHScript

/// What a script can do to a library, by the name of the function that does it.
public enum LibraryOperation: String, CaseIterable, Sendable {
    case copy, delete, mkdir, move, purge, restore

    var kind: OperationKind {
        switch self {
        case .copy: .copy
        case .delete: .delete
        case .mkdir: .mkdir
        case .move: .move
        case .purge: .purge
        case .restore: .restore
        }
    }
}

/// What one run of a script may do to a library; nil is no bound. The run that would pass one ends with `LimitReached`, which nothing in it sees.
public struct LibraryLimits: Sendable {
    /// Things deleted. A directory counts all that is in it, and what is overwritten or purged counts too.
    public var deletes: Int?
    /// Things changed in any way.
    public var items: Int?
    /// The bytes of what is changed.
    public var bytes: Int?
    /// Requests to the library, those that only read among them.
    public var requests: Int?
    /// The directories that may be changed, compared by whole names; nil: all.
    public var directories: [String]?
    /// What may be done; nil: everything. `[]` lets a script look and nothing else.
    public var operations: Set<LibraryOperation>?

    public init() {}

    /// In the terms of the engine. Throws `Argument` for a directory that is no path.
    func operationLimits() throws(ScriptError) -> OperationLimits {
        var limits = OperationLimits()
        limits.deletes = deletes
        limits.items = items
        limits.bytes = bytes.map(Int64.init)
        limits.operations = operations.map { Set($0.map(\.kind)) }
        guard let directories else { return limits }
        for directory in directories {
            do throws(PathError) {
                limits.within.append(.init(path: try DrivePath(parsing: directory)))
            } catch {
                throw ScriptError(.argument, "a limit names no directory: \(error)", hint: error.hint)
            }
        }
        // None is not the same as any.
        if directories.isEmpty { limits.operations = [] }
        return limits
    }
}
