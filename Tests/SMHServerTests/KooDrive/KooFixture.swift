import SMHModel
import SMHServer
import SMHStore
import Testing

/// KooDrive over a library in a temporary file, asked as a strict client asks it.
final class KooFixture: Sendable {
    let folder: Folder
    let clock = TestTime()
    let store: LibraryStore
    let service: KooDriveService
    let record = Record()
    let userID: String
    let containerID: String

    init(
        options: KooDriveOptions = KooDriveOptions(), libraryOptions: LibraryOptions = LibraryOptions(),
        _ configure: (inout StoreConfiguration) -> Void = { _ in }
    ) throws {
        folder = try Folder()
        var configuration = StoreConfiguration()
        configuration.environment.now = { [clock] in clock.now }
        configure(&configuration)
        store = try LibraryStore.open(
            path: folder.path + "/koo.smhdb",
            seed: LibrarySeed(options: libraryOptions, id: "smhlab01", secret: "secret01"),
            configuration: configuration)
        let local = LocalKooDrive(store: store, options: options) { [record] in record.add($0) }
        service = local.responder
        userID = try local.userID
        containerID = try local.containerID
    }

    static let trace = "smh_" + String(repeating: "a", count: 54)

    /// The common headers, all of them right.
    var headers: [WireHeader] {
        [
            WireHeader("Authorization", "Bearer secret01"), WireHeader("X-User-Id", userID),
            WireHeader("X-Date", Timestamp(millisecondsSince1970: clock.now).basic),
            WireHeader("X-Traceid", Self.trace), WireHeader("language", "en-US"),
            WireHeader("Content-Type", "application/json"),
        ]
    }

    /// Sends a request to a path below `v1/`, or beside it; `%C` stands for the container's id.
    /// - Parameter changes: headers that are other than usual; nil: left out.
    func send(
        _ method: WireMethod, _ target: String, _ body: String = "", _ changes: [String: String?] = [:]
    ) async -> Reply {
        var headers = headers.filter { header in !changes.keys.contains(header.name) }
        for (name, value) in changes { if let value { headers.append(WireHeader(name, value)) } }
        let container = containerID
        let text = body.replacing("%C", with: container)
        return Reply(
            response: await service.respond(
                to: WireRequest(
                    method: method,
                    target: ("/koodrive/ose/v1/" + target.replacing("%C", with: container)).replacing(
                        "/v1/../", with: "/"),
                    headers: headers, body: Array(text.utf8))))
    }

    /// Makes folders (a slash at the end) and files that hold their path, and gives the ids of the last.
    @discardableResult
    func make(_ paths: String...) throws -> String {
        try store.writeNow { transaction in
            let space = try #require(try transaction.space(named: "-"))
            var id = ""
            for path in paths {
                let names = LibraryTransaction.names(path)
                if path.hasSuffix("/") {
                    let node = try transaction.createDirectory(names, in: space).node
                    id = transaction.identifiers.file(node.id)
                } else {
                    let node = try transaction.addFile(
                        BareFile(name: names.last ?? "", modified: clock.now), holding: Array(path.utf8),
                        to: names.dropLast(), in: space)
                    id = transaction.identifiers.file(node.id)
                }
            }
            return id
        }
    }

    /// The id of what stands at a path; nil: nothing does.
    func id(_ path: String) throws -> String? {
        try store.readNow { transaction in
            let space = try #require(try transaction.space(named: "-"))
            return try transaction.node(at: LibraryTransaction.names(path), in: space).map {
                transaction.identifiers.file($0.id)
            }
        }
    }

    /// A manual album with contents.
    func album(_ name: String = "Summer 2025", _ files: [String] = []) async -> String {
        let made = await send(.post, "album/create", #"{"name":"\#(name)","type":"2","albumKind":"1"}"#)
        let id = made.json["id"]?.text ?? "none"
        for start in stride(from: 0, to: files.count, by: 100) {
            let chunk = files[start..<min(start + 100, files.count)]
            let list = chunk.map { #"{"fileId":"\#($0)"}"# }.joined(separator: ",")
            _ = await send(.post, "album/\(id)/add", #"{"fileIds":[\#(list)]}"#)
        }
        return id
    }

    func contents(_ album: String, _ query: String = "") async -> [String] {
        let reply = await send(.get, "album/\(album)/list\(query)")
        return (reply.json["contentList"]?.elements ?? []).compactMap { $0["id"]?.text }
    }

    /// Names in a folder, or, of type 1, in the bin.
    func names(_ parent: String = "root", type: Int = 0) async -> [String] {
        let reply = await send(
            .post, "files/\(type)", #"{"containerId":"%C","parentFileId":"\#(parent)"}"#)
        return (reply.json["files"]?.elements ?? []).compactMap { $0["fileName"]?.text }
    }

    /// Starts a job.
    /// - Parameter files: ids; each gets a path that contains it.
    func job(_ type: Int, _ action: Int?, _ files: [String], to target: String? = nil) async -> Reply {
        let list = files.map { #"{"fileId":"\#($0)","filePath":"/x/\#($0)"}"# }.joined(separator: ",")
        let actionPart = action.map { #","actionType":\#($0)"# } ?? ""
        let targetPart = target.map { #","newFilePath":"\#($0)""# } ?? ""
        return await send(
            .post, "jobs",
            #"{"taskType":\#(type)\#(actionPart),"taskInfo":{"fileInfo":[\#(list)]\#(targetPart),"srcContainerId":"%C"},"dstContainerId":"%C"}"#
        )
    }

    /// The job's status, outcome and the codes of its files.
    func state(_ job: Reply) async -> [Int?] {
        let detail = await send(.get, job.json["data"]?.text ?? "none").json["data"]
        return [detail?["jobInfo"]?["status"]?.integer, detail?["jobInfo"]?["taskResultCode"]?.integer]
            + (detail?["taskInfos"]?.elements ?? []).map { $0["resultCode"]?.integer }
    }
}

extension Reply {
    var isSuccess: Bool { status == 200 && (code == nil || code == "0") }
}
