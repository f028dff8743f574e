import SMHModel
import Synchronization

/// What stands between a script and its requests: puts items in order, holds back those that conflict, and forms
/// batches of the rest.
///
/// A state machine without I/O: calls tell it what happened, ``actions`` what is to be done. Whoever owns it guards it
/// with a lock and performs the actions outside.
struct OperationQueue {
    enum Action {
        /// Batches were sealed and wait in ``sealed``.
        case pump
        case makeDirectory(DrivePath, space: Int32)
        /// Read the names of a family; `lookAt` are the items whose source may be a file or a directory.
        case readFamily(FamilyRead)
        case checkBin(space: Int32)
        case open(Latch)
        case startWalk(OperationTask, GlobRequest)
        /// List and count all that an operation is about, then add it if the limits allow.
        case count(OperationTask, [OperationTarget])
        /// Operations that somebody wants to be told of have ended.
        case tellEnds
        /// Something erased what was meant for the bin, or a limit was reached.
        case stop(OperationError)
        /// Look again after ``BatchRule/patience``.
        case startTimer
        /// Prepare an item again after some time.
        case prepareLater(Int32, sequence: Int64, nanoseconds: Int64)
    }

    /// A family whose names are to be read.
    struct FamilyRead {
        var node: Int32
        var directory: DrivePath
        var space: Int32
        var name: String
        var lookAt: [(slot: Int32, path: DrivePath, space: Int32)]
    }

    enum BinState {
        case checking, present
        case absent(ItemFailure)
    }

    var index = ConflictIndex()
    var listings = OpenListings()
    var failures = FailureTree()
    var directories = DirectoryTable()
    var families: [Int32: Family] = [:]
    var items: [QueueItem] = []
    var freeItems: [Int32] = []
    var buckets: [BucketKey: Bucket] = [:]
    var sealed: [SealedBatch] = []
    var bins: [Int32: BinState] = [:]
    /// Deletes that wait for the look at their bin, by space.
    var binWaiters: [Int32: [Int32]] = [:]
    var actions: [Action] = []
    /// Items that became ready and were not looked at yet.
    var readyItems: [Int32] = []

    var spaces: [DriveSpace] = []
    /// By space.
    var capabilities: [DriveCapabilities] = []
    /// The most items a batch may hold at present: goes down with 413 and time-outs, and up again.
    var batchLimit = 1000

    var nextSequence: Int64 = 1
    var nextTask = 1
    var now: Int64 = 0
    var isTimerSet = false

    var unfinishedItems = 0
    var waitingItems = 0
    /// In batches, from the moment they are sealed to their outcome.
    var itemsUnderWay = 0
    /// Operations whose globs are still being listed.
    var openWalks = 0
    /// Of these, how many wait until they may have more items.
    var feedsWaiting = 0
    /// Stand-ins of operations that are counted before their first item is sent. Each waits for those before it, whose
    /// items need room in the window, so that they may never take it all.
    var placesBeingCounted = 0
    /// Loops over what is no glob, of which more items may come.
    var openLoops = 0
    /// What somebody waits for: then ready items go at once.
    var awaitedTasks = 0
    var waitingTickets = 0
    var counts = Counts()
    /// Operations with failures that the script has not seen.
    var unseen: [Int: OperationTask] = [:]
    /// Operations without an outcome, for the end of the script.
    var unfinishedTasks: [Int: OperationTask] = [:]
    var isStopped = false
    var quarantine = Quarantine()
    var recentPlaces = RecentPlaces()
    var placeHistory = PlaceHistory()
    /// From ``now`` to the times of entries.
    var wallOffset: Int64 = 0
    /// Items out of quota that wait for earlier deletes for good.
    var quotaWaiters: [Int32] = []

    struct Counts {
        var listed = 0
        var submitted = 0
        var done = 0
        var failed = 0
        /// Sent, and without an outcome.
        var sent = 0
    }

    /// What is not in memory, and the most items that are.
    var deferred = DeferredItems()
    /// Where the records of what has an outcome go.
    var itemStore = ItemStore(SpoolSettings())
    var window = EngineConfiguration.usualWindow
    /// Operations that have ended and that nobody was told of, if somebody is to be.
    var ended: [OperationTask] = []
    var tellsEnds = false
    /// The end of the script waits for all that was asked for.
    var settleLatches: [Latch] = []

    /// What can go on counts against the bound of the queue; what a listing holds back, and what must follow it, does
    /// not, or the oldest could never go on.
    var load: Int {
        let inMemory = unfinishedItems - deferred.accesses.count
        let held = listings.parkedCount > 0 ? waitingItems + listings.parkedCount : 0
        return inMemory - held + (deferred.overflow?.count ?? 0)
    }

    /// How many items an operation may have in memory whatever else there is: others may wait for it to end, so it must
    /// be able to go on.
    private static let ownItems = 2000

    /// Whether a script may go on with so many items that can go on.
    /// - Parameter margin: for one that waits, so that it does not wait again at once.
    func hasRoom(_ limit: Int, margin: Bool = false) -> Bool {
        let isBelow = load < (margin ? limit - limit / 8 : limit)
        return isBelow && placesBeingCounted < max(1, margin ? window / 4 : window / 2) || isStopped
    }

    /// Whether an operation that lists what it is about may have more items: half the window keeps the service busy, and
    /// leaves the rest to others.
    func hasRoom(for task: OperationTask) -> Bool {
        task.openItems < Self.ownItems || hasWindowRoom && task.openItems < window / 2 || isStopped
    }

    /// How many items listings hold back, in memory or not.
    var heldBack: Int { listings.parkedCount + deferred.heldBack }

    /// Nothing that was asked for is without an outcome.
    var isSettled: Bool { unfinishedTasks.isEmpty && deferred.count == 0 }

    mutating func takeActions() -> [Action] {
        defer { actions.removeAll(keepingCapacity: true) }
        return actions
    }

    // MARK: Slots

    mutating func newSlot(_ item: QueueItem) -> Int32 {
        unfinishedItems += 1
        if let slot = freeItems.popLast() {
            items[Int(slot)] = item
            return slot
        }
        items.append(item)
        return Int32(truncatingIfNeeded: items.count - 1)
    }

    mutating func freeSlot(_ slot: Int32) {
        unfinishedItems -= 1
        if items[Int(slot)].sendings > 0 { counts.sent -= 1 }
        items[Int(slot)] = QueueItem()
        freeItems.append(slot)
        if freeItems.count == items.count, items.count > 4096 {
            items = []
            freeItems = []
        }
    }

    /// An item goes out once more, or what went out is known to have done nothing.
    mutating func setSendings(_ slot: Int32, _ sendings: Int16) {
        let before = items[Int(slot)].sendings
        items[Int(slot)].sendings = sendings
        if before > 0, sendings <= 0 { counts.sent -= 1 }
        if before <= 0, sendings > 0 { counts.sent += 1 }
    }

    mutating func takeSequence() -> Int64 {
        defer { nextSequence += 1 }
        return nextSequence
    }

    /// Registers an item in the order, and looks at it at once if nothing is in its way.
    mutating func admit(_ slot: Int32, _ first: Access?, _ second: Access?) {
        items[Int(slot)].phase = .waiting
        waitingItems += 1
        if index.admit(slot, first, second) {
            readyItems.append(slot)
        }
        if items[Int(slot)].usesFamily, let node = index.familyNode(of: slot) {
            families[node, default: Family()].members.append(slot)
        }
    }

    // MARK: Tickets

    /// Takes a place in the order for something carried out by somebody else, who calls ``release(_:)`` when done.
    mutating func admit(_ ticket: Ticket, _ first: Access, _ second: Access? = nil) -> Int32 {
        var item = QueueItem()
        item.sequence = takeSequence()
        item.ticket = ticket
        let slot = newSlot(item)
        waitingTickets += 1
        enter(slot, first, second)
        drain()
        return slot
    }

    /// A ticket has done its part.
    mutating func release(_ slot: Int32) {
        index.finish(slot, ready: &readyItems)
        freeSlot(slot)
        drain()
    }

    // MARK: Ready items

    /// Looks at everything that became ready, until nothing more does.
    mutating func drain() {
        repeat {
            while !readyItems.isEmpty {
                if readyItems.count == 1 {
                    advance(readyItems.removeLast())
                    continue
                }
                var batch: [Int32] = []
                swap(&batch, &readyItems)
                if batch.count > 1 { batch.sort { items[Int($0)].sequence < items[Int($1)].sequence } }
                for slot in batch { advance(slot) }
            }
            refill()
        } while !readyItems.isEmpty
        sealWhatIsDue()
    }

    private mutating func advance(_ slot: Int32) {
        if items[Int(slot)].phase == .waiting { waitingItems -= 1 }
        if let ticket = items[Int(slot)].ticket {
            advance(slot, ticket)
        } else if items[Int(slot)].record < 0 {
            standInIsReady(slot)
        } else {
            advanceItem(slot)
        }
    }

    private mutating func advance(_ slot: Int32, _ ticket: Ticket) {
        waitingTickets -= 1
        items[Int(slot)].phase = .sent
        ticket.isGranted.store(true, ordering: .releasing)
        actions.append(.open(ticket.latch))
        let isAbandoned = items[Int(slot)].isAbandoned
        if let directory = ticket.opens, !isAbandoned { listings.open(directory, in: ticket.space) }
        if ticket.opens != nil || isAbandoned {
            index.finish(slot, ready: &readyItems)
            freeSlot(slot)
        }
    }

    private mutating func advanceItem(_ slot: Int32) {
        let item = items[Int(slot)]
        let (first, second) = accesses(of: item)
        if !listings.isEmpty,
            let key = first.flatMap({ listings.obstacle($0) }) ?? second.flatMap({ listings.obstacle($0) })
        {
            listings.park(slot, at: key)
            items[Int(slot)].phase = .parked
            return
        }
        items[Int(slot)].phase = .preparing
        if !failures.isEmpty, let task = item.task {
            let obstacle = failures.obstacle(
                for: [first, second].compactMap { $0 }, task: task.id, sequence: task.sequence, seenUpTo: task.stamp,
                identity: identity(of: item))
            if let obstacle {
                failDependent(slot, on: obstacle)
                return
            }
        }
        prepare(slot, item)
    }

    /// What an item touches, in the roots that all operations share.
    func accesses(of item: QueueItem) -> (Access?, Access?) {
        guard let task = item.task else { return (nil, nil) }
        let source = AccessRoot.space(item.sourceSpace)
        let target = AccessRoot.space(item.targetSpace)
        let targetMode: AccessMode = item.usesFamily ? .join : .write
        switch task.kind {
        case .delete:
            let bin = Access(.ensure, .root, at: .bin(item.sourceSpace))
            return (Access(.write, item.source, at: source), task.options.permanent ? nil : bin)
        case .move, .copy:
            let from = Access(task.kind == .move ? .write : .read, item.source, at: source)
            let isServiceName = task.options.strategy == .service
            return (from, item.target.map { Access(targetMode, $0, at: target, ofFamily: isServiceName ? true : nil) })
        case .mkdir:
            return (Access(.ensure, item.source, at: source), nil)
        case .restore:
            let number = Access(.write, DrivePath(unchecked: ["\(item.number)"]), at: .bin(item.sourceSpace))
            let place = item.target.map { Access(.write, $0, at: target, ofFamily: true) }
            return (number, place ?? Access(.write, .root, at: target))
        case .purge:
            return (Access(.write, DrivePath(unchecked: ["\(item.number)"]), at: .bin(item.sourceSpace)), nil)
        case .addToAlbum:
            // What is added has to be there still.
            let file = task.items.openEntry(item.record).map { Access(.read, $0.path, at: source) }
            return (Access(.write, item.source, at: .albums(item.sourceSpace)), file)
        case .removeFromAlbum, .deleteAlbum:
            return (Access(.write, item.source, at: .albums(item.sourceSpace)), nil)
        }
    }

    /// The same, in the root of the item's own operation where that stands for it towards others.
    func registeredAccesses(of item: QueueItem) -> (Access?, Access?) {
        var (first, second) = accesses(of: item)
        guard item.privateRoot >= 0 else { return (first, second) }
        if case .space(let space) = first?.root {
            first?.root = .operation(item.privateRoot, space: space)
        }
        switch second?.root {
        case .space(let space): second?.root = .operation(item.privateRoot, space: space)
        // The operation's stand-in adds to the bin for all of them.
        default: second = nil
        }
        return (first, second)
    }

    /// Kind and exact paths: the same operation written again has the same.
    func identity(of item: QueueItem) -> UInt64 {
        guard let task = item.task else { return 0 }
        var hash = NameHash.mix(UInt64(task.kind.rawValue) &+ UInt64(bitPattern: item.number) &* 31)
        hash = NameHash.mix(hash &+ DirectoryTable.key(item.source, in: item.sourceSpace))
        if let target = item.target {
            hash = NameHash.mix(hash &* 3 &+ DirectoryTable.key(target, in: item.targetSpace))
        }
        return hash
    }
}

extension OperationQueue {
    /// What waited at a ticket has gone; its place in the order stays until its turn.
    mutating func releaseWhenReady(_ slot: Int32) {
        guard items.indices.contains(Int(slot)), items[Int(slot)].ticket != nil else { return }
        if items[Int(slot)].phase == .sent {
            release(slot)
        } else {
            items[Int(slot)].isAbandoned = true
        }
    }
}

extension OperationQueue {
    /// A directory was read to its end; what it held back is looked at again.
    mutating func closeDirectory(_ path: DrivePath, in space: Int32) {
        readyItems += listings.close(path, in: space)
        tryLanesAgain()
    }
}
