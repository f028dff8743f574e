import SMHModel

/// The changes that failed and that the script had not seen to fail, by exact path (operations.md section 2).
///
/// An operation that conflicts with one of them is not sent. "Seen" is a matter of moments: each time the script sees
/// failures the stamp goes up, and an operation remembers the stamp at which the script came to it.
struct FailureTree {
    struct Record {
        var sequence: Int64
        var task: Int
        var item: Int32
        var kind: OperationKind
        /// The same operation written again is a new attempt: kind and paths, hashed.
        var identity: UInt64
        /// The stamp at which the script saw it; nil for not yet.
        var seenAt: Int64?
        /// The record that made this one fail, and the first in that chain.
        var directCause: Int?
        var firstCause: Int
        /// How many others it has made fail: while there are any, it stays known as their cause.
        var dependents = 0
        /// Forgotten but for that.
        var isGone = false
        var accesses: [Access]
        /// `copy a.jpg to safe/a.jpg`, for the message of those that depend on it.
        var summary: String

        func stands(before other: Record) -> Bool { (sequence, item) < (other.sequence, other.item) }
    }

    private struct Place {
        var here: [Int] = []
        var below: [Int] = []
    }

    private(set) var records: [Int: Record] = [:]
    private var places: [UInt64: Place] = [:]
    private var byIdentity: [UInt64: [Int]] = [:]
    private var nextRecord = 0
    private(set) var stamp: Int64 = 0

    var isEmpty: Bool { records.isEmpty }

    mutating func add(_ record: Record, causedBy cause: Int? = nil) -> Int {
        var record = record
        let id = nextRecord
        nextRecord += 1
        record.directCause = cause
        record.firstCause = cause.flatMap { records[$0]?.firstCause } ?? id
        for access in record.accesses {
            let keys = Self.keys(of: access)
            for key in keys.dropLast() { places[key, default: Place()].below.append(id) }
            if let last = keys.last { places[last, default: Place()].here.append(id) }
        }
        byIdentity[record.identity, default: []].append(id)
        records[id] = record
        if let cause { records[cause]?.dependents += 1 }
        return id
    }

    /// The failure that forbids an operation, if there is one: of several the first in the order written, whenever it
    /// became known.
    func obstacle(
        for accesses: [Access], task: Int, sequence: Int64, seenUpTo stamp: Int64, identity: UInt64
    ) -> Int? {
        if records.isEmpty { return nil }
        var found: Int?
        for access in accesses {
            let keys = Self.keys(of: access)
            for (index, key) in keys.enumerated() {
                guard let place = places[key] else { break }
                let isPlace = index == keys.count - 1
                var candidates = place.here
                if isPlace, access.mode.coversBelow { candidates += place.below }
                for id in candidates {
                    guard let record = records[id], record.task != task, record.sequence < sequence else { continue }
                    if let seenAt = record.seenAt, seenAt <= stamp { continue }
                    if !conflicts(record, key, isPlace: isPlace, access) || isNewAttempt(identity, of: id) { continue }
                    if let other = found.flatMap({ records[$0] }), !record.stands(before: other) { continue }
                    found = id
                }
            }
        }
        return found
    }

    private func conflicts(_ record: Record, _ key: UInt64, isPlace: Bool, _ access: Access) -> Bool {
        record.accesses.contains { failed in
            guard failed.mode.isChange || access.mode.isChange else { return false }
            if failed.mode == access.mode, failed.mode.isShared { return false }
            let keys = Self.keys(of: failed)
            guard keys.contains(key) else { return false }
            let isFailedPlace = keys.last == key
            // Above: only what covers what lies below it counts.
            if !isPlace, isFailedPlace { return failed.mode.coversBelow }
            return isPlace && (isFailedPlace || access.mode.coversBelow)
        }
    }

    /// Whether an operation is one written again that this failure comes from.
    private func isNewAttempt(_ identity: UInt64, of id: Int) -> Bool {
        var next: Int? = id
        while let current = next, let record = records[current] {
            if record.identity == identity { return true }
            next = record.directCause
        }
        return false
    }

    /// A new attempt went through: what failed before it is no longer in the way.
    mutating func succeeded(_ identity: UInt64, sequence: Int64) {
        guard let ids = byIdentity[identity] else { return }
        for id in ids where records[id].map({ $0.sequence < sequence }) ?? false { remove(id) }
    }

    func contains(identity: UInt64) -> Bool { byIdentity[identity] != nil }

    /// The script has seen these failures; to see one that depends on another is to see the first.
    mutating func see(_ ids: some Sequence<Int>) {
        var changed = false
        for id in ids {
            guard let record = records[id] else { continue }
            for seen in [id, record.firstCause] where records[seen]?.seenAt == nil && records[seen] != nil {
                if !changed {
                    stamp += 1
                    changed = true
                }
                records[seen]?.seenAt = stamp
            }
        }
    }

    /// Forgets what every unfinished and later operation has seen.
    mutating func forget(seenBefore oldest: Int64) {
        let gone = records.filter { !$0.value.isGone && $0.value.seenAt.map { $0 <= oldest } ?? false }.map(\.key)
        for id in gone { remove(id) }
    }

    private mutating func remove(_ id: Int) {
        guard let record = records[id], !record.isGone else { return }
        records[id]?.isGone = true
        drop(id)
        for access in record.accesses {
            for key in Self.keys(of: access) {
                guard var place = places[key] else { continue }
                place.here.removeAll { $0 == id }
                place.below.removeAll { $0 == id }
                places[key] = place.here.isEmpty && place.below.isEmpty ? nil : place
            }
        }
        byIdentity[record.identity]?.removeAll { $0 == id }
        if byIdentity[record.identity]?.isEmpty ?? false { byIdentity[record.identity] = nil }
    }

    /// Lets go a record that nothing asks for any more, and with it the causes that it kept.
    private mutating func drop(_ id: Int) {
        var next: Int? = id
        while let current = next, let record = records[current], record.isGone, record.dependents == 0 {
            records[current] = nil
            next = record.directCause
            if let next { records[next]?.dependents -= 1 }
        }
    }

    private static func keys(of access: Access) -> [UInt64] {
        var key = access.root.hash
        var keys = [key]
        keys.reserveCapacity(access.path.depth + 1)
        for name in access.path.names {
            key = NameHash.exactChain(key, name)
            keys.append(key)
        }
        return keys
    }
}
