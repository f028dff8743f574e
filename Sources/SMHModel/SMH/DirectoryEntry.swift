/// What an entry is. A struct, for the service may know more kinds than we do.
public struct EntryType: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let directory = Self(rawValue: "dir")
    public static let file = Self(rawValue: "file")
    public static let image = Self(rawValue: "image")
    public static let symlink = Self(rawValue: "symlink")
    public static let video = Self(rawValue: "video")
    public static let virtual = Self(rawValue: "virtual")
}

/// A file or directory, as listings and `?info` give it (reference 8, 9.1).
public struct DirectoryEntry: Hashable, Sendable, WireDecodable, WireEncodable {
    public var name: String
    public var type: EntryType
    /// The whole path; optional in listings.
    public var path: [String]?
    public var inode: String?
    public var creationTime: Timestamp?
    public var modificationTime: Timestamp?
    /// With the quotation marks that belong to it, as the service sends it.
    public var eTag: String?
    public var userID: String?
    public var isFavorite: Bool?
    public var versionID: Int?
    /// Bytes; files only.
    public var size: Int?
    /// Digits of an unsigned 64-bit number.
    public var crc64: String?
    public var contentType: String?
    public var fileType: String?
    public var metaData: [JSONValue.Member]?
    public var previewByDoc: Bool?
    public var previewByCI: Bool?
    public var previewAsIcon: Bool?
    public var removedByQuota: Bool?
    public var category: String?
    public var labels: [String]?
    public var localCreationTime: String?
    public var localModificationTime: String?
    public var contentCas: String?
    public var virusAuditStatus: Int?
    /// `?info` only.
    public var historySize: Int?
    /// Symlinks, `?info` only: the inode of the next target.
    public var linkTo: String?
    /// Members that this type has no name for, as they came.
    public var other: [JSONValue.Member] = []

    public init(name: String, type: EntryType) {
        self.name = name
        self.type = type
    }

    public var isDirectory: Bool { type == .directory }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let members = json.members else { throw WireFormatError("an entry is no object") }
        path = json["path"]?.pathNames
        guard let name = json["name"]?.text ?? path?.last ?? (path == nil ? nil : "") else {
            throw WireFormatError("an entry has no name")
        }
        self.name = name
        type = EntryType(rawValue: json["type"]?.text ?? "")
        for member in members where member.value != .null { read(member) }
    }

    /// One pass over the members, for a page holds a thousand entries with a dozen members each.
    private mutating func read(_ member: JSONValue.Member) {
        let value = member.value
        switch member.key {
        case "inode": inode = value.text
        case "creationTime": creationTime = value.timestamp
        case "modificationTime": modificationTime = value.timestamp
        case "eTag": eTag = value.text
        case "userId": userID = value.text
        case "isFavorite": isFavorite = value.boolean
        case "versionId": versionID = value.integer
        case "size": size = value.integer
        case "crc64": crc64 = value.text
        case "contentType": contentType = value.text
        case "fileType": fileType = value.text
        case "metaData": metaData = value.members
        case "previewByDoc": previewByDoc = value.boolean
        case "previewByCI": previewByCI = value.boolean
        case "previewAsIcon": previewAsIcon = value.boolean
        case "removedByQuota": removedByQuota = value.boolean
        case "category": category = value.text
        case "labels": labels = value.strings
        case "localCreationTime": localCreationTime = value.text
        case "localModificationTime": localModificationTime = value.text
        case "contentCas": contentCas = value.text
        case "virusAuditStatus": virusAuditStatus = value.integer
        case "historySize": historySize = value.integer
        case "linkTo": linkTo = value.text
        case "name", "path", "type": break
        default: other.append(member)
        }
    }
}

extension DirectoryEntry {
    /// Members in the order of the vendor's sample. `versionId` is null rather than absent for a directory.
    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("name", name)
        object.add("path", path: path)
        object.add("inode", inode)
        object.add("type", type.rawValue)
        object.add("userId", userID)
        object.add("creationTime", time: creationTime)
        object.add("modificationTime", time: modificationTime)
        object.add("versionId", versionID.map { JSONValue.int($0) } ?? .null)
        object.add("contentType", contentType)
        object.add("size", digits: size)
        object.add("eTag", eTag)
        object.add("crc64", crc64)
        object.add("metaData", metaData.map(JSONValue.object))
        object.add("fileType", fileType)
        object.add("previewByDoc", previewByDoc)
        object.add("previewByCI", previewByCI)
        object.add("previewAsIcon", previewAsIcon)
        addOptionalMembers(to: &object)
        return .object(object.members + other)
    }

    private func addOptionalMembers(to object: inout JSONObjectBuilder) {
        object.add("isFavorite", isFavorite)
        object.add("removedByQuota", removedByQuota)
        object.add("category", category)
        object.add("labels", strings: labels)
        object.add("localCreationTime", localCreationTime)
        object.add("localModificationTime", localModificationTime)
        object.add("contentCas", contentCas)
        object.add("virusAuditStatus", virusAuditStatus)
        object.add("historySize", digits: historySize)
        object.add("linkTo", linkTo)
    }
}
