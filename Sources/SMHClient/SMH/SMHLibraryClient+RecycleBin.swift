public import SMHModel

extension SMHLibraryClient {
    /// A page of the recycle bin (reference 14.1), in the service's order.
    /// - Parameter limit: 100 at most.
    public func recycled(
        in space: String, marker: String? = nil, limit: Int = 100
    ) async throws(ClientError) -> SMHAnswer<RecycledPage> {
        var query = [WireQueryItem("by-marker", "1")]
        if let marker, !marker.isEmpty { query.append(.init("marker", marker)) }
        query.append(.init("limit", String(max(1, min(limit, 100)))))
        return try await answer(to: WireRequest(method: .get, path: path("recycled", space), query: query))
    }

    /// Puts one thing back (reference 14.3).
    public func restore(
        _ recycledItemID: Int, in space: String, strategy: ConflictResolutionStrategy
    ) async throws(ClientError) -> SMHAnswer<PathAnswer> {
        try await answer(
            to: WireRequest(
                method: .post, path: path("recycled", space, String(recycledItemID)),
                query: [.init("restore"), .init("conflict_resolution_strategy", strategy.rawValue)]))
    }

    /// Erases one thing in the bin for good (reference 14.5).
    public func purge(_ recycledItemID: Int, in space: String) async throws(ClientError) {
        _ = try await perform(
            WireRequest(method: .delete, path: path("recycled", space, String(recycledItemID))))
    }
}
