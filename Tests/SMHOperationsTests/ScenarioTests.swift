import SMHModel
import Synchronization
import Testing

@testable import SMHOperations

/// The scenarios of class A of operations-notes.md, each shown harmless: something would be deleted or destroyed that
/// should not be.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct ScenarioTests {
    @Test func scenario1AFailureSeenAfterTheOperationWasWrittenDoesNotCount() async throws {
        let run = Run(files: ["in/f"])
        run.drive.with { state in
            state.onBatch = { batch, _ throws(DriveError) in
                batch.kind == .copy ? Self.refuse(batch, 403, "NoPermission") : nil
            }
        }
        let copy = try run.copy("in/f", "safe/f")
        let delete = try run.delete("in/f")
        let seen = try await run.engine.finish(copy)
        #expect(!seen.ok)
        let report = try await run.engine.finish(delete)
        #expect(report[0].code == .dependencyFailed)
        #expect(run.tree.contains("in/f"))
        // Written after the failure was seen, it goes.
        #expect(try await run.engine.finish(run.delete("in/f")).ok)
    }

    @Test func scenario3AnotherFileAtThePathOfAnOldEntryStays() async throws {
        let run = Run(files: ["in/scan.pdf", "in/other.pdf"])
        var entries: [Entry] = []
        try await run.forEach(run.glob("in/*")) { entries.append($0) }
        run.drive.with { state in
            _ = try? state.library.delete(["in", "scan.pdf"], permanent: true)
            state.library.addFile(["in", "scan.pdf"])
        }
        await run.clock.sleep(nanoseconds: .seconds(700))
        let report = try await run.engine.finish(
            run.engine.submit(Operation(.delete, entries.map { .entry($0) }, isMany: true)))
        #expect(report.failed.map { $0.code } == [.changed])
        #expect(report.failed.first?.from.map { "\($0)" } == "in/scan.pdf")
        #expect(run.tree == ["in/", "in/scan.pdf"])
    }

    @Test func scenario4TheRootIsNeverTouched() async throws {
        let run = Run(files: ["a/1"])
        #expect(throws: OperationError.self) { try run.delete("") }
        #expect(throws: OperationError.self) { try run.move("a", "") }
        #expect(run.drive.with { $0.batches.isEmpty })
    }

    @Test func scenario4WithinComparesWholeNames() async throws {
        var configuration = EngineConfiguration()
        configuration.limits.within = [OperationLimits.Place(path: try DrivePath(parsing: "cam"))]
        let run = Run(files: ["camera/1", "cam/1"], configuration: configuration)
        #expect(try await run.engine.finish(run.delete("cam/1")).ok)
        let error = #expect(throws: OperationError.self) { try run.delete("camera/1") }
        #expect(error?.stop == .limitReached)
        #expect(run.tree.contains("camera/1"))
    }

    @Test func scenario5ManySourcesNeedADirectory() async throws {
        let run = Run(files: ["camera/1.jpg", "camera/2.jpg", "a/x.jpg", "b/x.jpg"])
        let glob = OperationTarget.glob(try run.glob("camera/*.jpg"))
        #expect(throws: OperationError.self) {
            try run.engine.submit(
                Operation(.move, [glob], isMany: true, to: run.destination("archive"), strategy: .overwrite))
        }
        let report = try await run.engine.finish(
            run.engine.submit(
                Operation(
                    .move, [.glob(try run.glob("*/x.jpg"))], isMany: true, to: run.destination("flat/"),
                    strategy: .overwrite)))
        #expect(report.items.map { $0.code } == [nil, .exists])
        #expect(run.tree.contains("b/x.jpg") && run.tree.contains("flat/x.jpg"))
    }

    @Test func scenario5AMoveOntoItselfSendsNothing() async throws {
        let run = Run(files: ["camera/f"])
        #expect(try await run.engine.finish(run.move("camera/f", "camera/f", .overwrite)).ok)
        #expect(try await run.engine.finish(run.copy("camera/f", "camera/f"))[0].code == .exists)
        #expect(run.drive.with { $0.batches.isEmpty })
    }

    @Test func scenario5AFileIsNotPutBesideADirectoryOfItsName() async throws {
        let run = Run(files: ["f", "archive/old"])
        let report = try await run.engine.finish(run.move("f", "archive"))
        #expect(report[0].code == .exists)
        #expect(report[0].hint?.contains("archive/") ?? false)
        #expect(try await run.engine.finish(run.move("f", "archive", .rename))[0].path.map { "\($0)" } == "archive (1)")
    }

    @Test func scenario6APlaceDeletedTwiceIsNotFilledForAWhile() async throws {
        let run = Run(files: ["a/x.bin", "b/x.bin"])
        let sent = Mutex<[Int64]>([])
        run.drive.with { state in
            state.onBatch = { batch, number throws(DriveError) in
                sent.withLock { $0.append(run.clock.now) }
                if number == 1 { throw FakeDrive.lost }
                return nil
            }
        }
        try run.delete("a/x.bin")
        let copy = try run.copy("b/x.bin", "a/x.bin")
        #expect(try await run.engine.finish(copy).ok)
        let times = sent.withLock { $0 }
        #expect(times.count == 3)
        #expect(times[1] - times[0] >= .seconds(5))
        #expect(times[2] - times[1] >= .seconds(60))
    }

    @Test func scenario6ANewFileAtThePlaceOfALostDeleteStays() async throws {
        let run = Run(files: ["a/x.bin"])
        var entries: [Entry] = []
        try await run.forEach(run.glob("a/*")) { entries.append($0) }
        run.drive.with { state in
            state.afterBatch = { _, number throws(DriveError) in
                if number == 1 { throw FakeDrive.lost }
            }
        }
        let task = try run.engine.submit(Operation(.delete, entries.map { .entry($0) }))
        run.drive.with { state in
            let log = state.log.count
            if log == 0 { state.delay = nil }
        }
        // Somebody uploads a new one as soon as the old one is gone.
        while run.drive.with({ $0.log.isEmpty }) {
            await run.clock.sleep(nanoseconds: .milliseconds(10))
        }
        run.drive.with { _ = $0.library.addFile(["a", "x.bin"], etag: "new") }
        let report = try await run.engine.finish(task)
        #expect(report.ok && report[0].recycledID == 1)
        #expect(run.drive.with { $0.batches.count } == 1)
        #expect(run.drive.with { $0.library.tree }.contains("a/x.bin new"))
    }

    @Test func scenario7AFamilyIsOneThing() async throws {
        let run = Run(files: ["in/x.jpg", "d/x.jpg"])
        let move = try run.move("in/x.jpg", "d/x.jpg")
        let delete = try run.delete("d/x (1).jpg")
        #expect(try await run.engine.finish(delete).ok)
        #expect(try await run.engine.finish(move)[0].path.map { "\($0)" } == "d/x (1).jpg")
        let other = Run(files: ["in/x.jpg", "d/x.jpg"])
        let first = try other.delete("d/x (1).jpg")
        try other.move("in/x.jpg", "d/x.jpg")
        #expect(try await other.engine.finish(first)[0].code == .notFound)
        #expect(try await other.engine.settle().map { $0.task.kind } == [])
        #expect(other.tree == ["d/", "d/x (1).jpg", "d/x.jpg", "in/"])
    }

    @Test func scenario9WhatCannotBeListedIsNotAbsent() async throws {
        let run = Run(files: ["camera/a/1", "camera/raw/2"])
        run.drive.with { state in
            state.onList = { request throws(DriveError) in
                if "\(request.directory)" == "camera/raw" {
                    throw DriveError(.final, code: .permissionDenied, message: "No permission.", status: 403)
                }
                return nil
            }
        }
        let copy = try run.engine.submit(
            Operation(.copy, [.glob(try run.glob("camera/**"))], isMany: true, to: run.destination("backup/")))
        let delete = try run.delete("camera")
        #expect(try await run.engine.finish(delete)[0].code == .dependencyFailed)
        let report = try await run.engine.finish(copy)
        #expect(report.failed.map { $0.from.map { "\($0)" } ?? "" } == ["camera/raw"])
        #expect(report.succeededCount == 1)
        #expect(run.tree.contains("camera/raw/2"))
        await #expect(throws: OperationError.self) {
            try await run.forEach(run.glob("camera/**")) { _ in }
        }
    }

    @Test func scenario9ExistsThrowsUnlessTheServiceSaidSo() async throws {
        let run = Run(files: ["a"])
        run.drive.with { state in
            state.onInformation = { _ throws(DriveError) in
                throw DriveError(.final, code: .permissionDenied, message: "No permission.", status: 403)
            }
        }
        await #expect(throws: OperationError.self) { try await run.engine.exists(run.path("a"), in: run.space) }
    }

    @Test func scenario10ADirectoryCountsWhatIsInIt() async throws {
        var configuration = EngineConfiguration()
        configuration.limits.deletes = 10
        let run = Run(files: (0..<50).map { "tmp/\($0)" }, configuration: configuration)
        let task = try run.delete("tmp")
        let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
        #expect(error?.stop == .limitReached && error?.code == .limitReached)
        #expect(run.drive.with { $0.batches.isEmpty })
    }

    @Test func scenario10AGlobIsCountedWholeBeforeItsFirstItem() async throws {
        var configuration = EngineConfiguration()
        configuration.limits.deletes = 10
        let run = Run(files: (0..<50).map { "tmp/\($0)" }, pageLimit: 5, configuration: configuration)
        let task = try run.engine.submit(Operation(.delete, [.glob(try run.glob("**"))], isMany: true))
        let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
        #expect(error?.stop == .limitReached)
        #expect(run.drive.with { $0.batches.isEmpty })
        let other = Run(files: (0..<10).map { "tmp/\($0)" }, pageLimit: 5, configuration: configuration)
        let fits = try other.engine.submit(Operation(.delete, [.glob(try other.glob("**"))], isMany: true))
        #expect(try await other.engine.finish(fits).succeededCount == 10)
    }

    @Test func scenario11WithoutABinNothingIsDeleted() async throws {
        let run = Run(files: ["a"])
        run.drive.with { $0.library.hasBin = false }
        let report = try await run.engine.finish(run.delete("a"))
        #expect(report[0].code == .unsupported)
        #expect(report[0].hint?.contains("permanent: true") ?? false)
        #expect(run.drive.with { $0.batches.isEmpty })
        #expect(try await run.engine.finish(run.delete("a", permanent: true)).ok)
    }

    @Test func scenario11ABinSwitchedOffStopsTheRun() async throws {
        let run = Run(files: ["a", "b", "c"])
        #expect(try await run.engine.finish(run.delete("a")).ok)
        run.drive.with { $0.library.hasBin = false }
        let task = try run.delete("b")
        let error = await #expect(throws: OperationError.self) { _ = try await run.engine.settle() }
        #expect(error?.stop == .erased)
        #expect(error?.message.contains("b") ?? false)
        #expect(run.engine.report(of: task).ok)
        #expect(throws: OperationError.self) { try run.delete("c") }
        #expect(run.tree == ["c"])
    }

    @Test func scenario12APurgeNamesItsNumbers() async throws {
        let run = Run(files: ["a", "b"])
        try run.delete("a")
        let bin = try await run.engine.recycled(in: run.space)
        let purge = try run.engine.submit(
            Operation(.purge, bin.map { .recycled($0.number, in: run.space, place: $0.originalPath) }, isMany: true))
        try run.delete("b")
        let report = try await run.engine.finish(purge)
        #expect(report.ok && report[0].code == .unverified)
        _ = try await run.engine.settle()
        #expect(run.drive.with { $0.library.binContents.count } == 1)
    }

    @Test func scenario13AnOutageIsNoOutcome() async throws {
        let run = Run(files: (0..<20).map { "in/\($0)" })
        run.drive.with { state in
            state.onBatch = { _, _ throws(DriveError) in
                throw DriveError(.notDone, code: .unavailable, message: "Service unavailable.", status: 503)
            }
        }
        var tasks: [OperationTask] = []
        for index in 0..<20 { tasks.append(try run.move("in/\(index)", "out/\(index)")) }
        let error = await #expect(throws: OperationError.self) { _ = try await run.engine.settle() }
        #expect(error?.code == .unavailable && error?.stop == .suspended)
        #expect(tasks.allSatisfy { run.engine.report(of: $0).failedCount == 0 })
        run.drive.with { $0.onBatch = nil }
    }

    /// The requests are answered, and all that they say is "busy": that is an outage as well.
    @Test(arguments: [(429, "TooManyRequests"), (409, "PathConflict")])
    func scenario13AnItemThatStaysBusyEndsTheWait(status: Int, code: String) async throws {
        let run = Run(files: ["in/1", "in/2"])
        run.drive.with { state in
            state.onBatch = { batch, _ throws(DriveError) in Self.refuse(batch, status, code) }
        }
        let begun = run.clock.now
        let task = try run.move("in/1", "out/1")
        let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
        #expect(error?.code == .unavailable)
        let waited = run.clock.now - begun
        #expect(waited >= .seconds(120) && waited < .seconds(180))
        #expect(run.engine.report(of: task).failedCount == 0)
        // It is asked for still, and goes through once the service has room.
        run.drive.with { $0.onBatch = nil }
        await run.clock.sleep(nanoseconds: .seconds(30))
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.engine.report(of: task).ok)
    }

    @Test func scenario14AnInterruptLeavesTheScriptNoRoom() async throws {
        let run = Run(files: ["in/1", "in/2"])
        let task = try run.move("in/1", "work/1")
        run.engine.interrupt()
        let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
        #expect(error?.stop == .interrupted)
        #expect(throws: OperationError.self) { try run.delete("work", permanent: true) }
        await run.engine.waitForRequests()
        #expect(run.drive.with { $0.library.tree.count } >= 3)
    }

    private static func refuse(_ batch: SMHOperations.Batch, _ status: Int, _ code: String) -> SMHOperations.BatchAnswer
    {
        SMHOperations.BatchAnswer(
            .finished(
                batch.items.map {
                    BatchResult(status: status, source: $0.source, target: $0.target, serviceCode: code, message: code)
                }))
    }
}
