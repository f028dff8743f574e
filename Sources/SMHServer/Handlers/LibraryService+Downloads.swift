import SMHModel
import SMHStore

/// Downloads and what is told of a file on the way (reference 9.2, 9.3, 17.3).
extension LibraryService {
    func headFile(_ exchange: Exchange) async throws -> Answer {
        let node = try await file(exchange).shown
        return Answer(status: 200, headers: Self.headers(of: node))
    }

    func download(_ exchange: Exchange) async throws -> Answer {
        let found = try await file(exchange)
        var answer = Answer(status: 302, headers: Self.headers(of: found.shown))
        answer.headers.append(WireHeader("Location", try address(of: found, exchange)))
        return answer
    }

    func fileInformation(_ exchange: Exchange) async throws -> Answer {
        let found = try await file(exchange)
        let entries = EntryWriter(
            inodes: store.settings.inodes, withInode: exchange.flag("with_inode"),
            withFavorite: exchange.flag("with_favorite_status"))
        var writer = JSONWriter()
        writer.beginObject()
        entries.writeMembers(found.shown, path: exchange.path, name: found.shown.name, to: &writer)
        if !exchange.flag("pre_check"), found.bytes.content != nil || found.bytes.size == 0 {
            writer.key("cosUrl")
            writer.string(try address(of: found, exchange))
        }
        writer.endObject()
        return Answer(status: 200, body: writer.bytes)
    }

    private func address(of found: (shown: Node, bytes: Node), _ exchange: Exchange) throws -> String {
        try contents.address(
            of: found.bytes, named: found.shown.name,
            isAttachment: exchange.query("content_disposition") == "attachment", for: exchange.request)
    }

    /// The file at the path, and the one that holds its bytes: another one for a link.
    private func file(_ exchange: Exchange) async throws -> (shown: Node, bytes: Node) {
        try await read(exchange) { transaction, space in
            guard let node = try transaction.node(at: exchange.path, in: space), !node.isDirectory else {
                throw StoreFailure(.fileNotFound)
            }
            guard let bytes = try transaction.resolveLinks(node) else { throw StoreFailure(.rootLinkFileNotFound) }
            return (node, bytes)
        }
    }

    private static func headers(of node: Node) -> [WireHeader] {
        var headers = [
            WireHeader("x-smh-type", node.kind.word.description),
            WireHeader("x-smh-creation-time", Timestamp(millisecondsSince1970: node.created).description),
            WireHeader("x-smh-modification-time", Timestamp(millisecondsSince1970: node.modified).description),
            WireHeader("x-smh-content-type", node.contentType ?? FileType(name: node.name).contentType.description),
            WireHeader("x-smh-size", String(node.size)),
            WireHeader("x-smh-etag", String(decoding: node.etag, as: UTF8.self)),
        ]
        if let crc64 = node.crc64 { headers.append(WireHeader("x-smh-crc64", String(crc64))) }
        for member in node.extraMembers.first(where: { $0.key == "metaData" })?.value.members ?? [] {
            // A line break in a header would begin another one.
            guard let text = member.value.text, text.utf8.allSatisfy({ $0 >= 0x20 }) else { continue }
            headers.append(WireHeader(member.key, text))
        }
        return headers
    }
}
