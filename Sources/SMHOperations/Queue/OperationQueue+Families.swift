import SMHModel

extension OperationQueue {
    /// It is an item's turn, and its directory stands: now for its name.
    mutating func arriveInFamily(_ slot: Int32) {
        guard let node = index.familyNode(of: slot) else {
            bucket(slot)
            return
        }
        if families[node]?.out.contains(slot) ?? false {
            // It had waited with the name it was given.
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
        let family = state
        let candidates = family.members.prefix { family.arrived.contains($0) || family.out.contains($0) }
            .filter { family.arrived.contains($0) }
        guard let first = candidates.first else { return }
        if family.taken != nil {
            let unknown = candidates.filter { needsKind($0, family) }
            if unknown.isEmpty { giveFreeNames(candidates, node) } else { readFamily(node, lookAt: unknown) }
        } else if family.isTaken {
            readFamily(node, lookAt: candidates.filter { items[Int($0)].sourceKind == nil })
        } else {
            // Nothing speaks against the name it asked for.
            families[node]?.arrived.remove(first)
            families[node]?.out.insert(first)
            items[Int(first)].chosen = items[Int(first)].target
            bucket(first)
        }
    }

    /// Whether another name than the one asked for is due, which depends on what it is that gets it.
    private func needsKind(_ slot: Int32, _ family: Family) -> Bool {
        let item = items[Int(slot)]
        return item.sourceKind == nil && item.target.map { family.holds($0.name) } ?? false
    }

    private mutating func readFamily(_ node: Int32, lookAt unknown: [Int32]) {
        guard let first = families[node]?.members.first(where: { families[node]?.arrived.contains($0) ?? false }),
            let target = items[Int(first)].target, let parent = target.parent
        else { return }
        families[node]?.isReading = true
        let lookAt = unknown.map { (slot: $0, path: items[Int($0)].source, space: items[Int($0)].sourceSpace) }
        actions.append(
            .readFamily(
                FamilyRead(
                    node: node, directory: parent, space: items[Int(first)].targetSpace, name: target.name,
                    lookAt: lookAt)))
    }

    private mutating func giveFreeNames(_ candidates: [Int32], _ node: Int32) {
        // One that is refused leaves the family, which is no reason to begin anew.
        families[node]?.isReading = true
        for slot in candidates { refuseAtDirectory(slot, node) }
        families[node]?.isReading = false
        // Taken out while it is changed, or each arrival would copy it.
        guard var family = families.removeValue(forKey: node) else { return }
        let named = candidates.filter { family.arrived.contains($0) }
        for slot in named { give(slot, &family) }
        families[node] = family
        for slot in named where !waitsForQuarantine(slot, items[Int(slot)]) { bucket(slot) }
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
        // What is under way may not stand there yet.
        let underWay = families[node]?.out.compactMap { items[Int($0)].chosen?.name } ?? []
        families[node]?.taken = Set((names.map(\.name) + underWay).map { DrivePath.fold($0) })
        families[node]?.directories = Set(names.lazy.filter(\.isDirectory).map { Array($0.name.utf8) })
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
        if family.directories.contains(Array(target.name.utf8)) {
            fail(
                slot,
                ItemFailure(
                    code: .exists, message: "a directory stands at \"\(target)\"",
                    hint: "write \"\(target)/\" to put it into that directory"), status: 409)
        } else if item.sourceKind == .directory, family.holds(target.name) {
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
        } else if let chosen = item.chosen, let target = item.target {
            families[node]?.free(chosen.name, askedFor: target.name)
        }
        guard let family = families[node], !family.members.isEmpty else {
            families[node] = nil
            return
        }
        // Those that have not come to their turn may wait for one that frees a name.
        if family.arrived.isEmpty, family.out.isEmpty { families[node] = Family(members: family.members) }
        giveNames(node)
    }
}
