/// Which page of a folder, or of a recycle bin (koodrive reference 4.1).
public struct KooListRequest: Hashable, Sendable, WireDecodable, WireEncodable {
    public enum Order: Int, Hashable, Sendable {
        case name = 1, size, created, modified, recycled, format
    }

    public var containerID: String
    /// `root`, or the id of a folder.
    public var parentFileID: String
    public var pageSize: Int
    public var cursor: String?
    public var order: Order
    public var isAscending: Bool

    public init(
        containerID: String, parentFileID: String = "root", cursor: String? = nil, pageSize: Int = 100,
        order: Order = .name, isAscending: Bool = true
    ) {
        self.containerID = containerID
        self.parentFileID = parentFileID
        self.pageSize = pageSize
        self.cursor = cursor
        self.order = order
        self.isAscending = isAscending
    }

    /// Empty texts count as absent, as in the vendor's example.
    public init(json: JSONValue) throws(WireFormatError) {
        guard let container = json["containerId"]?.text, !container.isEmpty,
            let parent = json["parentFileId"]?.text, !parent.isEmpty
        else { throw WireFormatError("containerId or parentFileId is missing") }
        containerID = container
        parentFileID = parent
        pageSize = json["pageInfo"]?["pageSize"]?.integer ?? 100
        cursor = json["pageInfo"]?["pageCursor"]?.marker
        order = json["sortInfo"]?["sortType"]?.integer.flatMap(Order.init(rawValue:)) ?? .name
        isAscending = json["sortInfo"]?["sortDirection"]?.integer != 2
    }

    public var json: JSONValue {
        .object([
            .init(
                "pageInfo",
                .object([.init("pageSize", .int(pageSize)), .init("pageCursor", .string(cursor ?? ""))])),
            .init(
                "sortInfo",
                .object([.init("sortType", .int(order.rawValue)), .init("sortDirection", .int(isAscending ? 1 : 2))])),
            .init("containerId", .string(containerID)),
            .init("parentFileId", .string(parentFileID)),
        ])
    }
}

/// What is done where a name is taken, in making folders and renaming (koodrive reference 4.4, 4.7).
public enum KooRenameMode: Int, Hashable, Sendable {
    /// The service appends the time to the name.
    case appendTime = 2
    case fail = 3
}

/// A folder to make (koodrive reference 4.4).
public struct KooFolderDraft: Hashable, Sendable, WireDecodable, WireEncodable {
    public var name: String
    public var containerID: String
    /// Nil for the root.
    public var parentID: String?
    public var renameMode: KooRenameMode

    public init(name: String, containerID: String, parentID: String?, renameMode: KooRenameMode = .fail) {
        self.name = name
        self.containerID = containerID
        self.parentID = parentID
        self.renameMode = renameMode
    }

    public init(json: JSONValue) throws(WireFormatError) {
        name = try json.required("fileName")
        containerID = try json.required("containerId")
        parentID = json["parentFolder"]?.strings?.first { !$0.isEmpty }
        guard let mode = KooRenameMode(rawValue: json["renameMode"]?.integer ?? 3) else {
            throw WireFormatError("renameMode is unknown")
        }
        renameMode = mode
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("fileName", name)
        object.add("containerId", containerID)
        object.add("parentFolder", strings: parentID.map { [$0] })
        object.add("fileType", KooFileType.folder.rawValue)
        object.add("renameMode", renameMode.rawValue)
        return object.value
    }
}

/// A search by name (koodrive reference 4.9). It is fuzzy: hits are compared again.
public struct KooSearch: Hashable, Sendable, WireDecodable, WireEncodable {
    /// 1 to 80 characters.
    public var keyword: String?
    public var containerID: String?
    public var parentFolderID: String?
    public var fileType: KooFileType?
    public var isRecursive: Bool
    public var cursor: String?
    public var pageSize: Int

    public init(
        keyword: String?, containerID: String? = nil, parentFolderID: String? = nil, isRecursive: Bool = true,
        cursor: String? = nil, pageSize: Int = 100
    ) {
        self.keyword = keyword
        self.containerID = containerID
        self.parentFolderID = parentFolderID
        self.isRecursive = isRecursive
        self.cursor = cursor
        self.pageSize = pageSize
    }

    public init(json: JSONValue) throws(WireFormatError) {
        let filter = json["filter"]
        keyword = filter?["keyWord"]?.text
        containerID = filter?["containerId"]?.text
        parentFolderID = filter?["parentFolder"]?.text
        fileType = filter?["fileType"]?.text.map(KooFileType.init(rawValue:))
        isRecursive = json["recursived"]?.boolean ?? false
        cursor = json["pageInfo"]?["pageCursor"]?.marker
        pageSize = json["pageInfo"]?["pageSize"]?.integer ?? 100
    }

    public var json: JSONValue {
        var filter = JSONObjectBuilder()
        filter.add("keyWord", keyword)
        filter.add("containerId", containerID)
        filter.add("parentFolder", parentFolderID)
        filter.add("fileType", fileType?.rawValue)
        return .object([
            .init("searchType", .string("personal")),
            .init(
                "pageInfo",
                .object([.init("pageSize", .int(pageSize)), .init("pageCursor", .string(cursor ?? ""))])),
            .init("filter", filter.value),
            .init("recursived", .bool(isRecursive)),
        ])
    }
}

/// The path of a file in names and in ids (koodrive reference 4.10).
public struct KooPath: Hashable, Sendable, WireDecodable, WireEncodable {
    /// `/DEUI…root…/<id>/<id>`
    public var idPath: String
    /// `/root<space>/a/b`
    public var namePath: String

    public init(idPath: String, namePath: String) {
        self.idPath = idPath
        self.namePath = namePath
    }

    public init(json: JSONValue) throws(WireFormatError) {
        let place = json.has("fileIdPath") ? json : json["data"] ?? json
        idPath = try place.required("fileIdPath")
        namePath = try place.required("namePath")
    }

    public var json: JSONValue {
        .object([.init("fileIdPath", .string(idPath)), .init("namePath", .string(namePath))])
    }
}
