import SMHModel
import Synchronization

/// One item on its way from the script to its outcome.
struct QueueItem {
    enum Phase: UInt8 {
        /// No item stands here.
        case free
        /// Earlier items conflict with it.
        case waiting
        /// A listing holds it back.
        case parked
        /// It has no place in the index yet, for it follows what is not in memory.
        case deferred
        /// Its bin, its directory or its family is being looked at first.
        case preparing
        /// In a bucket.
        case ready
        /// In a batch: waiting to go, under way, or in doubt.
        case sent
    }

    var phase = Phase.free
    /// nil for a read, which only holds its place in the order.
    var task: OperationTask?
    var record: Int32 = -1
    var sequence: Int64 = 0
    var source = DrivePath.root
    var target: DrivePath?
    /// The target as it is sent, where a free name was chosen.
    var chosen: DrivePath?
    var sourceSpace: Int32 = 0
    var targetSpace: Int32 = 0
    var number: Int64 = 0
    /// The private root of an operation whose globs are being listed; -1 for the common one.
    var privateRoot: Int32 = -1
    /// What is known of the source; nil where the script gave only a path.
    var sourceKind: Entry.Kind?
    var usesFamily = false
    /// Names tried and found taken.
    var clashes: Int16 = 0
    /// Sent again after its directory was made anew.
    var didRemakeDirectory = false
    /// Tried again after deletes for good had ended.
    var didWaitForQuota = false
    /// An earlier item of the run had put something at its place shortly before it was sent.
    var meetsOwn = false
    /// Sent more than once: a 404 or 409 may then be the work of the first sending.
    var sendings: Int16 = 0
    /// When it was first sent, in nanoseconds since 1970 by the service's clock: not later than it was.
    var firstSent: Int64 = 0
    /// How often the service said that it is busy.
    var busyAnswers: Int16 = 0
    /// A read's way of being told that it is its turn.
    var ticket: Ticket?
    /// A read that nobody waits for any more.
    var isAbandoned = false
}

/// A read, or anything else that takes its place in the order and is carried out by someone else.
final class Ticket: Sendable {
    let latch = Latch()
    /// Whether its turn has come: the latch opens for other reasons too.
    let isGranted = Atomic(false)
    /// A directory to be taken for open in the moment in which it is this one's turn; the place in the order is given
    /// up then.
    let opens: DrivePath?
    let space: Int32

    init(opens: DrivePath? = nil, space: Int32 = 0) {
        self.opens = opens
        self.space = space
    }
}
