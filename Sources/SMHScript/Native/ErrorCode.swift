/// What kind of error it is: `error.code` in a script.
///
/// A struct and not an enum, because scripts and services bring codes of their own.
public struct ErrorCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }

    /// Whether no `catch`, `try … else` or `finally` sees an error of this code, whoever throws it (rule 14).
    var isNeverCaught: Bool { self == .limitReached || self == .budgetExceeded }

    // What the language itself raises (language.md section 6).
    public static let argument = Self("Argument")
    public static let assertion = Self("Assertion")
    public static let budgetExceeded = Self("BudgetExceeded")
    public static let cancelled = Self("Cancelled")
    public static let deadlock = Self("Deadlock")
    public static let divisionByZero = Self("DivisionByZero")
    /// What `throw "text"` makes (rule 21).
    public static let error = Self("Error")
    public static let importFailed = Self("Import")
    public static let indexOutOfRange = Self("IndexOutOfRange")
    public static let limitReached = Self("LimitReached")
    public static let memoryLimit = Self("MemoryLimit")
    public static let noMatch = Self("NoMatch")
    public static let overflow = Self("Overflow")
    public static let pattern = Self("Pattern")
    public static let stackOverflow = Self("StackOverflow")
    public static let syntax = Self("Syntax")
    public static let timeout = Self("Timeout")
    public static let type = Self("Type")
    public static let undefined = Self("Undefined")

    // What the client core raises.
    public static let changed = Self("Changed")
    public static let dependencyFailed = Self("DependencyFailed")
    public static let exists = Self("Exists")
    public static let network = Self("Network")
    public static let notFound = Self("NotFound")
    public static let partialFailure = Self("PartialFailure")
    public static let permissionDenied = Self("PermissionDenied")
    public static let protocolError = Self("Protocol")
    public static let quotaExceeded = Self("QuotaExceeded")
    public static let rateLimited = Self("RateLimited")
    public static let unauthorized = Self("Unauthorized")
    public static let unavailable = Self("Unavailable")
    public static let unsupported = Self("Unsupported")
}
