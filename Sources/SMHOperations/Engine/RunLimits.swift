import SMHModel

/// What a run may change at most, over all its libraries, and what has been counted against it.
struct RunLimits: Sendable {
    /// Directories outside of which nothing may be changed, as one source names them.
    private struct Bounds {
        var places: [OperationLimits.Place]
        var drive: DriveIdentity
        var currentSpace: String?
        /// They bound the whole run, so that other libraries are outside.
        var boundsRun: Bool

        func allow(_ path: DrivePath?, in space: DriveSpace) -> Bool {
            if space.drive != drive { return !boundsRun }
            guard let path else { return false }
            return places.contains { place in
                let name = place.space ?? currentSpace
                return (name == nil || name == space.id) && place.path.contains(path)
            }
        }
    }

    /// The narrowest numbers of all sources.
    private(set) var most = OperationLimits()
    private var bounds: [Bounds] = []
    var tally = ChangeTally()
    /// Operations that are being counted, in the order written, and those of which that is done.
    private var counting: [OperationTask] = []
    private var first = 0
    /// With what each opens when its turn has come.
    private var counted: [Int: (tally: ChangeTally, turn: Latch)] = [:]
    /// Who waits until nothing is being counted.
    var latches: [Latch] = []

    var isEmpty: Bool { !countsChanges && bounds.isEmpty && most.operations == nil }
    var countsChanges: Bool { most.deletes != nil || most.items != nil || most.bytes != nil }
    var hasBounds: Bool { !bounds.isEmpty }
    var isCounting: Bool { first < counting.count }

    /// Adds the limits of the run, or those of a library that it opens besides.
    mutating func add(_ limits: OperationLimits, of drive: DriveIdentity, currentSpace: String?, boundsRun: Bool) {
        var numbers = limits
        numbers.within = []
        most = most.narrowed(by: numbers)
        if !limits.within.isEmpty {
            bounds.append(
                Bounds(places: limits.within, drive: drive, currentSpace: currentSpace, boundsRun: boundsRun))
        }
    }

    /// Whether what is written lies where it may; always true without any bound.
    func allows(_ path: DrivePath?, in space: DriveSpace) -> Bool { bounds.allSatisfy { $0.allow(path, in: space) } }

    // MARK: The order of counting

    /// An operation is counted before those that come after it: none of these may be done if it stops the run.
    mutating func begin(_ task: OperationTask) { counting.append(task) }

    mutating func note(_ tally: ChangeTally, of task: OperationTask, _ turn: Latch) {
        counted[task.id] = (tally, turn)
    }

    /// What was not counted to the end is dropped.
    mutating func dropCounting() {
        counting = []
        first = 0
        counted = [:]
        latches = []
    }

    /// The first operation, if it has been counted.
    mutating func takeCounted() -> (task: OperationTask, tally: ChangeTally, turn: Latch)? {
        guard isCounting, let (tally, turn) = counted.removeValue(forKey: counting[first].id) else { return nil }
        let task = counting[first]
        first += 1
        if first == counting.count {
            counting = []
            first = 0
        }
        return (task, tally, turn)
    }
}
