import MetricsTestKit
import SMHClient
import SMHModel
import SMHTesting
import SMHVirtualTime
import Synchronization
import Testing

@testable import SMHOperations

/// The fault matrix of operations-notes.md part 3, whose rows on journal, plan and undo come with these: the real engine,
/// drive and client against the real service, with faults in between.
///
/// Each row with immediate answers and with tasks, with both endings where the fault has two, and with ten seeds. Each
/// is held against the service's log of what it carried out, and against the state in which it left the library.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct FaultMatrixTests {
    /// One cell of the matrix.
    struct Cell: Sendable, CustomTestStringConvertible {
        /// Batches become tasks of the service.
        var asTask: Bool
        /// Which of a fault's two endings.
        var ending: Bool
        var seed: UInt64

        var testDescription: String {
            "\(asTask ? "202" : "at once"), ending \(ending ? "a" : "b"), seed \(seed)"
        }

        /// How many items: as many as the matrix says with the first seed, and another number with each of the others.
        var size: Int { seed == 0 ? 1000 : 12 + Int(seed) * 5 }

        static let all = cells([true, false])
        static let oneEnding = cells([true])

        private static func cells(_ endings: [Bool]) -> [Cell] {
            [false, true].flatMap { asTask in
                endings.flatMap { ending in (0..<10).map { Cell(asTask: asTask, ending: ending, seed: $0) } }
            }
        }
    }

    /// A run whose batches have the faults of the row, and are tasks where the cell says so.
    static func run(
        _ cell: Cell, _ files: [String], configuration: EngineConfiguration = EngineConfiguration(),
        _ rule: @escaping FaultyService.Rule
    ) throws -> ServiceRun {
        let run = try ServiceRun(files: files, seed: cell.seed, configuration: configuration)
        run.faults.setRule { call in
            if let fault = rule(call) { return fault }
            return cell.asTask && call.isBatch ? .task(.done, seconds: Int(cell.seed) % 7) : nil
        }
        run.faults.change { $0.latency = Int64(cell.seed) * 7_000_000 }
        return run
    }

    static func files(_ count: Int, in directory: String = "in") -> [String] {
        (0..<count).map { "\(directory)/\($0).jpg" }
    }

    // MARK: Answers that never come

    @Test(arguments: Cell.all)
    func `row 1: a connection cut after the body of a delete`(cell: Cell) async throws {
        let run = try Self.run(cell, Self.files(cell.size)) { call in
            guard call.kind == .batch(.delete), call.number == 1 else { return nil }
            if !cell.ending { return .resetBefore }
            return cell.asTask ? .task(.unannounced, seconds: 4) : .resetAfter
        }
        let tasks = try Self.files(cell.size).map { try run.delete($0) }
        #expect(try await run.engine.settle().isEmpty)
        #expect(try await run.paths == ["in/"])
        #expect(Set(run.outcomes(tasks).compactMap(\.recycledID)).count == cell.size)
        #expect(run.log.count(.batch(.delete)) == (cell.ending ? 1 : 2))
        run.checkInvariants(tasks, within: ["in"])
    }

    @Test(arguments: Cell.all)
    func `row 2: a delete that is carried out late`(cell: Cell) async throws {
        let run = try Self.run(cell, ["p", "q"]) { call in
            call.kind == .batch(.delete) && call.number == 1 ? .late(20) : nil
        }
        var targets = [try run.target("p")]
        if cell.ending { try await run.forEach(run.glob("p")) { targets = [.entry($0)] } }
        let delete = try run.engine.submit(Operation(.delete, targets))
        let copy = try run.copy("q", "p")
        #expect(try await run.engine.settle().isEmpty)
        await run.clock.sleep(nanoseconds: .seconds(120))
        #expect(try await run.tree() == ["p e2", "q e2"])
        #expect(try await run.binContents() == ["p e1"])
        #expect(run.log.changes.count { $0.operation == .delete } == 1)
        run.checkInvariants([delete, copy], within: ["p", "q"])
    }

    @Test(arguments: Cell.all)
    func `row 3: a new file uploaded between cut and look`(cell: Cell) async throws {
        let run = try Self.run(cell, ["in/x", "in/y"]) { call in
            guard call.kind == .batch(.delete), call.number == 1 else { return nil }
            return cell.asTask ? .task(.unannounced, seconds: 2) : cell.ending ? .resetAfter : .brokenAfter(502)
        }
        let honest = run.honest
        run.faults.setMeanwhile { call in
            guard call.kind == .batch(.delete), call.number == 1 else { return }
            let place = DrivePath(unchecked: ["in", "x"])
            _ = try? await honest.upload(Array("a new one".utf8), to: place, in: "-", strategy: .ask)
        }
        var tasks: [OperationTask] = []
        try await run.forEach(run.glob("in/*")) {
            tasks.append(try run.engine.submit(Operation(.delete, [.entry($0)])))
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(try await run.tree() == ["in/", "in/x e9"])
        #expect(run.log.count(.batch(.delete)) == 1)
        run.checkInvariants(tasks, within: ["in"])
    }

    @Test(arguments: Cell.all)
    func `row 4: 504 after copies with clashes`(cell: Cell) async throws {
        let count = cell.size
        let script = Script(
            files: Self.files(count) + Self.files(count / 2, in: "out"),
            statements: (0..<count).map {
                .operation(Script.Op(kind: .copy, paths: ["in/\($0).jpg"], to: "out/\($0).jpg"))
            })
        let run = try Self.run(cell, script.files) { call in
            guard call.kind == .batch(.copy), call.number == 1 else { return nil }
            // The other ending: it is carried out after all, and the second sending meets 409.
            if cell.asTask { return cell.ending ? .task(.withoutResults, seconds: 3) : .task(.unannounced, seconds: 9) }
            return cell.ending ? .brokenAfter(504) : .held
        }
        let performance = try await script.perform(on: run)
        var model = SequentialModel(FakeLibrary(files: script.files))
        let expected = model.run(performance.steps)
        #expect(performance.observation(run).outcomes == expected.outcomes)
        #expect(try await run.tree() == expected.tree)
        run.checkInvariants(performance.tasks, within: ["in", "out"])
    }

    @Test(arguments: Cell.all)
    func `row 5: 500 with half of the moves done`(cell: Cell) async throws {
        let count = cell.size
        let files = Self.files(count, in: "a") + Self.files(count, in: "b")
        let run = try Self.run(cell, files) { call in
            guard call.kind == .batch(.move), call.number <= (cell.ending ? 1 : 2) else { return nil }
            return cell.asTask ? .task(.failed(after: count / 2), seconds: 3) : .half(count / 2)
        }
        let tasks = try files.map { try run.move($0, "out/\($0.split(separator: "/")[1])") }
        #expect(try await run.engine.settle().isEmpty)
        let paths = run.outcomes(tasks).compactMap { $0.path.map { "\($0)" } }
        #expect(Set(paths).count == count * 2)
        let standing = try await run.paths
        #expect(Set(standing) == Set(paths + ["a/", "b/", "out/"]))
        run.checkInvariants(tasks, within: ["a", "b", "out"])
    }

    @Test(arguments: Cell.all)
    func `row 6: source and target both there`(cell: Cell) async throws {
        let run = try Self.run(cell, cell.ending ? ["x"] : ["x/1", "x/2"]) { call in
            call.kind == .batch(.move) ? .leavesSources : nil
        }
        let place = OperationDestination(space: run.other, path: try run.path("x"), isDirectory: false)
        let task = try run.engine.submit(Operation(.move, [run.target("x")], to: place))
        let report = try await run.engine.finish(task)
        #expect(report[0].code == .network)
        #expect(report[0].message?.contains("both") ?? false)
        await run.clock.sleep(nanoseconds: .seconds(120))
        #expect(try await run.tree() == (cell.ending ? ["x e1"] : ["x/", "x/1 e1", "x/2 e2"]))
        #expect(try await run.tree(of: "other") == (cell.ending ? ["x e1"] : ["x/", "x/1 e1", "x/2 e2"]))
        #expect(run.log.count(.batch(.move)) == 1)
    }

    @Test(arguments: Cell.oneEnding)
    func `row 7: results that do not match`(cell: Cell) async throws {
        let files = Self.files(cell.size - 1) + ["in/cafe\u{301}.jpg"]
        let run = try Self.run(cell, files) { call in
            cell.asTask ? call.kind == .poll ? .garbledResults : nil : call.isBatch ? .garbledResults : nil
        }
        let tasks = try files.map { try run.delete($0) }
        #expect(try await run.engine.settle().isEmpty)
        #expect(try await run.paths == ["in/"])
        #expect(run.log.count(.batch(.delete)) == 1)
        run.checkInvariants(tasks, within: ["in"])
    }

    @Test(arguments: Cell.all)
    func `row 8: 202 never arrives and the task takes its time`(cell: Cell) async throws {
        let size = cell.seed == 0 && !cell.asTask ? 5000 : cell.size
        let batches = (size + 999) / 1000
        let run = try Self.run(cell, Self.files(size)) { call in
            call.kind == .batch(.delete) && call.number <= batches ? .task(.unannounced, seconds: 30) : nil
        }
        let tasks =
            cell.ending
            ? try Self.files(size).map { try run.delete($0) }
            : [try run.engine.submit(Operation(.delete, [.glob(try run.glob("in/*"))], isMany: true))]
        #expect(try await run.engine.settle().isEmpty)
        // Each once: nothing is sent again while looks differ.
        #expect(run.log.count(.batch(.delete)) == batches)
        #expect(try await run.paths == ["in/"])
        run.checkInvariants(tasks, within: ["in"])
    }

    @Test(arguments: Cell.oneEnding)
    func `row 10: a task that is unknown at first and fails`(cell: Cell) async throws {
        let part = cell.size * 6 / 10
        let run = try Self.run(cell, Self.files(cell.size)) { call in
            call.kind == .batch(.copy) && call.number == 1
                ? .task(.failed(after: part), seconds: 8, hidden: 20) : nil
        }
        let tasks = try (0..<cell.size).map { try run.copy("in/\($0).jpg", "out/\($0).jpg", .ask) }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.outcomes(tasks).allSatisfy { $0.ok })
        let sent = run.log.exchanges.filter { $0.call.kind == .batch(.copy) }.map(\.call.itemCount)
        #expect(sent == [cell.size, cell.size - part])
        run.checkInvariants(tasks, within: ["in", "out"])
    }

    // MARK: Refusals

    @Test(arguments: Cell.oneEnding)
    func `row 11: an expired token`(cell: Cell) async throws {
        let run = try Self.run(cell, Self.files(80)) { call in
            call.kind == .batch(.delete) && call.number == 4 ? .revokedToken : nil
        }
        run.faults.change { $0.latency = 50_000_000 }
        run.engine.state.withLock { $0.queue.batchLimit = 5 }
        let tasks = try Self.files(80).map { try run.delete($0) }
        #expect(try await run.engine.settle().isEmpty)
        let log = run.log
        #expect(log.count(.token) == 2)
        let refused = log.exchanges.filter { $0.status == 403 }.map(\.call.request.body)
        #expect(!refused.isEmpty && Set(refused).count == refused.count)
        #expect(try await run.paths == ["in/"])
        run.checkInvariants(tasks, within: ["in"])
    }

    @Test(arguments: Cell.oneEnding)
    func `row 12: 429 with a time to wait, and busy items`(cell: Cell) async throws {
        let metrics = TestMetrics()
        var configuration = EngineConfiguration()
        configuration.metrics = metrics
        let run = try Self.run(cell, Self.files(64), configuration: configuration) { call in
            guard call.kind == .batch(.move) else { return nil }
            if call.number <= 8 { return .refused(429, "RateLimitExceeded", retryAfter: 2) }
            if call.number == 9 { return .refusedItems(.every(2), 409, "PathConflict") }
            return call.number == 10 ? .refusedItems(.every(3), 503, "ServerOverloaded") : nil
        }
        run.faults.change { $0.latency = 20_000_000 }
        run.engine.state.withLock { $0.queue.batchLimit = 4 }
        var tasks = try (0..<64).map { try run.move("in/\($0).jpg", "out/\($0).jpg") }
        tasks += try (0..<64).map { try run.move("out/\($0).jpg", "end/\($0).jpg") }
        #expect(try await run.engine.settle().isEmpty)
        #expect(try await run.paths.filter { $0.hasPrefix("end/") }.count == 65)
        let refused = run.log.exchanges.filter { $0.status == 429 }.map(\.call.now)
        let first = try #require(refused.first)
        // What was under way is refused once; then nothing is sent for two seconds.
        let after = run.log.exchanges.map(\.call.now).filter { $0 > first + 40_000_000 && $0 < first + .seconds(2) }
        #expect(after.isEmpty)
        // Halved once for all that was under way, and what was refused goes again as it was.
        #expect(refused.count == 8)
        #expect(try metrics.expectCounter("smh_throttles_total").totalValue == 1)
        let moves = run.log.exchanges.filter { $0.call.kind == .batch(.move) }
        let bodies = Dictionary(grouping: moves, by: \.call.request.body)
        #expect(moves.prefix(8).allSatisfy { $0.call.itemCount == 4 && bodies[$0.call.request.body]?.count ?? 0 >= 2 })
        run.checkInvariants(tasks, within: ["in", "out", "end"])
    }

    @Test(arguments: Cell.all)
    func `row 13: ten minutes of 503`(cell: Cell) async throws {
        // Of changes only, or of all that is asked.
        let isTotal = cell.seed % 2 == 1
        let run = try Self.run(cell, Self.files(cell.size)) { call in
            guard call.now < .seconds(600), call.isBatch || isTotal && call.kind != .token else { return nil }
            return .refused(503, "ServerOverloaded")
        }
        var tasks: [OperationTask] = []
        for index in 0..<cell.size {
            tasks.append(try run.copy("in/\(index).jpg", "safe/\(index).jpg"))
            tasks.append(try run.delete("in/\(index).jpg"))
        }
        if cell.ending {
            let error = await #expect(throws: OperationError.self) { _ = try await run.engine.settle() }
            #expect(error?.code == .unavailable && error?.stop == .suspended)
            #expect(run.outcomes(tasks).allSatisfy { !$0.ok && $0.code == nil })
            #expect(run.log.changes.isEmpty)
            return
        }
        let error = await #expect(throws: OperationError.self) { _ = try await run.engine.finish(tasks[0]) }
        #expect(error?.code == .unavailable && error?.stop == nil)
        await run.clock.sleep(nanoseconds: .seconds(900))
        #expect(try await run.engine.settle().isEmpty)
        #expect(try await run.paths.count == cell.size + 2)
        run.checkInvariants(tasks, within: ["in", "safe"])
    }

    @Test(arguments: Cell.oneEnding)
    func `row 14: a request refused for one item's sake`(cell: Cell) async throws {
        let names = (0..<(cell.seed == 0 ? 999 : cell.size * 4)).map { "in/\($0)" }
        let run = try Self.run(cell, names + ["in/secret/x"]) { call in
            call.kind == .batch(.delete) && call.names("in/secret") ? .refused(403, "NoPermission") : nil
        }
        let position = (Int(cell.seed) + 1) * names.count / 11
        var tasks: [OperationTask] = []
        for (index, name) in names.enumerated() {
            if index == position { tasks.append(try run.delete("in/secret")) }
            tasks.append(try run.delete(name))
        }
        let unseen = try await run.engine.settle()
        #expect(unseen.map { $0.task.id } == [tasks[position].id])
        #expect(run.outcomes(tasks).filter { !$0.ok }.map(\.code) == [.permissionDenied])
        #expect(try await run.paths == ["in/", "in/secret/", "in/secret/x"])
        #expect(run.log.count(.batch(.delete)) <= 25)
        run.checkInvariants(tasks, within: ["in"])
    }

    @Test(arguments: Cell.oneEnding, ["before", "after", "never"])
    func `row 15: one copy of many fails`(cell: Cell, awaits: String) async throws {
        let bad = Int(cell.seed)
        let run = try Self.run(cell, Self.files(cell.size)) { call in
            call.kind == .batch(.copy) ? .refusedItems(.naming("in/\(bad).jpg"), 403, "NoPermission") : nil
        }
        var tasks: [OperationTask] = []
        for index in 0..<cell.size {
            let copy = try run.copy("in/\(index).jpg", "safe/\(index).jpg")
            let delete = try run.delete("in/\(index).jpg")
            tasks += [copy, delete]
            guard index == bad, awaits != "never" else { continue }
            if awaits == "after" { _ = try await run.engine.finish(delete) }
            #expect(try await run.engine.finish(copy).ok == false)
        }
        _ = try await run.engine.settle()
        #expect(try await run.paths.filter { $0.hasPrefix("in/") } == ["in/", "in/\(bad).jpg"])
        let report = run.engine.report(of: tasks[bad * 2 + 1])
        #expect(report[0].code == .dependencyFailed)
        #expect(report[0].message?.contains("copy in/\(bad).jpg to safe/\(bad).jpg") ?? false)
        run.checkInvariants(tasks, within: ["in", "safe"])
    }

    // MARK: Listings

    @Test(arguments: Cell.all)
    func `row 16: a directory that cannot be listed`(cell: Cell) async throws {
        let run = try Self.run(cell, ["camera/a/1", "camera/raw/2"]) { call in
            guard call.names("camera/raw"), call.kind == .list || call.kind == .information else { return nil }
            return cell.ending ? .refused(403, "NoPermission") : .refused(500, "InternalServerError")
        }
        let copy = try run.engine.submit(
            Operation(.copy, [.glob(try run.glob("camera/**"))], isMany: true, to: run.destination("backup/")))
        let delete = try run.delete("camera")
        let unseen = try await run.engine.settle()
        #expect(unseen.map { $0.task.id } == [copy.id, delete.id])
        #expect(run.outcomes([copy]).filter { !$0.ok }.map { $0.from.map { "\($0)" } } == ["camera/raw"])
        #expect(run.outcomes([delete])[0].code == .dependencyFailed)
        let standing = try await run.paths
        #expect(standing.contains("camera/raw/2"))
        #expect(run.log.count(.batch(.delete)) == 0)
        await #expect(throws: OperationError.self) {
            try await run.engine.exists(run.path("camera/raw"), in: run.space)
        }
        await #expect(throws: OperationError.self) { try await run.forEach(run.glob("camera/**")) { _ in } }
    }

    @Test(arguments: Cell.oneEnding, ["expiring", "offset", "repeating", "shifting"])
    func `row 17: markers of all kinds`(cell: Cell, kind: String) async throws {
        let count = cell.seed == 0 && cell.asTask ? 300 : cell.size * 3
        let names = (100..<100 + count).map { "in/\($0)" }
        let run = try Self.run(cell, names) { call in
            guard call.kind == .list, call.request.queryValue("marker") != nil else { return nil }
            switch kind {
            case "expiring": return call.number % 3 == 0 ? .expiredMarker : nil
            case "repeating": return call.number % 4 == 0 ? .repeatedMarker : nil
            default: return nil
            }
        }
        run.faults.change { settings in
            settings.pageLimit = cell.seed == 0 ? 150 : 7
            settings.hasOffsetMarkers = kind == "offset" || kind == "shifting"
        }
        if kind == "shifting" { Self.letOthersWork(on: run) }
        var seen: [String] = []
        var tasks: [OperationTask] = []
        try await run.forEach(run.glob("in/**")) { entry in
            seen.append(entry.name)
            tasks.append(
                try run.engine.submit(Operation(.move, [.entry(entry)], to: run.destination("in/out/\(entry.name)"))))
        }
        _ = try await run.engine.settle()
        #expect(Set(seen).count == seen.count)
        // Those that others took away aside, everything that was there throughout came once, and nothing of its own.
        let throughout = kind == "shifting" ? names.filter { $0 != "in/101" } : names
        #expect(Set(seen).isSuperset(of: throughout.map { String($0.dropFirst(3)) }))
        let standing = try await run.paths
        #expect(Set(standing).isSuperset(of: throughout.map { "in/out/\($0.dropFirst(3))" }))
        run.checkInvariants(tasks, within: ["in"])
    }

    /// Another client deletes what the listing has passed and adds what lies ahead, once.
    private static func letOthersWork(on run: ServiceRun) {
        let honest = run.honest
        run.faults.setMeanwhile { call in
            guard call.kind == .list, call.number == 2 else { return }
            _ = try? await honest.delete(
                [BatchDeleteItem(path: DrivePath(unchecked: ["in", "101"]), permanent: false)], in: "-")
            _ = try? await honest.upload(
                Array("new".utf8), to: DrivePath(unchecked: ["in", "100 new"]), in: "-", strategy: .ask)
        }
    }

    // MARK: What others did

    @Test(arguments: Cell.all)
    func `row 22: another file at the path of an entry`(cell: Cell) async throws {
        let run = try Self.run(cell, Self.files(cell.size)) { _ in nil }
        var entries: [Entry] = []
        if cell.ending {
            entries = try await run.engine.search("jpg", below: .root, in: run.space)
        } else {
            try await run.forEach(run.glob("in/*")) { entries.append($0) }
            await run.clock.sleep(nanoseconds: .seconds(3600))
        }
        #expect(entries.count == cell.size)
        let place = DrivePath(unchecked: ["in", "3.jpg"])
        _ = try await run.honest.delete([BatchDeleteItem(path: place, permanent: true)], in: "-")
        _ = try await run.honest.upload(Array("another".utf8), to: place, in: "-", strategy: .ask)
        let task = try run.engine.submit(Operation(.delete, entries.map { .entry($0) }, isMany: true))
        let report = try await run.engine.finish(task)
        #expect(report.failed.map(\.code) == [.changed])
        #expect(try await run.tree() == ["in/", "in/3.jpg e7"])
        run.checkInvariants([task], within: ["in"])
    }

    @Test(arguments: Cell.all)
    func `row 24: a bin that is switched off`(cell: Cell) async throws {
        let run = try Self.run(cell, Self.files(60)) { call in
            call.kind == .batch(.delete) && call.number >= 3 ? .erases : nil
        }
        run.engine.state.withLock { $0.queue.batchLimit = 5 }
        if cell.ending { run.faults.change { $0.latency = 30_000_000 } }
        let tasks = try Self.files(60).map { try run.delete($0) }
        let error = await #expect(throws: OperationError.self) { _ = try await run.engine.settle() }
        #expect(error?.stop == .erased && error?.stop?.exitStatus == 4)
        await run.engine.waitForRequests()
        let erased = run.log.changes.filter { $0.recycledID == nil }.map(\.source)
        #expect(erased.contains { error?.message.contains($0) ?? false })
        // Those under way aside, nothing was sent after it.
        #expect(run.log.changes.count < 60)
        #expect(throws: OperationError.self) { try run.delete("in/59.jpg") }
        _ = tasks
    }

    @Test(arguments: Cell.all)
    func `row 24: a directory that holds more than may be deleted`(cell: Cell) async throws {
        var configuration = EngineConfiguration()
        configuration.limits.deletes = cell.size - 1
        let run = try Self.run(cell, Self.files(cell.size, in: "in/deep"), configuration: configuration) { _ in nil }
        let task =
            cell.ending
            ? try run.delete("in")
            : try run.engine.submit(Operation(.delete, [.glob(try run.glob("**"))], isMany: true))
        let error = await #expect(throws: OperationError.self) { _ = try await run.engine.finish(task) }
        #expect(error?.stop == .limitReached && error?.stop?.exitStatus == 4)
        #expect(run.log.count(.batch(.delete)) == 0)
    }

    @Test func `row 24: an empty name is no path`() async throws {
        #expect(throws: PathError.self) { try DrivePath(parsing: "camera/") }
        let run = try ServiceRun(files: ["camera/1"])
        #expect(throws: (any Error).self) { try run.delete("camera/") }
        #expect(run.log.exchanges.isEmpty)
    }
}
