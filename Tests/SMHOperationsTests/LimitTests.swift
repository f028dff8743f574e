import SMHModel
import SMHTesting
import Synchronization
import Testing

@testable import SMHOperations

/// operations.md section 5: what a run may change at most, counted in the order written.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct LimitTests {
    private func configuration(deletes: Int) -> EngineConfiguration {
        var configuration = EngineConfiguration()
        configuration.limits.deletes = deletes
        return configuration
    }

    private func entries(_ pattern: String, _ run: some EngineRun) async throws -> [Entry] {
        var entries: [Entry] = []
        try await run.forEach(run.glob(pattern)) { entries.append($0) }
        return entries
    }

    @Test func whatComesAfterAnOperationThatIsBeingCountedWaits() async throws {
        let run = Run(files: (0..<50).map { "tmp/\($0)" } + ["other/a"], configuration: configuration(deletes: 10))
        let others = try await entries("other/*", run)
        try run.delete("tmp")
        // Known well enough to be counted at once, and in nobody's way.
        let later = try run.engine.submit(Operation(.delete, others.map { .entry($0) }))
        try run.engine.submit(Operation(.mkdir, [run.target("new")]))
        let error = await #expect(throws: OperationError.self) { try await run.engine.finish(later) }
        #expect(error?.stop == .limitReached)
        await run.engine.waitForRequests()
        #expect(run.tree.contains("other/a") && !run.tree.contains("new/"))
        #expect(run.drive.with { $0.batches.isEmpty })
    }

    @Test func theFirstInTheOrderWrittenGetsWhatIsLeft() async throws {
        let run = Run(files: ["tmp/1", "other/a", "other/b"], configuration: configuration(deletes: 3))
        let others = try await entries("other/*", run)
        let first = try run.delete("tmp")
        let second = try run.engine.submit(Operation(.delete, [.entry(others[0])]))
        #expect(try await run.engine.finish(first).ok)
        #expect(try await run.engine.finish(second).ok)
        #expect(run.tree == ["other/", "other/b"])
        #expect(throws: OperationError.self) { try run.engine.submit(Operation(.delete, [.entry(others[1])])) }
    }

    @Test func anUploadIsCountedInItsTurn() async throws {
        let run = try ServiceRun(files: (0..<20).map { "tmp/\($0)" }, configuration: configuration(deletes: 5))
        try run.delete("tmp")
        let error = await #expect(throws: OperationError.self) {
            try await run.engine.upload([1], to: run.path("new"), in: run.space, strategy: .ask)
        }
        #expect(error?.stop == .limitReached)
        #expect(try await run.paths.count == 21)
        #expect(run.log.changes.isEmpty)
    }

    @Test func whatWasCountedHoldsForTheNextEngineOfARun() async throws {
        let run = Run(files: ["a", "b", "c"], configuration: configuration(deletes: 2))
        #expect(try await run.engine.finish(run.delete("a")).ok)
        run.engine.interrupt()
        await run.engine.waitForRequests()
        let next = OperationEngine(
            drive: run.drive, configuration: configuration(deletes: 2), clock: run.clock, randomSeed: 1)
        next.takeOver(from: run.engine, isSameRun: true)
        let space = next.space("-")
        func delete(_ name: String) throws -> OperationTask {
            try next.submit(Operation(.delete, [.path(try run.path(name), in: space)]))
        }
        #expect(try await next.finish(delete("b")).ok)
        let task = try delete("c")
        let error = await #expect(throws: OperationError.self) { try await next.finish(task) }
        #expect(error?.stop == .limitReached)
        #expect(run.tree == ["c"])
    }

    @Test func eachLibraryHasItsPlacesAndAllShareTheNumbers() throws {
        let (home, other) = (DriveIdentity(service: "s", library: "a"), DriveIdentity(service: "s", library: "b"))
        func space(_ drive: DriveIdentity, _ id: String) -> DriveSpace { DriveSpace(drive: drive, id: id, index: 0) }
        func limits(deletes: Int?, within: String?) throws -> OperationLimits {
            var limits = OperationLimits()
            limits.deletes = deletes
            limits.within = try within.map { [OperationLimits.Place(path: try DrivePath(parsing: $0))] } ?? []
            return limits
        }
        var run = RunLimits()
        run.add(try limits(deletes: 9, within: nil), of: home, currentSpace: "-", boundsRun: true)
        run.add(try limits(deletes: 4, within: "cam"), of: other, currentSpace: "x", boundsRun: false)
        #expect(run.most.deletes == 4)
        let path = try DrivePath(parsing: "tmp/1")
        #expect(run.allows(path, in: space(home, "-")))
        #expect(!run.allows(path, in: space(other, "x")))
        #expect(run.allows(try DrivePath(parsing: "cam/1"), in: space(other, "x")))
        #expect(!run.allows(try DrivePath(parsing: "cam/1"), in: space(other, "-")))
        #expect(!run.allows(nil, in: space(other, "x")) && run.allows(nil, in: space(home, "-")))
        // What bounds the run leaves no room in other libraries.
        run.add(try limits(deletes: nil, within: "tmp"), of: home, currentSpace: "-", boundsRun: true)
        #expect(run.allows(path, in: space(home, "-")))
        #expect(!run.allows(try DrivePath(parsing: "cam/1"), in: space(other, "x")))
        #expect(run.most.deletes == 4)
    }
}
