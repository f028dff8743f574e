import SMHClient
import SMHModel

extension Entry {
    convenience init(
        _ wire: DirectoryEntry, space: DriveSpace, directory: DrivePath, name: String, readAt: Int64,
        isFromSearch: Bool = false, raw: String?? = nil
    ) {
        let kind: Kind =
            switch wire.type {
            case .directory: .directory
            case .symlink: .link
            default: .file
            }
        var meta: [String: String] = [:]
        for member in wire.metaData ?? [] { meta[member.key] = member.value.text }
        self.init(
            space: space, directory: directory, name: name, kind: kind, type: wire.type.rawValue,
            size: wire.size.map(Int64.init), created: wire.creationTime?.nanoseconds,
            modified: wire.modificationTime?.nanoseconds, etag: wire.eTag, inode: wire.inode, crc64: wire.crc64,
            contentType: wire.contentType, version: wire.versionID.map(String.init), meta: meta, raw: raw ?? wire.rest,
            readAt: readAt, isFromSearch: isFromSearch)
    }
}

extension RecycledEntry {
    convenience init(_ wire: RecycledItem, space: DriveSpace) {
        let kind: Entry.Kind =
            switch wire.type {
            case .directory: .directory
            case .symlink: .link
            default: .file
            }
        self.init(
            space: space, number: Int64(wire.recycledItemID),
            originalPath: wire.originalPath.flatMap { try? DrivePath(names: $0) }, name: wire.name, kind: kind,
            type: wire.type.rawValue, size: wire.size.map(Int64.init), crc64: wire.crc64,
            created: wire.creationTime?.nanoseconds, modified: wire.modificationTime?.nanoseconds,
            removed: wire.removalTime?.nanoseconds, remainingDays: wire.remainingTime)
    }
}

extension BatchResult {
    /// - Parameter kind: nil where it is not known, as for a task of an earlier run.
    /// - Returns: nil if the result has no status: its item is then without a result, which is a doubt.
    init?(_ wire: BatchItemResult, kind: BatchKind?, client: SMHLibraryClient) {
        guard let status = wire.status else { return nil }
        let path = Self.path(wire.path)
        let isDelete = kind == .delete
        let hasSource = wire.from != nil || wire.copyFrom != nil
        self.init(
            status: status,
            source: Self.path(wire.from ?? wire.copyFrom) ?? (hasSource || kind == .restore ? nil : path),
            target: Self.path(wire.to), finalPath: isDelete ? nil : path,
            recycledID: wire.recycledItemID.map(Int64.init), serviceCode: wire.code?.rawValue,
            message: wire.message.map(client.clean))
    }

    /// nil for names that no path has: what the service means by them is not known.
    private static func path(_ names: [String]?) -> DrivePath? {
        names.flatMap { $0.isEmpty ? nil : try? DrivePath(names: $0) }
    }
}

extension DriveError {
    init(_ error: ClientError) {
        let kind: Class =
            switch error.kind {
            case .notDone: error.retryAfter == nil ? .notDone : .throttled
            case .throttled: .throttled
            case .inDoubt: .inDoubt
            case .unauthorized: .unauthorized
            case .final: .final
            }
        self.init(
            kind, code: Self.code(of: error), message: error.message, status: error.status,
            serviceCode: error.code?.rawValue, requestID: error.requestID, retryAfter: error.retryAfter,
            isTooLarge: error.isTooLarge)
    }

    private static func code(of error: ClientError) -> OperationCode {
        if error.kind == .unauthorized { return .unauthorized }
        guard let status = error.status else {
            // No answer came, or the call was refused here.
            guard let code = error.code else { return .network }
            return OperationCode(status: code.defaultStatus, serviceCode: code.rawValue)
        }
        if (200..<400).contains(status) { return .protocol }
        // Without the service's own form, a 404 does not say that a thing is not there.
        if error.code == nil, error.kind == .final || error.kind == .inDoubt && status < 500 { return .protocol }
        return OperationCode(status: status, serviceCode: error.code?.rawValue)
    }
}

extension Timestamp {
    var nanoseconds: Int64? { nanosecondsSince1970.map(Int64.init) }
}

extension DirectoryEntry {
    /// Whether what ``Entry`` has no field for is certain to have the same text.
    func hasSameRest(as entry: DirectoryEntry) -> Bool {
        guard other.isEmpty, entry.other.isEmpty, labels == nil, entry.labels == nil else { return false }
        if isFavorite != entry.isFavorite || previewByDoc != entry.previewByDoc || previewByCI != entry.previewByCI {
            return false
        }
        if previewAsIcon != entry.previewAsIcon || removedByQuota != entry.removedByQuota { return false }
        if virusAuditStatus != entry.virusAuditStatus || historySize != entry.historySize { return false }
        return Self.same(userID, entry.userID) && Self.same(fileType, entry.fileType)
            && Self.same(category, entry.category) && Self.same(localCreationTime, entry.localCreationTime)
            && Self.same(localModificationTime, entry.localModificationTime)
            && Self.same(contentCas, entry.contentCas) && Self.same(linkTo, entry.linkTo)
    }

    private static func same(_ left: String?, _ right: String?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return left.hasSameBytes(as: right)
    }

    /// What ``Entry`` has no field for, as the text of a JSON object; nil if there is nothing.
    var rest: String? {
        var members = other
        func add(_ key: String, _ text: String?) { if let text { members.append(.init(key, .string(text))) } }
        func add(_ key: String, _ flag: Bool?) { if let flag { members.append(.init(key, .bool(flag))) } }
        func add(_ key: String, _ number: Int?) { if let number { members.append(.init(key, .int(number))) } }
        add("userId", userID)
        add("isFavorite", isFavorite)
        add("fileType", fileType)
        add("previewByDoc", previewByDoc)
        add("previewByCI", previewByCI)
        add("previewAsIcon", previewAsIcon)
        add("removedByQuota", removedByQuota)
        add("category", category)
        if let labels { members.append(.init("labels", .path(labels))) }
        add("localCreationTime", localCreationTime)
        add("localModificationTime", localModificationTime)
        add("contentCas", contentCas)
        add("virusAuditStatus", virusAuditStatus)
        add("historySize", historySize)
        add("linkTo", linkTo)
        return members.isEmpty ? nil : JSONValue.object(members).description
    }
}
