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
        self.init(name: "", type: EntryType(rawValue: ""))
        var hasName = false
        for member in members {
            let field = Field.numbers[member.key].flatMap(Field.init(rawValue:))
            try read(member.value, field, member.key, &hasName)
        }
        try finish(hasName: hasName)
    }

    /// Reads an entry of a page without a tree between.
    static func read(
        _ parser: inout JSONParser, _ memory: inout KeyMemory
    ) throws(WireFormatError) -> DirectoryEntry {
        guard parser.next == UInt8(ascii: "{") else { throw WireFormatError("an entry is no object") }
        var entry = DirectoryEntry(name: "", type: EntryType(rawValue: ""))
        var hasName = false
        try parser.readMembers(&memory) { (parser, field, key) throws(WireFormatError) in
            let field = Field(rawValue: field)
            if try entry.readPlain(&parser, field, &hasName) { return }
            // As deep as it lies in its page.
            let value = try parser.parseValue(depth: 3)
            try entry.read(value, field, key, &hasName)
        }
        try entry.finish(hasName: hasName)
        return entry
    }

    /// Reads a member that has the form it nearly always has; false, and nothing read, where it has another.
    private mutating func readPlain(
        _ parser: inout JSONParser, _ field: Field?, _ hasName: inout Bool
    ) throws(WireFormatError) -> Bool {
        switch field {
        case .creationTime:
            guard let time = parser.takeTimestamp() else { return false }
            creationTime = time
            return true
        case .modificationTime:
            guard let time = parser.takeTimestamp() else { return false }
            modificationTime = time
            return true
        case .size:
            guard let value = parser.takeWholeNumber() else { return false }
            size = value
            return true
        case .path:
            guard let names = parser.takeNames() else { return false }
            path = names
            return true
        default:
            guard parser.next == UInt8(ascii: "\""), takesText(field) else { return false }
            set(try parser.parseString(), field)
            if case .name = field { hasName = true }
            return true
        }
    }

    private func takesText(_ field: Field?) -> Bool {
        switch field {
        case .name, .type, .inode, .eTag, .userId, .crc64, .contentType, .fileType, .category: true
        default: false
        }
    }

    private mutating func set(_ text: String, _ field: Field?) {
        switch field {
        case .name: name = text
        case .type: type = EntryType(rawValue: text)
        case .inode: inode = text
        case .eTag: eTag = text
        case .userId: userID = text
        case .crc64: crc64 = text
        case .contentType: contentType = text
        case .fileType: fileType = text
        case .category: category = text
        default: break
        }
    }

    private mutating func finish(hasName: Bool) throws(WireFormatError) {
        if hasName { return }
        guard let path else { throw WireFormatError("an entry has no name") }
        name = path.last ?? ""
    }

    private enum Field: Int, CaseIterable {
        case name, type, path, inode, creationTime, modificationTime, eTag, userId, isFavorite, versionId, size, crc64
        case contentType, fileType, metaData, previewByDoc, previewByCI, previewAsIcon, removedByQuota, category, labels
        case localCreationTime, localModificationTime, contentCas, virusAuditStatus, historySize, linkTo

        static let numbers = Dictionary(uniqueKeysWithValues: allCases.map { ("\($0)", $0.rawValue) })
    }

    /// For a list of entries.
    static var keyMemory: KeyMemory { KeyMemory(Field.numbers) }

    /// The last of several that have a value counts.
    private mutating func read(
        _ value: JSONValue, _ field: Field?, _ key: String, _ hasName: inout Bool
    ) throws(WireFormatError) {
        if case .null = value { return }
        switch field {
        case .name:
            guard let text = value.text else { return }
            name = text
            hasName = true
        case .type: type = EntryType(rawValue: value.text ?? "")
        case .path: path = value.pathNames
        case .inode: inode = value.text
        case .creationTime: creationTime = value.timestamp
        case .modificationTime: modificationTime = value.timestamp
        case .eTag: eTag = value.text
        case .userId: userID = value.text
        case .isFavorite: isFavorite = value.boolean
        case .versionId: versionID = value.integer
        case .size: size = value.integer
        case .crc64: crc64 = value.text
        case .contentType: contentType = value.text
        case .fileType: fileType = value.text
        case .metaData: metaData = value.members
        case .previewByDoc: previewByDoc = value.boolean
        case .previewByCI: previewByCI = value.boolean
        case .previewAsIcon: previewAsIcon = value.boolean
        case .removedByQuota: removedByQuota = value.boolean
        case .category: category = value.text
        case .labels: labels = value.strings
        case .localCreationTime: localCreationTime = value.text
        case .localModificationTime: localModificationTime = value.text
        case .contentCas: contentCas = value.text
        case .virusAuditStatus: virusAuditStatus = value.integer
        case .historySize: historySize = value.integer
        case .linkTo: linkTo = value.text
        case nil: other.append(JSONValue.Member(key, value))
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
