package import SMHModel

extension LibraryTransaction {
    /// Does a batch, item by item in the order given (reference 4–6, 14.4). An item that is refused has its refusal as
    /// its result, and the others go on; what is no refusal (a full disk) ends the batch, and nothing was done.
    package func perform(_ batch: BatchRequest, in space: Space) throws -> [BatchItemResult] {
        switch batch.items {
        case .delete(let items): try items.map { try result(of: $0, in: space) }
        case .move(let items): try items.map { try result(of: $0, in: space) }
        case .copy(let items): try items.map { try result(of: $0, in: space) }
        case .restore(let numbers): try numbers.map { try result(ofRestoring: $0, batch.fallback, in: space) }
        }
    }

    private func result(of item: BatchDeleteItem, in space: Space) throws -> BatchItemResult {
        let path = Self.names(item.path)
        do {
            switch try delete(path, in: space, permanent: item.permanent ?? false) {
            case .recycled(let number):
                return BatchItemResult(status: 200, recycledItemID: Int(number), path: path)
            case .erased: return BatchItemResult(status: 204, path: path)
            }
        } catch let failure as StoreFailure {
            return BatchItemResult(failure, path: path)
        }
    }

    private func result(of item: BatchMoveItem, in space: Space) throws -> BatchItemResult {
        var result = BatchItemResult(
            status: 204, from: Self.names(item.from), to: Self.names(item.to), moveAuthority: item.moveAuthority)
        do {
            result.succeed(try move(transfer(item, in: space)))
        } catch let failure as StoreFailure {
            result.fail(failure)
        }
        return result
    }

    private func result(of item: BatchCopyItem, in space: Space) throws -> BatchItemResult {
        var result = emptyResult(of: item)
        do {
            result.succeed(try copy(transfer(item, in: space)))
        } catch let failure as StoreFailure {
            result.fail(failure)
        }
        return result
    }

    private func result(
        ofRestoring number: Int, _ fallback: RestorePathStrategy, in space: Space
    ) throws -> BatchItemResult {
        do {
            let path = try restore(Int64(number), in: space, strategy: .rename, fallback: fallback)
            return BatchItemResult(status: 200, recycledItemID: number, path: path)
        } catch let failure as StoreFailure {
            var result = BatchItemResult(status: nil, recycledItemID: number)
            result.fail(failure)
            return result
        }
    }

    func emptyResult(of item: BatchCopyItem) -> BatchItemResult {
        var result = BatchItemResult(
            status: 204, copyFrom: Self.names(item.copyFrom), to: Self.names(item.to))
        result.copyFromSpaceID = item.copyFromSpaceID
        return result
    }

    private func transfer(_ item: BatchMoveItem, in space: Space) throws -> Transfer {
        Transfer(
            source: Self.names(item.from), sourceSpace: try sourceSpace(item.fromSpaceID, target: space),
            target: Self.names(item.to), space: space,
            strategy: try ConflictResolutionStrategy.parse(item.conflictResolutionStrategy))
    }

    package func transfer(_ item: BatchCopyItem, in space: Space) throws -> Transfer {
        Transfer(
            source: Self.names(item.copyFrom), sourceSpace: try sourceSpace(item.copyFromSpaceID, target: space),
            target: Self.names(item.to), space: space,
            strategy: try ConflictResolutionStrategy.parse(item.conflictResolutionStrategy))
    }

    /// Crossing spaces takes `admin`, or `space_admin` for both (reference 5, 6).
    private func sourceSpace(_ name: String?, target: Space) throws -> Space {
        guard let name, !name.isEmpty, !name.hasSameBytes(as: target.name) else { return target }
        try access.require(access.isAdmin || access.coversSpaces && tokenSpaces.allows(name))
        guard let space = try space(named: name) else { throw StoreFailure(.spaceNotFound) }
        return space
    }

    /// A path of the wire: empty names are dropped.
    package static func names(_ path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }
}

extension BatchItemResult {
    init(_ failure: StoreFailure, path: [String]) {
        self.init(status: failure.status, code: failure.code, message: failure.message, path: path)
    }

    /// 200 with the final path under `rename`, whether or not a new name was needed; else 204 (reference 5).
    mutating func succeed(_ transfer: TransferResult) {
        status = transfer.strategy == .rename ? 200 : 204
        if transfer.strategy == .rename { path = transfer.path }
    }

    mutating func fail(_ failure: StoreFailure) {
        status = failure.status
        code = failure.code
        message = failure.message
    }
}
