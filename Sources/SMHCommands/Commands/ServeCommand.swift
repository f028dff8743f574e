import ArgumentParser
import Foundation
import Glibc
import SMHModel
import SMHScript
import SMHServer
import SMHStore

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve an embedded library over HTTP, speaking the API of a service.",
        discussion: """
            Once connections are taken, one line on standard output says where: the address, the library's id and its space; \
            as a KooDrive, the address, the user, the space, and the application's id. \
            A client needs the library's secret, which is never printed: --secret-file writes it for those who may read the file. \
            A KooDrive takes it as an access token, as the application's secret, and as the password of the account that is \
            called like the application.
            """)

    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case smh, koodrive
    }

    @OptionGroup var library: LibraryOption
    @Option(help: "The service to speak as: smh, or koodrive, which koodrive-local is served as by itself.") var kind:
        Kind?
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port; 0 for any free one.") var port = 8480
    @Option(help: "Write the library's secret to this file, mode 0600.") var secretFile: String?
    @Option(help: "Answer each request only after this many milliseconds, as a service far away would.") var latency = 0
    @Flag(help: "A KooDrive that takes a token without X-User-Id and X-Date: whether they are needed is not known.")
    var lax = false
    @Flag(name: .shortAndLong, help: "Write a line for each request to standard error.") var verbose = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("there is no port \(port)") }
        guard (0...60_000).contains(latency) else { throw ValidationError("a latency is 0 to 60000 milliseconds") }
    }

    func run() async throws {
        let context = CommandContext.current
        let (store, isKooDrive) = try EmbeddedLibrary.openEither(library, context.environment)
        if let secretFile { try write(store.settings.secret, to: secretFile) }
        let kind = kind ?? (isKooDrive ? .koodrive : .smh)
        if lax, kind != .koodrive { throw ValidationError("--lax is about the headers of a KooDrive") }
        let (service, what) = try service(of: store, as: kind, context)
        var server = LibraryServer(
            latency > 0 ? DelayedResponder(service, by: .milliseconds(latency)) : service)
        server.host = host
        server.port = port
        let address = host
        do {
            try await server.run(heedsSignals: true) { port in
                context.output.write("serving http://\(address):\(port) \(what)\n")
                context.output.flush()
            }
        } catch let error as ServerStartError {
            throw CommandFailure(error.description, hint: error.hint)
        }
        try await store.close()
    }

    /// - Returns: what answers, and what a client has to know of it.
    private func service(
        of store: LibraryStore, as kind: Kind, _ context: CommandContext
    ) throws -> (any WireResponder, String) {
        var observer: (@Sendable (RequestObservation) -> Void)?
        if verbose {
            observer = { seen in
                context.errors.write("\(seen.method.rawValue) \(seen.redactedURL) \(seen.status) \(seen.requestID)\n")
            }
        }
        switch kind {
        case .smh: return (LibraryService(store: store, observer: observer), "library \(store.settings.id) space -")
        case .koodrive:
            var options = KooDriveOptions()
            options.isStrict = !lax
            let drive = LocalKooDrive(store: store, options: options, observer: observer)
            let (user, container) = (try drive.userID, try drive.containerID)
            return (
                drive.responder, "koodrive user \(user) space \(container) application \(store.settings.id)"
            )
        }
    }

    private func write(_ secret: String, to path: String) throws {
        // Removed first: a file that others have open would show them the secret.
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let bytes = Array((secret + "\n").utf8)
        guard descriptor >= 0,
            bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count
        else {
            throw CommandFailure("the secret file \(path) cannot be written: \(ScriptSource.describe(errno))")
        }
        close(descriptor)
    }
}

/// Commands that work on a library file itself, and not through a service.
enum EmbeddedLibrary {
    static func open(_ option: LibraryOption, _ environment: Environment) throws -> LibraryStore {
        try openEither(option, environment).store
    }

    static func openEither(
        _ option: LibraryOption, _ environment: Environment
    ) throws -> (store: LibraryStore, isKooDrive: Bool) {
        let choice = try Settings(words: option.words, environment: environment).library
        do throws(ScriptError) {
            switch choice.target {
            case .embedded(let path): return (try LibraryOpener.store(at: path, environment: environment), false)
            case .koodrive(let path): return (try LibraryOpener.localKooDrive(at: path).store, true)
            case .profile: break
            }
        } catch {
            throw CommandFailure(error.message, hint: error.hint)
        }
        throw CommandFailure(
            "\"\(choice.description)\" is a library of a service, and this command works on an embedded one",
            hint: "--library with a path that ends in .smhdb")
    }
}
