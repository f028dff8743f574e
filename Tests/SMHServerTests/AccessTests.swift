import SMHModel
import SMHServer
import SMHStore
import Testing

/// Reference 3, 15, 20 and 24: who may do what, and what is told to those who may not.
@Suite struct AccessTests {
    @Test func everyAnswerCarriesItsNumber() async throws {
        let service = try ServiceFixture()
        let reply = await service.send(.get, "/nonsense")
        #expect(reply.status == 404)
        #expect(reply.code == "RouteNotFound")
        let id = try #require(reply.response.header("x-request-id"))
        #expect(id.utf8.count == 32)
        #expect(reply.json["requestId"] == .string(id))
        #expect(reply.response.header("date") == "Thu, 05 Mar 2026 07:08:09 GMT")
        #expect(reply.response.header("access-control-allow-origin") == "*")
        #expect(await service.send(.options, "/batch/%L/%S", token: nil).status == 204)
    }

    @Test func checksComeInTheOrderOfTheReference() async throws {
        let service = try ServiceFixture()
        #expect(await service.send(.get, "/directory/other/%S", token: nil).code == "LibraryNotFound")
        #expect(await service.send(.get, "/directory/%L/none", token: nil).code == "EmptyAccessToken")
        #expect(await service.send(.get, "/directory/%L/none", token: "junk").code == "InvalidAccessToken")
        #expect(await service.send(.get, "/directory/%L/none").code == "SpaceNotFound")
        let weak = await service.token("")
        #expect(
            await service.send(.post, "/batch/%L/%S?delete", #"[{"path":"a"}]"#, token: weak).code == "NoPermission")
    }

    @Test func tokensAreMadeForTheRightSecretOnly() async throws {
        let service = try ServiceFixture()
        func code(_ query: String) async -> String? { await service.send(.get, "/token?" + query, token: nil).code }
        #expect(await code("") == "EmptyLibraryIdOrSecret")
        #expect(await code("library_id=smhlab01") == "EmptyLibrarySecret")
        #expect(await code("library_secret=x") == "EmptyLibraryId")
        #expect(await code("library_id=smhlab01&library_secret=wrong") == "WrongLibraryIdOrSecret")
        #expect(await code("library_id=smhlab01&library_secret=secret01&space_id=none") == "SpaceNotFound")
        let made = await service.send(.post, "/token?library_id=smhlab01&library_secret=secret01&period=1", token: nil)
        #expect(made.json["expiresIn"] == .number("300"))
    }

    @Test func tokensEndAndAreExtendedByUse() async throws {
        let service = try ServiceFixture()
        let token = await service.token("admin", extra: "&period=300")
        for _ in 0..<4 {
            service.clock.advance(milliseconds: 200_000)
            #expect(await service.send(.get, "/directory/%L/%S", token: token).status == 200)
        }
        service.clock.advance(milliseconds: 300_000)
        #expect(await service.send(.get, "/directory/%L/%S", token: token).code == "InvalidAccessToken")
        #expect(await service.send(.post, "/token/%L/\(token)", token: nil).status == 403)
    }

    @Test func tokensAreRevoked() async throws {
        let service = try ServiceFixture()
        let one = await service.token("admin", extra: "&user_id=u&client_id=c1")
        let two = await service.token("admin", extra: "&user_id=u&client_id=c2")
        #expect(await service.send(.post, "/token/%L/\(one)", token: nil).json["accessToken"] == .string(one))
        #expect(
            await service.send(.delete, "/token/%L?user_id=u&client_id=c1&library_secret=secret01", token: nil).status
                == 204)
        #expect(await service.send(.get, "/directory/%L/%S", token: one).status == 403)
        #expect(await service.send(.get, "/directory/%L/%S", token: two).status == 200)
        #expect(await service.send(.delete, "/token/%L/\(two)", token: nil).status == 204)
        #expect(await service.send(.get, "/directory/%L/%S", token: two).status == 403)
    }

    @Test func tokensOutliveTheProcess() async throws {
        let service = try ServiceFixture()
        let token = await service.token("admin")
        let other = LibraryService(store: service.store)
        let reply = await other.respond(
            to: WireRequest(method: .get, target: "/api/v1/directory/smhlab01/-?access_token=" + token))
        #expect(reply.status == 200)
    }

    @Test func theHeaderServesAsWell() async throws {
        let service = try ServiceFixture()
        let token = await service.token("admin")
        let header = [WireHeader("Authorization", "Bearer " + token)]
        #expect(await service.send(.get, "/directory/%L/%S", token: nil, headers: header).status == 200)
    }

    @Test func aTokenStaysInItsSpaces() async throws {
        let service = try ServiceFixture()
        _ = await service.send(.post, "/space/%L?space_id=mine")
        let token = await service.token("space_admin", extra: "&space_id=mine")
        #expect(await service.send(.get, "/directory/%L/mine", token: token).status == 200)
        #expect(await service.send(.get, "/directory/%L/%S", token: token).code == "AccessTokenNotMatchSpace")
        let crossing = await service.send(
            .post, "/batch/%L/mine?move", #"[{"fromSpaceId":"-","from":"a","to":"a"}]"#, token: token)
        #expect(crossing.json["result"]?.elements?.first?["code"]?.text == "NoPermission")
    }

    @Test func grantsCountByItem() async throws {
        let service = try ServiceFixture()
        await service.make("f", "g", "d/")
        let token = await service.token("delete_file,move_file")
        let deleted = await service.send(
            .post, "/batch/%L/%S?delete", #"[{"path":"d"},{"path":"f","permanent":true},{"path":"f"}]"#, token: token)
        #expect(deleted.json["result"]?.elements?.compactMap { $0["status"]?.integer } == [403, 403, 200])
        await service.make("f")
        let moved = await service.send(
            .post, "/batch/%L/%S?move",
            #"[{"from":"f","to":"g","conflictResolutionStrategy":"overwrite"},{"from":"f","to":"h"}]"#, token: token)
        #expect(moved.json["result"]?.elements?.compactMap { $0["status"]?.integer } == [403, 200])
        #expect(await service.send(.put, "/directory/%L/%S/x", token: token).code == "NoPermission")
    }

    @Test func publicReadingNeedsNoToken() async throws {
        var options = LibraryOptions()
        options.isPublicRead = true
        let service = try ServiceFixture(options: options)
        await service.make("f")
        #expect(await service.send(.get, "/directory/%L/%S", token: nil).status == 200)
        #expect(await service.send(.get, "/directory/%L/%S/f?info", token: nil).status == 200)
        #expect(await service.send(.delete, "/file/%L/%S/f", token: nil).code == "EmptyAccessToken")
    }

    @Test func spacesAreMadeListedAndDeleted() async throws {
        let service = try ServiceFixture()
        let made = await service.send(.post, "/space/%L", #"{"spaceTag":"team","isMultiAlbum":true}"#)
        #expect(made.status == 201)
        let id = try #require(made.json["spaceId"]?.text)
        #expect(await service.send(.post, "/space/%L?space_id=-bad").code == "SpaceIdInvalid")
        let list = await service.send(.get, "/space/%L/list")
        #expect(try SpacePage(json: list.json).list.map(\.spaceID) == ["-", id])
        #expect(await service.send(.get, "/space/%L").json.elements?.count == 2)
        #expect(await service.send(.get, "/space/%L/count").json["total"] == .number("2"))
        #expect(
            await service.send(.post, "/space/%L/\(id)/extension", #"{"spaceTag":"x","isMultiAlbum":false}"#).status
                == 204)
        let attributes = await service.send(.get, "/space/%L/\(id)/extension")
        #expect(attributes.json["spaceTag"] == .string("x"))
        #expect(attributes.json["isMultiAlbum"] == .bool(true))
        _ = await service.send(.put, "/directory/%L/\(id)/d")
        #expect(await service.send(.delete, "/space/%L/\(id)").code == "SpaceNotEmpty")
        #expect(await service.send(.delete, "/space/%L/\(id)?force=1").status == 204)
        #expect(await service.send(.get, "/directory/%L/\(id)").code == "SpaceNotFound")
    }

    @Test func aSingleSpaceLibraryMakesNoOthers() async throws {
        var options = LibraryOptions()
        options.isMultiSpace = false
        let service = try ServiceFixture(options: options)
        #expect(await service.send(.post, "/space/%L?space_id=other").code == "NotMultiSpaceLibrary")
    }

    @Test func usageCountsTheBin() async throws {
        let service = try ServiceFixture()
        await service.make("d/abc", "e")
        _ = await service.send(.delete, "/directory/%L/%S/d")
        #expect(await service.send(.get, "/usage/%L").json["totalFileSize"] == .string("6"))
        let usage = await service.send(.get, "/usage/%L/%S")
        #expect(usage.text == #"[{"spaceId":"-","capacity":null,"availableSpace":null,"size":"6"}]"#)
        #expect(await service.send(.get, "/space/%L/%S/size").json["size"] == .string("6"))
        let counts = await service.send(.get, "/space/%L/%S/file-count")
        #expect(
            counts.text
                == #"{"fileNum":"1","dirNum":"0","recycledFileNum":"1","recycledDirNum":"1","historyFileNum":"0"}"#)
        let statistics = await service.send(.get, "/directory/%L/%S?stats")
        #expect(statistics.json["fileCount"] == .number("1"))
        #expect(statistics.json["storage"] == .number("1"))
    }

    @Test func aMediaLibraryHasItsOwnRules() async throws {
        var options = LibraryOptions()
        options.kind = .media
        let service = try ServiceFixture(options: options)
        #expect(await service.send(.put, "/directory/%L/%S/d").code == "DirectoryNotAllowed")
        #expect(await service.send(.put, "/file/%L/%S/a.txt").code == "ExtnameNotAllowed")
        await service.make("a.jpg")
        #expect(await service.send(.get, "/directory/%L/%S/a.jpg?info").json["type"] == .string("image"))
    }
}
