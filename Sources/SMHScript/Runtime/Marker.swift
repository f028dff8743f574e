#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Marks the cells that are alive, with a stack of its own, so that long chains of cells need no deep recursion.
///
/// A value that one collection passes along and not properties of the heap, because accesses to those are checked for exclusivity at run time.
struct Marker {
    private let epoch: UInt8
    private var stack: UnsafeMutablePointer<Raw>
    private var count = 0
    private var capacity = 1024
    private var bytes = 0

    init(epoch: UInt8) {
        self.epoch = epoch
        stack = .allocate(capacity: capacity)
    }

    /// Gives the bytes that the marked cells take up. Nothing can be marked after it.
    mutating func finish() -> Int {
        stack.deallocate()
        return bytes
    }

    @inline(__always) mutating func mark(_ value: Value) {
        if value.isCell { mark(value.pointer) }
    }

    @inline(__always) mutating func mark(_ cell: Raw) {
        if cell.cellMark != epoch { markFirst(cell) }
    }

    @inline(never) private mutating func markFirst(_ cell: Raw) {
        cell.cellMark = epoch
        switch UInt32(cell.cellTag) {
        case Tag.string:
            bytes &+= StringCell.size(cell.cellLength)
            return
        case Tag.list: bytes &+= 32 &+ ListCell(cell).capacity &* Value.size
        case Tag.map: bytes &+= MapCell(cell).footprint
        case Tag.host: bytes &+= HostCell.isElement(cell) ? HostCell.size : Heap.hostObjectSize
        default: bytes &+= 48
        }
        if count == capacity { grow() }
        stack[count] = cell
        count &+= 1
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Raw>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: stack, count: count)
        stack.deallocate()
        stack = larger
        capacity *= 2
    }

    /// Everything that can be reached from what is marked.
    mutating func markReachable(_ machine: Machine) {
        while count > 0 {
            count &-= 1
            markContents(stack[count], machine)
        }
    }

    private mutating func markContents(_ cell: Raw, _ machine: Machine) {
        switch UInt32(cell.cellTag) {
        case Tag.list: markList(ListCell(cell))
        case Tag.map: markMap(MapCell(cell))
        case Tag.closure:
            for index in 0..<cell.cellLength { mark(cell.value(16 + index * Value.size)) }
        case Tag.box: mark(cell.value(8))
        case Tag.time: if let zone = cell.optionalRaw(16) { mark(zone) }
        case Tag.error:
            mark(cell.raw(8))
            mark(cell.raw(16))
            mark(cell.value(24))
        case Tag.method: mark(cell.value(8))
        case Tag.task: machine.markTask(cell, &self)
        case Tag.iterator, Tag.lazy:
            mark(cell.value(8))
            mark(cell.value(24))
        default: break
        }
    }

    private func markBuffer(_ buffer: Raw, _ size: Int) {
        if MachineState.isSmallBuffer(size) { (buffer - 8).cellMark = epoch }
    }

    private mutating func markList(_ list: ListCell) {
        if let partner = list.partner { mark(partner) }
        guard let buffer = list.buffer else { return }
        if !list.isBorrowing { markBuffer(buffer, list.capacity * Value.size) }
        var element = buffer
        let end = buffer + list.count * Value.size
        while element < end {
            mark(element.value(0))
            element += Value.size
        }
    }

    private mutating func markMap(_ map: MapCell) {
        guard let entries = map.entries else { return }
        markBuffer(entries, map.entryCapacity)
        var entry = entries
        let end = entries + map.usedBytes
        while entry < end {
            if let key = entry.optionalRaw(0) {
                mark(key)
                mark(entry.value(8))
            }
            entry += MapCell.entrySize
        }
    }
}
