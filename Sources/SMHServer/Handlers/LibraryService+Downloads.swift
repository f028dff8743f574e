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
        answer.headers.append(WireHeader("Location", try address(of: found.bytes, named: found.shown.name, exchange)))
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
            writer.string(try address(of: found.bytes, named: found.shown.name, exchange))
        }
        writer.endObject()
        return Answer(status: 200, body: writer.bytes)
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

    /// - Throws: `CosObjectNonexistent` for a file that was imported without its bytes.
    private func address(of node: Node, named name: String, _ exchange: Exchange) throws -> String {
        guard node.content != nil || node.size == 0 else {
            throw StoreFailure(.cosObjectNonexistent, "The library holds no bytes of this file.")
        }
        let key = addresses.makeKey(
            for: ContentAddresses.Target(
                content: node.content, size: node.size,
                contentType: node.contentType ?? FileType(name: name).contentType.description, name: name,
                isAttachment: exchange.query("content_disposition") == "attachment",
                expires: store.configuration.environment.now() + ContentAddresses.lifetime))
        let path = "/data/file/" + key
        guard let host = exchange.request.header("host"), !host.isEmpty else { return path }
        return "http://" + host + path
    }

    /// The bytes behind an address, or a range of them.
    func fetchContent(_ key: String, _ request: WireRequest) async throws -> Answer {
        guard let target = addresses.target(of: key) else { throw StoreFailure(.cosObjectNonexistent) }
        var headers = [WireHeader("Content-Type", target.contentType), WireHeader("Accept-Ranges", "bytes")]
        if target.isAttachment {
            headers.append(
                WireHeader("Content-Disposition", "attachment; filename*=UTF-8''" + PercentEncoding.encode(target.name))
            )
        }
        var status = 200
        var range: Range<Int64> = 0..<target.size
        switch ByteRange.parse(request.header("range"), size: target.size) {
        case .whole: break
        case .part(let part):
            status = 206
            range = part
            headers.append(
                WireHeader("Content-Range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(target.size)"))
        case .unsatisfiable:
            headers.append(WireHeader("Content-Range", "bytes */\(target.size)"))
            return Answer(status: 416, headers: headers)
        }
        var answer = Answer(status: status, headers: headers)
        answer.isJSON = false
        if let content = target.content, !range.isEmpty {
            let wanted = range
            answer.body = try await store.read { transaction in
                try transaction.content(content, from: wanted.lowerBound, count: Int(wanted.count))
            }
        }
        return answer
    }
}

/// One range of bytes, as `Range: bytes=…` asks for it.
enum ByteRange: Equatable {
    case whole
    case part(Range<Int64>)
    case unsatisfiable

    /// A header that cannot be read, or names several ranges, is passed over, as HTTP allows.
    static func parse(_ header: String?, size: Int64) -> ByteRange {
        guard let header, header.hasPrefix("bytes=") else { return .whole }
        let ends = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2 else { return .whole }
        if ends[0].isEmpty {
            guard let count = Int64(ends[1]), count > 0 else { return .whole }
            return size == 0 ? .unsatisfiable : .part(max(0, size - count)..<size)
        }
        guard let first = Int64(ends[0]), first >= 0 else { return .whole }
        if first >= size { return .unsatisfiable }
        if ends[1].isEmpty { return .part(first..<size) }
        guard let last = Int64(ends[1]), last >= first else { return .whole }
        return .part(first..<(min(last, size - 1) + 1))
    }
}
