import SMHModel

/// An item of a space's recycle bin: a file, or a directory with everything below it.
package struct BinItem: Sendable {
    package let number: Int64
    /// Where it was.
    package let path: [String]
    package let removed: Int64
    package let expires: Int64?
    /// The directory that it was in; nil for items recycled before this was kept.
    package let parent: Int64?
    /// Its `name` is the item's number; the name that it had is the last of `path`.
    package let node: Node

    init(_ row: SQLRow) throws {
        node = try Node(row)
        number = row.int(15)
        path = row.text(16).utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        removed = row.int(17)
        expires = row.optionalInt(18)
        parent = row.optionalInt(19)
    }

    package var name: String { path.last ?? "" }

    /// Whole days until it goes by itself, rounded down; nil: never.
    package func remainingDays(at now: Int64) -> Int64? {
        expires.map { max(0, ($0 - now) / BinItem.day) }
    }

    static let day: Int64 = 86_400_000
}

/// What a restored item finds (reference 14.3).
package enum RestorePathStrategy: String, Sendable {
    case originalPath, fallbackToRoot

    package static func parse(_ text: String?) throws(StoreFailure) -> RestorePathStrategy {
        guard let text, !text.isEmpty else { return .originalPath }
        guard let strategy = RestorePathStrategy(rawValue: text) else {
            throw StoreFailure(.paramInvalid, "Unknown restore_path_strategy.")
        }
        return strategy
    }
}
