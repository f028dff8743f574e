import SMHModel

/// The places that items of this run have filled in the last seconds.
///
/// By its time alone, what stands there cannot be told from what a later item sent to the same place has made: the
/// service's clock is known to the second only.
struct RecentPlaces {
    /// How long a place is remembered at least; twice as long at most.
    static let span = Int64.seconds(5)

    /// Sequences of items, by place; of the span that runs, and of the one before.
    private var filled: (current: [UInt64: Int64], before: [UInt64: Int64]) = ([:], [:])
    private var emptied: (current: [UInt64: Int64], before: [UInt64: Int64]) = ([:], [:])
    private var end = Int64.min

    /// An item put something at a path.
    mutating func fill(_ path: DrivePath, in space: Int32, by sequence: Int64, now: Int64) {
        turn(now)
        filled.current[DirectoryTable.key(path, in: space)] = sequence
    }

    /// An item took away what stood at a path, with all below it.
    mutating func empty(_ path: DrivePath, in space: Int32, by sequence: Int64, now: Int64) {
        turn(now)
        if filled.current.isEmpty, filled.before.isEmpty { return }
        emptied.current[DirectoryTable.key(path, in: space)] = sequence
    }

    /// Whether an item of the run has lately put something at a path, and none has taken it away since.
    mutating func isFilled(_ path: DrivePath, in space: Int32, now: Int64) -> Bool {
        turn(now)
        if filled.current.isEmpty, filled.before.isEmpty { return false }
        var key = AccessRoot.space(space).hash
        var emptiedAt = Int64.min
        for name in path.names {
            key = NameHash.exactChain(key, name)
            emptiedAt = max(emptiedAt, emptied.current[key] ?? emptied.before[key] ?? .min)
        }
        return (filled.current[key] ?? filled.before[key]).map { $0 > emptiedAt } ?? false
    }

    private mutating func turn(_ now: Int64) {
        if now < end { return }
        let isLongAgo = now - Self.span >= end
        filled = ([:], isLongAgo ? [:] : filled.current)
        emptied = ([:], isLongAgo ? [:] : emptied.current)
        end = now + Self.span
    }
}
