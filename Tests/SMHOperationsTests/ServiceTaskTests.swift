import SMHModel
import SMHOperations
import SMHTesting
import SMHVirtualTime
import Testing

/// Tasks of the service that another run has started, by their numbers.
@Suite(.virtualTime) struct ServiceTaskTests {
    private func engine(_ answers: WireResponse...) -> (OperationEngine, ScriptedTransport) {
        let transport = ScriptedTransport(answers: answers)
        let drive = SMHDrive(client: .scripted(transport), service: "x")
        return (OperationEngine(drive: drive, clock: VirtualClock.current), transport)
    }

    @Test func `the newest query tells what a task does, and polls go on until it has ended`() async throws {
        let (engine, transport) = engine(
            .json(200, #"{"taskId":"9","taskType":"batchRestoreRecycle","status":202}"#),
            .json(200, #"[{"taskId":9,"status":202}]"#),
            .json(
                200,
                #"[{"taskId":9,"status":207,"result":[{"status":200,"path":["a"],"recycledItemId":3},{"status":404,"code":"RecycledItemNotFound","message":"gone","recycledItemId":4}]}]"#
            ))
        let report = try await engine.finish(serviceTask: "9", in: engine.space("-"))
        #expect(report.operation == .restore)
        #expect(report.count == 2 && report.failedCount == 1)
        #expect(report[0].path?.description == "a" && report[0].recycledID == 3)
        #expect(report[1].code == .notFound && report[1].message == "gone")
        #expect(report.taskIDs == ["9"])
        #expect(transport.requests.count == 3)
    }

    @Test func `where the kind is not told the results tell it`() async throws {
        let (engine, _) = engine(
            .json(404, #"{"code":"RouteNotFound","message":""}"#),
            .json(
                200, #"[{"taskId":9,"status":200,"result":[{"status":200,"from":["a"],"to":["b"],"path":["b (1)"]}]}]"#)
        )
        let report = try await engine.finish(serviceTask: "9", in: engine.space("-"))
        #expect(report.operation == .move)
        #expect(report[0].path?.description == "b (1)")
    }

    @Test func `a number that the service does not know`() async throws {
        let (engine, _) = engine(
            .json(404, #"{"code":"TaskNotFound","message":""}"#), .json(200, "[]"))
        let space = engine.space("-")
        await #expect { try await engine.finish(serviceTask: "9", in: space) } throws: { error in
            (error as? OperationError)?.code == .notFound
        }
    }

    @Test func `a time that is up leaves the task alone`() async throws {
        let (engine, _) = engine(
            .json(200, #"{"taskId":"9","taskType":"batchMove","status":202}"#),
            .json(200, #"[{"taskId":9,"status":202}]"#), .json(200, #"[{"taskId":9,"status":202}]"#))
        let space = engine.space("-")
        await #expect { try await engine.finish(serviceTask: "9", in: space, timeout: .milliseconds(100)) } throws: {
            ($0 as? OperationError)?.code == .timeout
        }
    }
}
