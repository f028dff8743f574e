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
        var marker = Marker(epoch: epoch)
        machine.markRoots(&marker)
        for value in roots.values { marker.mark(value) }
        marker.markReachable(machine)
        sweepLargeCells(epoch)
        for sizeClass in 1..<Self.sizeClassCount {
            sweepPositions[sizeClass] = 0
            state.pointee.freeLists[sizeClass] = nil
        }
        liveBytes = marker.finish()
        grantCredit(state)
    }

    func grantCredit(_ state: State) {
        let room = max(memoryLimit - liveBytes, 0)
        creditGranted = isStressed ? 0 : min(max(Self.firstCredit, liveBytes), max(room / 2, 1 << 16))
        state.pointee.credit = isStressed ? -1 : creditGranted
    }

    private func sweepLargeCells(_ epoch: UInt8) {
        largeCells.removeAll { cell, _ in
            if cell.cellMark == epoch { return false }
            release(cell)
            free(cell)
            return true
        }
    }
}
