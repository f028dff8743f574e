import SMHModel

extension OperationQueue {
    /// Takes in an operation, at the moment in which the script comes to it.
    /// - Parameter countsFirst: a limit holds, and what it would change is counted before any item is added.
    mutating func submit(_ operation: Operation, countsFirst: Bool = false) throws(OperationError) -> OperationTask {
        try check(operation)
        let task = OperationTask(
            id: nextTask, kind: operation.kind, origin: operation.origin,
            options: OperationTask.Options(
                permanent: operation.permanent, strategy: operation.strategy, moveAuthority: operation.moveAuthority,
                emptyMatch: operation.emptyMatch, destination: operation.destination),
            targetSpace: operation.destination?.space ?? operation.targets.first?.space ?? spaces[0],
            sequence: takeSequence(), stamp: failures.stamp, startedAt: now, pageSize: itemStore.pageSize)
        nextTask += 1
        task.isMany = operation.isMany
        task.countsFirst = countsFirst
        if countsFirst || operation.targets.contains(where: \.isGlob) {
            unfinishedTasks[task.id] = task
            admitStandIns(for: operation, task)
        } else {
            let before = deferred.count
            for target in operation.targets { add(target, to: task, isMany: operation.isMany) }
            if deferred.count > before, operation.targets.count == 1, !task.kind.isOfAlbum {
                keepWhileHeld(task)
            } else {
                unfinishedTasks[task.id] = task
            }
        }
        finishIfDone(task)
        drain()
        return task
    }

    /// What can be told to be wrong before anything is sent.
    private func check(_ operation: Operation) throws(OperationError) {
        switch operation.kind {
        case .move, .copy:
            guard let destination = operation.destination else {
                throw OperationError(.argument, "a \(operation.kind.word) needs a place to go to")
            }
            if operation.isMany, !destination.isDirectory, !destination.path.isRoot {
                throw OperationError(
                    .argument,
                    "a glob or a list can only be put into a directory, and \"\(destination.path)\" names one thing",
                    hint: "write \"\(destination.path)/\" to put them into that directory", path: "\(destination.path)")
            }
            if destination.path.isRoot, !destination.isDirectory, !operation.isMany {
                throw OperationError(
                    .argument, "the root of a space is never replaced", hint: "write \"/\" with a name behind it")
            }
        default: break
        }
        for target in operation.targets {
            guard target.isRoot else { continue }
            if operation.kind == .mkdir { continue }
            throw OperationError(.argument, "the root of a space is never \(operation.kind.participle)")
        }
    }

    // MARK: Items

    /// Adds one target to an operation as an item.
    mutating func add(_ target: OperationTarget, to task: OperationTask, isMany: Bool, privateRoot: Int32 = -1) {
        if case .glob = target { return }
        var (item, record) = self.item(for: target, of: task)
        if case .failure(_, _, let error) = target {
            addFailed(item, record, error, to: task)
            return
        }
        if isMany, Self.isInPlace(item, task) { return }
        item.sequence = takeSequence()
        item.privateRoot = privateRoot
        counts.submitted += 1
        task.openItems += 1
        item.record = task.items.append(record)
        if isMany, follows(item, record, task) { return }
        if isMany { noteCovering(item, task) }
        if settleWithoutRequest(item, isMany: isMany) { return }
        enter(item, target)
    }

    /// What is in the target directory already is no item of an operation on many (operations.md section 1).
    private static func isInPlace(_ item: QueueItem, _ task: OperationTask) -> Bool {
        task.options.destination != nil && item.sourceSpace == item.targetSpace && item.source == item.target
    }

    /// A target as an item of an operation, and its record.
    func item(for target: OperationTarget, of task: OperationTask) -> (item: QueueItem, record: ItemRecord) {
        var item = QueueItem()
        var record = ItemRecord(sourceSpace: target.space?.index ?? 0)
        item.task = task
        item.sourceSpace = record.sourceSpace
        item.targetSpace = item.sourceSpace
        switch target {
        case .path(let path, _), .failure(let path, _, _):
            record.path = path
            item.source = path
        case .entry(let entry):
            record.entry = entry
            item.source = entry.path
            item.sourceKind = entry.kind
        case .recycled(let number, _, let place):
            record.number = number
            record.path = place
            item.number = number
            item.target = place
        case .member(let member):
            record.path = member.place
            record.entry = member.entry
            item.source = member.place
        case .album(let album):
            record.path = album.place
            item.source = album.place
        case .glob: break
        }
        if let destination = task.options.destination {
            item.targetSpace = destination.space.index
            item.target =
                destination.isDirectory || destination.path.isRoot
                ? DrivePath(unchecked: destination.path.names + [item.source.name]) : destination.path
            record.target = item.target
            item.usesFamily = usesFamily(task.options.strategy, item.sourceKind)
        }
        return (item, record)
    }

    private func usesFamily(_ strategy: ConflictStrategy, _ kind: Entry.Kind?) -> Bool {
        switch strategy {
        case .rename: true
        case .automatic: kind != .directory
        case .ask, .overwrite, .service: false
        }
    }

    /// An item that is decided before it takes a place in the order.
    private mutating func settleWithoutRequest(_ item: QueueItem, isMany: Bool) -> Bool {
        guard let task = item.task, let target = item.target, task.kind == .move || task.kind == .copy else {
            return false
        }
        if item.sourceSpace == item.targetSpace {
            if item.source == target {
                if task.kind == .move {
                    record(item, .done(status: 200, finalPath: target, number: 0))
                } else {
                    record(
                        item,
                        .failed(
                            status: 0, ItemFailure(code: .exists, message: "\"\(target)\" cannot be copied onto itself")
                        ))
                }
                return true
            }
            if item.source.isAncestor(of: target) {
                record(
                    item,
                    .failed(
                        status: 0,
                        ItemFailure(
                            code: .argument,
                            message:
                                "\"\(item.source)\" cannot be \(task.kind.participle) into itself, to \"\(target)\"")))
                return true
            }
        }
        if isMany, task.options.strategy == .overwrite {
            let key = DirectoryTable.key(target, in: item.targetSpace)
            if !task.takenTargets.insert(key).inserted {
                record(
                    item,
                    .failed(
                        status: 0,
                        ItemFailure(
                            code: .exists, message: "another item of this operation goes to \"\(target)\" as well",
                            hint: "give each a name of its own, or leave out conflict: \"overwrite\"")))
                return true
            }
        }
        return false
    }

    /// What could not be found out is a failed item, and what depends on it is not sent.
    private mutating func addFailed(
        _ item: QueueItem, _ record: ItemRecord, _ error: OperationError, to task: OperationTask
    ) {
        var (item, record) = (item, record)
        item.targetSpace = item.sourceSpace
        item.target = task.options.destination.map { DrivePath(unchecked: $0.path.names + [item.source.name]) }
        record.target = nil
        item.record = task.items.append(record)
        task.openItems += 1
        counts.submitted += 1
        self.record(
            item,
            .failed(
                status: error.status ?? 0,
                ItemFailure(
                    code: error.code, message: error.message, hint: error.hint, serviceCode: error.serviceCode,
                    requestID: error.requestID)))
    }

    // MARK: What goes with a directory

    /// Whether the item lies below a directory item of the same delete or move, and shares its outcome.
    private mutating func follows(_ item: QueueItem, _ record: ItemRecord, _ task: OperationTask) -> Bool {
        guard task.kind == .delete || task.kind == .move, !task.coveringItems.isEmpty else { return false }
        var key = AccessRoot.space(item.sourceSpace).hash
        var first: Int32?
        for name in item.source.names.dropLast() {
            key = NameHash.exactChain(key, name)
            // The first that was given takes it along.
            if let leader = task.coveringItems[key] { first = min(first ?? leader, leader) }
        }
        guard let leader = first else { return false }
        task.items.settle(item.record, .following) { $0.leader = leader }
        task.followers[leader, default: OperationTask.Followers()].items.append(item.record)
        task.followers[leader]?.bytes &+= record.entry?.size ?? 0
        let state = task.items.state(of: leader)
        if state == .open {
            task.items.putAway(item.record, in: itemStore)
        } else {
            lead(leader, state, task)
        }
        return true
    }

    private mutating func noteCovering(_ item: QueueItem, _ task: OperationTask) {
        guard task.kind == .delete || task.kind == .move, item.sourceKind == nil || item.sourceKind == .directory else {
            return
        }
        let key = DirectoryTable.key(item.source, in: item.sourceSpace)
        if task.coveringItems[key] == nil { task.coveringItems[key] = item.record }
    }

    // MARK: Globs

    /// Takes the operation's place in the order before it is known what its globs match.
    private mutating func admitStandIns(for operation: Operation, _ task: OperationTask) {
        var accesses: [Access] = []
        let sourceMode: AccessMode = operation.kind == .copy ? .read : .write
        for target in operation.targets {
            guard let space = target.space, let path = target.coveringPath else { continue }
            accesses.append(Access(sourceMode, path, at: .space(space.index)))
            if operation.kind == .delete, !operation.permanent {
                accesses.append(Access(.ensure, .root, at: .bin(space.index)))
            }
        }
        if let destination = operation.destination {
            accesses.append(
                Access(
                    .write, destination.path, at: .space(destination.space.index),
                    ofFamily: !destination.isDirectory && !destination.path.isRoot))
        }
        let merged = Self.merge(accesses)
        task.pendingTargets = operation.targets
        task.openWalks += 1
        openWalks += 1
        for start in stride(from: 0, to: merged.count, by: 2) {
            var item = QueueItem()
            item.task = task
            item.sequence = task.sequence
            let slot = newSlot(item)
            task.standIns.append(slot)
            task.standInsWaiting += 1
            enter(slot, merged[start], start + 1 < merged.count ? merged[start + 1] : nil)
        }
        if task.countsFirst { placesBeingCounted += task.standIns.count }
    }

    /// An operation's turn to be held against the limits has come.
    mutating func counted(_ task: OperationTask) { placesBeingCounted -= task.standIns.count }

    /// The most places that an operation is registered at before its items are; of more, the directories are taken.
    static let mostStandInPlaces = 128

    /// Accesses of which none lies in another, so that the stand-ins of one operation never wait for each other.
    static func merge(_ accesses: [Access]) -> [Access] {
        var groups: [AccessRoot: [Access]] = [:]
        for access in accesses { groups[access.root, default: []].append(access) }
        return groups.values.flatMap { group in
            var merged = mergeOfOneRoot(group)
            while merged.count > mostStandInPlaces {
                merged = mergeOfOneRoot(
                    merged.map { Access($0.mode, $0.path.parent ?? .root, at: $0.root, ofFamily: false) })
            }
            return merged
        }
    }

    private static func mergeOfOneRoot(_ accesses: [Access]) -> [Access] {
        // Names that only might be one are taken for one, as the index does. In this order what lies below a place
        // comes right behind it.
        let sorted = accesses.map { (access: $0, folded: $0.path.folded) }.sorted { left, right in
            left.folded.names.lexicographicallyPrecedes(right.folded.names)
        }
        var result: [(access: Access, folded: FoldedPath)] = []
        for next in sorted {
            guard let last = result.last, last.folded.contains(next.folded) else {
                result.append(next)
                continue
            }
            let end = result.count - 1
            if last.access.mode != next.access.mode { result[end].access.mode = .write }
            if next.access.isOfFamily, last.folded == next.folded { result[end].access.isOfFamily = true }
        }
        return result.map(\.access)
    }

    mutating func standInIsReady(_ slot: Int32) {
        items[Int(slot)].phase = .sent
        guard let task = items[Int(slot)].task else { return }
        task.standInsWaiting -= 1
        if task.standInsWaiting > 0 { return }
        let targets = task.pendingTargets
        task.pendingTargets = []
        for target in targets {
            if case .glob(let glob) = target { listings.open(glob.base, in: glob.space.index) }
        }
        if task.countsFirst {
            actions.append(.count(task, targets))
            return
        }
        for target in targets {
            if case .glob(let glob) = target {
                task.openWalks += 1
                openWalks += 1
                actions.append(.startWalk(task, glob))
            } else {
                add(target, to: task, isMany: true, privateRoot: Int32(truncatingIfNeeded: task.id))
            }
        }
        walkEnded(task)
    }

    /// One of the operation's globs has given all it has.
    mutating func walkEnded(_ task: OperationTask) {
        task.openWalks -= 1
        openWalks -= 1
        finishIfDone(task)
    }
}

extension OperationTarget {
    var isGlob: Bool {
        if case .glob = self { return true }
        return false
    }

    var space: DriveSpace? {
        switch self {
        case .path(_, let space), .recycled(_, let space, _), .failure(_, let space, _): space
        case .entry(let entry): entry.space
        case .glob(let glob): glob.space
        case .member(let member): member.album.space
        case .album(let album): album.space
        }
    }

    /// The path that the script named; nil for globs and numbers.
    var path: DrivePath? {
        switch self {
        case .path(let path, _): path
        case .entry(let entry): entry.path
        case .recycled, .glob, .failure, .member, .album: nil
        }
    }

    /// Whether the script named the root of a space.
    var isRoot: Bool {
        switch self {
        case .path(let path, _): path.isRoot
        case .entry(let entry): entry.name.isEmpty && entry.directory.isRoot
        case .recycled, .glob, .failure, .member, .album: false
        }
    }

    /// What covers everything that the target can turn out to be.
    var coveringPath: DrivePath? {
        switch self {
        case .path(let path, _), .failure(let path, _, _): path
        case .entry(let entry): entry.path
        case .glob(let glob): glob.base
        // A clash there can give it any name of its directory.
        case .recycled(_, _, let place): place?.parent ?? .root
        // Touches no path, and is never counted by listing.
        case .member, .album: nil
        }
    }
}

extension GlobRequest {
    /// The directory below which every match lies; nothing above it is listed.
    var base: DrivePath { (try? DrivePath(names: pattern.fixedDirectory)) ?? .root }
}

extension OperationKind {
    /// As in "is never deleted".
    var participle: String {
        switch self {
        case .delete: "deleted"
        case .move: "moved"
        case .copy: "copied"
        case .restore: "restored"
        case .purge: "purged"
        case .mkdir: "made"
        case .addToAlbum: "added to an album"
        case .removeFromAlbum: "taken out of an album"
        case .deleteAlbum: "deleted"
        }
    }
}
