/// What a request asks for. The raw value is the name that observers see.
package enum Route: String, Sendable {
    case batchCopy, batchDelete, batchMove
    case beginUpload, confirmUpload, abortUpload, renewUpload, uploadState, download
    case copyDirectory, copyDirectoryAcrossSpaces, copyFile, createDirectory, createSymlink, createVirtualFile
    case createSpace, deleteSpace, listSpaces, countSpaces, spaceAttributes, setSpaceAttributes, spaceSize, fileCount
    case createToken, renewToken, revokeToken, revokeUserTokens
    case deleteDirectory, deleteFile
    case directoryInformation, fileInformation, inodeInformation, headDirectory, headFile
    case emptyRecycleBin, listRecycleBin, purgeItem, purgeItems, recycledInformation, restoreItem, restoreItems
    case setRetention
    case historySettings, listVersions
    case spaceQuota, setTrafficLimit
    case fetchContent, storeContent
    case libraryUsage, spaceUsage
    case listDirectory, directoryStatistics, calibrate, updateDirectory
    case moveDirectory, moveFile
    case preflight
    case searchContinue, searchDrop, searchStart
    case libraryTasks, libraryTaskResult, spaceTasks, spaceTaskResult
    case unknown

    /// Whether a library with public reading serves it without a token.
    var isPublicRead: Bool {
        switch self {
        case .listDirectory, .directoryInformation, .fileInformation, .inodeInformation, .headDirectory, .headFile,
            .download:
            true
        default: false
        }
    }
}
