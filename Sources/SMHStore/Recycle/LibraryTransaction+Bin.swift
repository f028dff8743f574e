/// Which page of a bin.
package struct BinListing: Sendable {
    package enum Order: String, Sendable {
        case name, modificationTime, size, removalTime, remainingTime

        /// The expression that is sorted by.
        var expression: String {
            switch self {
            // What stands behind the last slash: everything up to it is what is left when all other characters are trimmed.
            case .name:
                "substr(recycled.path, length(rtrim(recycled.path, replace(recycled.path, '/', ''))) + 1)"
            case .modificationTime: "node.modified"
            case .size: "coalesce(node.size, 0)"
            case .removalTime: "recycled.removed"
            case .remainingTime: "coalesce(recycled.expires, 9223372036854775807)"
            }
        }
    }

    /// nil: in the order in which they came, the newest first unless it is to be the oldest. Then a page does not depend
    /// on what has left the bin since the one before.
    package var order: Order?
    package var isOldestFirst = false
    package var isDescending = false
    package var limit = 20
    /// The number of the last item of the page before.
    package var after: Int64?
    /// What that item was sorted by. Without it the item is looked up, and nothing follows one that has left the bin.
    package var afterValue: SortValue?
    /// Items to pass over, for lists by page number.
    package var offset = 0

    package init() {}

    /// What an item is sorted by.
    package enum SortValue: Hashable, Sendable {
        case number(Int64)
        case name(String)

        var sql: SQLValue {
            switch self {
            case .number(let number): .int(number)
            case .name(let name): .text(name)
            }
        }
    }
}

extension BinItem {
    package func value(for order: BinListing.Order) -> BinListing.SortValue {
        switch order {
        case .name: .name(name)
        case .modificationTime: .number(node.modified)
        case .size: .number(node.size)
        case .removalTime: .number(removed)
        case .remainingTime: .number(expires ?? .max)
        }
    }
}

extension LibraryTransaction {
    /// Items of a bin. Unordered lists go by the number, newest first (reference 26), at the same cost for every page.
    package func recycledItems(in space: Space, _ listing: BinListing) throws -> [BinItem] {
        try requireBin()
        if let order = listing.order { return try sorted(listing, by: order, in: space) }
        if listing.isOldestFirst {
            return try sql.rows(
                """
                SELECT node.*, recycled.number, recycled.path, recycled.removed, recycled.expires, recycled.parent
                FROM recycled JOIN node ON node.parent = recycled.bin AND node.name = CAST(recycled.number AS TEXT)
                WHERE recycled.bin = ? AND number > ? AND (expires IS NULL OR expires > ?)
                ORDER BY number LIMIT ? OFFSET ?
                """,
                .int(space.bin), .int(listing.after ?? 0), .int(now), .int(Int64(listing.limit)),
                .int(Int64(listing.offset)), read: BinItem.init)
        }
        return try sql.rows(
            """
            SELECT node.*, recycled.number, recycled.path, recycled.removed, recycled.expires, recycled.parent
            FROM recycled JOIN node ON node.parent = recycled.bin AND node.name = CAST(recycled.number AS TEXT)
            WHERE recycled.bin = ? AND number < ? AND (expires IS NULL OR expires > ?)
            ORDER BY number DESC LIMIT ? OFFSET ?
            """,
            .int(space.bin), .int(listing.after ?? .max), .int(now), .int(Int64(listing.limit)),
            .int(Int64(listing.offset)), read: BinItem.init)
    }

    private func sorted(_ listing: BinListing, by order: BinListing.Order, in space: Space) throws -> [BinItem] {
        let direction = listing.isDescending ? "DESC" : "ASC"
        let comparison = listing.isDescending ? "<" : ">"
        var text = """
            SELECT node.*, recycled.number, recycled.path, recycled.removed, recycled.expires, recycled.parent
            FROM recycled JOIN node ON node.parent = recycled.bin AND node.name = CAST(recycled.number AS TEXT)
            WHERE recycled.bin = ? AND (expires IS NULL OR expires > ?)
            """
        var values: [SQLValue] = [.int(space.bin), .int(now)]
        if let after = listing.after, let value = listing.afterValue {
            text += " AND (\(order.expression), recycled.number) \(comparison) (?, ?)"
            values += [value.sql, .int(after)]
        } else if let after = listing.after {
            text += """
                 AND (\(order.expression), recycled.number) \(comparison) (SELECT \(order.expression), recycled.number
                FROM recycled JOIN node ON node.parent = recycled.bin AND node.name = CAST(recycled.number AS TEXT)
                WHERE recycled.bin = ? AND recycled.number = ?)
                """
            values += [.int(space.bin), .int(after)]
        }
        text += " ORDER BY \(order.expression) \(direction), recycled.number \(direction) LIMIT ? OFFSET ?"
        values += [.int(Int64(listing.limit)), .int(Int64(listing.offset))]
        return try sql.rows(text: text, values, read: BinItem.init)
    }

    package func recycledCount(in space: Space) throws -> Int {
        Int(
            try sql.first(
                "SELECT count(*) FROM recycled WHERE bin = ? AND (expires IS NULL OR expires > ?)",
                .int(space.bin), .int(now)
            ) { $0.int(0) } ?? 0)
    }
}
