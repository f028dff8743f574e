public import SMHModel

/// What to look for in the classic search (reference 16.1).
public struct SearchQuery: Hashable, Sendable {
    /// Words with spaces between; one of them is enough.
    public var keyword: String
    public var scope: DrivePath
    /// With the dot: `.txt`.
    public var extensions: [String]
    public var smallestSize: Int?
    public var largestSize: Int?

    public init(keyword: String, scope: DrivePath = .root, extensions: [String] = []) {
        self.keyword = keyword
        self.scope = scope
        self.extensions = extensions
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("keyword", .string(keyword)), .init("scope", .string(scope.description)),
        ]
        if !extensions.isEmpty { members.append(.init("extname", .path(extensions))) }
        if let smallestSize { members.append(.init("minFileSize", .int(smallestSize))) }
        if let largestSize { members.append(.init("maxFileSize", .int(largestSize))) }
        return .object(members)
    }
}

extension SMHLibraryClient {
    /// Starts a search. Its index lags behind by seconds, so a hit is looked up before anything is done to it.
    public func search(_ query: SearchQuery, in space: String) async throws(ClientError) -> SMHAnswer<SearchPage> {
        try await answer(
            to: WireRequest(
                method: .post, path: path("search", space, "space-contents"), query: [.init("with_inode", "1")],
                headers: [.init("Content-Type", "application/json")], body: query.json.bytes))
    }

    /// The next hits of a search.
    public func search(
        continuing searchID: String, marker: String, in space: String
    ) async throws(ClientError) -> SMHAnswer<SearchPage> {
        try await answer(
            to: WireRequest(
                method: .get, path: path("search", space, searchID), query: [.init("marker", marker)]))
    }
}
