import SMHModel
import SMHStore

/// Listing and information (reference 8, 9).
extension LibraryService {
    private static let longestPage = 1000
    /// `page * page_size` may not be more.
    private static let deepestPage = 10_000

    func listDirectory(_ exchange: Exchange) async throws -> Answer {
        let listing = try self.listing(exchange)
        let writer = EntryWriter(
            inodes: store.settings.inodes, withInode: exchange.flag("with_inode"),
            withFavorite: exchange.flag("with_favorite_status"))
        let path = exchange.path
        if let number = try pageNumber(exchange) {
            return try await read(exchange) { transaction, space in
                let found = try transaction.listPage(path, in: space, listing, number: number)
                return Self.answer(found.page, path, writer, exchange, counts: (found.directories, found.files))
            }
        }
        let marker = try exchange.query("marker").flatMap { $0.isEmpty ? nil : try ListingMarker(parsing: $0) }
        return try await read(exchange) { transaction, space in
            let page = try transaction.list(path, in: space, listing, after: marker)
            return Self.answer(page, path, writer, exchange, counts: nil)
        }
    }

    /// nil: marker mode, which is also meant where nothing is said.
    private func pageNumber(_ exchange: Exchange) throws -> Int? {
        let isByPage = ["page", "page_size", "by-page"].contains { exchange.request.hasFlag($0) }
        guard isByPage, !exchange.request.hasFlag("by-marker") else { return nil }
        guard store.settings.options.allowsPages else { throw StoreFailure(.closeOldList) }
        let number = try exchange.positive("page") ?? 1
        let size = try exchange.positive("page_size") ?? 20
        let (product, overflow) = number.multipliedReportingOverflow(by: size)
        guard !overflow, product <= Self.deepestPage else {
            throw StoreFailure(.paramInvalid, "page * page_size must not be above 10000.")
        }
        return number
    }

    private func listing(_ exchange: Exchange) throws -> DirectoryListing {
        var listing = DirectoryListing()
        if let text = exchange.query("order_by", "orderBy"), !text.isEmpty {
            guard let order = DirectoryListing.Order(rawValue: text) else { throw StoreFailure(.orderByNotAllowed) }
            listing.order = order
        } else if store.settings.options.kind == .media {
            listing.order = .uploadTime
        }
        listing.isDescending = try exchange.isDescending()
        if let text = exchange.query("filter"), !text.isEmpty {
            guard let filter = DirectoryListing.Filter(rawValue: text) else {
                throw StoreFailure(.paramInvalid, "Unknown filter.")
            }
            listing.filter = filter
        }
        listing.isUnion = exchange.query("sort_type") == "union"
        listing.prefix = exchange.query("prefix") ?? ""
        listing.startName = exchange.query("start_name") ?? ""
        let isByPage = exchange.request.hasFlag("page_size")
        listing.limit = min(try exchange.positive(isByPage ? "page_size" : "limit") ?? 20, Self.longestPage)
        return listing
    }

    private static func answer(
        _ page: NodePage, _ path: [String], _ entries: EntryWriter, _ exchange: Exchange,
        counts: (directories: Int, files: Int)?
    ) -> Answer {
        let tag = String(decoding: page.directory.etag, as: UTF8.self)
        let headers = [WireHeader("ETag", tag)]
        if exchange.matches(tag) { return Answer(status: 304, headers: headers) }
        var writer = JSONWriter(capacity: 256 + page.entries.count * 448)
        writer.beginObject()
        writer.key("path")
        writer.path(path)
        if let next = page.next {
            writer.key("nextMarker")
            writer.string(next.text)
        }
        if let counts {
            writer.key("fileCount")
            writer.number(counts.files)
            writer.key("subDirCount")
            writer.number(counts.directories)
            writer.key("totalNum")
            writer.number(counts.files + counts.directories)
        }
        writer.key("eTag")
        writer.string(tag)
        writer.key("contents")
        writer.beginArray()
        for entry in page.entries { entries.write(entry, in: path, to: &writer) }
        writer.endArray()
        writer.endObject()
        return Answer(status: 200, body: writer.bytes, headers: headers, itemCount: page.entries.count)
    }

    func directoryInformation(_ exchange: Exchange) async throws -> Answer {
        let entries = EntryWriter(
            inodes: store.settings.inodes, withInode: exchange.flag("with_inode"),
            withFavorite: exchange.flag("with_favorite_status"))
        return try await read(exchange) { transaction, space in
            guard let node = try transaction.node(at: exchange.path, in: space) else {
                throw StoreFailure(.pathNotFound)
            }
            var writer = JSONWriter()
            writer.beginObject()
            entries.writeMembers(node, path: exchange.path, name: exchange.path.last ?? "", to: &writer)
            if !node.isDirectory {
                writer.key("historySize")
                writer.string("0")
            }
            if let target = node.target {
                writer.key("linkTo")
                writer.string(bytes: entries.inodes.inode(of: target))
            }
            writer.endObject()
            return Answer(status: 200, body: writer.bytes)
        }
    }

    func inodeInformation(_ exchange: Exchange) async throws -> Answer {
        let entries = EntryWriter(inodes: store.settings.inodes)
        return try await read(exchange) { transaction, space in
            guard let found = try transaction.node(inode: exchange.routed.id, in: space) else {
                throw StoreFailure(.pathNotFound)
            }
            var writer = JSONWriter()
            writer.beginObject()
            entries.writeMembers(found.node, path: found.path, name: found.path.last ?? "", to: &writer)
            writer.endObject()
            return Answer(status: 200, body: writer.bytes)
        }
    }

    func headDirectory(_ exchange: Exchange) async throws -> Answer {
        try await read(exchange) { transaction, space in
            guard let node = try transaction.node(at: exchange.path, in: space), node.isDirectory else {
                throw StoreFailure(.directoryNotFound)
            }
            return Answer(status: 200)
        }
    }

    func directoryStatistics(_ exchange: Exchange) async throws -> Answer {
        let kind = exchange.query("stats_type") ?? "normal"
        let counts = try await read(exchange) { transaction, space in
            switch kind {
            case "normal":
                guard let node = try transaction.node(at: exchange.path, in: space), node.isDirectory else {
                    throw StoreFailure(.directoryNotFound)
                }
                return try transaction.statistics(of: node)
            case "recycle": return try transaction.binStatistics(of: space)
            case "history": return TreeStatistics()
            default: throw StoreFailure(SMHErrorCode(rawValue: "InvalidDirectoryStatsType"))
            }
        }
        return Answer(
            json: .object([
                .init("userId", .string(exchange.caller.userID)), .init("statsType", .string(kind)),
                .init("storage", .int(counts.bytes)), .init("fileCount", .int(counts.files)),
                .init("dirCount", .int(counts.directories)),
            ]))
    }

    /// Statistics are counted when they are asked for, so there is nothing to put right.
    func calibrate(_ exchange: Exchange) async throws -> Answer {
        _ = try await read(exchange) { _, space in space.name }
        return .noContent
    }
}

extension Exchange {
    /// Whether the client holds this state already.
    func matches(_ tag: String) -> Bool {
        guard let known = request.header("if-none-match") else { return false }
        let bare = tag.filter { $0 != "\"" }
        return known.split(separator: ",").contains { part in
            let part = part.filter { $0 != "\"" && $0 != " " }
            return part == "*" || part == bare || part == "W/" + bare
        }
    }

    func isDescending() throws -> Bool {
        switch query("order_by_type", "orderByType") {
        case nil, "", "asc": return false
        case "desc": return true
        default: throw StoreFailure(.orderByTypeNotAllowed)
        }
    }
}
