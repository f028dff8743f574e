import SMHClient
import SMHModel
import SMHTesting
import Synchronization
import Testing

@testable import SMHOperations

/// What the adapter asks of the service, and what it makes of its answers.
@Suite struct KooDriveAdapterTests {
    /// A service of prepared answers: by the end of the path, in order; the last one again and again.
    private final class Service: Sendable {
        let transport: ScriptedTransport

        init(_ answers: [String: [String]]) {
            let prepared = answers.mapValues { texts in
                texts.map { text -> WireResponse in
                    text.contains(#""code":13"#) ? .json(400, text) : .json(200, text)
                }
            }
            let box = Box(prepared)
            transport = ScriptedTransport { (request) async throws(TransportError) in box.next(request) }
        }

        private final class Box: Sendable {
            let answers: Mutex<[String: [WireResponse]]>

            init(_ answers: [String: [WireResponse]]) { self.answers = Mutex(answers) }

            func next(_ request: WireRequest) -> WireResponse {
                let path = request.path.replacing("/koodrive/ose/v1/", with: "")
                let body = String(decoding: request.body, as: UTF8.self)
                let folder = body.contains("parentFileId") ? "#" + (Self.parent(body) ?? "") : ""
                return answers.withLock { answers in
                    let key = answers[path + folder] == nil ? path : path + folder
                    guard var left = answers[key], let first = left.first else {
                        return .json(400, #"{"code":13000309,"msg":"no answer for \#(key)"}"#)
                    }
                    if left.count > 1 { left.removeFirst() }
                    answers[key] = left
                    return first
                }
            }

            private static func parent(_ body: String) -> String? {
                (try? JSONValue(parsing: Array(body.utf8)))?["parentFileId"]?.text
            }
        }

        /// Method and path of each request, without what they all begin with.
        var lines: [String] { transport.lines.map { $0.replacing("/koodrive/ose/v1/", with: "") } }

        func body(_ index: Int) -> String { String(decoding: transport.requests[index].body, as: UTF8.self) }
    }

    private static let space =
        #"{"code":0,"msg":"","data":{"containerId":"IAA1","bizRootFileId":"DEUIrootIAA1","capacity":"2","capacityKb":"1","spaceUsed":"1024"}}"#

    private static func page(_ files: String..., next: String = "") -> String {
        #"{"category":"drive#fileList","files":[\#(files.joined(separator: ","))],"nextCursor":"\#(next)","code":0,"msg":""}"#
    }

    private static func folder(_ id: String, _ name: String) -> String {
        #"{"id":"\#(id)","fileName":"\#(name)","fileType":"10","parentFolder":["DEUIrootIAA1"],"recycled":false}"#
    }

    private static func file(
        _ id: String, _ name: String, in parent: String = "DEUIrootIAA1", recycled: Bool = false
    )
        -> String
    {
        #"{"id":"\#(id)","fileName":"\#(name)","fileType":"15","size":7,"sha256":"ab","recycled":\#(recycled),"parentFolder":["\#(parent)"],"createdTime":"2025-11-03T07:01:40.000Z","editedTime":"2025-11-03T07:01:40.000Z","code":0,"msg":""}"#
    }

    private static func job(_ status: Int, _ result: Int? = nil, infos: String = "") -> String {
        let outcome = result.map { #","taskResultCode":\#($0)"# } ?? ""
        return
            #"{"code":0,"msg":"","data":{"jobInfo":{"taskId":"J1","taskType":3,"status":\#(status)\#(outcome)},"taskInfos":[\#(infos)]}}"#
    }

    private static let started = #"{"code":0,"msg":"","data":"J1"}"#

    private func drive(
        _ service: Service, settings: KooDrive.Settings = KooDrive.Settings(), now: Int64 = 1_762_153_300_000_000_000
    ) -> (KooDrive, DriveSpace) {
        var options = KooDriveClient.Options()
        options.wallTime = { Timestamp(millisecondsSince1970: now / 1_000_000) }
        let client = KooDriveClient(
            userID: "15", credential: .accessToken(Secret("tok-1")), transport: service.transport, options: options)
        let drive = KooDrive(
            client: client, service: "https://koodrive.example", settings: settings, wallTime: { now }, random: { 255 })
        return (drive, DriveSpace(drive: drive.identity, id: "-", index: 0))
    }

    private func path(_ text: String) throws -> DrivePath { try DrivePath(parsing: text) }

    @Test func `paths are resolved level by level, and remembered`() async throws {
        let service = Service([
            "space/15": [Self.space],
            "files/0#root": [Self.page(Self.folder("FA", "a"))],
            "files/0#FA": [Self.page(Self.file("F1", "x.jpg", in: "FA"), Self.file("F2", "y.jpg", in: "FA"))],
        ])
        let (drive, space) = drive(service)
        let page = try await drive.listPage(ListRequest(space: space, directory: path("a"), limit: 100))
        #expect(
            page.entries.map { "\($0.path) \($0.inode ?? "") \($0.type) \($0.size ?? 0) \($0.etag ?? "")" } == [
                "a/x.jpg F1 image 7 ab", "a/y.jpg F2 image 7 ab",
            ])
        #expect(service.lines == ["GET space/15?type=1", "POST files/0", "POST files/0"])
        _ = try await drive.listPage(ListRequest(space: space, directory: path("a"), limit: 100))
        // Space and folder are known now.
        #expect(service.lines.count == 4)
    }

    @Test func `what is not there is said by a listing`() async throws {
        let service = Service(["space/15": [Self.space], "files/0": [Self.page(Self.file("F1", "e\u{301}.jpg"))]])
        let (drive, space) = drive(service)
        // Names are compared byte for byte.
        let error = await #expect(throws: DriveError.self) {
            try await drive.information(of: path("\u{e9}.jpg"), in: space)
        }
        #expect(error?.code == .notFound)
        #expect(try await drive.information(of: path("e\u{301}.jpg"), in: space).inode == "F1")
    }

    @Test(arguments: [(1, true), (2, false), (3, false)])
    func `a job that somebody else started tells its kind, and whether all of it was done`(
        outcome: Int, isDone: Bool
    ) async throws {
        let service = Service(["J1": [Self.job(1), Self.job(2, outcome)]])
        let (drive, space) = drive(service)
        #expect(try await drive.taskKind("J1", in: space) == .move)
        let states = try await drive.poll(["J1"], in: space)
        switch states.first?.progress {
        case .finishedWithoutResults: #expect(isDone)
        case .failed(let message): #expect(!isDone && message?.contains("J1 failed") == true)
        default: Issue.record("\(states)")
        }
    }

    @Test func `a delete names files by their id paths, and says how to find them in the bin`() async throws {
        let service = Service([
            "space/15": [Self.space], "jobs": [Self.started], "J1": [Self.job(1), Self.job(2, 1)],
            "files/0#root": [Self.page(Self.folder("FA", "a"))],
            "files/0#FA": [Self.page(Self.file("F1", "x.jpg", in: "FA"))],
        ])
        let (drive, space) = drive(service)
        let items = try [
            BatchItem(source: path("a/x.jpg"), identity: "F1"), BatchItem(source: path("a/gone.jpg")),
        ]
        let answer = try await drive.submit(Batch(kind: .delete, space: space, items: items))
        guard case .task("J1") = answer.outcome else { return #expect(Bool(false)) }
        #expect(
            service.body(3)
                == #"{"taskType":2,"actionType":201,"taskInfo":{"fileInfo":[{"fileId":"F1","filePath":"/DEUIrootIAA1/FA/F1"}],"srcContainerId":"IAA1"},"dstContainerId":"IAA1"}"#
        )
        guard case .running? = try await drive.poll(["J1"], in: space).first?.progress else {
            return #expect(Bool(false))
        }
        guard case .finished(let results)? = try await drive.poll(["J1"], in: space).first?.progress else {
            return #expect(Bool(false))
        }
        let matched = results.matched(to: items, kind: .delete)
        #expect(matched.map { $0?.status } == [200, 404])
        let number = try #require(matched[0]?.recycledID)
        #expect(number > 0)
        // The job's places are forgotten: a look asks the service.
        let before = service.lines.count
        _ = try? await drive.information(of: path("a/x.jpg"), in: space)
        #expect(service.lines.count > before)
    }

    @Test func `another file at the place is not deleted`() async throws {
        let service = Service(["space/15": [Self.space], "files/0": [Self.page(Self.file("F9", "x.jpg"))]])
        let (drive, space) = drive(service)
        let answer = try await drive.submit(
            Batch(kind: .delete, space: space, items: [BatchItem(source: path("x.jpg"), identity: "F1")]))
        guard case .finished(let results) = answer.outcome else { return #expect(Bool(false)) }
        #expect(results.map(\.code) == [.changed])
        #expect(!service.lines.contains("POST jobs"))
    }

    @Test(arguments: [
        (KooTargetNotation.idPath, "/DEUIrootIAA1/FB"), (.id, "FB"), (.namePath, "/rootIAA1/b"),
    ])
    func `a move is a job with one target folder`(_ notation: KooTargetNotation, _ target: String) async throws {
        let service = Service([
            "space/15": [Self.space], "jobs": [Self.started], "J1": [Self.job(2, 1)],
            "files/0#root": [Self.page(Self.folder("FB", "b"), Self.file("F1", "x.jpg"))],
            "files/F1/detail": [Self.file("F1", "x.jpg", in: "FB")],
        ])
        var settings = KooDrive.Settings()
        settings.jobTarget = notation
        let (drive, space) = drive(service, settings: settings)
        let items = try [BatchItem(source: path("x.jpg"), target: path("b/x.jpg"))]
        let answer = try await drive.submit(Batch(kind: .move, space: space, items: items))
        guard case .task(let id) = answer.outcome else { return #expect(Bool(false)) }
        let body = try #require(
            service.transport.requests.first { $0.path.hasSuffix("/jobs") }.map {
                String(decoding: $0.body, as: UTF8.self)
            })
        #expect(body.contains(#""newFilePath":"\#(target)""#))
        guard case .finished(let results)? = try await drive.poll([id], in: space).first?.progress else {
            return #expect(Bool(false))
        }
        #expect(results.map { "\($0.status) \($0.finalPath?.description ?? "")" } == ["200 b/x.jpg"])
    }

    @Test func `a new name in the same folder is a call of its own`() async throws {
        let service = Service([
            "space/15": [Self.space], "files/0": [Self.page(Self.file("F1", "x.jpg"))],
            "files/rename/F1": [#"{"code":0,"msg":""}"#, #"{"code":13000405,"msg":"duplicate"}"#],
        ])
        let (drive, space) = drive(service)
        let batch = try Batch(
            kind: .move, space: space, items: [BatchItem(source: path("x.jpg"), target: path("z.jpg"))])
        guard case .finished(let results) = try await drive.submit(batch).outcome else { return #expect(Bool(false)) }
        #expect(results.first?.finalPath?.description == "z.jpg")
        #expect(service.lines.last == "POST files/rename/F1")
        #expect(service.body(2) == #"{"containerId":"IAA1","name":"z.jpg","renameMode":3}"#)
        let error = await #expect(throws: DriveError.self) { try await drive.submit(batch) }
        #expect(error?.code == .exists)
    }

    @Test func `a copy whose name is taken goes through a folder of its own`() async throws {
        let service = Service([
            "space/15": [Self.space],
            "files/0#root": [Self.page(Self.folder("FB", "b"), Self.file("F1", "x.jpg"))],
            "files/0#FB": [Self.page(Self.file("F0", "x.jpg", in: "FB"))],
            "files/0#FT": [Self.page(Self.file("F7", "x.jpg", in: "FT")), Self.page()], "files/1#FT": [Self.page()],
            "directory": [#"{"id":"FT","code":0,"msg":""}"#],
            "jobs": [
                Self.started, #"{"code":0,"msg":"","data":"J2"}"#, #"{"code":0,"msg":"","data":"J3"}"#,
                #"{"code":0,"msg":"","data":"J4"}"#,
            ],
            "J1": [Self.job(2, 1)], "J2": [Self.job(2, 1)], "J3": [Self.job(2, 1)], "J4": [Self.job(2, 1)],
            "files/rename/F7": [#"{"code":0,"msg":""}"#],
            "files/F7/detail": [Self.file("F7", "x (1).jpg", in: "FB")],
        ])
        let (drive, space) = drive(service)
        let items = try [BatchItem(source: path("x.jpg"), target: path("b/x (1).jpg"))]
        let answer = try await drive.submit(Batch(kind: .copy, space: space, items: items))
        guard case .task("J1") = answer.outcome else { return #expect(Bool(false)) }
        for _ in 1...3 {
            guard case .running? = try await drive.poll(["J1"], in: space).first?.progress else {
                return #expect(Bool(false))
            }
        }
        guard case .finished(let results)? = try await drive.poll(["J1"], in: space).first?.progress else {
            return #expect(Bool(false))
        }
        #expect(results.map { "\($0.status) \($0.finalPath?.description ?? "")" } == ["200 b/x (1).jpg"])
        // The copy goes into the new folder, is renamed there, and goes where it belongs; the folder, empty, into the bin, and from there
        // for good.
        let bodies = service.transport.requests.filter { $0.path.hasSuffix("/jobs") }.map {
            String(decoding: $0.body, as: UTF8.self)
        }
        #expect(bodies.count == 4)
        #expect(bodies[0].contains(#""newFilePath":"/DEUIrootIAA1/FB/FT""#))
        #expect(bodies[1].contains(#""newFilePath":"/DEUIrootIAA1/FB""#) && bodies[1].contains(#""taskType":3"#))
        #expect(bodies[2].contains(#""actionType":201"#) && bodies[2].contains(#""fileId":"FT""#))
        #expect(bodies[3].contains(#""actionType":202"#) && bodies[3].contains(#""fileId":"FT""#))
    }

    @Test func `of a job that failed in part each file is looked at`() async throws {
        let service = Service([
            "space/15": [Self.space], "jobs": [Self.started],
            "J1": [
                Self.job(2, 2, infos: #"{"fileId":"F1","resultCode":13000311},{"fileId":"F2"}"#)
            ],
            "files/0#root": [
                Self.page(Self.folder("FB", "b"), Self.file("F1", "x.jpg"), Self.file("F2", "y.jpg"))
            ],
            "files/F1/detail": [Self.file("F1", "x.jpg")],
            "files/F2/detail": [Self.file("F2", "y.jpg", in: "FB")],
        ])
        let (drive, space) = drive(service)
        let items = try [
            BatchItem(source: path("x.jpg"), target: path("b/x.jpg")),
            BatchItem(source: path("y.jpg"), target: path("b/y.jpg")),
        ]
        _ = try await drive.submit(Batch(kind: .move, space: space, items: items))
        guard case .finished(let results)? = try await drive.poll(["J1"], in: space).first?.progress else {
            return #expect(Bool(false))
        }
        let matched = results.matched(to: items, kind: .move)
        #expect(matched[0]?.code == .quotaExceeded)
        #expect(matched[1]?.finalPath?.description == "b/y.jpg")
    }

    /// Of one that is found in the list nobody knows whether it is the right one, so its items are looked at afterwards.
    @Test func `a job whose answer was lost is found in the list`() async throws {
        let list =
            #"{"code":0,"msg":"","data":[{"taskId":"J9","taskType":2,"actionType":201,"status":1,"contentNum":1,"createTime":"20251103070140"},{"taskId":"J8","taskType":2,"actionType":201,"status":2,"contentNum":1,"createTime":"20231227151904"},{"taskId":"J7","taskType":2,"actionType":201,"contentNum":5,"createTime":"20251103070140"}]}"#
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            switch (request.method, request.path.replacing("/koodrive/ose/v1/", with: "")) {
            case (_, "space/15"): return .json(200, Self.space)
            case (_, "files/0"): return .json(200, Self.page(Self.file("F1", "x.jpg")))
            case (.post, "jobs"): throw TransportError(.inDoubt, "the connection was lost")
            case (.get, "jobs"): return .json(200, list)
            case (_, "J9"): return .json(200, Self.job(2, 1))
            default: return .json(400, #"{"code":13000309,"msg":""}"#)
            }
        }
        let client = KooDriveClient(userID: "15", credential: .accessToken(Secret("t")), transport: transport)
        let drive = KooDrive(client: client, service: "s", wallTime: { 1_762_153_300_000_000_000 })
        let space = DriveSpace(drive: drive.identity, id: "-", index: 0)
        let answer = try await drive.submit(
            Batch(kind: .delete, space: space, items: [BatchItem(source: path("x.jpg"))]))
        guard case .task("J9") = answer.outcome else { return #expect(Bool(false)) }
        guard case .finishedWithoutResults? = try await drive.poll(["J9"], in: space).first?.progress else {
            return #expect(Bool(false))
        }
        #expect(try await drive.poll(["J404"], in: space).isEmpty)
    }

    /// The table of the reference's section 9; a code that it does not list says what the status says.
    @Test(
        arguments: [
            (13_000_101, .argument), (13_000_102, .argument), (13_000_201, .network), (13_000_301, .unavailable),
            (13_000_302, .notFound), (13_000_303, .notFound), (13_000_304, .unavailable), (13_000_305, .notFound),
            (13_000_306, .notFound), (13_000_307, .argument), (13_000_308, .protocol), (13_000_309, .notFound),
            (13_000_310, .argument), (13_000_311, .quotaExceeded), (13_000_312, .exists), (13_000_401, .protocol),
            (13_000_402, .network), (13_000_403, .unavailable), (13_000_404, .notFound), (13_000_405, .exists),
            (13_000_406, .argument), (13_000_407, .protocol), (13_000_408, .network), (13_000_409, .network),
            (13_000_410, .permissionDenied), (13_000_411, .notFound), (13_000_412, .unavailable),
            (13_000_413, .unsupported), (13_000_414, .argument), (13_000_999, .argument),
        ] as [(Int, OperationCode)])
    func `each code of the table has its meaning for a script`(code: Int, meaning: OperationCode) async throws {
        let service = Service(["space/15": [#"{"code":\#(code),"msg":"said so"}"#]])
        let (drive, space) = drive(service)
        let error = await #expect(throws: DriveError.self) { try await drive.usage(of: space) }
        #expect(error?.code == meaning && error?.serviceCode == "\(code)" && error?.status == 400)
        #expect(error?.kind == (code == 13_000_201 ? .inDoubt : .final))
        let words = KooErrorCode(rawValue: "\(code)").meaning
        #expect((words == nil) == (code == 13_000_999))
        #expect(error?.message == (words.map { "\($0): " } ?? "") + "said so")
    }

    /// Files are absent if a code of the table says so; a gateway's 404 says that a call is.
    @Test(arguments: [
        (404, #"{"error_code":"APIGW.0101","error_msg":"The API does not exist"}"#), (404, ""), (409, "{}"),
        (410, "<html>"), (404, #"{"code":404,"msg":"no route"}"#),
    ])
    func `no gateway says that a file is not there`(status: Int, text: String) async throws {
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            request.path.hasSuffix("space/15") ? .json(200, Self.space) : .json(status, text)
        }
        let client = KooDriveClient(userID: "15", credential: .accessToken(Secret("t")), transport: transport)
        let drive = KooDrive(client: client, service: "s")
        let space = DriveSpace(drive: drive.identity, id: "-", index: 0)
        let error = await #expect(throws: DriveError.self) { try await drive.information(of: path("x"), in: space) }
        #expect(error?.code == .protocol)
    }

    @Test func `where things of the bin lay is asked anew once a folder may have another path`() async throws {
        let service = Service([
            "space/15": [Self.space], "jobs": [Self.started], "J1": [Self.job(2, 1)],
            "files/0#root": [Self.page(Self.file("F5", "z.jpg"))],
            "files/1": [Self.page(Self.file("F1", "x.jpg", in: "FA", recycled: true))],
            "files/path": [
                #"{"code":13000306,"msg":"the folder is in the bin"}"#,
                #"{"code":0,"msg":"","fileIdPath":"/DEUIrootIAA1/FA","namePath":"/rootIAA1/b"}"#,
            ],
        ])
        let (drive, space) = drive(service)
        func places() async throws -> [String?] {
            try await drive.recycledPage(in: space, marker: nil, limit: 100).entries.map {
                $0.originalPath?.description
            }
        }
        #expect(try await places() == [nil])
        #expect(try await places() == [nil])
        _ = try await drive.submit(Batch(kind: .delete, space: space, items: [BatchItem(source: path("z.jpg"))]))
        #expect(try await places() == ["b/x.jpg"])
    }

    /// Which name the service gave where one was taken is read in the folder.
    @Test func `many restored things are found by listing`() async throws {
        let ids = (1...25).map { "F\($0)" }
        let inBin = ids.map { Self.file($0, "\($0).jpg", in: "FA", recycled: true) }.joined(separator: ",")
        let back = ids.map { Self.file($0, $0 == "F7" ? "F7_20251103_070140.jpg" : "\($0).jpg", in: "FA") }
        let service = Service([
            "space/15": [Self.space], "jobs": [Self.started], "J1": [Self.job(2, 1)],
            "files/0#root": [Self.page(Self.folder("FA", "a"))], "files/1": [Self.page(inBin)],
            "files/0#FA": [Self.page(back.joined(separator: ","))],
            "files/path": [#"{"code":0,"msg":"","fileIdPath":"/DEUIrootIAA1/FA","namePath":"/rootIAA1/a"}"#],
        ])
        let (drive, space) = drive(service)
        let entries = try await drive.recycledPage(in: space, marker: nil, limit: 100).entries
        let items = entries.map { BatchItem(source: .root, number: $0.number) }
        _ = try await drive.submit(Batch(kind: .restore, space: space, items: items))
        guard case .finished(let results)? = try await drive.poll(["J1"], in: space).first?.progress else {
            return #expect(Bool(false))
        }
        #expect(results.count == 25)
        #expect(results[6].finalPath?.description == "a/F7_20251103_070140.jpg")
        #expect(results[7].finalPath?.description == "a/F8.jpg")
        #expect(service.lines.count { $0.contains("files/path") } == 1)
    }

    @Test func `the bin by numbers`() async throws {
        let service = Service([
            "space/15": [Self.space], "jobs": [Self.started], "J1": [Self.job(2, 1)],
            "files/1": [Self.page(Self.file("F1", "x.jpg", in: "FA", recycled: true))],
            "files/path": [
                #"{"code":0,"msg":"","fileIdPath":"/DEUIrootIAA1/FA","namePath":"/rootIAA1/a"}"#,
                #"{"code":0,"msg":"","fileIdPath":"/DEUIrootIAA1/FA/F1","namePath":"/rootIAA1/a/x_20251103_070140.jpg"}"#,
            ],
        ])
        let (drive, space) = drive(service)
        let page = try await drive.recycledPage(in: space, marker: nil, limit: 100)
        let entry = try #require(page.entries.first)
        #expect(entry.originalPath?.description == "a/x.jpg")
        let items = [BatchItem(source: .root, number: entry.number), BatchItem(source: .root, number: 12)]
        guard case .task("J1") = try await drive.submit(Batch(kind: .restore, space: space, items: items)).outcome
        else { return #expect(Bool(false)) }
        let body = service.transport.requests.last.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(body?.contains(#""taskType":4"#) == true)
        guard case .finished(let results)? = try await drive.poll(["J1"], in: space).first?.progress else {
            return #expect(Bool(false))
        }
        let matched = results.matched(to: items, kind: .restore)
        #expect(matched[0]?.finalPath?.description == "a/x_20251103_070140.jpg")
        #expect(matched[1]?.status == 404)
    }

    @Test func `folders are made one by one`() async throws {
        let service = Service([
            "space/15": [Self.space], "files/0#root": [Self.page()], "files/0#FA": [Self.page()],
            "directory": [#"{"id":"FA","code":0,"msg":""}"#, #"{"id":"FB","code":0,"msg":""}"#],
        ])
        let (drive, space) = drive(service)
        try await drive.makeDirectory(path("a/b"), in: space)
        let made = service.transport.requests.filter { $0.path.hasSuffix("/directory") }.map {
            String(decoding: $0.body, as: UTF8.self)
        }
        #expect(
            made == [
                #"{"fileName":"a","containerId":"IAA1","fileType":"10","renameMode":3}"#,
                #"{"fileName":"b","containerId":"IAA1","parentFolder":["FA"],"fileType":"10","renameMode":3}"#,
            ])
        let error = await #expect(throws: DriveError.self) { try await drive.makeDirectory(path("a/b"), in: space) }
        #expect(error?.code == .exists)
    }

    @Test func `usage, and no other space`() async throws {
        let service = Service(["space/15": [Self.space]])
        let (drive, space) = drive(service)
        let usage = try await drive.usage(of: space)
        #expect(usage.size == 1024 && usage.capacity == (2 << 30) + 1024)
        #expect(try await drive.spaces() == ["-"])
        let other = DriveSpace(drive: drive.identity, id: "IAA2", index: 1)
        await #expect(throws: DriveError.self) { try await drive.usage(of: other) }
    }

    @Test func `a search finds by place, and a file by its id`() async throws {
        let service = Service([
            "space/15": [Self.space],
            "files/search": [
                #"{"code":0,"msg":"","files":[{"id":"F1","fileName":"x.jpg","fileType":"15","namePath":"/rootIAA1/a/x.jpg"},{"id":"F2","fileName":"x"}],"nextPageCursor":""}"#
            ],
            "files/F1/detail": [Self.file("F1", "x.jpg", in: "FA")],
            "files/path": [#"{"code":0,"msg":"","fileIdPath":"/DEUI/FA/F1","namePath":"/rootIAA1/a/x.jpg"}"#],
        ])
        let (drive, space) = drive(service)
        let hits = try await drive.search("x", below: .root, in: space)
        #expect(hits.map { "\($0.path) \($0.isFromSearch)" } == ["a/x.jpg true"])
        #expect(try await drive.entry(withIdentity: "F1", in: space).path.description == "a/x.jpg")
        await #expect(throws: DriveError.self) {
            try await drive.search(String(repeating: "x", count: 81), below: .root, in: space)
        }
    }

    @Test func `albums, their members and their changes`() async throws {
        let success = #"{"code":0,"msg":"Success."}"#
        let service = Service([
            "space/15": [Self.space],
            "album/list": [
                #"{"albumList":[{"id":"11","name":"Summer","albumType":2,"albumKind":1}],"total":1}"#,
                #"{"albumList":[{"id":"12","albumType":1,"albumKind":1}],"total":1}"#,
            ],
            "album/11/list": [
                #"{"contentList":[{"id":"F1","ownerId":"15"}],"nextPageCursor":"c","total":2}"#,
                #"{"contentList":[{"id":"F2"}],"nextPageCursor":"","total":2}"#,
            ],
            "album/11/add": [success], "11/batchDelete": [success], "album/11": [success],
            "album/create": [#"{"id":"13","code":0,"msg":"Success."}"#], "11/update": [success],
        ])
        let (drive, space) = drive(service)
        let first = try await drive.albumPage(in: space, marker: nil)
        let second = try await drive.albumPage(in: space, marker: first.nextMarker)
        #expect((first.albums + second.albums).map { "\($0.id) \($0.isManual)" } == ["11 true", "12 false"])
        #expect(second.nextMarker == nil)
        let album = try #require(first.albums.first)
        let page = try await drive.memberPage(of: album, marker: nil)
        #expect(page.members.map(\.id) == ["F1"] && page.nextMarker == "c")
        #expect(try await drive.memberPage(of: album, marker: "c").nextMarker == nil)
        let items = [
            BatchItem(source: try DrivePath(names: ["11", "F1"])),
            BatchItem(source: try DrivePath(names: ["11", "F2"])),
        ]
        for kind in [BatchKind.addToAlbum, .removeFromAlbum] {
            let answer = try await drive.submit(Batch(kind: kind, space: space, items: items))
            guard case .finishedWithoutResults = answer.outcome else { return #expect(Bool(false)) }
        }
        _ = try await drive.submit(
            Batch(kind: .deleteAlbum, space: space, items: [BatchItem(source: try DrivePath(names: ["11"]))]))
        #expect(try await drive.createAlbum(named: "New", in: space) == "13")
        try await drive.renameAlbum(album, to: "Old")
        let calls = service.transport.requests.suffix(5)
        #expect(
            calls.map { "\($0.method.rawValue) \($0.path)".replacing("/koodrive/ose/v1/", with: "") } == [
                "POST album/11/add", "DELETE 11/batchDelete", "DELETE album/11", "POST album/create", "POST 11/update",
            ])
        #expect(
            calls.prefix(2).map { String(decoding: $0.body, as: UTF8.self) } == [
                #"{"fileIds":[{"fileId":"F1","ownerId":"15"},{"fileId":"F2"}]}"#, #"{"ids":["F1","F2"]}"#,
            ])
    }

    @Test func `an upload and a download`() async throws {
        let service = Service([
            "space/15": [Self.space], "files/0#root": [Self.page(Self.folder("FA", "a"))],
            "files/0#FA": [Self.page(Self.file("F5", "n.jpg", in: "FA"))],
            "files/create": [
                #"{"fileId":"F5","code":0,"msg":"","multiParts":[{"partNumber":1,"uploadUrl":"https://store.example/put?sig=1"}]}"#
            ],
            "/put": [""], "files/complete": [#"{"code":0,"msg":""}"#],
            "files/F5/detail": [Self.file("F5", "n.jpg", in: "FA")],
            "files/download": [
                #"{"code":0,"msg":"","batchCode":1,"downloads":[{"fileId":"F5","url":"https://store.example/get?sig=2"}]}"#
            ],
            "/get": ["bytes"],
        ])
        let (drive, space) = drive(service)
        let upload = try await drive.beginUpload(of: 2, to: path("a/n.jpg"), in: space, strategy: .ask)
        try await upload.send([1, 2], piece: 0)
        let entry = try await upload.complete(crc64: 0)
        #expect(entry.inode == "F5" && entry.path.description == "a/n.jpg")
        let download = try await drive.beginDownload(path("a/n.jpg"), in: space)
        #expect(try await download.read(at: 0, count: 9) == FilePiece(bytes: Array("bytes".utf8), total: 5))
        await #expect(throws: DriveError.self) {
            try await drive.beginUpload(of: 1, to: path("a/n.jpg"), in: space, strategy: .overwrite)
        }
    }

    /// The first address comes with the announcement; others, and that one a second time, are asked for.
    @Test func `an upload in parts`() async throws {
        let address =
            #"{"code":0,"msg":"","multiParts":[{"partNumber":2,"uploadUrl":"https://store.example/put?sig=2"}]}"#
        let service = Service([
            "space/15": [Self.space], "files/0#root": [Self.page(Self.folder("FA", "a"))],
            "files/create": [
                #"{"fileId":"F5","code":0,"msg":"","multiParts":[{"partNumber":1,"uploadUrl":"https://store.example/put?sig=1"}]}"#
            ],
            "/put": ["", "", ""], "files/multipart/uploadUrl": [address, address],
            "files/complete": [#"{"code":0,"msg":""}"#], "files/F5/detail": [Self.file("F5", "n.jpg", in: "FA")],
        ])
        let (drive, space) = drive(service)
        let size = Int64(PieceSize.usual) + 2
        let upload = try await drive.beginUpload(of: size, to: path("a/n.jpg"), in: space, strategy: .ask)
        try await upload.send([1], piece: 0)
        try await upload.send([1], piece: 0)
        try await upload.send([2, 3], piece: 1)
        _ = try await upload.complete(crc64: 0)
        let puts = service.transport.requests.filter { $0.method == .put }
        #expect(puts.map { $0.queryValue("sig") } == ["1", "2", "2"])
        let asked = service.transport.requests.filter { $0.path.hasSuffix("multipart/uploadUrl") }
        #expect(
            asked.map { String(decoding: $0.body, as: UTF8.self) } == [
                #"{"fileId":"F5","multiParts":[{"partNumber":1,"partSize":1}]}"#,
                #"{"fileId":"F5","multiParts":[{"partNumber":2,"partSize":2}]}"#,
            ])
        let created = try #require(service.transport.requests.first { $0.path.hasSuffix("files/create") })
        let announcement = String(decoding: created.body, as: UTF8.self)
        #expect(announcement.contains(#""partSize":8388608"#))
    }

    @Test func `no strategies and no other spaces are ever sent`() async throws {
        let service = Service(["space/15": [Self.space], "files/0": [Self.page(Self.file("F1", "x.jpg"))]])
        let (drive, space) = drive(service)
        let items = try [BatchItem(source: path("x.jpg"), target: path("b/x.jpg"))]
        for strategy in [WireStrategy.overwrite, .rename] {
            await #expect(throws: DriveError.self) {
                try await drive.submit(Batch(kind: .copy, space: space, strategy: strategy, items: items))
            }
        }
        #expect(!service.lines.contains { $0.contains("jobs") })
    }
}
