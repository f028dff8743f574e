import SMHModel
import SMHTesting
import SMHVirtualTime
import Testing

@testable import SMHOperations

/// Operations on a KooDrive whose jobs get lost, are cancelled, or are answered by nobody.
@Suite(.virtualTime) struct KooDriveRunTests {
    private static let files = ["in/a.jpg", "in/b.jpg", "in/c.jpg", "out/"]

    private struct Run {
        let drive: MemoryKooDrive
        let engine: OperationEngine
        let space: DriveSpace

        init(_ files: [String] = files, _ fates: MemoryKooDrive.Fate..., ahead: Int64 = 0) {
            drive = MemoryKooDrive(files, fates: fates, ahead: ahead)
            (engine, space, _) = drive.engine()
        }

        func finish(
            _ kind: OperationKind, _ paths: [String], to target: String? = nil, permanent: Bool = false
        ) async throws -> Report {
            let destination = try target.map { text in
                OperationDestination(
                    space: space, path: try DrivePath(parsing: text.hasSuffix("/") ? String(text.dropLast()) : text),
                    isDirectory: text.hasSuffix("/"))
            }
            let targets = try paths.map { OperationTarget.path(try DrivePath(parsing: $0), in: space) }
            return try await engine.finish(
                engine.submit(
                    Operation(kind, targets, isMany: paths.count > 1, to: destination, permanent: permanent)))
        }
    }

    private static let three = ["in/a.jpg", "in/b.jpg", "in/c.jpg"]

    /// What the service had done of a job before it lost it is looked at, and only the rest is asked for again.
    @Test(arguments: [0, 1, 3])
    func `of a lost job nothing is done twice, and nothing is left out`(done: Int) async throws {
        for kind in [OperationKind.delete, .move, .copy] {
            let run = Run(Self.files, .forgotten(done: done))
            let report = try await run.finish(kind, Self.three, to: kind == .delete ? nil : "out/")
            #expect(report.ok && report.count == 3, "\(kind)")
            #expect(
                run.drive.deeds.sorted() == Self.three.map { "\(kind) \($0.dropFirst(3))" }, "\(kind)")
            #expect(run.drive.jobCount == (done == 3 ? 1 : 2), "\(kind)")
            let there = Self.three.map { $0.replacing("in/", with: "out/") }
            switch kind {
            case .delete: #expect(run.drive.bin == ["a.jpg", "b.jpg", "c.jpg"] && run.drive.tree == ["in/", "out/"])
            case .move: #expect(run.drive.tree == ["in/", "out/"] + there)
            default: #expect(run.drive.tree == ["in/"] + Self.three + ["out/"] + there)
            }
            if kind == .delete { #expect(report.items.allSatisfy { $0.recycledID != nil }) }
        }
    }

    @Test(arguments: [0, 1]) func `of a lost restore too`(done: Int) async throws {
        let run = Run(Self.files, .finished, .forgotten(done: done))
        _ = try await run.finish(.delete, ["in/a.jpg"])
        let bin = try await run.engine.recycled(in: run.space)
        let report = try await run.engine.finish(
            run.engine.submit(
                Operation(.restore, bin.map { .recycled($0.number, in: run.space, place: $0.originalPath) })))
        #expect(report.ok && run.drive.deeds == ["delete a.jpg", "restore a.jpg"])
        #expect(run.drive.tree.contains("in/a.jpg"))
    }

    /// On its way such a thing stands under a name that nobody asked for, and only the adapter knows which.
    @Test(arguments: [OperationKind.move, .copy], [true, false])
    func `of a lost job what gets a new name is found under its old one`(
        kind: OperationKind, isDone: Bool
    ) async throws {
        for fate in [
            MemoryKooDrive.Fate.forgotten(done: isDone ? 1 : 0),
            .unanswered(done: isDone ? 1 : 0, isListed: false), .unanswered(done: isDone ? 1 : 0, isListed: true),
        ] {
            let run = Run(Self.files, fate)
            let report = try await run.finish(kind, ["in/a.jpg"], to: "out/x.jpg")
            #expect(report.ok, "\(fate) \(report.items.map { $0.message ?? "" })")
            #expect(report[0].path?.description == "out/x.jpg", "\(fate)")
            #expect(run.drive.deeds == ["\(kind) a.jpg"], "\(fate)")
            #expect(run.drive.tree.contains("out/x.jpg") && !run.drive.tree.contains("out/a.jpg"), "\(fate)")
            #expect(run.drive.tree.contains("in/a.jpg") == (kind == .copy), "\(fate)")
        }
    }

    @Test func `what was renamed for a lost job says so, and is lost by nobody`() async throws {
        let run = Run(["in/a.jpg", "out/a.jpg"], .forgotten(done: 0))
        let report = try await run.finish(.move, ["in/a.jpg"], to: "out/x.jpg")
        #expect(!report.ok && report[0].code == .network)
        #expect(report[0].message?.contains("renamed to \"in/x.jpg\"") == true)
        #expect(run.drive.tree == ["in/", "in/x.jpg", "out/", "out/a.jpg"])
        let second = Run(["in/a.jpg", "out/a.jpg"], .forgotten(done: 1))
        #expect(try await second.finish(.move, ["in/a.jpg"], to: "out/x.jpg").ok)
        #expect(second.drive.tree == ["in/", "out/", "out/a.jpg", "out/x.jpg"])
    }

    @Test func `a copy by way of a folder leaves nothing behind`() async throws {
        let run = Run(["in/a.jpg", "out/a.jpg"])
        let report = try await run.finish(.copy, ["in/a.jpg"], to: "out/")
        #expect(report[0].path?.description == "out/a (1).jpg")
        #expect(run.drive.tree == ["in/", "in/a.jpg", "out/", "out/a (1).jpg", "out/a.jpg"])
        // Not even in the bin, where a `restore recycled()` would find it.
        #expect(run.drive.bin.isEmpty)
        let lost = Run(["in/a.jpg", "out/a.jpg"], .forgotten(done: 1))
        let unknown = try await lost.finish(.copy, ["in/a.jpg"], to: "out/")
        #expect(unknown[0].code == .network && unknown[0].message?.contains("out/.smh-copy-ff") == true)
        #expect(lost.drive.deeds == ["copy a.jpg"])
    }

    /// Somebody did not want it: what was not done by then is not asked for again.
    @Test(arguments: [OperationKind.delete, .move, .copy], [0, 1, 3])
    func `of a cancelled job each file is looked at`(kind: OperationKind, done: Int) async throws {
        let run = Run(Self.files, .cancelled(done: done))
        let report = try await run.finish(kind, Self.three, to: kind == .delete ? nil : "out/")
        #expect(report.items.map(\.ok) == (0..<3).map { $0 < done })
        for item in report.failed {
            #expect(item.code == .cancelled && item.message?.contains("it was cancelled") == true)
        }
        #expect(run.drive.deeds.count == done && run.drive.jobCount == 1)
        #expect(run.drive.tree.count { $0.hasPrefix("in/") } == (kind == .copy ? 4 : 4 - done))
    }

    /// The clocks may be anything apart: what was made since is told by the service's alone.
    @Test(arguments: [-20, 20], [true, false])
    func `a clock that is off misleads no look`(minutes: Int64, isListed: Bool) async throws {
        for done in [0, 1] {
            let copy = Run(
                Self.files, .unanswered(done: done, isListed: isListed), ahead: minutes * 60_000)
            let report = try await copy.finish(.copy, ["in/a.jpg"], to: "out/")
            #expect(report.ok && (report.taskIDs.first == "1000") == isListed)
            #expect(copy.drive.deeds == ["copy a.jpg"] && copy.drive.tree.contains("out/a.jpg"))
            // The file is younger than the machine's clock is wrong.
            let delete = Run(
                Self.files, .unanswered(done: done, isListed: isListed), ahead: minutes * 60_000)
            #expect(try await delete.finish(.delete, ["in/a.jpg"]).ok)
            #expect(delete.drive.deeds == ["delete a.jpg"] && delete.drive.bin == ["a.jpg"])
        }
    }

    @Test func `what there is no call for is refused before anything is sent`() async throws {
        let drive = MemoryKooDrive(Self.files)
        let (engine, space, transport) = drive.engine()
        let source = OperationTarget.path(try DrivePath(parsing: "in/a.jpg"), in: space)
        let target = OperationDestination(space: space, path: try DrivePath(parsing: "out/x"), isDirectory: false)
        let other = OperationDestination(
            space: engine.space("IAA2"), path: try DrivePath(parsing: "x"), isDirectory: false)
        for operation in [
            Operation(.move, [source], to: target, strategy: .overwrite),
            Operation(.copy, [source], to: target, strategy: .service),
            Operation(.move, [source], to: target, moveAuthority: true), Operation(.copy, [source], to: other),
            Operation(.restore, [.recycled(1, in: space, place: nil)], strategy: .overwrite),
        ] {
            let error = #expect(throws: OperationError.self) { try engine.submit(operation) }
            #expect(error?.code == .unsupported)
        }
        let elsewhere = await #expect(throws: OperationError.self) {
            try await engine.stat(DrivePath(parsing: "x"), in: engine.space("IAA2"))
        }
        #expect(elsewhere?.code == .unsupported)
        #expect(transport.requests.isEmpty)
    }
}
