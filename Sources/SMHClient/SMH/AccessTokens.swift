public import SMHModel

/// How a library is entered.
public enum SMHCredential: Sendable {
    /// The library's secret, from which access tokens are made.
    case librarySecret(Secret, AccessTokenOptions = AccessTokenOptions())
    /// A token that somebody else made. It is not renewed: whoever refuses it ends the work.
    case accessToken(Secret)
    /// None: an embedded library without tokens, or reads of a public one.
    case none
}

/// What an access token is asked for (reference 3.1).
public struct AccessTokenOptions: Sendable {
    public var grants: [Grant]
    /// Seconds; the service takes 300 to 315,360,000.
    public var period: Int
    /// The business user to whom the token belongs.
    public var userID: String?
    /// The spaces the token may touch. Needed in a multi-tenant library, except with ``Grant/admin``.
    public var spaceIDs: [String]

    public init(
        grants: [Grant] = [.admin], period: Int = 86_400, userID: String? = nil, spaceIDs: [String] = []
    ) {
        self.grants = grants
        self.period = period
        self.userID = userID
        self.spaceIDs = spaceIDs
    }
}

/// Makes an access token: the one place where the library's secret is sent.
struct AccessTokenRequest: Sendable {
    let libraryID: String
    let secret: Secret
    let options: AccessTokenOptions

    var request: WireRequest {
        var query = [
            WireQueryItem("library_id", libraryID), WireQueryItem("library_secret", secret.reveal()),
        ]
        if !options.spaceIDs.isEmpty { query.append(.init("space_id", options.spaceIDs.joined(separator: ","))) }
        if let userID = options.userID { query.append(.init("user_id", userID)) }
        query.append(.init("period", String(options.period)))
        if !options.grants.isEmpty {
            query.append(.init("grant", options.grants.map(\.rawValue).joined(separator: ",")))
        }
        return WireRequest(method: .get, path: "/api/v1/token", query: query)
    }
}
