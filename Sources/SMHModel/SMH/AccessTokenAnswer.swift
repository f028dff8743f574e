/// What making or renewing an access token gives (reference 3.1).
public struct AccessTokenAnswer: Hashable, Sendable, WireDecodable, WireEncodable {
    public var accessToken: String
    /// Seconds.
    public var expiresIn: Int

    public init(accessToken: String, expiresIn: Int) {
        self.accessToken = accessToken
        self.expiresIn = expiresIn
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let token = json["accessToken"]?.text, !token.isEmpty else {
            throw WireFormatError("the answer has no access token")
        }
        accessToken = token
        expiresIn = json["expiresIn"]?.integer ?? 0
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("accessToken", accessToken)
        object.add("expiresIn", expiresIn)
        return object.value
    }
}
