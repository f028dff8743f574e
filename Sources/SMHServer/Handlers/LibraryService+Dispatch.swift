import SMHModel
import SMHStore

extension LibraryService {
    /// From the route to its handler.
    func handle(_ exchange: Exchange) async throws -> Answer {
        switch exchange.routed.route {
        case .batchDelete, .batchMove, .batchCopy, .restoreItems: try await batch(exchange)
        case .spaceTasks: try await tasks(exchange)
        case .spaceTaskResult: try await taskResult(exchange)
        case .libraryTasks: Answer(json: .array([]))
        case .libraryTaskResult: throw StoreFailure(.pathNotFound, "Task not found.")
        case .listDirectory: try await listDirectory(exchange)
        case .directoryInformation: try await directoryInformation(exchange)
        case .directoryStatistics: try await directoryStatistics(exchange)
        case .calibrate: try await calibrate(exchange)
        case .headDirectory: try await headDirectory(exchange)
        case .headFile: try await headFile(exchange)
        case .fileInformation: try await fileInformation(exchange)
        case .inodeInformation: try await inodeInformation(exchange)
        case .createDirectory: try await createDirectory(exchange)
        case .createSymlink: try await createSymlink(exchange)
        case .createVirtualFile: try await createVirtualFile(exchange)
        case .updateDirectory: try await updateDirectory(exchange)
        case .deleteDirectory: try await delete(exchange, expecting: .directory)
        case .deleteFile: try await delete(exchange, expecting: .file)
        case .moveDirectory: try await move(exchange, expecting: .directory)
        case .moveFile: try await move(exchange, expecting: .file)
        case .copyFile: try await copyFile(exchange)
        case .copyDirectory, .copyDirectoryAcrossSpaces: try await copyDirectory(exchange)
        case .beginUpload: try await beginUpload(exchange)
        case .confirmUpload: try await confirmUpload(exchange)
        case .abortUpload: try await abortUpload(exchange)
        case .renewUpload: try await renewUpload(exchange)
        case .uploadState: try await uploadState(exchange)
        case .download: try await download(exchange)
        default: try await handleSpaceOrBin(exchange)
        }
    }

    private func handleSpaceOrBin(_ exchange: Exchange) async throws -> Answer {
        switch exchange.routed.route {
        case .listRecycleBin: try await listRecycleBin(exchange)
        case .recycledInformation: try await recycledInformation(exchange)
        case .restoreItem: try await restoreItem(exchange)
        case .purgeItem: try await purgeItem(exchange)
        case .purgeItems: try await purgeItems(exchange)
        case .emptyRecycleBin: try await emptyRecycleBin(exchange)
        case .setRetention: try await setRetention(exchange)
        case .createSpace: try await createSpace(exchange)
        case .listSpaces: try await listSpaces(exchange)
        case .countSpaces: try await countSpaces(exchange)
        case .spaceAttributes: try await spaceAttributes(exchange)
        case .setSpaceAttributes: try await setSpaceAttributes(exchange)
        case .spaceQuota: try await spaceQuota(exchange)
        case .setTrafficLimit: try await setTrafficLimit(exchange)
        case .spaceSize: try await spaceSize(exchange)
        case .fileCount: try await fileCount(exchange)
        case .deleteSpace: try await deleteSpace(exchange)
        case .libraryUsage: try await libraryUsage(exchange)
        case .spaceUsage: try await spaceUsage(exchange)
        case .historySettings: historySettings()
        case .listVersions: try await listVersions(exchange)
        case .searchStart: try await startSearch(exchange)
        case .searchContinue: try await continueSearch(exchange)
        case .searchDrop: Answer.noContent
        default: throw StoreFailure(.routeNotFound)
        }
    }
}
