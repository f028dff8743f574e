import SMHModel

extension OperationQueue {
    /// It is an item's turn, and its directory stands: now for its name.
    mutating func arriveInFamily(_ slot: Int32) {
        guard let node = index.familyNode(of: slot) else {
            bucket(slot)
            return
        }
        families[node, default: Family()].arrived.insert(slot)
        giveNames(node)
    }

    /// Gives out names to those at the front of a family whose turn has come.
    private mutating func giveNames(_ node: Int32) {
        // Nothing can be given out meanwhile; looked at first, for many may arrive behind one that is under way.
        guard let state = families[node], !state.isReading, state.taken != nil || state.out.isEmpty else { return }
        var family = state
        let candidates = family.members.prefix { family.arrived.contains($0) || family.out.contains($0) }
            .filter { family.arrived.contains($0) }
        guard let first = candidates.first else { return }
        if family.taken != nil {
            for slot in candidates { give(slot, &family) }
            families[node] = family
            for slot in candidates { bucket(slot) }
            return
        }
        if !family.isTaken {
            // Nothing speaks against the name it asked for.
            family.arrived.remove(first)
            family.out.insert(first)
            families[node] = family
            items[Int(first)].chosen = items[Int(first)].target
            bucket(first)
            return
        }
        family.isReading = true
        families[node] = family
        guard let target = items[Int(first)].target, let parent = target.parent else { return }
        let unknown = candidates.compactMap { slot -> (slot: Int32, path: DrivePath, space: Int32)? in
            let item = items[Int(slot)]
            return item.sourceKind == nil ? (slot, item.source, item.sourceSpace) : nil
        }
        actions.append(
            .readFamily(
                FamilyRead(
                    node: node, directory: parent, space: items[Int(first)].targetSpace, name: target.name,
                    lookAt: unknown)))
    }

    private mutating func give(_ slot: Int32, _ family: inout Family) {
        family.arrived.remove(slot)
        family.out.insert(slot)
        guard let target = items[Int(slot)].target, let parent = target.parent else { return }
        let name = family.nextFreeName(for: target.name, isDirectory: items[Int(slot)].sourceKind == .directory)
        items[Int(slot)].chosen = DrivePath(unchecked: parent.names + [name])
    }

    /// The names of a family were read; or they could not be, and those that waited for them fail. To be followed by
    /// ``drain()`` once all families read together are in, so that what they let go travels together.
    mutating func familyRead(
        _ node: Int32, names: [(name: String, isDirectory: Bool)], kinds: [Int32: Entry.Kind], failure: ItemFailure?
    ) {
        guard families[node] != nil else { return }
        for (slot, kind) in kinds where items.indices.contains(Int(slot)) { items[Int(slot)].sourceKind = kind }
        let candidates = families[node].map { family in family.members.filter { family.arrived.contains($0) } } ?? []
        if let failure {
            families[node]?.isReading = false
            for slot in candidates where items[Int(slot)].task != nil { fail(slot, failure) }
            return
        }
        families[node]?.taken = Set(names.map { DrivePath.fold($0.name) })
        families[node]?.directories = Set(names.lazy.filter(\.isDirectory).map { Array($0.name.utf8) })
        for slot in candidates { refuseAtDirectory(slot, node) }
        families[node]?.isReading = false
        giveNames(node)
    }

    /// Where `rename` was not written, a directory does not get a free name, and a file does not get one beside a
    /// directory that stands at its place.
    private mutating func refuseAtDirectory(_ slot: Int32, _ node: Int32) {
        let item = items[Int(slot)]
        guard let task = item.task, task.options.strategy == .automatic, let target = item.target,
            let family = families[node]
        else { return }
        let isTaken = family.taken?.contains(DrivePath.fold(target.name)) ?? false
        if family.directories.contains(Array(target.name.utf8)) {
            fail(
                slot,
                ItemFailure(
                    code: .exists, message: "a directory stands at \"\(target)\"",
                    hint: "write \"\(target)/\" to put it into that directory"), status: 409)
        } else if item.sourceKind == .directory, isTaken {
            fail(
                slot,
                ItemFailure(
                    code: .exists, message: "\"\(target)\" is taken, and a directory gets no free name by itself",
                    hint: "write conflict: \"rename\" for a free name"), status: 409)
        }
    }

    /// A name that was sent is taken: the family is read, and the item gets another.
    mutating func namesAgain(_ slot: Int32, _ failure: ItemFailure) -> Bool {
        let item = items[Int(slot)]
        guard item.usesFamily, failure.code == .exists, item.clashes < 20, let node = index.familyNode(of: slot),
            families[node] != nil
        else { return false }
        items[Int(slot)].clashes += 1
        // It was refused for certain: this sending leaves nothing to doubt.
        setSendings(slot, 0)
        items[Int(slot)].chosen = nil
        items[Int(slot)].phase = .preparing
        families[node]?.out.remove(slot)
        families[node]?.arrived.insert(slot)
        families[node]?.isTaken = true
        // Somebody else takes names here: look again.
        if families[node]?.out.isEmpty ?? true { families[node]?.taken = nil }
        giveNames(node)
        return true
    }

    mutating func leaveFamily(_ slot: Int32, _ item: QueueItem, _ verdict: Verdict) {
        guard let node = index.familyNode(of: slot), families[node] != nil else { return }
        families[node]?.members.removeAll { $0 == slot }
        families[node]?.arrived.remove(slot)
        families[node]?.out.remove(slot)
        if case .done = verdict {
            families[node]?.isTaken = true
        } else if let chosen = item.chosen, families[node]?.taken != nil {
            // Its name stays free.
            families[node]?.taken?.remove(DrivePath.fold(chosen.name))
            if let target = item.target { families[node]?.nextNumber[target.name] = nil }
        }
        if families[node]?.members.isEmpty ?? true {
            families[node] = nil
        } else {
            giveNames(node)
        }
    }
}
