package import SMHModel

/// A refusal of KooDrive: a code of its table and a sentence (koodrive reference 9).
package struct KooFailure: Error, Hashable, Sendable {
    package let code: KooErrorCode
    package let message: String

    package init(_ code: KooErrorCode, _ message: String? = nil) {
        self.code = code
        self.message = message ?? code.meaning.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." } ?? "Failed."
    }

    /// What the library refused, in the codes of this service.
    package init(_ failure: StoreFailure) {
        self.init(Self.codes[failure.code] ?? .badRequest)
    }

    /// The refusal in an error; nil if it is something else, such as a full disk.
    package init?(refusal error: any Error) {
        switch error {
        case let failure as KooFailure: self = failure
        case let failure as StoreFailure: self.init(failure)
        default: return nil
        }
    }

    private static let codes: [SMHErrorCode: KooErrorCode] = [
        .badCrc64: .integrityCheckFailed,
        .cosObjectNonexistent: .downloadAddressMissing,
        .directoryNameLengthExceed: .parameterInvalid,
        .directoryNotFound: .resourceNotFound,
        .emptyFileName: .parameterInvalid,
        .fileNameLengthExceed: .parameterInvalid,
        .fileNotFound: .resourceNotFound,
        .illegalFileName: .parameterInvalid,
        .invalidDestinationPath: .foldersNested,
        .markerNotFound: .parameterInvalid,
        .multipartUploadIncomplete: .uploadFailed,
        .noPermission: .spaceForbidden,
        .paramInvalid: .parameterInvalid,
        .pathNotFound: .resourceNotFound,
        .recycleBinNotEnabled: .stateChangeFailed,
        .recycledItemNotFound: .notInRecycleBin,
        .rootDirectoryNotAllowed: .parameterInvalid,
        .sameNameDirectoryOrFileExists: .duplicateName,
        .sourceDirectoryIsParentOfDestination: .foldersNested,
        .spaceNotFound: .spaceAbnormal,
        .uploadIncomplete: .uploadFailed,
        .uploadNotFound: .uploadNotFound,
    ]
}

extension KooErrorCode {
    /// The code as it is kept with the items of a job.
    var number: Int64 { Int64(rawValue) ?? 0 }
}
