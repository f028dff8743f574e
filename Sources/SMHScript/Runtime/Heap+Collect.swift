#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Heap {
    static let firstCredit = 8 << 20
    /// What an object of the host counts for, roughly what an entry of a listing takes up. Its cell alone would say so
    /// little that a loop over a million of them came to its end before the first collection.
    static let hostObjectSize = 1024

    /// Marks what the fibers, roots and constants reach; everything else is swept when its block is needed.
    func collect(_ state: State, machine: Machine) {
        finishSweeping(epoch: state.pointee.epoch)
        collections += 1
        let epoch: UInt8 = state.pointee.epoch >= 250 ? 1 : state.pointee.epoch + 1
        state.pointee.epoch = epoch
        markedBytes = 0
        machine.markRoots(epoch)
        for value in roots.values { mark(value, epoch) }
        while let cell = markStack.popLast() { markContents(cell, epoch) }
        sweepLargeCells(epoch)
        for sizeClass in 1..<Self.sizeClassCount {
            sweepPositions[sizeClass] = 0
            state.pointee.freeLists[sizeClass] = nil
        }
        liveBytes = markedBytes
        grantCredit(state)
    }

    func grantCredit(_ state: State) {
        let room = max(memoryLimit - liveBytes, 0)
        creditGranted = isStressed ? 0 : min(max(Self.firstCredit, liveBytes), max(room / 2, 1 << 16))
        state.pointee.credit = isStressed ? -1 : creditGranted
    }

    private func sweepLargeCells(_ epoch: UInt8) {
        var kept: [(cell: Raw, size: Int)] = []
        for (cell, size) in largeCells {
            if cell.cellMark == epoch {
                kept.append((cell, size))
            } else {
                release(cell)
                free(cell)
            }
        }
        largeCells = kept
    }

    @inline(__always) func mark(_ value: Value, _ epoch: UInt8) {
        if value.isCell { mark(value.pointer, epoch) }
    }

    func mark(_ cell: Raw, _ epoch: UInt8) {
        if cell.cellMark == epoch { return }
        cell.cellMark = epoch
        switch UInt32(cell.cellTag) {
        case Tag.string:
            markedBytes &+= StringCell.size(cell.cellLength)
            return
        case Tag.list: markedBytes &+= 32 &+ ListCell(cell).capacity &* Value.size
        case Tag.map: markedBytes &+= MapCell(cell).footprint
        case Tag.host: markedBytes &+= Self.hostObjectSize
        default: markedBytes &+= 48
        }
        markStack.append(cell)
    }

    private func markBuffer(_ buffer: Raw, _ size: Int, _ epoch: UInt8) {
        if MachineState.isSmallBuffer(size) { (buffer - 8).cellMark = epoch }
    }

    private func markContents(_ cell: Raw, _ epoch: UInt8) {
        switch UInt32(cell.cellTag) {
        case Tag.list: markList(ListCell(cell), epoch)
        case Tag.map: markMap(MapCell(cell), epoch)
        case Tag.closure:
            for index in 0..<cell.cellLength { mark(cell.value(16 + index * Value.size), epoch) }
        case Tag.box: mark(cell.value(8), epoch)
        case Tag.time: if let zone = cell.optionalRaw(16) { mark(zone, epoch) }
        case Tag.error:
            mark(cell.raw(8), epoch)
            mark(cell.raw(16), epoch)
            mark(cell.value(24), epoch)
        case Tag.method: mark(cell.value(8), epoch)
        case Tag.task: machine?.markTask(cell, epoch)
        case Tag.iterator, Tag.lazy:
            mark(cell.value(8), epoch)
            mark(cell.value(24), epoch)
        default: break
        }
    }

    private func markList(_ list: ListCell, _ epoch: UInt8) {
        if let partner = list.partner { mark(partner, epoch) }
        guard let buffer = list.buffer else { return }
        if !list.isBorrowing { markBuffer(buffer, list.capacity * Value.size, epoch) }
        for index in 0..<list.count { mark(buffer.value(index * Value.size), epoch) }
    }

    private func markMap(_ map: MapCell, _ epoch: UInt8) {
        guard let entries = map.entries else { return }
        markBuffer(entries, map.entryCapacity, epoch)
        var offset = 0
        while offset < map.usedBytes {
            if let key = entries.optionalRaw(offset) {
                mark(key, epoch)
                mark(entries.value(offset + 8), epoch)
            }
            offset += MapCell.entrySize
        }
    }
}
