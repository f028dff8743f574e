import SMHClient
import SMHModel
import SMHTesting
import Synchronization
import Testing

@Suite struct KooDriveTests {
    private static let success = #"{"code":0,"msg":"Success."}"#

    private static func options(
        _ time: String = "20251103T070140Z", clock: MonotonicTime = .continuous
    ) -> KooDriveClient.Options {
        var options = KooDriveClient.Options()
        let now = Timestamp(basic: time) ?? Timestamp(millisecondsSince1970: 0)
        options.wallTime = { now }
        options.random = { 0x0123_4567_89AB_CDEF }
        options.clock = clock
        return options
    }

    private func client(_ transport: ScriptedTransport) -> KooDriveClient {
        KooDriveClient(
            userID: "1505084218764547200", credential: .accessToken(Secret("tok-1")), transport: transport,
            options: Self.options())
    }

    /// The worked exchange of the seed page (koodrive reference 3.7).
    @Test func `two contents are taken out of an album`() async throws {
        let transport = ScriptedTransport(answers: .json(200, Self.success))
        let answer = try await client(transport).removeFromAlbum(
            "1320279189273965056", ["FnkL1QhXj8muHBuSWCHtFFY8Azue44Snr", "F2kL1QhXj8muHBuSWCHtFFY8Azue44Snr"])
        let request = try #require(transport.requests.first)
        #expect(transport.lines == ["DELETE /koodrive/ose/v1/1320279189273965056/batchDelete"])
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"ids":["FnkL1QhXj8muHBuSWCHtFFY8Azue44Snr","F2kL1QhXj8muHBuSWCHtFFY8Azue44Snr"]}"#)
        #expect(request.header("Authorization") == "Bearer tok-1")
        #expect(request.header("X-User-Id") == "1505084218764547200")
        #expect(request.header("X-Date") == "20251103T070140Z")
        #expect(request.header("language") == "en-US")
        #expect(request.header("Content-Type") == "application/json")
        let trace = try #require(request.header("X-Traceid"))
        #expect(trace.utf8.count == 58)
        #expect(trace.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_".utf8.contains($0) })
        #expect(answer.value.code == .success)
        #expect(answer.value.json.description == Self.success)
    }

    private final class Remarks: Sendable {
        let texts = Mutex<[String]>([])
    }

    @Test func `a clock that is off is told once, and corrected`() async throws {
        let remarks = Remarks()
        var options = Self.options()
        options.onClockSkew = { text in remarks.texts.withLock { $0.append(text) } }
        let answer = WireResponse(
            status: 200, headers: [.init("Date", "Mon, 03 Nov 2025 07:31:40 GMT")], body: Array(Self.success.utf8))
        let transport = ScriptedTransport(answers: answer)
        let client = KooDriveClient(
            userID: "1", credential: .accessToken(Secret("t")), transport: transport, options: options)
        for _ in 1...2 { _ = try await client.removeFromAlbum("1", ["F1"]) }
        #expect(
            remarks.texts.withLock { $0 } == [
                "the clock of this machine is 30 min behind the service's; the times that are sent to it are corrected"
            ])
        #expect(transport.requests.last?.header("X-Date") == "20251103T073140Z")
    }

    @Test func `numbers of ids that a call does not take are not sent`() async throws {
        let transport = ScriptedTransport(answers: .json(200, Self.success))
        let client = client(transport)
        let ids = (0..<1001).map { "F\($0)" }
        await #expect(throws: ClientError.self) { try await client.removeFromAlbum("1", ids) }
        await #expect(throws: ClientError.self) { try await client.removeFromAlbum("1", []) }
        await #expect(throws: ClientError.self) { try await client.removeFromAlbum("..", ["F1"]) }
        await #expect(throws: ClientError.self) { try await client.removeFromAlbum("", ["F1"]) }
        await #expect(throws: ClientError.self) {
            try await client.addToAlbum("1", ids.prefix(101).map { KooAlbumContent(id: $0) })
        }
        await #expect(throws: ClientError.self) { try await client.createAlbum(KooAlbumDraft(name: nil)) }
        await #expect(throws: ClientError.self) {
            try await client.createAlbum(KooAlbumDraft(name: String(repeating: "x", count: 21)))
        }
        await #expect(throws: ClientError.self) {
            try await client.createJob(
                KooJobDraft(.delete, action: .deleteToBin, files: [.init(fileID: "F1")], from: "IAA", in: "IAA"))
        }
        #expect(transport.requests.isEmpty)
        _ = try await client.removeFromAlbum("1", Array(ids.prefix(1000)))
    }

    @Test func `albums`() async throws {
        let transport = ScriptedTransport(answers: [
            .json(
                200,
                #"{"albumList":[{"id":"7","name":"Summer 2025","albumType":"2","albumKind":1,"count":5}],"total":"1"}"#),
            .json(200, #"{"code":"0","msg":"成功","data":{"id":77}}"#), .json(200, Self.success),
            .json(200, Self.success),
            .json(200, #"{"contentList":[{"id":"F1","ownerId":"9"}],"nextPageCursor":"c","total":2}"#),
            .json(200, #"{"contentList":null,"nextPageCursor":""}"#), .json(200, Self.success),
        ])
        let client = client(transport)
        let page = try await client.albums()
        #expect(page.albums[0].name == "Summer 2025")
        #expect(page.albums[0].type == .manual)
        #expect(page.albums[0].other.map(\.key) == ["count"])
        #expect(page.total == 1)
        #expect(try await client.createAlbum(KooAlbumDraft(name: "A")) == "77")
        try await client.updateAlbum("77", KooAlbumChange(name: "B"))
        try await client.deleteAlbum("77")
        let contents = try await client.albumContents("77")
        #expect(contents.contents == [KooAlbumContent(id: "F1", ownerID: "9")])
        #expect(contents.nextCursor == "c")
        #expect(try await client.albumContents("77", cursor: "c", pageSize: 5).nextCursor == nil)
        _ = try await client.addToAlbum("77", contents.contents)
        #expect(
            transport.lines == [
                "GET /koodrive/ose/v1/album/list?albumKind=1&albumType=2&pageSize=100&pageNum=1",
                "POST /koodrive/ose/v1/album/create", "POST /koodrive/ose/v1/77/update",
                "DELETE /koodrive/ose/v1/album/77", "GET /koodrive/ose/v1/album/77/list?pageSize=100",
                "GET /koodrive/ose/v1/album/77/list?pageSize=5&pageCursor=c", "POST /koodrive/ose/v1/album/77/add",
            ])
        let bodies = transport.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies[1] == #"{"name":"A","type":"2","albumKind":"1"}"#)
        #expect(bodies[2] == #"{"name":"B"}"#)
        #expect(bodies[6] == #"{"fileIds":[{"fileId":"F1","ownerId":"9"}]}"#)
    }

    @Test func `files`() async throws {
        let transport = ScriptedTransport(answers: [
            .json(
                200,
                #"{"category":"drive#fileList","files":[{"id":"F1","fileName":"a.jpg","fileType":15,"size":"12","editedTime":"2025-01-02T03:04:05.000Z","parentFolder":["R"]}],"nextCursor":"n","code":0}"#
            ),
            .json(200, #"{"id":"F1","fileName":"a.jpg","fileType":"15","recycled":false,"code":0,"msg":"success"}"#),
            .json(200, #"{"files":[],"total":0,"nextPageCursor":"","code":0}"#),
            .json(200, #"{"id":"F2","code":0}"#), .json(200, Self.success),
            .json(200, #"{"code":0,"fileIdPath":"/DEUI7pa0C24ArootIAA/F1","namePath":"/rootIAA/a.jpg"}"#),
            .json(200, Self.success),
            .json(200, #"{"code":0,"data":{"containerId":"IAA","bizRootFileId":"R","spaceUsed":"5"}}"#),
        ])
        let client = client(transport)
        let page = try await client.list(KooListRequest(containerID: "IAA"))
        #expect(page.files[0].size == 12)
        #expect(page.files[0].type == .image)
        #expect(page.nextCursor == "n")
        #expect(try await client.file("F1", in: "IAA").isRecycled == false)
        #expect(try await client.search(KooSearch(keyword: "a")).nextCursor == nil)
        #expect(try await client.createFolder(KooFolderDraft(name: "d", containerID: "IAA", parentID: nil)) == "F2")
        try await client.rename("F2", to: "e", in: "IAA")
        #expect(try await client.path(of: "F1", in: "IAA").idPath == "/DEUI7pa0C24ArootIAA/F1")
        try await client.emptyRecycleBin(of: "IAA")
        #expect(try await client.personalSpace().containerID == "IAA")
        #expect(
            transport.lines == [
                "POST /koodrive/ose/v1/files/0", "POST /koodrive/ose/v1/files/F1/detail",
                "POST /koodrive/ose/v1/files/search", "POST /koodrive/ose/v1/directory",
                "POST /koodrive/ose/v1/files/rename/F2", "GET /koodrive/ose/v1/files/path?fileId=F1&containerId=IAA",
                "POST /koodrive/ose/v1/files/recycle", "GET /koodrive/ose/v1/space/1505084218764547200?type=1",
            ])
        let bodies = transport.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(
            bodies[0]
                == #"{"pageInfo":{"pageSize":100,"pageCursor":""},"sortInfo":{"sortType":1,"sortDirection":1},"containerId":"IAA","parentFileId":"root"}"#
        )
        #expect(bodies[3] == #"{"fileName":"d","containerId":"IAA","fileType":"10","renameMode":3}"#)
        #expect(bodies[6] == #"{"container":"IAA","containerId":"IAA"}"#)
    }

    @Test func `jobs`() async throws {
        let transport = ScriptedTransport(answers: [
            .json(200, #"{"code":"0","msg":"ok","data":"1309243162258308352"}"#),
            .json(
                200,
                #"{"code":0,"data":[{"taskId":"1320279189273965056","taskType":2,"actionType":201,"status":2,"taskResultCode":1,"contentNum":1,"containerId":"IAA","beginTime":"20231227151904","endTime":"20231227151904","createTime":"20231227151904"}]}"#
            ),
            .json(
                200,
                #"{"code":0,"data":{"jobInfo":{"taskId":"5","status":"2","taskResultCode":2},"taskInfos":[{"fileId":"F1","status":3,"newFileId":"F9"}]}}"#
            ),
            .json(200, Self.success),
        ])
        let client = client(transport)
        let draft = KooJobDraft(
            .move, action: .move, files: [.init(fileID: "F1", idPath: "/r/F1")],
            to: "/r/F2",
            from: "IAA", in: "IAA")
        #expect(try await client.createJob(draft).value == "1309243162258308352")
        let job = try #require(try await client.jobs(status: .finished).first)
        #expect(job.outcome == .succeeded)
        #expect(job.endTime?.description == "2023-12-27T15:19:04.000Z")
        let detail = try await client.job("5")
        #expect(detail.job.outcome == .partlyFailed)
        #expect(detail.files == [.init(fileID: "F1", status: 3, newFileID: "F9")])
        try await client.cancelJob("5")
        #expect(
            transport.lines == [
                "POST /koodrive/ose/v1/jobs", "GET /koodrive/ose/v1/jobs?status=2&offset=0&limit=100",
                "GET /koodrive/ose/v1/5", "POST /koodrive/ose/v1/cancel",
            ])
        #expect(
            String(decoding: transport.requests[0].body, as: UTF8.self)
                == #"{"taskType":3,"actionType":301,"taskInfo":{"fileInfo":[{"fileId":"F1","filePath":"/r/F1"}],"newFilePath":"/r/F2","srcContainerId":"IAA"},"dstContainerId":"IAA"}"#
        )
        #expect(try KooJobDraft(json: draft.json) == draft)
    }

    @Test(arguments: [
        (400, #"{"code":13000309,"msg":"x"}"#, ClientError.Kind.final, "13000309"),
        (400, #"{"code":"13000201","msg":"x"}"#, .inDoubt, "13000201"),
        (200, #"{"code":13000405,"msg":"x"}"#, .final, "13000405"),
        (401, #"{"code":1,"msg":"x"}"#, .unauthorized, "1"),
        (500, #"{"code":13000101,"msg":"x"}"#, .inDoubt, "13000101"),
        (429, #"{"error_code":"APIGW.0308","error_msg":"x"}"#, .throttled, "APIGW.0308"),
        (200, #"{"code":"13000405","msg":"x"}"#, .final, "13000405"),
        (200, #"{"errorCode":13000405,"errorMsg":"x"}"#, .final, "13000405"),
        (400, #"{"code":"013000309","message":"x"}"#, .final, "13000309"),
        (404, #"{"error_code":"APIGW.0101","error_msg":"x"}"#, .final, "APIGW.0101"),
        (401, #"{"error_code":"APIGW.0301","error_msg":"x"}"#, .unauthorized, "APIGW.0301"),
        (503, #"{"error_code":"APIGW.0201","error_msg":"x"}"#, .notDone, "APIGW.0201"),
        (500, #"{"code":13000201,"msg":"x"}"#, .inDoubt, "13000201"),
    ])
    func `errors in all their spellings`(status: Int, text: String, kind: ClientError.Kind, code: String) async throws {
        let transport = ScriptedTransport(answers: .json(status, text))
        let error = try #require(
            await #expect(throws: ClientError.self) { try await client(transport).deleteAlbum("1") })
        #expect(error.kind == kind)
        #expect(error.code?.rawValue == code)
        #expect(error.message.hasSuffix("x"))
    }

    /// Every spelling of success that the pages print, and answers without any.
    @Test(arguments: [
        #"{"code":0,"msg":"Success."}"#, #"{"code":"0","msg":"success"}"#, #"{"code":0,"msg":"success."}"#,
        #"{"code":0,"msg":"成功"}"#, #"{"code":0,"msg":"操作成功。"}"#, #"{"code":"00000000"}"#, #"{"code":0}"#, "{}",
        #"{"code":"","msg":""}"#, #"{"code":null}"#, #"{"msg":"failed"}"#, #"{"error_code":0}"#,
    ])
    func `success in all its spellings`(text: String) async throws {
        let transport = ScriptedTransport(answers: .json(200, text))
        try await client(transport).deleteAlbum("1")
        #expect(transport.requests.count == 1)
    }

    @Test func `a page where an answer was expected`() async throws {
        let transport = ScriptedTransport(answers: .page(200, "<html>hello"))
        let error = await #expect(throws: ClientError.self) { try await client(transport).deleteAlbum("1") }
        #expect(error?.kind == .inDoubt)
        #expect(error?.message.contains("<html>hello") == true)
    }

    @Test func `a clock that is ahead is corrected, and the request sent once more`() async throws {
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            let date = request.header("X-Date").flatMap { Timestamp(basic: $0) }
            let now = Timestamp(basic: "20251103T065140Z")
            var response =
                date.map { date in now.map { date <= $0 } ?? false } ?? false
                ? WireResponse.json(200, Self.success)
                : .json(400, #"{"code":13000102,"msg":"Verify parameters failed."}"#)
            response.headers.append(.init("Date", now?.httpDate ?? ""))
            return response
        }
        let client = client(transport)
        try await client.deleteAlbum("1")
        try await client.deleteAlbum("2")
        #expect(
            transport.requests.map { $0.header("X-Date") } == [
                "20251103T070140Z", "20251103T065140Z", "20251103T065140Z",
            ])
    }

    @Test func `a clock that is wrong is said plainly`() async throws {
        var response = WireResponse.json(400, #"{"code":13000102,"msg":"Verify parameters failed."}"#)
        response.headers.append(.init("Date", "Mon, 03 Nov 2025 06:51:40 GMT"))
        let transport = ScriptedTransport(answers: response)
        let error = await #expect(throws: ClientError.self) { try await client(transport).deleteAlbum("1") }
        #expect(
            error?.message
                == "a parameter was not accepted: Verify parameters failed.; the clock of this machine is 10 min ahead of the service's"
        )
        #expect(transport.requests.count == 2)
    }

    /// Computed by this program:
    /// ```python
    /// import hashlib, hmac
    /// def h(b): return hashlib.sha256(b).hexdigest()
    /// def sig(secret, canonical):
    ///     sts = "HMAC-SHA256\n" + h(canonical.encode())
    ///     return hmac.new(secret.encode(), sts.encode(), hashlib.sha256).hexdigest()
    /// body = b'{"ids":["FnkL1QhXj8muHBuSWCHtFFY8Azue44Snr"]}'
    /// print(sig("app-secret", "\n".join(["DELETE", "/koodrive/ose/v1/1505084218764547200/batchDelete/", "",
    ///   "host:cn.myhuaweicloud-koodrive.com\nx-date:20251103T070140Z\nx-user-id:1505084218764547201\n",
    ///   "host;x-date;x-user-id", h(body)])))
    /// print(sig("s\u00fc", "\n".join(["GET", "/koodrive/ose/v1/files/path/",
    ///   "B=1&a=&containerId=IAA%20%2B%2F~&fileId=F%C3%BC", "x-date:20251103T070140Z\nx-user-id:7\n",
    ///   "x-date;x-user-id", h(b"")])))
    /// ```
    @Test func `signatures as another program computes them`() async throws {
        let transport = ScriptedTransport(answers: .json(200, Self.success))
        let client = KooDriveClient(
            userID: "1505084218764547201",
            credential: .application(id: "app-1", secret: Secret("app-secret"), host: "cn.myhuaweicloud-koodrive.com"),
            transport: transport, options: Self.options())
        _ = try await client.removeFromAlbum("1505084218764547200", ["FnkL1QhXj8muHBuSWCHtFFY8Azue44Snr"])
        #expect(
            transport.requests[0].header("Authorization")
                == "HMAC-SHA256 AppId=app-1,SignedHeaders=host;x-date;x-user-id,Signature=5622d48deac90aea6fc78543f1c144a934a6f8d30dad752ec2de5ee059c967e6"
        )
        let request = WireRequest(
            method: .get, path: "/koodrive/./ose/v1/files//x/../path",
            query: [.init("fileId", "Fü"), .init("containerId", "IAA +/~"), .init("a"), .init("B", "1")],
            headers: [.init("x-date", "  20251103T070140Z\t"), .init("X-User-Id", "7")])
        let signature = KooSignature(applicationID: "x", secret: Secret("sü"))
        #expect(
            signature.authorization(for: request)
                == "HMAC-SHA256 AppId=x,SignedHeaders=x-date;x-user-id,Signature=60bca6d0ac6a82a2c2a5bcea9f279b3f354e6eb106b211fa8d3c0dc4d0c1f45b"
        )
    }

    @Test(arguments: [
        ("tok", KooTokenForm.bearer, "Bearer tok"), ("Bearer+tok", .bearer, "Bearer tok"),
        ("AT 3b91", .bearer, "AT 3b91"), ("tok", KooTokenForm(scheme: "Bearer", separator: "+"), "Bearer+tok"),
    ])
    func `forms of a token`(token: String, form: KooTokenForm, value: String) async throws {
        let transport = ScriptedTransport(answers: .json(200, Self.success))
        let client = KooDriveClient(userID: "1", credential: .accessToken(Secret(token), form), transport: transport)
        try await client.deleteAlbum("1")
        #expect(transport.requests[0].header("Authorization") == value)
    }

    @Test func `an account signs in once and refreshes`() async throws {
        let clock = ManualClock()
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            switch request.path.split(separator: "/").last {
            case "login":
                .json(
                    200,
                    #"{"code":0,"data":{"userInfo":{"userId":"9"},"sessionInfo":{"accessToken":"AT 1","expiresIn":1800,"refreshToken":"r-1"}}}"#
                )
            case "refreshToken":
                .json(200, #"{"code":0,"data":{"accessToken":"AT 2","expiresIn":"1800","refreshToken":"r-1"}}"#)
            default: .json(request.header("Authorization") == "AT 3" ? 401 : 200, Self.success)
            }
        }
        let account = KooAccount(name: "me", password: Secret("pass-word"), agentName: "carrier")
        let client = KooDriveClient(
            userID: "9", credential: .account(account), transport: transport,
            options: Self.options(clock: MonotonicTime(clock)))
        try await client.deleteAlbum("1")
        try await client.deleteAlbum("1")
        clock.advance(by: .seconds(1790))
        try await client.deleteAlbum("1")
        #expect(
            transport.lines == [
                "POST /koodrive/ose/v1/auth/login", "DELETE /koodrive/ose/v1/album/1",
                "DELETE /koodrive/ose/v1/album/1",
                "POST /koodrive/ose/v1/auth/refreshToken", "DELETE /koodrive/ose/v1/album/1",
            ])
        #expect(transport.requests[0].header("x-hw-agentName") == "carrier")
        #expect(transport.requests[0].header("Authorization") == nil)
        #expect(transport.requests[3].header("Authorization") == "AT 1")
        #expect(transport.requests.last?.header("Authorization") == "AT 2")
    }

    @Test func `bytes go to the store and come from it`() async throws {
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            switch request.target {
            case "/koodrive/ose/v1/files/create":
                .json(
                    200,
                    #"{"fileId":"F5","rapidUpload":false,"multiParts":[{"partNumber":1,"uploadUrl":"https://obs.example/k?sig=1"}],"code":0}"#
                )
            case "/koodrive/ose/v1/files/download":
                .json(
                    200,
                    #"{"code":0,"batchCode":1,"downloads":[{"fileId":"F5","url":"https://obs.example/k?sig=2","code":"0"}]}"#
                )
            case "/k?sig=2": WireResponse(status: 200, body: Array("hi".utf8))
            default: .json(200, Self.success)
            }
        }
        let client = client(transport)
        #expect(try await client.upload(Array("hi".utf8), named: "a", to: "root", in: "IAA") == "F5")
        let url = try #require(try await client.downloads(of: ["F5"], in: "IAA").files.first?.url)
        #expect(try await client.bytes.read(from: Secret(url), at: 0, count: 9).bytes == Array("hi".utf8))
        #expect(transport.origins == [nil, "https://obs.example", nil, nil, "https://obs.example"])
        #expect(transport.requests[1].headers.isEmpty)
    }
}
