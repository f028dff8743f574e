import SMHModel
import SMHStore

/// Uploads in three steps (reference 17.1, 17.2). The bytes go to an address of this server instead of an object store.
extension LibraryService {
    func beginUpload(_ exchange: Exchange) async throws -> Answer {
        var begun = UploadRequest(path: exchange.path, strategy: try exchange.strategy() ?? .rename)
        begun.contentType = exchange.request.header("content-type").flatMap {
            $0.hasPrefix("application/json") ? nil : $0
        }
        begun.extra = Self.metadata(exchange)
        begun.isMultipart = exchange.request.hasFlag("multipart")
        let request = begun
        let upload = try await write(exchange) { transaction, space in
            try transaction.beginUpload(request, in: space)
        }
        return Answer(201, ticket(for: upload, exchange))
    }

    private func ticket(for upload: Upload, _ exchange: Exchange) -> UploadTicket {
        var ticket = UploadTicket(
            domain: exchange.request.header("host") ?? "", path: "/data/upload/" + upload.confirmKey,
            headers: [WireHeader("x-smh-upload", upload.confirmKey)], confirmKey: upload.confirmKey,
            expiration: Timestamp(millisecondsSince1970: upload.expires).description)
        if upload.isMultipart { ticket.uploadID = upload.confirmKey }
        return ticket
    }

    /// Headers `x-smh-meta-*`, and what the body says of labels and times.
    private static func metadata(_ exchange: Exchange) -> String? {
        let headers = exchange.request.headers.filter { $0.name.lowercased().hasPrefix("x-smh-meta-") }
        let metadata = headers.map { JSONValue.Member($0.name.lowercased(), .string($0.value)) }
        let current = metadata.isEmpty ? [] : [JSONValue.Member("metaData", .object(metadata))]
        return extra(exchange.body ?? .null, current: current)
    }

    func confirmUpload(_ exchange: Exchange) async throws -> Answer {
        let strategy = try exchange.strategy()
        var checksum: UInt64?
        if let value = exchange.body?["crc64"] {
            guard let number = value.unsigned else { throw StoreFailure(.badCrc64) }
            checksum = number
        }
        let crc64 = checksum
        let extra = exchange.body.flatMap { Self.extra($0, current: []) }
        let confirmed = try await write(exchange) { transaction, space in
            try transaction.confirm(
                transaction.upload(exchange.routed.id, in: space), in: space, strategy: strategy, crc64: crc64,
                extra: extra)
        }
        let entries = EntryWriter(inodes: store.settings.inodes, withInode: exchange.flag("with_inode"))
        var writer = JSONWriter()
        writer.beginObject()
        entries.writeMembers(
            confirmed.node, path: confirmed.path, name: confirmed.path.last ?? "", to: &writer)
        writer.key("isOverwritten")
        writer.bool(confirmed.isOverwritten)
        writer.key("virusAuditStatus")
        writer.number(0)
        writer.endObject()
        return Answer(status: 200, body: writer.bytes)
    }

    func abortUpload(_ exchange: Exchange) async throws -> Answer {
        try await write(exchange) { transaction, space in
            try transaction.abort(transaction.upload(exchange.routed.id, in: space))
        }
        return .noContent
    }

    func renewUpload(_ exchange: Exchange) async throws -> Answer {
        let upload = try await write(exchange) { transaction, space in
            let upload = try transaction.upload(exchange.routed.id, in: space)
            try transaction.extend(upload)
            return upload
        }
        return Answer(200, ticket(for: upload, exchange))
    }

    func uploadState(_ exchange: Exchange) async throws -> Answer {
        let (upload, parts) = try await read(exchange) { transaction, space in
            let upload = try transaction.upload(exchange.routed.id, in: space)
            return (upload, try transaction.parts(of: upload))
        }
        let partValues = parts.map { part in
            JSONValue.object([
                .init("PartNumber", .int(part.number)),
                .init("LastModified", .string(Timestamp(millisecondsSince1970: part.stored).description)),
                .init("ETag", .string("\"\(part.number)\"")), .init("Size", .int(part.size)),
            ])
        }
        return Answer(
            json: .object([
                .init("confirmed", .bool(upload.isConfirmed)), .init("path", .path(upload.path)),
                .init("type", .string("file")),
                .init("creationTime", .string(Timestamp(millisecondsSince1970: upload.created).description)),
                .init("conflictResolutionStrategy", .string(upload.strategy.rawValue)),
                .init("force", .bool(upload.strategy == .overwrite)),
                .init("uploadId", upload.isMultipart ? .string(upload.confirmKey) : .null),
                .init("parts", .array(partValues)), .init("uploadPartInfo", ticket(for: upload, exchange).json),
            ]))
    }
}
