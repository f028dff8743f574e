import SMHModel
import Synchronization
import Testing

@testable import SMHOperations

/// What operations do together: listings under change, names, batches, limits of time and size.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct OperationTests {
    static let files = (0..<1000).map { "in/\($0).jpg" }

    @Test func nestedGlobsWithDeletesEnd() async throws {
        let run = Run(files: (0..<12).flatMap { ["in/\($0)/a.tmp", "in/\($0)/b.txt"] }, pageLimit: 3)
        try await run.forEach(run.glob("in/*", kinds: .directories)) { directory in
            try await run.forEach(run.glob("in/\(directory.name)/*.tmp")) { entry in
                try run.engine.submit(Operation(.delete, [.entry(entry)]))
            }
            try run.engine.submit(Operation(.move, [.entry(directory)], to: run.destination("done/")))
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree.filter { $0.hasPrefix("done/") && $0.hasSuffix("b.txt") }.count == 12)
        #expect(!run.tree.contains { $0.hasSuffix(".tmp") })
    }

    @Test func aLoopThatEndsEarlyHoldsNothingBack() async throws {
        let run = Run(files: (0..<50).map { "in/\($0)" }, pageLimit: 5)
        let walk = run.engine.walk(try run.glob("in/*"))
        loop: while true {
            switch try walk.next() {
            case .entry(let entry):
                try run.engine.submit(Operation(.delete, [.entry(entry)]))
                break loop
            case .end: break loop
            case .wait(let wait): try await wait()
            }
        }
        walk.close()
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree.count == 50)
    }

    @Test func mkdirAndMoveInOneLoopIsOneWave() async throws {
        let run = Run(files: (0..<200).map { "in/\($0)" })
        for index in 0..<200 {
            try run.engine.submit(Operation(.mkdir, [try run.target("archive/\(index % 3)")]))
            try run.move("in/\(index)", "archive/\(index % 3)/\(index)")
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.drive.with { $0.made.count } == 3)
        #expect(run.drive.with { $0.batches.count } <= 3)
    }

    @Test func copyAndDeleteOfTheSameFileStillTravelInBatches() async throws {
        let run = Run(files: Self.files)
        try await run.forEach(run.glob("in/*")) { entry in
            try run.engine.submit(Operation(.copy, [.entry(entry)], to: run.destination("safe/")))
            try run.engine.submit(Operation(.delete, [.entry(entry)]))
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.drive.with { $0.batches.count } <= 6)
        #expect(run.tree.filter { $0.hasPrefix("safe/") }.count == 1001)
    }

    @Test(arguments: [true, false])
    func manyEqualNamesInOneLoopTravelTogether(_ isOneDirectory: Bool) async throws {
        let files = (0..<400).map { "in/\($0)/copyright" }
        let run = Run(files: files, pageLimit: 50)
        try await run.forEach(run.glob("in/**")) { entry in
            let directory = isOneDirectory ? "out" : "out/\(entry.directory.name.count)"
            try run.engine.submit(Operation(.move, [.entry(entry)], to: run.destination("\(directory)/\(entry.name)")))
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree.filter { $0.hasPrefix("out/") && $0.contains("copyright") }.count == 400)
        #expect(run.drive.with { $0.batches.count } <= 12)
    }

    @Test func batchesShrinkAfter413AndGrowBack() async throws {
        let run = Run(files: (0..<2000).map { "in/\($0)" })
        run.drive.with { state in
            state.onBatch = { batch, number throws(DriveError) in
                if batch.items.count > 300, number < 6 {
                    throw DriveError(
                        .final, code: .argument, message: "Too large.", status: 413,
                        serviceCode: "RequestEntityTooLarge", isTooLarge: true)
                }
                return nil
            }
        }
        for index in 0..<2000 { try run.delete("in/\(index)") }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree == ["in/"])
        #expect(run.drive.with { $0.batches.count } < 40)
    }

    @Test func anAwaitWithATimeOutLetsTheOperationGoOn() async throws {
        let run = Run(files: ["a"], faults: FakeDrive.Faults(task: 1000))
        run.drive.with { $0.taskRounds = 20 }
        let task = try run.delete("a")
        let error = await #expect(throws: OperationError.self) {
            try await run.engine.finish(task, timeout: .seconds(1))
        }
        #expect(error?.code == .timeout)
        #expect(try await run.engine.finish(task).ok)
        #expect(run.engine.report(of: task).taskIDs == ["1"])
    }

    @Test func outOfQuotaIsTriedOnceMoreAfterDeletes() async throws {
        let run = Run(files: ["big", "a"])
        run.drive.with { state in
            state.refusesQuota = { library in library.node(["big"]) != nil }
        }
        try run.delete("big", permanent: true)
        let copy = try run.copy("a", "b")
        #expect(try await run.engine.finish(copy).ok)
    }

    @Test func aGlobThatMatchesNothingSaysWhatNearlyMatches() async throws {
        let warnings = Mutex<[String]>([])
        var configuration = EngineConfiguration()
        configuration.onWarning = { warning in warnings.withLock { $0.append(warning) } }
        let run = Run(files: ["Camera/a.JPG"], configuration: configuration)
        let task = try run.engine.submit(Operation(.delete, [.glob(try run.glob("camera/*.jpg"))], isMany: true))
        #expect(try await run.engine.finish(task).ok)
        #expect(warnings.withLock { $0 }.first?.contains("Camera") ?? false)
        let strict = try run.engine.submit(
            Operation(.delete, [.glob(try run.glob("Camera/*.jpg"))], isMany: true, emptyMatch: .fail))
        let report = try await run.engine.finish(strict)
        #expect(report[0].code == .notFound && report[0].hint?.contains("a.JPG") ?? false)
    }

    @Test func whatLiesBelowADirectoryItemGoesWithIt() async throws {
        let run = Run(files: ["in/a/1", "in/a/2", "in/b"])
        let task = try run.engine.submit(
            Operation(.delete, [.glob(try run.glob("in/**", kinds: .any))], isMany: true))
        let report = try await run.engine.finish(task)
        #expect(report.ok)
        #expect(report.items.map { "\($0.from.map { "\($0)" } ?? "") \($0.recycledID ?? 0)" }.count == 4)
        #expect(run.drive.with { $0.log.map(\.source).sorted() } == ["in/a", "in/b"])
    }

    @Test func aPatternWithoutSpecialCharactersListsNothing() async throws {
        let run = Run(files: ["in/a.txt", "in/b.txt"])
        var seen: [String] = []
        try await run.forEach(run.glob("in/a.txt")) { seen.append($0.name) }
        #expect(seen == ["a.txt"])
        #expect(run.drive.with { $0.lists.isEmpty })
    }

    @Test func listingsReadEachPageOnce() async throws {
        let run = Run(files: (0..<1000).map { "in/\($0 % 20)/\($0)" } + ["out/x"], pageLimit: 10)
        var count = 0
        try await run.forEach(run.glob("in/**", except: ["in/7/**"])) { _ in count += 1 }
        #expect(count == 950)
        #expect(run.drive.with { $0.lists.count } == 2 + 19 * 5)
    }

    @Test func restoresMakeTheirDirectories() async throws {
        let run = Run(files: ["a/b/x"])
        try run.delete("a/b/x")
        try run.delete("a", permanent: true)
        let bin = try await run.engine.recycled(in: run.space)
        let task = try run.engine.submit(
            Operation(.restore, bin.map { .recycled($0.number, in: run.space, place: $0.originalPath) }, isMany: true))
        let report = try await run.engine.finish(task)
        #expect(report[0].path.map { "\($0)" } == "a/b/x")
        #expect(run.tree == ["a/", "a/b/", "a/b/x"])
    }
}
