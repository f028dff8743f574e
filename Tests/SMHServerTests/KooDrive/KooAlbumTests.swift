import SMHModel
import SMHServer
import SMHStore
import Testing

/// Albums (koodrive reference 3). The marks are those of the reference's sources.
@Suite struct KooAlbumTests {
    /// [seed], 3.7: the worked exchange, byte for byte.
    @Test func `two contents are taken out of an album`() async throws {
        let drive = try KooFixture()
        let files = [try drive.make("a.jpg"), try drive.make("b.jpg"), try drive.make("c.jpg")]
        let album = await drive.album("Summer", files)
        let reply = await drive.send(
            .delete, "\(album)/batchDelete", #"{"ids":["\#(files[0])","\#(files[1])"]}"#)
        #expect(reply.text == #"{"code":0,"msg":"Success."}"#)
        #expect(reply.status == 200)
        #expect(reply.response.header("Content-Type") == "application/json")
        #expect(await drive.contents(album) == [files[2]])
        #expect(await drive.names() == ["a.jpg", "b.jpg", "c.jpg"])
        #expect(drive.record.all.count { $0.itemCount == 2 && $0.route == "removeFromAlbum" } == 1)
    }

    /// [seed], 3.7: limits, and what the reference advises where it saw nothing.
    @Test func `removals that are refused`() async throws {
        let drive = try KooFixture()
        let file = try drive.make("a.jpg")
        let album = await drive.album("A", [file])
        func remove(_ ids: [String], _ album: String) async -> Reply {
            let list = ids.map { #""\#($0)""# }.joined(separator: ",")
            return await drive.send(.delete, "\(album)/batchDelete", #"{"ids":[\#(list)]}"#)
        }
        #expect(await remove([], album).code == "13000102")
        #expect(await remove((0...1000).map { "F\($0)" }, album).code == "13000102")
        #expect(await drive.send(.delete, "\(album)/batchDelete", "{}").code == "13000102")
        #expect(await drive.send(.delete, "\(album)/batchDelete", "nonsense").code == "13000101")
        #expect(await remove([file], "1500000000000000999").code == "13000309")
        #expect(await drive.contents(album) == [file])
        // An id that is not in the album is passed over, be it nobody's.
        #expect(await remove(["FnkL1QhXj8muHBuSWCHtFFY8Azue44Snr", file], album).isSuccess)
        #expect(await remove([file], album).isSuccess)
        #expect(await drive.contents(album).isEmpty)
        #expect(try drive.id("a.jpg") == file)
    }

    /// [C:CreateAlbum], 3.1.
    @Test(arguments: [
        (#"{"name":"A","type":"2","albumKind":"1"}"#, "0"),
        (#"{"name":"12345678901234567890","type":2,"albumKind":1}"#, "0"),
        (#"{"name":"123456789012345678901","type":"2","albumKind":"1"}"#, "13000102"),
        (#"{"name":"","type":"2","albumKind":"1"}"#, "13000102"),
        (#"{"type":"2","albumKind":"1"}"#, "13000102"),
        (#"{"name":"A","albumKind":"1"}"#, "13000102"),
        (#"{"name":"A","type":"3","albumKind":"1"}"#, "13000102"),
        (#"{"name":"A","type":"2"}"#, "13000102"),
        (#"{"name":"A","type":"2","albumKind":"2"}"#, "13000102"),
        (#"{"name":"A","type":"2","albumKind":"2","groupId":"7"}"#, "0"),
        (#"{"type":"1","albumKind":"1"}"#, "13000102"),
        (#"{"type":"1","albumKind":"1","scopeDir":["root"],"scopeKind":"3"}"#, "13000102"),
    ])
    func `an album is made`(body: String, code: String) async throws {
        let drive = try KooFixture()
        let reply = await drive.send(.post, "album/create", body)
        #expect(reply.code == code)
        #expect(reply.status == (code == "0" ? 200 : 400))
        #expect((reply.json["id"]?.text?.utf8.count == 19) == (code == "0"))
    }

    /// [C:ListAlbums], 3.4: page numbers, and no code.
    @Test func `albums are listed by page`() async throws {
        let drive = try KooFixture()
        for number in 0..<12 { _ = await drive.album("Album \(number)") }
        let first = await drive.send(.get, "album/list?albumKind=1&albumType=2")
        #expect(first.json["albumList"]?.elements?.count == 10)
        #expect(first.json["total"]?.integer == 12)
        #expect(first.code == nil)
        let second = await drive.send(.get, "album/list?albumKind=1&albumType=2&pageNum=2&pageSize=5")
        #expect(second.json["albumList"]?.elements?.first?["name"]?.text == "Album 5")
        #expect(await drive.send(.get, "album/list?albumKind=1&albumType=1").json["total"]?.integer == 0)
        for query in [
            "albumKind=1", "albumType=2", "albumKind=1&albumType=2&pageSize=101", "albumKind=1&albumType=2&pageSize=0",
            "albumKind=1&albumType=2&pageNum=0", "albumKind=9&albumType=2",
        ] {
            #expect(await drive.send(.get, "album/list?" + query).code == "13000102", "\(query)")
        }
    }

    /// [C:UpdateAlbum], 3.2, and [C:DeleteAlbum], 3.3: the files stay.
    @Test func `an album is renamed and deleted`() async throws {
        let drive = try KooFixture()
        let file = try drive.make("a.jpg")
        let album = await drive.album("Old", [file])
        #expect(await drive.send(.post, "\(album)/update", #"{"name":"New"}"#).text == #"{"code":0,"msg":"Success."}"#)
        #expect(await drive.send(.post, "\(album)/update", #"{"name":"123456789012345678901"}"#).code == "13000102")
        let list = await drive.send(.get, "album/list?albumKind=1&albumType=2")
        #expect(list.json["albumList"]?.elements?.compactMap { $0["name"]?.text } == ["New"])
        #expect(await drive.send(.delete, "album/\(album)").text == #"{"code":0,"msg":"Success."}"#)
        #expect(await drive.send(.delete, "album/\(album)").code == "13000309")
        #expect(await drive.send(.get, "album/\(album)/list").code == "13000309")
        #expect(try drive.id("a.jpg") == file)
    }

    /// [C:ListAlbumContent], 3.5: a cursor that stays good while contents leave.
    @Test func `contents are listed by cursor, newest first`() async throws {
        let drive = try KooFixture()
        var files: [String] = []
        for number in 0..<7 {
            files.append(try drive.make("\(number).jpg"))
            drive.clock.advance(milliseconds: number == 3 ? 0 : 1000)
        }
        let album = await drive.album("A", files)
        #expect(await drive.contents(album) == files.reversed())
        #expect(await drive.contents(album, "?sortType=2&sortDirection=1") == files)
        #expect(await drive.contents(album, "?sortType=3&sortDirection=1") == files)
        var found: [String] = []
        var cursor = ""
        repeat {
            let page = await drive.send(.get, "album/\(album)/list?pageSize=2&pageCursor=\(cursor)")
            let ids = (page.json["contentList"]?.elements ?? []).compactMap { $0["id"]?.text }
            found += ids
            cursor = page.json["nextPageCursor"]?.text ?? "none"
            _ = await drive.send(.delete, "\(album)/batchDelete", #"{"ids":["\#(ids.last ?? "")"]}"#)
        } while !cursor.isEmpty
        #expect(found == files.reversed())
        for query in ["?pageSize=0", "?pageSize=101", "?sortType=4", "?sortDirection=3", "?pageCursor=zz"] {
            #expect(await drive.send(.get, "album/\(album)/list" + query).code == "13000102", "\(query)")
        }
    }

    /// [C:BatchAddContent2Album], 3.6: all or nothing.
    @Test func `contents are added`() async throws {
        let drive = try KooFixture()
        let (file, folder) = (try drive.make("a.jpg"), try drive.make("d/"))
        let album = await drive.album()
        func add(_ ids: [String]) async -> String? {
            let list = ids.map { #"{"fileId":"\#($0)","ownerId":"1"}"# }.joined(separator: ",")
            return await drive.send(.post, "album/\(album)/add", #"{"fileIds":[\#(list)]}"#).code
        }
        #expect(await add([file, folder]) == "13000406")
        #expect(await add([file, "FnkL1QhXj8muHBuSWCHtFFY8Azue44Snr"]) == "13000309")
        #expect(await add([]) == "13000102")
        #expect(await add(Array(repeating: file, count: 101)) == "13000102")
        #expect(await drive.contents(album).isEmpty)
        #expect(await add([file]) == "0")
        #expect(await add([file]) == "0")
        let list = await drive.send(.get, "album/\(album)/list")
        #expect(list.json["contentList"]?.elements?.count == 1)
        #expect(list.json["contentList"]?.elements?.first?["ownerId"]?.text == drive.userID)
        #expect(list.json["total"]?.integer == 1)
    }

    /// Section 12, 8: what is recycled is out of sight, and comes back; what is erased is gone.
    @Test func `recycled files leave their albums and return`() async throws {
        let drive = try KooFixture()
        let folder = try drive.make("d/")
        let files = [try drive.make("d/a.jpg"), try drive.make("d/b.jpg"), try drive.make("c.jpg")]
        let album = await drive.album("A", files)
        _ = await drive.job(2, 201, [folder])
        #expect(await drive.contents(album) == [files[2]])
        #expect(await drive.send(.get, "album/\(album)/list").json["total"]?.integer == 1)
        #expect(
            await drive.send(.post, "album/\(album)/add", #"{"fileIds":[{"fileId":"\#(files[0])"}]}"#).code
                == "13000306")
        _ = await drive.job(4, nil, [folder])
        #expect(Set(await drive.contents(album)) == Set(files))
        _ = await drive.job(2, 202, [files[0], files[2]])
        #expect(await drive.contents(album) == [files[1]])
    }

    /// [C:CreateAlbum], 3.1 and section 8: contents of a collection follow from its scope.
    @Test func `a collection shows what lies in its folders`() async throws {
        let drive = try KooFixture()
        let (one, two) = (try drive.make("p/", "p/one/"), try drive.make("p/two/"))
        let (photo, film) = (try drive.make("p/one/a.jpg"), try drive.make("p/two/b.mp4"))
        try drive.make("p/one/c.txt", "p/d.jpg")
        let parent = try #require(try drive.id("p"))
        let made = await drive.send(
            .post, "album/create",
            #"{"type":"1","albumKind":"1","scopeDir":["\#(one)","\#(two)"],"scopeParentFolderId":"\#(parent)","scopeKind":"1,2"}"#
        )
        let album = made.json["id"]?.text ?? ""
        #expect(Set(await drive.contents(album)) == [photo, film])
        #expect(await drive.contents(album, "?pageSize=1").count == 1)
        let page = await drive.send(.get, "album/\(album)/list")
        #expect(page.json["contentList"]?.elements?.allSatisfy { $0["takeTime"] != nil } == true)
        #expect(await drive.send(.post, "\(album)/update", #"{"scopeKind":"2"}"#).isSuccess)
        #expect(await drive.contents(album) == [film])
        // Adding and removing are for manual albums.
        #expect(await drive.send(.delete, "\(album)/batchDelete", #"{"ids":["\#(film)"]}"#).code == "13000102")
        #expect(
            await drive.send(.post, "album/\(album)/add", #"{"fileIds":[{"fileId":"\#(photo)"}]}"#).code == "13000102")
        let list = await drive.send(.get, "album/list?albumKind=1&albumType=1")
        #expect(list.json["albumList"]?.elements?.first?["scopeDir"]?.strings == [one, two])
    }

    @Test func `removals at once do not lose each other`() async throws {
        let drive = try KooFixture()
        var files: [String] = []
        for number in 0..<60 { files.append(try drive.make("\(number).jpg")) }
        let album = await drive.album("A", files)
        await withTaskGroup(of: Bool.self) { group in
            for chunk in stride(from: 0, to: 50, by: 5) {
                let ids = files[chunk..<(chunk + 5)].map { #""\#($0)""# }.joined(separator: ",")
                group.addTask {
                    await drive.send(.delete, "\(album)/batchDelete", #"{"ids":[\#(ids)]}"#).isSuccess
                }
            }
            for await isDone in group { #expect(isDone) }
        }
        #expect(Set(await drive.contents(album)) == Set(files[50...]))
        #expect(await drive.names().count == 60)
    }
}
