import SMHModel

/// Codes that only a server has to know.
extension SMHErrorCode {
    static let symlinkToDirectoryNotAllowed = Self(rawValue: "SymlinkToDirectoryNotAllowed")
}
