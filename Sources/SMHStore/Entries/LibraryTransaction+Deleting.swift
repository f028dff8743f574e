import SMHModel

/// What a path must be for an operation that was asked for under a name.
package enum ExpectedKind: Sendable {
    case any, file, directory

    func accepts(_ node: Node) -> Bool {
        switch self {
        case .any: true
        case .file: !node.isDirectory
        case .directory: node.isDirectory
        }
    }
}

package enum Removal: Hashable, Sendable {
    /// In the bin under this number.
    case recycled(Int64)
    case erased
}

extension LibraryTransaction {
    /// Deletes a file or a directory with everything below it (reference 4 and 10).
    ///
    /// With the bin on it goes there, whatever its size, as one item and one changed row. What is erased disappears at
    /// once too; the rows of a large tree are removed in the background.
    package func delete(
        _ path: [String], in space: Space, permanent: Bool = false, expecting kind: ExpectedKind = .any
    ) throws -> Removal {
        if path.isEmpty { throw StoreFailure(.rootDirectoryNotAllowed) }
        guard let node = try node(at: path, in: space), kind.accepts(node) else {
            switch kind {
            case .any: throw StoreFailure(.pathNotFound)
            case .file: throw StoreFailure(.fileNotFound)
            case .directory: throw StoreFailure(.directoryNotFound)
            }
        }
        let bypassesBin = permanent && options.usesRecycleBin
        try access.require(access.allowsDelete(directory: node.isDirectory, bypassingBin: bypassesBin))
        markChanged(node.parent)
        if options.usesRecycleBin && !permanent { return .recycled(try recycle(node, from: path, in: space)) }
        try erase(node)
        return .erased
    }

    /// Removes a node for good. Whoever calls marks the directory it was in.
    func erase(_ node: Node) throws {
        guard node.isDirectory else {
            try sql.execute("DELETE FROM node WHERE parent = ? AND name = ?", .int(node.parent), .text(node.name))
            return
        }
        try moveToLimbo(node)
        try reclaim(atMost: Self.immediateReclaim)
    }

    func moveToLimbo(_ node: Node) throws {
        try relocate(node, to: StoreSchema.limboNode, named: String(node.id))
    }

    /// Rows that are removed in the transaction that erased them; more than these wait for the background.
    static let immediateReclaim = 2000

    /// Removes rows from limbo.
    /// - Returns: whether limbo is empty now.
    @discardableResult
    func reclaim(atMost limit: Int) throws -> Bool {
        var budget = limit
        while budget > 0 {
            let next = try sql.first(
                "SELECT id, kind, name FROM node WHERE parent = 1 ORDER BY name LIMIT 1"
            ) { (id: $0.int(0), isDirectory: $0.int(1) == 0, name: $0.text(2)) }
            guard let next else { return true }
            if next.isDirectory {
                try reclaimChildren(of: next.id, &budget)
                if budget <= 0 { break }
            }
            try sql.execute("DELETE FROM node WHERE parent = 1 AND name = ?", .text(next.name))
            budget -= 1
        }
        noteLimbo()
        return false
    }

    /// Files go, directories become limbo's own children: no recursion, however deep the tree is.
    private func reclaimChildren(of directory: Int64, _ budget: inout Int) throws {
        while budget > 0 {
            let children = try sql.rows(
                "SELECT name, kind, id FROM node WHERE parent = ? ORDER BY name LIMIT ?",
                .int(directory), .int(Int64(min(budget, 500)))
            ) { (name: $0.text(0), isDirectory: $0.int(1) == 0, id: $0.int(2)) }
            if children.isEmpty { return }
            for child in children {
                if child.isDirectory {
                    try sql.execute(
                        "UPDATE node SET parent = 1, name = ? WHERE parent = ? AND name = ?",
                        .text(String(child.id)), .int(directory), .text(child.name))
                } else {
                    try sql.execute(
                        "DELETE FROM node WHERE parent = ? AND name = ?", .int(directory), .text(child.name))
                }
            }
            budget -= children.count
        }
    }
}

extension LibraryTransaction {
    /// Whether nothing waits to be removed or to be put in its place.
    package var isLimboEmpty: Bool {
        get throws { try sql.first("SELECT 1 FROM node WHERE parent IN (1, 2) LIMIT 1") { _ in true } == nil }
    }
}
