import SMHModel

/// One transaction's view of a library, with everything that can be asked of it or done to it.
///
/// Not `Sendable`: it lives inside the closure it was handed to. Refusals are thrown as ``StoreFailure`` and leave
/// nothing half done: each operation checks everything before its first change, so a batch may catch the refusal of
/// one item and go on to the next.
package final class LibraryTransaction {
    let sql: SQLConnection
    package let settings: LibrarySettings
    let environment: StoreEnvironment
    /// One moment for everything that happens in the transaction, in milliseconds since 1970.
    package let now: Int64
    /// What the caller may do; everything unless it is narrowed.
    package var access = AccessRights.all
    /// Which spaces a token allows, for what crosses them.
    package var tokenSpaces = TokenSpaces.all
    /// Recorded with what is made.
    package var userID = ""
    /// Whether trees were left in limbo, to be removed in the background.
    package private(set) var leavesLimbo = false

    /// Directories whose children changed: their time and tag are written once, at the end.
    private var changedDirectories: Set<Int64> = []
    private var nextNumber: Int64?
    private var takenNumbers: Int64 = 0
    private var lastDirectory: (root: Int64, names: [String], node: Int64)?

    init(sql: SQLConnection, settings: LibrarySettings, environment: StoreEnvironment) {
        self.sql = sql
        self.settings = settings
        self.environment = environment
        now = environment.now()
    }

    package var options: LibraryOptions { settings.options }

    /// A number that no entry, bin item, content or task of this library ever had.
    func takeNumber() throws -> Int64 {
        let number: Int64
        if let next = nextNumber {
            number = next
        } else {
            number = try sql.first("SELECT sequence FROM library") { $0.int(0) } ?? StoreSchema.firstNumber
        }
        nextNumber = number + 1
        takenNumbers += 1
        return number
    }

    /// Whether nothing was ever put into the library: what was and is gone leaves its number behind.
    package var isUntouched: Bool {
        get throws {
            let made = try sql.first("SELECT sequence FROM library") { $0.int(0) } ?? 0
            // The default space has a root and a bin.
            return made <= StoreSchema.firstNumber + 2
        }
    }

    func markChanged(_ directory: Int64) { changedDirectories.insert(directory) }

    func noteLimbo() { leavesLimbo = true }

    /// Writes what was put off. Called once, at the end.
    func finish() throws {
        for directory in changedDirectories.sorted() {
            try sql.execute(
                "UPDATE node SET modified = ?, revision = revision + 1 WHERE id = ?", .int(now), .int(directory))
        }
        changedDirectories = []
        if takenNumbers > 0, let next = nextNumber {
            try sql.execute("UPDATE library SET sequence = ?", .int(next))
            takenNumbers = 0
        }
    }
}

extension LibraryTransaction {
    /// The directory at a path; nil if something is missing or is not a directory. The items of a batch mostly lie in
    /// one directory, so the last answer is kept.
    func directory(at names: some Collection<String>, in space: Space) throws -> Int64? {
        if let last = lastDirectory, last.root == space.root, last.names.hasSameNames(as: names) { return last.node }
        var directory = space.root
        for name in names {
            guard let child = try child(of: directory, named: name), child.isDirectory else { return nil }
            directory = child.id
        }
        lastDirectory = (space.root, Array(names), directory)
        return directory
    }

    /// Must be called whenever a directory got another place.
    func forgetDirectories() { lastDirectory = nil }

    package func node(at path: [String], in space: Space) throws -> Node? {
        guard let name = path.last else { return try node(space.root) }
        guard let parent = try directory(at: path.dropLast(), in: space) else { return nil }
        return try child(of: parent, named: name)
    }

    func child(of parent: Int64, named name: String) throws -> Node? {
        try sql.first("SELECT * FROM node WHERE parent = ? AND name = ?", .int(parent), .text(name), read: Node.init)
    }

    func node(_ id: Int64) throws -> Node? {
        try sql.first("SELECT * FROM node WHERE id = ?", .int(id), read: Node.init)
    }

    /// Where a node is: its space and path; nil if it lies in a bin or in limbo.
    package func place(of id: Int64) throws -> (space: String, path: [String])? {
        let line = try line(to: id)
        guard let top = line.first, top.id != StoreSchema.topNode else { return nil }
        let space = try sql.first("SELECT name FROM space WHERE root = ?", .int(top.id)) { $0.text(0) }
        return space.map { ($0, line.dropFirst().map(\.name)) }
    }

    /// The nodes on the way to a node and itself, from what lies directly below the top: a space's root or bin, limbo.
    func line(to id: Int64) throws -> [Node] {
        var nodes: [Node] = []
        var current = id
        while let node = try node(current) {
            nodes.append(node)
            if node.parent == StoreSchema.topNode { return nodes.reversed() }
            current = node.parent
        }
        return []
    }

    package func inode(of node: Node) -> [UInt8] { settings.inodes.inode(of: node.id) }

    /// The entry with that inode, if it is in the space and not in its bin.
    package func node(inode: String, in space: Space) throws -> (node: Node, path: [String])? {
        guard let number = settings.inodes.number(of: inode), number >= StoreSchema.firstNumber,
            let node = try node(number), let place = try place(of: number), place.space.hasSameBytes(as: space.name)
        else { return nil }
        return (node, place.path)
    }
}

extension Collection<String> {
    func hasSameNames(as other: some Collection<String>) -> Bool {
        count == other.count && zip(self, other).allSatisfy { $0.hasSameBytes(as: $1) }
    }
}
