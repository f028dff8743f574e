import SMHModel
import SMHOperations

/// A library in memory with the exact semantics of the service, for tests. Not safe to share: whoever owns it locks it.
final class FakeLibrary {
    final class Node {
        var inode: Int
        var isDirectory: Bool
        var size: Int64
        var etag: String
        var created: Int64
        var children: [String: Node] = [:]
        /// Goes up with every change of the children.
        var tag = 0

        init(inode: Int, isDirectory: Bool, size: Int64 = 0, etag: String = "", created: Int64 = 0) {
            self.inode = inode
            self.isDirectory = isDirectory
            self.size = size
            self.etag = etag
            self.created = created
        }
    }

    struct BinItem {
        var number: Int64
        var path: [String]
        var node: Node
        var removed: Int64
    }

    struct Refusal: Error {
        var status: Int
        var code: String
    }

    struct Outcome {
        var status: Int
        var path: [String]?
        var number: Int64?
    }

    private(set) var root = Node(inode: 1, isDirectory: true)
    private(set) var bin: [Int64: BinItem] = [:]
    var hasBin = true
    private var nextInode = 2
    private var nextNumber: Int64 = 1
    /// The service's clock.
    var now: Int64 = 0

    init(files: [String] = []) {
        for (index, file) in files.enumerated() {
            addFile(file.split(separator: "/").map(String.init), size: Int64(index + 1), etag: "e\(index + 1)")
        }
    }

    func node(_ path: [String]) -> Node? {
        var node = root
        for name in path {
            guard let child = node.children[name] else { return nil }
            node = child
        }
        return node
    }

    // MARK: Making

    @discardableResult
    func addFile(_ path: [String], size: Int64 = 1, etag: String? = nil) -> Node {
        let parent = makeParents(Array(path.dropLast()))
        let node = Node(
            inode: takeInode(), isDirectory: false, size: size, etag: etag ?? "e\(nextInode)", created: now)
        parent?.children[path[path.count - 1]] = node
        parent?.tag += 1
        return node
    }

    private func takeInode() -> Int {
        defer { nextInode += 1 }
        return nextInode
    }

    /// nil if a file stands in the way.
    @discardableResult
    func makeParents(_ path: [String]) -> Node? {
        var node = root
        for name in path {
            if let child = node.children[name] {
                if !child.isDirectory { return nil }
                node = child
            } else {
                let child = Node(inode: takeInode(), isDirectory: true, created: now)
                node.children[name] = child
                node.tag += 1
                node = child
            }
        }
        return node
    }

    func makeDirectory(_ path: [String]) throws(Refusal) {
        if node(path) != nil { throw Refusal(status: 409, code: "SameNameDirectoryOrFileExists") }
        if makeParents(path) == nil { throw Refusal(status: 409, code: "SameNameDirectoryOrFileExists") }
    }

    // MARK: Changing

    func delete(_ path: [String], permanent: Bool) throws(Refusal) -> Outcome {
        guard let name = path.last else { throw Refusal(status: 400, code: "RootDirectoryNotAllowed") }
        guard let parent = node(Array(path.dropLast())), let node = parent.children.removeValue(forKey: name) else {
            throw Refusal(status: 404, code: "PathNotFound")
        }
        parent.tag += 1
        if permanent || !hasBin { return Outcome(status: 204) }
        let number = nextNumber
        nextNumber += 1
        bin[number] = BinItem(number: number, path: path, node: node, removed: now)
        return Outcome(status: 200, number: number)
    }

    func move(_ from: [String], to: [String], _ strategy: WireStrategy) throws(Refusal) -> Outcome {
        guard let name = from.last, let parent = node(Array(from.dropLast())), let node = parent.children[name] else {
            throw Refusal(status: 404, code: "SourceFileNotFound")
        }
        let final = try place(node, from: from, at: to, strategy)
        parent.children[name] = nil
        parent.tag += 1
        put(node, at: final)
        return Outcome(status: strategy == .rename ? 200 : 204, path: strategy == .rename ? final : nil)
    }

    func copy(_ from: [String], to: [String], _ strategy: WireStrategy) throws(Refusal) -> Outcome {
        guard !from.isEmpty, let node = node(from) else { throw Refusal(status: 404, code: "SourceFileNotFound") }
        let final = try place(node, from: from, at: to, strategy)
        put(duplicate(node), at: final)
        return Outcome(status: strategy == .rename ? 200 : 204, path: strategy == .rename ? final : nil)
    }

    private func duplicate(_ node: Node) -> Node {
        let new = Node(
            inode: takeInode(), isDirectory: node.isDirectory, size: node.size, etag: node.etag, created: now)
        new.children = node.children.mapValues(duplicate)
        return new
    }

    /// Where it will stand; with the directory made for directories, as the service does.
    private func place(
        _ node: Node, from: [String], at to: [String], _ strategy: WireStrategy
    ) throws(Refusal) -> [String] {
        guard let name = to.last else { throw Refusal(status: 400, code: "InvalidDestinationPath") }
        if to.count > from.count, Array(to.prefix(from.count)) == from {
            throw Refusal(status: 400, code: "SourceDirectoryIsParentOfDestination")
        }
        let above = Array(to.dropLast())
        if node.isDirectory, self.node(above) == nil { makeParents(above) }
        guard let parent = self.node(above), parent.isDirectory else {
            throw Refusal(status: 404, code: "DirectoryNotFound")
        }
        guard let there = parent.children[name] else { return to }
        switch strategy {
        case .overwrite where !node.isDirectory && !there.isDirectory: return to
        case .rename: return above + [Self.freeName(name, isDirectory: node.isDirectory) { parent.children[$0] != nil }]
        default: throw Refusal(status: 409, code: "SameNameDirectoryOrFileExists")
        }
    }

    static func freeName(_ name: String, isDirectory: Bool, _ isTaken: (String) -> Bool) -> String {
        if !isTaken(name) { return name }
        var number = 1
        while true {
            let dot = isDirectory ? nil : name.lastIndex(of: ".")
            let candidate =
                if let dot, dot > name.startIndex { "\(name[..<dot]) (\(number))\(name[dot...])" } else {
                    "\(name) (\(number))"
                }
            if !isTaken(candidate) { return candidate }
            number += 1
        }
    }

    private func put(_ node: Node, at path: [String]) {
        guard let name = path.last, let parent = self.node(Array(path.dropLast())) else { return }
        parent.children[name] = node
        parent.tag += 1
    }

    func restore(_ number: Int64) throws(Refusal) -> Outcome {
        guard let item = bin[number] else { throw Refusal(status: 404, code: "RecycledItemNotFound") }
        let above = Array(item.path.dropLast())
        guard let parent = node(above), parent.isDirectory, let name = item.path.last else {
            throw Refusal(status: 404, code: "DirectoryNotFound")
        }
        let free = Self.freeName(name, isDirectory: item.node.isDirectory) { parent.children[$0] != nil }
        bin[number] = nil
        put(item.node, at: above + [free])
        return Outcome(status: 200, path: above + [free], number: number)
    }

    func purge(_ number: Int64) { bin[number] = nil }

    // MARK: Showing

    /// Every path, with what stands there: files by content, directories with a slash.
    var tree: [String] {
        var lines: [String] = []
        func visit(_ node: Node, _ path: [String]) {
            for (name, child) in node.children {
                let text = (path + [name]).joined(separator: "/")
                lines.append(child.isDirectory ? text + "/" : "\(text) \(child.etag)")
                visit(child, path + [name])
            }
        }
        visit(root, [])
        return lines.sorted()
    }

    /// What lies in the bin, without numbers.
    var binContents: [String] {
        bin.values.map { "\($0.path.joined(separator: "/")) \($0.node.isDirectory ? "/" : $0.node.etag)" }.sorted()
    }
}
