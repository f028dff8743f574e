import SMHModel

extension ConflictIndex {
    /// Takes in an item, later than all before it, and says whether it is ready.
    ///
    /// In two phases, collect and register, so that the two accesses of one item do not wait for each other.
    mutating func admit(_ slot: Slot, _ first: Access?, _ second: Access? = nil) -> Bool {
        while slots.count <= Int(slot) { slots.append(SlotState()) }
        slots[Int(slot)] = SlotState()
        let firstNode = first.map { locate($0) }
        let secondNode = second.map { locate($0) }
        if let first, let firstNode { collect(slot, firstNode, first.mode) }
        if let second, let secondNode { collect(slot, secondNode, second.mode) }
        if let first, let firstNode { slots[Int(slot)].first = register(firstNode, first.mode) }
        if let second, let secondNode { slots[Int(slot)].second = register(secondNode, second.mode) }
        return slots[Int(slot)].waits == 0
    }

    private mutating func collect(_ slot: Slot, _ node: Int32, _ mode: AccessMode) {
        var above = nodes[Int(node)].parent
        while above >= 0 {
            let epochs = nodes[Int(above)].epochs
            if brokenRule != .writeAbove {
                wait(slot, epochs.write)
                wait(slot, epochs.join)
            }
            if mode != .read, brokenRule != .readAbove { wait(slot, epochs.read) }
            above = nodes[Int(above)].parent
        }
        collectHere(slot, node, mode)
        collectBelow(slot, node, mode)
    }

    private mutating func collectHere(_ slot: Slot, _ node: Int32, _ mode: AccessMode) {
        if brokenRule == .sameNode { return }
        let epochs = nodes[Int(node)].epochs
        wait(slot, epochs.write)
        if mode != .read { wait(slot, epochs.read) }
        if mode != .ensure { wait(slot, epochs.ensure) }
        if mode != .join { wait(slot, epochs.join) }
    }

    private mutating func collectBelow(_ slot: Slot, _ node: Int32, _ mode: AccessMode) {
        if brokenRule == .below || !mode.coversBelow { return }
        let countsReads = mode != .read
        let pending = nodes[Int(node)].changesBelow + (countsReads ? nodes[Int(node)].readsBelow : 0)
        if pending == 0 { return }
        let link = Link(slot: slot, remaining: pending, countsReads: countsReads, next: nodes[Int(node)].watchers)
        nodes[Int(node)].watchers = newLink(link)
        slots[Int(slot)].waits += 1
    }

    private mutating func wait(_ slot: Slot, _ epoch: Int32) {
        if epoch < 0 { return }
        let link = Link(slot: slot, remaining: 0, countsReads: false, next: epochs[Int(epoch)].waiters)
        epochs[Int(epoch)].waiters = newLink(link)
        slots[Int(slot)].waits += 1
    }

    private mutating func register(_ node: Int32, _ mode: AccessMode) -> Registration {
        let latest = nodes[Int(node)].epochs[mode]
        let epoch: Int32
        if mode.isShared, latest >= 0, epochs[Int(latest)].waiters < 0 {
            epoch = latest
            epochs[Int(epoch)].pending += 1
        } else {
            epoch = newEpoch()
            nodes[Int(node)].epochs[mode] = epoch
        }
        nodes[Int(node)].here += 1
        countAccess(1)
        countAbove(node, mode, 1)
        return Registration(node: node, epoch: epoch, mode: mode)
    }

    private mutating func countAbove(_ node: Int32, _ mode: AccessMode, _ change: Int32) {
        var above = nodes[Int(node)].parent
        while above >= 0 {
            if mode == .read {
                nodes[Int(above)].readsBelow += change
            } else {
                nodes[Int(above)].changesBelow += change
            }
            above = nodes[Int(above)].parent
        }
    }

    private mutating func newEpoch() -> Int32 {
        if let free = freeEpochs.popLast() {
            epochs[Int(free)] = Epoch(pending: 1)
            return free
        }
        epochs.append(Epoch(pending: 1))
        return Int32(truncatingIfNeeded: epochs.count - 1)
    }

    private mutating func newLink(_ link: Link) -> Int32 {
        if freeLink >= 0 {
            let index = freeLink
            freeLink = links[Int(index)].next
            links[Int(index)] = link
            return index
        }
        links.append(link)
        return Int32(truncatingIfNeeded: links.count - 1)
    }
}
