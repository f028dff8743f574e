import SMHClient
public import SMHModel
import Synchronization

extension KooDrive {
    public func listPage(_ request: ListRequest) async throws(DriveError) -> ListPage {
        do throws(ClientError) {
            let container = try await container(of: request.space)
            let now = wallTime()
            let page = try await inFolder(request.directory, container) { (folder) async throws(ClientError) in
                try await list(
                    request.directory, folder, container, cursor: request.marker, limit: request.limit)
            }
            var entries: [Entry] = []
            entries.reserveCapacity(page.files.count)
            for file in page.files {
                do throws(PathError) {
                    _ = try request.directory.appending(file.name)
                } catch {
                    throw ClientError(
                        .inDoubt,
                        "the listing of \"\(request.directory)\" has an entry that cannot be: \(error.description)",
                        status: 200)
                }
                entries.append(Entry(file, space: request.space, directory: request.directory, readAt: now))
            }
            return ListPage(entries: entries, nextMarker: page.nextCursor)
        } catch {
            throw DriveError(koo: error)
        }
    }

    public func information(of path: DrivePath, in space: DriveSpace) async throws(DriveError) -> Entry {
        do throws(ClientError) {
            let container = try await container(of: space)
            let now = wallTime()
            guard let parent = path.parent else {
                return Entry(space: space, directory: .root, name: "", kind: .directory, type: "dir", readAt: now)
            }
            let file = try await inFolder(parent, container) { (folder) async throws(ClientError) in
                try await look(at: path, parent, folder, container)
            }
            return Entry(file, space: space, directory: parent, readAt: now)
        } catch {
            throw DriveError(koo: error)
        }
    }

    /// What stands at a path now: one exchange if its id is known and still there, else a listing.
    private func look(
        at path: DrivePath, _ parent: DrivePath, _ folder: KooPathCache.Folder, _ container: Container
    ) async throws(ClientError) -> KooFile {
        let now = wallTime()
        if let known = state.withLock({ $0.cache.place(path, now: now) }) {
            do throws(ClientError) {
                let file = try await client.file(known.id, in: container.id)
                if file.name.hasSameBytes(as: path.name), isIn(parent, folder, file, container) { return file }
            } catch {
                guard error.saysAbsent else { throw error }
            }
            forget([path])
        }
        let name = KooName(path.name)
        guard let file = try await find([name], in: parent, folder, container)[name] else { throw Self.notFound(path) }
        return file
    }

    public func entry(withIdentity id: String, in space: DriveSpace) async throws(DriveError) -> Entry {
        do throws(ClientError) {
            let container = try await container(of: space)
            let now = wallTime()
            let file = try await client.file(id, in: container.id)
            guard file.isRecycled != true, let path = try await place(of: id, container), let parent = path.parent
            else {
                throw ClientError(
                    .final, "the file \(id) is in the recycle bin", status: 404,
                    code: SMHErrorCode(rawValue: KooErrorCode.fileRecycled.rawValue))
            }
            return Entry(file, space: space, directory: parent, readAt: now)
        } catch {
            throw DriveError(koo: error)
        }
    }

    public func makeDirectory(_ path: DrivePath, in space: DriveSpace) async throws(DriveError) {
        do throws(ClientError) {
            let container = try await container(of: space)
            let isNew = path.isRoot ? false : try await make(path, container)
            guard isNew else {
                throw ClientError(
                    .final, "\"\(path)\" is there already", status: 409,
                    code: SMHErrorCode(rawValue: KooErrorCode.duplicateName.rawValue))
            }
        } catch {
            throw DriveError(koo: error)
        }
    }

    /// Makes a folder and those above it that are missing; false if it was there.
    private func make(_ path: DrivePath, _ container: Container) async throws(ClientError) -> Bool {
        do throws(ClientError) {
            _ = try await folder(path, in: container)
            return false
        } catch {
            guard error.saysAbsent, let parentPath = path.parent else { throw error }
            if !parentPath.isRoot { _ = try await make(parentPath, container) }
            let parent = try await folder(parentPath, in: container)
            let start = wallTime()
            do throws(ClientError) {
                let id = try await client.createFolder(
                    KooFolderDraft(
                        name: path.name, containerID: container.id, parentID: parentPath.isRoot ? nil : parent.id))
                state.withLock {
                    $0.cache.note(folder: path, id: id, idPath: parent.idPath + "/" + id, since: start)
                }
                return true
            } catch {
                guard error.kooCode == .duplicateName else { throw error }
                // Somebody was faster, or a file stands there: the caller looks.
                return false
            }
        }
    }
}
