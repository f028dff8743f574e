import SMHModel
import SMHServer
import SMHStore
import Testing

/// Reference 8–14 and 26, one call at a time.
@Suite struct EntryRequestTests {
    @Test func aListingIsShapedAsThePagesShowIt() async throws {
        let service = try ServiceFixture()
        await service.make("docs/2024/", "docs/a.txt")
        let reply = await service.send(.get, "/directory/%L/%S/docs?limit=1&with_inode=1")
        #expect(reply.status == 200)
        let page = try DirectoryPage(json: reply.json)
        #expect(page.path == ["docs"])
        #expect(page.contents.map(\.name) == ["2024"])
        #expect(page.contents[0].inode?.utf8.count == 32)
        #expect(page.contents[0].creationTime?.description == "2026-03-05T07:08:09.123Z")
        let marker = try #require(page.nextMarker)
        let rest = await service.send(.get, "/directory/%L/%S/docs?limit=1&marker=\(marker)")
        let file = try #require(rest.json["contents"]?.elements?.first)
        #expect(rest.json["nextMarker"] == nil)
        #expect(file["type"] == .string("file"))
        #expect(file["size"] == .string("10"))
        #expect(file["contentType"] == .string("text/plain"))
        #expect(file["fileType"] == .string("text"))
        #expect(file["inode"] == nil)
        #expect(file["path"] == .path(["docs", "a.txt"]))
        #expect(file["metaData"] == .object([]))
        #expect(file["eTag"]?.text?.hasPrefix("\"") == true)
        #expect(UInt64(file["crc64"]?.text ?? "") != nil)
        #expect(try DirectoryEntry(json: file).size == 10)
    }

    @Test func pagesByNumberTellTheCounts() async throws {
        let service = try ServiceFixture()
        await service.make("b", "a", "d/")
        let reply = await service.send(.get, "/directory/%L/%S/?page=2&page_size=2")
        #expect(reply.json["totalNum"] == .number("3"))
        #expect(reply.json["fileCount"] == .number("2"))
        #expect(reply.json["subDirCount"] == .number("1"))
        #expect(reply.json["contents"]?.elements?.compactMap { $0["name"]?.text } == ["b"])
        #expect(await service.send(.get, "/directory/%L/%S?page=101&page_size=100").code == "ParamInvalid")
    }

    @Test func listingsAreSortedAndFiltered() async throws {
        let service = try ServiceFixture()
        await service.make("b", "a", "d/", "c/")
        func names(_ query: String) async -> [String] {
            let reply = await service.send(.get, "/directory/%L/%S?\(query)")
            return (reply.json["contents"]?.elements ?? []).compactMap { $0["name"]?.text }
        }
        #expect(await names("") == ["c", "d", "a", "b"])
        #expect(await names("sort_type=union") == ["a", "b", "c", "d"])
        #expect(await names("order_by=name&order_by_type=desc") == ["d", "c", "b", "a"])
        #expect(await names("orderBy=name&orderByType=desc&filter=onlyFile") == ["b", "a"])
        #expect(await names("filter=onlyDir&start_name=c") == ["d"])
        #expect(await names("prefix=a") == ["a"])
        #expect(await service.send(.get, "/directory/%L/%S?order_by=color").code == "OrderByNotAllowed")
        #expect(
            await service.send(.get, "/directory/%L/%S?order_by=name&order_by_type=up").code == "OrderByTypeNotAllowed")
        #expect(await service.send(.get, "/directory/%L/%S?marker=junk").code == "MarkerNotFound")
        #expect(await service.send(.get, "/directory/%L/%S?limit=0").code == "ParamInvalid")
        #expect(await service.send(.get, "/directory/%L/%S/none").code == "DirectoryNotFound")
        #expect(await service.send(.get, "/directory/%L/%S/a").code == "DirectoryNotFound")
    }

    @Test func aKnownStateIsNotSentAgain() async throws {
        let service = try ServiceFixture()
        await service.make("d/a")
        let first = await service.send(.get, "/directory/%L/%S/d")
        let tag = try #require(first.json["eTag"]?.text)
        let header = [WireHeader("If-None-Match", tag)]
        #expect(await service.send(.get, "/directory/%L/%S/d", headers: header).status == 304)
        await service.make("d/b")
        #expect(await service.send(.get, "/directory/%L/%S/d", headers: header).status == 200)
    }

    /// The forms of reference 1.3, of one file.
    @Test(arguments: [
        "foo/bar%201.txt", "foo%2Fbar%201.txt", "%2Ffoo%2Fbar%201.txt", "/foo/bar%201.txt", "foo//bar%201.txt",
        "foo/bar%201.txt/",
    ])
    func pathsAreReadInAllTheirForms(path: String) async throws {
        let service = try ServiceFixture()
        await service.make("foo/bar%201.txt")
        let reply = await service.send(.get, "/directory/%L/%S/\(path)?info")
        #expect(reply.status == 200)
        #expect(reply.json["path"] == .path(["foo", "bar 1.txt"]))
    }

    @Test(arguments: ["/directory/%L/%S", "/directory/%L/%S/", "/directory/%L/%S/%2F", "/directory/%L/%S//"])
    func theRootIsReadInAllItsForms(target: String) async throws {
        let service = try ServiceFixture()
        #expect(await service.send(.get, target + "?info=").json["path"] == .array([]))
        #expect(await service.send(.get, target).json["path"] == .array([]))
    }

    @Test func aPlusInAPathIsAPlus() async throws {
        let service = try ServiceFixture()
        await service.make("a+b")
        #expect(await service.names() == ["a+b"])
    }

    @Test func existenceIsToldByStatusAlone() async throws {
        let service = try ServiceFixture()
        await service.make("d/f.jpg")
        let file = await service.send(.head, "/file/%L/%S/d/f.jpg")
        #expect(file.status == 200)
        #expect(file.response.body.isEmpty)
        #expect(file.response.header("x-smh-size") == "7")
        #expect(file.response.header("x-smh-type") == "file")
        #expect(file.response.header("x-smh-content-type") == "image/jpeg")
        #expect(await service.send(.head, "/directory/%L/%S/d").status == 200)
        let missing = await service.send(.head, "/directory/%L/%S/none")
        #expect(missing.status == 404)
        #expect(missing.response.body.isEmpty)
        #expect(await service.send(.head, "/file/%L/%S/d").status == 404)
    }

    @Test func aDirectoryIsMadeWithItsParents() async throws {
        let service = try ServiceFixture()
        let made = await service.send(.put, "/directory/%L/%S/a/b/c")
        #expect(made.status == 201)
        #expect(made.text == "")
        let again = await service.send(.put, "/directory/%L/%S/a/b/c")
        #expect(again.status == 409)
        #expect(again.code == "SameNameDirectoryOrFileExists")
        let renamed = await service.send(
            .put, "/directory/%L/%S/a/b/c?conflict_resolution_strategy=rename&with_inode=1",
            #"{"labels":["ä"],"unknown":1}"#)
        #expect(renamed.status == 201)
        #expect(renamed.json["path"] == .path(["a", "b", "c (1)"]))
        #expect(renamed.json["inode"]?.text?.utf8.count == 32)
        let information = await service.send(.get, "/directory/%L/%S/a/b/c%20(1)?info=1")
        #expect(information.json["labels"] == .array([.string("ä")]))
        #expect(await service.send(.put, "/directory/%L/%S/").code == "EmptyPath")
        #expect(await service.send(.put, "/directory/%L/%S/a%3Ab").code == "IllegalFileName")
        #expect(
            await service.send(.put, "/directory/%L/%S/x?conflict_resolution_strategy=no").code
                == "InvalidConflictResolutionStrategy")
    }

    @Test func oneThingAtATimeIsDeletedMovedAndCopied() async throws {
        let service = try ServiceFixture()
        await service.make("d/f", "g")
        let moved = await service.send(.put, "/file/%L/%S/d/f", #"{"from":"g"}"#)
        #expect(moved.status == 200)
        #expect(moved.json["path"] == .path(["d", "f (1)"]))
        #expect(await service.send(.put, "/directory/%L/%S/e/d", #"{"from":"d"}"#).status == 204)
        let copied = await service.send(
            .put, "/directory/%L/%S/e/d?conflict_resolution_strategy=rename", #"{"copyFrom":"e/d"}"#)
        #expect(copied.json["path"] == .path(["e", "d (1)"]))
        #expect(await service.names("e/d%20(1)") == ["f", "f (1)"])
        #expect(await service.send(.put, "/file/%L/%S/x", #"{"from":"e"}"#).code == "InvalidSourceFile")
        #expect(await service.send(.put, "/directory/%L/%S/x", #"{"from":"none"}"#).code == "SourceDirectoryNotFound")
        #expect(
            await service.send(.put, "/directory/%L/%S/e/d/x", #"{"from":"e"}"#).code
                == "SourceDirectoryIsParentOfDestination")
        let deleted = await service.send(.delete, "/directory/%L/%S/e/d")
        #expect(deleted.status == 200)
        #expect(deleted.json["recycledItemId"]?.integer != nil)
        #expect(await service.send(.delete, "/directory/%L/%S/e/d").code == "DirectoryNotFound")
        #expect(await service.send(.delete, "/file/%L/%S/e").code == "FileNotFound")
        #expect(await service.send(.delete, "/directory/%L/%S/e?permanent=1").status == 204)
        #expect(await service.send(.delete, "/directory/%L/%S/").code == "RootDirectoryNotAllowed")
    }

    @Test func anInodeLeadsToItsEntry() async throws {
        let service = try ServiceFixture()
        await service.make("d/f")
        let information = await service.send(.get, "/directory/%L/%S/d/f?info&with_inode=1")
        let inode = try #require(information.json["inode"]?.text)
        _ = await service.send(.put, "/file/%L/%S/g", #"{"from":"d/f"}"#)
        #expect(await service.send(.get, "/inode/%L/%S/\(inode)").json["path"] == .path(["g"]))
        _ = await service.send(.delete, "/file/%L/%S/g")
        #expect(await service.send(.get, "/inode/%L/%S/\(inode)").code == "PathNotFound")
        #expect(await service.send(.get, "/inode/%L/%S/none").code == "PathNotFound")
    }

    @Test func theBinIsListedNewestFirst() async throws {
        let service = try ServiceFixture()
        await service.make("a", "z/b", "c/x/")
        for path in ["/file/%L/%S/a", "/file/%L/%S/z/b", "/directory/%L/%S/c"] { _ = await service.send(.delete, path) }
        let first = await service.send(.get, "/recycled/%L/%S?limit=2")
        let page = try RecycledPage(json: first.json)
        #expect(page.contents.map(\.name) == ["c", "b"])
        #expect(page.contents.map(\.originalPath) == [["c"], ["z", "b"]])
        let rest = await service.send(.get, "/recycled/%L/%S?limit=2&marker=\(page.nextMarker ?? "")")
        #expect(try RecycledPage(json: rest.json).contents.map(\.name) == ["a"])
        #expect(rest.json["nextMarker"] == nil)
        let sorted = await service.send(
            .get, "/recycled/%L/%S?page=1&page_size=10&order_by=name&order_by_type=asc")
        #expect(sorted.json["totalNum"] == .number("3"))
        #expect(try RecycledPage(json: sorted.json).contents.map(\.name) == ["a", "b", "c"])
        let number = page.contents[1].recycledItemID
        #expect(await service.send(.get, "/recycled/%L/%S/\(number)?info").json["size"] == .string("3"))
        #expect(await service.send(.post, "/recycled/%L/%S/\(number)?restore").json["path"] == .path(["z", "b"]))
        #expect(await service.send(.delete, "/recycled/%L/%S/\(number)").code == "RecycledItemNotFound")
        #expect(await service.send(.post, "/recycled/%L/%S?lifecycle", #"{"retentionDays":3}"#).status == 204)
        #expect(await service.send(.post, "/recycled/%L/%S?delete", "[\(number),1]").status == 204)
        #expect(await service.send(.delete, "/recycled/%L/%S").status == 204)
        #expect(await service.send(.get, "/recycled/%L/%S").json["contents"] == .array([]))
    }

    @Test func withoutABinItsCallsAreRefused() async throws {
        var options = LibraryOptions()
        options.usesRecycleBin = false
        let service = try ServiceFixture(options: options)
        await service.make("a")
        #expect(await service.send(.get, "/recycled/%L/%S").code == "RecycleBinNotEnabled")
        #expect(await service.send(.post, "/recycled/%L/%S?restore", "[1]").code == "RecycleBinNotEnabled")
        #expect(await service.send(.delete, "/file/%L/%S/a").status == 204)
    }

    @Test func filesGoUpAndComeDown() async throws {
        let service = try ServiceFixture()
        let begun = await service.send(
            .put, "/file/%L/%S/a.bin?conflict_resolution_strategy=ask&filesize=5",
            headers: [WireHeader("x-smh-meta-Color", "red"), WireHeader("Host", "127.0.0.1:8080")])
        #expect(begun.status == 201)
        #expect(begun.json["domain"] == .string("127.0.0.1:8080"))
        let key = try #require(begun.json["confirmKey"]?.text)
        #expect(await service.send(.post, "/file/%L/%S/\(key)?confirm").code == "UploadIncomplete")
        let sent = await service.service.respond(
            to: WireRequest(method: .put, target: begun.json["path"]?.text ?? "", body: Array("hello".utf8)))
        #expect(sent.status == 200)
        #expect(await service.send(.post, "/file/%L/%S/\(key)?confirm", #"{"crc64":"1"}"#).code == "BadCrc64")
        let sum = CRC64.checksum(of: Array("hello".utf8))
        let confirmed = await service.send(.post, "/file/%L/%S/\(key)?confirm", #"{"crc64":"\#(sum)"}"#)
        #expect(confirmed.json["crc64"] == .string(String(sum)))
        #expect(confirmed.json["metaData"] == .object([.init("x-smh-meta-color", .string("red"))]))
        #expect(await service.send(.post, "/file/%L/%S/\(key)?confirm").code == "UploadNotFound")

        let redirect = await service.send(.get, "/file/%L/%S/a.bin")
        #expect(redirect.status == 302)
        let place = try #require(redirect.response.header("location"))
        let whole = await service.service.respond(to: WireRequest(method: .get, target: place))
        #expect(whole.body == Array("hello".utf8))
        let part = await service.service.respond(
            to: WireRequest(method: .get, target: place, headers: [WireHeader("Range", "bytes=1-3")]))
        #expect(part.status == 206)
        #expect(part.body == Array("ell".utf8))
        #expect(part.header("content-range") == "bytes 1-3/5")
        #expect(await service.send(.get, "/file/%L/%S/a.bin?info").json["cosUrl"]?.text != nil)
        #expect(await service.send(.put, "/file/%L/%S/none/a.bin").code == "DirectoryNotFound")
    }

    @Test func partsMustFollowEachOther() async throws {
        let service = try ServiceFixture()
        let begun = await service.send(.post, "/file/%L/%S/a.bin?multipart")
        let key = try #require(begun.json["confirmKey"]?.text)
        #expect(begun.json["uploadId"]?.text == key)
        let path = begun.json["path"]?.text ?? ""
        func put(_ number: Int, _ text: String) async -> Int {
            await service.service.respond(
                to: WireRequest(
                    method: .put, target: path + "?uploadId=\(key)&partNumber=\(number)", body: Array(text.utf8))
            ).status
        }
        #expect(await put(2, "world") == 200)
        #expect(await service.send(.post, "/file/%L/%S/\(key)?confirm").code == "MultipartUploadIncomplete")
        #expect(await put(1, "hello ") == 200)
        #expect(await service.send(.get, "/file/%L/%S/\(key)?upload").json["parts"]?.elements?.count == 2)
        #expect(await service.send(.post, "/file/%L/%S/\(key)?confirm").json["size"] == .string("11"))
    }

    @Test func linksLeadToTheirFileWhereverItGoes() async throws {
        let service = try ServiceFixture()
        await service.make("d/f")
        #expect(await service.send(.put, "/file/%L/%S/l", #"{"linkTo":"d/f"}"#).json["path"] == .path(["l"]))
        _ = await service.send(.put, "/file/%L/%S/g", #"{"from":"d/f"}"#)
        let redirect = await service.send(.get, "/file/%L/%S/l")
        #expect(redirect.status == 302)
        #expect(await service.send(.put, "/file/%L/%S/m", #"{"linkTo":"d"}"#).code == "SymlinkToDirectoryNotAllowed")
    }

    @Test func searchFindsBelowItsScope() async throws {
        let service = try ServiceFixture()
        await service.make("d/Report.pdf", "d/e/report.txt", "other.txt")
        let all = await service.send(.post, "/search/%L/%S/space-contents", #"{"keyword":"report","scope":"d"}"#)
        #expect(
            (all.json["contents"]?.elements ?? []).compactMap { $0["path"]?.pathNames?.last } == [
                "Report.pdf", "report.txt",
            ])
        #expect(all.json["hasMore"] == .bool(false))
        let text = await service.send(.post, "/search/%L/%S/space-contents", #"{"extname":[".txt"]}"#)
        #expect(text.json["contents"]?.elements?.count == 2)
        for index in 0..<25 { await service.make("many/x\(index)") }
        let first = await service.send(.post, "/search/%L/%S/space-contents", #"{"keyword":"x"}"#)
        #expect(first.json["contents"]?.elements?.count == 20)
        let id = first.json["searchId"]?.text ?? ""
        let rest = await service.send(.get, "/search/%L/%S/\(id)?marker=\(first.json["nextMarker"]?.text ?? "")")
        #expect(rest.json["hasMore"] == .bool(false))
        #expect(rest.json["contents"]?.elements?.isEmpty == false)
    }
}

@Suite struct VirtualFileTests {
    @Test func aVirtualFileIsKnownAndCanBeDeleted() async throws {
        let service = try ServiceFixture()
        let made = await service.send(.put, "/file/%L/%S/v.bin?virtual_file=1", #"{"size":"12","category":"c"}"#)
        #expect(made.status == 201)
        #expect(made.json["type"] == .string("virtual"))
        #expect(made.json["path"] == .path(["v.bin"]))
        let again = await service.send(.put, "/file/%L/%S/v.bin?virtual_file=1&conflict_resolution_strategy=ask")
        #expect(again.status == 409)
        #expect(await service.send(.get, "/directory/%L/%S/v.bin?info").json["size"] == .string("12"))
        #expect(await service.send(.delete, "/file/%L/%S/v.bin").status == 200)
    }

    @Test func aSpaceHasNoQuota() async throws {
        let service = try ServiceFixture()
        let reply = await service.send(.get, "/quota/%L/%S")
        #expect(reply.status == 404)
        #expect(reply.code == "NoQuota")
    }
}

extension EntryRequestTests {
    @Test func aFileHasThePresentVersionInItsHistory() async throws {
        let service = try ServiceFixture()
        await service.make("docs/a.txt")
        let reply = await service.send(.get, "/directory-history/%L/%S/history-list/docs/a.txt")
        #expect(reply.status == 200)
        let page = try FileVersionPage(json: reply.json)
        #expect(page.contents.map(\.name) == ["a.txt"])
        #expect(page.contents[0].isLatest && page.contents[0].id == nil)
        #expect(reply.json["contents"]?.elements?.first?["size"] == .number("10"))
        #expect(!page.hasMore)
        let settings = await service.send(.get, "/directory-history/%L/library-history")
        #expect(settings.json["enableFileHistory"] == .bool(false))
        #expect(await service.send(.get, "/directory-history/%L/%S/history-list/docs").code == "FileNotFound")
    }
}
