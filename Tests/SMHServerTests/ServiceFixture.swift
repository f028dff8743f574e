import Foundation
import SMHModel
import SMHServer
import SMHStore
import Synchronization

final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/smh-server-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// What an observer saw.
final class Record: Sendable {
    private let state = Mutex<[RequestObservation]>([])

    func add(_ observation: RequestObservation) { state.withLock { $0.append(observation) } }
    var all: [RequestObservation] { state.withLock { $0 } }
}

struct Reply {
    var response: WireResponse
    var status: Int { response.status }
    var text: String { String(decoding: response.body, as: UTF8.self) }
    var json: JSONValue { (try? JSONValue(parsing: response.body)) ?? .null }
    var code: String? { json["code"]?.text }
}

/// A service over a library in a temporary file, asked as clients ask it.
final class ServiceFixture: Sendable {
    static let start: Int64 = 1_772_694_489_123

    let folder: Folder
    let store: LibraryStore
    let service: LibraryService
    let record = Record()
    let clock: TestTime

    init(options: LibraryOptions = LibraryOptions(), _ configure: (inout StoreConfiguration) -> Void = { _ in }) throws
    {
        let folder = try Folder()
        self.folder = folder
        var configuration = StoreConfiguration()
        let clock = TestTime()
        configuration.environment.now = { clock.now }
        configure(&configuration)
        self.clock = clock
        store = try LibraryStore.open(
            path: folder.path + "/test.smhdb", seed: LibrarySeed(options: options, id: "smhlab01", secret: "secret01"),
            configuration: configuration)
        service = LibraryService(store: store) { [record] in record.add($0) }
    }

    /// Sends a request as an administrator; `%L` and `%S` stand for library and space.
    func send(
        _ method: WireMethod, _ target: String, _ body: String = "", token: String? = "secret",
        headers: [WireHeader] = []
    ) async -> Reply {
        var target = "/api/v1" + target.replacingOccurrences(of: "%L", with: "smhlab01")
        target = target.replacingOccurrences(of: "%S", with: "-")
        if let token {
            target += target.contains("?") ? "&" : "?"
            target += token == "secret" ? "library_secret=secret01" : "access_token=" + token
        }
        return Reply(
            response: await service.respond(
                to: WireRequest(method: method, target: target, headers: headers, body: Array(body.utf8))))
    }

    func token(_ grants: String, extra: String = "") async -> String {
        let reply = await send(
            .get, "/token?library_id=smhlab01&library_secret=secret01&grant=\(grants)\(extra)", token: nil)
        return reply.json["accessToken"]?.text ?? "none"
    }

    /// Makes directories (a slash at the end) and files that hold their path.
    func make(_ paths: String...) async {
        for path in paths {
            if path.hasSuffix("/") {
                _ = await send(.put, "/directory/%L/%S/" + path)
                continue
            }
            if let slash = path.lastIndex(of: "/") { _ = await send(.put, "/directory/%L/%S/" + path[..<slash]) }
            let begun = await send(.put, "/file/%L/%S/\(path)?conflict_resolution_strategy=ask")
            let address = begun.json["path"]?.text ?? ""
            _ = await service.respond(to: WireRequest(method: .put, target: address, body: Array(path.utf8)))
            _ = await send(.post, "/file/%L/%S/\(begun.json["confirmKey"]?.text ?? "")?confirm")
        }
    }

    func names(_ path: String = "") async -> [String] {
        let reply = await send(.get, "/directory/%L/%S/\(path)?limit=1000")
        return (reply.json["contents"]?.elements ?? []).compactMap { $0["name"]?.text }
    }
}

final class TestTime: Sendable {
    private let value = Atomic<Int64>(ServiceFixture.start)
    var now: Int64 { value.load(ordering: .relaxed) }
    func advance(milliseconds: Int64) { value.wrappingAdd(milliseconds, ordering: .relaxed) }
}
