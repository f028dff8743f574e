import Foundation
import SMHClient
import SMHModel
import SMHServer
import SMHStore
import SMHTesting
import Synchronization
import Testing

/// KooDrive's client and the local service, strict as it is, in process and over HTTP.
@Suite struct KooDriveClientAndServiceTests {
    enum Way: String, Sendable, CaseIterable {
        case inProcess, http
    }

    private struct Place: Sendable {
        let local: LocalKooDrive
        let transport: any Transport
        let userID: String
        let space: String
        /// With its port, as signatures have it.
        let host: String

        func client(
            _ credential: KooCredential? = nil, _ configure: (inout KooDriveClient.Options) -> Void = { _ in }
        ) -> KooDriveClient {
            var options = KooDriveClient.Options()
            configure(&options)
            return KooDriveClient(
                userID: userID, credential: credential ?? .accessToken(Secret(local.token)), transport: transport,
                options: options)
        }

        func finish(_ client: KooDriveClient, _ draft: KooJobDraft) async throws -> KooJobDetail {
            let id = try await client.createJob(draft).value
            return try await client.job(id)
        }
    }

    private func withDrive(
        _ way: Way, isSample: Bool = false, configuration: StoreConfiguration = StoreConfiguration(),
        _ body: @Sendable (Place) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let local = try LocalKooDrive.open(
            at: folder.url.appendingPathComponent("koo.smhdb").path, isSample: isSample, configuration: configuration)
        func place(_ transport: any Transport, _ host: String) throws -> Place {
            Place(
                local: local, transport: transport, userID: try local.userID, space: try local.containerID, host: host)
        }
        switch way {
        case .inProcess: try await body(place(ResponderTransport(local.responder), "local.example"))
        case .http:
            let ports = AsyncStream<Int>.makeStream()
            let server = Task {
                try await LibraryServer(local.responder).run { port in ports.continuation.yield(port) }
            }
            var iterator = ports.stream.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let transport = try AsyncHTTPTransport(baseURL: "http://127.0.0.1:\(port)")
            try await body(place(transport, "127.0.0.1:\(port)"))
            await transport.shutdown()
            server.cancel()
            _ = try? await server.value
        }
        try await local.store.close()
    }

    @Test(arguments: Way.allCases)
    func `an album's life, and its files stay`(way: Way) async throws {
        try await withDrive(way) { place in
            let client = place.client()
            var files: [String] = []
            for number in 0..<3 {
                files.append(
                    try await client.upload([UInt8(number)], named: "\(number).jpg", to: "root", in: place.space))
            }
            let album = try await client.createAlbum(KooAlbumDraft(name: "Summer 2025"))
            _ = try await client.addToAlbum(album, files.map { KooAlbumContent(id: $0) })
            try await client.updateAlbum(album, KooAlbumChange(name: "Sommer ü"))
            #expect(try await client.albums().albums.map(\.name) == ["Sommer ü"])
            let answer = try await client.removeFromAlbum(album, Array(files[..<2]))
            #expect(answer.value.code == .success)
            #expect(answer.requestID?.utf8.count == 32)
            let contents = try await client.albumContents(album)
            #expect(contents.contents.map(\.id) == [files[2]])
            #expect(contents.contents.first?.ownerID == place.userID)
            #expect(contents.nextCursor == nil)
            try await client.deleteAlbum(album)
            let gone = await #expect(throws: ClientError.self) { try await client.albumContents(album) }
            #expect(gone?.code?.rawValue == KooErrorCode.resourceNotFound.rawValue)
            #expect(gone?.kind == .final)
            let list = try await client.list(KooListRequest(containerID: place.space))
            #expect(list.files.map(\.name) == ["0.jpg", "1.jpg", "2.jpg"])
            #expect(list.files.map(\.id) == files)
        }
    }

    @Test(arguments: Way.allCases)
    func `a file's life`(way: Way) async throws {
        try await withDrive(way) { place in
            let client = place.client()
            let space = try await client.personalSpace()
            #expect(space.containerID == place.space)
            let folder = try await client.createFolder(
                KooFolderDraft(name: "100% +#&=;@~'!ü", containerID: place.space, parentID: nil))
            let bytes = Array("hello".utf8)
            let file = try await client.upload(bytes, named: "a b.txt", to: folder, in: place.space)
            let empty = try await client.upload([], named: "empty", to: folder, in: place.space)
            try await client.rename(file, to: "c.txt", in: place.space)
            #expect(try await client.file(file, in: place.space).size == 5)
            #expect(
                try await client.file(file, in: place.space).sha256?.hasPrefix("2cf24dba5fb0a30e26e83b2ac5b9e29e")
                    == true)
            let path = try await client.path(of: file, in: place.space)
            #expect(path.namePath.hasSuffix("/100% +#&=;@~'!ü/c.txt"))
            #expect(path.idPath == "/\(space.rootFileID ?? "")/\(folder)/\(file)")
            let links = try await client.downloads(of: [file, empty], in: place.space)
            let urls = links.files.compactMap(\.url)
            #expect(urls.count == 2)
            #expect(try await client.bytes.read(from: Secret(urls[0]), at: 0, count: 9).bytes == bytes)
            #expect(try await client.bytes.read(from: Secret(urls[1]), at: 0, count: 9).total == 0)
            let found = try await client.search(KooSearch(keyword: "C.TXT"))
            #expect(found.files.map(\.id) == [file])
            #expect(found.files.first?.editedTime != nil)
            let taken = await #expect(throws: ClientError.self) {
                try await client.upload([1], named: "c.txt", to: folder, in: place.space)
            }
            #expect(taken?.code?.rawValue == KooErrorCode.duplicateName.rawValue)
        }
    }

    @Test(arguments: Way.allCases)
    func `jobs and the bin`(way: Way) async throws {
        try await withDrive(way) { place in
            let client = place.client()
            let target = try await client.createFolder(
                KooFolderDraft(name: "to", containerID: place.space, parentID: nil))
            let file = try await client.upload([1], named: "a", to: "root", in: place.space)
            let idPath = try await client.path(of: target, in: place.space).idPath
            func draft(_ type: KooTaskType, _ action: KooActionType?, _ ids: [String], to: String? = nil) -> KooJobDraft
            {
                KooJobDraft(
                    type, action: action, files: ids.map { .init(fileID: $0, idPath: "/x/\($0)") }, to: to,
                    from: place.space, in: place.space)
            }
            let copied = try await place.finish(client, draft(.copy, .copy, [file, "F1"], to: idPath))
            #expect(copied.job.status == .finished)
            #expect(copied.job.outcome == .partlyFailed)
            #expect(copied.files.map(\.resultCode) == [.success, .resourceNotFound])
            let copy = try #require(copied.files.first?.newFileID)
            #expect(try await client.path(of: copy, in: place.space).namePath.hasSuffix("/to/a"))
            let moved = try await place.finish(client, draft(.move, .move, [file], to: idPath))
            #expect(moved.job.outcome == .succeeded)
            let name = try await client.file(file, in: place.space).name
            #expect(name.hasPrefix("a_"))
            #expect(name.utf8.count == 17)
            _ = try await place.finish(client, draft(.delete, .deleteToBin, [file]))
            let bin = try await client.recycled(
                KooListRequest(containerID: place.space, order: .recycled, isAscending: false))
            #expect(bin.files.map(\.id) == [file])
            #expect(bin.files.first?.parentFolders == [target])
            #expect(try await place.finish(client, draft(.restore, nil, [file])).job.outcome == .succeeded)
            #expect(try await client.jobs().map(\.taskType) == [.restore, .delete, .move, .copy])
            _ = try await place.finish(client, draft(.delete, .deleteToBin, [file]))
            try await client.emptyRecycleBin(of: place.space)
            #expect(try await client.recycled(KooListRequest(containerID: place.space)).files.isEmpty)
        }
    }

    /// Koodrive reference 5.4: what a job had done by then stays done, and each of its files tells.
    @Test func `a job is cancelled on its way`() async throws {
        let time = TestTime()
        var configuration = StoreConfiguration()
        configuration.environment.now = { time.now }
        configuration.jobPace = JobPace(wait: 1000, item: 500)
        try await withDrive(.inProcess, configuration: configuration) { place in
            let client = place.client { $0.wallTime = { Timestamp(millisecondsSince1970: time.now) } }
            var files: [KooJobDraft.File] = []
            for name in ["a", "b", "c"] {
                let id = try await client.upload([1], named: name, to: "root", in: place.space)
                files.append(.init(fileID: id, idPath: "/x/\(id)"))
            }
            func state(_ id: String) async throws -> [String] {
                let detail = try await client.job(id)
                return ["\(detail.job.status.map { "\($0)" } ?? "")"]
                    + detail.files.map { $0.resultCode.map { "\($0)" } ?? "open" }
            }
            func start() async throws -> String {
                try await client.createJob(
                    KooJobDraft(.delete, action: .deleteToBin, files: files, from: place.space, in: place.space)
                ).value
            }
            let first = try await start()
            try await client.cancelJob(first)
            time.advance(milliseconds: 60_000)
            #expect(try await state(first) == ["cancelled", "open", "open", "open"])
            let second = try await start()
            time.advance(milliseconds: 1600)
            #expect(try await state(second) == ["running", "0", "open", "open"])
            try await client.cancelJob(second)
            time.advance(milliseconds: 60_000)
            #expect(try await state(second) == ["cancelled", "0", "open", "open"])
            let left = try await client.list(KooListRequest(containerID: place.space)).files.map(\.name)
            #expect(left == ["b", "c"])
            // A second time, and of one that has ended, it does nothing; of one that is none it is an error.
            try await client.cancelJob(second)
            let unknown = await #expect(throws: ClientError.self) { try await client.cancelJob("1500000000000000099") }
            #expect(unknown?.code?.rawValue == KooErrorCode.resourceNotFound.rawValue)
        }
    }

    private final class TestTime: Sendable {
        private let value = Atomic<Int64>(1_772_694_489_000)
        var now: Int64 { value.load(ordering: .relaxed) }
        func advance(milliseconds: Int64) { value.wrappingAdd(milliseconds, ordering: .relaxed) }
    }

    @Test(arguments: Way.allCases)
    func `every credential opens`(way: Way) async throws {
        try await withDrive(way) { place in
            let (id, secret) = (place.local.store.settings.id, Secret(place.local.token))
            for credential in [
                KooCredential.accessToken(secret, KooTokenForm(scheme: "Bearer", separator: "+")),
                .application(id: id, secret: secret, host: place.host),
                .account(KooAccount(name: id, password: secret, agentName: "carrier")),
            ] {
                let space = try await place.client(credential).personalSpace()
                #expect(space.containerID == place.space)
            }
            for credential in [
                KooCredential.accessToken(Secret("wrong-token")),
                .application(id: id, secret: Secret("wrong-token"), host: place.host),
                .account(KooAccount(name: id, password: Secret("wrong-token"), agentName: "carrier")),
            ] {
                let error = await #expect(throws: ClientError.self) {
                    try await place.client(credential).personalSpace()
                }
                #expect(error?.kind == .unauthorized)
                #expect(error?.description.contains("wrong-token") == false)
            }
        }
    }

    @Test(arguments: Way.allCases)
    func `a clock that is ahead is corrected by the service's`(way: Way) async throws {
        try await withDrive(way) { place in
            let client = place.client { options in
                let wallTime = options.wallTime
                options.wallTime = { Timestamp(millisecondsSince1970: wallTime().millisecondsSince1970 + 3_600_000) }
            }
            let space = try await client.personalSpace()
            #expect(space.containerID == place.space)
        }
    }

    /// A strict service refuses a date that is 20 minutes old, and one that lies ahead.
    @Test(arguments: [(20, "behind"), (-20, "ahead of")])
    func `a clock that is twenty minutes off is said once, and stops nothing`(
        minutes: Int64, word: String
    ) async throws {
        let remarks = Remarks()
        var configuration = StoreConfiguration()
        let now = configuration.environment.now
        configuration.environment.now = { now() + minutes * 60_000 }
        try await withDrive(.inProcess, configuration: configuration) { place in
            let client = place.client { options in
                options.onClockSkew = { text in remarks.texts.withLock { $0.append(text) } }
            }
            let file = try await client.upload([1], named: "a.jpg", to: "root", in: place.space)
            let album = try await client.createAlbum(KooAlbumDraft(name: "Mine"))
            _ = try await client.addToAlbum(album, [KooAlbumContent(id: file)])
            _ = try await client.removeFromAlbum(album, [file])
            #expect(try await client.albumContents(album).contents.isEmpty)
        }
        #expect(
            remarks.texts.withLock { $0 } == [
                "the clock of this machine is 20 min \(word) the service's; the times that are sent to it are corrected"
            ])
    }

    private final class Remarks: Sendable {
        let texts = Mutex<[String]>([])
    }

    @Test func `the sample is there at the first opening, and only then`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appendingPathComponent("koo.smhdb").path
        func look() async throws -> ([String?], [Int?], [String]) {
            let local = try LocalKooDrive.open(at: path, isSample: true)
            let client = KooDriveClient(
                userID: try local.userID, credential: .accessToken(Secret(local.token)),
                transport: ResponderTransport(local.responder))
            let albums = try await client.albums().albums
            var counts: [Int?] = []
            for album in albums { counts.append(try await client.albumContents(album.id).total) }
            let container = try local.containerID
            let files = try await client.list(KooListRequest(containerID: container)).files
            if let first = albums.first { try await client.deleteAlbum(first.id) }
            try await local.store.close()
            return (albums.map(\.name), counts, files.map(\.name))
        }
        let first = try await look()
        #expect(first.0 == ["Summer 2025", "Winter", "Best of"])
        #expect(first.1 == [5, 15, 9])
        #expect(first.2 == ["camera", "documents", "screenshots", "tmp"])
        #expect(try await look().0 == ["Winter", "Best of"])
    }
}
