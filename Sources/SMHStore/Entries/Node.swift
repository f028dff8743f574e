/// A row of `node`: a directory or a file, wherever it is.
package struct Node: Sendable {
    package enum Kind: Int64, Sendable {
        case directory = 0
        case file = 1
        case symlink = 2
        case virtual = 3
        case image = 4
        case video = 5

        /// The word for it on the wire (reference 8).
        package var word: StaticString {
            switch self {
            case .directory: "dir"
            case .file: "file"
            case .symlink: "symlink"
            case .virtual: "virtual"
            case .image: "image"
            case .video: "video"
            }
        }
    }

    package var parent: Int64
    package var name: String
    package var id: Int64
    package var kind: Kind
    /// Milliseconds since 1970.
    package var created: Int64
    package var modified: Int64
    /// Counts changes: of a file's content, of a directory's children.
    package var revision: Int64
    /// Bytes; 0 for directories.
    package var size: Int64
    /// The number of the content, which copies share; nil for directories.
    package var version: Int64?
    /// nil where the content was never seen (imported without it).
    package var crc64: UInt64?
    /// Where the bytes are kept; nil if they are not.
    package var content: Int64?
    /// nil: what the name says.
    package var contentType: String?
    package var userID: String?
    /// Of a symlink: the node it leads to.
    package var target: Int64?
    /// Metadata, labels, category and local times: the members of a JSON object, ready for the wire.
    package var extra: String?

    package var isDirectory: Bool { kind == .directory }

    /// In the order of the columns of the table.
    init(_ row: SQLRow) throws {
        parent = row.int(0)
        name = row.text(1)
        id = row.int(2)
        kind = Kind(rawValue: row.int(3)) ?? .file
        created = row.int(4)
        modified = row.int(5)
        revision = row.int(6)
        size = row.int(7)
        version = row.optionalInt(8)
        crc64 = row.optionalInt(9).map { UInt64(bitPattern: $0) }
        content = row.optionalInt(10)
        contentType = row.optionalText(11)
        userID = row.optionalText(12)
        target = row.optionalInt(13)
        extra = row.optionalText(14)
    }

    init(parent: Int64, name: String, id: Int64, kind: Kind, created: Int64, modified: Int64) {
        self.parent = parent
        self.name = name
        self.id = id
        self.kind = kind
        self.created = created
        self.modified = modified
        revision = 1
        size = 0
    }

    /// A tag that changes when a file's content or a directory's children do. Those of files hold the quotes that the
    /// service's have; copies share them.
    package var etag: [UInt8] {
        guard let version else {
            return Hexadecimal.digits(of: InodeCipher.mix(UInt64(bitPattern: id << 20 &+ revision)))
        }
        let seed = crc64 ?? UInt64(bitPattern: version)
        let first = InodeCipher.mix(seed ^ (crc64 == nil ? 0x5DEE_CE66_D1CE_5EED : 0))
        let second = InodeCipher.mix(first &+ UInt64(bitPattern: size))
        let quote = [UInt8(ascii: "\"")]
        return quote + Hexadecimal.digits(of: first) + Hexadecimal.digits(of: second) + quote
    }
}

extension LibraryTransaction {
    func insert(_ node: Node) throws {
        let isDirectory = node.isDirectory
        try sql.execute(
            "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            .int(node.parent), .text(node.name), .int(node.id), .int(node.kind.rawValue), .int(node.created),
            .int(node.modified), .int(node.revision), .optionalInt(isDirectory ? nil : node.size),
            .optionalInt(node.version), .optionalInt(node.crc64.map { Int64(bitPattern: $0) }),
            .optionalInt(node.content), .optionalText(node.contentType), .optionalText(node.userID),
            .optionalInt(node.target), .optionalText(node.extra))
    }

    /// Gives a node another parent and name. Everything below goes with it, untouched.
    func relocate(_ node: Node, to parent: Int64, named name: String) throws {
        try sql.execute(
            "UPDATE node SET parent = ?, name = ? WHERE parent = ? AND name = ?",
            .int(parent), .text(name), .int(node.parent), .text(node.name))
        if node.isDirectory { forgetDirectories() }
    }
}
