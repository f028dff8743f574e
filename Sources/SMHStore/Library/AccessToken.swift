/// Which spaces a token may touch.
package struct TokenSpaces: Hashable, Sendable {
    /// Empty: all of them.
    package let names: [String]

    package init(_ names: [String]) { self.names = names }

    package static let all = TokenSpaces([])

    package func allows(_ name: String) -> Bool { names.isEmpty || names.contains { $0 == name } }
}

/// An access token (reference 3). Its value is a credential: never in a message or log.
package struct AccessToken: Sendable {
    package let value: String
    package let userID: String
    package let clientID: String
    package let sessionID: String
    package let spaces: TokenSpaces
    package let rights: AccessRights
    /// Seconds; also what each use extends it by.
    package let period: Int64
    /// Milliseconds since 1970.
    package var expires: Int64

    package func isValid(at now: Int64) -> Bool { now < expires }

    init(_ row: SQLRow) {
        value = row.text(0)
        userID = row.text(1)
        clientID = row.text(2)
        sessionID = row.text(3)
        spaces = TokenSpaces(row.text(4).split(separator: ",").map(String.init))
        rights = AccessRights(text: row.text(5))
        period = row.int(6)
        expires = row.int(7)
    }

    init(value: String, request: TokenRequest, now: Int64) {
        self.value = value
        userID = request.userID
        clientID = request.clientID
        sessionID = request.sessionID
        spaces = TokenSpaces(request.spaces)
        rights = request.rights
        period = request.period
        expires = now + request.period * 1000
    }
}

/// What a token is asked for with.
package struct TokenRequest: Sendable {
    package var userID = ""
    package var clientID = ""
    package var sessionID = ""
    package var spaces: [String] = []
    package var rights = AccessRights(grants: [])
    package var period: Int64 = 86_400

    package init() {}

    /// The rule of reference 3.1: no positive integer → a day; from 5 minutes to 10 years.
    package static func period(_ text: String?) -> Int64 {
        guard let text, let seconds = Int64(text), seconds > 0 else { return 86_400 }
        return min(max(seconds, 300), 315_360_000)
    }
}

extension LibraryTransaction {
    package func createToken(_ request: TokenRequest) throws -> AccessToken {
        let token = AccessToken(value: "acctk" + environment.hexadecimal(digits: 48), request: request, now: now)
        try sql.execute("DELETE FROM token WHERE expires < ?", .int(now))
        try sql.execute(
            "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            .text(token.value), .text(token.userID), .text(token.clientID), .text(token.sessionID),
            .text(token.spaces.names.joined(separator: ",")), .text(token.rights.text), .int(token.period),
            .int(token.expires))
        return token
    }

    /// The token; nil if there is none of that value, or its time is over.
    package func token(_ value: String) throws -> AccessToken? {
        let token = try sql.first("SELECT * FROM token WHERE value = ?", .text(value), read: AccessToken.init)
        return token.flatMap { $0.isValid(at: now) ? $0 : nil }
    }

    /// Extends a token by its period, from now.
    package func renew(_ token: AccessToken) throws -> AccessToken {
        var renewed = token
        renewed.expires = now + token.period * 1000
        try sql.execute("UPDATE token SET expires = ? WHERE value = ?", .int(renewed.expires), .text(token.value))
        return renewed
    }

    package func revokeToken(_ value: String) throws {
        try sql.execute("DELETE FROM token WHERE value = ?", .text(value))
    }

    /// Revokes a user's tokens.
    /// - Parameter clients, sessions: only of these; empty: of all.
    /// - Returns: the values that are gone.
    package func revokeTokens(user: String, clients: [String], sessions: [String]) throws -> [String] {
        let tokens = try sql.rows("SELECT * FROM token WHERE userID = ?", .text(user), read: AccessToken.init)
        let revoked = tokens.filter { token in
            (clients.isEmpty || clients.contains(token.clientID))
                && (sessions.isEmpty || sessions.contains(token.sessionID))
        }
        for token in revoked { try revokeToken(token.value) }
        return revoked.map(\.value)
    }
}
