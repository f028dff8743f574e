import SMHModel
import SMHTesting
import SMHVirtualTime
import Synchronization
import Testing

@testable import SMHOperations

/// operations.md sections 2 and 3: what becomes of requests that are refused, too large or in doubt.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct RequestTests {
    private static func refusal(_ status: Int, _ code: String, isTooLarge: Bool = false) -> DriveError {
        DriveError(
            .final, code: OperationCode(status: status, serviceCode: code), message: code, status: status,
            serviceCode: code, isTooLarge: isTooLarge)
    }

    private func sizes(_ run: Run) -> [Int] { run.drive.with { $0.batches.map(\.items.count) } }

    // MARK: Sizes

    /// operations.md section 1: a batch is sent when it has 1000 items, or 1 MB.
    @Test func aBatchOfLongPathsEndsAtAMegabyte() async throws {
        let deep = (0..<5).map { _ in String(repeating: "d", count: 240) }.joined(separator: "/")
        let names = (0..<1000).map { "\(deep)/\(100_000 + $0)" }
        let run = Run(files: names)
        let tasks = try names.map { try run.delete($0) }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.outcomes(tasks).allSatisfy { $0.ok })
        let sizes = sizes(run)
        #expect(sizes.count == 2 && sizes.reduce(0, +) == 1000)
        let longest = (sizes.max() ?? 0) * (deep.utf8.count + 7)
        #expect(longest <= 1_000_000 && longest > 800_000)
    }

    /// What comes in without a pause is waited for until the batch is full, and two seconds where that would take long.
    @Test(arguments: [(5, 1000), (15, 134)])
    func aBatchThatFillsUpSoonIsWaitedFor(_ milliseconds: Int64, _ size: Int) async throws {
        let names = (0..<1200).map { "in/\($0)" }
        let run = Run(files: names)
        for name in names {
            try run.delete(name)
            await VirtualClock.current.sleep(nanoseconds: milliseconds * 1_000_000)
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(sizes(run).first == size)
        #expect(sizes(run).reduce(0, +) == names.count)
    }

    // MARK: Refused for one item's sake

    @Test(arguments: [(400, "InvalidPath"), (403, "NoPermission"), (413, "TooLarge"), (451, "IllegalContent")])
    func aRequestRefusedForOneItemsSakeIsCutUntilThatItemStandsAlone(_ status: Int, _ code: String) async throws {
        let names = (0..<1000).map { "in/\($0)" }
        let run = Run(files: names)
        run.drive.with { state in
            state.onBatch = { batch, _ throws(DriveError) in
                let isBad = batch.items.contains { $0.source.name == "617" }
                if isBad { throw Self.refusal(status, code) }
                return nil
            }
        }
        let tasks = try names.map { try run.delete($0) }
        _ = try await run.engine.settle()
        #expect(
            run.outcomes(tasks).filter { !$0.ok }.map { "\($0.from ?? .root) \($0.status)" } == ["in/617 \(status)"])
        #expect(run.tree == ["in/", "in/617"])
        let sizes = sizes(run)
        // The one that was refused comes in halves, down to itself; each half once.
        #expect(sizes.count == 21 || sizes.count == 19)
        #expect(sizes.filter { $0 == 1 }.count >= 1 && sizes[0] == 1000 && sizes.contains(500))
    }

    @Test func threeSingleItemsRefusedAlikeEndTheSearch() async throws {
        let names = (0..<1000).map { "in/\($0)" }
        let run = Run(files: names)
        run.drive.with { state in
            state.onBatch = { _, _ throws(DriveError) in throw Self.refusal(403, "NoPermission") }
        }
        let tasks = try names.map { try run.delete($0) }
        _ = try await run.engine.settle()
        #expect(run.outcomes(tasks).allSatisfy { $0.code == .permissionDenied })
        let sizes = sizes(run)
        #expect(sizes.filter { $0 == 1 }.count == 3)
        #expect(sizes.count <= 25)
        #expect(run.tree.count == 1001)
    }

    /// Two alike may be two, and of another kind is another cause.
    @Test func twoSingleItemsRefusedAlikeDoNotEndTheSearch() async throws {
        let names = (0..<64).map { "in/\($0)" }
        let run = Run(files: names)
        run.drive.with { state in
            state.onBatch = { batch, _ throws(DriveError) in
                let bad = Set(batch.items.map(\.source.name)).intersection(["3", "20", "50"])
                if bad.contains("50") { throw Self.refusal(400, "InvalidPath") }
                if !bad.isEmpty { throw Self.refusal(403, "NoPermission") }
                return nil
            }
        }
        let tasks = try names.map { try run.delete($0) }
        _ = try await run.engine.settle()
        #expect(run.outcomes(tasks).filter { !$0.ok }.compactMap { $0.from?.name } == ["3", "20", "50"])
    }

    // MARK: Sizes

    @Test func batchesShrinkAfter413AndGrowBackStepByStep() async throws {
        let run = Run(files: (0..<6000).map { "in/\($0)" })
        run.drive.with { state in
            state.onBatch = { batch, number throws(DriveError) in
                if number <= 6, batch.items.count > 300 { throw Self.refusal(413, "TooLarge", isTooLarge: true) }
                return nil
            }
        }
        var sizes: [Int] = []
        for part in 0..<6 {
            for index in 0..<1000 { try run.delete("in/\(part * 1000 + index)") }
            #expect(try await run.engine.settle().isEmpty)
            sizes = self.sizes(run)
        }
        #expect(sizes[0] == 1000 && sizes[1] == 500 && sizes[2] == 250)
        let smallest = try #require(sizes.lastIndex(of: sizes.min() ?? 0))
        #expect(sizes[smallest...].max() ?? 0 >= 500, "\(sizes)")
        #expect(run.tree == ["in/"])
    }

    @Test func batchesShrinkAfterATimeOut() async throws {
        let files = (0..<2000).map { "in/\($0)" }
        let run = try ServiceRun(files: files)
        run.faults.setRule { call in call.kind == .batch(.delete) && call.number == 1 ? .stalledBefore : nil }
        let tasks = try files.map { try run.delete($0) }
        #expect(try await run.engine.settle().isEmpty)
        for index in 0..<3000 { try run.copy("in/\(index % 7)", "out/\(index)", .ask) }
        _ = try await run.engine.settle()
        let sent = run.log.exchanges.filter { $0.call.isBatch }.map(\.call.itemCount)
        #expect(sent.prefix(2) == [1000, 1000])
        #expect(sent.dropFirst(2).contains { $0 <= 625 })
        run.checkInvariants(tasks, within: ["in", "out"])
    }

    // MARK: Places of their own

    @Test func readsDoNotWaitBehindChanges() async throws {
        var configuration = EngineConfiguration()
        configuration.jobs = 2
        let run = Run(files: (0..<8).map { "in/\($0)" } + ["other/a"], batchLimit: 1, configuration: configuration)
        run.drive.with { $0.batchDelay = .seconds(10) }
        for index in 0..<8 { try run.delete("in/\(index)") }
        await run.clock.sleep(nanoseconds: .milliseconds(100))
        #expect(run.engine.progress.inFlight == 2)
        let begun = run.clock.now
        #expect(try await run.engine.exists(run.path("other/a"), in: run.space))
        #expect(run.clock.now - begun < .seconds(1))
        #expect(try await run.engine.settle().isEmpty)
    }

    @Test func pollsDoNotWaitBehindChanges() async throws {
        var configuration = EngineConfiguration()
        configuration.jobs = 2
        let run = Run(files: (0..<12).map { "in/\($0)" }, batchLimit: 1, configuration: configuration)
        run.drive.with { state in
            state.faults.task = 1000
            state.taskRounds = 1
        }
        let first = try run.delete("in/0")
        while run.engine.report(of: first).taskIDs.isEmpty { await run.clock.sleep(nanoseconds: .milliseconds(1)) }
        run.drive.with { $0.batchDelay = .seconds(30) }
        for index in 1..<12 { try run.delete("in/\(index)") }
        let begun = run.clock.now
        #expect(try await run.engine.finish(first).ok)
        #expect(run.clock.now - begun < .seconds(2))
        run.drive.with { $0.batchDelay = 0 }
        #expect(try await run.engine.settle().isEmpty)
    }

    @Test func aRenewalDoesNotWaitBehindTheRequestsThatNeedIt() async throws {
        var configuration = EngineConfiguration()
        configuration.jobs = 2
        let run = try ServiceRun(files: (0..<20).map { "in/\($0)" }, configuration: configuration)
        run.engine.state.withLock { $0.queue.batchLimit = 1 }
        run.faults.change { $0.latency = 50_000_000 }
        run.faults.setRule { call in call.kind == .batch(.delete) && call.number == 2 ? .revokedToken : nil }
        let tasks = try (0..<20).map { try run.delete("in/\($0)") }
        let begun = run.clock.now
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.log.count(.token) == 2)
        #expect(run.clock.now - begun < .seconds(5))
        run.checkInvariants(tasks, within: ["in"])
    }

    // MARK: What may come late

    /// A place whose delete, move or overwrite went out twice is not filled for a minute.
    @Test(arguments: [OperationKind.delete, .move, .copy])
    func aPlaceThatASecondSendingMayStillReachIsNotFilled(_ kind: OperationKind) async throws {
        let run = Run(files: ["a/x", "b/x", "c/x"])
        let sent = Mutex<[String: [Int64]]>([:])
        run.drive.with { state in
            state.onBatch = { batch, _ throws(DriveError) in
                let source = "\(batch.items[0].source)"
                let isFirst = sent.withLock { sent in
                    sent[source, default: []].append(run.clock.now)
                    return sent[source]?.count == 1
                }
                if isFirst, source != "b/x" { throw FakeDrive.lost }
                return nil
            }
        }
        switch kind {
        case .delete: try run.delete("a/x")
        case .move: try run.move("a/x", "away/x", .ask)
        default: try run.copy("c/x", "a/x", .overwrite)
        }
        let fill = try run.copy("b/x", "a/x", .overwrite)
        let elsewhere = try run.copy("b/x", "d/x", .ask)
        #expect(try await run.engine.finish(elsewhere).ok)
        #expect(try await run.engine.finish(fill).ok)
        let times = sent.withLock { $0 }
        let first = try #require(times[kind == .copy ? "c/x" : "a/x"])
        let copies = try #require(times["b/x"])
        #expect(first.count == 2 && copies.count == 2)
        // What goes elsewhere does not wait.
        #expect(copies[0] < first[1] && copies[1] - first[1] >= .seconds(60))
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.drive.with { $0.library.tree }.contains("a/x e2"))
    }

    // MARK: Waiting for a family

    @Test func anUploadWaitsForWhatMayTakeANameOfItsFamily() async throws {
        let run = try ServiceRun(files: ["in/x.jpg", "d/x.jpg"])
        run.faults.change { $0.latency = 100_000_000 }
        try run.move("in/x.jpg", "d/x.jpg", .rename)
        let entry = try await run.engine.upload(
            Array("new".utf8), to: run.path("d/x (1).jpg"), in: run.space, strategy: .rename)
        #expect("\(entry.path)" == "d/x (1) (1).jpg")
        #expect(try await run.paths == ["d/", "d/x (1) (1).jpg", "d/x (1).jpg", "d/x.jpg", "in/"])
    }

    @Test func aSearchWaitsForWhatMayTakeANameBelowIt() async throws {
        let run = try ServiceRun(files: ["in/x.jpg", "d/x.jpg"])
        run.faults.change { $0.latency = 100_000_000 }
        try run.move("in/x.jpg", "d/x.jpg", .rename)
        let found = try await run.engine.search("x", below: run.path("d"), in: run.space)
        #expect(found.map { "\($0.path)" }.sorted() == ["d/x (1).jpg", "d/x.jpg"])
        #expect(found.allSatisfy { $0.isFromSearch })
    }
}
