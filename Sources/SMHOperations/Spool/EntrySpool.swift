/// Entries of one space, to be read once in the order written, with other things between them that stay in memory.
struct EntrySpool<Other> {
    enum Element {
        case entry(Entry)
        case other(Other)
    }

    private var spool: Spool
    private var others: [Other] = []
    private var firstOther = 0

    init(_ settings: SpoolSettings) {
        spool = Spool(settings)
    }

    var count: Int { spool.count }
    var isEmpty: Bool { spool.isEmpty }

    mutating func append(_ element: Element) {
        spool.append { writer, memory in
            switch element {
            case .entry(let entry):
                writer.write(byte: 0)
                entry.write(to: &writer, &memory)
            case .other: writer.write(byte: 1)
            }
        }
        if case .other(let other) = element { others.append(other) }
    }

    /// The next element; nil at the end.
    mutating func next(in space: DriveSpace) throws(SpoolError) -> Element? {
        let record = try spool.next { reader, memory in
            reader.byte() == 0 ? Entry.read(from: &reader, &memory, space: space) : nil
        }
        guard let record else { return nil }
        if let entry = record { return .entry(entry) }
        guard firstOther < others.count else { return nil }
        defer {
            firstOther += 1
            if spool.isEmpty {
                others = []
                firstOther = 0
            }
        }
        return .other(others[firstOther])
    }
}
