import SMHModel

/// What became of the items of one operation, in the order given.
///
/// A page of records whose items all have an outcome goes to a file, from which a report reads it back: an operation on
/// a million items keeps a byte or two of each in memory. A copy is a picture of that moment; it costs a look at the
/// pages and not at the items.
struct ItemLedger: Sendable {
    private enum Page {
        case memory([ItemRecord], open: Int)
        /// Outcomes of directories, which what lies in them shares, may come later.
        case stored(StoredPage, states: [ItemRecord.State])
    }

    /// Full ones.
    private var pages: [Page] = []
    /// The newest records, fewer than a page.
    private var tail: [ItemRecord] = []
    private var openInTail = 0
    private(set) var succeededCount = 0
    private(set) var failedCount = 0
    /// How many records make a page.
    private let pageSize: Int

    init(pageSize: Int) { self.pageSize = pageSize }

    /// A ledger of records that have their outcomes already.
    init(_ records: [ItemRecord]) {
        pageSize = max(1, records.count)
        tail = records
        succeededCount = records.count { $0.state == .succeeded }
        failedCount = records.count { $0.state == .failed }
    }

    var count: Int { pages.count * pageSize + tail.count }
    var isEmpty: Bool { pages.isEmpty && tail.isEmpty }

    /// - Returns: the record's number.
    mutating func append(_ record: ItemRecord) -> Int32 {
        let number = Int32(truncatingIfNeeded: count)
        tail.append(record)
        if record.state == .open { openInTail += 1 }
        if tail.count == pageSize {
            pages.append(.memory(tail, open: openInTail))
            tail = []
            openInTail = 0
        }
        return number
    }

    func state(of number: Int32) -> ItemRecord.State {
        let (page, place) = position(of: number)
        guard page < pages.count else { return tail[place].state }
        switch pages[page] {
        case .memory(let records, _): return records[place].state
        case .stored(_, let states): return states[place]
        }
    }

    /// The record of an item without an outcome, which is always in memory; nil for others that are not.
    func openRecord(_ number: Int32) -> ItemRecord? {
        guard number >= 0, number < count else { return nil }
        let (page, place) = position(of: number)
        guard page < pages.count else { return tail[place] }
        if case .memory(let records, _) = pages[page] { return records[place] }
        return nil
    }

    func isInMemory(_ number: Int32) -> Bool {
        guard number >= 0, number < count else { return false }
        let page = Int(number) / pageSize
        guard page < pages.count else { return true }
        if case .memory = pages[page] { return true }
        return false
    }

    /// The entry of an item without an outcome, if it is one: no more of the record is touched.
    func openEntry(_ number: Int32) -> Entry? {
        guard number >= 0, number < count else { return nil }
        let (page, place) = position(of: number)
        guard page < pages.count else { return tail[place].entry }
        if case .memory(let records, _) = pages[page] { return records[place].entry }
        return nil
    }

    /// Gives an open item its outcome, or the mark that it shares that of another.
    mutating func settle(_ number: Int32, _ state: ItemRecord.State, _ change: (inout ItemRecord) -> Void) {
        let (page, place) = position(of: number)
        note(state)
        guard page < pages.count else {
            tail[place].state = state
            change(&tail[place])
            openInTail -= 1
            return
        }
        guard case .memory(var records, let open) = pages[page] else { return }
        // Taken out while it is changed, or each change would copy it.
        pages[page] = .memory([], open: 0)
        records[place].state = state
        change(&records[place])
        pages[page] = .memory(records, open: open - 1)
    }

    /// The item that this one followed has an outcome; a report takes what it says from there.
    mutating func settleFollower(_ number: Int32, _ state: ItemRecord.State) {
        note(state)
        let (page, place) = position(of: number)
        guard page < pages.count else {
            tail[place].state = state
            return
        }
        switch pages[page] {
        case .memory(var records, let open):
            pages[page] = .memory([], open: 0)
            records[place].state = state
            pages[page] = .memory(records, open: open)
        case .stored(let stored, var states):
            states[place] = state
            pages[page] = .stored(stored, states: states)
        }
    }

    private mutating func note(_ state: ItemRecord.State) {
        if state == .succeeded { succeededCount += 1 }
        if state == .failed { failedCount += 1 }
    }

    private func position(of number: Int32) -> (page: Int, place: Int) { position(of: Int(number)) }

    /// The page in which a record stands, and its place there.
    func position(of index: Int) -> (page: Int, place: Int) { (index / pageSize, index % pageSize) }

    // MARK: The file

    /// Puts the page of a record into the file, once it is full and none of its items is open. Where that fails it stays
    /// in memory.
    mutating func putAway(_ number: Int32, in store: ItemStore) {
        let page = position(of: number).page
        guard page < pages.count, case .memory(let records, 0) = pages[page], let stored = store.write(records) else {
            return
        }
        pages[page] = .stored(stored, states: records.map(\.state))
    }

    /// A page with its records; nil beyond the end.
    func records(ofPage page: Int, spaces: [DriveSpace]) throws(SpoolError) -> [ItemRecord] {
        guard page < pages.count else { return tail }
        switch pages[page] {
        case .memory(let records, _): return records
        case .stored(let stored, let states):
            var records = try stored.read(spaces: spaces)
            for (place, state) in zip(records.indices, states) { records[place].state = state }
            return records
        }
    }
}
