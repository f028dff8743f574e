/// The `code` of an answer of KooDrive (koodrive reference 9): eight digits, or `APIGW.…` of the gateway before it.
public struct KooErrorCode: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    init(_ number: Int) { rawValue = String(number) }

    public static let success = Self(0)
    public static let badRequest = Self(13_000_101)
    public static let parameterInvalid = Self(13_000_102)
    /// A call inside the service failed. What had been done by then is not known.
    public static let internalCallFailed = Self(13_000_201)
    public static let spaceAbnormal = Self(13_000_301)
    public static let fileNotInGivenSpace = Self(13_000_302)
    public static let notInRecycleBin = Self(13_000_303)
    public static let targetFolderAbnormal = Self(13_000_304)
    public static let targetFolderRecycled = Self(13_000_305)
    public static let fileRecycled = Self(13_000_306)
    public static let foldersNested = Self(13_000_307)
    public static let metadataIncorrect = Self(13_000_308)
    public static let resourceNotFound = Self(13_000_309)
    public static let tooDeep = Self(13_000_310)
    public static let insufficientSpace = Self(13_000_311)
    public static let alreadyInTargetFolder = Self(13_000_312)
    public static let uploadNotFound = Self(13_000_401)
    public static let integrityCheckFailed = Self(13_000_402)
    public static let stateChangeFailed = Self(13_000_403)
    public static let uploadParentRecycled = Self(13_000_404)
    public static let duplicateName = Self(13_000_405)
    public static let notForFolders = Self(13_000_406)
    public static let downloadAddressMissing = Self(13_000_407)
    public static let downloadFailed = Self(13_000_408)
    public static let uploadFailed = Self(13_000_409)
    public static let spaceForbidden = Self(13_000_410)
    public static let fileNotInSpace = Self(13_000_411)
    public static let spaceNotActive = Self(13_000_412)
    public static let searchTypeUnsupported = Self(13_000_413)
    public static let searchTypeMissing = Self(13_000_414)

    /// A number where it is one.
    var json: JSONValue { Int(rawValue).map { JSONValue.int($0) } ?? .string(rawValue) }

    /// From the gateway, not from the service.
    public var isGateway: Bool { rawValue.hasPrefix("APIGW") }
}

extension KooErrorCode: CustomStringConvertible {
    public var description: String { rawValue }

    /// What the code means, in a few words; nil for one that the reference does not list.
    public var meaning: String? { Self.meanings[self] }

    private static let meanings: [KooErrorCode: String] = [
        .success: "success",
        .badRequest: "bad request",
        .parameterInvalid: "a parameter was not accepted",
        .internalCallFailed: "a call inside the service failed",
        .spaceAbnormal: "the space is missing or in a bad state",
        .fileNotInGivenSpace: "the file is not in the given space",
        .notInRecycleBin: "the file is not in the recycle bin",
        .targetFolderAbnormal: "something is wrong with the target folder",
        .targetFolderRecycled: "the target folder is in the recycle bin",
        .fileRecycled: "the file is in the recycle bin",
        .foldersNested: "a folder cannot go into itself or below",
        .metadataIncorrect: "the file's metadata is not correct",
        .resourceNotFound: "the resource does not exist",
        .tooDeep: "folders are nested too deeply",
        .insufficientSpace: "there is not enough space",
        .alreadyInTargetFolder: "the file is in the target folder already",
        .uploadNotFound: "there is no such upload",
        .integrityCheckFailed: "the uploaded bytes are not those that were announced",
        .stateChangeFailed: "the state of the file could not be changed",
        .uploadParentRecycled: "the folder to upload to is in the recycle bin",
        .duplicateName: "the name is taken",
        .notForFolders: "this cannot be done to a folder",
        .downloadAddressMissing: "there is no address to download from",
        .downloadFailed: "the download failed",
        .uploadFailed: "the upload failed",
        .spaceForbidden: "this user may not work in this space",
        .fileNotInSpace: "the file is not in this space",
        .spaceNotActive: "the space is not active",
        .searchTypeUnsupported: "this type of search is not known",
        .searchTypeMissing: "the type of search is missing",
    ]
}
