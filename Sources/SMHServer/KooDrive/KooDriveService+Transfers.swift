import Crypto
import SMHModel
import SMHStore

/// Uploads in three steps (koodrive reference 4.5) and downloads from made-up addresses (4.6).
extension KooDriveService {
    /// The parts of an upload (koodrive reference 10).
    private static let partNumbers: ClosedRange<Int64> = 1...10_000

    /// 4.5 (a).
    func createUpload(_ exchange: KooExchange) async throws -> Answer {
        let announcement = try Self.announcement(exchange.body)
        let container = try exchange.requiredText("containerId")
        let parts = try Self.parts(exchange.body)
        let begun = try await write(exchange, container: container) { transaction, space in
            let begun = try transaction.announce(announcement, in: space)
            return (begun, transaction.identifiers)
        }
        let (id, name, upload): (String, String, AnnouncedUpload?) =
            switch begun.0 {
            case .announced(let upload, let name): (begun.1.file(upload.number), name, upload)
            case .same(let node): (begun.1.file(node.id), node.name, nil)
            }
        let payload = JSONValue.object([]).adding([
            ("fileId", .string(id)), ("rapidUpload", .bool(false)), ("containerId", .string(container)),
            ("fileName", .string(name)),
            ("uploadId", upload.map { .string($0.upload.confirmKey.prefix(32).uppercased()) }),
            ("parentFolder", .array([.string(announcement.folderID)])),
            ("exist", announcement.mode == .keepSame ? .bool(upload == nil) : nil),
            ("multiParts", upload.map { shown(parts, of: $0, exchange) }),
        ])
        return .success(payload)
    }

    private static func announcement(_ body: JSONValue) throws -> UploadAnnouncement {
        guard let name = body["fileName"]?.text, let size = body["length"]?.integer else {
            throw KooFailure(.parameterInvalid, "fileName or length is missing.")
        }
        guard let folder = body["parentFolder"]?.strings?.first else {
            throw KooFailure(.parameterInvalid, "parentFolder is missing.")
        }
        guard let mode = body["autoRename"]?.integer.flatMap(UploadAnnouncement.Mode.init(rawValue:)) else {
            throw KooFailure(.parameterInvalid, "autoRename is 2, 3 or 4.")
        }
        // 0, a plain upload, and 2, a new version, are not supported by the call.
        if let type = body["uploadType"]?.integer, type != 1 {
            throw KooFailure(.parameterInvalid, "uploadType is 1.")
        }
        var announcement = UploadAnnouncement(name: name, folderID: folder, size: Int64(size), mode: mode)
        announcement.sha256 = body["sha256"]?.text?.lowercased()
        announcement.contentType = body["mimeType"]?.text
        return announcement
    }

    /// What is asked of parts: their numbers, and what else was said of them.
    private static func parts(_ body: JSONValue) throws -> [(number: Int64, part: JSONValue)] {
        try (body["multiParts"]?.elements ?? []).map { part in
            guard let number = part["partNumber"]?.integer, partNumbers.contains(Int64(number)) else {
                throw KooFailure(.parameterInvalid, "partNumber is 1 to 10000.")
            }
            return (Int64(number), part)
        }
    }

    private func shown(
        _ parts: [(number: Int64, part: JSONValue)], of upload: AnnouncedUpload, _ exchange: KooExchange
    ) -> JSONValue {
        .array(
            parts.map { number, part in
                let url = contents.address(ofUpload: upload.upload.confirmKey, part: number, for: exchange.request)
                return part.adding([("uploadUrl", .string(url))])
            })
    }

    /// 4.5 (b).
    func uploadAddresses(_ exchange: KooExchange) async throws -> Answer {
        let id = try exchange.requiredText("fileId")
        let parts = try Self.parts(exchange.body)
        if parts.isEmpty { throw KooFailure(.parameterInvalid, "multiParts is missing.") }
        let upload = try await read(exchange) { transaction, space in
            try transaction.announcedUpload(id, in: space)
        }
        return .success(.object([.init("multiParts", shown(parts, of: upload, exchange))]))
    }

    /// 4.5 (c). The hash of the bytes is compared with what was announced, here or before.
    func completeUpload(_ exchange: KooExchange) async throws -> Answer {
        let id = try exchange.requiredText("fileId")
        let expected = exchange.body["sha256"]?.text?.lowercased()
        try await write(exchange) { transaction, space in
            let upload = try transaction.announcedUpload(id, in: space)
            var hash = SHA256()
            try transaction.readParts(of: upload) { hash.update(data: $0) }
            let digits = KooCanonicalRequest.hexadecimal(hash.finalize())
            if let expected, !expected.hasSameBytes(as: digits) { throw KooFailure(.integrityCheckFailed) }
            try transaction.complete(upload, sha256: digits, in: space)
        }
        return .success()
    }

    /// 4.6. A folder has no bytes, and neither has a file that was imported without them.
    func downloads(_ exchange: KooExchange) async throws -> Answer {
        let container = try exchange.requiredText("containerId")
        guard let ids = exchange.body["fileIds"]?.strings, (1...100).contains(ids.count) else {
            throw KooFailure(.parameterInvalid, "fileIds has 1 to 100 elements.")
        }
        let found = try await read(exchange, container: container) { transaction, space in
            ids.map { id in Result { try transaction.downloadable(id, in: space) } }
        }
        let list = zip(ids, found).map { id, node in
            let address = node.flatMap { node in
                Result {
                    (name: node.name, url: try contents.address(of: node, named: node.name, for: exchange.request))
                }
            }
            return Self.download(of: id, address)
        }
        let failed = list.count { $0["url"] == nil }
        return .success(
            .object([
                .init("batchCode", .int(failed == 0 ? 1 : failed < ids.count ? 0 : 2)),
                .init("downloads", .array(list)),
            ]), items: ids.count)
    }

    private static func download(of id: String, _ address: Result<(name: String, url: String), any Error>) -> JSONValue
    {
        switch address {
        case .success(let file):
            return .object([
                .init("fileId", .string(id)), .init("fileName", .string(file.name)), .init("url", .string(file.url)),
                .init("code", .string("0")), .init("msg", .string("Success.")),
            ])
        case .failure(let error):
            let failure = KooFailure(refusal: error) ?? KooFailure(.downloadFailed)
            return .object([
                .init("fileId", .string(id)), .init("code", .string(failure.code.rawValue)),
                .init("msg", .string(failure.message)),
            ])
        }
    }
}

extension LibraryTransaction {
    fileprivate func downloadable(_ id: String, in space: Space) throws -> Node {
        let node = try standing(of: id, in: space, expecting: .live).node
        if node.isDirectory { throw KooFailure(.notForFolders) }
        guard let bytes = try resolveLinks(node) else { throw KooFailure(.downloadAddressMissing) }
        return bytes
    }
}
