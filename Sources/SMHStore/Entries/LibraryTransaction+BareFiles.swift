import SMHModel

/// A file of which only name, size and time are known.
package struct BareFile: Sendable {
    package var name: String
    package var size: Int64
    /// Milliseconds since 1970.
    package var modified: Int64

    package init(name: String, size: Int64 = 0, modified: Int64 = 0) {
        self.name = name
        self.size = size
        self.modified = modified
    }
}

extension LibraryTransaction {
    /// Adds many files without bytes to one directory, which is made if it is not there: how tests and demonstrations
    /// get a library with a million entries. Quickest in the order of the names' bytes.
    /// - Throws: ``StoreFailure`` if a name is taken or cannot be one; then the transaction has to end.
    package func addBareFiles(_ files: some Sequence<BareFile>, to directory: [String], in space: Space) throws {
        let parent = try makeDirectories(directory, in: space)
        markChanged(parent)
        for file in files { try insert(checkedNode(of: file, in: parent)) }
    }

    /// Adds a file with its bytes, dated as it says.
    package func addFile(
        _ file: BareFile, holding bytes: [UInt8], to directory: [String], in space: Space
    ) throws -> Node {
        let parent = try makeDirectories(directory, in: space)
        var node = try checkedNode(of: file, in: parent)
        let content = try createContent()
        for start in stride(from: 0, to: bytes.count, by: Self.partSize) {
            let part = Array(bytes[start..<min(start + Self.partSize, bytes.count)])
            try appendContent(content, at: Int64(start), part)
        }
        try setContentSize(content, Int64(bytes.count))
        node.size = Int64(bytes.count)
        node.crc64 = CRC64.checksum(of: bytes)
        node.content = content
        node.version = content
        try insert(node)
        markChanged(parent)
        return node
    }

    private func checkedNode(of file: BareFile, in parent: Int64) throws -> Node {
        guard (try? DrivePath(names: [file.name])) != nil else { throw StoreFailure(.illegalFileName) }
        if try child(of: parent, named: file.name) != nil { throw StoreFailure(.sameNameDirectoryOrFileExists) }
        var node = Node(
            parent: parent, name: file.name, id: try takeNumber(), kind: fileKind(of: file.name),
            created: file.modified, modified: file.modified)
        node.size = max(0, file.size)
        node.version = node.id
        return node
    }
}
