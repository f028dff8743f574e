public import SMHModel

/// Files and folders (koodrive reference 4). They go by id; there is no call from a path to an id.
extension KooDriveClient {
    /// A page of a folder, by name ascending unless asked otherwise.
    public func list(_ request: KooListRequest) async throws(ClientError) -> KooFilePage {
        try await answer(to: post(Self.path("files", "0"), request))
    }

    /// A page of the recycle bin.
    public func recycled(_ request: KooListRequest) async throws(ClientError) -> KooFilePage {
        try await answer(to: post(Self.path("files", "1"), request))
    }

    public func file(_ fileID: String, in containerID: String) async throws(ClientError) -> KooFile {
        let path = try Self.path("files", Self.checkedID(fileID, "a file"), "detail")
        return try await answer(to: post(path, JSONBody([.init("containerId", .string(containerID))])))
    }

    public func search(_ search: KooSearch) async throws(ClientError) -> KooFilePage {
        try await answer(to: post(Self.path("files", "search"), search))
    }

    /// Makes one folder; its parent has to be there.
    /// - Returns: its id.
    public func createFolder(_ draft: KooFolderDraft) async throws(ClientError) -> String {
        let answer = try await perform(post(Self.path("directory"), draft))
        guard let id = answer.value.document["id"]?.text ?? answer.value.payload[firstOf: "id", "fileId"]?.text else {
            throw ClientError(
                .inDoubt, "the answer does not say the folder's id", status: answer.status,
                requestID: answer.requestID)
        }
        return id
    }

    public func rename(
        _ fileID: String, to name: String, in containerID: String, mode: KooRenameMode = .fail
    ) async throws(ClientError) {
        let path = try Self.path("files", "rename", Self.checkedID(fileID, "a file"))
        _ = try await perform(
            post(
                path,
                JSONBody([
                    .init("containerId", .string(containerID)), .init("name", .string(name)),
                    .init("renameMode", .int(mode.rawValue)),
                ])))
    }

    /// Where a file is, in names and in ids.
    public func path(of fileID: String, in containerID: String) async throws(ClientError) -> KooPath {
        try await answer(
            to: WireRequest(
                method: .get, path: Self.path("files", "path"),
                query: [.init("fileId", fileID), .init("containerId", containerID)]))
    }

    /// Starts to empty the recycle bin. Nothing tells when that has ended: a job of type 7 can be awaited.
    public func emptyRecycleBin(of containerID: String) async throws(ClientError) {
        // The table calls the field `container`, the example `containerId`.
        _ = try await perform(
            post(
                Self.path("files", "recycle"),
                JSONBody([.init("container", .string(containerID)), .init("containerId", .string(containerID))])))
    }

    /// Addresses to download from, ``downloadLimit`` files at most. They are signed: do not show them.
    public func downloads(
        of fileIDs: [String], in containerID: String
    ) async throws(ClientError) -> KooDownloads {
        try Self.checkCount(fileIDs.count, limit: Self.downloadLimit, "a request for downloads")
        return try await answer(
            to: post(
                Self.path("files", "download"),
                JSONBody([.init("containerId", .string(containerID)), .init("fileIds", .path(fileIDs))])))
    }

    /// The user's personal space, whose id nearly every call needs (koodrive reference 6).
    public func personalSpace() async throws(ClientError) -> KooSpace {
        let path = try Self.path("space", Self.checkedID(userID, "a user"))
        return try await answer(to: WireRequest(method: .get, path: path, query: [.init("type", "1")]))
    }
}

/// A request body of a few members.
struct JSONBody: WireEncodable {
    let json: JSONValue

    init(_ members: [JSONValue.Member]) { json = .object(members) }
}
