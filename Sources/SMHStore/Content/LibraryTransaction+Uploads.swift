package import SMHModel

/// What an upload begins with.
package struct UploadRequest: Sendable {
    package var path: [String]
    package var strategy: ConflictResolutionStrategy
    package var contentType: String?
    /// Members of a JSON object, ready for the wire.
    package var extra: String?
    package var isMultipart = false

    package init(path: [String], strategy: ConflictResolutionStrategy) {
        self.path = path
        self.strategy = strategy
    }
}

/// An upload that is under way.
package struct Upload: Sendable {
    package let confirmKey: String
    package let path: [String]
    package let strategy: ConflictResolutionStrategy
    package let userID: String
    package let contentType: String?
    package let extra: String?
    package let created: Int64
    package let expires: Int64
    package let isMultipart: Bool
    package let isConfirmed: Bool
}

package struct UploadedPart: Sendable {
    package let number: Int64
    package let size: Int64
    package let stored: Int64
}

package struct ConfirmedUpload: Sendable {
    package let node: Node
    package let path: [String]
    package let isOverwritten: Bool
}

extension LibraryTransaction {
    /// Begins an upload (reference 17.1). The directory must be there; under `ask` a clash is told at once, otherwise the
    /// name is decided when the upload is confirmed.
    package func beginUpload(_ request: UploadRequest, in space: Space) throws -> Upload {
        try access.require(
            request.strategy == .overwrite
                ? access.allows(.uploadFileForce, .beginUploadForce)
                : access.allows(.uploadFile, .uploadFileForce, .beginUpload, .beginUploadForce))
        guard let name = request.path.last else { throw StoreFailure(.emptyPath) }
        try EntryName.check(name, isDirectory: false, longest: options.longestName)
        guard let parent = try directory(at: request.path.dropLast(), in: space) else {
            throw StoreFailure(.directoryNotFound)
        }
        if options.kind == .media, fileKind(of: name) == .file {
            throw StoreFailure(SMHErrorCode(rawValue: "ExtnameNotAllowed"))
        }
        if let standing = try child(of: parent, named: name) {
            if request.strategy == .ask || standing.isDirectory && request.strategy == .overwrite {
                throw StoreFailure(.sameNameDirectoryOrFileExists)
            }
        }
        let key = environment.hexadecimal(digits: 40)
        try sql.execute("DELETE FROM upload WHERE expires < ?", .int(now))
        try sql.execute(
            "INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
            .text(key), .text(space.name), .text(request.path.joined(separator: "/")), .text(request.strategy.rawValue),
            .text(userID), .optionalText(request.contentType), .optionalText(request.extra), .int(now),
            .int(now + BinItem.day), .int(request.isMultipart ? 1 : 0))
        return try upload(key, in: space)
    }

    package func upload(_ key: String, in space: Space? = nil) throws -> Upload {
        let found = try sql.first("SELECT * FROM upload WHERE confirmKey = ?", .text(key)) { row in
            (
                space: row.text(1),
                upload: Upload(
                    confirmKey: row.text(0), path: Self.names(row.text(2)),
                    strategy: ConflictResolutionStrategy(rawValue: row.text(3)) ?? .rename, userID: row.text(4),
                    contentType: row.optionalText(5), extra: row.optionalText(6), created: row.int(7),
                    expires: row.int(8), isMultipart: row.int(9) == 1, isConfirmed: row.int(10) == 1)
            )
        }
        guard let found, found.upload.expires > now, space == nil || space?.name.hasSameBytes(as: found.space) == true
        else {
            throw StoreFailure(.uploadNotFound)
        }
        return found.upload
    }

    /// Takes bytes of an upload. Without a number they are the whole file; a part that comes again replaces the first.
    package func store(_ bytes: [UInt8], part number: Int64?, of upload: Upload) throws {
        if upload.isConfirmed { throw StoreFailure(.uploadComplete) }
        if let number {
            try sql.execute(
                "DELETE FROM uploadPart WHERE confirmKey = ? AND number = ?", .text(upload.confirmKey), .int(number))
            try insertPart(bytes, number, of: upload)
            return
        }
        try sql.execute("DELETE FROM uploadPart WHERE confirmKey = ?", .text(upload.confirmKey))
        if bytes.isEmpty { return try insertPart([], 1, of: upload) }
        var number: Int64 = 0
        for start in stride(from: 0, to: bytes.count, by: Self.partSize) {
            number += 1
            try insertPart(Array(bytes[start..<min(start + Self.partSize, bytes.count)]), number, of: upload)
        }
    }

    private func insertPart(_ bytes: [UInt8], _ number: Int64, of upload: Upload) throws {
        try sql.execute(
            "INSERT INTO uploadPart VALUES (?, ?, ?, ?)", .text(upload.confirmKey), .int(number), .int(now),
            .blob(bytes))
    }

    package func parts(of upload: Upload) throws -> [UploadedPart] {
        try sql.rows(
            "SELECT number, length(bytes), stored FROM uploadPart WHERE confirmKey = ? ORDER BY number",
            .text(upload.confirmKey)
        ) { UploadedPart(number: $0.int(0), size: $0.int(1), stored: $0.int(2)) }
    }

    package func abort(_ upload: Upload) throws {
        try sql.execute("DELETE FROM upload WHERE confirmKey = ?", .text(upload.confirmKey))
    }

    package func extend(_ upload: Upload) throws {
        try sql.execute(
            "UPDATE upload SET expires = ? WHERE confirmKey = ?", .int(now + BinItem.day), .text(upload.confirmKey))
    }

    /// Makes the bytes a file (reference 17.1). A file that is overwritten keeps its identity: it is a new version of it.
    /// - Parameters:
    ///   - crc64: what the client computed; nil: not checked.
    ///   - number: the number that the file was promised; nil: any.
    package func confirm(
        _ upload: Upload, in space: Space, strategy: ConflictResolutionStrategy?, crc64: UInt64?, extra: String?,
        as number: Int64? = nil
    ) throws -> ConfirmedUpload {
        try access.require(access.allows(.uploadFile, .uploadFileForce, .confirmUpload))
        if upload.isConfirmed { throw StoreFailure(.uploadComplete) }
        let strategy = strategy ?? upload.strategy
        if strategy == .overwrite { try access.require(access.allows(.uploadFileForce, .beginUploadForce)) }
        let content = try takeParts(of: upload)
        if let crc64, crc64 != content.crc64 { throw StoreFailure(.badCrc64) }
        let place = try findPlace(
            PlaceRequest(
                path: upload.path, space: space, isDirectory: false, strategy: strategy, makesParents: false))
        var node =
            try place.replaced
            ?? Node(
                parent: place.parent, name: place.name, id: number ?? takeNumber(), kind: fileKind(of: place.name),
                created: now, modified: now)
        node.modified = now
        node.size = content.size
        node.crc64 = content.crc64
        node.content = content.id
        node.version = content.id
        node.contentType = upload.contentType
        node.extra = extra ?? upload.extra
        node.userID = upload.userID.isEmpty ? nil : upload.userID
        if place.replaced != nil {
            node.kind = fileKind(of: place.name)
            node.revision += 1
            try replace(node)
        } else {
            try insert(node)
        }
        markChanged(place.parent)
        try abort(upload)
        return ConfirmedUpload(node: node, path: place.path, isOverwritten: place.replaced != nil)
    }

    /// Writes what a new version changes of a file that stays where it is.
    func replace(_ node: Node) throws {
        try sql.execute(
            """
            UPDATE node SET kind = ?, modified = ?, revision = ?, size = ?, version = ?, crc64 = ?, content = ?,
            contentType = ?, userID = ?, target = NULL, extra = ? WHERE id = ?
            """,
            .int(node.kind.rawValue), .int(node.modified), .int(node.revision), .int(node.size),
            .optionalInt(node.version), .optionalInt(node.crc64.map { Int64(bitPattern: $0) }),
            .optionalInt(node.content), .optionalText(node.contentType), .optionalText(node.userID),
            .optionalText(node.extra), .int(node.id))
    }

    /// Moves the parts, which must follow each other without a gap, into a content.
    private func takeParts(of upload: Upload) throws -> (id: Int64, size: Int64, crc64: UInt64) {
        let parts = try parts(of: upload)
        if parts.isEmpty { throw StoreFailure(.uploadIncomplete, "The upload is not complete.") }
        guard parts.enumerated().allSatisfy({ Int64($0.offset) + 1 == $0.element.number }) else {
            throw StoreFailure(.multipartUploadIncomplete)
        }
        let id = try createContent()
        var size: Int64 = 0
        var sum = CRC64()
        for part in parts {
            let bytes =
                try sql.first(
                    "SELECT bytes FROM uploadPart WHERE confirmKey = ? AND number = ?", .text(upload.confirmKey),
                    .int(part.number)
                ) { $0.blob(0) } ?? []
            try appendContent(id, at: size, bytes)
            bytes.withUnsafeBytes { sum.update($0) }
            size += Int64(bytes.count)
        }
        try setContentSize(id, size)
        return (id, size, sum.value)
    }
}
