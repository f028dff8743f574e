#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A list. Layout: header (length = count), capacity UInt32 at 8, loops UInt32 at 12, buffer at 16, partner at 24.
///
/// A loop walks over the elements that were there when it began (rule 23). It does not copy them: it walks over a *snapshot*, a second list
/// cell that borrows the buffer. Whoever is about to change an element in place first gives the buffer to the snapshot and goes on with a
/// copy (`own`). Appending within the capacity disturbs nobody.
struct ListCell {
    let raw: Raw

    @inline(__always) init(_ raw: Raw) { self.raw = raw }

    static let size = 32
    /// This list has a snapshot, its partner, that borrows the buffer.
    static let isShared: UInt16 = 1
    /// This is a snapshot, and its partner owns the buffer.
    static let isBorrowing: UInt16 = 2
    static let maximumCount = 1 << 30

    @inline(__always) var value: Value { .cell(raw, Tag.list) }
    @inline(__always) var count: Int {
        get { raw.cellLength }
        nonmutating set { raw.cellLength = newValue }
    }
    @inline(__always) var capacity: Int {
        get { Int(raw.half(8)) }
        nonmutating set { raw.set(8, UInt32(truncatingIfNeeded: newValue)) }
    }
    var loops: UInt32 {
        get { raw.half(12) }
        nonmutating set { raw.set(12, newValue) }
    }
    @inline(__always) var buffer: Raw? {
        get { raw.optionalRaw(16) }
        nonmutating set { raw.set(16, newValue) }
    }
    /// Only for a list that has elements.
    @inline(__always) var elements: Raw { raw.raw(16) }
    var partner: Raw? {
        get { raw.optionalRaw(24) }
        nonmutating set { raw.set(24, newValue) }
    }
    @inline(__always) var isShared: Bool { raw.cellFlags & Self.isShared != 0 }
    var isBorrowing: Bool { raw.cellFlags & Self.isBorrowing != 0 }

    /// The caller has checked the index.
    @inline(__always) subscript(index: Int) -> Value { elements.value(index &* Value.size) }

    func releaseBuffer() {
        guard !isBorrowing, let buffer, !MachineState.isSmallBuffer(capacity * Value.size) else { return }
        free(buffer)
    }
}

extension MachineState {
    mutating func makeList(capacity: Int = 0) -> ListCell {
        let list = ListCell(allocate(ListCell.size, Tag.list))
        list.capacity = capacity
        list.loops = 0
        list.partner = nil
        list.buffer = nil
        if capacity > 0 { list.buffer = allocateBuffer(capacity * Value.size) }
        return list
    }

    @inline(__always) mutating func append(_ value: Value, to list: ListCell) {
        let count = list.count
        if count == list.capacity { grow(list, to: count < 4 ? 4 : count * 2) }
        list.elements.set(count &* Value.size, value)
        list.count = count &+ 1
    }

    @inline(never) mutating func grow(_ list: ListCell, to capacity: Int) {
        let old = list.buffer
        let oldSize = list.capacity * Value.size
        let size = capacity * Value.size
        if let old, !list.isShared, !MachineState.isSmallBuffer(oldSize) {
            credit -= size - oldSize
            guard let buffer = realloc(old, size) else { abort() }
            list.buffer = buffer
        } else {
            let buffer = allocateBuffer(size)
            if let old { memcpy(buffer, old, list.count * Value.size) }
            if list.isShared { giveBufferToSnapshot(of: list) } else if let old { freeBuffer(old, oldSize) }
            list.buffer = buffer
        }
        list.capacity = capacity
    }

    private func giveBufferToSnapshot(of list: ListCell) {
        guard let partner = list.partner else { return }
        let snapshot = ListCell(partner)
        snapshot.raw.cellFlags = 0
        snapshot.capacity = list.capacity
        snapshot.partner = nil
        list.raw.cellFlags = list.raw.cellFlags & ~ListCell.isShared
        list.partner = nil
    }

    /// To be called before an element is changed, moved or taken away.
    @inline(__always) mutating func own(_ list: ListCell) {
        if list.isShared { copyBuffer(of: list) }
    }

    @inline(never) private mutating func copyBuffer(of list: ListCell) {
        guard let old = list.buffer else { return }
        let buffer = allocateBuffer(list.capacity * Value.size)
        memcpy(buffer, old, list.count * Value.size)
        giveBufferToSnapshot(of: list)
        list.buffer = buffer
    }

    /// The list cell that a loop walks over.
    mutating func snapshot(of list: ListCell) -> ListCell {
        if list.isBorrowing { return list }
        if list.isShared, let partner = list.partner {
            let snapshot = ListCell(partner)
            if snapshot.count == list.count {
                snapshot.loops &+= 1
                return snapshot
            }
            copyBuffer(of: list)
        }
        let snapshot = makeList()
        snapshot.count = list.count
        guard list.buffer != nil else { return snapshot }
        snapshot.buffer = list.buffer
        snapshot.partner = list.raw
        snapshot.loops = 1
        snapshot.raw.cellFlags = ListCell.isBorrowing
        list.partner = snapshot.raw
        list.raw.cellFlags |= ListCell.isShared
        return snapshot
    }

    /// A loop over this snapshot has ended. Loops that an error ended do not tell; the next change then copies once for nothing.
    func endLoop(over snapshot: ListCell) {
        guard snapshot.isBorrowing, let partner = snapshot.partner else { return }
        snapshot.loops &-= 1
        guard snapshot.loops == 0 else { return }
        let list = ListCell(partner)
        list.raw.cellFlags &= ~ListCell.isShared
        list.partner = nil
        snapshot.raw.cellFlags = 0
        snapshot.count = 0
        snapshot.capacity = 0
        snapshot.buffer = nil
        snapshot.partner = nil
    }
}
