import Foundation
import SMHModel
import Synchronization
import Testing

@testable import SMHOperations

/// The promise: what a script can observe is as if each operation had finished before the next one began.
@Suite(.timeLimit(.minutes(5)))
struct OneAtATimeTests {
    /// More by hand: `OPERATION_SEEDS=10000 swift test --filter OneAtATime`.
    static let seeds = ProcessInfo.processInfo.environment["OPERATION_SEEDS"].flatMap { Int($0) } ?? 300

    struct Comparison {
        var expected: Observation
        var actual: Observation
        var isCertain: Bool
        var script: Script
        var changesTwice: [String] = []

        var agrees: Bool { expected == actual }
    }

    static func compare(
        seed: UInt64, faults: FakeDrive.Faults, breaking rule: ConflictIndex.Rule? = nil
    ) async throws -> Comparison {
        let script = Script(seed: seed)
        var model = SequentialModel(FakeLibrary(files: script.files))
        let expected = model.run(script)
        var random = TestRandom(seed: seed &+ 77)
        var configuration = EngineConfiguration()
        // Small enough that lanes, files and what the window has no room for are used by a dozen items.
        configuration.window = random.pick([1, 2, 4, 40_000])
        configuration.spool.chunkSize = random.pick([1, 100, 64 << 10])
        let run = Run(
            files: script.files, faults: faults, pageLimit: 1 + random.below(4), batchLimit: random.pick([2, 3, 1000]),
            configuration: configuration)
        run.engine.state.withLock { $0.queue.index.brokenRule = rule }
        let actual = try await Self.perform(script, run, &random)
        // What was to go, or to be moved away, and is not there after a doubt, may have gone by our own hand.
        let isUnsure = zip(expected.outcomes.joined(), actual.outcomes.joined()).contains {
            $0 == "!NotFound" && !$1.hasPrefix("!")
        }
        let isCertain = !actual.outcomes.joined().contains("!Network") && !isUnsure
        return Comparison(
            expected: expected, actual: actual, isCertain: isCertain && !model.isAmbiguous, script: script)
    }

    static func perform(_ script: Script, _ run: Run, _ random: inout TestRandom) async throws -> Observation {
        var observation = Observation()
        var tasks: [OperationTask] = []
        var awaitable: [OperationTask] = []
        for statement in script.statements {
            switch statement {
            case .operation(let op):
                let operation = try run.operation(op, op.paths.map { try run.target($0) }, isMany: op.paths.count > 1)
                tasks.append(try run.engine.submit(operation))
                awaitable.append(tasks[tasks.count - 1])
            case .glob(let op, let pattern):
                let operation = try run.operation(op, [.glob(try run.glob(pattern))], isMany: true)
                tasks.append(try run.engine.submit(operation))
                awaitable.append(tasks[tasks.count - 1])
            case .loop(let pattern, let bodies):
                try await run.forEach(run.glob(pattern)) { entry in
                    for body in bodies {
                        let op: Script.Op =
                            switch body {
                            case .delete: Script.Op(kind: .delete, paths: [])
                            case .move(let directory, let strategy):
                                Script.Op(kind: .move, paths: [], to: "\(directory)/\(entry.name)", strategy: strategy)
                            case .copy(let directory, let strategy):
                                Script.Op(kind: .copy, paths: [], to: "\(directory)/\(entry.name)", strategy: strategy)
                            }
                        tasks.append(try run.engine.submit(run.operation(op, [.entry(entry)], isMany: false)))
                    }
                }
            case .await(let index): _ = try await run.engine.finish(awaitable[index])
            case .exists(let path):
                observation.answers.append(try await run.engine.exists(run.path(path), in: run.space))
            }
            if random.chance(200) { await Task.yield() }
        }
        _ = try await run.engine.settle()
        for task in tasks {
            observation.outcomes.append(
                run.engine.report(of: task).items.map { item in
                    if !item.ok { return "!\(item.code?.rawValue ?? "")" }
                    return item.path.map { "\($0)" } ?? "gone"
                })
        }
        observation.tree = run.drive.with { $0.library.tree }
        observation.bin = run.drive.with { $0.library.binContents }
        return observation
    }

    static func explain(_ comparison: Comparison, seed: UInt64) -> Comment {
        let (a, b) = (comparison.expected, comparison.actual)
        var lines = ["seed \(seed)", comparison.script.description]
        if a.outcomes != b.outcomes { lines += ["expected \(a.outcomes)", "actual   \(b.outcomes)"] }
        if a.answers != b.answers { lines += ["expected \(a.answers)", "actual   \(b.answers)"] }
        if a.tree != b.tree { lines += ["expected \(a.tree)", "actual   \(b.tree)"] }
        if a.bin != b.bin { lines += ["expected \(a.bin)", "actual   \(b.bin)"] }
        return Comment(rawValue: lines.joined(separator: "\n"))
    }

    static func check(_ faults: (UInt64) -> FakeDrive.Faults) async throws {
        var compared = 0
        for seed in 0..<UInt64(seeds) {
            let comparison = try await compare(seed: seed, faults: faults(seed))
            if !comparison.isCertain, !comparison.agrees { continue }
            compared += 1
            if comparison.agrees { continue }
            Issue.record(explain(comparison, seed: seed))
            return
        }
        #expect(compared > seeds / 3)
    }

    @Test func withoutTrouble() async throws {
        try await Self.check { _ in .none }
    }

    @Test func withAnswersThatTakeTheirTime() async throws {
        try await Self.check { FakeDrive.Faults(seed: $0, task: 500, shuffled: 500, offsetMarkers: $0 % 2 == 0) }
    }

    @Test func withThrottlingAndBusyItems() async throws {
        try await Self.check {
            FakeDrive.Faults(seed: $0, throttled: 200, notDone: 100, busyItem: 100, lostMarker: 200)
        }
    }

    @Test func withLostRequestsAndAnswers() async throws {
        try await Self.check {
            FakeDrive.Faults(
                seed: $0, lostBefore: 100, lostAfter: 150, half: 100, task: 200, taskFails: 300, missingResult: 100)
        }
    }

    @Test(arguments: [ConflictIndex.Rule.writeAbove, .sameNode, .below])
    func aConflictRuleLeftOutIsFound(_ rule: ConflictIndex.Rule) async throws {
        var isFound = false
        for seed in 0..<400 as Range<UInt64> where !isFound {
            let comparison = try await Self.compare(
                seed: seed, faults: FakeDrive.Faults(seed: seed, task: 300), breaking: rule)
            isFound = comparison.isCertain && !comparison.agrees
        }
        #expect(isFound)
    }
}
