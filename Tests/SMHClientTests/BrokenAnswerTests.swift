import SMHClient
import SMHModel
import SMHTesting
import Synchronization
import Testing

/// Whatever comes over the wire ends in a value or in a ``ClientError``, never in a trap.
@Suite struct BrokenAnswerTests {
    private static let answers = [
        #"{"result":[{"status":200,"recycledItemId":41,"path":["q","old"]},{"status":404,"code":"PathNotFound"}]}"#,
        #"[{"taskId":9301,"status":207,"result":[{"status":200,"from":["a"],"to":["b"],"path":null}]}]"#,
        #"{"path":["d"],"nextMarker":"n","contents":[{"name":"a","type":"file","size":"12","creationTime":"2026-01-02T03:04:05.000Z","versionId":1,"metaData":{}}]}"#,
        #"{"contents":[{"recycledItemId":1,"originalPath":["a"],"name":"a","type":"dir","removalTime":"2026-01-02T03:04:05.000Z"}]}"#,
        #"{"code":0,"msg":"Success.","data":{"jobInfo":{"taskId":"5","status":2,"endTime":"20231227151904"},"taskInfos":[{"fileId":"F"}]}}"#,
        #"{"accessToken":"tok","expiresIn":86400}"#, #"{"code":"PathNotFound","message":"Path not found."}"#,
    ]

    /// A text with some of its bytes changed, left out, doubled or replaced by numbers that are hard to hold.
    private static func broken(_ text: String, _ generator: inout some RandomNumberGenerator) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
            case 3: bytes.removeSubrange(place...)
            case 4: bytes.replaceSubrange(place...place, with: Array("-9223372036854775809".utf8))
            default: bytes.replaceSubrange(place...place, with: Array("1e999".utf8))
            }
        }
        return bytes
    }

    @Test(arguments: 0..<20)
    func `random answers`(seed: Int) async throws {
        let generator = Mutex(SeededGenerator(seed: UInt64(seed)))
        let source = Source(generator)
        let transport = ScriptedTransport { (_) async throws(TransportError) in source.next() }
        let client = SMHLibraryClient.scripted(transport)
        let koo = KooDriveClient(userID: "1", credential: .accessToken(Secret("tok-1")), transport: transport)
        let place = try DrivePath(parsing: "a")
        for _ in 0..<50 {
            _ = try? await client.delete([BatchDeleteItem(path: "a")], in: "-")
            _ = try? await client.tasks([9301], in: "-").value.map(\.items)
            _ = try? await client.taskResult(9301, in: "-")
            _ = try? await client.list(.init(directory: .root), in: "-").value.json
            _ = try? await client.information(of: place, in: "-")
            _ = try? await client.recycled(in: "-").value.json
            _ = try? await client.spaces()
            _ = try? await client.usage(of: ["-"])
            _ = try? await koo.albums()
            _ = try? await koo.albumContents("1")
            _ = try? await koo.list(KooListRequest(containerID: "c"))
            _ = try? await koo.job("5").json
        }
        #expect(transport.requests.count >= 600)
    }

    private final class Source: Sendable {
        private let generator: Mutex<SeededGenerator>
        init(_ generator: consuming sending Mutex<SeededGenerator>) { self.generator = generator }

        func next() -> WireResponse {
            generator.withLock { generator in
                let text = BrokenAnswerTests.answers.randomElement(using: &generator) ?? ""
                let status = [200, 200, 200, 202, 207, 302, 400, 401, 403, 500].randomElement(using: &generator) ?? 200
                let dates = ["Sun, 06 Nov 1994 08:49:37 GMT", "Xxx, 99 Yyy -9 99:99:99 GMT", ""]
                return WireResponse(
                    status: status,
                    headers: [
                        .init("Date", dates.randomElement(using: &generator) ?? ""),
                        .init("Retry-After", "99999999999999999999"),
                    ], body: BrokenAnswerTests.broken(text, &generator))
            }
        }
    }
}
