/// The body of an answer that is no success (reference 1.6).
public struct SMHErrorBody: Hashable, Sendable, WireDecodable, WireEncodable {
    public var code: SMHErrorCode
    public var message: String
    /// Also in the header `X-Request-Id`.
    public var requestID: String?

    public init(code: SMHErrorCode, message: String? = nil, requestID: String? = nil) {
        self.code = code
        self.message = message ?? code.defaultMessage
        self.requestID = requestID
    }

    /// Reads `code` or `Code`, which the service uses for archives (reference 26), and the names under which the
    /// request id was seen. A body without a code is not one of the service.
    public init(json: JSONValue) throws(WireFormatError) {
        guard let code = json[firstOf: "code", "Code"]?.text, !code.isEmpty else {
            throw WireFormatError("the error has no code")
        }
        self.code = SMHErrorCode(rawValue: code)
        message = json[firstOf: "message", "Message"]?.text ?? ""
        requestID = json[firstOf: "requestId", "reqId", "requestID", "RequestId", "smhRequestId"]?.text
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("code", code.rawValue)
        object.add("message", message)
        object.add("requestId", requestID)
        return object.value
    }
}
