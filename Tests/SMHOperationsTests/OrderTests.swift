import SMHModel
import SMHTesting
import Synchronization
import Testing

@testable import SMHOperations

/// Orders of things that random scripts have found to go wrong.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct OrderTests {
    private func path(_ report: Report) -> String? { report[0].path.map { "\($0)" } }

    @Test func aNameThatWasFreedInBetweenIsFree() async throws {
        let run = Run(files: ["in1/x.jpg", "in2/x.jpg", "d/x.jpg", "d/x (1).jpg"])
        let first = try run.move("in1/x.jpg", "d/x.jpg")
        try run.move("d/x (1).jpg", "away/")
        let second = try run.move("in2/x.jpg", "d/x.jpg")
        #expect(try await run.engine.settle().isEmpty)
        #expect(path(run.engine.report(of: first)) == "d/x (2).jpg")
        #expect(path(run.engine.report(of: second)) == "d/x (1).jpg")
    }

    /// A file gets its number before the extension, a directory behind it; which of both it is has to be known.
    @Test(arguments: [ConflictStrategy.rename, .automatic])
    func aDirectoryThatComesLateToAFamilyIsNoFile(_ strategy: ConflictStrategy) async throws {
        let run = Run(files: ["in/x.jpg", "directories/x.jpg/1", "d/x.jpg"])
        let late = Mutex<OperationTask?>(nil)
        run.drive.with { state in
            state.onBatch = { _, number throws(DriveError) in
                // The names have been read, and the file is on its way under its own.
                if number == 2 {
                    late.withLock { $0 = try? run.copy("directories/x.jpg", "d/x.jpg", strategy) }
                }
                return nil
            }
        }
        let first = try run.move("in/x.jpg", "d/x.jpg", .rename)
        #expect(path(try await run.engine.finish(first)) == "d/x (1).jpg")
        let second = try await run.engine.finish(#require(late.withLock { $0 }))
        if strategy == .rename {
            #expect(path(second) == "d/x.jpg (1)")
        } else {
            #expect(second[0].code == .exists && second[0].hint?.contains("rename") ?? false)
        }
    }

    /// A failure that becomes known at once is not the cause of what an earlier one stands in the way of.
    @Test func theCauseIsTheFirstInTheOrderWritten() async throws {
        let run = Run(files: ["a/x", "c/x"])
        let first = try run.copy("a/x", "c/x", .ask)
        let second = try run.copy("c/x", "c/x")
        let dependent = try run.delete("c")
        let report = try await run.engine.finish(dependent)
        #expect(report[0].message?.contains("copy a/x to c/x") ?? false)
        // To see it is to see its first cause, and nothing else.
        #expect(try await run.engine.finish(run.delete("a/x")).ok)
        #expect(try await run.engine.finish(run.delete("c"))[0].code == .dependencyFailed)
        #expect(run.outcomes([first, second]).map(\.code) == [.exists, .exists])
    }

    /// An item that went well is no new attempt of one that failed after it in the same operation.
    @Test func aFailureIsNotForgivenByWhatCameBeforeIt() async throws {
        let run = Run(files: ["d/y"])
        let move = try run.engine.submit(
            Operation(
                .move, [run.target("d/y"), run.target("d/y")], isMany: true, to: run.destination("b/"),
                strategy: .overwrite))
        let delete = try run.delete("d/y")
        _ = try await run.engine.settle()
        #expect(run.outcomes([move]).map(\.code) == [nil, .exists])
        #expect(run.outcomes([delete]).map(\.code) == [.dependencyFailed])
    }

    /// What stands at the place of a copy in doubt was put there by the one before it, a moment ago and with the same
    /// content.
    @Test(arguments: [true, false])
    func aCopyInDoubtIsNotTakenForTheOneBeforeIt(_ arrives: Bool) async throws {
        let run = Run()
        run.drive.with { state in
            for directory in ["a", "b"] { state.library.addFile([directory, "x"], etag: "same") }
            let lose: @Sendable (SMHOperations.Batch, Int) throws(DriveError) -> Void = {
                _, number throws(DriveError) in
                if number == 2 { throw FakeDrive.lost }
            }
            if arrives {
                state.afterBatch = lose
            } else {
                state.onBatch = { batch, number throws(DriveError) in
                    try lose(batch, number)
                    return nil
                }
            }
        }
        let first = try run.copy("a/x", "d/x", .ask)
        let second = try run.copy("b/x", "d/x", .ask)
        _ = try await run.engine.settle()
        #expect(run.outcomes([first, second]).map(\.code) == [nil, .exists])
        // What has gone again in between is not in the way.
        _ = try await run.engine.finish(second)
        try run.delete("d")
        let third = try run.copy("a/x", "d/x", .ask)
        #expect(try await run.engine.finish(third).ok)
    }

    /// Sent again, it would be there twice.
    @Test(arguments: [BatchKind.copy, .move], [true, false])
    func aNameOfTheServicesIsNotGuessed(_ kind: BatchKind, _ arrives: Bool) async throws {
        let run = Run(files: ["a/x", "d/x"])
        run.drive.with { state in
            state.onBatch = { _, number throws(DriveError) in
                if number == 1, !arrives { throw FakeDrive.lost }
                return nil
            }
            state.afterBatch = { _, number throws(DriveError) in
                if number == 1 { throw FakeDrive.lost }
            }
        }
        let task = kind == .copy ? try run.copy("a/x", "d/x", .service) : try run.move("a/x", "d/x", .service)
        let report = try await run.engine.finish(task)
        if kind == .move, !arrives {
            // It is where it was, so it has no other name.
            #expect(report.ok && path(report) == "d/x (1)")
        } else {
            #expect(report[0].code == .network && run.drive.with { $0.batches.count } == 1)
        }
        let named = run.tree.filter { $0.hasPrefix("d/x (") }
        #expect(named == (kind == .move || arrives ? ["d/x (1)"] : []))
    }

    /// A new attempt is one also when the first has been seen and forgotten, while others still depend on it.
    @Test func aForgottenCauseIsStillACause() async throws {
        let run = Run(files: ["c/y"])
        let first = try run.copy("a/x", "c/x", .ask)
        let second = try run.move("c", "e")
        _ = try await run.engine.finish(first)
        #expect(run.outcomes([second]).map(\.code) == [.dependencyFailed])
        // The same again is tried, although the move that stands in its way was not seen to fail.
        #expect(try await run.engine.finish(run.copy("a/x", "c/x", .ask))[0].code == .notFound)
    }

    @Test func anUploadWaitsForNothingThatFailed() async throws {
        let run = try ServiceRun(files: ["doc"])
        run.faults.setRule { call in
            call.kind == .batch(.copy) ? .refusedItems(.every(1), 403, "NoPermission") : nil
        }
        let copy = try run.copy("doc", "backup/doc")
        func upload() async throws(OperationError) -> Entry {
            try await run.engine.upload(
                [1, 2], to: DrivePath(unchecked: ["doc"]), in: run.space, strategy: .overwrite)
        }
        let error = await #expect(throws: OperationError.self) { try await upload() }
        #expect(error?.code == .dependencyFailed)
        #expect(error?.message.contains("copy doc to backup/doc") ?? false)
        #expect(try await run.tree() == ["backup/", "doc e1"])
        #expect(try await run.engine.finish(copy).ok == false)
        #expect(try await upload().size == 2)
    }
}
