import SMHModel
import SMHTesting

@testable import SMHOperations

extension Script {
    /// Gives the script to an engine as an interpreter would, and waits for its end. Tree and bin are for the caller to
    /// look at.
    func perform(on run: some EngineRun, seed: UInt64 = 0) async throws -> ([OperationTask], Observation) {
        var random = SeededGenerator(seed: seed &+ 99)
        var observation = Observation()
        var tasks: [OperationTask] = []
        var awaitable: [OperationTask] = []
        for statement in statements {
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
                try await Self.loop(over: pattern, bodies, on: run, &tasks)
            case .restoreAll:
                let bin = try await run.engine.recycled(in: run.space).sorted { left, right in
                    let (a, b) = ("\(left.originalPath ?? .root)", "\(right.originalPath ?? .root)")
                    return a == b ? left.number < right.number : a.utf8.lexicographicallyPrecedes(b.utf8)
                }
                let targets = bin.map { OperationTarget.recycled($0.number, in: run.space, place: $0.originalPath) }
                for target in targets { tasks.append(try run.engine.submit(Operation(.restore, [target]))) }
            case .await(let index): _ = try await run.engine.finish(awaitable[index])
            case .exists(let path):
                observation.answers.append(try await run.engine.exists(run.path(path), in: run.space))
            }
            if random.chance(200) { await run.engine.clock.sleep(nanoseconds: .milliseconds(Int64(random.below(40)))) }
        }
        _ = try await run.engine.settle()
        observation.outcomes = tasks.map { task in
            run.engine.report(of: task).items.map { item in
                if !item.ok { return "!\(item.code?.rawValue ?? "")" }
                return item.path.map { "\($0)" } ?? Observation.gone
            }
        }
        return (tasks, observation)
    }
}

extension Script {
    private static func loop(
        over pattern: String, _ bodies: [Body], on run: some EngineRun, _ tasks: inout [OperationTask]
    ) async throws {
        let walk = run.engine.walk(try run.glob(pattern))
        defer { walk.close() }
        while true {
            switch try walk.next() {
            case .end: return
            case .wait(let wait): try await wait()
            case .entry(let entry):
                for body in bodies {
                    if case .loop(let pattern, let inner) = body {
                        try await loop(over: pattern, inner, on: run, &tasks)
                        continue
                    }
                    let op = body.operation(on: entry.name)
                    tasks.append(try run.engine.submit(run.operation(op, [.entry(entry)], isMany: false)))
                }
            }
        }
    }
}

extension Script.Body {
    /// What it does to an entry of that name.
    func operation(on name: String) -> Script.Op {
        switch self {
        case .delete, .loop: Script.Op(kind: .delete, paths: [])
        case .move(let directory, let strategy):
            Script.Op(kind: .move, paths: [], to: "\(directory)/\(name)", strategy: strategy)
        case .copy(let directory, let strategy):
            Script.Op(kind: .copy, paths: [], to: "\(directory)/\(name)", strategy: strategy)
        }
    }
}
