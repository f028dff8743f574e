import SMHModel
import SMHTesting
import SMHVirtualTime
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

    // MARK: What a directory counts

    private func refuseListings(of directory: String, _ run: Run) {
        run.drive.with { state in
            state.onList = { request throws(DriveError) in
                if "\(request.directory)" != directory { return nil }
                throw DriveError(.final, code: .permissionDenied, message: "No permission.", status: 403)
            }
        }
    }

    @Test func aDirectoryCountsWhatTheServicesStatisticsSay() async throws {
        let run = Run(files: ["tmp/1", "tmp/2"], configuration: configuration(deletes: 10))
        run.drive.with { state in
            state.onStatistics = { _ throws(DriveError) in
                SMHOperations.DirectoryStatistics(files: 5000, directories: 3, bytes: 9)
            }
        }
        let task = try run.delete("tmp")
        let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
        #expect(error?.stop == .limitReached)
        #expect(run.drive.with { $0.lists.isEmpty && $0.batches.isEmpty })
    }

    @Test func withoutStatisticsADirectoryIsListed() async throws {
        for (deletes, fits) in [(6, true), (5, false)] {
            let run = Run(files: (0..<4).map { "tmp/deep/\($0)" }, configuration: configuration(deletes: deletes))
            let task = try run.delete("tmp")
            if fits {
                #expect(try await run.engine.finish(task).ok)
            } else {
                let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
                #expect(error?.stop == .limitReached)
                #expect(run.drive.with { $0.batches.isEmpty })
            }
            #expect(run.drive.with { $0.lists } == ["tmp", "tmp/deep"])
        }
    }

    @Test func whatNeitherStatisticsNorAListingTellIsRefused() async throws {
        let run = Run(files: ["tmp/deep/1"], configuration: configuration(deletes: 1000))
        refuseListings(of: "tmp/deep", run)
        let task = try run.delete("tmp")
        let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
        #expect(error?.stop == .limitReached && error?.message.contains("cannot be told") ?? false)
        #expect(run.drive.with { $0.batches.isEmpty })
        #expect(throws: OperationError.self) { try run.delete("tmp/deep/1") }
    }

    /// An outage is no answer, and no reason to end the run with a limit.
    @Test func whatCannotBeCountedForAnOutageIsCountedAfterIt() async throws {
        let run = try ServiceRun(files: ["tmp/1", "tmp/2"], configuration: configuration(deletes: 3))
        let end = run.clock.now + .seconds(400)
        run.faults.setRule { call in call.now < end ? .refused(503, "ServerOverloaded") : nil }
        let task = try run.delete("tmp")
        let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
        #expect(error?.code == .unavailable && error?.stop == nil)
        await run.clock.sleep(nanoseconds: .seconds(500))
        #expect(try await run.engine.finish(task).ok)
    }

    /// Of more than memory should hold, and each counted once, whether it goes by itself or with its directory.
    @Test(arguments: [GlobRequest.Kinds.files, .any])
    func aGlobIsCountedFromAFileAndNothingTwice(_ kinds: GlobRequest.Kinds) async throws {
        let files = (0..<3000).map { "tmp/\($0 % 30 + 10)/\($0)" }
        for excess in [0, 1] {
            var configuration = configuration(deletes: (kinds == .files ? 3000 : 3030) - excess)
            configuration.spool.chunkSize = 100
            configuration.window = 50
            let run = Run(files: files, pageLimit: 40, configuration: configuration)
            let task = try run.engine.submit(
                Operation(.delete, [.glob(try run.glob("tmp/**", kinds: kinds))], isMany: true))
            if excess == 0 {
                #expect(try await run.engine.finish(task).succeededCount == (kinds == .files ? 3000 : 3030))
                #expect(!run.tree.contains { $0.contains("/1") && !$0.hasSuffix("/") })
            } else {
                let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
                #expect(error?.stop == .limitReached)
                #expect(run.drive.with { $0.batches.isEmpty })
            }
        }
    }

    // MARK: Many at once

    /// What is counted later waits for its turn, and may not keep from its turn what comes before it.
    @Test func whatWaitsForItsTurnLeavesRoomForThoseBefore() async throws {
        var configuration = configuration(deletes: 2000)
        configuration.window = 50
        let files = (0..<400).map { "in/\($0 + 1000)" } + (0..<400).map { "other/\($0 + 1000)" }
        let run = Run(files: files, pageLimit: 40, configuration: configuration)
        var isFirst = true
        try await run.forEach(run.glob("in/*")) { entry in
            if isFirst {
                let glob = OperationTarget.glob(try run.glob("in/*"))
                try run.engine.submit(Operation(.delete, [glob], isMany: true))
                isFirst = false
            }
            try run.delete("other/\(entry.name)")
            if !run.engine.hasRoom { await run.engine.waitForRoom() }
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree == ["in/", "other/"])
    }

    /// More paths than the window takes, so that they are not all registered one by one before they are counted.
    @Test func aLongListOfPathsIsCounted() async throws {
        for deletes in [3000, 2999] {
            var configuration = configuration(deletes: deletes)
            configuration.window = 50
            let files = (0..<3000).map { "tmp/\($0 % 30 + 10)/\($0)" }
            let run = Run(files: files + ["keep/a"], configuration: configuration)
            let task = try run.engine.submit(Operation(.delete, files.map { try run.target($0) }, isMany: true))
            if deletes == 3000 {
                #expect(try await run.engine.finish(task).succeededCount == 3000)
                #expect(!run.tree.contains { $0.hasPrefix("tmp/") && $0.dropFirst(7).isEmpty == false })
            } else {
                let error = await #expect(throws: OperationError.self) { try await run.engine.finish(task) }
                #expect(error?.stop == .limitReached)
                #expect(run.drive.with { $0.batches.isEmpty })
            }
        }
    }

    @Test func placesOfOneOperationAreJoinedWhereTheyLieInEachOther() throws {
        let run = Run()
        func merge(_ paths: [String]) throws -> [String] {
            OperationQueue.merge(try paths.map { Access(.write, try run.path($0), at: .space(0)) })
                .map { "\($0.path)" }.sorted()
        }
        #expect(try merge(["b/c", "a", "A/x", "ab", "a/x/y", "b/c"]) == ["a", "ab", "b/c"])
        let many = try merge((0..<10_000).map { "d\($0 % 20)/e\($0 % 500)/\($0)" })
        #expect(many == (0..<20).map { "d\($0)" }.sorted())
    }

    @Test func whatIsInTheTargetDirectoryAlreadyCountsNothing() async throws {
        var configuration = EngineConfiguration()
        configuration.limits.items = 1
        for isGlob in [true, false] {
            let run = Run(files: ["d/1", "d/2", "d/3", "in/4"], configuration: configuration)
            var targets: [OperationTarget] = [.glob(try run.glob("{d,in}/*"))]
            if !isGlob { targets = try await entries("{d,in}/*", run).map { .entry($0) } }
            let task = try run.engine.submit(Operation(.move, targets, isMany: true, to: try run.destination("d/")))
            #expect(try await run.engine.finish(task).count == 1)
            #expect(run.tree == ["d/", "d/1", "d/2", "d/3", "d/4", "in/"])
        }
    }

    /// A clash could turn the bound itself into a name beside it.
    @Test func aNameThatAClashCouldGiveLiesWithinToo() async throws {
        var configuration = EngineConfiguration()
        configuration.limits.within = [OperationLimits.Place(path: try DrivePath(parsing: "out"))]
        for (to, strategy, isAllowed) in [
            ("out", ConflictStrategy.rename, false), ("out", .service, false), ("out/x", .rename, true),
            ("out", .ask, true), ("out/", .rename, true), ("outer/", .rename, false),
        ] {
            let run = Run(files: ["in/x"], configuration: configuration)
            if isAllowed {
                #expect(try await run.engine.finish(run.copy("in/x", to, strategy)).ok, "\(to) \(strategy)")
            } else {
                #expect(throws: OperationError.self, "\(to) \(strategy)") { try run.copy("in/x", to, strategy) }
                #expect(run.drive.with { $0.batches.isEmpty })
            }
        }
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
