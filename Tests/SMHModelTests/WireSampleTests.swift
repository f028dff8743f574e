import SMHModel
import Testing

/// The bodies that the vendor's pages show (reference 4 to 14), read and written again.
@Suite struct WireSampleTests {
    @Test(arguments: [
        (
            BatchOperation.delete,
            #"{"result":[{"status":200,"recycledItemId":5012,"path":["album","2019"]},{"status":204,"path":["tmp","b.bin"]},"#
                + #"{"status":404,"code":"PathNotFound","message":"Path not found.","path":["album","gone.jpg"]}]}"#
        ),
        (
            .move,
            #"{"result":[{"status":204,"from":["in","raw"],"to":["out","raw"],"moveAuthority":false},"#
                + #"{"status":200,"path":["out","1 (1).png"],"from":["in","1.png"],"to":["out","1.png"]},"#
                + #"{"status":404,"code":"SourceFileNotFound","message":"Source file not found.","from":["x.txt"],"to":["x.txt"]}]}"#
        ),
        (
            .copy,
            #"{"result":[{"status":200,"path":["b (1)"],"copyFrom":["a"],"to":["b"]},{"status":204,"copyFrom":["c"],"to":["d"]}]}"#
        ),
        (
            .restore,
            #"{"result":[{"status":200,"path":["a"],"recycledItemId":11},"#
                + #"{"status":404,"code":"RecycledItemNotFound","message":"Recycled item not found.","recycledItemId":12}]}"#
        ),
        (.delete, #"{"taskId":9301}"#),
    ])
    func `batch answers are written as they were read`(operation: BatchOperation, text: String) throws {
        let answer = try BatchAnswer(json: JSONValue(parsing: Array(text.utf8)))
        #expect(answer.json(for: operation).description == text)
    }

    @Test func `batch items are written in the order of the pages`() throws {
        let delete = [BatchDeleteItem(path: "album/2019"), BatchDeleteItem(path: "tmp/b.bin", permanent: true)]
        #expect(
            JSONValue.array(of: delete).description == #"[{"path":"album/2019"},{"path":"tmp/b.bin","permanent":true}]"#
        )
        let move = [
            BatchMoveItem(from: "in/1.png", to: "out/1.png", strategy: .overwrite),
            BatchMoveItem(from: "x.txt", to: "x.txt", strategy: .ask, fromSpaceID: "spaceab12", moveAuthority: true),
        ]
        #expect(
            JSONValue.array(of: move).description
                == #"[{"from":"in/1.png","to":"out/1.png","conflictResolutionStrategy":"overwrite"},"#
                + #"{"fromSpaceId":"spaceab12","from":"x.txt","to":"x.txt","conflictResolutionStrategy":"ask","moveAuthority":true}]"#
        )
        let copy = BatchCopyItem(copyFrom: "a", to: "b", strategy: .rename, copyFromSpaceID: "s2")
        #expect(
            copy.json.description
                == #"{"copyFromSpaceId":"s2","copyFrom":"a","to":"b","conflictResolutionStrategy":"rename"}"#)
    }

    @Test func `a server reads what old clients send`() throws {
        #expect(try BatchDeleteItem(jsonBytes: Array(#"{"path":"/a","permanent":1}"#.utf8)).permanent == true)
        #expect(try BatchDeleteItem(jsonBytes: Array(#"{"path":"/a","permanent":"true"}"#.utf8)).permanent == true)
        #expect(try BatchDeleteItem(jsonBytes: Array(#"{"path":"a","permanent":0,"x":[]}"#.utf8)).permanent == false)
        #expect(throws: WireFormatError.self) { try BatchDeleteItem(jsonBytes: Array("{}".utf8)) }
        let move = try BatchMoveItem(jsonBytes: Array(#"{"from":"a","to":"b","moveAuthority":"true"}"#.utf8))
        #expect(move.moveAuthority == true)
        #expect(move.conflictResolutionStrategy == nil)
    }

    @Test func `the listing of the reference`() throws {
        let text =
            #"{"path":["docs"],"nextMarker":"bXk6Y3Vyc29y","contents":[{"name":"2024","path":["docs","2024"],"type":"dir","creationTime":"2026-01-02T03:04:05.000Z","modificationTime":"2026-01-02T03:04:05.000Z","eTag":"0","versionId":null},{"name":"a.txt","path":["docs","a.txt"],"type":"file","creationTime":"2026-01-02T03:04:06.000Z","modificationTime":"2026-01-02T03:04:06.000Z","versionId":1,"contentType":"text/plain","size":"12","eTag":"\"5f36b2ea290645ee34d943220a14b54e\"","crc64":"11051210869376104954","metaData":{},"fileType":"text","previewByDoc":true,"previewByCI":false,"previewAsIcon":false}]}"#
        let page = try DirectoryPage(jsonBytes: Array(text.utf8))
        #expect(page.contents.map(\.name) == ["2024", "a.txt"])
        #expect(page.contents[0].isDirectory)
        #expect(page.contents[1].size == 12)
        #expect(page.contents[1].crc64 == "11051210869376104954")
        #expect(page.contents[1].eTag == "\"5f36b2ea290645ee34d943220a14b54e\"")
        #expect(page.contents[1].modificationTime?.description == "2026-01-02T03:04:06.000Z")
        #expect(try DirectoryPage(json: page.json) == page)
    }

    @Test func `a listing in the forms of older days`() throws {
        let text =
            #"{"nextMarker":1013,"localSync":{},"contents":[{"name":"a","type":"video","size":7,"versionId":"3","news":{"x":1},"modificationTime":null}]}"#
        let page = try DirectoryPage(jsonBytes: Array(text.utf8))
        #expect(page.path == nil)
        #expect(page.nextMarker == "1013")
        #expect(page.contents[0].size == 7)
        #expect(page.contents[0].versionID == 3)
        #expect(page.contents[0].other == [.init("news", .object([.init("x", .number("1"))]))])
        #expect(try DirectoryPage(jsonBytes: Array(#"{"contents":[],"nextMarker":""}"#.utf8)).nextMarker == nil)
        #expect(throws: WireFormatError.self) { try DirectoryPage(jsonBytes: Array(#"{"path":[]}"#.utf8)) }
        #expect(throws: WireFormatError.self) {
            try DirectoryPage(jsonBytes: Array(#"{"contents":[{"type":"dir"}]}"#.utf8))
        }
    }

    @Test func `tasks in each of their forms`() throws {
        func task(_ text: String) throws -> TaskAnswer { try TaskAnswer(jsonBytes: Array(text.utf8)) }
        #expect(try task(#"{"taskId":7001,"status":202}"#).isRunning)
        #expect(try task(#"{"id":"7001","status":"202"}"#).taskID == 7001)
        #expect(try task(#"{"id":"7001","status":"202"}"#).isRunning)
        #expect(try task(#"{"taskId":1,"status":"WAITING"}"#).status == nil)
        let done = try task(
            #"{"taskId":7002,"status":207,"result":[{"status":"200","recycledItemId":"88","path":["a"]},{"status":404,"Code":"PathNotFound","path":null},7]}"#
        )
        #expect(done.items?.map(\.status) == [200, 404])
        #expect(done.items?[0].recycledItemID == 88)
        #expect(done.items?[1].code == .pathNotFound)
        #expect(done.items?[1].path == nil)
        #expect(try task(#"{"taskId":3,"status":200,"result":{"path":["x","y"]}}"#).path == ["x", "y"])
    }

    @Test func `the newer form of a task`() throws {
        let text =
            #"{"taskId":"44","taskType":"batchMove","status":400,"batchMoveResults":[{"status":404,"code":"SourceFileNotFound","from":["a"],"to":["b"]}]}"#
        let task = try TaskResultAnswer(jsonBytes: Array(text.utf8))
        #expect(task.taskID == 44)
        #expect(task.operation == .move)
        #expect(task.items?.first?.from == ["a"])
        #expect(task.json.description == text)
    }

    @Test func `errors in each of their forms`() throws {
        func error(_ text: String) throws -> SMHErrorBody { try SMHErrorBody(jsonBytes: Array(text.utf8)) }
        #expect(
            try error(#"{"code":"DirectoryNotFound","message":"Directory not found.","requestId":"0f"}"#).code
                == .directoryNotFound)
        #expect(
            try error(#"{"Code":"X","inner":"y","reqId":5}"#)
                == SMHErrorBody(code: .init(rawValue: "X"), message: "", requestID: "5"))
        #expect(throws: WireFormatError.self) { try error("{}") }
        #expect(SMHErrorCode.recycledItemNotFound.defaultMessage == "Recycled item not found.")
        #expect(SMHErrorCode.recycledItemNotFound.defaultStatus == 404)
        #expect(
            SMHErrorBody(code: .pathNotFound, requestID: "1").json.description
                == #"{"code":"PathNotFound","message":"Path not found.","requestId":"1"}"#)
    }

    @Test func `spaces, usage and the bin`() throws {
        #expect(try SpacePage(jsonBytes: Array(#"[{"spaceId":"s1","userId":""}]"#.utf8)).list.map(\.spaceID) == ["s1"])
        #expect(try SpacePage(jsonBytes: Array(#"{"list":[],"marker":"m"}"#.utf8)).marker == "m")
        let usage = try SpaceUsage(
            jsonBytes: Array(#"{"spaceId":"s","capacity":null,"availableSpace":null,"size":"123"}"#.utf8))
        #expect(usage.size == 123)
        #expect(usage.json.description == #"{"spaceId":"s","capacity":null,"availableSpace":null,"size":"123"}"#)
        let item = try RecycledItem(
            jsonBytes: Array(
                #"{"recycledItemId":41,"originalPath":["q","old"],"name":"old","type":"dir","removalTime":"2026-01-02T03:04:05.000Z","remainingTime":"29"}"#
                    .utf8))
        #expect(item.originalPath == ["q", "old"])
        #expect(item.remainingTime == 29)
        #expect(try RecycledItem(json: item.json) == item)
    }

    @Test func `a page of a thousand entries reads back as it was written`() throws {
        var page = DirectoryPage(path: ["d"], contents: [])
        for number in 0..<1000 {
            var entry = DirectoryEntry(name: "IMG_\(number).jpg", type: .file)
            entry.path = ["d", entry.name]
            entry.size = number
            entry.inode = "0f9e00000000000000000000000000aa"
            entry.modificationTime = Timestamp(millisecondsSince1970: 1_772_694_489_123)
            page.contents.append(entry)
        }
        #expect(try DirectoryPage(jsonBytes: page.jsonBytes) == page)
    }
}
