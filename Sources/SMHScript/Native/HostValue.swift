/// A value that crosses between script and host: a copy, so that it may go to another thread.
///
/// Lists and maps are copied whole. A value that contains itself, or nests deeper than 1,000 levels, does not cross: the call fails with `Argument`.
public indirect enum HostValue: Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    case duration(nanoseconds: Int)
    /// An instant, counted from 1970 in UTC, and the name of the zone it shows itself in; nil is UTC.
    case time(nanoseconds: Int, zone: String?)
    case range(lower: Int, upper: Int, isClosed: Bool)
    case list([HostValue])
    /// In order. A key that stands twice counts with its last value.
    case map([(key: String, value: HostValue)])
    /// A list too, of objects that are made when they are looked at. Comes back to the host as ``list(_:)``.
    case elements(any HostElements)
    case object(any HostObject)
    case error(ScriptError)
    /// A script's function, or anything else that only the machine can hold: a task of an `async` block, a module.
    case function(FunctionHandle)

    public var isNull: Bool {
        if case .null = self { return true }
        return false
    }

    /// What `type()` gives.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .float: "float"
        case .string: "string"
        case .duration: "duration"
        case .time: "time"
        case .range: "range"
        case .list, .elements: "list"
        case .map: "map"
        case .object(let object): object.typeName
        case .error: "error"
        case .function(let handle): handle.typeName
        }
    }
}

/// A value that stays in its interpreter; the host can hand it back, and call it if it is a function.
///
/// The value lives as long as the handle. Handing it to another interpreter is an error there.
public final class FunctionHandle: Sendable {
    public let typeName: String
    public let name: String?
    let owner: HandleOwner
    let index: Int

    init(typeName: String, name: String?, owner: HandleOwner, index: Int) {
        self.typeName = typeName
        self.name = name
        self.owner = owner
        self.index = index
    }

    deinit { owner.release(index) }
}
