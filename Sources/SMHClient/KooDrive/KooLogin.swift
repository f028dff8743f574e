import SMHModel
import Synchronization

/// Signs in to the carrier edition, and renews the session while it lasts (koodrive reference 2.1, 2.2).
///
/// Called by ``TokenProvider`` alone, which never has two renewals under way.
final class KooLogin: Sendable {
    private let account: KooAccount
    private let form: KooTokenForm
    private let keeper: SecretKeeper
    private let session = Mutex<(token: Secret, refresh: Secret)?>(nil)

    init(account: KooAccount, form: KooTokenForm, keeper: SecretKeeper) {
        self.account = account
        self.form = form
        self.keeper = keeper
    }

    func token(over chain: TransportChain, timeout: Duration) async throws(ClientError) -> AccessTokenAnswer {
        if let (token, refresh) = session.withLock({ $0 }) {
            do throws(ClientError) {
                return try await send(refreshRequest(token, refresh), over: chain, timeout: timeout)
            } catch {
                guard error.kind == .final || error.kind == .unauthorized else { throw error }
                session.withLock { $0 = nil }
            }
        }
        return try await send(loginRequest, over: chain, timeout: timeout)
    }

    private var loginRequest: WireRequest {
        let body = JSONValue.object([
            .init("account", .string(account.name)), .init("authType", .string("1")),
            .init("password", .string(account.password.reveal())),
        ])
        return WireRequest(
            method: .post, path: KooDriveClient.path("auth", "login"),
            headers: [.init("x-hw-agentName", account.agentName)], body: body.bytes)
    }

    private func refreshRequest(_ token: Secret, _ refresh: Secret) -> WireRequest {
        WireRequest(
            method: .post, path: KooDriveClient.path("auth", "refreshToken"),
            headers: [.init("Authorization", form.value(for: token))],
            body: JSONValue.object([.init("refreshToken", .string(refresh.reveal()))]).bytes)
    }

    /// What goes wrong here has left the request that needed the token undone.
    private func send(
        _ request: WireRequest, over chain: TransportChain, timeout: Duration
    ) async throws(ClientError) -> AccessTokenAnswer {
        do throws(ClientError) {
            let response = try await chain.send(request, origin: nil, timeout: timeout)
            let envelope = try KooAnswer.read(response, to: request, keeper: keeper).value
            return try keep(envelope)
        } catch {
            var error = error
            if error.kind == .inDoubt { error.kind = .notDone }
            if error.kind == .final, error.code != nil { error.kind = .unauthorized }
            error.message = "signing in failed: \(error.message)"
            throw error
        }
    }

    private func keep(_ envelope: KooEnvelope) throws(ClientError) -> AccessTokenAnswer {
        do throws(WireFormatError) {
            let found = try KooSession(json: envelope.document)
            let token = Secret(found.accessToken)
            keeper.add(token)
            if let text = found.refreshToken {
                let refresh = Secret(text)
                keeper.add(refresh)
                session.withLock { $0 = (token, refresh) }
            }
            return AccessTokenAnswer(accessToken: found.accessToken, expiresIn: found.expiresIn)
        } catch {
            throw ClientError(.final, error.description)
        }
    }
}
