import SMHModel

/// Items that are not kept in memory: those that a listing holds back, with all that must follow them, and those that
/// the window has no room for.
struct DeferredItems {
    var settings = SpoolSettings()
    /// What listings hold back, by lane. Related items are always in one lane.
    var lanes: [Int32: Lane] = [:]
    var marks = LaneMarks()
    /// Lanes whose head may be able to go, the oldest last.
    var runnable: [Int32] = []
    var nextLane: Int32 = 0
    /// All that came after the window was full. While there is anything here, whatever comes goes to its end.
    var overflow: Lane?
    /// Operations whose item is here and that the script may still hold. One that it has dropped is made again when its
    /// item goes on.
    var tasks: [Int: OperationTask] = [:]
    var tasksToForgetAt = 4096
    var shapes: [OperationShape] = []
    /// Of reads and of operations on globs, which have a slot: what they touch.
    var accesses: [Int32: (Access?, Access?)] = [:]
    /// How many are here, and of these how many do not count against the bound of the queue.
    var count = 0
    var heldBack = 0
    /// Deletes for good and purges among them, by space, and the first of these.
    var freeing: [Int32: (count: Int, first: Int64)] = [:]

    /// The oldest trouble with a file; nothing is lost by it.
    var failure: SpoolError? {
        // Asked for with every operation.
        if let failure = overflow?.failure { return failure }
        for lane in lanes.values {
            if let failure = lane.failure { return failure }
        }
        return nil
    }
}

extension OperationQueue {
    enum Deferral {
        case overflow
        case lane(Int32)
    }

    /// Whether one more item may be in memory. What a listing holds back by a slot of its own does not count, or what
    /// it waits for could not go on.
    var hasWindowRoom: Bool {
        unfinishedItems - listings.parkedCount - deferred.accesses.count < window
    }

    // MARK: In

    /// Gives an item its place: in the index, or behind what it must not overtake.
    mutating func enter(_ item: QueueItem, _ target: OperationTarget) {
        let (first, second) = registeredAccesses(of: item)
        guard item.privateRoot < 0, let task = item.task, let place = deferral(first, second) else {
            admit(newSlot(item), first, second)
            return
        }
        let content: DeferredItem.Content =
            task.kind.isOfAlbum ? .known(record: item.record) : .target(target, record: item.record)
        store(
            DeferredItem(
                sequence: item.sequence, task: Int64(task.id), taskSequence: task.sequence, shape: shape(of: task),
                destination: task.options.destination?.path, content: content),
            first, second, at: place, byDirectory: true)
        countFreeing(item, 1)
    }

    /// The same for something that has its slot already.
    mutating func enter(_ slot: Int32, _ first: Access?, _ second: Access?) {
        guard let place = deferral(first, second) else {
            admit(slot, first, second)
            return
        }
        items[Int(slot)].phase = .deferred
        deferred.accesses[slot] = (first, second)
        store(
            DeferredItem(
                sequence: items[Int(slot)].sequence, task: 0, taskSequence: 0, shape: 0, destination: nil,
                content: .slot(slot)),
            first, second, at: place, byDirectory: false)
    }

    private mutating func deferral(_ first: Access?, _ second: Access?, isFromOverflow: Bool = false) -> Deferral? {
        if !isFromOverflow, deferred.overflow != nil || !hasWindowRoom { return .overflow }
        if !deferred.lanes.isEmpty {
            var lanes: [Int32] = []
            for access in [first, second] {
                if let access { lanes += deferred.marks.lanes(before: access) }
            }
            if let lane = merge(lanes) { return .lane(lane) }
        }
        if listings.isEmpty { return nil }
        guard let key = first.flatMap({ listings.obstacle($0) }) ?? second.flatMap({ listings.obstacle($0) }) else {
            return nil
        }
        listings.want(key)
        let lane = deferred.nextLane
        deferred.nextLane &+= 1
        deferred.lanes[lane] = Lane(deferred.settings)
        return .lane(lane)
    }

    /// Makes one lane of several, which something must follow all.
    private mutating func merge(_ lanes: [Int32]) -> Int32? {
        guard let first = lanes.min() else { return nil }
        for other in Set(lanes) where other != first {
            guard let lane = deferred.lanes.removeValue(forKey: other) else { continue }
            deferred.lanes[first]?.merge(lane)
            deferred.marks.merge(other, into: first)
            deferred.runnable.removeAll { $0 == other }
        }
        if deferred.lanes[first]?.isHeld == false, !deferred.runnable.contains(first) {
            deferred.runnable.append(first)
        }
        return first
    }

    private mutating func store(
        _ item: DeferredItem, _ first: Access?, _ second: Access?, at place: Deferral, byDirectory: Bool
    ) {
        deferred.count += 1
        switch place {
        case .overflow:
            if deferred.overflow == nil { deferred.overflow = Lane(deferred.settings) }
            deferred.overflow?.append(item)
        case .lane(let lane):
            deferred.heldBack += 1
            for access in [first, second] {
                if let access { deferred.marks.add(access, of: lane, byDirectory: byDirectory) }
            }
            deferred.lanes[lane]?.append(item)
        }
    }

    private mutating func shape(of task: OperationTask) -> Int32 {
        // A loop's body has few lines.
        let near = deferred.shapes.indices.suffix(8).last { deferred.shapes[$0].isShape(of: task) }
        if let near { return Int32(truncatingIfNeeded: near) }
        deferred.shapes.append(
            OperationShape(
                kind: task.kind, options: task.options, origin: task.origin, targetSpace: task.targetSpace,
                stamp: task.stamp))
        return Int32(truncatingIfNeeded: deferred.shapes.count - 1)
    }

    // MARK: Operations nobody holds

    /// Keeps an operation whose only item is not in memory as long as the script holds it.
    mutating func keepWhileHeld(_ task: OperationTask) {
        deferred.tasks[task.id] = task
        if deferred.tasks.count < deferred.tasksToForgetAt { return }
        var dropped: [Int] = []
        var index = deferred.tasks.startIndex
        while index != deferred.tasks.endIndex {
            if isKnownUniquelyReferenced(&deferred.tasks.values[index]) { dropped.append(deferred.tasks[index].key) }
            deferred.tasks.formIndex(after: &index)
        }
        for id in dropped { deferred.tasks[id] = nil }
        deferred.tasksToForgetAt = max(4096, deferred.tasks.count * 2)
    }

    /// The operation of an item that goes on.
    private mutating func task(of item: DeferredItem, _ target: OperationTarget) -> OperationTask? {
        let id = Int(item.task)
        if let task = deferred.tasks.removeValue(forKey: id) ?? unfinishedTasks[id] {
            unfinishedTasks[id] = task
            return task
        }
        guard deferred.shapes.indices.contains(Int(item.shape)) else { return nil }
        let shape = deferred.shapes[Int(item.shape)]
        var options = shape.options
        if let path = item.destination { options.destination?.path = path }
        let task = OperationTask(
            id: id, kind: shape.kind, origin: shape.origin, options: options, targetSpace: shape.targetSpace,
            sequence: item.taskSequence, stamp: shape.stamp, startedAt: now,
            pageSize: itemStore.pageSize)
        let (_, record) = self.item(for: target, of: task)
        _ = task.items.append(record)
        task.openItems = 1
        unfinishedTasks[id] = task
        return task
    }

    // MARK: Out

    /// A directory was read to its end, or let go: any lane may be able to go on.
    mutating func tryLanesAgain() {
        if deferred.lanes.isEmpty { return }
        for lane in deferred.lanes.keys { deferred.lanes[lane]?.isHeld = false }
        deferred.runnable = deferred.lanes.keys.sorted(by: >)
    }

    /// Takes items back into memory as far as there is room.
    mutating func refill() {
        if deferred.count == 0 || isStopped { return }
        do throws(SpoolError) {
            while hasWindowRoom {
                if let lane = deferred.runnable.last {
                    try advance(lane: lane)
                } else if deferred.overflow != nil {
                    try advanceOverflow()
                } else {
                    break
                }
            }
        } catch {
            let message = "what waits for its turn cannot be read back from a file in \(error.directory): "
            actions.append(.stop(OperationError(.unavailable, message + error.reason, stop: .suspended)))
        }
        if deferred.count == 0 { deferred.shapes = [] }
    }

    private mutating func advance(lane id: Int32) throws(SpoolError) {
        guard var lane = deferred.lanes[id] else {
            deferred.runnable.removeAll { $0 == id }
            return
        }
        // Taken out while it is read, or it would be copied.
        deferred.lanes[id] = Lane?.none
        while hasWindowRoom, let item = try lane.popFirst(spaces: spaces) {
            if holdsBack(item) {
                lane.putBack(item)
                lane.isHeld = true
                break
            }
            deferred.count -= 1
            deferred.heldBack -= 1
            admit(item)
        }
        if lane.count == 0 {
            deferred.marks.remove(id)
            deferred.runnable.removeAll { $0 == id }
        } else {
            if lane.isHeld { deferred.runnable.removeAll { $0 == id } }
            deferred.lanes[id] = lane
        }
    }

    private mutating func advanceOverflow() throws(SpoolError) {
        guard var overflow = deferred.overflow else { return }
        deferred.overflow = nil
        while hasWindowRoom, let item = try overflow.popFirst(spaces: spaces) {
            deferred.count -= 1
            let (first, second) = accesses(of: item)
            if let place = deferral(first, second, isFromOverflow: true) {
                store(item, first, second, at: place, byDirectory: !item.isSlot)
                putAside(item)
            } else {
                admit(item)
            }
        }
        deferred.overflow = overflow.count == 0 ? nil : overflow
    }

    /// An operation that was made only to see what its item touches is not kept for that.
    private mutating func putAside(_ item: DeferredItem) {
        guard case .target = item.content, let task = unfinishedTasks[Int(item.task)], task.items.count == 1 else {
            return
        }
        unfinishedTasks[task.id] = nil
        keepWhileHeld(task)
    }

    private mutating func accesses(of item: DeferredItem) -> (Access?, Access?) {
        if case .slot(let slot) = item.content { return deferred.accesses[slot] ?? (nil, nil) }
        return self.item(of: item).map { registeredAccesses(of: $0) } ?? (nil, nil)
    }

    /// The item as it was before it was put aside; nil for one that has its slot.
    private mutating func item(of deferredItem: DeferredItem) -> QueueItem? {
        var item: QueueItem
        switch deferredItem.content {
        case .slot: return nil
        case .target(let target, let record):
            guard let task = task(of: deferredItem, target) else { return nil }
            item = self.item(for: target, of: task).item
            item.record = record
        case .known(let record):
            guard let task = unfinishedTasks[Int(deferredItem.task)], let known = task.items.openRecord(record) else {
                return nil
            }
            item = QueueItem()
            item.task = task
            item.record = record
            item.source = known.source
            item.sourceSpace = known.sourceSpace
            item.targetSpace = item.sourceSpace
        }
        item.sequence = deferredItem.sequence
        return item
    }

    /// Whether an open listing holds an item back.
    private mutating func holdsBack(_ item: DeferredItem) -> Bool {
        if listings.isEmpty { return false }
        let (first, second) = accesses(of: item)
        guard let key = first.flatMap({ listings.obstacle($0) }) ?? second.flatMap({ listings.obstacle($0) }) else {
            return false
        }
        listings.want(key)
        return true
    }

    private mutating func admit(_ deferredItem: DeferredItem) {
        if case .slot(let slot) = deferredItem.content {
            let (first, second) = deferred.accesses.removeValue(forKey: slot) ?? (nil, nil)
            admit(slot, first, second)
        } else if let item = item(of: deferredItem) {
            let (first, second) = registeredAccesses(of: item)
            admit(newSlot(item), first, second)
            countFreeing(item, -1)
        }
    }

    /// Takes an operation whose only item is not in memory out of what waits, in a run that goes no further.
    mutating func popDeferredTask() throws(SpoolError) -> OperationTask? {
        if let overflow = deferred.overflow {
            deferred.overflow = nil
            deferred.lanes[deferred.nextLane] = overflow
            deferred.nextLane &+= 1
        }
        while let id = deferred.lanes.keys.min(), var lane = deferred.lanes.removeValue(forKey: id) {
            while let item = try lane.popFirst(spaces: spaces) {
                deferred.count -= 1
                guard case .target(let target, _) = item.content, unfinishedTasks[Int(item.task)] == nil,
                    let task = task(of: item, target)
                else { continue }
                unfinishedTasks[task.id] = nil
                deferred.lanes[id] = lane
                return task
            }
        }
        return nil
    }

    // MARK: Quota

    private mutating func countFreeing(_ item: QueueItem, _ change: Int) {
        guard let task = item.task, task.kind == .purge || task.kind == .delete && task.options.permanent else {
            return
        }
        guard let known = deferred.freeing[item.sourceSpace] else {
            if change > 0 { deferred.freeing[item.sourceSpace] = (1, item.sequence) }
            return
        }
        let count = known.count + change
        deferred.freeing[item.sourceSpace] = count > 0 ? (count, known.first) : nil
    }
}

extension DeferredItem {
    var isSlot: Bool {
        if case .slot = content { return true }
        return false
    }
}
