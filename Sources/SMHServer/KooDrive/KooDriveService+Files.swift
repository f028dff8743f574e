import SMHModel
import SMHStore

/// Files and folders (koodrive reference 4).
extension KooDriveService {
    /// 4.1. The names of the list and of the cursor were not seen (open question 3); these are those of its siblings.
    func listFiles(_ exchange: KooExchange) async throws -> Answer {
        let wanted = try KooListRequest(json: exchange.body)
        guard wanted.pageSize > 0 else { throw KooFailure(.parameterInvalid, "pageSize is not above 0.") }
        let type = exchange.body["fileType"]?.text.map(KooFileType.init(rawValue:))
        let size = min(wanted.pageSize, options.largestFilePage)
        let isBin = exchange.id == "1"
        let isSorted = exchange.body["sortInfo"]?["sortType"] != nil
        let page = try await read(exchange, container: wanted.containerID) { transaction, space in
            let folder = try transaction.standing(of: wanted.parentFileID, in: space)
            if isBin, folder.isRoot {
                return try transaction.binPage(wanted, isSorted: isSorted, type: type, size: size, in: space)
            }
            if !isBin, folder.isRecycled { throw KooFailure(.fileRecycled) }
            if isBin, !folder.isRecycled { throw KooFailure(.notInRecycleBin) }
            guard folder.node.isDirectory else { throw KooFailure(.parameterInvalid, "parentFileId is no folder.") }
            return try transaction.page(of: folder, wanted, type: type, size: size, in: space)
        }
        return .success(page.json, items: page.files.count)
    }

    /// 4.3.
    func fileDetail(_ exchange: KooExchange) async throws -> Answer {
        let container = try exchange.requiredText("containerId")
        let file = try await read(exchange, container: container) { transaction, space in
            try KooFileShape(transaction, space).file(transaction.standing(of: exchange.id, in: space))
        }
        return .success(file.json)
    }

    /// 4.10.
    func filePath(_ exchange: KooExchange) async throws -> Answer {
        let id = try exchange.requiredQuery("fileId")
        let container = try exchange.requiredQuery("containerId")
        let path = try await read(exchange, container: container) { transaction, space in
            transaction.path(of: try transaction.standing(of: id, in: space, expecting: .live), in: space)
        }
        return .success(path.json)
    }

    /// 4.11. The name of the total size was not seen.
    func folderStatistics(_ exchange: KooExchange) async throws -> Answer {
        let id = try exchange.requiredQuery("fileId")
        let container = try exchange.requiredQuery("containerId")
        let isRecursive = exchange.query("recursive") != "false"
        let counts = try await read(exchange, container: container) { transaction, space in
            let folder = try transaction.standing(of: id, in: space)
            guard folder.node.isDirectory else { throw KooFailure(.parameterInvalid, "fileId is no folder.") }
            return try isRecursive
                ? transaction.statistics(of: folder.node) : transaction.statistics(ofChildrenOf: folder.node)
        }
        let data = JSONValue.object([
            .init("size", .string(String(counts.bytes))), .init("subDirCount", .int(counts.directories)),
            .init("subFileCount", .int(counts.files)),
        ])
        return .success(.object([.init("data", data)]))
    }

    /// 4.4.
    func createFolder(_ exchange: KooExchange) async throws -> Answer {
        let draft = try KooFolderDraft(json: exchange.body)
        if let type = exchange.body["fileType"]?.text, type != KooFileType.folder.rawValue {
            throw KooFailure(.parameterInvalid, "fileType of a folder is 10.")
        }
        let file = try await write(exchange, container: draft.containerID) { transaction, space in
            try KooFileShape(transaction, space).file(transaction.createFolder(draft, in: space))
        }
        return .success(file.json)
    }

    /// 4.7.
    func rename(_ exchange: KooExchange) async throws -> Answer {
        let name = try exchange.requiredText("name")
        let container = try exchange.requiredText("containerId")
        guard let mode = exchange.body["renameMode"]?.integer.flatMap(KooRenameMode.init(rawValue:)) else {
            throw KooFailure(.parameterInvalid, "renameMode is 2 or 3.")
        }
        try await write(exchange, container: container) { transaction, space in
            let standing = try transaction.standing(of: exchange.id, in: space, expecting: .live)
            try transaction.rename(standing, to: name, mode: mode, in: space)
        }
        return .success()
    }

    /// 4.8. The table calls the field `container`, the example `containerId`.
    func emptyRecycleBin(_ exchange: KooExchange) async throws -> Answer {
        guard let container = exchange.body["container"]?.text ?? exchange.body["containerId"]?.text else {
            throw KooFailure(.parameterInvalid, "container is missing.")
        }
        try await write(exchange, container: container) { transaction, space in try transaction.emptyBin(of: space) }
        return .success()
    }

    /// 4.9. Of the words of a search only the name is fuzzy here: the keyword is somewhere in it, in whatever case.
    func search(_ exchange: KooExchange) async throws -> Answer {
        guard let type = exchange.body["searchType"]?.text else { throw KooFailure(.searchTypeMissing) }
        // Team spaces and the bin are searched in the enterprise edition only; to pass over the wish would show other files.
        guard type == "personal", exchange.body["recycled"]?.boolean != true else {
            throw KooFailure(.searchTypeUnsupported)
        }
        let wanted = try KooSearch(json: exchange.body)
        guard (1...100).contains(wanted.pageSize), wanted.keyword.map({ $0.unicodeScalars.count <= 80 }) != false else {
            throw KooFailure(.parameterInvalid, "pageSize is 1 to 100, and keyWord has 1 to 80 characters.")
        }
        if wanted.parentFolderID != nil, wanted.containerID == nil {
            throw KooFailure(.parameterInvalid, "containerId is missing.")
        }
        guard let skip = Int(wanted.cursor ?? "0"), (0...Int(Int32.max)).contains(skip) else {
            throw KooFailure(.parameterInvalid, "The cursor is none of this search.")
        }
        return try await read(exchange, container: wanted.containerID) { transaction, space in
            let found = try transaction.search(wanted, skip: skip, in: space)
            let shape = KooFileShape(transaction, space)
            return .success(
                .object([
                    .init("files", .array(try found.hits.map { try shape.hit($0.node) })),
                    .init("total", .int(found.total)),
                    .init("nextPageCursor", .string(found.hasMore ? String(skip + found.hits.count) : "")),
                ]), items: found.hits.count)
        }
    }
}

extension LibraryTransaction {
    /// A page of a folder. With a type, as many store pages are read as it takes.
    fileprivate func page(
        of folder: KooStanding, _ wanted: KooListRequest, type: KooFileType?, size: Int, in space: Space
    ) throws -> KooFilePage {
        var listing = DirectoryListing()
        listing.isUnion = wanted.order != .format
        listing.isDescending = !wanted.isAscending
        listing.order = wanted.order.column
        listing.limit = size
        if type?.isFolder == true { listing.filter = .onlyDir }
        let shape = KooFileShape(self, space)
        var marker = try wanted.cursor.map { try ListingMarker(parsing: $0) }
        var files: [KooFile] = []
        repeat {
            listing.limit = size - files.count
            let page = try list(folder.node, listing, after: marker)
            files += try page.entries.map {
                try shape.file($0, named: $0.name, in: folder.node.id, isRecycled: folder.isRecycled)
            }.filter { type == nil || $0.type == type }
            marker = page.next
        } while marker != nil && files.count < size
        return KooFilePage(files: files, nextCursor: marker?.text)
    }

    fileprivate func binPage(
        _ wanted: KooListRequest, isSorted: Bool, type: KooFileType?, size: Int, in space: Space
    ) throws -> KooFilePage {
        let shape = KooFileShape(self, space)
        var listing = BinListing()
        listing.isOldestFirst = isSorted && wanted.isAscending
        if isSorted { (listing.order, listing.isDescending) = (wanted.order.binColumn, !wanted.isAscending) }
        if let cursor = try wanted.cursor.map({ try BinCursor(parsing: $0) }) {
            (listing.after, listing.afterValue) = (cursor.number, cursor.value)
        }
        var files: [KooFile] = []
        while true {
            listing.limit = size - files.count + 1
            let items = try recycledItems(in: space, listing)
            let taken = items.prefix(size - files.count)
            files += try taken.map { try shape.file($0) }.filter { type == nil || $0.type == type }
            guard items.count > taken.count, let last = taken.last else { return KooFilePage(files: files) }
            let cursor = BinCursor(number: last.number, value: listing.order.map(last.value(for:)))
            if files.count == size { return KooFilePage(files: files, nextCursor: cursor.text) }
            (listing.after, listing.afterValue) = (cursor.number, cursor.value)
        }
    }

    fileprivate func search(
        _ wanted: KooSearch, skip: Int, in space: Space
    ) throws -> (hits: [(node: Node, path: [String])], hasMore: Bool, total: Int) {
        var search = EntrySearch()
        search.keywords = wanted.keyword.map { [DrivePath.fold($0)] } ?? []
        search.isRecursive = wanted.isRecursive
        search.countsAll = true
        if let parent = wanted.parentFolderID {
            let folder = try standing(of: parent, in: space, expecting: .live)
            guard folder.node.isDirectory else { throw KooFailure(.parameterInvalid, "parentFolder is no folder.") }
            search.scope = folder.path
        }
        if let type = wanted.fileType {
            guard let types = type.searchTypes else { return ([], false, 0) }
            search.types = types
        }
        let page = try self.search(search, in: space, skip: skip, limit: wanted.pageSize)
        return (page.hits, page.hasMore, page.seen)
    }

    func binItem(_ standing: KooStanding, in space: Space) throws -> BinItem? {
        try standing.path.first.flatMap { Int64($0) }.flatMap { try recycledItem($0, in: space) }
    }
}

/// Where a page of the bin ended: the item, and what it was sorted by, so that nothing is skipped when it has left.
private struct BinCursor {
    var number: Int64
    var value: BinListing.SortValue?

    init(number: Int64, value: BinListing.SortValue?) {
        self.number = number
        self.value = value
    }

    init(parsing text: String) throws(KooFailure) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard let number = Int64(parts[0]) else {
            throw KooFailure(.parameterInvalid, "The cursor is none of this list.")
        }
        self.number = number
        guard parts.count == 3 else { return }
        if parts[1] == "n" {
            value = .name(String(parts[2]))
        } else if let sorted = Int64(parts[2]) {
            value = .number(sorted)
        }
    }

    var text: String {
        switch value {
        case nil: "\(number)"
        case .number(let sorted)?: "\(number):i:\(sorted)"
        case .name(let name)?: "\(number):n:\(name)"
        }
    }
}

extension KooListRequest.Order {
    /// Formats are not sorted by: folders come first, and names decide.
    fileprivate var column: DirectoryListing.Order {
        switch self {
        case .name, .format, .recycled: .name
        case .size: .size
        case .created: .creationTime
        case .modified: .modificationTime
        }
    }

    /// nil: the order in which things came to the bin.
    fileprivate var binColumn: BinListing.Order? {
        switch self {
        case .name, .format: .name
        case .size: .size
        case .created, .modified: .modificationTime
        case .recycled: nil
        }
    }
}
