import SMHModel

extension OperationQueue {
    /// An item whose turn it is: what it needs is seen to first, then it goes to its family or its bucket.
    mutating func prepare(_ slot: Int32) { prepare(slot, items[Int(slot)]) }

    /// - Parameter item: what stands there, so that it need not be copied once more.
    mutating func prepare(_ slot: Int32, _ item: QueueItem) {
        guard let task = item.task else { return }
        if isStopped { return }
        if waitsForQuarantine(slot, item) { return }
        switch task.kind {
        case .delete:
            if !task.options.permanent, waitsForBin(slot, item) { return }
            bucket(slot, item)
        case .purge, .addToAlbum, .removeFromAlbum, .deleteAlbum:
            bucket(slot, item)
        case .mkdir:
            makeDirectory(slot, item)
        case .restore:
            if waitsForDirectory(slot, item) { return }
            bucket(slot, item)
        case .move, .copy:
            if waitsForDirectory(slot, item) { return }
            if item.usesFamily { arriveInFamily(slot) } else { bucket(slot, item) }
        }
    }

    // MARK: Recycle bin

    private mutating func waitsForBin(_ slot: Int32, _ item: QueueItem) -> Bool {
        switch bins[item.sourceSpace] {
        case .present: return false
        case .absent(let failure):
            fail(slot, failure)
            return true
        case .checking:
            binWaiters[item.sourceSpace, default: []].append(slot)
            return true
        case nil:
            bins[item.sourceSpace] = .checking
            binWaiters[item.sourceSpace] = [slot]
            actions.append(.checkBin(space: item.sourceSpace))
            return true
        }
    }

    /// The bin of a library was looked at before the first delete to it.
    mutating func binChecked(space: Int32, absent failure: ItemFailure?) {
        guard case .checking = bins[space] else { return }
        bins[space] = failure.map { .absent($0) } ?? .present
        for slot in binWaiters.removeValue(forKey: space) ?? [] { prepare(slot) }
        drain()
    }

    // MARK: Directories

    /// The directory that an item's target needs; nil where it stands for certain.
    private func neededDirectory(_ item: QueueItem) -> DrivePath? {
        guard let target = item.target, let parent = target.parent, !parent.isRoot else { return nil }
        if !item.didRemakeDirectory, item.sourceSpace == item.targetSpace, item.task?.kind != .restore,
            item.source.depth == target.depth, parent.contains(item.source)
        {
            return nil
        }
        return parent
    }

    private mutating func waitsForDirectory(_ slot: Int32, _ item: QueueItem) -> Bool {
        guard let directory = neededDirectory(item) else { return false }
        let key = DirectoryTable.key(directory, in: item.targetSpace)
        if directories.knows(key) { return false }
        if directories.wait(slot, for: key) {
            actions.append(.makeDirectory(directory, space: item.targetSpace))
        }
        return true
    }

    private mutating func makeDirectory(_ slot: Int32, _ item: QueueItem) {
        let key = DirectoryTable.key(item.source, in: item.sourceSpace)
        if item.source.isRoot || directories.knows(key) {
            complete(slot, .done(status: 200, finalPath: item.source, number: 0))
            return
        }
        if directories.wait(slot, for: key) {
            actions.append(.makeDirectory(item.source, space: item.sourceSpace))
        }
    }

    /// A directory was made, was there already, or could not be made.
    mutating func directoryMade(_ path: DrivePath, space: Int32, failure: ItemFailure?, status: Int) {
        let waiting = directories.resolve(path, in: space, made: failure == nil)
        placeHistory.fillDirectories(downTo: path, in: space, at: now &+ wallOffset)
        for slot in waiting {
            let item = items[Int(slot)]
            if let failure {
                fail(slot, failure, status: status)
            } else if item.task?.kind == .mkdir {
                complete(slot, .done(status: status, finalPath: path, number: 0))
            } else {
                prepare(slot)
            }
        }
        drain()
    }

    /// Whether an item failed because its directory is gone, and waits for it to be made again: once.
    mutating func remakesDirectory(_ slot: Int32, _ failure: ItemFailure) -> Bool {
        let item = items[Int(slot)]
        guard failure.code == .notFound, !item.didRemakeDirectory, let task = item.task,
            task.kind == .move || task.kind == .copy || task.kind == .restore,
            failure.serviceCode == "DirectoryNotFound" || failure.serviceCode == "PathNotFound",
            let parent = item.target?.parent, !parent.isRoot
        else { return false }
        directories.forget(parent, in: item.targetSpace)
        items[Int(slot)].didRemakeDirectory = true
        setSendings(slot, 0)
        items[Int(slot)].phase = .preparing
        if item.usesFamily, let node = index.familyNode(of: slot) { families[node]?.out.remove(slot) }
        prepare(slot)
        return true
    }

    // MARK: Buckets

    /// Puts an item with the others of its kind.
    mutating func bucket(_ slot: Int32) { bucket(slot, items[Int(slot)]) }

    private mutating func bucket(_ slot: Int32, _ item: QueueItem) {
        guard let key = bucketKey(item) else { return }
        items[Int(slot)].phase = .ready
        var bytes = 32
        for name in item.source.names { bytes += name.utf8.count + 1 }
        if let target = item.chosen ?? item.target {
            bytes += 60
            for name in target.names { bytes += name.utf8.count + 1 }
        }
        let limit = limit(of: key)
        // In place, and found once: the list is not copied, and a key is costly to look up.
        guard let place = buckets.index(forKey: key) else {
            var bucket = Bucket(openedAt: now)
            bucket.add(slot, bytes: bytes)
            if limit > 1 { keep(bucket, key) } else { seal(key, bucket) }
            return
        }
        if buckets.values[place].bytes + bytes > BatchRule.bytes, !buckets.values[place].slots.isEmpty {
            seal(key, buckets.values[place])
            buckets.values[place] = Bucket(openedAt: now)
        }
        buckets.values[place].add(slot, bytes: bytes)
        if buckets.values[place].slots.count >= limit { seal(key, buckets.remove(at: place).value) }
    }

    /// The most items of a request.
    private func limit(of key: BucketKey) -> Int {
        key.isAlone ? 1 : min(batchLimit, capabilities[Int(key.space)].batchLimit(key.kind))
    }

    private mutating func keep(_ bucket: Bucket, _ key: BucketKey) {
        buckets[key] = bucket
        if isTimerSet { return }
        isTimerSet = true
        actions.append(.startTimer)
    }

    private func bucketKey(_ item: QueueItem) -> BucketKey? {
        guard let task = item.task else { return nil }
        switch task.kind {
        case .delete:
            return BucketKey(
                kind: .delete, space: item.sourceSpace, sourceSpace: item.sourceSpace,
                permanent: task.options.permanent)
        case .move, .copy:
            let strategy: WireStrategy =
                switch task.options.strategy {
                case .automatic, .ask, .rename: .ask
                case .overwrite: .overwrite
                case .service: .rename
                }
            var key = BucketKey(
                kind: task.kind == .move ? .move : .copy, space: item.targetSpace, sourceSpace: item.sourceSpace,
                strategy: strategy, moveAuthority: task.options.moveAuthority)
            if capabilities[Int(item.targetSpace)].groupsByDirectory, let target = item.chosen ?? item.target {
                key.group = target.parent
                key.isAlone = !target.name.hasSameBytes(as: item.source.name)
            }
            return key
        case .restore:
            return BucketKey(
                kind: .restore, space: item.sourceSpace, sourceSpace: item.sourceSpace,
                strategy: task.options.strategy == .ask ? .ask : .rename)
        case .purge:
            return BucketKey(kind: .purge, space: item.sourceSpace, sourceSpace: item.sourceSpace)
        case .addToAlbum: return albumKey(.addToAlbum, item)
        case .removeFromAlbum: return albumKey(.removeFromAlbum, item)
        case .deleteAlbum: return albumKey(.deleteAlbum, item)
        case .mkdir: return nil
        }
    }

    private func albumKey(_ kind: BatchKind, _ item: QueueItem) -> BucketKey {
        BucketKey(
            kind: kind, space: item.sourceSpace, sourceSpace: item.sourceSpace,
            group: DrivePath(unchecked: Array(item.source.names.prefix(1))))
    }

    private mutating func seal(_ key: BucketKey, _ bucket: Bucket) {
        for slot in bucket.slots { items[Int(slot)].phase = .sent }
        itemsUnderWay += bucket.slots.count
        if sealed.isEmpty { actions.append(.pump) }
        sealed.append(SealedBatch(key: key, slots: bucket.slots))
    }

    /// While somebody waits, what is ready goes at once; but not while an operation still lists what it is about, for
    /// then more is coming.
    mutating func sealWhatIsDue() {
        if buckets.isEmpty { return }
        if openWalks > 0 {
            if awaitedTasks > 0 { sealWhatIsAwaited() }
            return
        }
        let isAtEnd = !settleLatches.isEmpty && deferred.count == 0
        if awaitedTasks > 0 || waitingTickets > 0 || isAtEnd { sealAll() }
    }

    /// Beside an operation that lists what it is about, only what belongs to one that is known whole.
    private mutating func sealWhatIsAwaited() {
        for (key, bucket) in buckets {
            let isAwaited = bucket.slots.contains { slot in
                items[Int(slot)].task.map { $0.isAwaited && $0.openWalks == 0 } ?? false
            }
            if !isAwaited { continue }
            seal(key, bucket)
            buckets[key] = nil
        }
    }

    mutating func sealAll() {
        for (key, bucket) in buckets { seal(key, bucket) }
        buckets.removeAll(keepingCapacity: true)
    }

    /// Whether items will come into memory as soon as requests under way have been answered: those fill the buckets up.
    private var moreWillCome: Bool {
        let isBacklog = deferred.overflow != nil || !deferred.runnable.isEmpty || feedsWaiting > 0
        return itemsUnderWay > 0 && isBacklog
    }

    /// How often the timer may find nothing new before a bucket goes: more often while something is being listed.
    private var patientTicks: Int {
        listings.isEmpty && openLoops == 0 && openWalks == 0 ? 1 : BatchRule.idleTicksInLoop
    }

    /// The timer came by.
    mutating func tick() {
        isTimerSet = false
        for (key, bucket) in buckets {
            let age = now - bucket.openedAt
            let grew = bucket.slots.count > bucket.countAtTick
            let idleTicks = grew ? 0 : bucket.idleTicks + 1
            let isIdle = idleTicks >= patientTicks
            let fillsUp = Int64(bucket.slots.count) * BatchRule.longestPatience >= Int64(limit(of: key)) * age
            let patience = moreWillCome || fillsUp ? BatchRule.longestPatience : BatchRule.longPatience
            if age >= patience || age >= BatchRule.patience - 1_000_000 && isIdle && !moreWillCome {
                seal(key, bucket)
                buckets[key] = nil
            } else {
                buckets[key]?.countAtTick = bucket.slots.count
                buckets[key]?.idleTicks = idleTicks
            }
        }
        if !buckets.isEmpty {
            isTimerSet = true
            actions.append(.startTimer)
        }
    }
}
