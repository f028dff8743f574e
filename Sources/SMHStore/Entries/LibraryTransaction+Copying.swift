import SMHModel

/// A copy of a tree that is made a slice at a time, out of sight, and put in its place when it is whole.
package struct TreeCopy: Sendable {
    let transfer: Transfer
    /// The copy's top, in the staging directory until the end.
    let top: Int64
    /// Directories whose children are still to be copied, and where to.
    var pending: [(source: Int64, target: Int64, after: String)]
}

extension LibraryTransaction {
    /// Copies a file or directory (reference 6 and 12), all of it in this transaction.
    package func copy(_ transfer: Transfer) throws -> TransferResult {
        let (node, strategy) = try checkCopy(transfer)
        let place = try findPlace(placeRequest(transfer, node, strategy))
        if let replaced = place.replaced, replaced.id == node.id { throw StoreFailure(.invalidDestinationPath) }
        try clear(place)
        markChanged(place.parent)
        var copy = TreeCopy(
            transfer: transfer, top: try insertCopy(of: node, in: place.parent, named: place.name), pending: [])
        if node.isDirectory {
            copy.pending = [(node.id, copy.top, "")]
            while try !copySlice(&copy, atMost: .max) {}
        }
        return TransferResult(path: place.path, isDirectory: node.isDirectory, strategy: strategy)
    }

    private func checkCopy(_ transfer: Transfer) throws -> (Node, ConflictResolutionStrategy) {
        let node = try source(of: transfer)
        let strategy = transfer.effectiveStrategy(isDirectory: node.isDirectory)
        try access.require(
            access.allowsCopy(directory: node.isDirectory, overwriting: strategy == .overwrite))
        try refuseOwnSubtree(transfer, node)
        return (node, strategy)
    }

    /// Whether the source has more than `limit` entries. Looks at no more than it must.
    package func isLargerThan(_ limit: Int, _ path: [String], in space: Space) throws -> Bool {
        guard let node = try node(at: path, in: space), node.isDirectory else { return false }
        var pending = [node.id]
        var count = 0
        while let directory = pending.popLast() {
            let children = try sql.rows(
                "SELECT id, kind FROM node WHERE parent = ? LIMIT ?", .int(directory),
                .int(Int64(limit).addingSaturated(1))
            ) { (id: $0.int(0), isDirectory: $0.int(1) == 0) }
            count += children.count
            if count > limit { return true }
            for child in children where child.isDirectory { pending.append(child.id) }
        }
        return false
    }

    /// Begins a copy out of sight. Everything that can be refused now is.
    package func beginCopy(_ transfer: Transfer) throws -> TreeCopy {
        let (node, strategy) = try checkCopy(transfer)
        var check = placeRequest(transfer, node, strategy)
        check.makesParents = false
        // Found again at the end; parents are made only then.
        do {
            _ = try findPlace(check)
        } catch let failure as StoreFailure where failure.code == .directoryNotFound && node.isDirectory {}
        let top = try insertCopy(of: node, in: StoreSchema.stagingNode, named: String(try takeNumber()))
        return TreeCopy(transfer: transfer, top: top, pending: node.isDirectory ? [(node.id, top, "")] : [])
    }

    /// Copies up to `limit` entries.
    /// - Returns: whether the copy is whole.
    package func copySlice(_ copy: inout TreeCopy, atMost limit: Int) throws -> Bool {
        var budget = limit
        while budget > 0, let next = copy.pending.popLast() {
            let count = min(budget, 1000)
            let children = try sql.rows(
                "SELECT * FROM node WHERE parent = ? AND name > ? ORDER BY name LIMIT ?",
                .int(next.source), .text(next.after), .int(Int64(count)), read: Node.init)
            if children.count == count, let last = children.last {
                copy.pending.append((next.source, next.target, last.name))
            }
            for child in children {
                let id = try insertCopy(of: child, in: next.target, named: child.name)
                if child.isDirectory { copy.pending.append((child.id, id, "")) }
            }
            budget -= children.count
        }
        return copy.pending.isEmpty
    }

    /// Puts a whole copy in its place.
    package func finishCopy(_ copy: TreeCopy) throws -> TransferResult {
        guard let top = try node(copy.top) else { throw StoreFailure(.sourceDirectoryNotFound) }
        let strategy = copy.transfer.effectiveStrategy(isDirectory: top.isDirectory)
        var request = placeRequest(copy.transfer, top, strategy)
        request.keptName = copy.transfer.source.last
        let place = try findPlace(request)
        try clear(place)
        try relocate(top, to: place.parent, named: place.name)
        markChanged(place.parent)
        return TransferResult(path: place.path, isDirectory: top.isDirectory, strategy: strategy)
    }

    /// Gives up a copy that was begun.
    package func abandon(_ copy: TreeCopy) throws {
        if let top = try node(copy.top), top.parent == StoreSchema.stagingNode { try moveToLimbo(top) }
        noteLimbo()
    }

    /// Gives up the copies of a process that did not end them. Only while no task is unfinished: another process may
    /// be at work on one.
    func abandonStaleCopies() throws {
        let isSomebodyAtWork =
            try sql.first(
                """
                SELECT EXISTS (SELECT 1 FROM task WHERE finished IS NULL) OR EXISTS (SELECT 1 FROM job WHERE ended IS NULL)
                """
            ) { $0.int(0) == 1 } ?? false
        if isSomebodyAtWork { return }
        let stale = try sql.rows("SELECT * FROM node WHERE parent = ?", .int(StoreSchema.stagingNode), read: Node.init)
        for node in stale { try moveToLimbo(node) }
    }

    private func insertCopy(of node: Node, in parent: Int64, named name: String) throws -> Int64 {
        var copy = node
        copy.parent = parent
        copy.name = name
        copy.id = try takeNumber()
        copy.created = now
        copy.modified = now
        copy.revision = 1
        copy.userID = userID.isEmpty ? nil : userID
        try insert(copy)
        return copy.id
    }
}
