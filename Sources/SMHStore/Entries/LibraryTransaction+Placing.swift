import SMHModel

/// Where something is to be put.
struct PlaceRequest {
    var path: [String]
    var space: Space
    var isDirectory: Bool
    var strategy: ConflictResolutionStrategy
    var makesParents: Bool
    /// The name that the thing has already: it may keep one that a new entry could not have (imported trees).
    var keptName: String?
}

/// A place that is free, or will be when what stands there is replaced.
struct Place {
    var parent: Int64
    var name: String
    /// The path with the final name.
    var path: [String]
    /// The file that gives way.
    var replaced: Node?
}

extension LibraryTransaction {
    /// Finds the place for something, after the rules of reference 19, and makes the directories above it if that was
    /// asked for and nothing stands against it.
    func findPlace(_ request: PlaceRequest) throws -> Place {
        guard let name = request.path.last else { throw StoreFailure(.invalidDestinationPath) }
        if request.keptName.map({ $0.hasSameBytes(as: name) }) != true {
            try EntryName.check(name, isDirectory: request.isDirectory, longest: options.longestName)
        }
        let parents = request.path.dropLast()
        guard let parent = try directory(at: parents, in: request.space) else {
            guard request.makesParents else { throw StoreFailure(.directoryNotFound) }
            let parent = try makeDirectories(parents, in: request.space)
            return Place(parent: parent, name: name, path: request.path, replaced: nil)
        }
        guard let standing = try child(of: parent, named: name) else {
            return Place(parent: parent, name: name, path: request.path, replaced: nil)
        }
        switch request.strategy {
        case .rename:
            let free = try freeName(like: name, in: parent, isDirectory: request.isDirectory)
            return Place(parent: parent, name: free, path: parents + [free], replaced: nil)
        case .overwrite where !request.isDirectory && !standing.isDirectory:
            if options.keepsHistory { throw StoreFailure(.overwriteFileNotAllowed) }
            return Place(parent: parent, name: name, path: request.path, replaced: standing)
        case .ask, .overwrite:
            throw StoreFailure(.sameNameDirectoryOrFileExists)
        }
    }

    /// The first of `name (1)`, `name (2)`, … that is free.
    private func freeName(like name: String, in parent: Int64, isDirectory: Bool) throws -> String {
        for number in 1...Self.mostRenames {
            let candidate = EntryName.numbered(name, number, isDirectory: isDirectory)
            let isTaken = try sql.first(
                "SELECT 1 FROM node WHERE parent = ? AND name = ?", .int(parent), .text(candidate)
            ) { _ in true }
            if isTaken == nil {
                try EntryName.checkLength(candidate, isDirectory: isDirectory, longest: options.longestName)
                return candidate
            }
        }
        throw StoreFailure(.renameTooManyTimes)
    }

    /// Where auto-rename gives up. The service has such a limit too, but does not publish it.
    private static let mostRenames = 10_000

    /// Makes what is missing of a path of directories, all of it or nothing.
    @discardableResult
    func makeDirectories(_ names: some Collection<String>, in space: Space) throws -> Int64 {
        var parent = space.root
        var missing: [String] = []
        for name in names {
            if missing.isEmpty, let child = try child(of: parent, named: name) {
                guard child.isDirectory else { throw StoreFailure(.sameNameDirectoryOrFileExists) }
                parent = child.id
            } else {
                try EntryName.check(name, isDirectory: true, longest: options.longestName)
                missing.append(name)
            }
        }
        if !missing.isEmpty { markChanged(parent) }
        for name in missing {
            var node = Node(
                parent: parent, name: name, id: try takeNumber(), kind: .directory, created: now, modified: now)
            node.userID = userID.isEmpty ? nil : userID
            try insert(node)
            parent = node.id
        }
        return parent
    }

    /// Removes what a place's new owner replaces. Overwritten files do not go to the bin.
    func clear(_ place: Place) throws {
        if let replaced = place.replaced { try erase(replaced) }
    }
}
