import SMHModel

/// Upload in three steps, in one part (koodrive reference 4.5), and download from a signed address (4.6).
extension KooDriveClient {
    /// Writes a file of at most 5 GiB. A taken name is refused by the service.
    /// - Returns: the file's id.
    public func upload(
        _ bytes: [UInt8], named name: String, to parentID: String, in containerID: String
    ) async throws(ClientError) -> String {
        let begun = try await beginUpload(name, size: bytes.count, to: parentID, in: containerID)
        if begun.isComplete { return begun.fileID }
        guard let url = begun.urls.first else {
            throw ClientError(.final, "the service gave no address to send the bytes to", status: 200)
        }
        let (origin, target) = SignedAddress.split(url)
        let sending = WireRequest(method: .put, target: target, body: bytes)
        let sent = try await transfer(sending, to: origin)
        guard (200..<300).contains(sent.status) else {
            throw ClientError(response: sent, to: WireRequest(method: .put, path: sending.path), keeper: keeper)
        }
        _ = try await perform(post(Self.path("files", "complete"), JSONBody([.init("fileId", .string(begun.fileID))])))
        return begun.fileID
    }

    private func beginUpload(
        _ name: String, size: Int, to parentID: String, in containerID: String
    ) async throws(ClientError) -> KooUpload {
        let part = JSONValue.object([.init("partNumber", .int(1)), .init("partSize", .int(size))])
        return try await answer(
            to: post(
                Self.path("files", "create"),
                JSONBody([
                    .init("fileName", .string(name)), .init("containerId", .string(containerID)),
                    .init("parentFolder", .path([parentID])), .init("length", .int(size)),
                    .init("uploadMode", .string("multipart")), .init("uploadType", .int(1)),
                    .init("autoRename", .int(KooRenameMode.fail.rawValue)), .init("multiParts", .array([part])),
                ])))
    }

    /// The bytes behind one of the addresses of ``downloads(of:in:)``.
    public func download(from url: Secret) async throws(ClientError) -> [UInt8] {
        let (origin, target) = SignedAddress.split(url.reveal())
        let request = WireRequest(method: .get, target: target)
        let response = try await transfer(request, to: origin)
        guard (200..<300).contains(response.status) else {
            throw ClientError(response: response, to: WireRequest(method: .get, path: request.path), keeper: keeper)
        }
        return response.body
    }
}

/// The answer to beginning an upload.
private struct KooUpload: WireDecodable {
    let fileID: String
    /// The service has the bytes already.
    let isComplete: Bool
    let urls: [String]

    init(json: JSONValue) throws(WireFormatError) {
        guard let id = json["fileId"]?.text, !id.isEmpty else { throw WireFormatError("the answer has no file id") }
        fileID = id
        isComplete = json["rapidUpload"]?.boolean == true || json["exist"]?.boolean == true
        urls = (json["multiParts"]?.elements ?? []).compactMap { $0["uploadUrl"]?.text }
    }
}
