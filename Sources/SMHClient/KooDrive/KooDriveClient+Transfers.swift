public import SMHModel

/// Upload in three steps (koodrive reference 4.5), and download from a signed address (4.6).
extension KooDriveClient {
    /// Bytes that every part but the last has at least, and parts of an upload at most (koodrive reference 4.5).
    public static let smallestPart = 5 << 20
    public static let mostParts = 10_000

    /// Writes a file of at most 5 GiB in one part. A taken name is refused by the service.
    /// - Returns: the file's id.
    public func upload(
        _ bytes: [UInt8], named name: String, to parentID: String, in containerID: String
    ) async throws(ClientError) -> String {
        let begun = try await beginUpload(
            name, size: Int64(bytes.count), firstPart: bytes.count, to: parentID, in: containerID)
        if begun.isComplete { return begun.fileID }
        try await send(bytes, to: begun.firstAddress)
        try await completeUpload(begun.fileID)
        return begun.fileID
    }

    /// Announces a file and its first part. A taken name is refused by the service.
    public func beginUpload(
        _ name: String, size: Int64, firstPart: Int, to parentID: String, in containerID: String
    ) async throws(ClientError) -> KooUpload {
        try await answer(
            to: post(
                Self.path("files", "create"),
                JSONBody([
                    .init("fileName", .string(name)), .init("containerId", .string(containerID)),
                    .init("parentFolder", .path([parentID])), .init("length", .int(Int(size))),
                    .init("uploadMode", .string("multipart")), .init("uploadType", .int(1)),
                    .init("autoRename", .int(KooRenameMode.fail.rawValue)),
                    .init("multiParts", .array([Self.part(1, firstPart)])),
                ])))
    }

    /// Where a part is to be sent to within the hour; numbers begin at 1.
    public func uploadAddress(
        ofPart number: Int, size: Int, of fileID: String
    ) async throws(ClientError) -> Secret {
        let body = JSONBody([
            .init("fileId", .string(fileID)), .init("multiParts", .array([Self.part(number, size)])),
        ])
        let answer = try await answer(
            to: post(Self.path("files", "multipart", "uploadUrl"), body), as: KooPartAddresses.self)
        return try Self.first(of: answer.urls)
    }

    private static func part(_ number: Int, _ size: Int) -> JSONValue {
        .object([.init("partNumber", .int(number)), .init("partSize", .int(size))])
    }

    fileprivate static func first(of urls: [String]) throws(ClientError) -> Secret {
        guard let url = urls.first else {
            throw ClientError(.final, "the service gave no address to send the bytes to", status: 200)
        }
        return Secret(url)
    }

    /// Sends one part. May be done again; the later bytes count.
    public func send(_ bytes: [UInt8], to address: Secret) async throws(ClientError) {
        let (origin, target) = SignedAddress.split(address.reveal())
        let sending = WireRequest(method: .put, target: target, body: bytes)
        try await self.bytes.write(sending, to: origin)
    }

    /// Has the service join the parts.
    public func completeUpload(_ fileID: String) async throws(ClientError) {
        _ = try await perform(post(Self.path("files", "complete"), JSONBody([.init("fileId", .string(fileID))])))
    }
}

/// The answer to beginning an upload.
public struct KooUpload: WireDecodable, Sendable {
    public let fileID: String
    /// The service has the bytes already.
    public let isComplete: Bool
    private let urls: [String]

    public init(json: JSONValue) throws(WireFormatError) {
        guard let id = json["fileId"]?.text, !id.isEmpty else { throw WireFormatError("the answer has no file id") }
        fileID = id
        isComplete = json["rapidUpload"]?.boolean == true || json["exist"]?.boolean == true
        urls = KooPartAddresses.urls(json)
    }

    /// Where the first part is to be sent to within the hour.
    public var firstAddress: Secret {
        get throws(ClientError) { try KooDriveClient.first(of: urls) }
    }
}

private struct KooPartAddresses: WireDecodable {
    let urls: [String]

    init(json: JSONValue) throws(WireFormatError) { urls = Self.urls(json) }

    static func urls(_ json: JSONValue) -> [String] {
        (json["multiParts"]?.elements ?? []).compactMap { $0["uploadUrl"]?.text }
    }
}
