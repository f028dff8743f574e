import SMHModel
import SMHVirtualTime
import Synchronization
import Testing

@testable import SMHOperations

/// The scenarios of class A of operations-notes.md, in which something is deleted or destroyed that should not be, each by
/// its number and title and shown to be harmless.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct ScenarioTests {
    @Test
    func
        `scenario 1, nothing says when a failure counts as seen: one seen after the operation was written does not count`()
        async throws
    {
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

    @Test func `scenario 3, the path in an old entry now holds another file: it stays`() async throws {
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

    @Test func `scenario 4, an empty name widens a path: the root is never touched`() async throws {
        let run = Run(files: ["a/1"])
        #expect(throws: OperationError.self) { try run.delete("") }
        #expect(throws: OperationError.self) { try run.move("a", "") }
        #expect(run.drive.with { $0.batches.isEmpty })
    }

    @Test func `scenario 4, an empty name widens a path: --within compares whole names`() async throws {
        var configuration = EngineConfiguration()
        configuration.limits.within = [OperationLimits.Place(path: try DrivePath(parsing: "cam"))]
        let run = Run(files: ["camera/1", "cam/1"], configuration: configuration)
        #expect(try await run.engine.finish(run.delete("cam/1")).ok)
        let error = #expect(throws: OperationError.self) { try run.delete("camera/1") }
        #expect(error?.stop == .limitReached)
        #expect(run.tree.contains("camera/1"))
    }

    @Test func `scenario 5, many sources, one target: they need a directory, and the second of one name fails`()
        async throws
    {
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

    @Test func `scenario 5, many sources, one target: a move onto itself sends nothing`() async throws {
        let run = Run(files: ["camera/f"])
        #expect(try await run.engine.finish(run.move("camera/f", "camera/f", .overwrite)).ok)
        #expect(try await run.engine.finish(run.copy("camera/f", "camera/f"))[0].code == .exists)
        #expect(run.drive.with { $0.batches.isEmpty })
    }

    @Test func `scenario 5, many sources, one target: a file is not put beside a directory of its name`() async throws {
        let run = Run(files: ["f", "archive/old"])
        let report = try await run.engine.finish(run.move("f", "archive"))
        #expect(report[0].code == .exists)
        #expect(report[0].hint?.contains("archive/") ?? false)
        #expect(try await run.engine.finish(run.move("f", "archive", .rename))[0].path.map { "\($0)" } == "archive (1)")
    }

    @Test func `scenario 6, the request comes late, or twice: a place deleted twice is not filled for a while`()
        async throws
    {
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

    @Test func `scenario 6, the request comes late, or twice: a new file at the place of a lost delete stays`()
        async throws
    {
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

    @Test func `scenario 7, the final name of a renamed target is outside the conflict index: a family is one thing`()
        async throws
    {
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

    @Test func `scenario 9, could not look is taken for not there: what cannot be listed is a failure`() async throws {
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

    @Test func `scenario 9, could not look is taken for not there: exists throws unless the service said so`()
        async throws
    {
        let run = Run(files: ["a"])
        run.drive.with { state in
            state.onInformation = { _ throws(DriveError) in
                throw DriveError(.final, code: .permissionDenied, message: "No permission.", status: 403)
            }
        }
        await #expect(throws: OperationError.self) { try await run.engine.exists(run.path("a"), in: run.space) }
    }

    @Test func `scenario 10, limits count requests, not losses: a directory counts what is in it`() async throws {
        var configuration = EngineConfiguration()
        configuration.limits.deletes = 10
        let run = Run(files: (0..<50).map { "tmp/\($0)" }, configuration: configuration)
        let task = try run.delete("tmp")
        let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
        #expect(error?.stop == .limitReached && error?.code == .limitReached)
        #expect(run.drive.with { $0.batches.isEmpty })
    }

    @Test func `scenario 10, limits count requests, not losses: a glob is counted whole before its first item`()
        async throws
    {
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

    @Test func `scenario 11, the bin is off: nothing is deleted`() async throws {
        let run = Run(files: ["a"])
        run.drive.with { $0.library.hasBin = false }
        let report = try await run.engine.finish(run.delete("a"))
        #expect(report[0].code == .unsupported)
        #expect(report[0].hint?.contains("permanent: true") ?? false)
        #expect(run.drive.with { $0.batches.isEmpty })
        #expect(try await run.engine.finish(run.delete("a", permanent: true)).ok)
    }

    @Test func `scenario 11, the bin is switched off in the middle: the run stops`() async throws {
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

    @Test func `scenario 12, emptying the bin takes what came after: a purge names its numbers`() async throws {
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

    @Test func `scenario 13, an outage becomes an outcome: nothing is recorded as failed`() async throws {
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
    func `scenario 13, an outage becomes an outcome: items that stay busy end the wait`(
        status: Int, code: String
    ) async throws {
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

    @Test func `scenario 14, Ctrl-C as an exception: an interrupt leaves the script no room`() async throws {
        let run = Run(files: ["in/1", "in/2"])
        let task = try run.move("in/1", "work/1")
        run.engine.interrupt()
        let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
        #expect(error?.stop == .interrupted)
        #expect(throws: OperationError.self) { try run.delete("work", permanent: true) }
        await run.engine.waitForRequests()
        #expect(run.drive.with { $0.library.tree.count } >= 3)
    }

    /// The half of it that is one run's own: what a decision rests on is what the run has left, and no answer from before.
    @Test
    func `scenario 2, a plan is applied although the reasons for it are gone: in one run a reason is looked at last`()
        async throws
    {
        let run = Run(files: ["camera/1", "camera/2", "backup/1", "backup/2"])
        try run.delete("backup/1")
        try await run.forEach(run.glob("camera/*")) { entry in
            let isSafe = try await run.engine.exists(run.path("backup/\(entry.name)"), in: run.space)
            if isSafe { try run.engine.submit(Operation(.delete, [.entry(entry)])) }
            // The last copy of the other goes before it is its turn.
            if entry.name == "1" { try run.delete("backup") }
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree == ["camera/", "camera/1", "camera/2"])
    }

    /// Of a limit the options cannot widen the profile's, a directory's contents count, and so do overwrites and purges.
    @Test(arguments: ["overwrite", "purge", "widen"])
    func `scenario 10, limits count requests, not losses: what is lost counts`(_ loss: String) async throws {
        var configuration = EngineConfiguration()
        configuration.limits.deletes = 2
        if loss == "widen" {
            var profile = OperationLimits()
            profile.within = [OperationLimits.Place(path: try DrivePath(parsing: "tmp"))]
            var option = OperationLimits()
            option.within = [OperationLimits.Place(path: .root)]
            configuration.limits = profile.narrowed(by: option)
        }
        let names = (0..<3).flatMap { ["in/\($0)", "out/\($0)"] }
        let run = Run(files: names, configuration: configuration)
        let error = await #expect(throws: OperationError.self) {
            let task: OperationTask
            switch loss {
            case "overwrite":
                let sources = try (0..<3).map { try run.target("in/\($0)") }
                task = try run.engine.submit(
                    Operation(.copy, sources, isMany: true, to: run.destination("out/"), strategy: .overwrite))
            case "purge":
                let numbers = (1...3).map { OperationTarget.recycled($0, in: run.space, place: nil) }
                task = try run.engine.submit(Operation(.purge, numbers, isMany: true))
            default: task = try run.delete("in/1")
            }
            _ = try await run.engine.finish(task)
        }
        #expect(error?.stop == .limitReached)
        #expect(run.drive.with { $0.batches.isEmpty })
    }

    /// The half of it that is one run's own: its report says of each thing whether and where this run made it, which is what
    /// taking it back has to go by.
    @Test func `scenario 8, undo throws away other people's work: a report tells what the run itself has made`()
        async throws
    {
        let run = try ServiceRun(files: ["there/1", "x", "y", "d/y", "gone"])
        let made = try run.engine.submit(Operation(.mkdir, [run.target("new")]))
        let found = try run.engine.submit(Operation(.mkdir, [run.target("there")]))
        let move = try run.move("y", "d/y")
        let delete = try run.delete("gone")
        #expect(try await run.engine.settle().isEmpty)
        // 201 and nothing else is "made by this run".
        #expect(run.outcomes([made, found]).map(\.status) == [201, 200])
        #expect(run.outcomes([move]).map { "\($0.path ?? .root)" } == ["d/y (1)"])
        #expect(run.outcomes([delete]).compactMap(\.recycledID).count == 1)
        // What came back under another name is reported there.
        _ = try await run.engine.upload([1], to: run.path("gone"), in: run.space, strategy: .ask)
        let bin = try await run.engine.recycled(in: run.space)
        let restore = try run.engine.submit(
            Operation(.restore, bin.map { .recycled($0.number, in: run.space, place: $0.originalPath) }))
        #expect(try await run.engine.finish(restore)[0].path.map { "\($0)" } == "gone (1)")
        #expect(try await run.paths.contains("gone"))
    }

    /// The half of it that is one run's own: a directory is read to its end before anything is put there.
    @Test func `scenario 15, a resumed loop meets what it moved itself: a loop never does`() async throws {
        let files = (0..<30).map { "a/\($0 + 10)" } + (0..<30).map { "z/\($0 + 50)" }
        let run = Run(files: files, pageLimit: 4)
        var seen: [String] = []
        try await run.forEach(run.glob("**")) { entry in
            seen.append("\(entry.path)")
            if entry.directory.name == "a" {
                try run.engine.submit(Operation(.move, [.entry(entry)], to: run.destination("z/")))
            }
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(seen == files)
        // Nothing was put into the directory while pages of it were to come.
        let (lists, tree) = run.drive.with { ($0.lists, $0.library.tree.count) }
        #expect(lists.filter { $0 == "z" }.count == 8 && tree == 62)
    }

    /// The half of it that is one run's own: blocks give way where they wait and nowhere else, so that the same answers lead
    /// to the same operations in the same order.
    @Test func `scenario 16, a replay that differs decides something else: the same answers give the same operations`()
        async throws
    {
        func requests() async throws -> [String] {
            try await VirtualClock.run {
                let script = Script(
                    files: (0..<12).map { "a/\($0)" },
                    statements: [
                        .blocks(
                            [
                                [
                                    .loop(pattern: "a/**", [.copy("b", .automatic)]), .exists("b/3"),
                                    .await(0, milliseconds: 5),
                                ],
                                [.loop(pattern: "**", [.move("c", .rename)]), .exists("c/4")],
                            ].map { block in
                                [.operation(Script.Op(kind: .delete, paths: ["a/1"]))] + block
                            })
                    ])
                let run = Run(files: script.files, faults: FakeDrive.Faults(seed: 4, task: 300), pageLimit: 3)
                let performance = try await script.perform(on: run, seed: 4)
                return performance.steps.map { "\($0)" }
                    + run.drive.with { $0.log.map { "\($0.kind) \($0.source) \($0.target ?? "") \($0.status)" } }
            }
        }
        let first = try await requests()
        #expect(first.count > 40)
        #expect(try await requests() == first)
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
