/// The code of a failed operation or item, as scripts see it (language.md section 6).
///
/// A struct, not an enum: adapters may pass on codes of their own.
public struct OperationCode: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let argument = Self(rawValue: "Argument")
    public static let cancelled = Self(rawValue: "Cancelled")
    public static let changed = Self(rawValue: "Changed")
    public static let deadlock = Self(rawValue: "Deadlock")
    public static let dependencyFailed = Self(rawValue: "DependencyFailed")
    public static let exists = Self(rawValue: "Exists")
    public static let limitReached = Self(rawValue: "LimitReached")
    public static let network = Self(rawValue: "Network")
    public static let noMatch = Self(rawValue: "NoMatch")
    public static let notFound = Self(rawValue: "NotFound")
    public static let partialFailure = Self(rawValue: "PartialFailure")
    public static let pattern = Self(rawValue: "Pattern")
    public static let permissionDenied = Self(rawValue: "PermissionDenied")
    public static let `protocol` = Self(rawValue: "Protocol")
    public static let quotaExceeded = Self(rawValue: "QuotaExceeded")
    public static let rateLimited = Self(rawValue: "RateLimited")
    public static let timeout = Self(rawValue: "Timeout")
    public static let unauthorized = Self(rawValue: "Unauthorized")
    public static let unavailable = Self(rawValue: "Unavailable")
    public static let unsupported = Self(rawValue: "Unsupported")
    /// An item that went through, but whose outcome the service did not report by name (operations.md section 2).
    public static let unverified = Self(rawValue: "Unverified")

    public var description: String { rawValue }

    /// The code for what a service said: its HTTP or item status, and its own code where there is one.
    ///
    /// Codes are those of the reference, section 20; a status decides where the code is unknown or absent.
    public init(status: Int, serviceCode: String?) {
        if let serviceCode, let known = Self.byServiceCode[serviceCode] {
            self = known
            return
        }
        switch status {
        case 401: self = .unauthorized
        case 403, 451: self = .permissionDenied
        case 404, 410: self = .notFound
        case 408, 500, 502, 504: self = .network
        case 409, 412: self = .exists
        case 429: self = .rateLimited
        case 501, 405: self = .unsupported
        case 503: self = .unavailable
        case 400..<500: self = .argument
        default: self = .protocol
        }
    }

    private static let byServiceCode: [String: OperationCode] = [
        "CircleSymlink": .argument,
        "CloseOldList": .unsupported,
        "DirectoryNotFound": .notFound,
        "DuplicateFavoriteRecord": .exists,
        "FileNotFound": .notFound,
        "FunctionNotEnabled": .unsupported,
        "InternalServerError": .network,
        "InvalidAccessToken": .unauthorized,
        "LibraryQuotaLimitReached": .quotaExceeded,
        "NoPermission": .permissionDenied,
        "OverwriteFileNotAllowed": .unsupported,
        "PathConflict": .unavailable,
        "PathNotFound": .notFound,
        "QuotaLimitReached": .quotaExceeded,
        "RateLimitExceeded": .rateLimited,
        "RecycleBinNotEnabled": .unsupported,
        "RecycledItemNotFound": .notFound,
        "RequestTimeout": .unavailable,
        "SameNameDirectoryOrFileExists": .exists,
        "SearchNotEnabled": .unsupported,
        "ServerOverloaded": .unavailable,
        "SourceDirectoryNotFound": .notFound,
        "SourceFileNotFound": .notFound,
        "SourcePathNotFound": .notFound,
    ]
}
