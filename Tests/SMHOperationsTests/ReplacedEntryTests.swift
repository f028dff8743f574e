import SMHClient
import SMHModel
import SMHTesting
import SMHVirtualTime
import Testing

@testable import SMHOperations

/// An entry stands for one file: what the run itself has put at its place since is not meant by it, however short ago
/// both were.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct ReplacedEntryTests {
    /// What a run does at `d/a` after it was listed.
    enum Replacement: CaseIterable, Sendable {
        case copy, copyOverwriting, move, moveOverwriting, upload, uploadOverwriting, restore, directoryOfTheSameName
        case directoryMadeForATarget, directoryAboveMoved, directoryAboveCopied

        func perform(on run: ServiceRun) async throws {
            switch self {
            case .copy:
                try run.delete("d/a")
                try run.copy("b", "d/a", .ask)
            case .copyOverwriting: try run.copy("b", "d/a", .overwrite)
            case .move:
                try run.delete("d/a", permanent: true)
                try run.move("b", "d/a", .ask)
            case .moveOverwriting: try run.move("b", "d/a", .overwrite)
            case .upload, .uploadOverwriting:
                if self == .upload { try run.delete("d/a") }
                _ = try await run.engine.upload(
                    Array("another".utf8), to: run.path("d/a"), in: run.space,
                    strategy: self == .upload ? .ask : .overwrite)
            case .restore:
                // What comes back had its place there before what was listed.
                try run.delete("d/a")
                let bin = try await run.engine.recycled(in: run.space)
                let older = bin.filter { $0.size == 1 }.map {
                    OperationTarget.recycled($0.number, in: run.space, place: $0.originalPath)
                }
                try run.engine.submit(Operation(.restore, older))
            case .directoryOfTheSameName:
                try run.delete("d/a")
                try run.engine.submit(Operation(.mkdir, [run.target("d/a")]))
                try run.copy("b", "d/a/kept")
            case .directoryMadeForATarget:
                try run.delete("d/a")
                try run.copy("b", "d/a/deep/kept")
            case .directoryAboveMoved:
                try run.move("d", "old")
                try run.move("other", "d")
            case .directoryAboveCopied:
                try run.delete("d")
                try run.copy("other", "d")
            }
        }
    }

    /// A run in which a file has been at `d/a` that is in the bin, and another is there now.
    private func prepared() async throws -> (run: ServiceRun, entry: Entry) {
        let run = try ServiceRun(files: ["d/a", "b", "other/a", "spare"])
        try run.delete("d/a")
        try run.move("spare", "d/a", .ask)
        _ = try await run.engine.settle()
        var entries: [Entry] = []
        try await run.forEach(run.glob("d/*")) { entries.append($0) }
        return (run, try #require(entries.first))
    }

    @Test(arguments: Replacement.allCases)
    func aDeleteOfAnEntryLeavesWhatTheRunPutThereSince(_ replacement: Replacement) async throws {
        let (run, entry) = try await prepared()
        try await replacement.perform(on: run)
        let delete = try run.engine.submit(Operation(.delete, [.entry(entry)]))
        let report = try await run.engine.finish(delete)
        #expect(report[0].code == .changed)
        #expect(report[0].message?.contains("d/a") ?? false)
        let standing = try await run.paths
        #expect(standing.contains { $0 == "d/a" || $0 == "d/a/" })
        if replacement == .directoryOfTheSameName { #expect(standing.contains("d/a/kept")) }
        if replacement == .directoryMadeForATarget { #expect(standing.contains("d/a/deep/kept")) }
        #expect(try await run.engine.settle().isEmpty)
    }

    @Test(arguments: Replacement.allCases)
    func aMoveOfAnEntryLeavesWhatTheRunPutThereSince(_ replacement: Replacement) async throws {
        let (run, entry) = try await prepared()
        try await replacement.perform(on: run)
        let move = try run.engine.submit(Operation(.move, [.entry(entry)], to: run.destination("away/")))
        #expect(try await run.engine.finish(move)[0].code == .changed)
        let standing = try await run.paths
        #expect(standing.contains { $0 == "d/a" || $0 == "d/a/" } && !standing.contains("away/a"))
    }

    /// What is replaced is in no bin.
    @Test func aCopyOfAnEntryReplacesNothingByAnother() async throws {
        let (run, entry) = try await prepared()
        try await Replacement.move.perform(on: run)
        let copy = try run.engine.submit(
            Operation(.copy, [.entry(entry)], to: run.destination("other/a"), strategy: .overwrite))
        #expect(try await run.engine.finish(copy)[0].code == .changed)
        #expect(try await run.tree().contains("other/a e3"))
    }

    /// In one request with others, of which each is judged by itself.
    @Test func onlyWhatWasReplacedIsRefused() async throws {
        let run = try ServiceRun(files: (0..<100).map { "in/\($0 + 100)" } + ["b"])
        var entries: [Entry] = []
        try await run.forEach(run.glob("in/*")) { entries.append($0) }
        for index in 0..<100 where index % 9 == 0 { try run.copy("b", "in/\(index + 100)", .overwrite) }
        let delete = try run.engine.submit(Operation(.delete, entries.map { .entry($0) }, isMany: true))
        let report = try await run.engine.finish(delete)
        #expect(report.items.enumerated().allSatisfy { ($0.offset % 9 == 0) == ($0.element.code == .changed) })
        #expect(try await run.paths.count == 2 + 12)
        #expect(run.log.count(.batch(.delete)) == 1)
    }

    @Test func aFileThatCameBackIsStillWhatItWas() async throws {
        let (run, entry) = try await prepared()
        try run.move("d/a", "e/a", .ask)
        try run.move("e/a", "d/a", .ask)
        #expect(try await run.engine.finish(run.engine.submit(Operation(.delete, [.entry(entry)]))).ok)
        let bin = try await run.engine.recycled(in: run.space).filter { $0.size == 4 }
        try run.engine.submit(
            Operation(.restore, bin.map { .recycled($0.number, in: run.space, place: $0.originalPath) }))
        #expect(try await run.engine.finish(run.engine.submit(Operation(.delete, [.entry(entry)]))).ok)
        #expect(try await !run.paths.contains("d/a"))
    }

    @Test func whatIsGoneWithoutAnotherIsNotFound() async throws {
        let (run, entry) = try await prepared()
        try run.move("d", "old")
        #expect(
            try await run.engine.finish(run.engine.submit(Operation(.delete, [.entry(entry)])))[0].code == .notFound)
        #expect(try await run.paths.contains("old/a"))
    }

    @Test func anEntryReadAfterwardsIsNotLookedAtAgain() async throws {
        let (run, _) = try await prepared()
        try await Replacement.copy.perform(on: run)
        var entries: [Entry] = []
        try await run.forEach(run.glob("d/*")) { entries.append($0) }
        let looks = run.log.count(.information) + run.log.count(.list)
        #expect(try await run.engine.finish(run.engine.submit(Operation(.delete, entries.map { .entry($0) }))).ok)
        #expect(run.log.count(.information) + run.log.count(.list) == looks)
    }

    /// A service that tells no identities has others made of the same content look alike.
    @Test func withoutAnIdentityWhatTheRunPutThereIsNotTakenForTheSame() async throws {
        let run = Run()
        run.drive.with { state in
            state.hidesIdentities = true
            for name in ["a", "b"] { state.library.addFile([name], etag: "same") }
        }
        let entry = try await run.engine.stat(run.path("a"), in: run.space)
        #expect(entry.inode == nil)
        try run.delete("a")
        try run.move("b", "a", .ask)
        #expect(try await run.engine.finish(run.engine.submit(Operation(.delete, [.entry(entry)])))[0].code == .changed)
        #expect(run.drive.with { $0.library.tree } == ["a same"])
    }

    /// The request waits for a service that is out, and what was fresh when it began is not when it goes.
    @Test func anEntryThatAgedWhileItsBatchWaitedIsLookedAt() async throws {
        let run = try ServiceRun(files: ["in/1", "in/2", "in/3"])
        let end = run.clock.now + .seconds(700)
        run.faults.setRule { call in call.isBatch && call.now < end ? .refused(503, "ServerOverloaded") : nil }
        var entries: [Entry] = []
        try await run.forEach(run.glob("in/*")) { entries.append($0) }
        let delete = try run.engine.submit(Operation(.delete, entries.map { .entry($0) }, isMany: true))
        await run.clock.sleep(nanoseconds: .seconds(300))
        let place = try run.path("in/2")
        _ = try await run.honest.delete([BatchDeleteItem(path: place, permanent: true)], in: "-")
        _ = try await run.honest.upload(Array("another".utf8), to: place, in: "-", strategy: .ask)
        await run.clock.sleep(nanoseconds: .seconds(500))
        let report = try await run.engine.finish(delete)
        #expect(report.items.map(\.code) == [nil, .changed, nil])
        #expect(try await run.tree() == ["in/", "in/2 e7"])
    }
}

/// What is remembered of places is never too early.
@Suite struct PlaceTimesTests {
    @Test func manyPlacesAreRememberedByTheirDirectories() throws {
        var times = PlaceTimes()
        var random = SeededGenerator(seed: 3)
        var truth: [String: Int64] = [:]
        for time in 1...Int64(PlaceTimes.mostPlaces * 2 + 100) {
            let text = "d\(random.below(40))/e\(random.below(10))/\(random.below(400))"
            truth[text] = time
            times.note(try DrivePath(parsing: text), in: 1, isFile: time % 50 != 0, at: time)
        }
        for (text, time) in truth {
            let found = times.last(atOrAbove: try DrivePath(parsing: text), in: 1)
            #expect((found ?? 0) >= time)
        }
        #expect(times.last(atOrAbove: try DrivePath(parsing: "elsewhere/x"), in: 1) == nil)
        #expect(times.last(atOrAbove: try DrivePath(parsing: "d1/e1/1"), in: 2) == nil)
    }

    @Test func whatHappenedAboveHappenedBelow() throws {
        var times = PlaceTimes()
        times.note(try DrivePath(parsing: "a/b"), in: 0, isFile: false, at: 5)
        #expect(times.last(atOrAbove: try DrivePath(parsing: "a/b/c/d"), in: 0) == 5)
        #expect(times.last(atOrAbove: try DrivePath(parsing: "A/B"), in: 0) == 5)
        #expect(times.last(atOrAbove: try DrivePath(parsing: "a"), in: 0) == nil)
        for index in 0...PlaceTimes.mostPlaces {
            times.note(try DrivePath(parsing: "x/\(index)"), in: 0, isFile: true, at: 6)
        }
        #expect(times.last(atOrAbove: try DrivePath(parsing: "a/b/c/d"), in: 0) == 5)
        #expect(times.last(atOrAbove: try DrivePath(parsing: "a/y/z"), in: 0) == 5)
        #expect(times.last(atOrAbove: try DrivePath(parsing: "x/unknown"), in: 0) == 6)
        #expect(times.last(atOrAbove: try DrivePath(parsing: "x/sub/unknown"), in: 0) == nil)
    }

    @Test func tooManyDirectoriesAreAnyPlace() throws {
        var times = PlaceTimes()
        for index in 0..<(PlaceTimes.mostDirectories * 2) {
            times.note(try DrivePath(parsing: "d\(index)/x"), in: 0, isFile: true, at: Int64(index))
        }
        #expect(times.last(atOrAbove: try DrivePath(parsing: "elsewhere"), in: 0) != nil)
    }
}
