import SMHModel
import SMHTesting
import SMHVirtualTime
import Synchronization
import Testing

@testable import SMHOperations

/// operations.md section 3: what went out twice may come late, and what stands at a place may be another thing by then.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct LateRequestTests {
    /// A library whose first batch of a kind is lost before it is carried out; tells when each batch came.
    private func run(_ files: [String], losing kind: BatchKind) -> (Run, times: @Sendable (BatchKind) -> [Int64]) {
        let run = Run(files: files)
        let times = SentTimes()
        run.drive.with { state in
            state.onBatch = { [clock = run.clock] batch, _ throws(DriveError) in
                if times.note(batch.kind, clock.now) == 1, batch.kind == kind { throw FakeDrive.lost }
                return nil
            }
        }
        return (run, { times[$0] })
    }

    private final class SentTimes: Sendable {
        private let times = Mutex<[BatchKind: [Int64]]>([:])

        func note(_ kind: BatchKind, _ now: Int64) -> Int {
            times.withLock { times in
                times[kind, default: []].append(now)
                return times[kind, default: []].count
            }
        }

        subscript(kind: BatchKind) -> [Int64] { times.withLock { $0[kind] ?? [] } }
    }

    // MARK: Places that are not filled

    @Test func aNameChosenAfterAClashIsNotFilledWhileALateDeleteMayReachIt() async throws {
        let (run, times) = run(["d/x (1).jpg", "d/x.jpg", "in/x.jpg", "in/y.jpg"], losing: .delete)
        try run.delete("d/x (1).jpg")
        let move = try run.move("in/x.jpg", "d/x.jpg", .rename)
        let other = try run.move("in/y.jpg", "d/y.jpg", .rename)
        #expect(try await run.engine.finish(other).ok)
        #expect(try await run.engine.finish(move).items.first?.path == run.path("d/x (1).jpg"))
        let (deletes, moves) = (times(.delete), times(.move))
        #expect(deletes.count == 2)
        // The other name was nobody's, and did not wait.
        #expect(moves[0] < deletes[1] && (moves.last ?? 0) - deletes[1] >= .seconds(60))
    }

    @Test func aDirectoryIsNotPutWhereALateDeleteMayReachIntoIt() async throws {
        let (run, times) = run(["a/x", "b/x", "c/f"], losing: .delete)
        try run.delete("a/x")
        let (away, into) = (try run.move("a", "old", .ask), try run.move("b", "a", .ask))
        #expect(try await run.engine.finish(away).ok)
        let file = try run.move("c/f", "c/g", .ask)
        #expect(try await run.engine.finish(file).ok)
        #expect(try await run.engine.finish(into).ok)
        let (deletes, moves) = (times(.delete), times(.move))
        #expect(deletes.count == 2 && moves.count == 3)
        #expect(moves[1] - deletes[1] < .seconds(1) && moves[2] - deletes[1] >= .seconds(60))
        #expect(run.tree == ["a/", "a/x", "c/", "c/g", "old/"])
    }

    @Test func anUploadDoesNotFillAPlaceThatALateDeleteMayReach() async throws {
        let run = try ServiceRun(files: ["d/x", "d/y"])
        run.faults.setRule { call in call.kind == .batch(.delete) && call.number == 1 ? .stalledBefore : nil }
        try run.delete("d/x")
        _ = try await run.engine.upload([1, 2, 3], to: run.path("d/x"), in: run.space, strategy: .ask)
        let deletes = run.log.exchanges.filter { $0.call.kind == .batch(.delete) }.map(\.call.now)
        #expect(deletes.count == 2)
        #expect(run.clock.now - (deletes.last ?? 0) >= .seconds(60))
        #expect(try await run.tree() == ["d/", "d/x e3", "d/y e2"])
    }

    // MARK: Another thing at the source

    enum Asked: CaseIterable { case moveOfEntry, moveOfPath, overwritingCopy }

    /// The request never arrived; before it is sent again, somebody else replaces what it was about.
    @Test(arguments: Asked.allCases)
    func whatReplacedTheSourceIsNotTakenForIt(_ asked: Asked) async throws {
        let kind = asked == .overwritingCopy ? BatchKind.copy : .move
        let (run, times) = run(["in/f", "safe/f"], losing: kind)
        var entries: [Entry] = []
        try await run.forEach(run.glob("in/*")) { entries.append($0) }
        let entry = OperationTarget.entry(try #require(entries.first))
        let task =
            switch asked {
            case .moveOfEntry: try run.engine.submit(Operation(.move, [entry], to: run.destination("out/f")))
            case .moveOfPath: try run.move("in/f", "out/f", .ask)
            case .overwritingCopy:
                try run.engine.submit(
                    Operation(.copy, [entry], to: run.destination("safe/f"), strategy: .overwrite))
            }
        await run.clock.sleep(nanoseconds: .seconds(3))
        run.drive.with { _ = $0.library.addFile(["in", "f"], size: 77) }
        let report = try await run.engine.finish(task)
        #expect(report.items.map(\.code) == [.changed])
        #expect(times(kind).count == 1)
        #expect(run.drive.with { $0.library.tree }.filter { $0.contains("f e") }.count == 2)
        #expect(run.drive.with { $0.library.node(["in", "f"])?.size } == 77)
        #expect(run.drive.with { $0.library.node(["safe", "f"])?.size } == 2)
    }

    /// That the source is gone and something stands at the target is no proof where the script knew what it moved.
    @Test func anotherThingAtTheTargetIsNotTakenForWhatWasMoved() async throws {
        let (run, times) = run(["in/f", "out/f"], losing: .move)
        var entries: [Entry] = []
        try await run.forEach(run.glob("in/*")) { entries.append($0) }
        let move = try run.engine.submit(
            Operation(.move, entries.map { .entry($0) }, to: run.destination("out/f"), strategy: .ask))
        await run.clock.sleep(nanoseconds: .seconds(3))
        run.drive.with { _ = try? $0.library.delete(["in", "f"], permanent: true) }
        let report = try await run.engine.finish(move)
        #expect(report.items.map(\.code) == [.notFound])
        #expect(times(.move).count == 1)
    }
}
