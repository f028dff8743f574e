import SMHClient
import SMHModel
import SMHOperations
import SMHTesting
import Testing

/// What the adapter makes of the service's answers.
@Suite struct SMHDriveTests {
    private func drive(_ answers: WireResponse...) -> (SMHDrive, ScriptedTransport, DriveSpace) {
        let transport = ScriptedTransport(answers: answers)
        let drive = SMHDrive(
            client: .scripted(transport), service: "https://smhlab01.api.tencentsmh.cn", wallTime: { 77 })
        return (drive, transport, DriveSpace(drive: drive.identity, id: "s1", index: 0))
    }

    private func path(_ text: String) throws -> DrivePath { try DrivePath(parsing: text) }

    @Test func `a delete's results, by source`() async throws {
        let (drive, transport, space) = drive(
            .json(
                207,
                #"{"result":[{"status":404,"code":"PathNotFound","message":"Path not found.","path":["b"]},{"status":200,"recycledItemId":5,"path":["a"]},{"status":200,"path":["..","x"]},{"path":["c"]}]}"#
            ))
        let batch = try Batch(
            kind: .delete, space: space, permanent: true,
            items: [BatchItem(source: path("a")), BatchItem(source: path("b"))])
        let answer = try await drive.submit(batch)
        #expect(
            String(decoding: transport.requests[0].body, as: UTF8.self)
                == #"[{"path":"a","permanent":true},{"path":"b","permanent":true}]"#)
        guard case .finished(let results) = answer.outcome else { return #expect(Bool(false)) }
        #expect(results.count == 3)
        let matched = results.matched(to: batch.items, kind: .delete)
        #expect(matched.map { $0?.status } == [200, 404])
        #expect(matched[0]?.recycledID == 5)
        #expect(matched[0]?.finalPath == nil)
        #expect(matched[1]?.serviceCode == "PathNotFound")
        #expect(answer.requestID == "0f9e00000000000000000000000000aa")
    }

    @Test func `moves across spaces and their final places`() async throws {
        let (drive, transport, space) = drive(
            .json(
                200,
                #"{"result":[{"status":200,"path":["out","1 (1).png"],"from":["in","1.png"],"to":["out","1.png"]}]}"#))
        let other = DriveSpace(drive: drive.identity, id: "s2", index: 1)
        let items = try [BatchItem(source: path("in/1.png"), target: path("out/1.png"))]
        let answer = try await drive.submit(
            Batch(kind: .move, space: space, sourceSpace: other, strategy: .rename, items: items))
        #expect(
            String(decoding: transport.requests[0].body, as: UTF8.self)
                == #"[{"fromSpaceId":"s2","from":"in/1.png","to":"out/1.png","conflictResolutionStrategy":"rename"}]"#)
        guard case .finished(let results) = answer.outcome else { return #expect(Bool(false)) }
        #expect(results.matched(to: items, kind: .move)[0]?.finalPath?.description == "out/1 (1).png")
    }

    /// Listing it all is the other way to know.
    @Test func `statistics that say nothing`() async throws {
        let (drive, _, space) = drive(.json(200, #"{"path":["a"]}"#))
        let error = await #expect(throws: DriveError.self) { try await drive.statistics(of: path("a"), in: space) }
        #expect(error?.kind == .final)
    }

    @Test func `tasks`() async throws {
        let (drive, _, space) = drive(
            .json(202, #"{"taskId":9}"#),
            .json(
                200,
                #"[{"taskId":9,"status":207,"result":[{"status":200,"path":["a"],"recycledItemId":3}]},{"taskId":8,"status":202},{"taskId":7,"status":204},{"taskId":6,"status":500}]"#
            ))
        let batch = Batch(kind: .restore, space: space, items: [BatchItem(source: .root, number: 3)])
        guard case .task("9") = try await drive.submit(batch).outcome else { return #expect(Bool(false)) }
        let states = try await drive.poll(["9", "8", "7", "6", "x"], in: space)
        #expect(states.map(\.id) == ["9", "8", "7", "6"])
        guard case .finished(let results) = states[0].progress, case .running = states[1].progress,
            case .finishedWithoutResults = states[2].progress, case .failed = states[3].progress
        else { return #expect(Bool(false)) }
        let matched = results.matched(to: batch.items, kind: .restore)
        #expect(matched[0]?.finalPath?.description == "a")
        #expect(matched[0]?.source == nil)
    }

    @Test func `a poll refused for one unknown number asks for each`() async throws {
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            switch request.path.split(separator: "/").last {
            case "1": .json(200, #"[{"taskId":1,"status":202}]"#)
            default: .json(404, #"{"code":"TaskNotFound","message":""}"#)
            }
        }
        let drive = SMHDrive(client: .scripted(transport), service: "x")
        let space = DriveSpace(drive: drive.identity, id: "-", index: 0)
        #expect(try await drive.poll(["1", "2"], in: space).map(\.id) == ["1"])
        #expect(transport.requests.count == 3)
        let missing = ScriptedTransport(answers: .json(404, #"{"code":"SpaceNotFound","message":""}"#))
        let other = SMHDrive(client: .scripted(missing), service: "x")
        await #expect(throws: DriveError.self) { try await other.poll(["1"], in: space) }
    }

    @Test(arguments: [
        (
            WireResponse.json(404, #"{"code":"PathNotFound","message":"m"}"#), DriveError.Class.final,
            OperationCode.notFound
        ),
        (.json(409, #"{"code":"SameNameDirectoryOrFileExists","message":"m"}"#), .final, .exists),
        (.json(403, #"{"code":"NoPermission","message":"m"}"#), .final, .permissionDenied),
        (.json(403, #"{"code":"InvalidAccessToken","message":"m"}"#), .unauthorized, .unauthorized),
        (.json(400, #"{"code":"QuotaLimitReached","message":"m"}"#), .final, .quotaExceeded),
        (.json(409, #"{"code":"PathConflict","message":"m"}"#), .notDone, .unavailable),
        (.json(429, #"{"code":"RateLimitExceeded","message":"m"}"#), .throttled, .rateLimited),
        (.json(503, #"{"code":"ServerOverloaded","message":"m"}"#), .notDone, .unavailable),
        (.json(500, #"{"code":"InternalServerError","message":"m"}"#), .inDoubt, .network),
        (.page(404, "<html>"), .final, .protocol), (.page(200, "<html>"), .inDoubt, .protocol),
    ])
    func `failures`(answer: WireResponse, kind: DriveError.Class, code: OperationCode) async throws {
        let (drive, _, space) = drive(answer)
        let error = await #expect(throws: DriveError.self) { try await drive.information(of: path("a"), in: space) }
        #expect(error?.kind == kind)
        #expect(error?.code == code)
        #expect(error?.status == answer.status)
    }

    @Test func `entries keep all that the service told`() async throws {
        let (drive, _, space) = drive(
            .json(
                200,
                #"{"path":["d"],"nextMarker":"n","eTag":"7","contents":[{"name":"a.jpg","type":"image","size":"9","inode":"i","crc64":"1","modificationTime":"1970-01-01T00:00:01.000Z","metaData":{"x-smh-meta-k":"v"},"fileType":"image","news":[1]},{"name":"s","type":"symlink"},{"name":"e","type":"dir"}]}"#
            ))
        let page = try await drive.listPage(ListRequest(space: space, directory: path("d"), limit: 10))
        #expect(page.entries.map(\.kind) == [.file, .link, .directory])
        let entry = page.entries[0]
        #expect(entry.path.description == "d/a.jpg")
        #expect(entry.size == 9)
        #expect(entry.modified == 1_000_000_000)
        #expect(entry.meta == ["x-smh-meta-k": "v"])
        #expect(entry.raw == #"{"news":[1],"fileType":"image"}"#)
        #expect(entry.readAt == 77)
        #expect(page.entries[2].raw == nil)
        #expect(page.nextMarker == "n")
        #expect(page.etag == "7")
    }

    @Test(arguments: ["a/b", "..", ".", "", "x\\u0000"])
    func `a listed name that cannot be is a protocol error`(name: String) async throws {
        let (drive, _, space) = drive(.json(200, #"{"contents":[{"name":"\#(name)","type":"file"}]}"#))
        let error = await #expect(throws: DriveError.self) {
            try await drive.listPage(ListRequest(space: space, directory: path("d"), limit: 10))
        }
        #expect(error?.code == .protocol)
    }

    @Test func `a library with one space`() async throws {
        let (drive, _, _) = drive(.json(400, #"{"code":"NotMultiSpaceLibrary","message":""}"#))
        #expect(try await drive.spaces() == ["-"])
    }
}

@Suite struct BatchResultMatchingTests {
    private func items(_ paths: String...) throws -> [BatchItem] {
        try paths.map { BatchItem(source: try DrivePath(parsing: $0)) }
    }

    private func result(_ status: Int, _ path: String?) throws -> BatchResult {
        BatchResult(status: status, source: try path.map { try DrivePath(parsing: $0) })
    }

    @Test func `by name, whatever the order`() throws {
        let results = try [result(404, "b"), result(200, nil), result(200, "zzz"), result(200, "a")]
        #expect(try results.matched(to: items("a", "b", "c"), kind: .delete).map { $0?.status } == [200, 404, nil])
    }

    @Test func `another normal form, if it leaves no choice`() throws {
        let composed = "caf\u{E9}"
        let decomposed = "cafe\u{301}"
        #expect(try [result(200, composed)].matched(to: items(decomposed), kind: .delete).map { $0?.status } == [200])
        #expect(
            try [result(200, composed)].matched(to: items(composed, decomposed), kind: .delete).map { $0?.status } == [
                200, nil,
            ])
    }

    @Test func `two results for one item count only if they agree`() throws {
        #expect(
            try [result(200, "a"), result(204, "a")].matched(to: items("a"), kind: .delete).map { $0?.status } == [200])
        #expect(try [result(200, "a"), result(404, "a")].matched(to: items("a"), kind: .delete)[0] == nil)
    }

    @Test func `one source, two targets`() throws {
        let source = try DrivePath(parsing: "a")
        let targets = try ["x", "y"].map { try DrivePath(parsing: $0) }
        let items = targets.map { BatchItem(source: source, target: $0) }
        let results = [
            BatchResult(status: 409, source: source, target: targets[1]),
            BatchResult(status: 200, source: source, target: targets[0]),
        ]
        #expect(results.matched(to: items, kind: .copy).map { $0?.status } == [200, 409])
        let bare = [BatchResult(status: 200, source: source)]
        #expect(bare.matched(to: items, kind: .copy).map { $0?.status } == [nil, nil])
        #expect(bare.matched(to: [items[0]], kind: .copy).map { $0?.status } == [200])
    }
}
