import SMHClient
import SMHModel
import SMHTesting
import Testing

/// Requests as they go out, and answers as they come, for the calls with many items (reference 4–7, 14, 24).
@Suite struct BatchExchangeTests {
    @Test func `the worked exchange of a batch delete`() async throws {
        let transport = ScriptedTransport(
            answers: .json(
                207,
                """
                {"result":[{"status":200,"recycledItemId":41,"path":["q","old"]},
                           {"status":404,"code":"PathNotFound","message":"Path not found.","path":["q","none.txt"]}]}
                """, requestID: "3f2b0c6d9a5e4f718899aabbccddeeff"))
        let client = SMHLibraryClient.scripted(transport)
        let items = try ["q/old", "q/none.txt"].map {
            try BatchDeleteItem(path: DrivePath(parsing: $0), permanent: false)
        }
        let answer = try await client.delete(items, in: "spacelab9")

        #expect(transport.lines == ["POST /api/v1/batch/smhlab01/spacelab9?delete&access_token=tok-1"])
        let request = try #require(transport.requests.first)
        #expect(request.headers == [WireHeader("Content-Type", "application/json")])
        #expect(String(decoding: request.body, as: UTF8.self) == #"[{"path":"q/old"},{"path":"q/none.txt"}]"#)
        #expect(answer.status == 207)
        #expect(answer.requestID == "3f2b0c6d9a5e4f718899aabbccddeeff")
        guard case .finished(let results) = answer.value else { return #expect(Bool(false)) }
        #expect(results.map(\.status) == [200, 404])
        #expect(results[0].recycledItemID == 41)
        #expect(results[1].code == .pathNotFound)
    }

    @Test func `the same when the service goes on in the background`() async throws {
        let transport = ScriptedTransport(
            answers: .json(202, #"{"taskId":9301}"#), .json(200, #"[{"taskId":9301,"status":202}]"#),
            .json(
                200,
                #"[{"taskId":9301,"status":207,"result":[{"status":200,"recycledItemId":41,"path":["q","old"]}]}]"#))
        let client = SMHLibraryClient.scripted(transport)
        let answer = try await client.delete([BatchDeleteItem(path: "q/old")], in: "spacelab9")
        #expect(answer.value == .accepted(taskID: 9301))
        #expect(try await client.tasks([9301], in: "spacelab9").value.map(\.isRunning) == [true])
        let done = try await client.tasks([9301], in: "spacelab9").value
        #expect(done.first?.status == 207)
        #expect(done.first?.items?.first?.recycledItemID == 41)
        #expect(transport.lines.last == "GET /api/v1/task/smhlab01/spacelab9/9301?access_token=tok-1")
    }

    @Test func `a move always says its strategy`() async throws {
        let transport = ScriptedTransport(answers: .json(200, #"{"result":[]}"#))
        let client = SMHLibraryClient.scripted(transport)
        let from = try DrivePath(parsing: "in/ü 1.png")
        let to = try DrivePath(parsing: "out/1.png")
        _ = try await client.move(
            [
                BatchMoveItem(from: from, to: to, strategy: .ask),
                BatchMoveItem(from: from, to: to, strategy: .overwrite, fromSpaceID: "spaceab12", moveAuthority: true),
            ], to: "-")
        _ = try await client.copy([BatchCopyItem(copyFrom: from, to: to, strategy: .rename)], to: "-")
        #expect(
            transport.lines == [
                "POST /api/v1/batch/smhlab01/-?move&access_token=tok-1",
                "POST /api/v1/batch/smhlab01/-?copy&access_token=tok-1",
            ])
        let bodies = transport.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(
            bodies == [
                #"[{"from":"in/ü 1.png","to":"out/1.png","conflictResolutionStrategy":"ask"},{"fromSpaceId":"spaceab12","from":"in/ü 1.png","to":"out/1.png","conflictResolutionStrategy":"overwrite","moveAuthority":true}]"#,
                #"[{"copyFrom":"in/ü 1.png","to":"out/1.png","conflictResolutionStrategy":"rename"}]"#,
            ])
    }

    @Test func `restore and purge go by number`() async throws {
        let transport = ScriptedTransport(
            answers: .json(200, #"{"result":[{"status":200,"path":["a"],"recycledItemId":11}]}"#),
            WireResponse(status: 204))
        let client = SMHLibraryClient.scripted(transport)
        _ = try await client.restore([11, 12], in: "s1")
        _ = try await client.purge([13], in: "s1")
        #expect(
            transport.lines == [
                "POST /api/v1/recycled/smhlab01/s1?restore&restore_path_strategy=originalPath&access_token=tok-1",
                "POST /api/v1/recycled/smhlab01/s1?delete&access_token=tok-1",
            ])
        #expect(transport.requests.map { String(decoding: $0.body, as: UTF8.self) } == ["[11,12]", "[13]"])
    }

    @Test func `results in strange forms`() async throws {
        let transport = ScriptedTransport(
            answers: .json(
                207,
                #"{"new":1,"result":[{"status":"200","recycledItemId":"41","path":"q/old"},{"status":200,"path":null},{"path":["x"]},null,3]}"#
            ))
        let answer = try await SMHLibraryClient.scripted(transport).delete([BatchDeleteItem(path: "q/old")], in: "-")
        guard case .finished(let results) = answer.value else { return #expect(Bool(false)) }
        #expect(results.map(\.status) == [200, 200, nil])
        #expect(results.map(\.path) == [["q", "old"], nil, ["x"]])
    }

    @Test func `a batch answered with nothing leaves its items without a result`() async throws {
        let transport = ScriptedTransport(answers: WireResponse(status: 204))
        let answer = try await SMHLibraryClient.scripted(transport).delete([BatchDeleteItem(path: "a")], in: "-")
        #expect(answer.value == .finished([]))
    }

    @Test func `what must not be sent is not sent`() async throws {
        let transport = ScriptedTransport(answers: .json(200, #"{"result":[]}"#))
        let client = SMHLibraryClient.scripted(transport)
        let many = (0..<1001).map { BatchDeleteItem(path: "f\($0)") }
        await #expect(throws: ClientError.self) { try await client.delete(many, in: "-") }
        await #expect(throws: ClientError.self) { try await client.delete([], in: "-") }
        for root in ["", "/", "//"] {
            await #expect(throws: ClientError.self) { try await client.delete([BatchDeleteItem(path: root)], in: "-") }
            await #expect(throws: ClientError.self) {
                try await client.move([BatchMoveItem(from: "a", to: root, strategy: .ask)], to: "-")
            }
            await #expect(throws: ClientError.self) {
                try await client.copy([BatchCopyItem(copyFrom: root, to: "b", strategy: .ask)], to: "-")
            }
        }
        await #expect(throws: ClientError.self) { try await client.restore([], in: "-") }
        await #expect(throws: ClientError.self) { try await client.tasks(Array(0..<101), in: "-") }
        #expect(transport.requests.isEmpty)
        _ = try await client.delete(Array(many.prefix(1000)), in: "-")
        #expect(transport.requests.count == 1)
    }

    @Test func `tasks are found by their number`() async throws {
        let transport = ScriptedTransport(
            answers: .json(
                200,
                #"[{"id":"12","status":"200","result":[]},{"taskId":99,"status":200},{"status":200},{"taskId":10,"status":202}]"#
            ),
            .json(200, #"{"taskId":10,"status":204}"#), .json(200, "[]"))
        let client = SMHLibraryClient.scripted(transport)
        let found = try await client.tasks([10, 11, 12], in: "-").value
        #expect(found.map(\.taskID) == [12, 10])
        #expect(transport.lines == ["GET /api/v1/task/smhlab01/-/10,11,12?access_token=tok-1"])
        #expect(try await client.tasks([10], in: "-").value.first?.status == 204)
        #expect(try await client.tasks([10], in: "-").value.isEmpty)
    }
}
