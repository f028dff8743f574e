import SMHModel
import SMHStore
import Synchronization

/// Decides who asks, and remembers tokens, so that a use costs no look into the file and rarely a write.
final class TokenGate: Sendable {
    private struct Known {
        var token: AccessToken
        /// What the file says; the token in memory is extended by every use.
        var storedExpiry: Int64
    }

    private let store: LibraryStore
    private let known = Mutex<[String: Known]>([:])

    init(store: LibraryStore) { self.store = store }

    /// The checks of reference 24.4 from "token present" on, without the space.
    func caller(for routed: RoutedRequest, _ request: WireRequest) async throws -> Caller {
        if let secret = request.queryValue("library_secret"), !secret.isEmpty, value(in: request) == nil {
            guard isSecret(secret) else { throw StoreFailure(.wrongLibraryIDOrSecret) }
            return Caller(userID: request.queryValue("user_id") ?? "", rights: .all)
        }
        guard let value = value(in: request) else {
            if store.settings.options.isPublicRead, routed.route.isPublicRead {
                return Caller(rights: AccessRights(grants: []))
            }
            throw StoreFailure(.emptyAccessToken)
        }
        guard let token = try await use(value) else { throw StoreFailure(.invalidAccessToken) }
        var caller = Caller(userID: token.userID, rights: token.rights, spaces: token.spaces)
        // Acting for somebody: only an administrator's token that is nobody's own (reference 1.2).
        if let user = request.queryValue("user_id"), token.rights.isAdmin, token.userID.isEmpty { caller.userID = user }
        return caller
    }

    func isSecret(_ text: String) -> Bool { store.settings.isSecret(text) }

    private func value(in request: WireRequest) -> String? {
        if let value = request.queryValue("access_token"), !value.isEmpty { return value }
        guard let header = request.header("authorization"), header.lowercased().hasPrefix("bearer ") else { return nil }
        let value = String(header.utf8.dropFirst(7)) ?? ""
        return value.isEmpty ? nil : value
    }

    private func use(_ value: String) async throws -> AccessToken? {
        let now = store.configuration.environment.now()
        let remembered = known.withLock { known -> Known? in
            guard var entry = known[value] else { return nil }
            guard entry.token.isValid(at: now) else {
                known[value] = nil
                return nil
            }
            entry.token.expires = now + entry.token.period * 1000
            known[value] = entry
            return entry
        }
        guard let remembered else { return try await load(value) }
        // Written back when a tenth of the period has gone by: a crash costs that much of the extension.
        if remembered.token.expires - remembered.storedExpiry > remembered.token.period * 100 {
            try await save(remembered.token)
        }
        return remembered.token
    }

    private func load(_ value: String) async throws -> AccessToken? {
        guard let token = try await store.read({ try $0.token(value) }) else { return nil }
        remember(token)
        return token
    }

    private func save(_ token: AccessToken) async throws {
        remember(try await store.write { try $0.renew(token) })
    }

    func remember(_ token: AccessToken) {
        known.withLock { $0[token.value] = Known(token: token, storedExpiry: token.expires) }
    }

    func forget(_ values: [String]) {
        known.withLock { known in
            for value in values { known[value] = nil }
        }
    }
}

extension LibrarySettings {
    /// Compared without stopping at the first difference: the time tells nothing of the secret.
    func isSecret(_ text: String) -> Bool { Self.isSame(secret, text) }

    static func isSame(_ secret: String, _ text: String) -> Bool {
        guard secret.utf8.count == text.utf8.count else { return false }
        return zip(secret.utf8, text.utf8).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }
}
