/// The `code` of an error of the service (reference 20). A struct, not an enum: the service adds codes without asking us.
public struct SMHErrorCode: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
}

extension SMHErrorCode: CustomStringConvertible {
    public var description: String { rawValue }

    /// The English sentence that goes with the code in the vendor's samples: `RecycledItemNotFound` →
    /// "Recycled item not found."
    public var defaultMessage: String {
        var text = ""
        for scalar in rawValue.unicodeScalars {
            let character = String(scalar)
            if !text.isEmpty, scalar.properties.isUppercase {
                text += " " + character.lowercased()
            } else {
                text += character
            }
        }
        return text + "."
    }
}

extension SMHErrorCode {
    public static let accessTokenNotMatchLibrary = Self(rawValue: "AccessTokenNotMatchLibrary")
    public static let accessTokenNotMatchSpace = Self(rawValue: "AccessTokenNotMatchSpace")
    public static let accessTokenVersionNotMatch = Self(rawValue: "AccessTokenVersionNotMatch")
    public static let badCrc64 = Self(rawValue: "BadCrc64")
    public static let badRequest = Self(rawValue: "BadRequest")
    public static let circleSymlink = Self(rawValue: "CircleSymlink")
    public static let clientDisconnected = Self(rawValue: "ClientDisconnected")
    public static let closeOldList = Self(rawValue: "CloseOldList")
    public static let confirmKeyNotFound = Self(rawValue: "ConfirmKeyNotFound")
    public static let cosObjectNonexistent = Self(rawValue: "CosObjectNonexistent")
    public static let cursorExpired = Self(rawValue: "CursorExpired")
    public static let directoryLevelExceed = Self(rawValue: "DirectoryLevelExceed")
    public static let directoryNameLengthExceed = Self(rawValue: "DirectoryNameLengthExceed")
    public static let directoryNotAllowed = Self(rawValue: "DirectoryNotAllowed")
    public static let directoryNotFound = Self(rawValue: "DirectoryNotFound")
    public static let duplicateFavoriteRecord = Self(rawValue: "DuplicateFavoriteRecord")
    public static let duplicateQuota = Self(rawValue: "DuplicateQuota")
    public static let emptyAccessToken = Self(rawValue: "EmptyAccessToken")
    public static let emptyFileName = Self(rawValue: "EmptyFileName")
    public static let emptyLibraryID = Self(rawValue: "EmptyLibraryId")
    public static let emptyLibraryIDOrSecret = Self(rawValue: "EmptyLibraryIdOrSecret")
    public static let emptyLibrarySecret = Self(rawValue: "EmptyLibrarySecret")
    public static let emptyPath = Self(rawValue: "EmptyPath")
    public static let emptySpaceID = Self(rawValue: "EmptySpaceId")
    public static let favoriteIDNotFound = Self(rawValue: "FavoriteIdNotFound")
    public static let fileNameLengthExceed = Self(rawValue: "FileNameLengthExceed")
    public static let fileNotFound = Self(rawValue: "FileNotFound")
    public static let fileRemovedByQuota = Self(rawValue: "FileRemovedByQuota")
    public static let fileTypeNotMatched = Self(rawValue: "FileTypeNotMatched")
    public static let functionNotEnabled = Self(rawValue: "FunctionNotEnabled")
    public static let headerFieldsTooLarge = Self(rawValue: "HeaderFieldsTooLarge")
    public static let illegalFileName = Self(rawValue: "IllegalFileName")
    public static let incompleteBody = Self(rawValue: "IncompleteBody")
    public static let internalServerError = Self(rawValue: "InternalServerError")
    public static let invalidAccessToken = Self(rawValue: "InvalidAccessToken")
    public static let invalidConflictResolutionStrategy = Self(rawValue: "InvalidConflictResolutionStrategy")
    public static let invalidDestinationPath = Self(rawValue: "InvalidDestinationPath")
    public static let invalidSourceDirectory = Self(rawValue: "InvalidSourceDirectory")
    public static let invalidSourceFile = Self(rawValue: "InvalidSourceFile")
    public static let invalidSourcePath = Self(rawValue: "InvalidSourcePath")
    public static let invalidTimeFormat = Self(rawValue: "InvalidTimeFormat")
    public static let libraryInitializing = Self(rawValue: "LibraryInitializing")
    public static let libraryNotFound = Self(rawValue: "LibraryNotFound")
    public static let libraryQuotaLimitReached = Self(rawValue: "LibraryQuotaLimitReached")
    public static let libraryServiceExpired = Self(rawValue: "LibraryServiceExpired")
    public static let libraryServiceTimeExpired = Self(rawValue: "LibraryServiceTimeExpired")
    public static let markerNotFound = Self(rawValue: "MarkerNotFound")
    public static let multipartUploadIncomplete = Self(rawValue: "MultipartUploadIncomplete")
    public static let noItemsProvided = Self(rawValue: "NoItemsProvided")
    public static let noPermission = Self(rawValue: "NoPermission")
    public static let noQuota = Self(rawValue: "NoQuota")
    public static let notMultiSpaceLibrary = Self(rawValue: "NotMultiSpaceLibrary")
    public static let orderByNotAllowed = Self(rawValue: "OrderByNotAllowed")
    public static let orderByTypeNotAllowed = Self(rawValue: "OrderByTypeNotAllowed")
    public static let overwriteFileNotAllowed = Self(rawValue: "OverwriteFileNotAllowed")
    public static let paramInvalid = Self(rawValue: "ParamInvalid")
    public static let pathConflict = Self(rawValue: "PathConflict")
    public static let pathNotFound = Self(rawValue: "PathNotFound")
    public static let quotaCapacityLessThanSize = Self(rawValue: "QuotaCapacityLessThanSize")
    public static let quotaCapacityRequired = Self(rawValue: "QuotaCapacityRequired")
    public static let quotaLimitReached = Self(rawValue: "QuotaLimitReached")
    public static let quotaNotFound = Self(rawValue: "QuotaNotFound")
    public static let quotaSpacesInvalid = Self(rawValue: "QuotaSpacesInvalid")
    public static let rateLimitExceeded = Self(rawValue: "RateLimitExceeded")
    public static let readForbidden = Self(rawValue: "ReadForbidden")
    public static let readRequestTimeout = Self(rawValue: "ReadRequestTimeout")
    public static let recycleBinNotEnabled = Self(rawValue: "RecycleBinNotEnabled")
    public static let recycledItemNotFound = Self(rawValue: "RecycledItemNotFound")
    public static let renameTooManyTimes = Self(rawValue: "RenameTooManyTimes")
    public static let requestEntityTooLarge = Self(rawValue: "RequestEntityTooLarge")
    public static let requestTimeout = Self(rawValue: "RequestTimeout")
    public static let rootDirectoryNotAllowed = Self(rawValue: "RootDirectoryNotAllowed")
    public static let rootLinkFileNotFound = Self(rawValue: "RootLinkFileNotFound")
    public static let routeNotFound = Self(rawValue: "RouteNotFound")
    public static let sameNameDirectoryOrFileExists = Self(rawValue: "SameNameDirectoryOrFileExists")
    public static let searchIDInvalid = Self(rawValue: "SearchIdInvalid")
    public static let searchIDNotFound = Self(rawValue: "SearchIdNotFound")
    public static let searchNotEnabled = Self(rawValue: "SearchNotEnabled")
    public static let searchTooComplex = Self(rawValue: "SearchTooComplex")
    public static let sensitiveContentRecognized = Self(rawValue: "SensitiveContentRecognized")
    public static let serverOverloaded = Self(rawValue: "ServerOverloaded")
    public static let sourceDirectoryIsParentOfDestination = Self(rawValue: "SourceDirectoryIsParentOfDestination")
    public static let sourceDirectoryNotFound = Self(rawValue: "SourceDirectoryNotFound")
    public static let sourceFileNotFound = Self(rawValue: "SourceFileNotFound")
    public static let sourcePathNotFound = Self(rawValue: "SourcePathNotFound")
    public static let spaceBanned = Self(rawValue: "SpaceBanned")
    public static let spaceIDInvalid = Self(rawValue: "SpaceIdInvalid")
    public static let spaceNotEmpty = Self(rawValue: "SpaceNotEmpty")
    public static let spaceNotFound = Self(rawValue: "SpaceNotFound")
    public static let tooManyItems = Self(rawValue: "TooManyItems")
    public static let uploadComplete = Self(rawValue: "UploadComplete")
    public static let uploadIncomplete = Self(rawValue: "UploadIncomplete")
    public static let uploadNotBelongYou = Self(rawValue: "UploadNotBelongYou")
    public static let uploadNotFound = Self(rawValue: "UploadNotFound")
    public static let uploadToRootDirectoryNotAllowed = Self(rawValue: "UploadToRootDirectoryNotAllowed")
    public static let uriTooLong = Self(rawValue: "URITooLong")
    public static let writeForbidden = Self(rawValue: "WriteForbidden")
    public static let wrongLibraryIDOrSecret = Self(rawValue: "WrongLibraryIdOrSecret")
}
