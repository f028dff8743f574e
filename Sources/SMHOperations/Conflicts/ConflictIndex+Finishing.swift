extension ConflictIndex {
    /// Takes out an item that has finished, and adds to `ready` those that waited for nothing else.
    ///
    /// Only an item that was ready may finish: those behind it rely on it for what it waited for itself.
    mutating func finish(_ slot: Slot, ready: inout [Slot]) {
        let state = slots[Int(slot)]
        if state.first.node >= 0 { leave(state.first, &ready) }
        if state.second.node >= 0 { leave(state.second, &ready) }
        if state.first.node >= 0 { prune(state.first.node) }
        // The second may stand where the first one's nodes were pruned away, if both are at one place.
        if state.second.node >= 0, Int(state.second.node) < nodes.count, nodes[Int(state.second.node)].here >= 0 {
            prune(state.second.node)
        }
        slots[Int(slot)] = SlotState()
    }

    private mutating func leave(_ registration: Registration, _ ready: inout [Slot]) {
        let (node, mode) = (Int(registration.node), registration.mode)
        nodes[node].here -= 1
        countAccess(-1)
        endEpoch(registration, &ready)
        var above = nodes[node].parent
        while above >= 0 {
            if mode == .read {
                nodes[Int(above)].readsBelow -= 1
            } else {
                nodes[Int(above)].changesBelow -= 1
            }
            if nodes[Int(above)].watchers >= 0 { notifyWatchers(above, mode, &ready) }
            above = nodes[Int(above)].parent
        }
    }

    private mutating func endEpoch(_ registration: Registration, _ ready: inout [Slot]) {
        let epoch = Int(registration.epoch)
        epochs[epoch].pending -= 1
        if epochs[epoch].pending > 0 { return }
        if nodes[Int(registration.node)].epochs[registration.mode] == registration.epoch {
            nodes[Int(registration.node)].epochs[registration.mode] = -1
        }
        var link = epochs[epoch].waiters
        while link >= 0 {
            let cell = links[Int(link)]
            release(link)
            wake(cell.slot, &ready)
            link = cell.next
        }
        epochs[epoch].waiters = -1
        freeEpochs.append(registration.epoch)
    }

    private mutating func notifyWatchers(_ node: Int32, _ mode: AccessMode, _ ready: inout [Slot]) {
        var previous: Int32 = -1
        var link = nodes[Int(node)].watchers
        while link >= 0 {
            let next = links[Int(link)].next
            if mode == .read, !links[Int(link)].countsReads {
                previous = link
            } else {
                links[Int(link)].remaining -= 1
                if links[Int(link)].remaining > 0 {
                    previous = link
                } else {
                    if previous < 0 { nodes[Int(node)].watchers = next } else { links[Int(previous)].next = next }
                    let slot = links[Int(link)].slot
                    release(link)
                    wake(slot, &ready)
                }
            }
            link = next
        }
    }

    private mutating func wake(_ slot: Slot, _ ready: inout [Slot]) {
        slots[Int(slot)].waits -= 1
        if slots[Int(slot)].waits == 0 { ready.append(slot) }
    }

    private mutating func release(_ link: Int32) {
        links[Int(link)].next = freeLink
        freeLink = link
    }
}
