/// Why an exchange with a service did not end in its answer.
public struct DriveError: Error, Sendable {
    /// What is known of the effect, which decides whether it may be sent again (operations.md section 3).
    public enum Class: Sendable, Hashable {
        /// The service did nothing, for certain: no connection, 408, 425, or 503 in the service's own form.
        case notDone
        /// The service did nothing and asks to be spared: 429, and 503 with a waiting time.
        case throttled
        /// Nobody knows: a connection lost later, a time-out, 500, 502, 504, an answer that cannot be read.
        case inDoubt
        /// The credential is refused, even after it was renewed once.
        case unauthorized
        /// The service said no: every other 4xx, or what an adapter cannot express.
        case final
    }

    public var kind: Class
    public var code: OperationCode
    /// What happened, in a sentence that names no secret.
    public var message: String
    /// The HTTP status, where an answer came.
    public var status: Int?
    /// The service's own code, such as `PathConflict`.
    public var serviceCode: String?
    public var requestID: String?
    /// How long the service asked to be left alone, measured from the answer.
    public var retryAfter: Duration?
    /// Whether the failure was a time-out or 413, after which batches get smaller.
    public var isTooLarge: Bool

    public init(
        _ kind: Class,
        code: OperationCode,
        message: String,
        status: Int? = nil,
        serviceCode: String? = nil,
        requestID: String? = nil,
        retryAfter: Duration? = nil,
        isTooLarge: Bool = false
    ) {
        self.kind = kind
        self.code = code
        self.message = message
        self.status = status
        self.serviceCode = serviceCode
        self.requestID = requestID
        self.retryAfter = retryAfter
        self.isTooLarge = isTooLarge
    }
}
