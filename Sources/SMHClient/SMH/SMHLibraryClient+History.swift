public import SMHModel

extension SMHLibraryClient {
    /// A page of the versions of a file, newest first (reference 18.1).
    /// - Parameter limit: 100 at most.
    public func versions(
        of file: DrivePath, in space: String, marker: String? = nil, limit: Int = 100
    ) async throws(ClientError) -> SMHAnswer<FileVersionPage> {
        var query: [WireQueryItem] = []
        if let marker, !marker.isEmpty { query.append(.init("marker", marker)) }
        query.append(.init("limit", String(max(1, min(limit, 100)))))
        let place = path("directory-history", space, "history-list") + "/" + PercentEncoding.encode(file)
        return try await answer(to: WireRequest(method: .get, path: place, query: query))
    }
}
