import SMHModel
import SMHStore

/// One directory or file at a time (reference 10–13).
extension LibraryService {
    func createDirectory(_ exchange: Exchange) async throws -> Answer {
        let strategy = try exchange.strategy() ?? .ask
        let extra = exchange.body.flatMap { Self.extra($0, current: []) }
        let made = try await write(exchange) { transaction, space in
            try transaction.createDirectory(exchange.path, in: space, strategy: strategy, extra: extra)
        }
        let withInode = exchange.flag("with_inode")
        if strategy == .ask, !withInode { return Answer(status: 201) }
        var created = CreatedDirectory(creationTime: Timestamp(millisecondsSince1970: made.node.created))
        if strategy != .ask { created.path = made.path }
        if withInode {
            created.inode = String(decoding: store.settings.inodes.inode(of: made.node.id), as: UTF8.self)
        }
        return Answer(201, created)
    }

    func createSymlink(_ exchange: Exchange) async throws -> Answer {
        let target = try exchange.bodyPath("linkTo")
        let strategy = try exchange.strategy() ?? (exchange.flag("force") ? .overwrite : .rename)
        let made = try await write(exchange) { transaction, space in
            try transaction.createSymlink(exchange.path, to: target, in: space, strategy: strategy)
        }
        return Answer(PathAnswer(path: made.path))
    }

    /// A file that is known here and kept elsewhere (reference 26).
    func createVirtualFile(_ exchange: Exchange) async throws -> Answer {
        let strategy = try exchange.strategy() ?? .rename
        let contentType = exchange.body?["contentType"]?.text
        let size = Int64(exchange.body?["size"]?.integer ?? 0)
        let extra = exchange.body.flatMap { Self.extra($0, current: []) }
        let made = try await write(exchange) { transaction, space in
            try transaction.createVirtualFile(
                exchange.path, size: size, contentType: contentType, extra: extra, in: space, strategy: strategy)
        }
        let entries = EntryWriter(inodes: store.settings.inodes, withInode: exchange.flag("with_inode"))
        var writer = JSONWriter()
        writer.beginObject()
        entries.writeMembers(made.node, path: made.path, name: made.node.name, to: &writer)
        writer.endObject()
        return Answer(status: 201, body: writer.bytes)
    }

    func updateDirectory(_ exchange: Exchange) async throws -> Answer {
        let body = try exchange.requiredBody()
        try await write(exchange) { transaction, space in
            guard let node = try transaction.node(at: exchange.path, in: space) else {
                throw StoreFailure(.pathNotFound)
            }
            try transaction.setExtra(Self.extra(body, current: node.extraMembers), of: node)
        }
        return .noContent
    }

    /// What users attach, as it is kept: members of the body that are known, over those that were there.
    static func extra(_ body: JSONValue, current: [JSONValue.Member]) -> String? {
        var members = current
        for key in ["metaData", "labels", "category", "localCreationTime", "localModificationTime"] {
            guard let value = body[key] else { continue }
            members.removeAll { $0.key == key }
            members.append(.init(key, key == "metaData" ? prefixed(value) : value))
        }
        return members.isEmpty ? nil : JSONValue.object(members).description
    }

    /// Metadata comes back under names that begin with `x-smh-meta-` (reference 8, 13.1).
    private static func prefixed(_ value: JSONValue) -> JSONValue {
        let prefix = "x-smh-meta-"
        let members = (value.members ?? []).map { member in
            let key = member.key.lowercased()
            return JSONValue.Member(key.hasPrefix(prefix) ? key : prefix + key, member.value)
        }
        return .object(members)
    }

    func delete(_ exchange: Exchange, expecting kind: ExpectedKind) async throws -> Answer {
        let permanent = exchange.flag("permanent")
        let removal = try await write(exchange) { transaction, space in
            try transaction.delete(exchange.path, in: space, permanent: permanent, expecting: kind)
        }
        switch removal {
        case .recycled(let number): return Answer(RecycledAnswer(recycledItemID: Int(number)))
        case .erased: return .noContent
        }
    }

    func move(_ exchange: Exchange, expecting kind: ExpectedKind) async throws -> Answer {
        let source = try exchange.bodyPath("from")
        let strategy = try exchange.strategy()
        let result = try await write(exchange) { transaction, space in
            try transaction.move(
                Transfer(
                    source: source, sourceSpace: space, target: exchange.path, space: space, strategy: strategy,
                    expecting: kind))
        }
        return Self.answer(to: result)
    }

    /// Files always have their path told; directories only under `rename` (reference 11, 12).
    private static func answer(to result: TransferResult) -> Answer {
        if result.isDirectory, result.strategy != .rename { return .noContent }
        return Answer(PathAnswer(path: result.path))
    }

    func copyFile(_ exchange: Exchange) async throws -> Answer {
        let source = try exchange.bodyPath("copyFrom")
        let strategy = try exchange.strategy()
        let result = try await write(exchange) { transaction, space in
            try transaction.copy(
                Transfer(
                    source: source, sourceSpace: space, target: exchange.path, space: space, strategy: strategy,
                    expecting: .file))
        }
        return Self.answer(to: result)
    }

    func copyDirectory(_ exchange: Exchange) async throws -> Answer {
        let source = try exchange.bodyPath("copyFrom")
        let strategy = try exchange.strategy() ?? .ask
        var item = BatchCopyItem(
            copyFrom: source.joined(separator: "/"), to: exchange.path.joined(separator: "/"),
            strategy: strategy)
        if exchange.routed.route == .copyDirectoryAcrossSpaces {
            item.copyFromSpaceID = exchange.body?["copyFromSpaceId"]?.text
        }
        let largest = store.configuration.largestImmediateTree
        let copied = item
        let outcome = try await write(exchange) { transaction, space -> (task: Int64?, result: TransferResult?) in
            var transfer = try transaction.transfer(copied, in: space)
            transfer.expecting = .directory
            if try transaction.isLargerThan(largest, transfer.source, in: transfer.sourceSpace) {
                try transaction.access.require(transaction.access.allows(.copyDirectory))
                var request = BatchRequest(.copy([copied]))
                request.isSingleCopy = true
                return (try transaction.submit(request, in: space), nil)
            }
            return (nil, try transaction.copy(transfer))
        }
        if let result = outcome.result { return Self.answer(to: result) }
        store.startBackgroundWork()
        return Answer(202, json: .object([.init("taskId", .int(outcome.task ?? 0))]))
    }
}
