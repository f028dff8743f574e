public import SMHModel

/// The calls with many items (reference 4, 5, 6, 14.4, 14.5). A call with none, or with more than
/// ``SMHLibraryClient/batchLimit``, is refused here.
extension SMHLibraryClient {
    public func delete(
        _ items: [BatchDeleteItem], in space: String
    ) async throws(ClientError) -> SMHAnswer<BatchAnswer> {
        for item in items { try Self.refuseRoot(item.path) }
        return try await batch("delete", items.jsonBytes, count: items.count, in: space)
    }

    /// - Parameter space: the **target** space.
    public func move(
        _ items: [BatchMoveItem], to space: String
    ) async throws(ClientError) -> SMHAnswer<BatchAnswer> {
        for item in items {
            try Self.refuseRoot(item.from)
            try Self.refuseRoot(item.to)
        }
        return try await batch("move", items.jsonBytes, count: items.count, in: space)
    }

    /// - Parameter space: the **target** space.
    public func copy(
        _ items: [BatchCopyItem], to space: String
    ) async throws(ClientError) -> SMHAnswer<BatchAnswer> {
        for item in items {
            try Self.refuseRoot(item.copyFrom)
            try Self.refuseRoot(item.to)
        }
        return try await batch("copy", items.jsonBytes, count: items.count, in: space)
    }

    /// Puts things from the recycle bin back to where they were. A taken name is changed by the service.
    /// - Parameter fallsBackToRoot: into the root if the directory is gone; otherwise that is an error of the item.
    public func restore(
        _ recycledItemIDs: [Int], in space: String, fallsBackToRoot: Bool = false
    ) async throws(ClientError) -> SMHAnswer<BatchAnswer> {
        let strategy = fallsBackToRoot ? "fallbackToRoot" : "originalPath"
        return try await batch(
            "restore", JSONValue.array(recycledItemIDs.map { .int($0) }).bytes, count: recycledItemIDs.count, in: space,
            group: "recycled", parameters: [.init("restore_path_strategy", strategy)])
    }

    /// Erases things in the recycle bin for good. The service reports nothing of the single items.
    public func purge(_ recycledItemIDs: [Int], in space: String) async throws(ClientError) -> SMHAnswer<Void> {
        let body = JSONValue.array(recycledItemIDs.map { .int($0) })
        let request = try batchRequest("delete", body.bytes, recycledItemIDs.count, in: space, "recycled", [])
        let response = try await perform(request)
        return SMHAnswer(value: (), status: response.status, requestID: response.requestID)
    }

    private func batch(
        _ flag: String, _ body: [UInt8], count: Int, in space: String, group: String = "batch",
        parameters: [WireQueryItem] = []
    ) async throws(ClientError) -> SMHAnswer<BatchAnswer> {
        let request = try batchRequest(flag, body, count, in: space, group, parameters)
        let response = try await perform(request)
        // Done, says the service, and nothing of the items: they are all without a result.
        if response.body.isEmpty, response.status != 202 {
            return SMHAnswer(value: .finished([]), status: response.status, requestID: response.requestID)
        }
        let value = try read(response, to: request, as: BatchAnswer.self)
        return SMHAnswer(value: value, status: response.status, requestID: response.requestID)
    }

    private func batchRequest(
        _ flag: String, _ body: [UInt8], _ count: Int, in space: String, _ group: String,
        _ parameters: [WireQueryItem]
    ) throws(ClientError) -> WireRequest {
        if count == 0 { throw Self.refusal(.noItemsProvided, "a batch without items is not sent") }
        if count > Self.batchLimit {
            throw Self.refusal(
                .tooManyItems, "a batch of \(count) items is not sent: the service takes \(Self.batchLimit)")
        }
        return WireRequest(
            method: .post, path: path(group, space), query: [.init(flag)] + parameters,
            headers: [.init("Content-Type", "application/json")], body: body)
    }

    /// A path without a name means everything. The service drops empty names, so `//` is the root too.
    private static func refuseRoot(_ path: String) throws(ClientError) {
        if path.utf8.allSatisfy({ $0 == UInt8(ascii: "/") }) {
            throw refusal(.rootDirectoryNotAllowed, "the root of a space is never deleted, moved, copied or replaced")
        }
    }
}

extension BatchDeleteItem {
    public init(path: DrivePath, permanent: Bool) {
        self.init(path: path.description, permanent: permanent ? true : nil)
    }
}

extension BatchMoveItem {
    /// - Parameter fromSpaceID: only if it is another space than the target's.
    public init(
        from: DrivePath, to: DrivePath, strategy: ConflictResolutionStrategy, fromSpaceID: String? = nil,
        moveAuthority: Bool = false
    ) {
        self.init(
            from: from.description, to: to.description, strategy: strategy, fromSpaceID: fromSpaceID,
            moveAuthority: moveAuthority ? true : nil)
    }
}

extension BatchCopyItem {
    /// - Parameter copyFromSpaceID: only if it is another space than the target's.
    public init(
        copyFrom: DrivePath, to: DrivePath, strategy: ConflictResolutionStrategy, copyFromSpaceID: String? = nil
    ) {
        self.init(
            copyFrom: copyFrom.description, to: to.description, strategy: strategy, copyFromSpaceID: copyFromSpaceID)
    }
}
