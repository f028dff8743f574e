import SMHModel
import Testing

@testable import SMHOperations

@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct EngineTests {
    @Test func deletesGoToTheBin() async throws {
        let run = Run(files: ["a/1.txt", "a/2.txt", "b.txt"])
        let report = try await run.engine.finish(run.delete("a/1.txt", "b.txt"))
        #expect(report.ok && report.count == 2)
        #expect(report.items.map { $0.recycledID ?? 0 } == [1, 2])
        #expect(run.tree == ["a/", "a/2.txt"])
        #expect(try await run.engine.settle().isEmpty)
    }

    @Test func movesMakeTheirDirectoriesOnce() async throws {
        let run = Run(files: (0..<50).map { "in/\($0).jpg" })
        for index in 0..<50 { try run.move("in/\(index).jpg", "archive/2026/\(index).jpg") }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.drive.with { $0.made } == ["archive/2026"])
        #expect(run.drive.with { $0.batches.count } == 1)
        #expect(run.tree.count == 53)
    }

    @Test func aLoopOverAGlobDeletesAll() async throws {
        let run = Run(files: (0..<25).map { "in/\($0).tmp" } + ["in/keep.txt"], pageLimit: 4)
        var seen: [String] = []
        try await run.forEach(run.glob("in/*.tmp")) { entry in
            seen.append(entry.name)
            _ = try run.engine.submit(Operation(.delete, [.entry(entry)]))
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(Set(seen).count == 25 && seen.count == 25)
        #expect(run.tree == ["in/", "in/keep.txt"])
    }

    @Test func anAwaitInALoopDoesNotHang() async throws {
        let run = Run(files: (0..<9).map { "in/\($0).tmp" }, pageLimit: 2)
        try await run.forEach(run.glob("in/*.tmp")) { entry in
            let report = try await run.engine.finish(run.engine.submit(Operation(.delete, [.entry(entry)])))
            #expect(report.ok)
        }
        #expect(run.tree == ["in/"])
    }

    @Test func anOperationOnAGlobListsByItself() async throws {
        let run = Run(files: (0..<30).map { "in/d\($0 % 3)/\($0).tmp" } + ["in/keep.txt"], pageLimit: 4)
        let report = try await run.engine.finish(
            run.engine.submit(Operation(.delete, [.glob(try run.glob("in/**/*.tmp"))], isMany: true)))
        #expect(report.ok && report.count == 30)
        #expect(run.tree == ["in/", "in/d0/", "in/d1/", "in/d2/", "in/keep.txt"])
    }

    @Test func namesAfterAClashAreChosenInOrder() async throws {
        let run = Run(files: ["d/x.jpg"] + (0..<6).map { "in\($0)/x.jpg" })
        var tasks: [OperationTask] = []
        for index in 0..<6 { tasks.append(try run.move("in\(index)/x.jpg", "d/x.jpg")) }
        for (index, task) in tasks.enumerated() {
            let report = try await run.engine.finish(task)
            #expect(report[0].path.map { "\($0)" } == "d/x (\(index + 1)).jpg")
        }
        #expect(run.drive.with { $0.batches.count } <= 3)
    }

    @Test func readsWaitForWhatWasWrittenBefore() async throws {
        let run = Run(files: ["a/1.txt"])
        try run.move("a/1.txt", "b/1.txt")
        #expect(try await run.engine.exists(run.path("a/1.txt"), in: run.space) == false)
        #expect(try await run.engine.exists(run.path("b/1.txt"), in: run.space))
        try run.delete("b")
        #expect(try await run.engine.exists(run.path("b/1.txt"), in: run.space) == false)
        #expect(try await run.engine.recycled(in: run.space).map(\.name) == ["b"])
    }

    @Test func whatDependsOnAFailureIsNotSent() async throws {
        let run = Run(files: ["a/1.txt"])
        let copy = try run.copy("a/gone.txt", "safe/gone.txt")
        let delete = try run.delete("a")
        let report = try await run.engine.finish(delete)
        #expect(report[0].code == .dependencyFailed)
        #expect(report[0].message?.contains("copy a/gone.txt to safe/gone.txt") ?? false)
        #expect(try await run.engine.finish(copy)[0].code == .notFound)
        #expect(try await run.engine.settle().isEmpty)
        #expect(try await run.engine.finish(run.delete("a")).ok)
    }

    @Test func tenThousandSingleDeletesTravelInFewBatches() async throws {
        let run = Run(files: (0..<10_000).map { "in/\($0 / 100)/\($0).tmp" })
        try await run.forEach(run.glob("in/**/*.tmp")) { entry in
            _ = try run.engine.submit(Operation(.delete, [.entry(entry)], permanent: true))
            if !run.engine.hasRoom { await run.engine.waitForRoom() }
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.drive.with { $0.batches.count } <= 12)
        #expect(run.drive.with { $0.lists.count } == 101)
    }
}
