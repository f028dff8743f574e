package import SMHModel

extension LibraryTransaction {
    /// Puts a node into the bin: it becomes a child of the bin, named with the item's number.
    func recycle(_ node: Node, from path: [String], in space: Space) throws -> Int64 {
        let number = try takeNumber()
        try relocate(node, to: space.bin, named: String(number))
        let days = space.retentionDays ?? Int64(options.recycleDays)
        try sql.execute(
            "INSERT INTO recycled VALUES (?, ?, ?, ?, ?, ?)",
            .int(space.bin), .int(number), .text(path.joined(separator: "/")), .int(now),
            .optionalInt(days > 0 ? now + days * BinItem.day : nil), .int(node.parent))
        return number
    }

    package func requireBin() throws(StoreFailure) {
        if !options.usesRecycleBin { throw StoreFailure(.recycleBinNotEnabled) }
    }

    /// The item; nil if it is not in this space's bin, or its time is over.
    package func recycledItem(_ number: Int64, in space: Space) throws -> BinItem? {
        try sql.first(
            """
            SELECT node.*, recycled.number, recycled.path, recycled.removed, recycled.expires, recycled.parent
            FROM recycled JOIN node ON node.parent = recycled.bin AND node.name = CAST(recycled.number AS TEXT)
            WHERE recycled.bin = ? AND recycled.number = ? AND (expires IS NULL OR expires > ?)
            """,
            .int(space.bin), .int(number), .int(now), read: BinItem.init)
    }

    /// Puts an item back to where it was (reference 14.3, 14.4).
    ///
    /// - Parameter strategy: nil: `rename`. `overwrite` replaces files only.
    package func restore(
        _ number: Int64, in space: Space, strategy: ConflictResolutionStrategy? = nil,
        fallback: RestorePathStrategy = .originalPath
    ) throws -> [String] {
        try requireBin()
        try access.require(access.allows(.restoreRecycled))
        guard let item = try recycledItem(number, in: space) else { throw StoreFailure(.recycledItemNotFound) }
        var path = item.path
        if try directory(at: path.dropLast(), in: space) == nil {
            guard fallback == .fallbackToRoot else { throw StoreFailure(.directoryNotFound) }
            path = [item.name]
        }
        return try restore(item, to: path, in: space, strategy: strategy ?? .rename)
    }

    /// Puts an item of the space's bin to a path in it.
    func restore(
        _ item: BinItem, to path: [String], in space: Space, strategy: ConflictResolutionStrategy
    ) throws -> [String] {
        let place = try findPlace(
            PlaceRequest(
                path: path, space: space, isDirectory: item.node.isDirectory, strategy: strategy, makesParents: false,
                keptName: item.name))
        try clear(place)
        try sql.execute("DELETE FROM recycled WHERE bin = ? AND number = ?", .int(space.bin), .int(item.number))
        try relocate(item.node, to: place.parent, named: place.name)
        markChanged(place.parent)
        return place.path
    }

    /// Removes an item of the bin for good.
    package func purge(_ number: Int64, in space: Space) throws {
        try requireBin()
        try access.require(access.allows(.deleteRecycled))
        guard let item = try recycledItem(number, in: space) else { throw StoreFailure(.recycledItemNotFound) }
        try remove(item)
    }

    private func remove(_ item: BinItem) throws {
        try sql.execute(
            "DELETE FROM recycled WHERE bin = ? AND number = ?", .int(item.node.parent), .int(item.number))
        try erase(item.node)
    }

    /// Removes everything in the bin: it is gone from sight at once, the rows follow in the background.
    package func emptyBin(of space: Space) throws {
        try requireBin()
        try access.require(access.allows(.deleteRecycled))
        try sql.execute("DELETE FROM recycled WHERE bin = ?", .int(space.bin))
        // Node ids are never given twice, so they are free names in limbo; item numbers need not be.
        try sql.execute(
            "UPDATE node SET parent = 1, name = CAST(id AS TEXT) WHERE parent = ?", .int(space.bin))
        try reclaim(atMost: Self.immediateReclaim)
    }

    /// Sets how long items stay (reference 14.5): a longer time counts for what is in the bin too, a shorter one only
    /// for what comes.
    package func setRetention(days: Int64, of space: Space) throws {
        try requireBin()
        guard (1...10_000).contains(days) else {
            throw StoreFailure(.paramInvalid, "retentionDays must be from 1 to 10000.")
        }
        try sql.execute("UPDATE space SET retentionDays = ? WHERE name = ?", .int(days), .text(space.name))
        try sql.execute(
            "UPDATE recycled SET expires = removed + ? WHERE bin = ? AND expires < removed + ?",
            .int(days * BinItem.day), .int(space.bin), .int(days * BinItem.day))
    }

    /// Removes items whose time is over, in all spaces.
    func removeExpiredItems() throws {
        let expired = try sql.rows(
            """
            SELECT node.*, recycled.number, recycled.path, recycled.removed, recycled.expires, recycled.parent
            FROM recycled JOIN node ON node.parent = recycled.bin AND node.name = CAST(recycled.number AS TEXT)
            WHERE expires <= ? LIMIT 1000
            """, .int(now), read: BinItem.init)
        for item in expired { try remove(item) }
    }
}
