package import SMHModel

extension LibraryTransaction {
    /// Makes a directory and the missing ones above it (reference 13.1).
    ///
    /// The strategy speaks of the last name only; a file among the names above it is a clash under any strategy.
    /// - Parameter extra: members of a JSON object, ready for the wire.
    /// - Returns: what was made, and its final path.
    package func createDirectory(
        _ path: [String], in space: Space, strategy: ConflictResolutionStrategy = .ask, extra: String? = nil
    ) throws -> (node: Node, path: [String]) {
        try access.require(access.allows(.createDirectory))
        if path.isEmpty { throw StoreFailure(.emptyPath) }
        if options.kind == .media {
            if !isMultiAlbum(space) { throw StoreFailure(.directoryNotAllowed) }
            if path.count > 1 { throw StoreFailure(.directoryLevelExceed) }
        }
        // Checked first, so that nothing above a bad name is made.
        if let name = path.last { try EntryName.check(name, isDirectory: true, longest: options.longestName) }
        let place = try findPlace(
            PlaceRequest(
                path: path, space: space, isDirectory: true, strategy: strategy == .overwrite ? .ask : strategy,
                makesParents: true))
        var node = Node(
            parent: place.parent, name: place.name, id: try takeNumber(), kind: .directory, created: now, modified: now)
        node.extra = extra
        node.userID = userID.isEmpty ? nil : userID
        try insert(node)
        markChanged(place.parent)
        return (node, place.path)
    }

    private func isMultiAlbum(_ space: Space) -> Bool {
        guard let attributes = try? JSONValue(parsing: Array(space.attributes.utf8)) else { return false }
        return attributes["isMultiAlbum"]?.boolean == true
    }

    /// Replaces labels, category, metadata or local times (reference 13.3).
    package func setExtra(_ extra: String?, of node: Node) throws {
        try access.require(access.coversSpaces)
        try sql.execute("UPDATE node SET extra = ? WHERE id = ?", .optionalText(extra), .int(node.id))
    }

    /// Makes a link to a file (reference 13.2). It leads to the file itself, not to its place.
    package func createSymlink(
        _ path: [String], to target: [String], in space: Space, strategy: ConflictResolutionStrategy = .rename
    ) throws -> (node: Node, path: [String]) {
        try access.require(
            strategy == .overwrite
                ? access.allows(.createSymlinkForce) : access.allows(.createSymlink, .createSymlinkForce))
        guard let aim = try node(at: target, in: space) else { throw StoreFailure(.sourceFileNotFound) }
        if aim.isDirectory { throw StoreFailure(.symlinkToDirectoryNotAllowed) }
        let place = try findPlace(
            PlaceRequest(path: path, space: space, isDirectory: false, strategy: strategy, makesParents: false))
        if place.replaced?.id == aim.id { throw StoreFailure(.circleSymlink) }
        try clear(place)
        var node = Node(
            parent: place.parent, name: place.name, id: try takeNumber(), kind: .symlink, created: now, modified: now)
        node.version = node.id
        node.target = aim.id
        node.userID = userID.isEmpty ? nil : userID
        try insert(node)
        markChanged(place.parent)
        return (node, place.path)
    }

    /// Makes a file whose bytes are kept elsewhere.
    package func createVirtualFile(
        _ path: [String], size: Int64, contentType: String?, extra: String?, in space: Space,
        strategy: ConflictResolutionStrategy = .rename
    ) throws -> (node: Node, path: [String]) {
        try access.require(access.allows(.createVirtual))
        let place = try findPlace(
            PlaceRequest(path: path, space: space, isDirectory: false, strategy: strategy, makesParents: false))
        try clear(place)
        var node = Node(
            parent: place.parent, name: place.name, id: try takeNumber(), kind: .virtual, created: now, modified: now)
        node.version = node.id
        // Sizes are added up; what nobody can have would make the sums useless.
        node.size = min(max(0, size), 1 << 53)
        node.contentType = contentType
        node.extra = extra
        node.userID = userID.isEmpty ? nil : userID
        try insert(node)
        markChanged(place.parent)
        return (node, place.path)
    }

    /// The file that a link leads to in the end; nil if a link on the way leads nowhere.
    package func resolveLinks(_ node: Node) throws -> Node? {
        var current = node
        var steps = 0
        while current.kind == .symlink {
            steps += 1
            guard steps <= 16, let target = current.target, let next = try self.node(target),
                try place(of: target) != nil
            else { return nil }
            current = next
        }
        return current
    }
}
