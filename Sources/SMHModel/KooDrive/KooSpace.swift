/// A user's space (koodrive reference 6). Its id goes into nearly every call.
public struct KooSpace: Hashable, Sendable, WireDecodable, WireEncodable {
    public var containerID: String
    public var ownerID: String?
    /// The root folder of ordinary files; `root` is accepted too.
    public var rootFileID: String?
    /// Bytes used, as far as the service's text is a number.
    public var used: Int?
    public var capacity: String?
    public var capacityKB: String?

    public init(containerID: String, ownerID: String?, rootFileID: String?) {
        self.containerID = containerID
        self.ownerID = ownerID
        self.rootFileID = rootFileID
    }

    /// The older call gives an object, the newer one an array of which the first counts.
    public init(json: JSONValue) throws(WireFormatError) {
        let data = json["data"] ?? json
        let space = data.elements?.first ?? data
        guard let id = space["containerId"]?.text, !id.isEmpty else { throw WireFormatError("the space has no id") }
        containerID = id
        ownerID = space["ownerId"]?.text
        rootFileID = space[firstOf: "bizRootFileId", "rootFileId"]?.text
        used = space["spaceUsed"]?.integer
        capacity = space["capacity"]?.text
        capacityKB = space["capacityKb"]?.text
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("type", "1")
        object.add("ownerId", ownerID)
        object.add("containerId", containerID)
        object.add("bizRootFileId", rootFileID)
        object.add("capacity", capacity)
        object.add("capacityKb", capacityKB)
        object.add("spaceUsed", used.map(String.init))
        return .object([.init("data", object.value)])
    }
}

/// A signed-in session (koodrive reference 2.1, 2.2). The fields stand in `data.sessionInfo`, in `data`, or outermost.
public struct KooSession: Sendable, WireDecodable {
    public var accessToken: String
    public var refreshToken: String?
    /// Seconds.
    public var expiresIn: Int
    public var userID: String?

    public init(json: JSONValue) throws(WireFormatError) {
        let data = json["data"] ?? json
        let info = data["sessionInfo"] ?? data
        guard let token = info["accessToken"]?.text, !token.isEmpty else {
            throw WireFormatError("the answer has no access token")
        }
        accessToken = token
        refreshToken = info["refreshToken"]?.text
        expiresIn = info["expiresIn"]?.integer ?? 1800
        userID = data["userInfo"]?["userId"]?.text ?? data["userId"]?.text
    }
}

/// Addresses to download from (koodrive reference 4.6), each signed.
public struct KooDownloads: Sendable, WireDecodable {
    public struct File: Sendable {
        public var fileID: String
        public var url: String?
        public var code: KooErrorCode?
        public var message: String?
    }

    public var files: [File]

    public init(json: JSONValue) throws(WireFormatError) {
        guard let list = (json["downloads"] ?? json["data"]?["downloads"])?.elements else {
            throw WireFormatError("the answer has no addresses")
        }
        files = list.compactMap { element in
            element["fileId"]?.text.map {
                File(
                    fileID: $0, url: element["url"]?.text,
                    code: element["code"]?.text.map(KooErrorCode.init(rawValue:)),
                    message: element["msg"]?.text)
            }
        }
    }
}
