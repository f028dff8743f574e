import SMHModel
import SMHStore

/// The classic search (reference 16.1). Nothing is kept between pages: the search id is the search itself.
extension LibraryService {
    private static let pageLength = 20

    func startSearch(_ exchange: Exchange) async throws -> Answer {
        try await search(try exchange.requiredBody(), skip: 0, exchange)
    }

    func continueSearch(_ exchange: Exchange) async throws -> Answer {
        guard let skip = Int(exchange.query("marker") ?? "0"), (0...Int(Int32.max)).contains(skip),
            let description = Self.description(ofSearch: exchange.routed.id)
        else { throw StoreFailure(.searchIDInvalid) }
        return try await search(description, skip: skip, exchange)
    }

    private func search(_ description: JSONValue, skip: Int, _ exchange: Exchange) async throws -> Answer {
        guard store.settings.options.allowsSearch else { throw StoreFailure(.searchNotEnabled) }
        let search = Self.search(description)
        let entries = EntryWriter(
            inodes: store.settings.inodes, withInode: exchange.flag("with_inode"),
            withFavorite: exchange.flag("with_favorite_status"))
        return try await read(exchange) { transaction, space in
            let found = try transaction.search(search, in: space, skip: skip, limit: Self.pageLength)
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("searchId")
            writer.string(Self.searchID(of: description))
            writer.key("searchFinished")
            writer.bool(!found.hasMore)
            writer.key("hasMore")
            writer.bool(found.hasMore)
            if found.hasMore {
                writer.key("nextMarker")
                writer.number(skip + found.hits.count)
            }
            writer.key("contents")
            writer.beginArray()
            for hit in found.hits { entries.write(hit.node, in: Array(hit.path.dropLast()), to: &writer) }
            writer.endArray()
            writer.endObject()
            var answer = Answer(status: 200, body: writer.bytes)
            answer.itemCount = found.hits.count
            return answer
        }
    }

    private static func searchID(of description: JSONValue) -> String {
        String(decoding: description.bytes.flatMap { Hexadecimal.digits(of: UInt64($0)).suffix(2) }, as: UTF8.self)
    }

    private static func description(ofSearch id: String) -> JSONValue? {
        let digits = Array(id.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            let padded = [UInt8](repeating: UInt8(ascii: "0"), count: 14) + digits[index...(index + 1)]
            guard let value = Hexadecimal.value(of: padded) else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: value))
        }
        return try? JSONValue(parsing: bytes)
    }

    private static func search(_ body: JSONValue) -> EntrySearch {
        var search = EntrySearch()
        search.keywords = (body["keyword"]?.text ?? "").split(separator: " ").map { DrivePath.fold(String($0)) }
        search.scope = body["scope"]?.pathNames ?? []
        search.extensions = (body["extname"]?.strings ?? []).map { name in
            (name.hasPrefix(".") ? String(name.dropFirst()) : name).lowercased()
        }
        search.types = body["type"]?.strings ?? body["type"]?.text.map { [$0] } ?? []
        search.smallest = body["minFileSize"]?.integer.map { Int64($0) }
        search.largest = body["maxFileSize"]?.integer.map { Int64($0) }
        search.modifiedFrom = body["modificationTimeStart"]?.timestamp?.millisecondsSince1970
        search.modifiedTo = body["modificationTimeEnd"]?.timestamp?.millisecondsSince1970
        return search
    }
}
