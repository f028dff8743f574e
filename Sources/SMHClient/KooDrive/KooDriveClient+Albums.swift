public import SMHModel

/// Albums, which only the carrier edition has (koodrive reference 3). Whatever is done here, the files stay.
extension KooDriveClient {
    /// A page of albums; the first is number 1.
    public func albums(
        kind: KooAlbumKind = .personal, type: KooAlbumType = .manual, groupID: String? = nil, page: Int = 1,
        pageSize: Int = pageLimit
    ) async throws(ClientError) -> KooAlbumPage {
        var query = [
            WireQueryItem("albumKind", String(kind.rawValue)), WireQueryItem("albumType", String(type.rawValue)),
        ]
        if let groupID { query.append(.init("groupId", groupID)) }
        query.append(.init("pageSize", String(max(1, min(pageSize, Self.pageLimit)))))
        query.append(.init("pageNum", String(max(1, page))))
        return try await answer(to: WireRequest(method: .get, path: Self.path("album", "list"), query: query))
    }

    /// - Returns: the album's id.
    public func createAlbum(_ draft: KooAlbumDraft) async throws(ClientError) -> String {
        try Self.checkAlbumName(draft.name, isNeeded: draft.type == .manual)
        return try await answer(to: post(Self.path("album", "create"), draft), as: KooCreatedAlbum.self).id
    }

    /// A new name for a manual album, or another scope for a collection.
    public func updateAlbum(_ albumID: String, _ change: KooAlbumChange) async throws(ClientError) {
        try Self.checkAlbumName(change.name, isNeeded: false)
        // No `/album/` in this path, nor in that of the removal.
        let path = try Self.path(Self.checkedID(albumID, "an album"), "update")
        _ = try await perform(post(path, change))
    }

    /// Deletes an album; its files stay where they are.
    public func deleteAlbum(_ albumID: String) async throws(ClientError) {
        let path = try Self.path("album", Self.checkedID(albumID, "an album"))
        _ = try await perform(WireRequest(method: .delete, path: path))
    }

    /// A page of an album's contents, newest first.
    public func albumContents(
        _ albumID: String, cursor: String? = nil, pageSize: Int = pageLimit
    ) async throws(ClientError) -> KooAlbumContentPage {
        let path = try Self.path("album", Self.checkedID(albumID, "an album"), "list")
        var query = [WireQueryItem("pageSize", String(max(1, min(pageSize, Self.pageLimit))))]
        if let cursor, !cursor.isEmpty { query.append(.init("pageCursor", cursor)) }
        return try await answer(to: WireRequest(method: .get, path: path, query: query))
    }

    /// Adds files to a manual album, ``albumAdditionLimit`` at most. The service says nothing of the single files.
    public func addToAlbum(
        _ albumID: String, _ files: [KooAlbumContent]
    ) async throws(ClientError) -> SMHAnswer<KooEnvelope> {
        try Self.checkCount(files.count, limit: Self.albumAdditionLimit, "adding to an album")
        for file in files { _ = try Self.checkedID(file.id, "a file") }
        let path = try Self.path("album", Self.checkedID(albumID, "an album"), "add")
        return try await perform(post(path, KooAlbumAddition(files: files)))
    }

    /// Takes files out of a manual album, ``albumRemovalLimit`` at most. The service says nothing of the single files,
    /// and whether an id that is not in the album is an error was not seen (open question 10): list the album to know.
    public func removeFromAlbum(
        _ albumID: String, _ fileIDs: [String]
    ) async throws(ClientError) -> SMHAnswer<KooEnvelope> {
        try Self.checkCount(fileIDs.count, limit: Self.albumRemovalLimit, "removing from an album")
        for id in fileIDs { _ = try Self.checkedID(id, "a file") }
        let path = try Self.path(Self.checkedID(albumID, "an album"), "batchDelete")
        return try await perform(
            WireRequest(method: .delete, path: path, body: KooAlbumRemoval(ids: fileIDs).jsonBytes))
    }

    private static func checkAlbumName(_ name: String?, isNeeded: Bool) throws(ClientError) {
        if name == nil, !isNeeded { return }
        guard let name, (1...20).contains(name.unicodeScalars.count) else {
            throw ClientError(
                .final, "the name of an album has 1 to 20 characters", code: .init(rawValue: "13000102"))
        }
    }
}
