import SMHModel
import Synchronization
import Testing

@testable import SMHOperations

/// The fault matrix of operations-notes.md part 3, without its rows on journal, plan and undo. Each is checked against
/// the drive's log of what it carried out.
@Suite(.timeLimit(.minutes(1)))
struct FaultMatrixTests {
    /// No change was carried out twice on one thing.
    static func nothingTwice(_ run: Run) -> Bool {
        let log = run.drive.with { $0.log }.filter { $0.kind == .delete || $0.kind == .move }.map(\.source)
        return Set(log).count == log.count
    }

    static let files = (0..<1000).map { "in/\($0).jpg" }

    func deleteAll(_ run: Run) throws -> [OperationTask] {
        try Self.files.map { try run.delete($0) }
    }

    @Test(arguments: [true, false])
    func row1AConnectionCutAfterTheBodyOfADelete(_ isCarriedOut: Bool) async throws {
        let run = Run(files: Self.files)
        run.drive.with { state in
            if isCarriedOut {
                state.afterBatch = { _, number throws(DriveError) in if number == 1 { throw FakeDrive.lost } }
            } else {
                state.onBatch = { _, number throws(DriveError) in
                    if number == 1 { throw FakeDrive.lost }
                    return nil
                }
            }
        }
        let tasks = try deleteAll(run)
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree == ["in/"])
        let numbers = tasks.compactMap { run.engine.report(of: $0)[0].recycledID }
        #expect(Set(numbers).count == 1000)
        #expect(run.drive.with { $0.batches.count } == (isCarriedOut ? 1 : 2))
        #expect(Self.nothingTwice(run))
    }

    @Test func row4ATimeOutAfterCopiesWithClashes() async throws {
        let files = (0..<200).map { "in/\($0).jpg" } + (0..<100).map { "out/\($0).jpg" }
        let run = Run(files: files)
        run.drive.with { state in
            state.afterBatch = { _, number throws(DriveError) in
                if number <= 2 {
                    throw DriveError(.inDoubt, code: .network, message: "Gateway time-out.", status: 504)
                }
            }
        }
        for index in 0..<200 { try run.copy("in/\(index).jpg", "out/\(index).jpg") }
        #expect(try await run.engine.settle().isEmpty)
        let out = run.tree.filter { $0.hasPrefix("out/") && $0 != "out/" }
        let expected = (0..<200).map { "out/\($0).jpg" } + (0..<100).map { "out/\($0) (1).jpg" }
        #expect(out.sorted() == expected.sorted())
    }

    @Test func row5HalfOfTheMovesThen500() async throws {
        let run = Run(files: (0..<100).flatMap { ["a/\($0).jpg", "b/\($0).jpg"] })
        run.drive.with { state in
            state.isHalf = { $0 <= 2 }
        }
        var tasks: [OperationTask] = []
        for folder in ["a", "b"] {
            for index in 0..<100 { tasks.append(try run.move("\(folder)/\(index).jpg", "out/\(index).jpg")) }
        }
        #expect(try await run.engine.settle().isEmpty)
        let paths = tasks.compactMap { run.engine.report(of: $0)[0].path.map { "\($0)" } }
        #expect(Set(paths).count == 200)
        #expect(Set(run.tree).isSuperset(of: paths))
        #expect(run.tree.count == 203)
        #expect(Self.nothingTwice(run))
    }

    @Test func row7ResultsThatDoNotMatch() async throws {
        let names = (0..<20).map { "in/\($0)" } + ["in/e\u{301}"]
        let run = Run(files: names)
        run.drive.with { state in
            state.changeResults = { results in
                var results = results
                results.removeAll { ["in/3", "in/4"].contains($0.source.map { "\($0)" } ?? "") }
                results.append(results[0])
                results.reverse()
                return results.map { result in
                    var result = result
                    if result.source?.name == "e\u{301}" {
                        result.source = DrivePath(unchecked: ["in", "\u{e9}"])
                    }
                    return result
                }
            }
        }
        let tasks = try names.map { try run.delete($0) }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree == ["in/"])
        #expect(tasks.allSatisfy { run.engine.report(of: $0)[0].recycledID != nil })
        #expect(run.drive.with { $0.batches.count } == 1)
    }

    @Test func row10ATaskThatIsUnknownAndThenFails() async throws {
        let run = Run(files: (0..<100).map { "in/\($0)" })
        run.drive.with { state in
            state.faults.task = 1000
            state.faults.taskFails = 1000
            state.unknownPolls = 4
            state.isHalf = { _ in false }
            state.skipsItems = { index, number in number == 1 && index >= 60 }
        }
        let tasks = try (0..<100).map { try run.copy("in/\($0)", "out/\($0)", .ask) }
        #expect(try await run.engine.settle().isEmpty)
        #expect(tasks.allSatisfy { run.engine.report(of: $0).ok })
        let copies = run.drive.with { $0.log }.map { $0.target ?? "" }
        #expect(Set(copies).count == copies.count && copies.count == 100)
    }

    @Test func row12ThrottledWithRetryAfter() async throws {
        let run = Run(files: (0..<64).map { "in/\($0)" }, batchLimit: 2)
        let times = Mutex<[(Int64, Bool)]>([])
        run.drive.with { state in
            state.faults.busyItem = 50
            state.onBatch = { _, number throws(DriveError) in
                let isRefused = number <= 8
                times.withLock { $0.append((run.clock.now, isRefused)) }
                if isRefused {
                    throw DriveError(
                        .throttled, code: .rateLimited, message: "Rate limit.", status: 429, retryAfter: .seconds(2))
                }
                return nil
            }
        }
        for index in 0..<64 { try run.move("in/\(index)", "out/\(index)") }
        for index in 0..<64 { try run.move("out/\(index)", "end/\(index)") }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree.filter { $0.hasPrefix("end/") }.count == 65)
        #expect(Self.nothingTwice(run))
        // While the service asks to be spared, nothing but one request at a time is tried.
        let refused = times.withLock { $0 }.filter(\.1).map(\.0)
        let lastOfFirst = refused.first.map { first in refused.filter { $0 < first + .seconds(1) }.count } ?? 0
        #expect(lastOfFirst <= 8)
    }

    @Test func row14ARequestRefusedForOneItemsSake() async throws {
        let run = Run(files: (0..<999).map { "in/\($0)" } + ["in/secret/x"])
        run.drive.with { state in
            state.onBatch = { batch, _ throws(DriveError) in
                if batch.items.contains(where: { "\($0.source)" == "in/secret" }) {
                    throw DriveError(
                        .final, code: .permissionDenied, message: "No permission.", status: 403,
                        serviceCode: "NoPermission")
                }
                return nil
            }
        }
        for index in 0..<500 { try run.delete("in/\(index)") }
        let secret = try run.delete("in/secret")
        for index in 500..<999 { try run.delete("in/\(index)") }
        let unseen = try await run.engine.settle()
        #expect(unseen.map { $0.task.id } == [secret.id])
        #expect(run.engine.report(of: secret)[0].code == .permissionDenied)
        #expect(run.tree == ["in/", "in/secret/", "in/secret/x"])
        #expect(run.drive.with { $0.batches.count } <= 25)
    }

    @Test(arguments: ["after", "never"])
    func row15OneCopyOfAThousandFails(_ awaits: String) async throws {
        let run = Run(files: Self.files)
        run.drive.with { state in
            state.refuses = { batch, item in batch.kind == .copy && "\(item.source)" == "in/7.jpg" }
        }
        var last: OperationTask?
        for index in 0..<1000 {
            let copy = try run.copy("in/\(index).jpg", "safe/\(index).jpg")
            let delete = try run.delete("in/\(index).jpg")
            if index == 7 {
                last = delete
                if awaits == "after" { _ = try await run.engine.finish(copy) }
            }
        }
        _ = try await run.engine.settle()
        #expect(run.tree.filter { $0.hasPrefix("in/") } == ["in/", "in/7.jpg"])
        let report = last.map { run.engine.report(of: $0) }
        #expect(report?[0].code == .dependencyFailed)
        #expect(report?[0].message?.contains("copy in/7.jpg to safe/7.jpg") ?? false)
    }

    @Test(arguments: ["expiring", "offset", "repeating"])
    func row17MarkersOfAllKinds(_ kind: String) async throws {
        var faults = FakeDrive.Faults()
        faults.offsetMarkers = kind == "offset"
        faults.lostMarker = kind == "expiring" ? 400 : 0
        let run = Run(files: (0..<300).map { "in/\($0)" }, faults: faults, pageLimit: 7)
        if kind == "repeating" {
            run.drive.with { state in
                state.repeatsMarkers = true
            }
        }
        var seen: [String] = []
        try await run.forEach(run.glob("in/**")) { entry in
            seen.append(entry.name)
            try run.engine.submit(Operation(.move, [.entry(entry)], to: run.destination("in/out/")))
        }
        _ = try await run.engine.settle()
        #expect(seen.count == 300 && Set(seen).count == 300)
        #expect(run.tree.filter { $0.hasPrefix("in/out/") }.count == 301)
    }

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
        let run = Run(files: files, pageLimit: 50, clock: SystemClock())
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
