/// What an album is made with (koodrive reference 3.1).
public struct KooAlbumDraft: Hashable, Sendable, WireDecodable, WireEncodable {
    /// 1 to 20 characters; a manual album needs one.
    public var name: String?
    public var type: KooAlbumType
    public var kind: KooAlbumKind
    /// Folder ids, 30 at most; collection albums.
    public var scopeDirectories: [String]?
    public var scopeParentFolderID: String?
    /// `1` images, `2` videos, `1,2` both.
    public var scopeKind: String?
    public var groupID: String?

    public init(name: String?, type: KooAlbumType = .manual, kind: KooAlbumKind = .personal) {
        self.name = name
        self.type = type
        self.kind = kind
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let type = json["type"]?.integer.flatMap(KooAlbumType.init(rawValue:)),
            let kind = json["albumKind"]?.integer.flatMap(KooAlbumKind.init(rawValue:))
        else { throw WireFormatError("type or albumKind is missing or unknown") }
        self.type = type
        self.kind = kind
        name = json["name"]?.text
        scopeDirectories = json["scopeDir"]?.strings
        scopeParentFolderID = json["scopeParentFolderId"]?.text
        scopeKind = json["scopeKind"]?.text
        groupID = json["groupId"]?.text
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("name", name)
        object.add("type", String(type.rawValue))
        object.add("scopeDir", strings: scopeDirectories)
        object.add("scopeParentFolderId", scopeParentFolderID)
        object.add("scopeKind", scopeKind)
        object.add("groupId", groupID)
        object.add("albumKind", String(kind.rawValue))
        return object.value
    }
}

/// What is changed of an album (koodrive reference 3.2): the name of a manual one, the scope of a collection.
public struct KooAlbumChange: Hashable, Sendable, WireDecodable, WireEncodable {
    public var name: String?
    public var scopeParentFolderID: String?
    /// The same thing that making an album calls `scopeDir`.
    public var scopeDirectories: [String]?
    public var scopeKind: String?

    public init(name: String? = nil) { self.name = name }

    public init(json: JSONValue) throws(WireFormatError) {
        name = json["name"]?.text
        scopeParentFolderID = json["scopeParentFolderId"]?.text
        scopeDirectories = json[firstOf: "scopeDirList", "scopeDir"]?.strings
        scopeKind = json["scopeKind"]?.text
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("scopeParentFolderId", scopeParentFolderID)
        object.add("scopeDirList", strings: scopeDirectories)
        object.add("scopeKind", scopeKind)
        object.add("name", name)
        return object.value
    }
}

/// Files to add to a manual album (koodrive reference 3.6), 100 at most.
public struct KooAlbumAddition: Hashable, Sendable, WireDecodable, WireEncodable {
    public var files: [KooAlbumContent]

    public init(files: [KooAlbumContent]) { self.files = files }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let list = json["fileIds"] else { throw WireFormatError("fileIds is missing") }
        files = try list.items(as: KooAlbumContent.self)
    }

    public var json: JSONValue {
        .object([
            .init(
                "fileIds",
                .array(
                    files.map { file in
                        var object = JSONObjectBuilder()
                        object.add("fileId", file.id)
                        object.add("ownerId", file.ownerID)
                        return object.value
                    }))
        ])
    }
}

/// Files to take out of a manual album (koodrive reference 3.7), 1000 at most. The files themselves stay.
public struct KooAlbumRemoval: Hashable, Sendable, WireDecodable, WireEncodable {
    public var ids: [String]

    public init(ids: [String]) { self.ids = ids }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let list = json["ids"]?.elements else { throw WireFormatError("ids is missing or no array") }
        ids = list.compactMap(\.text)
    }

    public var json: JSONValue { .object([.init("ids", .path(ids))]) }
}

/// The answer to making an album.
///
/// Open question 2 of the reference: its form was not seen, so the id is looked for in each place where it may be.
public struct KooCreatedAlbum: Hashable, Sendable, WireDecodable, WireEncodable {
    public var id: String

    public init(id: String) { self.id = id }

    public init(json: JSONValue) throws(WireFormatError) {
        let data = json["data"]
        guard let id = json[firstOf: "id", "albumId"]?.text ?? data?.text ?? data?[firstOf: "id", "albumId"]?.text,
            !id.isEmpty
        else { throw WireFormatError("the answer does not say the album's id") }
        self.id = id
    }

    public var json: JSONValue { .object([.init("id", .string(id))]) }
}
