package import SMHModel

/// Where a file or folder is that was named by its id.
package struct KooStanding: Sendable {
    package let node: Node
    /// From below the space's root, or bin, down to the node; empty for the root.
    package let line: [Node]
    package let isRecycled: Bool

    /// The path in the space. In a bin the first name is the item's number there.
    package var path: [String] { line.map(\.name) }
    package var isRoot: Bool { line.isEmpty }
    /// Whether it was recycled itself, and not with a folder above it.
    var isBinItem: Bool { isRecycled && line.count == 1 }
}

/// What an operation wants of the file that it is given.
package enum KooExpectation: Sendable {
    case anything
    /// Not in the bin.
    case live
    /// A folder, not in the bin, that things can be put into.
    case target
}

extension LibraryTransaction {
    /// A folder may be this deep; files may lie in the deepest (koodrive reference 10).
    package static let deepestFolder = 30

    /// Finds a file or folder of a space by id; `root` and the root's own id are the space's root.
    package func standing(
        of id: String, in space: Space, expecting expectation: KooExpectation = .anything
    ) throws -> KooStanding {
        let standing = try standing(of: id, in: space)
        switch expectation {
        case .anything: break
        case .live: if standing.isRecycled { throw KooFailure(.fileRecycled) }
        case .target:
            if standing.isRecycled { throw KooFailure(.targetFolderRecycled) }
            guard standing.node.isDirectory else { throw KooFailure(.targetFolderAbnormal) }
        }
        return standing
    }

    private func standing(of id: String, in space: Space) throws -> KooStanding {
        if id == "root" || id == identifiers.root(of: space) {
            guard let root = try node(space.root) else { throw KooFailure(.spaceAbnormal) }
            return KooStanding(node: root, line: [], isRecycled: false)
        }
        guard let number = identifiers.number(ofFile: id) else { throw KooFailure(.resourceNotFound) }
        guard let standing = try standing(of: number, in: space) else { throw KooFailure(.resourceNotFound) }
        return standing
    }

    /// - Returns: nil if the node is gone.
    /// - Throws: if it is in another space.
    func standing(of number: Int64, in space: Space) throws -> KooStanding? {
        let line = try line(to: number)
        guard let top = line.first, let node = line.last, line.count > 1 else { return nil }
        if top.id == space.root || top.id == space.bin {
            return KooStanding(node: node, line: Array(line.dropFirst()), isRecycled: top.id == space.bin)
        }
        if top.id == StoreSchema.limboNode || top.id == StoreSchema.stagingNode { return nil }
        throw KooFailure(.fileNotInGivenSpace)
    }

    /// The path in names and in ids (koodrive reference 4.10).
    package func path(of standing: KooStanding, in space: Space) -> KooPath {
        let ids = standing.line.map { identifiers.file($0.id) }
        return KooPath(
            idPath: "/" + ([identifiers.root(of: space)] + ids).joined(separator: "/"),
            namePath: "/" + (["root" + identifiers.container(of: space)] + standing.path).joined(separator: "/"))
    }

    /// Whether a directory is in the space, and not in its bin or gone.
    func isLive(_ directory: Int64, in space: Space) throws -> Bool {
        try line(to: directory).first?.id == space.root
    }

    /// How many folders lie on the longest way down from a folder, itself included; 0 for a file.
    func height(of node: Node) throws -> Int {
        guard node.isDirectory else { return 0 }
        let height = try sql.first(
            """
            WITH RECURSIVE tree (id, depth) AS (
                VALUES (?, 1)
                UNION ALL SELECT node.id, depth + 1 FROM tree JOIN node ON node.parent = tree.id AND node.kind = 0
            )
            SELECT max(depth) FROM tree
            """, .int(node.id)
        ) { Int($0.int(0)) }
        return height ?? 1
    }

    /// Refuses what would be deeper than folders may be.
    func requireDepth(of node: Node, in folder: KooStanding) throws {
        if node.isDirectory, folder.line.count + (try height(of: node)) > Self.deepestFolder {
            throw KooFailure(.tooDeep)
        }
    }
}
