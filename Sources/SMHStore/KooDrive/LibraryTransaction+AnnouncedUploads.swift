import SMHModel

/// An upload whose file has its id from the start (koodrive reference 4.5).
package struct AnnouncedUpload: Sendable {
    package let number: Int64
    package let upload: Upload
    /// Bytes that were announced.
    package let size: Int64
    /// In lower-case hexadecimal digits; nil: not announced.
    package let sha256: String?
}

/// What an upload is announced with.
package struct UploadAnnouncement: Sendable {
    package var name: String
    package var folderID: String
    package var size: Int64
    package var sha256: String?
    package var mode: Mode
    package var contentType: String?

    package enum Mode: Int, Sendable {
        case appendTime = 2
        case fail = 3
        /// As `appendTime`, but a file of the same name and hash is taken for the same.
        case keepSame = 4
    }

    package init(name: String, folderID: String, size: Int64, mode: Mode) {
        self.name = name
        self.folderID = folderID
        self.size = size
        self.mode = mode
    }
}

/// How an upload begins: with bytes to send, or with a file that is there already.
package enum BegunUpload: Sendable {
    case announced(AnnouncedUpload, name: String)
    case same(Node)
}

extension LibraryTransaction {
    /// The largest file (koodrive reference 10).
    private static let largestUpload: Int64 = 200 << 30

    package func announce(_ announcement: UploadAnnouncement, in space: Space) throws -> BegunUpload {
        try Self.checkKooName(announcement.name)
        guard (0...Self.largestUpload).contains(announcement.size) else {
            throw KooFailure(.parameterInvalid, "length is not that of a file.")
        }
        let folder = try uploadFolder(announcement.folderID, in: space)
        if announcement.mode == .keepSame, let hash = announcement.sha256,
            let standing = try child(of: folder.node.id, named: announcement.name),
            try sha256(of: standing)?.hasSameBytes(as: hash) == true
        {
            return .same(standing)
        }
        let path = try freePath(
            named: announcement.name, in: folder.node.id, at: folder.path, isDirectory: false,
            refusesClash: announcement.mode == .fail)
        var request = UploadRequest(path: path, strategy: announcement.mode == .fail ? .ask : .rename)
        request.contentType = announcement.contentType
        request.isMultipart = true
        let upload = try beginUpload(request, in: space)
        let number = try takeNumber()
        try sql.execute(
            "INSERT INTO announcedUpload VALUES (?, ?, ?, ?)", .int(number), .text(upload.confirmKey),
            .int(announcement.size), .optionalText(announcement.sha256))
        let announced = AnnouncedUpload(
            number: number, upload: upload, size: announcement.size, sha256: announcement.sha256)
        return .announced(announced, name: path.last ?? announcement.name)
    }

    private func uploadFolder(_ id: String, in space: Space) throws -> KooStanding {
        let standing = try standing(of: id, in: space)
        if standing.isRecycled { throw KooFailure(.uploadParentRecycled) }
        guard standing.node.isDirectory else { throw KooFailure(.targetFolderAbnormal) }
        return standing
    }

    package func announcedUpload(_ fileID: String, in space: Space) throws -> AnnouncedUpload {
        let found = try identifiers.number(ofFile: fileID).flatMap { number in
            try sql.first(
                "SELECT confirmKey, size, sha256 FROM announcedUpload WHERE node = ?", .int(number)
            ) { (number: number, key: $0.text(0), size: $0.int(1), hash: $0.optionalText(2)) }
        }
        guard let found else { throw KooFailure(.uploadNotFound) }
        return AnnouncedUpload(
            number: found.number, upload: try upload(found.key, in: space), size: found.size, sha256: found.hash)
    }

    /// The bytes of an upload in their order, a part at a time.
    package func readParts(of upload: AnnouncedUpload, _ body: ([UInt8]) throws -> Void) throws {
        for part in try parts(of: upload.upload) {
            let bytes = try sql.first(
                "SELECT bytes FROM uploadPart WHERE confirmKey = ? AND number = ?", .text(upload.upload.confirmKey),
                .int(part.number)
            ) { $0.blob(0) }
            try body(bytes ?? [])
        }
    }

    /// Makes the bytes the file that was announced.
    /// - Parameter sha256: of the bytes, computed by the caller.
    package func complete(_ upload: AnnouncedUpload, sha256: String, in space: Space) throws {
        guard try parts(of: upload.upload).reduce(0, { $0 + $1.size }) == upload.size else {
            throw KooFailure(.integrityCheckFailed, "The parts are not as long as the announced length.")
        }
        if let announced = upload.sha256, !announced.hasSameBytes(as: sha256) {
            throw KooFailure(.integrityCheckFailed)
        }
        let confirmed = try confirm(
            upload.upload, in: space, strategy: nil, crc64: nil, extra: nil, as: upload.number)
        if let content = confirmed.node.content {
            try sql.execute("INSERT INTO contentHash VALUES (?, ?)", .int(content), .text(sha256))
        }
    }

    /// The hash of a file's bytes, if it came with an upload; copies share it.
    package func sha256(of node: Node) throws -> String? {
        guard let content = node.content else { return nil }
        return try sql.first("SELECT sha256 FROM contentHash WHERE content = ?", .int(content)) { $0.text(0) }
    }
}
