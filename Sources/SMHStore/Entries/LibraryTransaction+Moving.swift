package import SMHModel

/// A move or copy of one thing.
package struct Transfer: Sendable {
    package var source: [String]
    package var sourceSpace: Space
    package var target: [String]
    package var space: Space
    /// nil: `rename` for files, `ask` for directories (reference 19).
    package var strategy: ConflictResolutionStrategy?
    package var expecting: ExpectedKind

    package init(
        source: [String], sourceSpace: Space, target: [String], space: Space,
        strategy: ConflictResolutionStrategy? = nil,
        expecting: ExpectedKind = .any
    ) {
        self.source = source
        self.sourceSpace = sourceSpace
        self.target = target
        self.space = space
        self.strategy = strategy
        self.expecting = expecting
    }

    func effectiveStrategy(isDirectory: Bool) -> ConflictResolutionStrategy {
        switch strategy {
        case nil: isDirectory ? .ask : .rename
        case .overwrite where isDirectory: .ask
        case .some(let strategy): strategy
        }
    }
}

package struct TransferResult: Sendable {
    /// Where the thing is now.
    package var path: [String]
    package var isDirectory: Bool
    /// What counted: the one that was given, or the default.
    package var strategy: ConflictResolutionStrategy
}

extension LibraryTransaction {
    /// Moves or renames a file or directory, also from another space (reference 5 and 11). One row changes, whatever
    /// lies below. A move onto itself succeeds and changes nothing.
    package func move(_ transfer: Transfer) throws -> TransferResult {
        let node = try source(of: transfer)
        let strategy = transfer.effectiveStrategy(isDirectory: node.isDirectory)
        try access.require(
            access.allowsMove(directory: node.isDirectory, overwriting: strategy == .overwrite))
        let isSameSpace = transfer.space.root == transfer.sourceSpace.root
        if isSameSpace, transfer.source.hasSameNames(as: transfer.target) {
            return TransferResult(path: transfer.target, isDirectory: node.isDirectory, strategy: strategy)
        }
        try refuseOwnSubtree(transfer, node)
        let place = try findPlace(placeRequest(transfer, node, strategy))
        try clear(place)
        try relocate(node, to: place.parent, named: place.name)
        markChanged(node.parent)
        markChanged(place.parent)
        return TransferResult(path: place.path, isDirectory: node.isDirectory, strategy: strategy)
    }

    func source(of transfer: Transfer) throws -> Node {
        if transfer.source.isEmpty {
            throw transfer.expecting == .directory
                ? StoreFailure(.invalidSourceDirectory) : StoreFailure(.rootDirectoryNotAllowed)
        }
        let missing =
            transfer.expecting == .directory
            ? StoreFailure(.sourceDirectoryNotFound) : StoreFailure(.sourceFileNotFound)
        guard let node = try node(at: transfer.source, in: transfer.sourceSpace) else { throw missing }
        switch transfer.expecting {
        case .file where node.isDirectory: throw StoreFailure(.invalidSourceFile)
        case .directory where !node.isDirectory: throw StoreFailure(.invalidSourceDirectory)
        default: return node
        }
    }

    /// By names, which suffices: a directory has one place only.
    func refuseOwnSubtree(_ transfer: Transfer, _ node: Node) throws(StoreFailure) {
        if transfer.target.isEmpty { throw StoreFailure(.invalidDestinationPath) }
        guard node.isDirectory, transfer.space.root == transfer.sourceSpace.root,
            transfer.target.count > transfer.source.count,
            transfer.target.prefix(transfer.source.count).hasSameNames(as: transfer.source)
        else { return }
        throw StoreFailure(.sourceDirectoryIsParentOfDestination)
    }

    func placeRequest(_ transfer: Transfer, _ node: Node, _ strategy: ConflictResolutionStrategy) -> PlaceRequest {
        PlaceRequest(
            path: transfer.target, space: transfer.space, isDirectory: node.isDirectory, strategy: strategy,
            makesParents: node.isDirectory, keptName: node.name)
    }
}
