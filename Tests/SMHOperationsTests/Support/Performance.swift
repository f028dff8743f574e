import SMHModel
import SMHTesting
import Synchronization

@testable import SMHOperations

/// One thing that a script came to.
enum Step: Sendable {
    case operation(Script.Op)
    case glob(Script.Op, pattern: String)
    case loop(pattern: String)
    /// Something about an entry that a loop was given.
    case entry(Script.Op, path: String, loop: Int)
    case restoreAll
    /// An `await` came back with the outcome of an operation, counted in the order of the steps.
    case seen(Int)
    case exists(String)
}

/// A script as it was performed: its steps in the order in which its blocks came to them, and what it could observe.
///
/// The order between blocks depends on how long things take; what has to hold is that it was an order.
final class Performance: Sendable {
    struct State {
        var steps: [Step] = []
        var tasks: [OperationTask] = []
        var answers: [Bool] = []
        var given: [[String]] = []
        /// Entries kept for later, and the loops that gave them.
        var old: [(entry: Entry, loop: Int)] = []
    }

    private let state = Mutex(State())

    var steps: [Step] { state.withLock { $0.steps } }
    var tasks: [OperationTask] { state.withLock { $0.tasks } }

    /// All of it but tree and bin, which are for the caller to look at.
    func observation(_ run: some EngineRun) -> Observation {
        let outcomes = tasks.map { task in
            run.engine.report(of: task).items.map { item in
                if !item.ok { return "!\(item.code?.rawValue ?? "")" }
                return item.path.map { "\($0)" } ?? Observation.gone
            }
        }
        return state.withLock { Observation(outcomes: outcomes, answers: $0.answers, given: $0.given) }
    }

    func submit(_ step: Step?, _ operation: SMHOperations.Operation, on run: some EngineRun) throws -> Int {
        let task = try run.engine.submit(operation)
        return state.withLock { state in
            if let step { state.steps.append(step) }
            state.tasks.append(task)
            return state.tasks.count - 1
        }
    }

    func note(_ step: Step) { state.withLock { $0.steps.append(step) } }

    func task(_ index: Int) -> OperationTask { state.withLock { $0.tasks[index] } }

    /// Keeps a place for an answer.
    func ask(_ step: Step) -> Int {
        state.withLock { state in
            state.steps.append(step)
            state.answers.append(false)
            return state.answers.count - 1
        }
    }

    func answer(_ index: Int, _ answer: Bool) { state.withLock { $0.answers[index] = answer } }

    func beginLoop(_ pattern: String) -> Int {
        state.withLock { state in
            state.steps.append(.loop(pattern: pattern))
            state.given.append([])
            return state.given.count - 1
        }
    }

    func keep(_ entry: Entry, of loop: Int) { state.withLock { $0.old.append((entry, loop)) } }

    /// One of the entries kept; nil if there are none.
    func old(_ index: Int) -> (entry: Entry, loop: Int)? {
        state.withLock { $0.old.isEmpty ? nil : $0.old[index % $0.old.count] }
    }

    func give(_ entry: Entry, in loop: Int) { state.withLock { $0.given[loop].append("\(entry.path)") } }
}
