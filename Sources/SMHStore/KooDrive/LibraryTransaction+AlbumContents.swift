import SMHModel

/// Contents of albums (koodrive reference 3.5 to 3.7).
extension LibraryTransaction {
    /// Limits that the reference gives (koodrive reference 10).
    package static let mostAlbumAdditions = 100
    package static let mostAlbumRemovals = 1000

    /// Puts files into a manual album: all of them, or none if one cannot be. Those that are in it stay in it.
    package func add(_ files: [String], to album: StoredAlbum, in space: Space) throws {
        guard (1...Self.mostAlbumAdditions).contains(files.count) else {
            throw KooFailure(.parameterInvalid, "fileIds has 1 to \(Self.mostAlbumAdditions) elements.")
        }
        try Self.requireManual(album)
        let nodes = try files.map { id in
            let node = try standing(of: id, in: space, expecting: .live).node
            if node.isDirectory { throw KooFailure(.notForFolders) }
            return node
        }
        for node in nodes {
            try sql.execute(
                "INSERT INTO albumItem VALUES (?, ?, ?) ON CONFLICT DO NOTHING", .int(album.number), .int(node.id),
                .int(node.created))
        }
    }

    /// Takes files out of a manual album. The files themselves are not touched.
    ///
    /// Open question 10 of the reference: whether an id that is not in the album is an error was not seen. It is passed
    /// over here, and so is one that is no file's.
    /// - Returns: how many were in it.
    @discardableResult
    package func remove(_ files: [String], from album: StoredAlbum) throws -> Int {
        guard (1...Self.mostAlbumRemovals).contains(files.count) else {
            throw KooFailure(.parameterInvalid, "ids has 1 to \(Self.mostAlbumRemovals) elements.")
        }
        try Self.requireManual(album)
        var count = 0
        for number in files.compactMap(identifiers.number(ofFile:)) {
            try sql.execute("DELETE FROM albumItem WHERE album = ? AND node = ?", .int(album.number), .int(number))
            count += sql.changes
        }
        return count
    }

    private static func requireManual(_ album: StoredAlbum) throws(KooFailure) {
        guard album.type == .manual else {
            throw KooFailure(.parameterInvalid, "The contents of a collection album follow from its scope.")
        }
    }

    /// A page of contents. Files in the bin are not shown; they are there again once they are restored.
    package func contents(of album: StoredAlbum, _ listing: AlbumListing, in space: Space) throws -> StoredAlbumPage {
        switch album.type {
        case .manual: try manualContents(of: album, listing, in: space)
        case .collection: try collectedContents(of: album, listing, in: space)
        }
    }

    private func manualContents(
        of album: StoredAlbum, _ listing: AlbumListing, in space: Space
    ) throws -> StoredAlbumPage {
        var page = StoredAlbumPage(items: [], next: nil, total: try total(of: album, listing, in: space))
        var isShown: [Int64: Bool] = [:]
        var cursor = listing.after
        while page.items.count <= listing.limit {
            let wanted = listing.limit + 1 - page.items.count
            let found = try items(of: album, listing, after: cursor, limit: wanted)
            for item in found {
                let parent = item.node.parent
                let isLive = try isShown[parent] ?? self.isLive(parent, in: space)
                isShown[parent] = isLive
                if isLive { page.items.append(item) }
            }
            cursor = found.last.map { AlbumCursor($0, total: page.total) }
            if found.count < wanted { break }
        }
        page.end(at: listing.limit)
        return page
    }

    private func total(of album: StoredAlbum, _ listing: AlbumListing, in space: Space) throws -> Int {
        if let cursor = listing.after { return Int(cursor.total) }
        let parents = try sql.rows(
            """
            SELECT node.parent, count(*) FROM albumItem JOIN node ON node.id = albumItem.node
            WHERE album = ? GROUP BY node.parent
            """, .int(album.number)
        ) { (parent: $0.int(0), count: Int($0.int(1))) }
        return try parents.filter { try isLive($0.parent, in: space) }.reduce(0) { $0 + $1.count }
    }

    private func items(
        of album: StoredAlbum, _ listing: AlbumListing, after cursor: AlbumCursor?, limit: Int
    ) throws -> [StoredAlbumItem] {
        // The order of creation is kept with the items, so that a page costs the same wherever it is.
        let isByCreation = listing.order == nil || listing.order == .created
        let column = isByCreation ? "albumItem.created" : "node.modified"
        let direction = listing.isAscending ? "ASC" : "DESC"
        var text = "SELECT node.*, \(column) FROM albumItem JOIN node ON node.id = albumItem.node WHERE album = ?"
        var values: [SQLValue] = [.int(album.number)]
        if let cursor {
            text += " AND (\(column), albumItem.node) \(listing.isAscending ? ">" : "<") (?, ?)"
            values += [.int(cursor.value), .int(cursor.node)]
        }
        text += " ORDER BY \(column) \(direction), albumItem.node \(direction) LIMIT ?"
        return try sql.rows(text: text, values + [.int(Int64(limit))]) { row in
            StoredAlbumItem(node: try Node(row), value: row.int(15))
        }
    }

    /// What a collection shows: the files that lie in the folders of its scope. Whether deeper ones count was not seen.
    private func collectedContents(
        of album: StoredAlbum, _ listing: AlbumListing, in space: Space
    ) throws -> StoredAlbumPage {
        let families = album.families
        let order = listing.order ?? .shot
        var items: [StoredAlbumItem] = []
        for folder in album.scope where try isLive(folder, in: space) {
            let files = try sql.rows(
                "SELECT * FROM node WHERE parent = ? AND kind <> 0", .int(folder), read: Node.init)
            items += files.filter { families.contains(FileType(name: $0.name).family) }.map { node in
                // When a picture was taken stands inside it, where this library does not look: the file's own time
                // stands for it.
                StoredAlbumItem(node: node, value: order == .created ? node.created : node.modified)
            }
        }
        let isBefore: (StoredAlbumItem, (Int64, Int64)) -> Bool = { item, other in
            listing.isAscending ? (item.value, item.node.id) < other : (item.value, item.node.id) > other
        }
        items.sort { isBefore($0, ($1.value, $1.node.id)) }
        var page = StoredAlbumPage(items: items, next: nil, total: items.count)
        if let cursor = listing.after {
            page.items = Array(
                items.drop { isBefore($0, (cursor.value, cursor.node)) || $0.node.id == cursor.node })
        }
        page.end(at: listing.limit)
        return page
    }
}

extension StoredAlbumPage {
    /// Cuts off what is more than a page.
    fileprivate mutating func end(at limit: Int) {
        guard items.count > limit else { return }
        items.removeLast(items.count - limit)
        next = items.last.map { AlbumCursor($0, total: total) }
    }
}
