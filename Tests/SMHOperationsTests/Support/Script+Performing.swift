import SMHModel
import SMHTesting

@testable import SMHOperations

extension Script {
    /// Gives the script to an engine as an interpreter would, and waits for its end.
    func perform(on run: some EngineRun, seed: UInt64 = 0) async throws -> Performance {
        let performance = Performance()
        _ = try await Self.perform(statements, on: run, performance, [], seed: seed &+ 99)
        _ = try await run.engine.settle()
        return performance
    }

    /// - Parameter known: the operations that can be awaited, by their place in the performance.
    /// - Returns: these and those that came in addition.
    private static func perform(
        _ statements: [Statement], on run: some EngineRun, _ performance: Performance, _ known: [Int], seed: UInt64
    ) async throws -> [Int] {
        var random = SeededGenerator(seed: seed)
        var known = known
        for statement in statements {
            switch statement {
            case .operation(let op):
                let operation = try run.operation(op, op.paths.map { try run.target($0) }, isMany: op.paths.count > 1)
                known.append(try performance.submit(.operation(op), operation, on: run))
            case .glob(let op, let pattern):
                let operation = try run.operation(op, [.glob(try run.glob(pattern))], isMany: true)
                known.append(try performance.submit(.glob(op, pattern: pattern), operation, on: run))
            case .loop(let pattern, let bodies): try await loop(over: pattern, bodies, on: run, performance)
            case .restoreAll: try await restoreAll(on: run, performance)
            case .remember(let pattern): try await remember(pattern, on: run, performance)
            case .old(let body, let index):
                guard let (entry, loop) = performance.old(index) else { break }
                _ = try submit(body, entry, loop, on: run, performance)
            case .await(let index, let milliseconds):
                try await see(known[index], within: milliseconds, on: run, performance)
            case .exists(let path):
                let place = performance.ask(.exists(path))
                performance.answer(place, try await run.engine.exists(run.path(path), in: run.space))
            case .blocks(let blocks):
                known = try await perform(blocks, on: run, performance, known, seed: random.next())
            }
            if random.chance(200) {
                await run.engine.clock.sleep(nanoseconds: .milliseconds(Int64(random.below(40))))
            }
        }
        return known
    }

    private static func perform(
        _ blocks: [[Statement]], on run: some EngineRun, _ performance: Performance, _ known: [Int], seed: UInt64
    ) async throws -> [Int] {
        try await withThrowingTaskGroup(of: (Int, [Int]).self) { group in
            for (index, block) in blocks.enumerated() {
                group.addTask {
                    let all = try await perform(block, on: run, performance, known, seed: seed &+ UInt64(index))
                    return (index, Array(all.dropFirst(known.count)))
                }
            }
            var added: [Int: [Int]] = [:]
            for try await (index, new) in group { added[index] = new }
            return known + blocks.indices.flatMap { added[$0] ?? [] }
        }
    }

    /// `await`, whose time may run out: then nothing has been seen.
    private static func see(
        _ index: Int, within milliseconds: Int?, on run: some EngineRun, _ performance: Performance
    ) async throws {
        do throws(OperationError) {
            _ = try await run.engine.finish(
                performance.task(index), timeout: milliseconds.map { .milliseconds(Int64($0)) })
            performance.note(.seen(index))
        } catch {
            if error.code != .timeout { throw error }
        }
    }

    private static func restoreAll(on run: some EngineRun, _ performance: Performance) async throws {
        performance.note(.restoreAll)
        let bin = try await run.engine.recycled(in: run.space).sorted { left, right in
            let (a, b) = ("\(left.originalPath ?? .root)", "\(right.originalPath ?? .root)")
            return a == b ? left.number < right.number : a.utf8.lexicographicallyPrecedes(b.utf8)
        }
        let targets = bin.map { OperationTarget.recycled($0.number, in: run.space, place: $0.originalPath) }
        for target in targets { _ = try performance.submit(nil, Operation(.restore, [target]), on: run) }
    }

    private static func loop(
        over pattern: String, _ bodies: [Body], on run: some EngineRun, _ performance: Performance
    ) async throws {
        let number = performance.beginLoop(pattern)
        let walk = run.engine.walk(try run.glob(pattern))
        defer { walk.close() }
        while true {
            switch try walk.next() {
            case .end: return
            case .wait(let wait): try await wait()
            case .entry(let entry):
                performance.give(entry, in: number)
                for body in bodies {
                    if case .loop(let pattern, let inner) = body {
                        try await loop(over: pattern, inner, on: run, performance)
                        continue
                    }
                    _ = try submit(body, entry, number, on: run, performance)
                }
            }
        }
    }

    private static func submit(
        _ body: Body, _ entry: Entry, _ loop: Int, on run: some EngineRun, _ performance: Performance
    ) throws -> Int {
        let op = body.operation(on: entry.name)
        let operation = try run.operation(op, [.entry(entry)], isMany: false)
        return try performance.submit(.entry(op, path: "\(entry.path)", loop: loop), operation, on: run)
    }

    private static func remember(
        _ pattern: String, on run: some EngineRun, _ performance: Performance
    ) async throws {
        let number = performance.beginLoop(pattern)
        try await run.forEach(run.glob(pattern)) { entry in
            performance.give(entry, in: number)
            performance.keep(entry, of: number)
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
