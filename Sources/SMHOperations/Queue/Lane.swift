/// Items that an open listing holds back, and all that must follow them, in the order written (operations.md section 1,
/// Bounds).
struct Lane {
    private struct Strand {
        var spool: Spool
        var head: DeferredItem?
    }

    /// One, or more where something had to follow several lanes: each in order, and together by their numbers.
    private var strands: [Strand]
    /// The head was looked at and is held back; nothing is to be done until a directory closes.
    var isHeld = true
    private(set) var count = 0

    init(_ settings: SpoolSettings) {
        strands = [Strand(spool: Spool(settings))]
    }

    var failure: SpoolError? {
        for index in strands.indices {
            if let failure = strands[index].spool.failure { return failure }
        }
        return nil
    }

    mutating func append(_ item: DeferredItem) {
        count += 1
        strands[0].spool.append { writer, memory in item.write(to: &writer, &memory) }
    }

    /// The oldest item, taken out.
    mutating func popFirst(spaces: [DriveSpace]) throws(SpoolError) -> DeferredItem? {
        var first: Int?
        for index in strands.indices {
            if strands[index].head == nil {
                strands[index].head = try strands[index].spool.next { reader, memory in
                    DeferredItem.read(from: &reader, &memory, spaces: spaces)
                }
            }
            guard let head = strands[index].head else { continue }
            if let other = first, let older = strands[other].head, older.sequence < head.sequence { continue }
            first = index
        }
        guard let first, let item = strands[first].head else { return nil }
        strands[first].head = nil
        count -= 1
        if strands.count > 1, strands[first].spool.isEmpty { strands.remove(at: first) }
        return item
    }

    /// Puts back what was just taken out and cannot go yet.
    mutating func putBack(_ item: DeferredItem) {
        count += 1
        if let index = strands.firstIndex(where: { $0.head == nil }) {
            strands[index].head = item
        } else {
            strands.append(Strand(spool: Spool(SpoolSettings()), head: item))
        }
    }

    mutating func merge(_ other: Lane) {
        strands += other.strands
        count += other.count
        isHeld = isHeld && other.isHeld
    }
}
