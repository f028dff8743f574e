import SMHOperations

/// The operations whose tasks a script still holds.
///
/// Each has a place that its task gives back when it goes: weak references to a million tasks would cost more than all
/// else that is done for one.
struct HeldTasks: Sendable {
    private struct Held {
        let task: OperationTask
        let engine: OperationEngine
        let number: Int
    }

    private var places: [Held?] = []
    private var free: [Int] = []
    private var count = 0

    /// - Returns: the place, for ``remove(_:)``.
    mutating func add(_ task: OperationTask, _ engine: OperationEngine) -> Int {
        count += 1
        let held = Held(task: task, engine: engine, number: count)
        guard let place = free.popLast() else {
            places.append(held)
            return places.count - 1
        }
        places[place] = held
        return place
    }

    mutating func remove(_ place: Int) {
        places[place] = nil
        free.append(place)
        guard free.count == places.count, places.count > 4096 else { return }
        places = []
        free = []
    }

    /// In the order of their start.
    var all: [(task: OperationTask, engine: OperationEngine)] {
        places.compactMap { $0 }.sorted { $0.number < $1.number }.map { ($0.task, $0.engine) }
    }
}
