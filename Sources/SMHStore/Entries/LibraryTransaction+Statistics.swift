/// What lies below a directory.
package struct TreeStatistics: Hashable, Sendable {
    package var files = 0
    package var directories = 0
    package var bytes: Int64 = 0

    package init(files: Int = 0, directories: Int = 0, bytes: Int64 = 0) {
        self.files = files
        self.directories = directories
        self.bytes = bytes
    }

    fileprivate init(_ row: SQLRow) {
        self.init(files: Int(row.int(0)), directories: Int(row.int(1)), bytes: row.int(2))
    }
}

extension LibraryTransaction {
    /// Counts everything below a node, itself not included unless it is a file.
    package func statistics(of node: Node) throws -> TreeStatistics {
        if !node.isDirectory { return TreeStatistics(files: 1, directories: 0, bytes: node.size) }
        return try statistics(below: node.id)
    }

    private func statistics(below directory: Int64) throws -> TreeStatistics {
        try sql.first(
            """
            WITH RECURSIVE tree (id) AS (
                VALUES (?) UNION ALL SELECT node.id FROM tree JOIN node ON node.parent = tree.id AND node.kind = 0
            )
            SELECT coalesce(sum(kind <> 0), 0), coalesce(sum(kind = 0), 0), coalesce(sum(size), 0)
            FROM tree JOIN node ON node.parent = tree.id
            """, .int(directory), read: TreeStatistics.init) ?? TreeStatistics()
    }

    /// Counts what lies directly in a directory.
    package func statistics(ofChildrenOf directory: Node) throws -> TreeStatistics {
        try sql.first(
            """
            SELECT coalesce(sum(kind <> 0), 0), coalesce(sum(kind = 0), 0), coalesce(sum(size), 0)
            FROM node WHERE parent = ?
            """, .int(directory.id), read: TreeStatistics.init) ?? TreeStatistics()
    }

    /// What is in a space.
    package func statistics(of space: Space) throws -> TreeStatistics { try statistics(below: space.root) }

    /// What is in a space's bin.
    package func binStatistics(of space: Space) throws -> TreeStatistics { try statistics(below: space.bin) }

    /// Bytes in a space, its bin included: they count as used until they are purged.
    package func size(of space: Space) throws -> Int64 {
        try statistics(of: space).bytes.addingSaturated(binStatistics(of: space).bytes)
    }
}
