import SMHClient
import SMHModel

extension Entry {
    convenience init(
        _ file: KooFile, space: DriveSpace, directory: DrivePath, readAt: Int64, isFromSearch: Bool = false
    ) {
        let isFolder = file.type.isFolder
        var meta: [String: String] = [:]
        for member in file.properties ?? [] { meta[member.key] = member.value.text }
        let type: String =
            switch file.type {
            case .folder, .smartFolder: "dir"
            case .image: "image"
            case .video: "video"
            default: "file"
            }
        self.init(
            space: space, directory: directory, name: file.name, kind: isFolder ? .directory : .file, type: type,
            size: isFolder ? nil : file.size.map(Int64.init), created: file.createdTime?.nanoseconds,
            modified: file.editedTime?.nanoseconds, etag: file.sha256, inode: file.id, contentType: file.mimeType,
            meta: meta, raw: file.rest, readAt: readAt, isFromSearch: isFromSearch)
    }
}

extension KooFile {
    /// What ``Entry`` has no field for, as the text of a JSON object; nil if there is nothing.
    var rest: String? {
        var members = other
        if let isFavorite { members.append(.init("favorite", .bool(isFavorite))) }
        if let ownerID { members.append(.init("ownerId", .string(ownerID))) }
        if !type.rawValue.isEmpty { members.append(.init("fileType", .string(type.rawValue))) }
        return members.isEmpty ? nil : JSONValue.object(members).description
    }
}

extension ClientError {
    var kooCode: KooErrorCode? { code.map { KooErrorCode(rawValue: $0.rawValue) } }

    /// Whether the service said that a thing is not where it was looked for.
    var saysAbsent: Bool {
        guard kind == .final, let code = kooCode else { return false }
        return code.operationCode == .notFound
    }
}

extension KooErrorCode {
    /// How a script is to see it; nil where the code decides nothing.
    var operationCode: OperationCode? {
        switch self {
        case .resourceNotFound, .fileNotInGivenSpace, .fileNotInSpace, .fileRecycled, .notInRecycleBin,
            .targetFolderRecycled, .uploadParentRecycled:
            .notFound
        case .duplicateName, .alreadyInTargetFolder: .exists
        case .insufficientSpace: .quotaExceeded
        case .spaceForbidden: .permissionDenied
        case .spaceAbnormal, .spaceNotActive, .targetFolderAbnormal, .stateChangeFailed: .unavailable
        case .badRequest, .parameterInvalid, .foldersNested, .tooDeep, .notForFolders, .searchTypeMissing: .argument
        case .searchTypeUnsupported: .unsupported
        case .internalCallFailed, .integrityCheckFailed, .downloadFailed, .uploadFailed: .network
        // Nothing that the script asked for is wrong, nor does it say what is there.
        case .metadataIncorrect, .uploadNotFound, .downloadAddressMissing: .protocol
        default: nil
        }
    }
}

extension DriveError {
    /// What KooDrive said. Its codes are numbers, which ``OperationCode`` does not know.
    init(koo error: ClientError) {
        self.init(error)
        if error.kind == .unauthorized { return }
        if let known = error.kooCode?.operationCode {
            code = known
        } else if error.kind == .final, error.status == 501, error.code == nil {
            // Refused here, before anything was sent.
            code = .unsupported
        } else if code == .notFound || code == .exists {
            // A gateway's 404 says that there is no such call; of files only the codes of the table tell.
            code = .protocol
        }
    }

    static func unsupported(_ message: String) -> DriveError {
        DriveError(.final, code: .unsupported, message: message)
    }
}
