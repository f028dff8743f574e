/// An operation that was asked for: what `delete`, `move`, … give a script.
///
/// Everything that changes is read and written under the lock of the engine that made it, which is what makes sharing
/// it between threads right.
public final class OperationTask: @unchecked Sendable {
    /// Counts up from 1 in the order in which the script came to the operations.
    public let id: Int
    public let kind: OperationKind
    public let origin: OperationOrigin?

    let options: Options
    let targetSpace: DriveSpace
    /// The order among all operations, and the failures that the script had seen when it came to this one.
    let sequence: Int64
    let stamp: Int64
    let startedAt: Int64

    var items: ItemLedger
    /// Items without an outcome.
    var openItems = 0
    var openWalks = 0
    var bytes: Int64 = 0
    var requests = 0
    var serviceTasks: [String] = []
    var warnings: [String] = []
    /// Failures of this operation that later ones may depend on.
    var failures: [Int] = []
    var latches: [Latch] = []
    var endedAt: Int64?
    /// Something waits for it: its items do not wait for company.
    var isAwaited = false
    /// The script has seen its outcome.
    var isSeen = false
    /// The items that stand for the whole operation while its globs are being listed, and how many still wait.
    var standIns: [Int32] = []
    var standInsWaiting = 0
    /// A glob or a list was given; and a limit holds, so all is counted before the first item is sent.
    var isMany = false
    var countsFirst = false
    /// What was asked for, until the stand-ins have come to their turn.
    var pendingTargets: [OperationTarget] = []
    /// Targets taken by this operation's own items under `overwrite`, by exact hash.
    var takenTargets: Set<UInt64> = []
    /// Directories among its items, whose contents go with them: record by exact hash of the path.
    var coveringItems: [UInt64: Int32] = [:]
    /// Items that share the outcome of another, by the number of that one.
    var followers: [Int32: Followers] = [:]

    struct Followers {
        var items: [Int32] = []
        /// Of those of known size.
        var bytes: Int64 = 0
    }

    struct Options {
        var permanent = false
        var strategy = ConflictStrategy.automatic
        var moveAuthority = false
        var emptyMatch = EmptyMatch.warn
        var destination: OperationDestination?
    }

    init(
        id: Int, kind: OperationKind, origin: OperationOrigin?, options: Options, targetSpace: DriveSpace,
        sequence: Int64, stamp: Int64, startedAt: Int64, pageSize: Int
    ) {
        items = ItemLedger(pageSize: pageSize)
        self.id = id
        self.kind = kind
        self.origin = origin
        self.options = options
        self.targetSpace = targetSpace
        self.sequence = sequence
        self.stamp = stamp
        self.startedAt = startedAt
    }

    var isFinished: Bool { openItems == 0 && openWalks == 0 }

    func report(now: Int64, spaces: [DriveSpace]) -> Report {
        Report(
            operation: kind, ledger: items, bytes: bytes,
            elapsed: .nanoseconds((endedAt ?? now) - startedAt), requests: requests, taskIDs: serviceTasks,
            origin: origin, warnings: warnings, targetSpace: targetSpace, spaces: spaces)
    }
}
