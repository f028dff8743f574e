import SMHModel
import SMHStore

/// Files and folders in the form of KooDrive (koodrive reference 4.3).
struct KooFileShape {
    let transaction: LibraryTransaction
    let space: Space
    private let identifiers: KooIdentifiers
    private let containerID: String

    init(_ transaction: LibraryTransaction, _ space: Space) {
        self.transaction = transaction
        self.space = space
        identifiers = transaction.identifiers
        containerID = identifiers.container(of: space)
    }

    /// - Parameters:
    ///   - name: of what lies in the bin, the name that it had.
    ///   - parent: the folder that it is in; of what lies in the bin, that it was in.
    func file(_ node: Node, named name: String, in parent: Int64?, isRecycled: Bool) throws -> KooFile {
        var file = KooFile(id: identifiers.file(node.id), name: name, type: KooFileType(node, named: name))
        file.isRecycled = isRecycled
        file.parentFolders = parent.map { [$0 == space.root ? identifiers.root(of: space) : identifiers.file($0)] }
        file.createdTime = Timestamp(millisecondsSince1970: node.created)
        file.editedTime = Timestamp(millisecondsSince1970: node.modified)
        file.isFavorite = false
        file.other = [.init("containers", .array([.string(containerID)])), .init("owners", .array([owner(of: node)]))]
        if !node.isDirectory {
            file.mimeType = node.contentType ?? FileType(name: name).contentType.description
            file.size = Int(node.size)
            file.sha256 = try transaction.sha256(of: node)
            let suffix = EntryName.fileExtension(of: name)
            if !suffix.isEmpty { file.other.append(.init("fileSuffix", .string(suffix))) }
        }
        return file
    }

    private func owner(of node: Node) -> JSONValue {
        .object([
            .init("category", .string("drive#user")), .init("me", .bool(true)),
            .init("displayName", .string(node.userID ?? space.kooUserID)),
        ])
    }

    func file(_ standing: KooStanding) throws -> KooFile {
        guard let last = standing.line.last else {
            var root = try file(standing.node, named: "root", in: nil, isRecycled: false)
            root.id = identifiers.root(of: space)
            return root
        }
        guard standing.isRecycled, standing.line.count == 1, let item = try transaction.binItem(standing, in: space)
        else { return try file(last, named: last.name, in: last.parent, isRecycled: standing.isRecycled) }
        return try file(item)
    }

    /// An item of the bin, with the folder that it was in as its parent: what a restore goes by.
    func file(_ item: BinItem) throws -> KooFile {
        try file(item.node, named: item.name, in: item.parent, isRecycled: true)
    }

    /// An element of a search (koodrive reference 4.9).
    func hit(_ node: Node) throws -> JSONValue {
        let standing = try transaction.standing(of: identifiers.file(node.id), in: space)
        let path = transaction.path(of: standing, in: space)
        let suffix = EntryName.fileExtension(of: node.name)
        return JSONValue.object([]).adding([
            ("id", .string(identifiers.file(node.id))),
            ("fileSuffix", node.isDirectory || suffix.isEmpty ? nil : .string(suffix)),
            ("fileName", .string(node.name)), ("fileType", .string(KooFileType(node, named: node.name).rawValue)),
            ("size", node.isDirectory ? nil : .int(node.size)),
            ("updateTime", .string(Timestamp(millisecondsSince1970: node.modified).description)),
            ("namePath", .string(path.namePath)), ("idPath", .string(path.idPath)),
            ("containerId", .string(containerID)), ("containerType", .string("1")), ("favorite", .bool(false)),
            ("owner", .string(node.userID ?? space.kooUserID)),
        ])
    }
}

extension KooFileType {
    init(_ node: Node, named name: String) {
        self = node.isDirectory ? .folder : Self.types[FileType(name: name).family] ?? .other
    }

    /// The words that the library's search knows this type by; nil: none that it has.
    var searchTypes: [String]? {
        if isFolder { return self == .folder ? ["dir"] : nil }
        let families =
            self == .other
            ? FileType.Family.allCases.filter { Self.types[$0] == nil }
            : Self.types.filter { $0.value == self }.map(\.key)
        return families.isEmpty ? nil : families.map(\.word.description)
    }

    private static let types: [FileType.Family: KooFileType] = [
        .image: .image, .video: .video, .word: .word, .excel: .excel, .powerpoint: .powerPoint, .audio: .audio,
        .archive: .archive,
    ]
}
