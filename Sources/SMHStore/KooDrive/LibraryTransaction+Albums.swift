package import SMHModel

/// Albums (koodrive reference 3.1 to 3.4). Whatever is done to them, files stay.
extension LibraryTransaction {
    /// Limits that the reference gives (koodrive reference 10).
    package static let longestAlbumName = 20
    package static let mostScopeFolders = 30

    /// The album with that id in the space.
    package func album(_ id: String, in space: Space) throws -> StoredAlbum {
        guard let number = KooIdentifiers.number(ofDecimal: id), let album = try album(number, in: space) else {
            throw KooFailure(.resourceNotFound, "There is no such album.")
        }
        return album
    }

    private func album(_ number: Int64, in space: Space) throws -> StoredAlbum? {
        try sql.first(
            """
            SELECT id, type, kind, name, groupID, scope, scopeParent, scopeKinds, created FROM album
            WHERE id = ? AND space = ?
            """, .int(number), .text(space.name), read: StoredAlbum.init)
    }

    /// Makes an album. Names may be used more than once: albums are told apart by id.
    package func createAlbum(_ draft: KooAlbumDraft, in space: Space) throws -> StoredAlbum {
        try Self.checkAlbumName(draft.name, isNeeded: draft.type == .manual)
        if draft.kind == .shared, draft.groupID == nil {
            throw KooFailure(.parameterInvalid, "A shared album needs a groupId.")
        }
        var scope: (folders: String, parent: Int64?, kinds: String) = ("", nil, "")
        if draft.type == .collection {
            guard let folders = draft.scopeDirectories, let kinds = draft.scopeKind else {
                throw KooFailure(.parameterInvalid, "A collection album needs scopeDir and scopeKind.")
            }
            scope = try checkedScope(folders, parent: draft.scopeParentFolderID, kinds: kinds, in: space)
        }
        let number = try takeNumber()
        try sql.execute(
            "INSERT INTO album VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            .int(number), .text(space.name), .int(Int64(draft.type.rawValue)), .int(Int64(draft.kind.rawValue)),
            .optionalText(draft.name), .optionalText(draft.groupID), .optionalInt(scope.parent), .text(scope.folders),
            .text(scope.kinds), .int(now))
        return try album(KooIdentifiers.decimal(number), in: space)
    }

    /// Gives an album another name, or a collection another scope.
    package func update(_ album: StoredAlbum, _ change: KooAlbumChange, in space: Space) throws {
        try Self.checkAlbumName(change.name, isNeeded: false)
        if let name = change.name {
            try sql.execute("UPDATE album SET name = ? WHERE id = ?", .text(name), .int(album.number))
        }
        guard album.type == .collection, change.scopeDirectories != nil || change.scopeKind != nil else { return }
        let parent = change.scopeParentFolderID ?? album.scopeParent.map(identifiers.file)
        let scope = try checkedScope(
            change.scopeDirectories ?? album.scope.map(identifiers.file), parent: parent,
            kinds: change.scopeKind ?? album.scopeKinds, in: space)
        try sql.execute(
            "UPDATE album SET scope = ?, scopeParent = ?, scopeKinds = ? WHERE id = ?",
            .text(scope.folders), .optionalInt(scope.parent), .text(scope.kinds), .int(album.number))
    }

    package func delete(_ album: StoredAlbum) throws {
        try sql.execute("DELETE FROM album WHERE id = ?", .int(album.number))
    }

    /// A page of albums in the order in which they were made.
    package func albums(
        kind: KooAlbumKind, type: KooAlbumType, groupID: String?, in space: Space, offset: Int, limit: Int
    ) throws -> (albums: [StoredAlbum], total: Int) {
        let total = try sql.first(
            "SELECT count(*) FROM album WHERE space = ? AND kind = ? AND type = ? AND (? IS NULL OR groupID = ?)",
            .text(space.name), .int(Int64(kind.rawValue)), .int(Int64(type.rawValue)), .optionalText(groupID),
            .optionalText(groupID)
        ) { Int($0.int(0)) }
        let albums = try sql.rows(
            """
            SELECT id, type, kind, name, groupID, scope, scopeParent, scopeKinds, created FROM album
            WHERE space = ? AND kind = ? AND type = ? AND (? IS NULL OR groupID = ?) ORDER BY id LIMIT ? OFFSET ?
            """,
            .text(space.name), .int(Int64(kind.rawValue)), .int(Int64(type.rawValue)), .optionalText(groupID),
            .optionalText(groupID), .int(Int64(limit)), .int(Int64(offset)), read: StoredAlbum.init)
        return (albums, total ?? 0)
    }

    /// The folders of a collection's scope, in the notation of the wire.
    package func scopeFolders(of album: StoredAlbum) -> [String] { album.scope.map(identifiers.file) }

    private static func checkAlbumName(_ name: String?, isNeeded: Bool) throws(KooFailure) {
        if name == nil, !isNeeded { return }
        guard let name, (1...longestAlbumName).contains(name.unicodeScalars.count) else {
            throw KooFailure(.parameterInvalid, "The name of an album has 1 to \(longestAlbumName) characters.")
        }
    }

    private func checkedScope(
        _ folders: [String], parent: String?, kinds: String, in space: Space
    ) throws -> (folders: String, parent: Int64?, kinds: String) {
        guard (1...Self.mostScopeFolders).contains(folders.count) else {
            throw KooFailure(.parameterInvalid, "A scope has 1 to \(Self.mostScopeFolders) folders.")
        }
        guard ["1", "2", "1,2", "2,1"].contains(kinds) else {
            throw KooFailure(.parameterInvalid, "scopeKind is 1, 2 or 1,2.")
        }
        let found = try folders.map { try standing(of: $0, in: space, expecting: .target).node }
        let parent = try parent.map { try standing(of: $0, in: space, expecting: .target).node.id }
        guard Set(found.map(\.parent)).count == 1, parent == nil || parent == found.first?.parent else {
            throw KooFailure(.parameterInvalid, "The folders of a scope lie in one folder, their scopeParentFolderId.")
        }
        return (found.map { String($0.id) }.joined(separator: ","), parent, kinds)
    }
}
