import Foundation
import Glibc
import SMHModel
import SMHServer
import SMHStore
import SMHTesting

/// A folder with everything a run of the program may read or write, and nothing of the user's own.
final class Workspace: Sendable {
    let folder: TemporaryFolder
    let environment: [String: String]

    init() throws {
        folder = try TemporaryFolder()
        environment = [
            "HOME": folder.path, "XDG_CONFIG_HOME": folder.path + "/config", "XDG_DATA_HOME": folder.path + "/data",
            "XDG_STATE_HOME": folder.path + "/state", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
        ]
    }

    var library: String { folder.path + "/data/smh/library.smhdb" }
    var koodriveLibrary: String { folder.path + "/data/smh/koodrive.smhdb" }

    func run(
        _ arguments: String..., input: String = "", extra: [String: String] = [:]
    ) async throws -> ChildProcess.Result {
        try await run(arguments, input: input, extra: extra)
    }

    func run(
        _ arguments: [String], input: String = "", extra: [String: String] = [:]
    ) async throws -> ChildProcess.Result {
        try await ChildProcess.run(
            ChildProcess.built("smh"), arguments, input: Array(input.utf8),
            environment: environment.merging(extra) { $1 }, folder: folder.path)
    }

    /// Puts files, with sizes, and directories (nil) into an embedded library.
    func fill(_ items: [(path: String, size: Int?)], library: String? = nil, space: String? = nil) async throws {
        let path = library ?? self.library
        let tree = folder.path + "/tree-\(UUID().uuidString)"
        let files = FileManager.default
        try files.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try files.createDirectory(atPath: tree, withIntermediateDirectories: true)
        for item in items {
            let place = tree + "/" + item.path
            let parent = item.size == nil ? place : (place as NSString).deletingLastPathComponent
            try files.createDirectory(atPath: parent, withIntermediateDirectories: true)
            guard let size = item.size else { continue }
            _ = files.createFile(atPath: place, contents: nil)
            if size > 0 { _ = truncate(place, size) }
        }
        let store = try LibraryStore.open(path: path)
        var wanted = TreeImport(directory: tree)
        wanted.isMetadataOnly = true
        if let space {
            wanted.space = space
            try store.writeNow { _ = try $0.createSpace(named: space, attributes: "{}") }
        }
        _ = try await store.importTree(wanted)
        try await store.close()
        try files.removeItem(atPath: tree)
    }

    /// Runs the body while the program's server serves a library, counting what it is asked.
    func serving<Value: Sendable>(
        _ items: [(path: String, size: Int?)], through wrap: (any WireResponder) -> any WireResponder = { $0 },
        _ body: @Sendable (Served) async throws -> Value
    ) async throws -> Value {
        let path = folder.path + "/served.smhdb"
        try await fill(items, library: path)
        let store = try LibraryStore.open(path: path)
        let counter = RequestCounter()
        let service = LibraryService(store: store) { counter.note($0) }
        let port = try await withListening(wrap(service)) { port in
            try configure(url: "http://127.0.0.1:\(port)", id: store.settings.id, secret: store.settings.secret)
            return try await body(Served(port: port, id: store.settings.id, counter: counter))
        }
        try await store.close()
        return port
    }

    /// Runs the body while something answers HTTP on a free port.
    func withListening<Value: Sendable>(
        _ responder: any WireResponder, _ body: @Sendable (Int) async throws -> Value
    ) async throws -> Value {
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let server = LibraryServer(responder)
        let task = Task { try await server.run { found.yield($0) } }
        defer { task.cancel() }
        for await port in ports { return try await body(port) }
        throw ChildProcess.Failure(description: "the server did not begin")
    }

    /// Makes a library of a service the default one.
    func configure(url: String, id: String, secret: String, settings: String = "") throws {
        let file = try folder.write("secret", secret)
        chmod(file, 0o600)
        try folder.write(
            "config/smh/config.toml",
            """
            default = "served"
            [library.served]
            kind = "smh"
            url = "\(url)"
            id = "\(id)"
            space = "-"
            secret = { file = "\(file)" }
            \(settings)

            """)
    }
}

struct Served: Sendable {
    let port: Int
    let id: String
    let counter: RequestCounter
}

/// Counts requests by what they asked for.
final class RequestCounter: @unchecked Sendable {
    // Sendable because the counts are touched inside `lock` only.
    private let lock = NSLock()
    private var counts: [String: Int] = [:]

    func note(_ observation: RequestObservation) {
        lock.withLock { counts[observation.route, default: 0] += 1 }
    }

    var total: Int { lock.withLock { counts.values.reduce(0, +) } }
    var changes: Int { lock.withLock { counts.filter { $0.key.hasPrefix("batch") }.values.reduce(0, +) } }

    subscript(_ route: String) -> Int { lock.withLock { counts[route] ?? 0 } }
}
