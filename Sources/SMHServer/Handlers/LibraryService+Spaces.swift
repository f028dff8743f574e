import SMHModel
import SMHStore

/// Spaces and what they hold (reference 15, 18.3).
extension LibraryService {
    private static let longestSpacePage = 1000

    func createSpace(_ exchange: Exchange) async throws -> Answer {
        let name = exchange.query("space_id").flatMap { $0.isEmpty ? nil : $0 }
        let attributes = Self.attributes(exchange.body, over: .object([]))
        let space = try await store.write { transaction in
            transaction.act(for: exchange.caller)
            return try transaction.createSpace(named: name, attributes: attributes)
        }
        return Answer(201, json: .object([.init("spaceId", .string(space.name))]))
    }

    private static let attributeKeys = [
        "isPublicRead", "isMultiAlbum", "allowPhoto", "allowVideo", "allowPhotoExtname", "allowVideoExtname",
        "allowFileExtname", "recognizeSensitiveContent", "spaceTag",
    ]

    private static func attributes(_ body: JSONValue?, over current: JSONValue) -> String {
        var members = current.members ?? []
        for key in attributeKeys {
            guard let value = body?[key] else { continue }
            members.removeAll { $0.key == key }
            members.append(.init(key, value))
        }
        return JSONValue.object(members).description
    }

    /// The old form, without `/list`, gives a bare array (reference 22.16).
    func listSpaces(_ exchange: Exchange) async throws -> Answer {
        let limit = min(try exchange.positive("limit") ?? Self.longestSpacePage, Self.longestSpacePage)
        let marker = exchange.query("marker") ?? ""
        let owner: String? = exchange.caller.rights.isAdmin ? nil : exchange.caller.userID
        var spaces = try await store.read { try $0.spaces(after: marker, limit: limit + 1, owner: owner) }
        var page = SpacePage(list: [])
        if spaces.count > limit {
            spaces.removeLast()
            page.marker = spaces.last?.name
        }
        page.list = spaces.map { space in
            SpaceSummary(
                spaceID: space.name, userID: space.userID,
                creationTime: Timestamp(millisecondsSince1970: space.created))
        }
        if exchange.routed.id.isEmpty { return Answer(json: .array(of: page.list)) }
        return Answer(page)
    }

    func countSpaces(_ exchange: Exchange) async throws -> Answer {
        Answer(json: .object([.init("total", .int(try await store.read { try $0.spaceCount() }))]))
    }

    func spaceAttributes(_ exchange: Exchange) async throws -> Answer {
        let attributes = try await read(exchange) { _, space in space.attributes }
        return Answer(status: 200, body: Array(attributes.utf8))
    }

    /// `isMultiAlbum` cannot be changed.
    func setSpaceAttributes(_ exchange: Exchange) async throws -> Answer {
        guard case .object(let members) = try exchange.requiredBody() else {
            throw StoreFailure(.paramInvalid, "The body must be an object.")
        }
        let body = JSONValue.object(members.filter { $0.key != "isMultiAlbum" })
        try await write(exchange) { transaction, space in
            try transaction.access.require(transaction.access.coversSpaces)
            let current = try JSONValue(parsing: Array(space.attributes.utf8))
            try transaction.setAttributes(Self.attributes(body, over: current), of: space)
        }
        return .noContent
    }

    /// There are no quotas here: a disk that is full says so itself.
    func spaceQuota(_ exchange: Exchange) async throws -> Answer {
        _ = try await read(exchange) { _, space in space.name }
        throw StoreFailure(.noQuota)
    }

    /// Checked, and without effect: nothing here is slower than the disk.
    func setTrafficLimit(_ exchange: Exchange) async throws -> Answer {
        guard let limit = try exchange.requiredBody()["downloadTrafficLimit"]?.integer,
            limit == -1 || (102_400...104_857_600).contains(limit)
        else { throw StoreFailure(.paramInvalid, "downloadTrafficLimit must be -1 or from 102400 to 104857600.") }
        try await write(exchange) { transaction, _ in
            try transaction.access.require(transaction.access.coversSpaces)
        }
        return .noContent
    }

    func spaceSize(_ exchange: Exchange) async throws -> Answer {
        let size = try await read(exchange) { transaction, space in try transaction.size(of: space) }
        return Answer(json: .object([.init("size", .string(String(size)))]))
    }

    func fileCount(_ exchange: Exchange) async throws -> Answer {
        let (normal, bin) = try await read(exchange) { transaction, space in
            try transaction.access.require(transaction.access.coversSpaces)
            return (try transaction.statistics(of: space), try transaction.binStatistics(of: space))
        }
        let counts = [
            ("fileNum", normal.files), ("dirNum", normal.directories), ("recycledFileNum", bin.files),
            ("recycledDirNum", bin.directories), ("historyFileNum", 0),
        ]
        return Answer(json: .object(counts.map { .init($0.0, .string(String($0.1))) }))
    }

    func deleteSpace(_ exchange: Exchange) async throws -> Answer {
        let force = exchange.flag("force")
        try await write(exchange) { transaction, space in try transaction.deleteSpace(space, force: force) }
        return .noContent
    }

    func libraryUsage(_ exchange: Exchange) async throws -> Answer {
        let size = try await store.read { transaction in
            try transaction.spaces(after: "", limit: .max).reduce(Int64(0)) { total, space in
                try total.addingSaturated(transaction.size(of: space))
            }
        }
        return Answer(json: .object([.init("totalFileSize", .string(String(size)))]))
    }

    func spaceUsage(_ exchange: Exchange) async throws -> Answer {
        let names = Self.list(exchange.routed.id)
        let usage = try await store.read { transaction in
            try names.map { name in
                guard exchange.caller.rights.isAdmin || exchange.caller.spaces.allows(name) else {
                    throw StoreFailure(.accessTokenNotMatchSpace)
                }
                guard let space = try transaction.space(named: name) else { throw StoreFailure(.spaceNotFound) }
                return SpaceUsage(
                    spaceID: name, capacity: nil, availableSpace: nil, size: Int(try transaction.size(of: space)))
            }
        }
        return Answer(json: .array(of: usage))
    }
}
