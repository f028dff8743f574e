import SMHModel
import SMHStore

/// Logging in (koodrive reference 2) and the user's space (6).
extension KooDriveService {
    /// 2.1. The account is the library's id, or a user's, and the password is the library's secret.
    func login(_ request: WireRequest, _ body: JSONValue) async throws -> Answer {
        guard request.header("x-hw-agentname")?.isEmpty == false else {
            throw KooFailure(.parameterInvalid, "x-hw-agentName is missing.")
        }
        guard let account = body["account"]?.text, let type = body["authType"]?.text else {
            throw KooFailure(.parameterInvalid, "account or authType is missing.")
        }
        guard type == "1", let password = body["password"]?.text, store.settings.isSecret(password) else {
            throw gate.unauthorized()
        }
        let user = account.hasSameBytes(as: store.settings.id) ? try await gate.defaultUser() : account
        let lifetimes = (access: options.tokenLifetime, refresh: options.refreshLifetime)
        let (access, refresh) = try await store.write { transaction in
            (
                try transaction.createToken(user, client: KooTokenText.accessClient, period: lifetimes.access),
                try transaction.createToken(user, client: KooTokenText.refreshClient, period: lifetimes.refresh)
            )
        }
        let information = JSONValue.object([.init("userId", .string(user))])
        return .success(
            .object([
                .init(
                    "data",
                    .object([
                        .init("userInfo", information), .init("sessionInfo", session(access, refresh: refresh)),
                    ]))
            ]))
    }

    /// 2.2. The refresh token stays the same, as in the page's example, whose nesting is followed too.
    func refreshToken(_ request: WireRequest, _ body: JSONValue) async throws -> Answer {
        guard request.header("authorization")?.isEmpty == false else { throw gate.unauthorized() }
        guard let text = body["refreshToken"]?.text else {
            throw KooFailure(.parameterInvalid, "refreshToken is missing.")
        }
        let lifetime = options.tokenLifetime
        let gate = gate
        let (access, refresh) = try await store.write { transaction in
            guard let refresh = try KooTokenText.refreshToken(text, in: transaction) else { throw gate.unauthorized() }
            let access = try transaction.createToken(
                refresh.userID, client: KooTokenText.accessClient, period: lifetime)
            return (access, refresh)
        }
        return .success(
            .object([.init("data", .object([.init("sessionInfo", session(access, refresh: refresh))]))]))
    }

    /// 2.3.
    func logout(_ exchange: KooExchange) async throws -> Answer {
        let user = try exchange.requiredText("userId")
        let token = KooTokenText.token(in: try exchange.requiredText("accessToken"))
        guard user.hasSameBytes(as: exchange.caller.userID) else {
            throw KooFailure(.parameterInvalid, "userId is another user's.")
        }
        try await store.write { transaction in
            guard let found = try KooTokenText.accessToken(token, in: transaction), found.userID == user else { return }
            try transaction.revokeToken(found.value)
        }
        return .success()
    }

    private func session(_ access: AccessToken, refresh: AccessToken) -> JSONValue {
        .object([
            .init("accessToken", .string(KooTokenText.shown(access))), .init("expiresIn", .int(access.period)),
            .init("issuedAt", .string(String(store.configuration.environment.now()))),
            .init("refreshToken", .string(KooTokenText.bare(refresh))),
        ])
    }

    /// 6: the first version gives an object, the second an array. Only personal spaces are here.
    func space(_ exchange: KooExchange, isList: Bool) async throws -> Answer {
        let type = isList ? exchange.query("type") ?? "1" : try exchange.requiredQuery("type")
        guard type == "1" else { throw KooFailure(.parameterInvalid, "type is 1.") }
        guard exchange.id.hasSameBytes(as: exchange.caller.userID) else { throw KooFailure(.spaceForbidden) }
        let space = try await read(exchange, container: exchange.query("containerId")) { transaction, space in
            var shown = KooSpace(
                containerID: transaction.identifiers.container(of: space), ownerID: space.kooUserID,
                rootFileID: transaction.identifiers.root(of: space))
            shown.used = Int(try transaction.size(of: space))
            return shown
        }
        guard isList else { return .success(space.json) }
        return .success(.object([.init("data", .array([space.json["data"] ?? .null]))]))
    }
}

extension LibraryTransaction {
    /// - Parameter period: seconds.
    fileprivate func createToken(_ user: String, client: String, period: Int64) throws -> AccessToken {
        guard let space = try space(user: user) else { throw KooFailure(.spaceAbnormal) }
        var request = TokenRequest()
        request.userID = user
        request.clientID = client
        request.spaces = [space.name]
        request.period = max(1, period)
        return try createToken(request)
    }
}
