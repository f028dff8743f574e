import SMHModel
import Testing

@testable import SMHOperations

/// Reports whose items were put into a file are those whose items stayed in memory.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct ReportTests {
    static let files = (0..<300).map { "in/d\($0 % 3)/\($0 + 1000).jpg" }

    static func run(pageSize: Int, directory: String? = nil) -> Run {
        var configuration = EngineConfiguration()
        configuration.spool.pageSize = pageSize
        configuration.window = 100
        if let directory { configuration.spool.directory = directory }
        let run = Run(files: files, pageLimit: 20, batchLimit: 30, configuration: configuration)
        run.drive.with { $0.refuses = { _, item in item.source.name.hasSuffix("7.jpg") } }
        return run
    }

    static func lines(_ report: Report) -> [String] {
        report.items.map { item in
            let paths = [item.from, item.path, item.to].map { $0.map { "\($0)" } ?? "-" }.joined(separator: " ")
            let size = item.size.map { "\($0)" } ?? "-"
            return "\(paths) \(item.ok) \(item.status) \(item.recycledID ?? 0) \(item.code?.rawValue ?? "-") "
                + "\(item.message ?? "-") \(item.serviceCode ?? "-") \(item.entry?.inode ?? "-") \(size)"
        }
    }

    /// An operation's report, from memory and from the file.
    static func both(_ operation: (Run) async throws -> Operation) async throws -> (memory: Report, file: Report) {
        var reports: [Report] = []
        for pageSize in [10_000, 7] {
            let run = run(pageSize: pageSize)
            let task = try run.engine.submit(try await operation(run))
            reports.append(try await run.engine.finish(task))
            #expect(task.items.isInMemory(0) == (pageSize > 300))
        }
        return (reports[0], reports[1])
    }

    @Test func deletesOfAGlob() async throws {
        let (memory, file) = try await Self.both { Operation(.delete, [.glob(try $0.glob("in/**/*"))], isMany: true) }
        #expect(Self.lines(file) == Self.lines(memory))
        #expect(file.count == 300 && file.failedCount == 30 && file.succeededCount == 270)
        #expect(file.indices(failed: true) == memory.indices(failed: true))
        #expect(file.firstFailures(3) == Array(file.indices(failed: true).prefix(3)))
        // In any order, not only from the first to the last.
        #expect(file[299].from == memory[299].from && file[0].from == memory[0].from)
    }

    @Test func movesOfAGlob() async throws {
        let (memory, file) = try await Self.both { run in
            Operation(.move, [.glob(try run.glob("in/**/*"))], isMany: true, to: try run.destination("out/"))
        }
        #expect(Self.lines(file) == Self.lines(memory))
        #expect(file.items.contains { $0.path?.description == "out/1000.jpg" })
    }

    @Test(arguments: [false, true])
    func whatLiesInADirectoryOfTheSameOperationSharesItsOutcome(_ fails: Bool) async throws {
        let (memory, file) = try await Self.both { run in
            run.drive.with { $0.refuses = { _, item in fails && item.source.name == "d1" } }
            return Operation(
                .move, [.glob(try run.glob("in/**/*", kinds: .any))], isMany: true, to: try run.destination("out/"))
        }
        #expect(Self.lines(file) == Self.lines(memory))
        #expect(file.count == 303 && file.failedCount == (fails ? 101 : 0))
        let moved = file.items.first { $0.from?.description == "in/d1/1001.jpg" }
        #expect(moved?.path?.description == (fails ? "in/d1/1001.jpg" : "out/d1/1001.jpg"))
    }

    @Test func aFileThatCannotBeWrittenLosesNothing() async throws {
        let run = Self.run(pageSize: 7, directory: "/nonexistent")
        let task = try run.engine.submit(Operation(.delete, [.glob(try run.glob("in/d1/*"))], isMany: true))
        let report = try await run.engine.finish(task)
        #expect(report.items.map(\.from?.name).count == 100 && report.failedCount == 10)
        #expect(task.items.isInMemory(0))
    }

    @Test func aPictureOfTheMomentStaysWhatItWas() async throws {
        let store = ItemStore(SpoolSettings(pageSize: 4))
        var ledger = ItemLedger(pageSize: 4)
        for number in 0..<10 {
            _ = ledger.append(ItemRecord(path: DrivePath(unchecked: ["\(number)"]), sourceSpace: 0))
        }
        let before = ledger
        for number in Int32(0)..<10 {
            ledger.settle(number, number == 5 ? .failed : .succeeded) { $0.status = 200 }
            ledger.putAway(number, in: store)
        }
        #expect(before.succeededCount == 0 && before.state(of: 3) == .open && before.isInMemory(3))
        #expect(ledger.succeededCount == 9 && ledger.failedCount == 1 && ledger.state(of: 5) == .failed)
        #expect(!ledger.isInMemory(3) && ledger.isInMemory(9))
        let page = try ledger.records(ofPage: 1, spaces: [])
        #expect(page.map(\.source.name) == ["4", "5", "6", "7"])
        #expect(page.map(\.state) == [.succeeded, .failed, .succeeded, .succeeded])
    }

    @Test func roomInTheFileIsUsedAgain() throws {
        let store = ItemStore(SpoolSettings(pageSize: 100))
        let records = (0..<100).map { ItemRecord(path: DrivePath(unchecked: ["\($0)"]), sourceSpace: 0) }
        var pages = try (0..<20).map { _ in try #require(store.write(records)) }
        let size = store.size
        #expect(size > 0)
        for _ in 0..<100 {
            pages.removeFirst(10)
            for _ in 0..<10 { pages.append(try #require(store.write(records))) }
        }
        #expect(store.size == size)
        #expect(try pages.allSatisfy { try $0.read(spaces: []).map(\.source) == records.map(\.source) })
        pages = []
        #expect(store.size == 0)
    }

    /// Under a limit all is listed and counted before the first item goes, and what was listed does not stay in memory.
    @Test(arguments: [300, 299])
    func whatIsCountedFirstGoesInFullBatchesOrNotAtAll(_ limit: Int) async throws {
        var configuration = EngineConfiguration()
        configuration.window = 50
        configuration.limits.deletes = limit
        configuration.spool.chunkSize = 500
        let run = Run(files: Self.files, pageLimit: 20, batchLimit: 30, configuration: configuration)
        let task = try run.engine.submit(Operation(.delete, [.glob(try run.glob("in/**/*"))], isMany: true))
        if limit < 300 {
            let error = await #expect(throws: OperationError.self) { _ = try await run.engine.finish(task) }
            #expect(error?.stop == .limitReached)
        } else {
            #expect(try await run.engine.finish(task).succeededCount == 300)
        }
        let batches = run.drive.with { $0.batches.map(\.items.count) }
        #expect(batches == (limit < 300 ? [] : Array(repeating: 30, count: 10)))
    }
}
