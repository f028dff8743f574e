import SMHModel
import SMHStore

/// Writes entries as listings and information have them (reference 8, 9), with members in the order of the vendor's
/// sample.
struct EntryWriter {
    var inodes: InodeCipher
    var withInode = false
    var withFavorite = false

    /// - Parameter place: the path of the directory that holds the entry.
    func write(_ node: Node, in place: [String], to writer: inout JSONWriter) {
        writer.beginObject()
        writeMembers(node, path: place + [node.name], name: node.name, to: &writer)
        writer.endObject()
    }

    /// The members, so that a caller can add more.
    func writeMembers(_ node: Node, path: [String]?, name: String, to writer: inout JSONWriter) {
        writer.key("name")
        writer.string(name)
        if let path {
            writer.key("path")
            writer.path(path)
        }
        if withInode {
            writer.key("inode")
            writer.string(bytes: inodes.inode(of: node.id))
        }
        writer.key("type")
        writer.string(node.kind.word)
        if let userID = node.userID {
            writer.key("userId")
            writer.string(userID)
        }
        writer.key("creationTime")
        writer.time(node.created)
        writer.key("modificationTime")
        writer.time(node.modified)
        writer.key("versionId")
        if node.isDirectory { writer.null() } else { writer.number(node.revision) }
        if !node.isDirectory { writeFileMembers(node, name: name, to: &writer) }
        writer.key("eTag")
        writer.string(bytes: node.etag)
        if withFavorite {
            writer.key("isFavorite")
            writer.bool(false)
        }
        Self.writeExtra(node, to: &writer)
    }

    private func writeFileMembers(_ node: Node, name: String, to writer: inout JSONWriter) {
        let type = FileType(name: name)
        writer.key("contentType")
        if let contentType = node.contentType { writer.string(contentType) } else { writer.string(type.contentType) }
        writer.key("size")
        writer.digits(node.size)
        if let crc64 = node.crc64 {
            writer.key("crc64")
            writer.digits(crc64)
        }
        writer.key("fileType")
        writer.string(type.family.word)
        writer.key("previewByDoc")
        writer.bool(type.family.isDocument)
        writer.key("previewByCI")
        writer.bool(type.family.isVisual)
        writer.key("previewAsIcon")
        writer.bool(type.family.isVisual)
    }

    /// What users attached: metadata, labels, category, local times.
    static func writeExtra(_ node: Node, to writer: inout JSONWriter) {
        let members = node.extraMembers
        if !node.isDirectory, !members.contains(where: { $0.key == "metaData" }) {
            writer.key("metaData")
            writer.raw(Self.emptyObject)
        }
        for (key, name) in Self.extraKeys {
            guard let value = members.last(where: { $0.key == name })?.value else { continue }
            writer.key(key)
            writer.raw(value.bytes)
        }
    }

    private static let emptyObject = Array("{}".utf8)

    private static let extraKeys: [(StaticString, String)] = [
        ("metaData", "metaData"), ("labels", "labels"), ("category", "category"),
        ("localCreationTime", "localCreationTime"), ("localModificationTime", "localModificationTime"),
    ]
}

extension Node {
    var extraMembers: [JSONValue.Member] {
        guard let extra, let value = try? JSONValue(parsing: Array(extra.utf8)) else { return [] }
        return value.members ?? []
    }
}
