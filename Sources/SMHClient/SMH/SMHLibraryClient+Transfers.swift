public import SMHModel

/// Upload in three steps and download by a redirect that is followed by hand (reference 17). The bytes do not pass the
/// service's host, and those requests carry no token.
extension SMHLibraryClient {
    /// Writes a file in one request for its bytes. The directory has to be there.
    public func upload(
        _ bytes: [UInt8], to place: DrivePath, in space: String, strategy: ConflictResolutionStrategy
    ) async throws(ClientError) -> SMHAnswer<DirectoryEntry> {
        let begun = try await beginUpload(to: place, in: space, size: Int64(bytes.count), strategy: strategy)
        try await send(bytes, of: begun)
        return try await confirmUpload(begun.confirmKey, in: space, strategy: strategy)
    }

    public func beginUpload(
        to place: DrivePath, in space: String, size: Int64, strategy: ConflictResolutionStrategy
    ) async throws(ClientError) -> UploadTicket {
        let request = WireRequest(
            method: .put, path: path("file", space: space, place),
            query: [.init("conflict_resolution_strategy", strategy.rawValue), .init("filesize", String(size))])
        return try await answer(to: request, as: UploadTicket.self).value
    }

    /// Begins an upload in parts, which are numbered from 1 and follow each other without a gap (reference 17.2).
    public func beginMultipartUpload(
        to place: DrivePath, in space: String, size: Int64, strategy: ConflictResolutionStrategy
    ) async throws(ClientError) -> UploadTicket {
        let request = WireRequest(
            method: .post, path: path("file", space: space, place),
            query: [
                .init("multipart"), .init("conflict_resolution_strategy", strategy.rawValue),
                .init("filesize", String(size)),
            ])
        return try await answer(to: request, as: UploadTicket.self).value
    }

    /// Fresh headers for the parts that are still to be sent (reference 17.2).
    public func renewUpload(_ confirmKey: String, in space: String) async throws(ClientError) -> UploadTicket {
        let request = WireRequest(method: .post, path: path("file", space, confirmKey), query: [.init("renew")])
        return try await answer(to: request, as: UploadTicket.self).value
    }

    /// Takes an upload in parts back, and the parts with it.
    public func abandonUpload(_ confirmKey: String, in space: String) async throws(ClientError) {
        _ = try await perform(
            WireRequest(method: .delete, path: path("file", space, confirmKey), query: [.init("upload")]))
    }

    /// Sends the bytes of a file, or one part of them. May be done again; the later bytes count.
    public func send(_ bytes: [UInt8], part: Int? = nil, of ticket: UploadTicket) async throws(ClientError) {
        var sending = WireRequest(method: .put, target: ticket.path, headers: ticket.headers, body: bytes)
        if let part {
            if let id = ticket.uploadID { sending.query.append(.init("uploadId", id)) }
            sending.query.append(.init("partNumber", String(part)))
        }
        try await self.bytes.write(sending, to: ticket.domain)
    }

    /// Makes the bytes a file. The name is decided now, so the strategy is sent again.
    /// - Parameter crc64: of all the bytes, for the service to compare.
    public func confirmUpload(
        _ confirmKey: String, in space: String, strategy: ConflictResolutionStrategy, crc64: UInt64? = nil
    ) async throws(ClientError) -> SMHAnswer<DirectoryEntry> {
        var request = WireRequest(
            method: .post, path: path("file", space, confirmKey),
            query: [
                .init("confirm"), .init("conflict_resolution_strategy", strategy.rawValue), .init("with_inode", "1"),
            ])
        if let crc64 {
            request.headers = [.init("Content-Type", "application/json")]
            request.body = JSONValue.object([.init("crc64", .string(String(crc64)))]).bytes
        }
        return try await answer(to: request)
    }

    /// Where the bytes of a file can be had for about two hours.
    public func downloadLocation(
        of place: DrivePath, in space: String
    ) async throws(ClientError) -> DownloadLocation {
        let request = WireRequest(method: .get, path: path("file", space: space, place))
        let response = try await perform(request, accepting: [302])
        guard let location = response.header("location"), !location.isEmpty else {
            throw ClientError(unreadable: response, to: request, why: "it names no place", keeper: keeper)
        }
        return DownloadLocation(
            address: Secret(location), crc64: response.header("x-smh-crc64").flatMap { UInt64($0) })
    }
}

/// Where the bytes of a file can be had.
public struct DownloadLocation: Sendable {
    /// Signed: it is a credential.
    public var address: Secret
    /// Of the whole file; nil where the service does not know.
    public var crc64: UInt64?

    public init(address: Secret, crc64: UInt64? = nil) {
        self.address = address
        self.crc64 = crc64
    }
}
