#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import SMHModel

extension LibraryStore {
    /// Takes a tree of this machine into the library, its names exactly as they are.
    ///
    /// Directories that are there already are filled up; a file that is there and differs in size or time becomes a new
    /// version. What cannot be taken (unreadable, a name that is not UTF-8, a file where a directory stands) is named in
    /// the result, and the rest goes on. Committed in portions: an import that is cancelled leaves what it had done.
    ///
    /// - Parameter progress: called about ten times a second of work, on another thread.
    package func importTree(
        _ tree: TreeImport, progress: @escaping @Sendable (TreeCounts) -> Void = { _ in }
    ) async throws -> TreeCounts {
        var importer = TreeImporter(tree)
        try importer.checkDirectory()
        while true {
            try Task.checkCancellation()
            let current = importer
            let (next, isDone) = try await write { transaction in
                var importer = current
                let isDone = try importer.takePortion(transaction)
                return (importer, isDone)
            }
            importer = next
            progress(importer.counts)
            if isDone { return importer.counts }
        }
    }
}

/// An import between two portions.
private struct TreeImporter: Sendable {
    /// A directory whose children are still to be taken.
    private struct Pending: Sendable {
        var path: [UInt8]
        var node: Int64
        /// Made by this import: nothing can be in it.
        var isNew: Bool
    }

    private let tree: TreeImport
    private var pending: [Pending] = []
    private var hasBegun = false
    private(set) var counts = TreeCounts()

    /// How much is written in one transaction.
    private static let entriesInPortion = 10_000
    private static let bytesInPortion: Int64 = 32 << 20
    private static let slash = UInt8(ascii: "/")

    init(_ tree: TreeImport) { self.tree = tree }

    /// - Throws: ``TreeTransferError`` if the directory is not there or is none.
    func checkDirectory() throws(TreeTransferError) {
        _ = try DirectoryReader.read(Array(tree.directory.utf8)) { _, _ in }
    }

    /// - Returns: whether nothing is left.
    mutating func takePortion(_ transaction: LibraryTransaction) throws -> Bool {
        if !hasBegun { try begin(transaction) }
        let entriesBefore = counts.files + counts.directories + counts.unchanged
        let bytesBefore = counts.bytes
        while let next = pending.popLast() {
            try take(next, transaction)
            if counts.files + counts.directories + counts.unchanged - entriesBefore >= Self.entriesInPortion { break }
            if !tree.isMetadataOnly, counts.bytes - bytesBefore >= Self.bytesInPortion { break }
        }
        return pending.isEmpty
    }

    private mutating func begin(_ transaction: LibraryTransaction) throws {
        hasBegun = true
        guard let space = try transaction.space(named: tree.space) else { throw StoreFailure(.spaceNotFound) }
        let node = try transaction.makeDirectories(tree.target, in: space)
        transaction.markChanged(node)
        var path = Array(tree.directory.utf8)
        while path.count > 1, path.last == Self.slash { path.removeLast() }
        pending = [Pending(path: path, node: node, isNew: false)]
    }

    private mutating func take(_ directory: Pending, _ transaction: LibraryTransaction) throws {
        let prefix = directory.path == [Self.slash] ? directory.path : directory.path + [Self.slash]
        var unseen: [([UInt8], String)] = []
        let entries: [LocalEntry]
        do {
            entries = try DirectoryReader.read(directory.path) { unseen.append(($0, $1)) }
        } catch {
            return counts.report(error.path, error.reason)
        }
        for (name, reason) in unseen { counts.report(DirectoryReader.shown(prefix + name), reason) }
        var found: [Pending] = []
        for entry in entries {
            let path = prefix + entry.name
            switch entry.kind {
            case .link: counts.skippedLinks += 1
            case .special: counts.skippedSpecials += 1
            case .directory, .file:
                guard let name = String(validating: entry.name, as: UTF8.self) else {
                    counts.report(DirectoryReader.shown(path), "the name is not UTF-8")
                    continue
                }
                if name.unicodeScalars.count > transaction.options.longestName {
                    counts.report(DirectoryReader.shown(path), "the name is too long")
                    continue
                }
                if entry.kind == .directory {
                    if let child = try takeDirectory(entry, name, path, in: directory, transaction) {
                        found.append(child)
                    }
                } else {
                    try takeFile(entry, name, path, in: directory, transaction)
                }
            }
        }
        // The last is taken next: in the order of their names.
        pending += found.reversed()
    }

    private mutating func takeDirectory(
        _ entry: LocalEntry, _ name: String, _ path: [UInt8], in directory: Pending, _ transaction: LibraryTransaction
    ) throws -> Pending? {
        if !directory.isNew, let standing = try transaction.child(of: directory.node, named: name) {
            if standing.isDirectory { return Pending(path: path, node: standing.id, isNew: false) }
            counts.report(DirectoryReader.shown(path), "a file of that name is in the library")
            return nil
        }
        let node = Node(
            parent: directory.node, name: name, id: try transaction.takeNumber(), kind: .directory,
            created: entry.modified, modified: entry.modified)
        try transaction.insert(node)
        counts.directories += 1
        return Pending(path: path, node: node.id, isNew: true)
    }

    private mutating func takeFile(
        _ entry: LocalEntry, _ name: String, _ path: [UInt8], in directory: Pending, _ transaction: LibraryTransaction
    ) throws {
        var standing: Node?
        if !directory.isNew { standing = try transaction.child(of: directory.node, named: name) }
        if let standing {
            if standing.isDirectory {
                return counts.report(DirectoryReader.shown(path), "a directory of that name is in the library")
            }
            if standing.size == entry.size, standing.modified == entry.modified,
                tree.isMetadataOnly || standing.content != nil
            {
                counts.unchanged += 1
                return
            }
        }
        var node =
            try standing
            ?? Node(
                parent: directory.node, name: name, id: transaction.takeNumber(), kind: transaction.fileKind(of: name),
                created: entry.modified, modified: entry.modified)
        node.modified = entry.modified
        node.size = entry.size
        node.crc64 = nil
        node.content = nil
        node.version = try standing == nil ? node.id : transaction.takeNumber()
        if !tree.isMetadataOnly, let problem = try copyBytes(of: path, to: &node, transaction) {
            return counts.report(DirectoryReader.shown(path), problem)
        }
        if standing == nil {
            try transaction.insert(node)
        } else {
            node.revision += 1
            try transaction.replace(node)
            transaction.markChanged(directory.node)
        }
        counts.files += 1
        counts.bytes = counts.bytes.addingSaturated(node.size)
    }

    /// Takes what the file holds when it is read, which may be more or less than its directory said.
    /// - Returns: why it could not be read; nil: it was.
    private func copyBytes(of path: [UInt8], to node: inout Node, _ transaction: LibraryTransaction) throws -> String? {
        let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) }
        guard descriptor >= 0 else { return LibraryFileProbe.reason(errno) }
        defer { close(descriptor) }
        var content: Int64?
        var size: Int64 = 0
        var sum = CRC64()
        while true {
            let (bytes, problem) = Self.readPart(descriptor)
            if let problem {
                if let content { try transaction.dropContent(content) }
                return problem
            }
            if bytes.isEmpty { break }
            let id = try content ?? transaction.createContent()
            content = id
            try transaction.appendContent(id, at: size, bytes)
            bytes.withUnsafeBytes { sum.update($0) }
            size += Int64(bytes.count)
        }
        if let content { try transaction.setContentSize(content, size) }
        node.content = content
        node.size = size
        node.crc64 = sum.value
        return nil
    }

    /// A full part, or what is left; empty at the end.
    private static func readPart(_ descriptor: Int32) -> (bytes: [UInt8], problem: String?) {
        var problem: String?
        let bytes = [UInt8](unsafeUninitializedCapacity: LibraryTransaction.partSize) { buffer, filled in
            filled = 0
            while filled < buffer.count, let start = buffer.baseAddress {
                let count = read(descriptor, start + filled, buffer.count - filled)
                if count < 0, errno == EINTR { continue }
                if count < 0 { problem = LibraryFileProbe.reason(errno) }
                if count <= 0 { return }
                filled += count
            }
        }
        return (bytes, problem)
    }
}
