public import SMHModel

/// Why a call did not get the answer it was for. Holds no credential.
public struct ClientError: Error, Hashable, Sendable {
    /// What is known of the effect. It decides whether the call may be made again (operations.md section 3).
    public enum Kind: Hashable, Sendable {
        /// Nothing was done, for certain: no connection, 408, 425, 503 in the service's own form, a busy path.
        case notDone
        /// Nothing was done, and the service wants to be spared: 429.
        case throttled
        /// Nobody knows: a connection lost later, a time-out, 500, 502, 504, an answer that cannot be read.
        case inDoubt
        /// The credential is refused, also after it was renewed.
        case unauthorized
        /// The service said no, or the call was refused here before it was sent.
        case final
    }

    public var kind: Kind
    /// One sentence, without the request.
    public var message: String
    /// Method and URL, redacted.
    public var request: String?
    public var status: Int?
    /// The code of the service, of KooDrive its digits; nil where no answer in the service's form came.
    public var code: SMHErrorCode?
    public var requestID: String?
    /// How long the service asked to be left alone.
    public var retryAfter: Duration?
    /// Whether it was a time-out, or an answer that says the request was too large: a smaller batch may go through.
    public var isTooLarge: Bool

    public init(
        _ kind: Kind, _ message: String, request: String? = nil, status: Int? = nil, code: SMHErrorCode? = nil,
        requestID: String? = nil, retryAfter: Duration? = nil, isTooLarge: Bool = false
    ) {
        self.kind = kind
        self.message = message
        self.request = request
        self.status = status
        self.code = code
        self.requestID = requestID
        self.retryAfter = retryAfter
        self.isTooLarge = isTooLarge
    }
}

extension ClientError: CustomStringConvertible {
    /// The sentence, then what is known of the exchange: `path not found (404 PathNotFound, request 3f2b…)`.
    public var description: String {
        var details: [String] = []
        switch (status, code) {
        case (let status?, let code?): details.append("\(status) \(code)")
        case (let status?, nil): details.append("status \(status)")
        case (nil, let code?): details.append("\(code)")
        case (nil, nil): break
        }
        if let requestID { details.append("request \(requestID)") }
        return details.isEmpty ? message : "\(message) (\(details.joined(separator: ", ")))"
    }
}
