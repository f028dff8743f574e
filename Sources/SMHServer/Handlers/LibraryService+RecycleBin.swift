import SMHModel
import SMHStore

/// The recycle bin (reference 14).
extension LibraryService {
    private static let longestBinPage = 100

    func listRecycleBin(_ exchange: Exchange) async throws -> Answer {
        var listing = BinListing()
        if let text = exchange.query("order_by", "orderBy"), !text.isEmpty {
            guard let order = BinListing.Order(rawValue: text) else { throw StoreFailure(.orderByNotAllowed) }
            listing.order = order
        }
        listing.isDescending = try exchange.isDescending()
        let isByPage =
            ["page", "page_size", "by-page"].contains { exchange.request.hasFlag($0) }
            && !exchange.request.hasFlag("by-marker")
        listing.limit = min(try exchange.positive(isByPage ? "page_size" : "limit") ?? 20, Self.longestBinPage)
        if isByPage {
            let number = try exchange.positive("page") ?? 1
            let (product, overflow) = number.multipliedReportingOverflow(by: listing.limit)
            guard !overflow, product <= 10_000 else {
                throw StoreFailure(.paramInvalid, "page * page_size must not be above 10000.")
            }
            listing.offset = product - listing.limit
        } else if let marker = exchange.query("marker"), !marker.isEmpty {
            guard let number = Int64(marker) else { throw StoreFailure(.markerNotFound) }
            listing.after = number
        }
        return try await recycledPage(exchange, listing, isByPage: isByPage)
    }

    private func recycledPage(_ exchange: Exchange, _ listing: BinListing, isByPage: Bool) async throws -> Answer {
        try await read(exchange) { transaction, space in
            var wanted = listing
            // One more than asked for tells whether there is another page.
            if !isByPage { wanted.limit += 1 }
            var items = try transaction.recycledItems(in: space, wanted)
            var page = RecycledPage(contents: [])
            if !isByPage, items.count > listing.limit {
                items.removeLast()
                page.nextMarker = items.last.map { String($0.number) }
            }
            if isByPage { page.totalNum = try transaction.recycledCount(in: space) }
            page.contents = items.map { RecycledItem($0, in: space, at: transaction.now) }
            var answer = Answer(page)
            answer.itemCount = items.count
            return answer
        }
    }

    func recycledInformation(_ exchange: Exchange) async throws -> Answer {
        let number = try exchange.recycledNumber()
        return try await read(exchange) { transaction, space in
            try transaction.requireBin()
            guard let item = try transaction.recycledItem(number, in: space) else {
                throw StoreFailure(.recycledItemNotFound)
            }
            let entries = EntryWriter(inodes: transaction.settings.inodes)
            var writer = JSONWriter()
            writer.beginObject()
            entries.writeMembers(item.node, path: nil, name: item.name, to: &writer)
            writer.endObject()
            return Answer(status: 200, body: writer.bytes)
        }
    }

    func restoreItem(_ exchange: Exchange) async throws -> Answer {
        let number = try exchange.recycledNumber()
        let strategy = try exchange.strategy()
        let fallback = try RestorePathStrategy.parse(exchange.query("restore_path_strategy"))
        let path = try await write(exchange) { transaction, space in
            try transaction.restore(number, in: space, strategy: strategy, fallback: fallback)
        }
        return Answer(PathAnswer(path: path))
    }

    func purgeItem(_ exchange: Exchange) async throws -> Answer {
        let number = try exchange.recycledNumber()
        try await write(exchange) { transaction, space in try transaction.purge(number, in: space) }
        return .noContent
    }

    /// Without a report for each item: numbers that are not in the bin are passed over.
    func purgeItems(_ exchange: Exchange) async throws -> Answer {
        guard let elements = try exchange.requiredBody().elements else { throw ServiceFailures.bodyIsNoArray }
        if elements.isEmpty { throw StoreFailure(.noItemsProvided) }
        if elements.count > 1000 { throw StoreFailure(.tooManyItems) }
        let numbers = try Self.numbers(elements)
        try await write(exchange) { transaction, space in
            for number in numbers {
                do {
                    try transaction.purge(Int64(number), in: space)
                } catch let failure as StoreFailure where failure.code == .recycledItemNotFound {
                    continue
                }
            }
        }
        return .noContent
    }

    func emptyRecycleBin(_ exchange: Exchange) async throws -> Answer {
        try await write(exchange) { transaction, space in try transaction.emptyBin(of: space) }
        return .noContent
    }

    func setRetention(_ exchange: Exchange) async throws -> Answer {
        guard let days = try exchange.requiredBody()["retentionDays"]?.integer else {
            throw StoreFailure(.paramInvalid, "retentionDays is missing.")
        }
        try await write(exchange) { transaction, space in
            try transaction.access.require(transaction.access.coversSpaces)
            try transaction.setRetention(days: Int64(days), of: space)
        }
        return .noContent
    }
}

extension Exchange {
    fileprivate func recycledNumber() throws -> Int64 {
        guard let number = Int64(routed.id) else { throw StoreFailure(.recycledItemNotFound) }
        return number
    }
}

extension RecycledItem {
    init(_ item: BinItem, in space: Space, at now: Int64) {
        self.init(
            recycledItemID: Int(item.number), name: item.name,
            type: EntryType(rawValue: item.node.kind.word.description), originalPath: item.path)
        spaceID = space.name
        if !item.node.isDirectory {
            size = Int(item.node.size)
            crc64 = item.node.crc64.map { String($0) }
            fileType = FileType(name: item.name).family.word.description
        }
        creationTime = Timestamp(millisecondsSince1970: item.node.created)
        modificationTime = Timestamp(millisecondsSince1970: item.node.modified)
        removalTime = Timestamp(millisecondsSince1970: item.removed)
        remainingTime = item.remainingDays(at: now).map { Int($0) }
    }
}
