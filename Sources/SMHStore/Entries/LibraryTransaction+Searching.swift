import SMHModel

/// What a search looks for (reference 16.1).
package struct EntrySearch: Sendable {
    /// One of them must be in the name, compared without case; none: every name.
    package var keywords: [String] = []
    package var scope: [String] = []
    /// In lower case, without dots; none: all.
    package var extensions: [String] = []
    /// Families of files (`image`, …), `dir` and `file`; none: all.
    package var types: [String] = []
    package var smallest: Int64?
    package var largest: Int64?
    package var modifiedFrom: Int64?
    package var modifiedTo: Int64?
    /// Whether what lies deeper than the scope's own children counts.
    package var isRecursive = true
    /// Whether the walk goes on behind the page, to count all hits.
    package var countsAll = false

    package init() {}

    func accepts(_ node: Node) -> Bool {
        if !keywords.isEmpty {
            let name = DrivePath.fold(node.name)
            if !keywords.contains(where: { name.contains($0) }) { return false }
        }
        if !extensions.isEmpty, node.isDirectory || !extensions.contains(EntryName.fileExtension(of: node.name)) {
            return false
        }
        if let smallest, node.isDirectory || node.size < smallest { return false }
        if let largest, node.isDirectory || node.size > largest { return false }
        if let modifiedFrom, node.modified < modifiedFrom { return false }
        if let modifiedTo, node.modified > modifiedTo { return false }
        return types.isEmpty || types.contains { acceptsType($0, node) }
    }

    private func acceptsType(_ type: String, _ node: Node) -> Bool {
        switch type {
        case "all": return true
        case "dir": return node.isDirectory
        case "file": return !node.isDirectory
        default:
            if node.isDirectory { return false }
            let aliases = ["doc": "word", "xls": "excel", "ppt": "powerpoint", "pdf": "portable", "txt": "text"]
            return FileType(name: node.name).family.word.description == aliases[type] ?? type
        }
    }
}

extension LibraryTransaction {
    /// Entries below the scope that are looked for, in the order of the walk, whether there are more, and how many were
    /// seen: all there are if that was asked for.
    /// - Parameter skip: hits of earlier pages.
    package func search(
        _ search: EntrySearch, in space: Space, skip: Int, limit: Int
    ) throws -> (hits: [(node: Node, path: [String])], hasMore: Bool, seen: Int) {
        guard let scope = try node(at: search.scope, in: space), scope.isDirectory else {
            throw StoreFailure(.directoryNotFound)
        }
        var hits: [(node: Node, path: [String])] = []
        var seen = 0
        var pending: [(directory: Int64, path: [String], after: String)] = [(scope.id, search.scope, "")]
        while let next = pending.popLast() {
            let children = try sql.rows(
                "SELECT * FROM node WHERE parent = ? AND name > ? ORDER BY name LIMIT 1000", .int(next.directory),
                .text(next.after), read: Node.init)
            if children.count == 1000, let last = children.last {
                pending.append((next.directory, next.path, last.name))
            }
            for child in children {
                guard search.accepts(child) else { continue }
                seen += 1
                if seen > skip, hits.count < limit { hits.append((child, next.path + [child.name])) }
                if seen > skip + limit, !search.countsAll { return (hits, true, seen) }
            }
            for child in children.reversed() where child.isDirectory && search.isRecursive {
                pending.append((child.id, next.path + [child.name], ""))
            }
        }
        return (hits, seen > skip + limit, seen)
    }
}
