import Foundation
import SMHClient
import SMHModel
import SMHOperations
import SMHServer
import SMHStore
import SMHTesting
import Synchronization
import Testing

/// The client and the local service, which share nothing but the wire types, in process and over HTTP.
@Suite(.timeLimit(.minutes(20))) struct ClientAndServiceTests {
    enum Way: String, Sendable, CaseIterable {
        case inProcess, http
    }

    private let space = "-"

    private func path(_ text: String) throws -> DrivePath { try DrivePath(parsing: text) }

    /// Runs `body` with a transport to a fresh library, and a client with its secret.
    private func withLibrary(
        _ way: Way, configure: (inout StoreConfiguration) -> Void = { _ in },
        _ body: @Sendable (SMHLibraryClient, any Transport) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        var configuration = StoreConfiguration()
        configure(&configuration)
        let store = try LibraryStore.open(
            path: folder.url.appendingPathComponent("test.smhdb").path,
            seed: LibrarySeed(options: LibraryOptions(), id: "smhlab01", secret: "secret01"),
            configuration: configuration)
        let service = LibraryService(store: store)
        func client(_ transport: any Transport) -> SMHLibraryClient {
            SMHLibraryClient(
                libraryID: "smhlab01", credential: .librarySecret(Secret("secret01")), transport: transport)
        }
        switch way {
        case .inProcess:
            let transport = ResponderTransport(service)
            try await body(client(transport), transport)
        case .http:
            let ports = AsyncStream<Int>.makeStream()
            let server = Task {
                try await LibraryServer(service).run { port in ports.continuation.yield(port) }
            }
            var iterator = ports.stream.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let transport = try AsyncHTTPTransport(baseURL: "http://127.0.0.1:\(port)")
            try await body(client(transport), transport)
            await transport.shutdown()
            server.cancel()
            _ = try? await server.value
        }
        try await store.close()
    }

    @Test(arguments: Way.allCases)
    func `a file's life`(way: Way) async throws {
        try await withLibrary(way) { client, _ in
            let odd = "100% +#&=;@~'!ü e\u{301}.txt"
            #expect(try await client.ensureDirectory(path("in/deep"), in: space))
            #expect(try await !client.ensureDirectory(path("in/deep"), in: space))
            let bytes = Array("hello".utf8)
            _ = try await client.upload(bytes, to: path("in/a.txt"), in: space, strategy: .ask)
            _ = try await client.upload(bytes, to: path("in/" + odd), in: space, strategy: .ask)
            let location = try await client.downloadLocation(of: path("in/" + odd), in: space)
            #expect(location.crc64 == CRC64.checksum(of: bytes))
            let piece = try await client.bytes.read(from: location.address, at: 0, count: 100)
            #expect(piece.bytes == bytes && piece.total == 5)
            let middle = try await client.bytes.read(from: location.address, at: 1, count: 3)
            #expect(middle.bytes == Array("ell".utf8) && middle.total == 5)
            await #expect(throws: ClientError.self) { try await client.ensureDirectory(path("in/a.txt"), in: space) }

            let page = try await client.list(.init(directory: path("in")), in: space).value
            #expect(
                Set(page.contents.map { Array($0.name.utf8) }) == Set([odd, "a.txt", "deep"].map { Array($0.utf8) }))
            #expect(page.contents.allSatisfy { $0.inode != nil })
            #expect(page.nextMarker == nil)
            let information = try await client.information(of: path("in/" + odd), in: space).value
            #expect(information.size == 5)
            #expect(try await client.fileExists(path("in/a.txt"), in: space))
            #expect(try await !client.directoryExists(path("nowhere"), in: space))
            let missing = await #expect(throws: ClientError.self) {
                try await client.information(of: path("in/no"), in: space)
            }
            #expect(missing?.status == 404)
            #expect(missing?.requestID?.utf8.count == 32)
            #expect(try await client.statistics(of: .root, in: space).value.fileCount == 2)
            #expect(try await client.usage(of: [space]).value.first?.size == 10)
        }
    }

    @Test(arguments: Way.allCases)
    func `batches and the bin`(way: Way) async throws {
        try await withLibrary(way) { client, _ in
            for name in ["a", "b", "c"] {
                _ = try await client.upload([1], to: path(name), in: space, strategy: .ask)
            }
            let moved = try await client.move(
                [
                    BatchMoveItem(from: path("a"), to: path("b"), strategy: .ask),
                    BatchMoveItem(from: path("a"), to: path("c"), strategy: .rename),
                    BatchMoveItem(from: path("none"), to: path("d"), strategy: .ask),
                ], to: space)
            #expect(moved.status == 207)
            guard case .finished(let results) = moved.value else { return #expect(Bool(false)) }
            #expect(results.map(\.status) == [409, 200, 404])
            #expect(results[0].code == .sameNameDirectoryOrFileExists)
            #expect(results[1].path == ["c (1)"])

            let copied = try await client.copy(
                [BatchCopyItem(copyFrom: path("b"), to: path("e"), strategy: .ask)], to: space)
            #expect(copied.status == 200)
            let deleted = try await client.delete(
                [
                    BatchDeleteItem(path: path("b"), permanent: false),
                    BatchDeleteItem(path: path("e"), permanent: true),
                ], in: space)
            guard case .finished(let removed) = deleted.value else { return #expect(Bool(false)) }
            #expect(removed.map(\.status) == [200, 204])
            let number = try #require(removed[0].recycledItemID)
            #expect(try await client.recycled(in: space).value.contents.map(\.recycledItemID) == [number])
            guard case .finished(let restored) = try await client.restore([number, 999_999], in: space).value else {
                return #expect(Bool(false))
            }
            #expect(restored.map(\.status) == [200, 404])
            #expect(restored[0].path == ["b"])
            guard case .finished(let again) = try await client.delete([BatchDeleteItem(path: "b")], in: space).value
            else {
                return #expect(Bool(false))
            }
            _ = try await client.purge([try #require(again[0].recycledItemID)], in: space)
            #expect(try await client.recycled(in: space).value.contents.isEmpty)
        }
    }

    @Test(arguments: Way.allCases)
    func `a batch in the background`(way: Way) async throws {
        try await withLibrary(way, configure: { $0.longestImmediateBatch = 2 }) { client, _ in
            for number in 0..<5 { _ = try await client.createDirectory(path("d\(number)"), in: space) }
            let items = (0..<6).map { BatchDeleteItem(path: "d\($0)") }
            let answer = try await client.delete(items, in: space)
            guard case .accepted(let id) = answer.value else { return #expect(Bool(false)) }
            #expect(answer.status == 202)
            var task = try await client.tasks([id, id + 1000], in: space).value
            while task.first?.isRunning == true {
                await Task.yield()
                task = try await client.tasks([id], in: space).value
            }
            #expect(task.map(\.taskID) == [id])
            #expect(task.first?.status == 207)
            #expect(task.first?.items?.map(\.status) == [200, 200, 200, 200, 200, 404])
            let newer = try await client.taskResult(id, in: space).value
            #expect(newer.operation == .delete)
            #expect(newer.items?.count == 6)
        }
    }

    @Test(arguments: Way.allCases)
    func `pages come by name, whatever their size`(way: Way) async throws {
        try await withLibrary(way) { client, _ in
            let names = (0..<45).map { $0 % 2 == 0 ? "f\($0)" : "F\($0)" }
            for name in names { _ = try await client.createDirectory(path(name), in: space) }
            var found: [String] = []
            var marker: String?
            repeat {
                let page = try await client.list(.init(directory: .root, marker: marker, limit: 7), in: space).value
                found += page.contents.map(\.name)
                marker = page.nextMarker
            } while marker != nil
            #expect(found == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            let after = try await client.list(.init(directory: .root, startName: found[40]), in: space).value
            #expect(after.contents.map(\.name) == Array(found[41...]))
            let some = try await client.list(.init(directory: .root, prefix: "F1"), in: space).value
            #expect(some.contents.allSatisfy { $0.name.hasPrefix("F1") })
            #expect(some.contents.count == found.count { $0.hasPrefix("F1") })
        }
    }

    @Test(arguments: Way.allCases)
    func `who may not, is told so`(way: Way) async throws {
        try await withLibrary(way) { client, transport in
            _ = try await client.createDirectory(path("d"), in: space)
            func other(_ credential: SMHCredential) -> SMHLibraryClient {
                SMHLibraryClient(libraryID: "smhlab01", credential: credential, transport: transport)
            }
            let wrong = await #expect(throws: ClientError.self) {
                try await other(.librarySecret(Secret("wrong-secret"))).spaces()
            }
            #expect(wrong?.kind == .unauthorized)
            #expect(wrong?.description.contains("wrong-secret") == false)
            let stale = await #expect(throws: ClientError.self) {
                try await other(.accessToken(Secret("no-such-token"))).list(.init(directory: .root), in: space)
            }
            #expect(stale?.kind == .unauthorized)
            let reader = other(
                .librarySecret(Secret("secret01"), AccessTokenOptions(grants: [.readOnly], spaceIDs: [space])))
            #expect(try await reader.list(.init(directory: .root), in: space).value.contents.count == 1)
            do {
                let answer = try await reader.delete([BatchDeleteItem(path: "d")], in: space)
                guard case .finished(let results) = answer.value else { return #expect(Bool(false)) }
                #expect(results.map(\.code) == [.noPermission])
            } catch let error as ClientError {
                #expect(error.code == .noPermission)
                #expect(error.kind == .final)
            }
            #expect(try await client.directoryExists(path("d"), in: space))
        }
    }

    @Test func `sixteen requests with a revoked token make one new one`() async throws {
        try await withLibrary(.inProcess) { _, transport in
            let counting = CountingTransport(transport)
            let client = SMHLibraryClient(
                libraryID: "smhlab01", credential: .librarySecret(Secret("secret01")), transport: counting)
            _ = try await client.list(.init(directory: .root), in: space)
            let token = try #require(counting.lastToken)
            _ = try await transport.send(
                WireRequest(method: .delete, path: "/api/v1/token/smhlab01/\(token)"), origin: nil,
                timeout: .seconds(60))
            try await withThrowingTaskGroup { group in
                for _ in 0..<16 {
                    group.addTask { _ = try await client.list(.init(directory: .root), in: space) }
                }
                try await group.waitForAll()
            }
            #expect(counting.tokenRequests == 2)
        }
    }

    @Test(arguments: Way.allCases)
    func `the drive of the operations`(way: Way) async throws {
        try await withLibrary(way) { client, _ in
            let drive = SMHDrive(client: client, service: "test")
            let space = DriveSpace(drive: drive.identity, id: "-", index: 0)
            #expect(try await drive.spaces().contains("-"))
            try await drive.makeDirectory(path("a/b"), in: space)
            let taken = await #expect(throws: DriveError.self) { try await drive.makeDirectory(path("a/b"), in: space) }
            #expect(taken?.code == .exists)
            let entry = try await drive.information(of: path("a/b"), in: space)
            #expect(entry.isDirectory)
            #expect(entry.inode != nil)
            let items = try [BatchItem(source: path("a/b")), BatchItem(source: path("a/none"))]
            let answer = try await drive.submit(Batch(kind: .delete, space: space, items: items))
            guard case .finished(let results) = answer.outcome else { return #expect(Bool(false)) }
            let matched = results.matched(to: items, kind: .delete)
            #expect(matched.map { $0?.status } == [200, 404])
            let bin = try await drive.recycledPage(in: space, marker: nil, limit: 100)
            #expect(bin.entries.map(\.number) == [matched[0]?.recycledID])
            #expect(bin.entries[0].originalPath?.description == "a/b")
            #expect(try await drive.statistics(of: .root, in: space).directories == 1)
            #expect(try await drive.usage(of: space).size == 0)
        }
    }
}

/// Counts what goes to a transport.
private final class CountingTransport: Transport {
    private let transport: any Transport
    private let state = Mutex<(tokens: Int, last: String?)>((0, nil))

    init(_ transport: any Transport) { self.transport = transport }

    var tokenRequests: Int { state.withLock { $0.tokens } }
    var lastToken: String? { state.withLock { $0.last } }

    func send(_ request: WireRequest, origin: String?, timeout: Duration) async throws(TransportError) -> WireResponse {
        state.withLock { state in
            if request.path == "/api/v1/token" { state.tokens += 1 }
            if let token = request.queryValue("access_token") { state.last = token }
        }
        return try await transport.send(request, origin: origin, timeout: timeout)
    }
}
