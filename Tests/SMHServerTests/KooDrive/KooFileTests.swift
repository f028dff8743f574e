import Crypto
import SMHModel
import SMHServer
import SMHStore
import Testing

/// Files and folders (koodrive reference 4).
@Suite struct KooFileTests {
    /// [C:getPersonalFiles], 4.1.
    @Test func `a folder is listed by cursor`() async throws {
        let drive = try KooFixture()
        for number in 0..<5 { try drive.make("d\(number)/", "f\(number).jpg") }
        var names: [String] = []
        var cursor = ""
        repeat {
            let page = await drive.send(
                .post, "files/0",
                #"{"pageInfo":{"pageSize":3,"pageCursor":"\#(cursor)"},"sortInfo":{"sortType":1,"sortDirection":2},"containerId":"%C","parentFileId":"root","fileType":"","imageProcess":""}"#
            )
            names += (page.json["files"]?.elements ?? []).compactMap { $0["fileName"]?.text }
            cursor = page.json["nextCursor"]?.text ?? ""
        } while !cursor.isEmpty
        #expect(names == (0..<5).reversed().map { "f\($0).jpg" } + (0..<5).reversed().map { "d\($0)" })
        let folders = await drive.send(
            .post, "files/0", #"{"containerId":"%C","parentFileId":"root","fileType":"10"}"#)
        #expect(folders.json["files"]?.elements?.count == 5)
        let images = await drive.send(
            .post, "files/0",
            #"{"pageInfo":{"pageSize":4},"containerId":"%C","parentFileId":"root","fileType":"15"}"#)
        #expect(images.json["files"]?.elements?.count == 4)
        #expect(images.json["category"]?.text == "drive#fileList")
        #expect(await drive.send(.post, "files/0", #"{"containerId":"%C"}"#).code == "13000102")
        #expect(await drive.send(.post, "files/0", #"{"containerId":"IAAx","parentFileId":"root"}"#).code == "13000301")
        #expect(await drive.send(.post, "files/0", #"{"containerId":"%C","parentFileId":"F1"}"#).code == "13000309")
        #expect(await drive.send(.post, "files/2", #"{"containerId":"%C","parentFileId":"root"}"#).status == 404)
    }

    /// [C:getFile], 4.3, and the shape of ids, 1.6.
    @Test func `a file tells of itself`() async throws {
        let drive = try KooFixture()
        let folder = try drive.make("d/")
        let file = try drive.make("d/a.JPG")
        #expect(file.utf8.count == 33)
        #expect(file.hasPrefix("F"))
        let detail = await drive.send(.post, "files/\(file)/detail", #"{"containerId":"%C"}"#).json
        #expect(detail["id"]?.text == file)
        #expect(detail["fileName"]?.text == "a.JPG")
        #expect(detail["fileType"] == .string("15"))
        #expect(detail["size"] == .number("7"))
        #expect(detail["recycled"]?.boolean == false)
        #expect(detail["parentFolder"]?.strings == [folder])
        #expect(detail["containers"]?.strings == [drive.containerID])
        #expect(detail["fileSuffix"]?.text == "jpg")
        #expect(detail["editedTime"]?.text == "2026-03-05T07:08:09.123Z")
        let root = await drive.send(.post, "files/root/detail", #"{"containerId":"%C"}"#).json
        #expect(root["id"]?.text == "DEUI7pa0C24Aroot" + drive.containerID)
        #expect(
            await drive.send(.post, "files/\(folder)/detail", #"{"containerId":"%C"}"#).json["fileType"]?.text == "10")
        #expect(await drive.send(.post, "files/\(file)/detail", "{}").code == "13000102")
        #expect(await drive.send(.post, "files/F1/detail", #"{"containerId":"%C"}"#).code == "13000309")
    }

    /// [C:createDirectory], 4.4.
    @Test func `a folder is made`() async throws {
        let drive = try KooFixture()
        func make(_ name: String, mode: Int = 3, parent: String? = nil) async -> Reply {
            let place = parent.map { #","parentFolder":["\#($0)"]"# } ?? ""
            return await drive.send(
                .post, "directory",
                #"{"fileName":"\#(name)","containerId":"%C","fileType":"10","renameMode":\#(mode)\#(place)}"#)
        }
        let made = await make("a")
        let id = try #require(made.json["id"]?.text)
        #expect(try drive.id("a") == id)
        #expect(await make("a").code == "13000405")
        #expect(await make("a", mode: 2).json["fileName"]?.text == "a_20260305_070809")
        #expect(await make("a", mode: 2).json["fileName"]?.text == "a_20260305_070809 (1)")
        #expect(await make("b", parent: id).isSuccess)
        #expect(try drive.id("a/b") != nil)
        for name in [
            "", ".", "..", "a/b", "a:b", "a*b", "a?b", "a<b", "a>b", "a|b", String(repeating: "x", count: 251),
        ] {
            #expect(await make(name).code == "13000102", "\(name)")
        }
        #expect(await make(String(repeating: "x", count: 250)).isSuccess)
        #expect(await make("c", parent: "F1").code == "13000309")
        #expect(await make("c", mode: 7).code == "13000102")
        let file = try drive.make("f.txt")
        #expect(await make("c", parent: file).code == "13000304")
        _ = await drive.job(2, 201, [id])
        #expect(await make("c", parent: id).code == "13000305")
    }

    /// Section 10 [S: user guide]: 30 levels, and files in the last.
    @Test func `folders are thirty deep at most`() async throws {
        let drive = try KooFixture()
        let deep = (0..<29).map { "d\($0)" }.joined(separator: "/")
        try drive.make(deep + "/")
        let last = try #require(try drive.id(deep))
        let body = { (parent: String) in
            #"{"fileName":"x","containerId":"%C","fileType":"10","renameMode":3,"parentFolder":["\#(parent)"]}"#
        }
        let thirtieth = await drive.send(.post, "directory", body(last)).json["id"]?.text ?? ""
        #expect(await drive.send(.post, "directory", body(thirtieth)).code == "13000310")
        let (file, folder) = (try drive.make("f.txt"), try drive.make("tree/", "tree/" + "in/"))
        #expect(await drive.state(await drive.job(3, 301, [file, folder], to: thirtieth)) == [2, 2, 0, 13_000_310])
        let tree = try #require(try drive.id("tree"))
        #expect(await drive.state(await drive.job(1, 101, [tree], to: last)) == [2, 3, 13_000_310])
    }

    /// [C:renameFile], 4.7.
    @Test func `a file is renamed`() async throws {
        let drive = try KooFixture()
        let file = try drive.make("a.txt")
        try drive.make("b.txt")
        func rename(_ name: String, mode: Int = 3) async -> String? {
            await drive.send(
                .post, "files/rename/\(file)", #"{"containerId":"%C","name":"\#(name)","renameMode":\#(mode)}"#
            ).code
        }
        #expect(await rename("c") == "0")
        #expect(await rename("c") == "0")
        #expect(await rename("b.txt") == "13000405")
        #expect(await rename("b.txt", mode: 2) == "0")
        #expect(await drive.names() == ["b.txt", "b_20260305_070809.txt"])
        #expect(try drive.id("b_20260305_070809.txt") == file)
        #expect(await rename("x\\\\y") == "13000102")
        #expect(await rename("x", mode: 9) == "13000102")
        _ = await drive.job(2, 201, [file])
        #expect(await rename("d") == "13000306")
        #expect(
            await drive.send(.post, "files/rename/root", #"{"containerId":"%C","name":"x","renameMode":3}"#).code
                == "13000102")
    }

    /// [C:GetFullPath], 4.10, and [S: StatsDir], 4.11.
    @Test func `paths and counts`() async throws {
        let drive = try KooFixture()
        let folder = try drive.make("d/")
        let file = try drive.make("d/a.txt")
        try drive.make("d/e/", "d/e/b.txt")
        let path = await drive.send(.get, "files/path?fileId=\(file)&containerId=%C").json
        let root = drive.containerID
        #expect(path["fileIdPath"]?.text == "/DEUI7pa0C24Aroot\(root)/\(folder)/\(file)")
        #expect(path["namePath"]?.text == "/root\(root)/d/a.txt")
        #expect(await drive.send(.get, "files/path?fileId=\(file)").code == "13000102")
        for method in [WireMethod.get, .post] {
            let data = await drive.send(method, "files/statsDir?fileId=\(folder)&containerId=%C").json["data"]
            #expect(data?["subFileCount"]?.integer == 2)
            #expect(data?["subDirCount"]?.integer == 1)
        }
        let flat = await drive.send(.get, "files/statsDir?fileId=\(folder)&containerId=%C&recursive=false").json["data"]
        #expect(flat?["subFileCount"]?.integer == 1)
        _ = await drive.job(2, 201, [file])
        #expect(await drive.send(.get, "files/path?fileId=\(file)&containerId=%C").code == "13000306")
    }

    /// [C:Search], 4.9.
    @Test func `a search finds by name`() async throws {
        let drive = try KooFixture()
        let folder = try drive.make("d/")
        for number in 0..<5 { try drive.make("d/Photo \(number).jpg") }
        try drive.make("photo.txt", "other.jpg")
        func search(_ filter: String, cursor: String = "", recursive: Bool = true) async -> Reply {
            await drive.send(
                .post, "files/search",
                #"{"searchType":"personal","pageInfo":{"pageSize":4,"pageCursor":"\#(cursor)"},"filter":{\#(filter)},"recursived":\#(recursive)}"#
            )
        }
        let first = await search(#""keyWord":"PHOTO""#)
        #expect(first.json["files"]?.elements?.count == 4)
        #expect(first.json["total"]?.integer == 6)
        let cursor = first.json["nextPageCursor"]?.text ?? ""
        let second = await search(#""keyWord":"PHOTO""#, cursor: cursor)
        #expect(second.json["files"]?.elements?.count == 2)
        #expect(second.json["nextPageCursor"] == .string(""))
        let hit = first.json["files"]?.elements?.first { $0["fileName"]?.text == "Photo 0.jpg" }
        #expect(hit?["namePath"]?.text == "/root\(drive.containerID)/d/Photo 0.jpg")
        #expect(hit?["idPath"]?.text?.hasPrefix("/DEUI7pa0C24Aroot\(drive.containerID)/\(folder)/F") == true)
        #expect(await search(#""keyWord":"photo""#, recursive: false).json["total"]?.integer == 1)
        #expect(await search(#""keyWord":"photo","fileType":"45""#).json["total"]?.integer == 1)
        #expect(await search(#""keyWord":"photo","fileType":"15""#).json["total"]?.integer == 5)
        #expect(
            await search(#""containerId":"%C","parentFolder":"\#(folder)""#).json["total"]?.integer == 5)
        #expect(await search(#""parentFolder":"\#(folder)""#).code == "13000102")
        #expect(await search(#""keyWord":"\#(String(repeating: "x", count: 81))""#).code == "13000102")
        #expect(await search("", cursor: "zz").code == "13000102")
        let page = #""pageInfo":{"pageSize":4,"pageCursor":""}"#
        #expect(await drive.send(.post, "files/search", "{\(page)}").code == "13000414")
        #expect(await drive.send(.post, "files/search", #"{"searchType":"team",\#(page)}"#).code == "13000413")
        #expect(
            await drive.send(.post, "files/search", #"{"searchType":"personal","recycled":true,\#(page)}"#).code
                == "13000413")
    }

    /// [C:createFile] [E:uploadUrl] [C:completeFile], 4.5, and [C:getDownLoadUrl], 4.6.
    @Test func `bytes go up in parts and come down`() async throws {
        let drive = try KooFixture()
        let bytes = Array("hello world".utf8)
        let hash = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let begun = await drive.send(
            .post, "files/create",
            #"{"fileName":"a.txt","containerId":"%C","parentFolder":["root"],"length":11,"sha256":"\#(hash)","uploadMode":"multipart","uploadType":1,"autoRename":3,"multiParts":[{"partNumber":1,"partSize":6}]}"#
        ).json
        let file = try #require(begun["fileId"]?.text)
        #expect(begun["rapidUpload"]?.boolean == false)
        #expect(begun["uploadId"]?.text?.utf8.count == 32)
        #expect(await drive.names().isEmpty)
        let more = await drive.send(
            .post, "files/multipart/uploadUrl",
            #"{"fileId":"\#(file)","multiParts":[{"partNumber":2,"partSize":5}]}"#
        ).json
        let addresses = [begun, more].map { $0["multiParts"]?.elements?.first?["uploadUrl"]?.text ?? "" }
        for (address, part) in zip(addresses, [bytes[..<6], bytes[6...]]) {
            let sent = await drive.service.respond(to: WireRequest(method: .put, target: address, body: Array(part)))
            #expect(sent.status == 200)
        }
        #expect(
            await drive.send(.post, "files/complete", #"{"fileId":"\#(file)","sha256":"00"}"#).code == "13000402")
        #expect(await drive.send(.post, "files/complete", #"{"fileId":"\#(file)"}"#).isSuccess)
        #expect(try drive.id("a.txt") == file)
        #expect(await drive.send(.post, "files/complete", #"{"fileId":"\#(file)"}"#).code == "13000401")
        #expect(
            await drive.send(.post, "files/\(file)/detail", #"{"containerId":"%C"}"#).json["sha256"]?.text == hash)

        let folder = try drive.make("d/")
        let links = await drive.send(
            .post, "files/download", #"{"containerId":"%C","fileIds":["\#(file)","\#(folder)","F1"]}"#
        ).json
        #expect(links["batchCode"]?.integer == 0)
        #expect(links["downloads"]?.elements?.map { $0["code"]?.text } == ["0", "13000406", "13000309"])
        let address = links["downloads"]?.elements?.first?["url"]?.text ?? ""
        let fetched = await drive.service.respond(to: WireRequest(method: .get, target: address))
        #expect(fetched.body == bytes)
        #expect(
            await drive.send(.post, "files/download", #"{"containerId":"%C","fileIds":["F1"]}"#).json["batchCode"]?
                .integer == 2)
        #expect(await drive.send(.post, "files/download", #"{"containerId":"%C","fileIds":[]}"#).code == "13000102")
    }

    /// 4.5: what happens where the name is taken.
    @Test(arguments: [(2, "a_20260305_070809.txt"), (3, nil), (4, "a_20260305_070809.txt")] as [(Int, String?)])
    func `an upload to a name that is taken`(mode: Int, name: String?) async throws {
        let drive = try KooFixture()
        try drive.make("a.txt")
        let reply = await drive.send(
            .post, "files/create",
            #"{"fileName":"a.txt","containerId":"%C","parentFolder":["root"],"length":0,"autoRename":\#(mode)}"#)
        #expect(reply.json["fileName"]?.text == name)
        #expect(reply.code == (name == nil ? "13000405" : "0"))
    }

    /// [C:CreateJob] type 2, [C:clearRecycleFile], 4.8, and 4.1 of the bin.
    @Test func `the bin is listed and emptied`() async throws {
        let drive = try KooFixture()
        let folder = try drive.make("d/")
        let files = [try drive.make("d/a.txt"), try drive.make("d/b.txt"), try drive.make("c.txt")]
        for file in [files[0], files[2]] {
            _ = await drive.job(2, 201, [file])
            drive.clock.advance(milliseconds: 1000)
        }
        #expect(await drive.names(type: 1) == ["c.txt", "a.txt"])
        let list = await drive.send(
            .post, "files/1",
            #"{"pageInfo":{"pageSize":1,"pageCursor":""},"sortInfo":{"sortType":5,"sortDirection":2},"containerId":"%C","parentFileId":"root"}"#
        )
        #expect(list.json["files"]?.elements?.compactMap { $0["id"]?.text } == [files[2]])
        let cursor = list.json["nextCursor"]?.text ?? ""
        let next = await drive.send(
            .post, "files/1",
            #"{"pageInfo":{"pageSize":1,"pageCursor":"\#(cursor)"},"containerId":"%C","parentFileId":"root"}"#)
        let item = next.json["files"]?.elements?.first
        #expect(item?["id"]?.text == files[0])
        #expect(item?["recycled"]?.boolean == true)
        #expect(item?["parentFolder"]?.strings == [folder])
        #expect(next.json["nextCursor"] == nil)
        for body in [#"{"container":"%C"}"#, #"{"containerId":"%C"}"#] {
            #expect(await drive.send(.post, "files/recycle", body).text == #"{"code":0,"msg":"Success."}"#)
        }
        #expect(await drive.names(type: 1).isEmpty)
        #expect(try drive.id("d/b.txt") == files[1])
        #expect(await drive.send(.post, "files/recycle", "{}").code == "13000102")
    }

    @Test(arguments: [1, 2], [1, 2, 4, 5, 6])
    func `a bin is listed whole while it is emptied`(direction: Int, sort: Int) async throws {
        let drive = try KooFixture()
        var files: [String] = []
        for name in ["1", "2:", "300", "4000", "50000"] {
            files.append(try drive.make("\(name).txt"))
            drive.clock.advance(milliseconds: 1000)
        }
        for file in files { _ = await drive.job(2, 201, [file]) }
        var found: [String] = []
        var cursor = ""
        repeat {
            let page = await drive.send(
                .post, "files/1",
                #"{"pageInfo":{"pageSize":2,"pageCursor":"\#(cursor)"},"sortInfo":{"sortType":\#(sort),"sortDirection":\#(direction)},"containerId":"%C","parentFileId":"root"}"#
            )
            let ids = (page.json["files"]?.elements ?? []).compactMap { $0["id"]?.text }
            _ = await drive.job(4, nil, ids)
            found += ids
            cursor = page.json["nextCursor"]?.text ?? ""
        } while !cursor.isEmpty
        #expect(found == (direction == 1 ? files : files.reversed()))
    }

    /// 1.2: with the header a call acts inside a shared folder, and there is none here.
    @Test func `nothing is done elsewhere than in the shared folder that was named`() async throws {
        let drive = try KooFixture()
        let file = try drive.make("a.txt")
        let reply = await drive.send(
            .post, "files/rename/\(file)", #"{"containerId":"%C","name":"b","renameMode":3}"#,
            ["x-hw-share-folder-id": "5"])
        #expect(reply.code == "13000309")
        #expect(await drive.names() == ["a.txt"])
    }
}
