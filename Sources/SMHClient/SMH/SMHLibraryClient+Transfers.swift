public import SMHModel

/// Upload in three steps and download by a redirect that is followed by hand (reference 17). The bytes do not pass the
/// service's host, and those requests carry no token.
extension SMHLibraryClient {
    /// Writes a file. The directory has to be there.
    public func upload(
        _ bytes: [UInt8], to place: DrivePath, in space: String, strategy: ConflictResolutionStrategy
    ) async throws(ClientError) -> SMHAnswer<DirectoryEntry> {
        let begun = try await beginUpload(to: place, in: space, size: bytes.count, strategy: strategy)
        let sending = WireRequest(method: .put, target: begun.path, headers: begun.headers, body: bytes)
        let sent = try await transfer(sending, to: begun.domain)
        guard (200..<300).contains(sent.status) else {
            throw ClientError(response: sent, to: sending.withoutSignature, keeper: keeper)
        }
        return try await confirmUpload(begun.confirmKey, in: space, strategy: strategy)
    }

    public func beginUpload(
        to place: DrivePath, in space: String, size: Int, strategy: ConflictResolutionStrategy
    ) async throws(ClientError) -> UploadTicket {
        let request = WireRequest(
            method: .put, path: path("file", space: space, place),
            query: [.init("conflict_resolution_strategy", strategy.rawValue), .init("filesize", String(size))])
        return try await answer(to: request, as: UploadTicket.self).value
    }

    /// Makes the bytes a file. The name is decided now, so the strategy is sent again.
    public func confirmUpload(
        _ confirmKey: String, in space: String, strategy: ConflictResolutionStrategy
    ) async throws(ClientError) -> SMHAnswer<DirectoryEntry> {
        try await answer(
            to: WireRequest(
                method: .post, path: path("file", space, confirmKey),
                query: [
                    .init("confirm"), .init("conflict_resolution_strategy", strategy.rawValue),
                    .init("with_inode", "1"),
                ]))
    }

    /// Where the bytes of a file can be had for about two hours. The address is signed: it is a credential.
    public func downloadLocation(of place: DrivePath, in space: String) async throws(ClientError) -> Secret {
        let request = WireRequest(method: .get, path: path("file", space: space, place))
        let response = try await perform(request, accepting: [302])
        guard let location = response.header("location"), !location.isEmpty else {
            throw ClientError(unreadable: response, to: request, why: "it names no place", keeper: keeper)
        }
        return Secret(location)
    }

    /// The bytes of a file; bounded by what the transport takes.
    public func download(_ place: DrivePath, in space: String) async throws(ClientError) -> [UInt8] {
        let location = try await downloadLocation(of: place, in: space).reveal()
        let (origin, target) = SignedAddress.split(location)
        let request = WireRequest(method: .get, target: target)
        let response = try await transfer(request, to: origin)
        guard (200..<300).contains(response.status) else {
            throw ClientError(response: response, to: request.withoutSignature, keeper: keeper)
        }
        return response.body
    }
}

extension WireRequest {
    /// For messages about the store of bytes, whose parameters are a signature.
    fileprivate var withoutSignature: WireRequest { WireRequest(method: method, path: path) }
}
