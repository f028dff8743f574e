import SMHModel
import SMHTesting
import SMHVirtualTime
import Synchronization
import Testing

@testable import SMHOperations

/// operations.md section 1, Listings: every entry that was there comes once, and nothing waits for itself.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct ListingTests {
    private func warnings() -> (EngineConfiguration, @Sendable () -> [String]) {
        let found = Recorder()
        var configuration = EngineConfiguration()
        configuration.onWarning = { found.add($0) }
        return (configuration, { found.all })
    }

    private final class Recorder: Sendable {
        private let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock { $0 } }
        func add(_ text: String) { texts.withLock { $0.append(text) } }
    }

    private func names(_ run: some EngineRun, _ pattern: String) async throws -> [String] {
        var names: [String] = []
        try await run.forEach(run.glob(pattern)) { names.append($0.name) }
        return names
    }

    // MARK: Directories that change

    @Test func aDirectoryThatKeepsChangingIsReadAgainThreeTimesAndThenThereIsAWarning() async throws {
        let (configuration, warnings) = warnings()
        let run = Run(files: (10..<22).map { "in/\($0)" }, pageLimit: 5, configuration: configuration)
        run.drive.with { state in
            state.onListed = { library, request in
                if request.marker != nil { library.addFile(["in", "99"]) }
            }
        }
        let found = try await names(run, "in/*")
        #expect(Set(found).count == found.count)
        #expect(Set(found).isSuperset(of: (10..<22).map(String.init)))
        // Three pages, four times.
        #expect(run.drive.with { $0.lists.count } == 12)
        #expect(warnings().count == 1 && warnings()[0].contains("\"in\" kept changing"))
        _ = try await run.engine.list(run.path("in"), in: run.space)
        #expect(warnings().count == 2)
    }

    @Test func aDirectoryThatChangedOnceIsReadOnceMore() async throws {
        let (configuration, warnings) = warnings()
        let run = Run(files: (10..<22).map { "in/\($0)" }, pageLimit: 5, configuration: configuration)
        let isDone = Flag()
        run.drive.with { state in
            state.onListed = { library, request in
                if isDone.isRaised || request.marker == nil { return }
                isDone.raise()
                library.addFile(["in", "05"])
            }
        }
        // What came to stand before the page that was being read is not missed.
        #expect(try await Set(names(run, "in/*")) == Set((10..<22).map(String.init) + ["05"]))
        #expect(run.drive.with { $0.lists.count } == 6)
        #expect(warnings().isEmpty)
    }

    @Test func aDirectoryThatVanishedIsPassedOverWithAWarning() async throws {
        let (configuration, warnings) = warnings()
        let run = Run(files: ["in/a/1", "in/b/2", "in/c/3"], configuration: configuration)
        run.drive.with { state in
            state.onListed = { library, request in
                if "\(request.directory)" == "in" { _ = try? library.delete(["in", "b"], permanent: true) }
            }
        }
        #expect(try await names(run, "in/**") == ["1", "3"])
        #expect(warnings() == ["\"in/b\" was gone when it came to be listed"])
        let copy = try run.engine.submit(
            Operation(.copy, [.glob(try run.glob("in/**"))], isMany: true, to: run.destination("out/")))
        #expect(try await run.engine.finish(copy).ok)
    }

    // MARK: Markers of every kind

    enum Marker: CaseIterable, Sendable {
        case name, offset, expiring, repeating
    }

    enum Body: CaseIterable, Sendable {
        case deletes, moves, movesIntoWhatIsWalkedOver, copiesIntoWhatIsWalkedOver
    }

    @Test(arguments: Marker.allCases, Body.allCases)
    func whateverABodyDoesToWhatItWalksOverEveryEntryComesOnce(_ marker: Marker, _ body: Body) async throws {
        let files = (100..<160).map { "in/\($0)" } + (100..<130).map { "in/m/\($0)" } + ["in/z/1", "in/z/2"]
        let faults = FakeDrive.Faults(
            seed: 5, offsetMarkers: marker == .offset, lostMarker: marker == .expiring ? 300 : 0)
        let run = Run(files: files, faults: faults, pageLimit: 4)
        run.drive.with { $0.repeatsMarkers = marker == .repeating }
        var seen: [String] = []
        try await run.forEach(run.glob("in/**")) { entry in
            seen.append("\(entry.path)")
            switch body {
            case .deletes: try run.engine.submit(Operation(.delete, [.entry(entry)]))
            case .moves: try run.engine.submit(Operation(.move, [.entry(entry)], to: run.destination("out/")))
            case .movesIntoWhatIsWalkedOver:
                try run.engine.submit(Operation(.move, [.entry(entry)], to: run.destination("in/z/")))
            case .copiesIntoWhatIsWalkedOver:
                // Onto itself nothing is copied.
                if entry.directory.name == "m" { break }
                try run.engine.submit(Operation(.copy, [.entry(entry)], to: run.destination("in/m/")))
            }
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(seen.count == files.count && Set(seen) == Set(files))
    }

    // MARK: Nothing waits for itself

    @Test(arguments: Marker.allCases)
    func anAwaitInALoopOverManyPagesEnds(_ marker: Marker) async throws {
        let faults = FakeDrive.Faults(offsetMarkers: marker == .offset, lostMarker: marker == .expiring ? 300 : 0)
        let run = Run(files: (10..<70).map { "in/\($0)" }, faults: faults, pageLimit: 20)
        run.drive.with { $0.repeatsMarkers = marker == .repeating }
        let begun = run.clock.now
        var count = 0
        try await run.forEach(run.glob("in/*")) { entry in
            let task = try run.engine.submit(Operation(.delete, [.entry(entry)]))
            let report = try await run.engine.finish(task)
            #expect(report.ok)
            count += 1
        }
        #expect(count == 60 && run.tree == ["in/"])
        #expect(run.clock.now - begun < .seconds(10))
    }

    @Test func readsInALoopOverWhatTheyReadEnd() async throws {
        let run = Run(files: (10..<40).map { "in/\($0)" }, pageLimit: 4)
        var count = 0
        try await run.forEach(run.glob("in/*")) { entry in
            try run.engine.submit(Operation(.delete, [.entry(entry)]))
            let isThere = try await run.engine.exists(entry.path, in: run.space)
            #expect(!isThere)
            count += 1
            let left = try await run.engine.list(run.path("in"), in: run.space).count
            #expect(left == 30 - count)
        }
        #expect(count == 30)
    }

    @Test func aLoopOverADirectoryInALoopOverTheSameOneEnds() async throws {
        let run = Run(files: (10..<30).map { "in/\($0).tmp" }, pageLimit: 3)
        var inner: [Int] = []
        try await run.forEach(run.glob("in/*")) { entry in
            try run.engine.submit(Operation(.move, [.entry(entry)], to: run.destination("out/")))
            var count = 0
            try await run.forEach(run.glob("in/*.tmp")) { _ in count += 1 }
            inner.append(count)
        }
        // Each sees what the moves before it have left.
        #expect(inner == (0..<20).reversed().map { $0 })
        #expect(try await run.engine.settle().isEmpty)
    }

    @Test func twoLoopsOverOneDirectorySideBySideEnd() async throws {
        let run = Run(files: (10..<50).map { "in/\($0)" }, pageLimit: 4)
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for block in 0..<2 {
                group.addTask {
                    var count = 0
                    try await run.forEach(run.glob("in/*")) { entry in
                        count += 1
                        if Int(entry.name).map({ $0 % 2 == block }) ?? false {
                            let task = try run.engine.submit(Operation(.delete, [.entry(entry)]))
                            if count % 5 == 0 { _ = try await run.engine.finish(task) }
                        }
                    }
                    return count
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == [40, 40])
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree == ["in/"])
    }

    /// Held back by the listing that is in the file of what the window has no room for.
    @Test func aFullWindowAndAListingThatIsHeldUpEnd() async throws {
        var configuration = EngineConfiguration()
        configuration.window = 2
        configuration.queue = 4
        configuration.spool.chunkSize = 1
        let run = Run(files: (10..<40).map { "in/\($0)" }, pageLimit: 3, configuration: configuration)
        try await run.forEach(run.glob("in/*")) { entry in
            try run.engine.submit(Operation(.copy, [.entry(entry)], to: run.destination("safe/")))
            let task = try run.engine.submit(Operation(.delete, [.entry(entry)]))
            if !run.engine.hasRoom { await run.engine.waitForRoom() }
            if entry.name.hasSuffix("5") { #expect(try await run.engine.finish(task).ok) }
        }
        #expect(try await run.engine.settle().isEmpty)
        #expect(run.tree.count == 32)
    }

    // MARK: Looks at old entries

    /// operations.md section 3: a listing page for a batch, and not the whole directory.
    @Test func aLookAtManyOldEntriesReadsTheirPartOfTheDirectory() async throws {
        var configuration = EngineConfiguration()
        configuration.fresh = .zero
        let run = Run(
            files: (1000..<3000).map { "in/\($0)" }, pageLimit: 100, batchLimit: 100, configuration: configuration)
        var entries: [Entry] = []
        try await run.forEach(run.glob("in/*")) { entries.append($0) }
        let read = run.drive.with { $0.lists.count }
        run.drive.with { state in
            _ = try? state.library.delete(["in", "1234"], permanent: true)
            state.library.addFile(["in", "1234"])
            _ = try? state.library.delete(["in", "2345"], permanent: true)
        }
        let report = try await run.engine.finish(
            run.engine.submit(Operation(.delete, entries.map { .entry($0) }, isMany: true)))
        #expect(Dictionary(grouping: report.failed, by: \.code).mapValues(\.count) == [.changed: 1, .notFound: 1])
        #expect(run.tree == ["in/", "in/1234"])
        // Twenty batches, each with the page that its names are on.
        let looks = run.drive.with { $0.lists.count } - read
        #expect(looks <= 60, "\(looks) pages")
    }
}
