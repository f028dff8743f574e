import SMHModel

extension Entry {
    private struct Fields: OptionSet {
        let rawValue: UInt64
        static let size = Fields(rawValue: 1 << 0)
        static let created = Fields(rawValue: 1 << 1)
        static let modified = Fields(rawValue: 1 << 2)
        static let etag = Fields(rawValue: 1 << 3)
        static let inode = Fields(rawValue: 1 << 4)
        static let crc64 = Fields(rawValue: 1 << 5)
        static let contentType = Fields(rawValue: 1 << 6)
        static let version = Fields(rawValue: 1 << 7)
        static let meta = Fields(rawValue: 1 << 8)
        static let raw = Fields(rawValue: 1 << 9)
        static let fromSearch = Fields(rawValue: 1 << 10)
        static let sameType = Fields(rawValue: 1 << 11)
        static let sameContentType = Fields(rawValue: 1 << 12)
        static let sameReading = Fields(rawValue: 1 << 13)
    }

    /// Writes everything but the space.
    func write(to writer: inout RecordWriter, _ memory: inout RecordMemory) {
        var fields: Fields = []
        if size != nil { fields.insert(.size) }
        if created != nil { fields.insert(.created) }
        if modified != nil { fields.insert(.modified) }
        if etag != nil { fields.insert(.etag) }
        if inode != nil { fields.insert(.inode) }
        if crc64 != nil { fields.insert(.crc64) }
        if contentType != nil { fields.insert(.contentType) }
        if version != nil { fields.insert(.version) }
        if !meta.isEmpty { fields.insert(.meta) }
        if raw != nil { fields.insert(.raw) }
        if isFromSearch { fields.insert(.fromSearch) }
        if type.hasSameBytes(as: memory.type) { fields.insert(.sameType) }
        if sameText(contentType, memory.contentType) { fields.insert(.sameContentType) }
        if readAt == memory.readAt { fields.insert(.sameReading) }
        writer.write(fields.rawValue)
        writer.write(byte: kind.rawValue)
        writer.write(directory, after: memory.directory)
        writer.write(name)
        if !fields.contains(.sameType) { writer.write(type) }
        if let size { writer.write(size) }
        if let created { writer.write(created &- memory.created) }
        if let modified { writer.write(modified &- (created ?? 0)) }
        for text in [etag, inode, crc64] { if let text { writer.write(text) } }
        if let contentType, !fields.contains(.sameContentType) { writer.write(contentType) }
        if let version { writer.write(version) }
        if !meta.isEmpty {
            writer.write(UInt64(meta.count))
            for (key, value) in meta {
                writer.write(key)
                writer.write(value)
            }
        }
        if let raw { writer.write(raw) }
        if !fields.contains(.sameReading) { writer.write(readAt) }
        memory.directory = directory
        memory.type = type
        memory.contentType = contentType
        memory.readAt = readAt
        memory.created = created ?? memory.created
    }

    /// Reads what ``write(to:_:)`` wrote.
    static func read(from reader: inout RecordReader, _ memory: inout RecordMemory, space: DriveSpace) -> Entry {
        let fields = Fields(rawValue: reader.unsigned())
        let kind = Kind(rawValue: reader.byte()) ?? .file
        let directory = reader.path(after: memory.directory)
        let name = reader.text()
        let type = fields.contains(.sameType) ? memory.type : reader.text()
        let size = fields.contains(.size) ? reader.signed() : nil
        let created = fields.contains(.created) ? reader.signed() &+ memory.created : nil
        let modified = fields.contains(.modified) ? reader.signed() &+ (created ?? 0) : nil
        let etag = fields.contains(.etag) ? reader.text() : nil
        let inode = fields.contains(.inode) ? reader.text() : nil
        let crc64 = fields.contains(.crc64) ? reader.text() : nil
        var contentType = memory.contentType
        if !fields.contains(.sameContentType) {
            contentType = fields.contains(.contentType) ? reader.text() : nil
        }
        let version = fields.contains(.version) ? reader.text() : nil
        var meta: [String: String] = [:]
        if fields.contains(.meta) {
            for _ in 0..<reader.count() {
                let key = reader.text()
                meta[key] = reader.text()
            }
        }
        let raw = fields.contains(.raw) ? reader.text() : nil
        let readAt = fields.contains(.sameReading) ? memory.readAt : reader.signed()
        memory.directory = directory
        memory.type = type
        memory.contentType = contentType
        memory.readAt = readAt
        memory.created = created ?? memory.created
        return Entry(
            space: space, directory: directory, name: name, kind: kind, type: type, size: size, created: created,
            modified: modified, etag: etag, inode: inode, crc64: crc64, contentType: contentType, version: version,
            meta: meta, raw: raw, readAt: readAt, isFromSearch: fields.contains(.fromSearch))
    }
}

/// `==` would take canonically equivalent texts for one.
private func sameText(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return left.hasSameBytes(as: right)
}
