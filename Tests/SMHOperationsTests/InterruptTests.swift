import SMHModel
import Testing

@testable import SMHOperations

@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct InterruptTests {
    @Test func anInterruptDoesNotWaitForTheServicesTasks() async throws {
        let run = Run(files: ["a", "b"], faults: FakeDrive.Faults(task: 1000))
        run.drive.with { $0.taskRounds = 1_000_000 }
        let task = try run.delete("a")
        while run.drive.with({ $0.polls }) == 0 { await run.clock.sleep(nanoseconds: .milliseconds(10)) }
        let begun = run.clock.now
        run.engine.interrupt()
        await run.engine.waitForRequests()
        #expect(run.clock.now - begun < .seconds(2))
        #expect(run.engine.report(of: task).taskIDs == ["1"])
        #expect(run.engine.report(of: task).failedCount == 0)
    }

    @Test func whatWasAnsweredBeforeTheInterruptIsWrittenDown() async throws {
        let run = Run(files: ["a", "b"])
        run.drive.with { state in
            state.afterBatch = { _, _ throws(DriveError) in run.engine.interrupt() }
        }
        let task = try run.delete("a")
        await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
        await run.engine.waitForRequests()
        #expect(run.engine.report(of: task).succeededCount == 1)
        #expect(run.drive.with { $0.batches.count } == 1)
    }

    @Test func aRefusedCredentialStopsTheRun() async throws {
        let run = Run(files: ["a", "b"])
        run.drive.with { state in
            state.onBatch = { _, _ throws(DriveError) in
                throw DriveError(.unauthorized, code: .unauthorized, message: "The token is refused.", status: 403)
            }
        }
        let task = try run.delete("a")
        let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
        #expect(error?.stop == .unauthorized && error?.stop?.exitStatus == 6)
        #expect(run.engine.report(of: task).failedCount == 0)
    }

    @Test func noMoreThanEightTasksOfASpaceAreOpen() async throws {
        let run = Run(files: (0..<60).map { "in/\($0)" }, faults: FakeDrive.Faults(task: 1000), batchLimit: 1)
        run.drive.with { $0.taskRounds = 4 }
        for index in 0..<60 { try run.delete("in/\(index)") }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree == ["in/"])
        #expect(run.drive.with { $0.pollSizes.max() ?? 0 } <= 8)
        #expect(run.drive.with { $0.polls } < 60 * 4)
    }

    @Test func anUploadCountsAgainstTheLimits() async throws {
        var configuration = EngineConfiguration()
        configuration.limits.within = [OperationLimits.Place(path: try DrivePath(parsing: "out"))]
        let run = Run(files: ["a"], configuration: configuration)
        let error = await #expect(throws: OperationError.self) {
            try await run.engine.upload([1], to: run.path("in/x"), in: run.space, strategy: .ask)
        }
        #expect(error?.stop == .limitReached)
    }
}
