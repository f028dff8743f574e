import SMHModel
import Testing

@testable import SMHOperations

/// What the server sees of loops over many files: a thousandth of the size at which it matters, with batches, pages and
/// the window smaller in proportion. `scripts/bench operations --files 1000000` does the rest.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct ScaleTests {
    static let files = 5000
    static let batch = 50
    static let page = 50
    /// Of a hundred batches one may be cut short.
    static let most = files / batch + 1

    static func run(_ names: [String]) -> Run {
        var configuration = EngineConfiguration()
        configuration.window = 500
        configuration.queue = 1000
        configuration.spool.chunkSize = 1000
        return Run(files: names, pageLimit: page, batchLimit: batch, configuration: configuration)
    }

    static let flat = (0..<files).map { "in/\($0 + 10_000).jpg" }
    static let tree = (0..<files).map { "in/d\($0 / 50 + 1000)/\($0 % 50 + 10).jpg" }

    struct Counts {
        var batches: Int
        var items: Int
        var distinctItems: Int
        var lists: Int
    }

    static func counts(_ run: Run) -> Counts {
        run.drive.with { state in
            let items = state.batches.flatMap { batch in batch.items.map { "\(batch.kind) \($0.source)" } }
            return Counts(
                batches: state.batches.count, items: items.count, distinctItems: Set(items).count,
                lists: state.lists.count)
        }
    }

    static func submit(_ run: Run, _ operation: Operation) async throws -> OperationTask {
        let task = try run.engine.submit(operation)
        if !run.engine.hasRoom { await run.engine.waitForRoom() }
        return task
    }

    @Test(arguments: [flat, tree])
    func aLoopOfDeletesGoesInFullBatches(_ names: [String]) async throws {
        let run = Self.run(names)
        try await run.forEach(run.glob("in/**/*")) { entry in
            _ = try await Self.submit(run, Operation(.delete, [.entry(entry)]))
        }
        #expect(try await run.engine.settle().isEmpty)
        let counts = Self.counts(run)
        #expect(counts.batches <= Self.most)
        #expect(counts.items == Self.files && counts.distinctItems == Self.files)
        let directories = Set(names.map { $0.split(separator: "/").dropLast().joined(separator: "/") }).count
        let pages = names == Self.flat ? Self.files / Self.page : directories
        #expect(counts.lists <= (pages + directories) * 102 / 100)
    }

    @Test(arguments: [flat, tree])
    func aLoopOfMovesGoesInFullBatches(_ names: [String]) async throws {
        let run = Self.run(names)
        let out = try run.destination("out/")
        try await run.forEach(run.glob("in/**/*")) { entry in
            // Of one name in every directory of the tree: each gets its own place, or all would be renamed.
            let place = try run.destination("out/\(entry.directory.name)/\(entry.name)")
            let to = names == Self.flat ? out : place
            _ = try await Self.submit(run, Operation(.move, [.entry(entry)], to: to))
        }
        #expect(try await run.engine.settle().isEmpty)
        let counts = Self.counts(run)
        #expect(counts.batches <= Self.most)
        #expect(counts.items == Self.files && counts.distinctItems == Self.files)
        #expect(run.tree.count { $0.hasSuffix(".jpg") && $0.hasPrefix("out/") } == Self.files)
    }

    @Test func aLoopOfTwoKindsGoesInFullBatchesOfEither() async throws {
        let run = Self.run(Self.flat)
        let out = try run.destination("out/")
        try await run.forEach(run.glob("in/*")) { entry in
            _ = try await Self.submit(run, Operation(.copy, [.entry(entry)], to: out))
            _ = try await Self.submit(run, Operation(.delete, [.entry(entry)]))
        }
        #expect(try await run.engine.settle().isEmpty)
        let counts = Self.counts(run)
        #expect(counts.batches <= 2 * Self.most)
        #expect(counts.items == 2 * Self.files && counts.distinctItems == 2 * Self.files)
        // Ordered: what was deleted was copied before.
        let log = run.drive.with { $0.log }
        let copied = Dictionary(
            log.enumerated().filter { $0.element.kind == .copy }.map { ($0.element.source, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        for (offset, entry) in log.enumerated() where entry.kind == .delete {
            #expect(copied[entry.source].map { $0 < offset } ?? false)
        }
    }

    @Test func aLoopThatAwaitsNowAndThenGoesInFullBatches() async throws {
        let run = Self.run(Self.flat)
        var count = 0
        try await run.forEach(run.glob("in/*")) { entry in
            let task = try await Self.submit(run, Operation(.delete, [.entry(entry)]))
            count += 1
            if count % Self.batch == 0 { #expect(try await run.engine.finish(task).ok) }
        }
        #expect(try await run.engine.settle().isEmpty)
        let counts = Self.counts(run)
        #expect(counts.batches <= Self.most)
        #expect(counts.items == Self.files && counts.distinctItems == Self.files)
        #expect(counts.lists <= (Self.files / Self.page + 1) * 102 / 100)
    }

    /// What is listed to be counted is not listed again to be sent, though most of it waits in a file meanwhile.
    @Test(arguments: [flat, tree])
    func whatIsCountedFirstIsListedOnce(_ names: [String]) async throws {
        var configuration = EngineConfiguration()
        configuration.window = 500
        configuration.spool.chunkSize = 1000
        configuration.limits.deletes = Self.files
        let run = Run(files: names, pageLimit: Self.page, batchLimit: Self.batch, configuration: configuration)
        let task = try run.engine.submit(Operation(.delete, [.glob(try run.glob("in/**/*"))], isMany: true))
        #expect(try await run.engine.finish(task).succeededCount == Self.files)
        let counts = Self.counts(run)
        #expect(counts.items == Self.files && counts.distinctItems == Self.files)
        #expect(counts.batches <= Self.most)
        // Pages and directories, and no more than two in a hundred above.
        let pages = names == Self.flat ? Self.files / Self.page + 1 : 100 + 100 / Self.page + 1
        #expect(counts.lists <= pages + pages / 50 + 1, "\(counts)")
    }

    /// Where answers are slow, what waits for room fills the batches up, however long the last item has waited.
    @Test(arguments: [false, true])
    func anOperationOnManyGoesInFullBatchesOfASlowService(_ isCounted: Bool) async throws {
        var configuration = EngineConfiguration()
        configuration.window = 5000
        if isCounted { configuration.limits.deletes = Self.files }
        let run = Run(files: Self.flat, pageLimit: 1000, batchLimit: Self.batch, configuration: configuration)
        run.drive.with { $0.batchDelay = .milliseconds(700) }
        let task = try run.engine.submit(Operation(.delete, [.glob(try run.glob("in/*"))], isMany: true))
        #expect(try await run.engine.finish(task).succeededCount == Self.files)
        #expect(Self.counts(run).batches == Self.files / Self.batch)
    }

    /// What is awaited goes at once, also beside an operation that is still listing what it is about.
    @Test func whatIsAwaitedBesideALongListingDoesNotWaitForCompany() async throws {
        let run = Run(files: Self.flat + ["other/a"], pageLimit: 10)
        try run.engine.submit(Operation(.delete, [.glob(try run.glob("in/*"))], isMany: true))
        let begun = run.clock.now
        let awaited = try run.delete("other/a")
        #expect(try await run.engine.finish(awaited).ok)
        #expect(run.clock.now - begun < .milliseconds(60))
        #expect(run.drive.with { $0.library.node(["in"])?.children.isEmpty } == false)
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.drive.with { $0.batches.count } == 6)
    }

    @Test func anOperationThatIsHeldStillReportsItsItems() async throws {
        let run = Self.run(Self.flat)
        var held: [OperationTask] = []
        try await run.forEach(run.glob("in/*")) { entry in
            let task = try await Self.submit(run, Operation(.delete, [.entry(entry)]))
            if held.count < 40 || entry.name.hasSuffix("7.jpg") { held.append(task) }
        }
        #expect(try await run.engine.settle().isEmpty)
        for task in held {
            let report = run.engine.report(of: task)
            #expect(report.count == 1 && report.ok && report[0].entry != nil && report[0].recycledID != nil)
        }
        let whole = try await run.engine.finish(
            run.engine.submit(Operation(.copy, [.glob(try run.glob("in/*"))], isMany: true, to: run.destination("x/"))))
        #expect(whole.count == 0)
    }

    @Test func aFileThatCannotBeWrittenLosesNothing() async throws {
        var configuration = EngineConfiguration()
        configuration.window = 10
        configuration.spool.chunkSize = 100
        configuration.spool.directory = "/nonexistent"
        let run = Run(files: Self.flat, pageLimit: Self.page, configuration: configuration)
        var asked = 0
        var failure: OperationError?
        do {
            try await run.forEach(run.glob("in/*")) { entry in
                _ = try run.engine.submit(Operation(.delete, [.entry(entry)]))
                asked += 1
            }
        } catch let error as OperationError {
            failure = error
        }
        #expect(failure?.message.contains("/nonexistent") ?? false)
        #expect(asked > 0 && asked < Self.files)
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree.count == Self.files - asked + 1)
    }
}
