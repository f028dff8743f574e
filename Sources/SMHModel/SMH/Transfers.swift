/// Where to send the bytes of a new file (reference 17.1, 17.2).
public struct UploadTicket: Hashable, Sendable, WireDecodable, WireEncodable {
    public var domain: String
    /// Path and, for some stores, parameters below the domain.
    public var path: String
    /// All of them go with the bytes; they hold a signature.
    public var headers: [WireHeader]
    public var confirmKey: String
    public var uploadID: String?
    public var expiration: String?

    public init(domain: String, path: String, headers: [WireHeader], confirmKey: String, expiration: String? = nil) {
        self.domain = domain
        self.path = path
        self.headers = headers
        self.confirmKey = confirmKey
        self.expiration = expiration
    }

    public init(json: JSONValue) throws(WireFormatError) {
        domain = try json.required("domain")
        path = try json.required("path")
        confirmKey = try json.required("confirmKey")
        uploadID = json["uploadId"]?.text
        expiration = json["expiration"]?.text
        headers = (json["headers"]?.members ?? []).compactMap { member in
            member.value.text.map { WireHeader(member.key, $0) }
        }
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("domain", domain)
        object.add("path", path)
        object.add("uploadId", uploadID)
        object.add("headers", .object(headers.map { .init($0.name, .string($0.value)) }))
        object.add("confirmKey", confirmKey)
        object.add("expiration", expiration)
        return object.value
    }
}

/// What `GET /file/…?info` adds to an entry: a signed address of the bytes (reference 9.2).
public struct FileInformation: Hashable, Sendable, WireDecodable {
    public var entry: DirectoryEntry
    /// Signed: never show it whole.
    public var cosURL: String?

    public init(json: JSONValue) throws(WireFormatError) {
        guard let members = json.members else { throw WireFormatError("the information is no object") }
        let hasName = json["name"] != nil || json["path"] != nil
        entry = try DirectoryEntry(json: hasName ? json : .object(members + [.init("name", .string(""))]))
        cosURL = json["cosUrl"]?.text
    }
}

/// A page of search hits, of either search (reference 16).
public struct SearchPage: Hashable, Sendable, WireDecodable {
    /// Classic search only.
    public var searchID: String?
    public var nextMarker: String?
    /// Whether to ask again; the count of hits does not tell.
    public var hasMore: Bool
    public var contents: [DirectoryEntry]

    public init(json: JSONValue) throws(WireFormatError) {
        searchID = json["searchId"]?.text
        nextMarker = json["nextMarker"]?.marker
        hasMore = json["hasMore"]?.boolean ?? (nextMarker != nil)
        contents = try json["contents"]?.items(as: DirectoryEntry.self) ?? []
    }
}
