extension LibraryTransaction {
    /// Bytes are kept in pieces of this size, so that no piece of memory is as large as a file.
    package static let partSize = 1 << 20

    /// Makes room for new content. It stays only if a node takes it in the same transaction.
    func createContent() throws -> Int64 {
        let id = try takeNumber()
        try sql.execute("INSERT INTO content VALUES (?, 0, 0)", .int(id))
        return id
    }

    /// Takes back a content that no node got.
    func dropContent(_ id: Int64) throws {
        try sql.execute("DELETE FROM content WHERE id = ? AND refs = 0", .int(id))
    }

    func appendContent(_ id: Int64, at position: Int64, _ bytes: [UInt8]) throws {
        if bytes.isEmpty { return }
        try sql.execute("INSERT INTO contentPart VALUES (?, ?, ?)", .int(id), .int(position), .blob(bytes))
    }

    func setContentSize(_ id: Int64, _ size: Int64) throws {
        try sql.execute("UPDATE content SET size = ? WHERE id = ?", .int(size), .int(id))
    }

    /// The piece of a content that holds the byte at `position`, from there on; empty behind the end.
    package func content(_ id: Int64, from position: Int64) throws -> [UInt8] {
        let part = try sql.first(
            """
            SELECT position, bytes FROM contentPart WHERE content = ? AND position <= ?
            ORDER BY position DESC LIMIT 1
            """, .int(id), .int(position)
        ) { (start: $0.int(0), bytes: $0.blob(1)) }
        guard let part, position - part.start < Int64(part.bytes.count) else { return [] }
        return part.start == position ? part.bytes : Array(part.bytes.dropFirst(Int(position - part.start)))
    }

    /// Bytes of a content, `count` of them or what there is.
    package func content(_ id: Int64, from position: Int64, count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let part = try content(id, from: position + Int64(bytes.count))
            if part.isEmpty { break }
            bytes += part.prefix(count - bytes.count)
        }
        return bytes
    }
}
