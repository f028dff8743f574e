public import SMHModel

/// Which page of a directory.
public struct DirectoryPageRequest: Hashable, Sendable {
    public var directory: DrivePath
    /// From the page before.
    public var marker: String?
    /// Only names strictly after this one.
    public var startName: String?
    /// Only names that begin so.
    public var prefix: String?
    /// Entries; the service takes 1000 or fewer.
    public var limit: Int

    public init(
        directory: DrivePath, marker: String? = nil, startName: String? = nil, prefix: String? = nil, limit: Int = 1000
    ) {
        self.directory = directory
        self.marker = marker
        self.startName = startName
        self.prefix = prefix
        self.limit = limit
    }
}

extension SMHLibraryClient {
    /// A page in marker mode, by name ascending, directories and files together, with inodes (reference 8).
    ///
    /// If the service refuses the size of the page, smaller ones are tried, and the one it took is kept to.
    public func list(
        _ page: DirectoryPageRequest, in space: String
    ) async throws(ClientError) -> SMHAnswer<DirectoryPage> {
        var limit = listLimits.limit(for: page.limit)
        var refusal: ClientError?
        while true {
            do throws(ClientError) {
                let answer: SMHAnswer<DirectoryPage> = try await answer(to: listRequest(page, limit: limit, in: space))
                if refusal != nil { listLimits.remember(limit) }
                return answer
            } catch {
                // Only a parameter can have been refused for its size; if no size will do, it was another.
                guard error.code == .paramInvalid, let next = listLimits.smaller(than: limit) else {
                    throw refusal ?? error
                }
                refusal = refusal ?? error
                limit = next
            }
        }
    }

    private func listRequest(_ page: DirectoryPageRequest, limit: Int, in space: String) -> WireRequest {
        var query = [WireQueryItem("by-marker", "1")]
        if let marker = page.marker, !marker.isEmpty { query.append(.init("marker", marker)) }
        query.append(.init("limit", String(limit)))
        query.append(.init("order_by", "name"))
        query.append(.init("order_by_type", "asc"))
        query.append(.init("sort_type", "union"))
        if let name = page.startName { query.append(.init("start_name", name)) }
        if let prefix = page.prefix { query.append(.init("prefix", prefix)) }
        query.append(.init("with_inode", "1"))
        return WireRequest(method: .get, path: path("directory", space: space, page.directory), query: query)
    }

    /// What stands at a path, file or directory, with its inode (reference 9.1).
    public func information(
        of place: DrivePath, in space: String
    ) async throws(ClientError) -> SMHAnswer<DirectoryEntry> {
        try await answer(
            to: WireRequest(
                method: .get, path: path("directory", space: space, place),
                query: [.init("info"), .init("with_inode", "1")]))
    }

    /// Whether a file is there (reference 9.3). A HEAD is answered without a body, so a 404 may also come from a machine
    /// on the way; where something is decided by the answer, ``information(of:in:)`` is the one to ask.
    public func fileExists(_ place: DrivePath, in space: String) async throws(ClientError) -> Bool {
        try await head("file", place, in: space)
    }

    /// Whether a directory is there (reference 9.4).
    public func directoryExists(_ place: DrivePath, in space: String) async throws(ClientError) -> Bool {
        try await head("directory", place, in: space)
    }

    private func head(_ group: String, _ place: DrivePath, in space: String) async throws(ClientError) -> Bool {
        let request = WireRequest(method: .head, path: path(group, space: space, place))
        return try await perform(request, accepting: [404]).status != 404
    }

    /// Makes a directory and those above it (reference 13.1), strategy `ask`: a taken name is 409
    /// ``SMHErrorCode/sameNameDirectoryOrFileExists``.
    public func createDirectory(
        _ place: DrivePath, in space: String
    ) async throws(ClientError) -> SMHAnswer<CreatedDirectory> {
        let request = WireRequest(
            method: .put, path: path("directory", space: space, place),
            query: [.init("conflict_resolution_strategy", "ask"), .init("with_inode", "1")])
        let response = try await perform(request)
        if response.body.isEmpty {
            return SMHAnswer(value: CreatedDirectory(), status: response.status, requestID: response.requestID)
        }
        let value = try read(response, to: request) { (json) throws(WireFormatError) in
            try CreatedDirectory(json: json)
        }
        return SMHAnswer(value: value, status: response.status, requestID: response.requestID)
    }

    /// Sees to it that a directory is there.
    /// - Returns: whether it was made now.
    /// - Throws: 409 if a file has the name.
    public func ensureDirectory(_ place: DrivePath, in space: String) async throws(ClientError) -> Bool {
        do throws(ClientError) {
            _ = try await createDirectory(place, in: space)
            return true
        } catch {
            guard error.code == .sameNameDirectoryOrFileExists else { throw error }
            if try await directoryStands(at: place, in: space) { return false }
            throw error
        }
    }

    private func directoryStands(at place: DrivePath, in space: String) async throws(ClientError) -> Bool {
        do throws(ClientError) {
            return try await information(of: place, in: space).value.isDirectory
        } catch {
            // An ancestor is a file, then.
            if error.kind == .final, error.status == 404 { return false }
            throw error
        }
    }

    /// Files and bytes below a directory, seconds behind (reference 18.4).
    public func statistics(
        of place: DrivePath, in space: String
    ) async throws(ClientError) -> SMHAnswer<DirectoryStatistics> {
        try await answer(
            to: WireRequest(
                method: .get, path: path("directory", space: space, place),
                query: [.init("stats"), .init("stats_type", "normal")]))
    }
}
