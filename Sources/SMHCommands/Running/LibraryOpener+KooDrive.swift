import Foundation
import SMHBuiltins
import SMHClient
import SMHModel
import SMHOperations
import SMHScript
import SMHServer

extension LibraryOpener {
    /// The space of a user of KooDrive.
    func openKooDrive(_ profile: Profile) throws(ScriptError) -> OpenedLibrary {
        guard let url = profile.url, let user = profile.user else {
            throw ScriptError(.argument, "library \"\(profile.name)\" has no address or no user")
        }
        let credential: KooCredential
        let transport: AsyncHTTPTransport
        do {
            credential = try kooCredential(of: profile, url: url)
            transport = try AsyncHTTPTransport(baseURL: url)
        } catch let failure as CommandFailure {
            throw ScriptError(.unauthorized, failure.message, hint: failure.hint)
        } catch {
            throw ScriptError(.argument, "library \"\(profile.name)\": \(error)")
        }
        var options = KooDriveClient.Options()
        if let language = profile.koodrive.language { options.language = language }
        options.onClockSkew = onWarning
        let client = KooDriveClient(userID: user, credential: credential, transport: transport, options: options)
        var service = url
        while service.hasSuffix("/") { service.removeLast() }
        return OpenedLibrary(
            drive: KooDrive(
                client: client, service: service, space: profile.space, settings: KooDrive.Settings(profile.koodrive)),
            space: profile.space ?? "-", name: profile.name)
    }

    /// The KooDrive of this machine, asked through the same client and the same encoded requests as one far away.
    func openLocalKooDrive(_ path: String) throws(ScriptError) -> OpenedLibrary {
        let local = try Self.localKooDrive(at: path)
        let user: String
        do {
            user = try local.userID
        } catch {
            throw ScriptError(.argument, "the library \(path) cannot be used: \(error)")
        }
        let client = KooDriveClient(
            userID: user, credential: .accessToken(Secret(local.token)), transport: ResponderTransport(local.responder))
        return OpenedLibrary(
            drive: KooDrive(client: client, service: path), space: "-", name: LibraryChoice.localKooDrive)
    }

    private func kooCredential(of profile: Profile, url: String) throws -> KooCredential {
        let settings = profile.koodrive
        let form = settings.tokenPrefix.map { KooTokenForm(scheme: $0, separator: "") } ?? .bearer
        if let token = profile.token {
            return .accessToken(try token.read(for: profile.name, environment: environment), form)
        }
        guard let source = profile.secret else {
            throw CommandFailure("library \"\(profile.name)\" has no token", status: .permission)
        }
        let secret = try source.read(for: profile.name, environment: environment)
        if let application = settings.application {
            guard let host = Self.host(of: url) else { throw CommandFailure("\"\(url)\" is no address") }
            return .application(id: application, secret: secret, host: host)
        }
        return .account(
            KooAccount(name: settings.account ?? "", password: secret, agentName: settings.agent ?? ""), form)
    }

    /// The host as the `Host` header has it: with the port, unless it is the scheme's own.
    private static func host(of url: String) -> String? {
        guard let parts = URLComponents(string: url), let host = parts.host else { return nil }
        guard let port = parts.port, port != (parts.scheme == "http" ? 80 : 443) else { return host }
        return "\(host):\(port)"
    }
}

extension KooDrive.Settings {
    init(_ profile: KooDriveProfile) {
        self.init()
        if let notation = profile.jobTarget { jobTarget = notation }
        if let items = profile.jobItems { jobItems = items }
        if let size = profile.pageSize { pageSize = size }
        if let offset = profile.jobTimeOffset { jobTimeOffset = offset }
    }
}
