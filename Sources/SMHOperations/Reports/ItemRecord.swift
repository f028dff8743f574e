import SMHModel

/// An item as an operation keeps it: what cannot be worked out from the operation itself.
struct ItemRecord: Sendable {
    /// nil where the item is an entry, whose path it is.
    var path: DrivePath?
    var entry: Entry?
    /// The target as it was asked for.
    var target: DrivePath?
    /// Where it ended up, if that differs from the target.
    var finalPath: DrivePath?
    /// A bin number, for restores what was asked for, for deletes what came of it; 0 for none.
    var number: Int64 = 0
    var sourceSpace: Int32
    /// The directory item of the same operation in which it lies and whose outcome it shares; -1 for none.
    var leader: Int32 = -1
    var status: Int16 = 0
    var state = State.open
    /// What is only kept for failures.
    var failure: ItemFailure?

    enum State: UInt8 {
        case open, succeeded, failed
        /// Waits for the outcome of the directory in which it lies.
        case following
    }

    var source: DrivePath { path ?? entry?.path ?? .root }

    /// What follows from the outcome of the directory in which it lies.
    mutating func follow(_ lead: ItemRecord, isMove: Bool) {
        status = lead.status
        failure = lead.failure
        number = lead.number
        guard state == .succeeded, isMove, let moved = lead.finalPath ?? lead.target else { return }
        finalPath = DrivePath(unchecked: moved.names + source.names.dropFirst(lead.source.depth))
    }
}
