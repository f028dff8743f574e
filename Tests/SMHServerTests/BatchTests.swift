import SMHModel
import SMHServer
import SMHStore
import Testing

/// Reference 4–7 and the worked exchanges of 24.
@Suite struct BatchTests {
    @Test func theWorkedDeleteIsAnsweredAsThePagesShowIt() async throws {
        let service = try ServiceFixture()
        await service.make("q/old/")
        let reply = await service.send(.post, "/batch/%L/%S?delete", #"[{"path":"q/old"},{"path":"q/none.txt"}]"#)
        #expect(reply.status == 207)
        #expect(reply.response.header("content-type") == "application/json; charset=utf-8")
        let number = try #require(reply.json["result"]?.elements?.first?["recycledItemId"]?.integer)
        #expect(
            reply.text
                == #"{"result":[{"status":200,"recycledItemId":\#(number),"path":["q","old"]},"#
                + #"{"status":404,"code":"PathNotFound","message":"Path not found.","path":["q","none.txt"]}]}"#)
    }

    @Test func theWorkedDeleteInTheBackgroundIsPolledAsThePagesShowIt() async throws {
        let service = try ServiceFixture {
            $0.longestImmediateBatch = 1
            $0.runsTasks = false
        }
        await service.make("q/old/")
        let accepted = await service.send(.post, "/batch/%L/%S?delete", #"[{"path":"q/old"},{"path":"q/none.txt"}]"#)
        #expect(accepted.status == 202)
        let id = try #require(accepted.json["taskId"]?.integer)
        #expect(accepted.text == #"{"taskId":\#(id)}"#)
        let running = await service.send(.get, "/task/%L/%S/\(id)")
        #expect(running.json.elements?.first?["status"] == .number("202"))
        #expect(running.json.elements?.first?["taskId"] == .number(String(id)))
        #expect(running.json.elements?.first?["result"] == nil)
        await service.store.finishBackgroundWork()
        let done = await service.send(.get, "/task/%L/%S/\(id),999999")
        #expect(done.json.elements?.count == 1)
        let task = try TaskAnswer(json: try #require(done.json.elements?.first))
        #expect(task.status == 207)
        #expect(task.items?.map(\.status) == [200, 404])
        let newer = await service.send(.get, "/task-result/%L/%S/\(id)")
        #expect(newer.json["taskId"] == .string(String(id)))
        #expect(newer.json["taskType"] == .string("batchDelete"))
        #expect(newer.json["batchDeleteResults"]?.elements?.count == 2)
    }

    @Test func aTaskWhoseItemsAllFailedIs400InTheNewerForm() async throws {
        let service = try ServiceFixture { $0.longestImmediateBatch = 0 }
        let accepted = await service.send(.post, "/batch/%L/%S?delete=1", #"[{"path":"none"}]"#)
        let id = try #require(accepted.json["taskId"]?.integer)
        await service.store.finishBackgroundWork()
        #expect(await service.send(.get, "/task-result/%L/%S/\(id)").json["status"] == .number("400"))
        let old = await service.send(.get, "/task/%L/%S/\(id)")
        #expect(old.json.elements?.first?["status"] == .number("207"))
    }

    @Test func movesAreAnsweredByStrategy() async throws {
        let service = try ServiceFixture()
        await service.make("in/raw/", "in/1.png", "in/2.png", "out/1.png", "out/2.png")
        let reply = await service.send(
            .post, "/batch/%L/%S?move",
            #"""
            [{"from":"in/raw","to":"out/raw","moveAuthority":false},
             {"from":"/in/1.png","to":"out/1.png"},
             {"from":"in/2.png","to":"out/2.png","conflictResolutionStrategy":"overwrite"},
             {"from":"x.txt","to":"x.txt"}]
            """#)
        #expect(reply.status == 207)
        #expect(
            reply.text
                == #"{"result":[{"status":204,"from":["in","raw"],"to":["out","raw"],"moveAuthority":false},"#
                + #"{"status":200,"path":["out","1 (1).png"],"from":["in","1.png"],"to":["out","1.png"]},"#
                + #"{"status":204,"from":["in","2.png"],"to":["out","2.png"]},"#
                + #"{"status":404,"code":"SourceFileNotFound","message":"Source file not found.","from":["x.txt"],"to":["x.txt"]}]}"#
        )
        #expect(await service.names("in") == [])
        #expect(await service.names("out") == ["raw", "1 (1).png", "1.png", "2.png"])
    }

    @Test func copiesAreAnsweredByStrategy() async throws {
        let service = try ServiceFixture()
        await service.make("d/f", "f")
        let reply = await service.send(
            .post, "/batch/%L/%S?copy",
            #"[{"copyFrom":"d","to":"n/d"},{"copyFrom":"f","to":"d/f"},{"copyFrom":"f","to":"none/f"}]"#)
        #expect(reply.status == 207)
        let items = try #require(reply.json["result"]).items(as: BatchItemResult.self)
        #expect(items.map(\.status) == [204, 200, 404])
        #expect(items[1].path == ["d", "f (1)"])
        #expect(items[1].copyFrom == ["f"])
        #expect(items[2].code == .directoryNotFound)
        #expect(await service.names("n/d") == ["f"])
    }

    @Test func allSucceededIs200() async throws {
        let service = try ServiceFixture()
        await service.make("a/f", "b")
        let reply = await service.send(
            .post, "/batch/%L/%S?delete", #"[{"path":"a"},{"path":"b","permanent":true}]"#)
        #expect(reply.status == 200)
        #expect(try #require(reply.json["result"]).items(as: BatchItemResult.self).map(\.status) == [200, 204])
    }

    @Test func whatLiesInADeletedDirectoryIsGoneForLaterItems() async throws {
        let service = try ServiceFixture()
        await service.make("a/f")
        let reply = await service.send(
            .post, "/batch/%L/%S?delete", #"[{"path":"a"},{"path":"a/f"},{"path":"a"},{"path":""},{"path":"/"}]"#)
        let items = try #require(reply.json["result"]).items(as: BatchItemResult.self)
        #expect(items.map(\.status) == [200, 404, 404, 400, 400])
        #expect(items[3].code?.rawValue == "RootDirectoryNotAllowed")
    }

    @Test(arguments: ["true", "1", "\"true\"", "\"1\""])
    func booleansComeInManyForms(value: String) async throws {
        let service = try ServiceFixture()
        await service.make("a")
        let reply = await service.send(.post, "/batch/%L/%S?delete=", #"[{"path":"a","permanent":\#(value)}]"#)
        #expect(reply.json["result"]?.elements?.first?["status"]?.integer == 204)
    }

    @Test func batchesAreCountedFirst() async throws {
        let service = try ServiceFixture()
        await service.make("a")
        #expect(await service.send(.post, "/batch/%L/%S?delete", "[]").code == "NoItemsProvided")
        let many = "[" + Array(repeating: #"{"path":"a"}"#, count: 1001).joined(separator: ",") + "]"
        #expect(await service.send(.post, "/batch/%L/%S?delete", many).code == "TooManyItems")
        #expect(await service.send(.post, "/batch/%L/%S?delete", "{}").code == "ParamInvalid")
        #expect(await service.send(.post, "/batch/%L/%S?delete", "[{}]").code == "ParamInvalid")
        #expect(await service.send(.post, "/batch/%L/%S?delete", "<html>").code == "ParamInvalid")
        #expect(await service.send(.post, "/batch/%L/%S?delete").code == "ParamInvalid")
        #expect(await service.names() == ["a"])
    }

    @Test func moveBetweenSpacesTakesTheSourceSpace() async throws {
        let service = try ServiceFixture()
        await service.make("x.txt")
        _ = await service.send(.post, "/space/%L?space_id=spaceab12")
        let reply = await service.send(
            .post, "/batch/%L/spaceab12?move", #"[{"fromSpaceId":"-","from":"x.txt","to":"y.txt"}]"#)
        #expect(reply.status == 200)
        #expect(await service.names() == [])
        let listing = await service.send(.get, "/directory/%L/spaceab12/")
        #expect(listing.json["contents"]?.elements?.first?["name"]?.text == "y.txt")
        let missing = await service.send(.post, "/batch/%L/%S?move", #"[{"fromSpaceId":"none","from":"x","to":"y"}]"#)
        #expect(missing.json["result"]?.elements?.first?["code"]?.text == "SpaceNotFound")
    }

    @Test func aLargeCopyBecomesATask() async throws {
        let service = try ServiceFixture { $0.largestImmediateTree = 2 }
        await service.make("d/1", "d/2", "d/3")
        let batch = await service.send(.post, "/batch/%L/%S?copy", #"[{"copyFrom":"d","to":"e"}]"#)
        #expect(batch.status == 202)
        let single = await service.send(.put, "/directory/%L/%S/f", #"{"copyFrom":"d"}"#)
        #expect(single.status == 202)
        await service.store.finishBackgroundWork()
        let ids = [batch, single].compactMap { $0.json["taskId"]?.text }.joined(separator: "%2C")
        let tasks = await service.send(.get, "/task/%L/%S/\(ids)")
        #expect(tasks.json.elements?.compactMap { $0["status"]?.integer } == [200, 200])
        #expect(tasks.json.elements?.last?["result"] == .object([.init("path", .path(["f"]))]))
        #expect(await service.names("f") == ["1", "2", "3"])
    }

    @Test func restoringManyTellsEachItem() async throws {
        let service = try ServiceFixture()
        await service.make("a/f", "b")
        let deleted = await service.send(.post, "/batch/%L/%S?delete", #"[{"path":"a/f"},{"path":"b"}]"#)
        let numbers = (deleted.json["result"]?.elements ?? []).compactMap { $0["recycledItemId"]?.integer }
        let reply = await service.send(.post, "/recycled/%L/%S?restore", "[\(numbers[0]),\(numbers[1]),12]")
        #expect(reply.status == 207)
        #expect(
            reply.text
                == #"{"result":[{"status":200,"path":["a","f"],"recycledItemId":\#(numbers[0])},"#
                + #"{"status":200,"path":["b"],"recycledItemId":\#(numbers[1])},"#
                + #"{"status":404,"code":"RecycledItemNotFound","message":"Recycled item not found.","recycledItemId":12}]}"#
        )
    }

    @Test func observersCountBatchesAndListings() async throws {
        let service = try ServiceFixture()
        await service.make("a", "b")
        _ = await service.send(.get, "/directory/%L/%S")
        _ = await service.send(.post, "/batch/%L/%S?delete", #"[{"path":"a"},{"path":"b"}]"#)
        let seen = service.record.all.suffix(2)
        #expect(seen.map(\.route) == ["listDirectory", "batchDelete"])
        #expect(seen.map(\.itemCount) == [2, 2])
        #expect(!seen.contains { $0.redactedURL.contains("secret01") })
    }
}
