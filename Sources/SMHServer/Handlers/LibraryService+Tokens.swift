import SMHModel
import SMHStore

/// Access tokens (reference 3).
extension LibraryService {
    func createToken(_ request: WireRequest) async throws -> Answer {
        let id = request.queryValue("library_id") ?? ""
        let secret = request.queryValue("library_secret") ?? ""
        switch (id.isEmpty, secret.isEmpty) {
        case (true, true): throw StoreFailure(.emptyLibraryIDOrSecret)
        case (true, false): throw StoreFailure(.emptyLibraryID)
        case (false, true): throw StoreFailure(.emptyLibrarySecret)
        case (false, false): break
        }
        guard id.hasSameBytes(as: store.settings.id), gate.isSecret(secret) else {
            throw StoreFailure(.wrongLibraryIDOrSecret, "Wrong library id or secret.")
        }
        var wanted = TokenRequest()
        wanted.userID = request.queryValue("user_id") ?? ""
        wanted.clientID = request.queryValue("client_id") ?? ""
        wanted.sessionID = request.queryValue("session_id") ?? ""
        wanted.spaces = Self.list(request.queryValue("space_id"))
        wanted.rights = AccessRights(text: request.queryValue("grant") ?? "")
        wanted.period = TokenRequest.period(request.queryValue("period"))
        let complete = wanted
        let token = try await store.write { transaction in
            for name in complete.spaces where try transaction.space(named: name) == nil {
                throw StoreFailure(.spaceNotFound)
            }
            return try transaction.createToken(complete)
        }
        gate.remember(token)
        return Answer(AccessTokenAnswer(accessToken: token.value, expiresIn: Int(token.period)))
    }

    func renewToken(_ value: String) async throws -> Answer {
        let token = try await store.write { transaction in
            guard let token = try transaction.token(value) else { throw StoreFailure(.invalidAccessToken) }
            return try transaction.renew(token)
        }
        gate.remember(token)
        return Answer(AccessTokenAnswer(accessToken: token.value, expiresIn: Int(token.period)))
    }

    func revokeToken(_ value: String) async throws -> Answer {
        try await store.write { try $0.revokeToken(value) }
        gate.forget([value])
        return .noContent
    }

    func revokeUserTokens(_ request: WireRequest) async throws -> Answer {
        guard let secret = request.queryValue("library_secret"), !secret.isEmpty else {
            throw StoreFailure(.emptyLibrarySecret)
        }
        guard gate.isSecret(secret) else { throw StoreFailure(.wrongLibraryIDOrSecret, "Wrong library id or secret.") }
        guard let user = request.queryValue("user_id"), !user.isEmpty else {
            throw StoreFailure(.paramInvalid, "user_id is missing.")
        }
        let clients = Self.list(request.queryValue("client_id"))
        let sessions = Self.list(request.queryValue("session_id"))
        guard clients.count <= 100, sessions.count <= 100 else {
            throw StoreFailure(.paramInvalid, "At most 100 client_id and session_id are allowed.")
        }
        gate.forget(
            try await store.write { try $0.revokeTokens(user: user, clients: clients, sessions: sessions) })
        return .noContent
    }

    static func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map(String.init)
    }
}
