import SMHModel
import SMHStore

/// Albums and their contents (koodrive reference 3).
extension KooDriveService {
    /// 3.1. The form of the answer was not seen (open question 2); other pages say that the album's id is in it.
    func createAlbum(_ exchange: KooExchange) async throws -> Answer {
        let draft = try KooAlbumDraft(json: exchange.body)
        let album = try await write(exchange) { transaction, space in
            try transaction.createAlbum(draft, in: space)
        }
        return .success(KooCreatedAlbum(id: album.id).json)
    }

    /// 3.2.
    func updateAlbum(_ exchange: KooExchange) async throws -> Answer {
        let change = try KooAlbumChange(json: exchange.body)
        try await write(exchange) { transaction, space in
            try transaction.update(transaction.album(exchange.id, in: space), change, in: space)
        }
        return .success()
    }

    /// 3.3. The files stay.
    func deleteAlbum(_ exchange: KooExchange) async throws -> Answer {
        try await write(exchange) { transaction, space in
            try transaction.delete(transaction.album(exchange.id, in: space))
        }
        return .success()
    }

    /// 3.4. By page number; the page shows neither `code` nor `msg`.
    func listAlbums(_ exchange: KooExchange) async throws -> Answer {
        let kind = try exchange.requiredChoice("albumKind", as: KooAlbumKind.self)
        let type = try exchange.requiredChoice("albumType", as: KooAlbumType.self)
        let size = try exchange.number("pageSize", in: 1...100, default: 10)
        let number = try exchange.number("pageNum", in: 1...1_000_000, default: 1)
        let group = exchange.query("groupId")
        let page = try await read(exchange) { transaction, space in
            let found = try transaction.albums(
                kind: kind, type: type, groupID: group, in: space, offset: (number - 1) * size, limit: size)
            return KooAlbumPage(albums: found.albums.map { $0.shown(by: transaction) }, total: found.total)
        }
        var answer = Answer(page)
        answer.itemCount = page.albums.count
        return answer
    }

    /// 3.5. By cursor; the page shows neither `code` nor `msg`.
    func listContents(_ exchange: KooExchange) async throws -> Answer {
        var wanted = AlbumListing()
        wanted.limit = try exchange.number("pageSize", in: 1...100, default: 100)
        wanted.order = try exchange.choice("sortType", as: AlbumListing.Order.self)
        wanted.isAscending = try exchange.number("sortDirection", in: 1...2, default: 2) == 1
        wanted.after = try exchange.query("pageCursor").map { try AlbumCursor(parsing: $0) }
        let listing = wanted
        let page = try await read(exchange) { transaction, space in
            let album = try transaction.album(exchange.id, in: space)
            let page = try transaction.contents(of: album, listing, in: space)
            return KooAlbumContentPage(
                contents: page.items.map { Self.shown($0, of: album, transaction, space) },
                nextCursor: page.next?.text, total: page.total)
        }
        var answer = Answer(page)
        answer.itemCount = page.contents.count
        return answer
    }

    private static func shown(
        _ item: StoredAlbumItem, of album: StoredAlbum, _ transaction: LibraryTransaction, _ space: Space
    ) -> KooAlbumContent {
        var content = KooAlbumContent(
            id: transaction.identifiers.file(item.node.id), ownerID: item.node.userID ?? space.kooUserID)
        if album.type == .collection {
            content.takeTime = Timestamp(millisecondsSince1970: item.value).description
        }
        return content
    }

    /// 3.6. All of the files or none; nothing is said of the single ones.
    func addContents(_ exchange: KooExchange) async throws -> Answer {
        let files = try KooAlbumAddition(json: exchange.body).files.map(\.id)
        try await write(exchange) { transaction, space in
            try transaction.add(files, to: transaction.album(exchange.id, in: space), in: space)
        }
        return .success(items: files.count)
    }

    /// 3.7. A DELETE with a body. The files stay.
    func removeContents(_ exchange: KooExchange) async throws -> Answer {
        let ids = try KooAlbumRemoval(json: exchange.body).ids
        try await write(exchange) { transaction, space in
            _ = try transaction.remove(ids, from: transaction.album(exchange.id, in: space))
        }
        return .success(items: ids.count)
    }
}

extension StoredAlbum {
    fileprivate func shown(by transaction: LibraryTransaction) -> KooAlbum {
        var album = KooAlbum(id: id, name: type == .manual ? name : nil, type: type, kind: kind)
        if type == .collection { album.scopeDirectories = transaction.scopeFolders(of: self) }
        return album
    }
}
