import SMHModel
import Synchronization
import Testing

@testable import SMHOperations

/// What a run tells of its operations as they end, of which it keeps nothing.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct EndTests {
    /// The items told of, by where they were.
    private final class Told: Sendable {
        let items = Mutex<[ItemOutcome]>([])

        var names: [String] { items.withLock { $0.map { "\($0.from ?? .root)" } } }
    }

    private static let files = (0..<300).map { "in/d\($0 % 3)/\($0 + 1000).jpg" }

    private static func run(_ told: Told) -> Run {
        var configuration = EngineConfiguration()
        configuration.window = 40
        configuration.spool.chunkSize = 200
        configuration.onEnd = { reports in told.items.withLock { $0 += reports.flatMap(\.items) } }
        return Run(files: files, pageLimit: 20, batchLimit: 30, configuration: configuration)
    }

    @Test func ofEachItemOfALoopOnce() async throws {
        let told = Told()
        let run = Self.run(told)
        run.drive.with { $0.refuses = { _, item in item.source.name.hasSuffix("7.jpg") } }
        try await run.forEach(run.glob("in/**/*")) { entry in
            try run.engine.submit(Operation(.delete, [.entry(entry)]))
        }
        #expect(try await run.engine.settle().count == 30)
        run.engine.tellRest()
        #expect(told.names.sorted() == Self.files.sorted())
        #expect(told.items.withLock { $0.count(where: \.ok) } == 270)
    }

    @Test func ofAnOperationOnAGlobInTheOrderGiven() async throws {
        let told = Told()
        let run = Self.run(told)
        try run.engine.submit(Operation(.delete, [.glob(try run.glob("in/**/*"))], isMany: true))
        _ = try await run.engine.settle()
        run.engine.tellRest()
        #expect(told.names == Self.files.sorted())
    }

    /// Some of them are in batches, some wait in memory, and some in a file.
    @Test func ofWhatAStoppedRunHasLeftToo() async throws {
        let told = Told()
        let run = Self.run(told)
        for file in Self.files { try run.engine.submit(Operation(.delete, [.path(run.path(file), in: run.space)])) }
        run.engine.interrupt()
        await run.engine.waitForRequests()
        run.engine.tellRest()
        #expect(told.names.sorted() == Self.files.sorted())
        #expect(told.items.withLock { $0.contains { !$0.ok } })
    }
}
