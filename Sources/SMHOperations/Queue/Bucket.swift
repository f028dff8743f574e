import SMHModel

/// What the items of one request have in common.
struct BucketKey: Hashable {
    var kind: BatchKind
    var space: Int32
    var sourceSpace: Int32
    var permanent = false
    var strategy = WireStrategy.ask
    var moveAuthority = false
    /// The album; or the target directory, for services that take one a batch.
    var group: DrivePath?
    /// Its one item gets a new name, from a service that gives it by a call of its own.
    var isAlone = false
}

/// Ready items of one kind that wait for company.
struct Bucket {
    var slots: [Int32] = []
    /// What its items will take up in a request, roughly.
    var bytes = 0
    var openedAt: Int64 = 0
    /// How many there were when the timer last came by, and how often it came by since there were more.
    var countAtTick = 0
    var idleTicks = 0

    mutating func add(_ slot: Int32, bytes: Int) {
        if slots.isEmpty { countAtTick = 1 }
        slots.append(slot)
        self.bytes += bytes
    }
}

/// A batch that takes no more items.
struct SealedBatch {
    var key: BucketKey
    var slots: [Int32]
}

/// When a batch is sent (operations.md section 1).
enum BatchRule {
    /// The largest body.
    static let bytes = 1_000_000
    /// How long the first item waits for company.
    static let patience = Int64.milliseconds(20)
    /// A bucket that still fills gets longer, up to this: where a loop or its listing is slow, many small requests would
    /// go instead of a few.
    static let longPatience = Int64.seconds(2)
    /// The same where the bucket will be full by then: at the pace at which it fills, or with items that the window has no
    /// room for and that come in as fast as answers do.
    static let longestPatience = Int64.seconds(10)
    /// How often the timer may find nothing new while a glob is being walked over: its next page may be on its way, or the
    /// script may be held up on a machine that has much to do.
    static let idleTicksInLoop = 15
}
