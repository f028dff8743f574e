public import SMHModel

extension SMHLibraryClient {
    /// A page of the library's spaces (reference 15). A library with but one answers 400
    /// ``SMHErrorCode/notMultiSpaceLibrary``.
    public func spaces(marker: String? = nil, limit: Int = 1000) async throws(ClientError) -> SMHAnswer<SpacePage> {
        var query: [WireQueryItem] = []
        if let marker, !marker.isEmpty { query.append(.init("marker", marker)) }
        query.append(.init("limit", String(max(1, min(limit, 1000)))))
        return try await answer(to: WireRequest(method: .get, path: path("space", "list"), query: query))
    }

    /// Capacity and use of spaces (reference 18.3).
    public func usage(of spaces: [String]) async throws(ClientError) -> SMHAnswer<[SpaceUsage]> {
        let list = spaces.map(PercentEncoding.encode).joined(separator: ",")
        let request = WireRequest(method: .get, path: path("usage") + "/" + list)
        let response = try await perform(request)
        let value = try read(response, to: request) { (json) throws(WireFormatError) -> [SpaceUsage] in
            if case .object = json { return [try SpaceUsage(json: json)] }
            return try json.items(as: SpaceUsage.self)
        }
        return SMHAnswer(value: value, status: response.status, requestID: response.requestID)
    }
}
