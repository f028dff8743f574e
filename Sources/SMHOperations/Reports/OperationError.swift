/// A failure of an operation, a read or a listing, as the script is to see it.
///
/// The host turns it into a script error of the same code.
public struct OperationError: Error, Sendable {
    public var code: OperationCode
    /// What happened and to what, in a sentence.
    public var message: String
    /// What to write instead.
    public var hint: String?
    /// The path it is about, as `a/b`.
    public var path: String?
    /// The HTTP or item status, where there was one.
    public var status: Int?
    /// The service's own code.
    public var serviceCode: String?
    public var requestID: String?
    /// The report of the operation, where one exists (`PartialFailure`).
    public var report: Report?
    /// Set where the run ends and nothing can catch it.
    public var stop: StopReason?

    public init(
        _ code: OperationCode, _ message: String, hint: String? = nil, path: String? = nil, status: Int? = nil,
        serviceCode: String? = nil, requestID: String? = nil, report: Report? = nil, stop: StopReason? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.path = path
        self.status = status
        self.serviceCode = serviceCode
        self.requestID = requestID
        self.report = report
        self.stop = stop
    }

    /// What a service said, about a path.
    public init(_ error: DriveError, path: String? = nil) {
        self.init(
            error.code, error.message, path: path, status: error.status, serviceCode: error.serviceCode,
            requestID: error.requestID)
    }
}

/// Why a run ended before its script did; no `catch` and no `finally` runs.
public enum StopReason: Sendable, Hashable {
    /// A limit would have been passed.
    case limitReached
    /// Something meant for the recycle bin was erased.
    case erased
    /// The service could not be reached for longer than the script's patience.
    case suspended
    /// The credential was refused twice in a row.
    case unauthorized
    /// The first Ctrl-C.
    case interrupted

    /// The exit status of command-line.md.
    public var exitStatus: Int32 {
        switch self {
        case .limitReached, .erased: 4
        case .suspended: 5
        case .unauthorized: 6
        case .interrupted: 130
        }
    }
}
