import Foundation
import Logging
import SMHBuiltins
import SMHClient
import SMHEmbedding
import SMHModel
import SMHOperations
import SMHScript
import SMHServer
import SMHStore

/// Opens what a `LibraryChoice` names, as a drive.
struct LibraryOpener: Sendable {
    let environment: Environment
    let options: RunOptions
    /// Told of every exchange; nil for nobody.
    var logger: Logger?
    /// Told of remarks for the person at the terminal.
    var onWarning: @Sendable (String) -> Void = { _ in }

    func open(_ target: LibraryChoice.Target) throws(ScriptError) -> OpenedLibrary {
        switch target {
        case .embedded(let path): try openEmbedded(path)
        case .koodrive(let path): try openLocalKooDrive(path)
        case .profile(let profile): try openProfile(profile)
        }
    }

    /// The service of this machine, asked through the same client and the same encoded requests as one far away.
    private func openEmbedded(_ path: String) throws(ScriptError) -> OpenedLibrary {
        if path == environment.embeddedLibrary { Self.makeFolder(of: path) }
        let drive = try LibraryFile(path: path).drive(options: clientOptions)
        let isHome = path == environment.embeddedLibrary
        return OpenedLibrary(drive: drive, space: "-", name: isHome ? nil : path)
    }

    private var clientOptions: SMHLibraryClient.Options {
        var options = SMHLibraryClient.Options()
        options.logger = logger
        return options
    }

    /// The file of an embedded library, made with the folders above it if it is this user's own and not there yet.
    static func store(at path: String, environment: Environment) throws(ScriptError) -> LibraryStore {
        if path == environment.embeddedLibrary { makeFolder(of: path) }
        do throws(LibraryFileError) {
            return try LibraryStore.open(path: path)
        } catch {
            throw ScriptError(.argument, error.description, hint: error.hint)
        }
    }

    /// The KooDrive of this machine, which begins with a sample.
    static func localKooDrive(at path: String) throws(ScriptError) -> LocalKooDrive {
        makeFolder(of: path)
        do {
            return try LocalKooDrive.open(at: path, isSample: true)
        } catch let error as LibraryFileError {
            throw ScriptError(.argument, error.description, hint: error.hint)
        } catch {
            throw ScriptError(.argument, "the library \(path) cannot be used: \(error)")
        }
    }

    private static func makeFolder(of path: String) {
        try? FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    private func openProfile(_ profile: Profile) throws(ScriptError) -> OpenedLibrary {
        if profile.kind == .koodrive { return try openKooDrive(profile) }
        guard let url = profile.url, let id = profile.id else {
            throw ScriptError(.argument, "library \"\(profile.name)\" has no address or no id")
        }
        let credential: SMHCredential
        let transport: AsyncHTTPTransport
        do {
            credential = try self.credential(of: profile)
            transport = try AsyncHTTPTransport(baseURL: url)
        } catch let failure as CommandFailure {
            throw ScriptError(.unauthorized, failure.message, hint: failure.hint)
        } catch {
            throw ScriptError(.argument, "library \"\(profile.name)\": \(error)")
        }
        let client = SMHLibraryClient(
            libraryID: id, credential: credential, transport: transport, options: clientOptions)
        var service = url
        while service.hasSuffix("/") { service.removeLast() }
        return OpenedLibrary(
            drive: SMHDrive(client: client, service: service), space: profile.space ?? "-", name: profile.name)
    }

    private func credential(of profile: Profile) throws -> SMHCredential {
        if let token = profile.token {
            return .accessToken(try token.read(for: profile.name, environment: environment))
        }
        guard let source = profile.secret else { return .none }
        let secret = try source.read(for: profile.name, environment: environment)
        return .librarySecret(secret, AccessTokenOptions(grants: [.admin], userID: profile.user))
    }
}
