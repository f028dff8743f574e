import SMHClient
import SMHModel
import Synchronization

/// From paths to ids.
extension KooDrive {
    /// The folder at a path, resolved level by level; `NotFound` if there is none.
    func folder(_ path: DrivePath, in container: Container) async throws(ClientError) -> KooPathCache.Folder {
        let now = wallTime()
        if path.isRoot {
            let root = KooPathCache.Folder(id: "root", idPath: "/" + container.rootID, seenAt: now)
            state.withLock { $0.cache.note(folder: path, id: root.id, idPath: root.idPath, since: now) }
            return root
        }
        if let known = state.withLock({ $0.cache.folder(path) }) {
            if KooPathCache.isFresh(known.seenAt, now) { return known }
            if let still = try await lookAgain(path, known, container) { return still }
        }
        let parentPath = path.parent ?? .root
        let parent = try await folder(parentPath, in: container)
        let known = state.withLock { $0.cache.place(path, now: now) }
        let id: String
        if let known {
            guard known.isFolder else { throw Self.notFound(path) }
            id = known.id
        } else {
            let found = try await find([KooName(path.name)], in: parentPath, parent, container)
            guard let file = found[KooName(path.name)], file.type.isFolder else { throw Self.notFound(path) }
            id = file.id
        }
        let idPath = parent.idPath + "/" + id
        state.withLock { $0.cache.note(folder: path, id: id, idPath: idPath, since: now) }
        return KooPathCache.Folder(id: id, idPath: idPath, seenAt: now)
    }

    /// Whether a folder is still where it was: one exchange instead of one for each level.
    private func lookAgain(
        _ path: DrivePath, _ known: KooPathCache.Folder, _ container: Container
    ) async throws(ClientError) -> KooPathCache.Folder? {
        let start = wallTime()
        do throws(ClientError) {
            let found = try await client.path(of: known.id, in: container.id)
            guard Self.path(fromNamePath: found.namePath) == path else { throw Self.notFound(path) }
            state.withLock { $0.cache.note(folder: path, id: known.id, idPath: found.idPath, since: start) }
            return KooPathCache.Folder(id: known.id, idPath: found.idPath, seenAt: start)
        } catch {
            guard error.saysAbsent else { throw error }
            state.withLock { $0.cache.forget(path, now: wallTime()) }
            return nil
        }
    }

    /// Looks for names in a folder, by listing it until all are found.
    func find(
        _ names: Set<KooName>, in path: DrivePath, _ folder: KooPathCache.Folder, _ container: Container
    ) async throws(ClientError) -> [KooName: KooFile] {
        var found: [KooName: KooFile] = [:]
        var cursor: String?
        var used: Set<String> = []
        repeat {
            let page = try await list(path, folder, container, cursor: cursor)
            for file in page.files where names.contains(KooName(file.name)) { found[KooName(file.name)] = file }
            cursor = page.nextCursor.flatMap { used.insert($0).inserted ? $0 : nil }
        } while cursor != nil && found.count < names.count
        return found
    }

    /// All that is in a folder.
    func contents(
        of path: DrivePath, _ folder: KooPathCache.Folder, _ container: Container
    ) async throws(ClientError) -> [KooFile] {
        var files: [KooFile] = []
        var cursor: String?
        var used: Set<String> = []
        repeat {
            let page = try await list(path, folder, container, cursor: cursor)
            files += page.files
            cursor = page.nextCursor.flatMap { used.insert($0).inserted ? $0 : nil }
        } while cursor != nil
        return files
    }

    /// One page of a folder, remembered.
    func list(
        _ path: DrivePath, _ folder: KooPathCache.Folder, _ container: Container, cursor: String?, limit: Int? = nil
    ) async throws(ClientError) -> KooFilePage {
        let start = wallTime()
        do throws(ClientError) {
            let page = try await client.list(
                KooListRequest(
                    containerID: container.id, parentFileID: folder.id, cursor: cursor,
                    pageSize: min(limit ?? settings.pageSize, settings.pageSize)))
            state.withLock { state in
                for file in page.files { state.cache.note(file, in: path, since: start) }
            }
            return page
        } catch {
            if error.saysAbsent { state.withLock { $0.cache.forget(path, now: wallTime()) } }
            throw error
        }
    }

    /// A folder and what is done in it; once more from the top if what was remembered of its place was wrong.
    func inFolder<Value: Sendable>(
        _ path: DrivePath, _ container: Container,
        _ body: (KooPathCache.Folder) async throws(ClientError) -> Value
    ) async throws(ClientError) -> Value {
        let first = try await folder(path, in: container)
        do throws(ClientError) {
            return try await body(first)
        } catch {
            guard error.saysAbsent, !path.isRoot else { throw error }
            state.withLock { $0.cache.forget(path, now: wallTime()) }
            let second = try await folder(path, in: container)
            if second.id == first.id { throw error }
            return try await body(second)
        }
    }

    /// A thing that a job can name.
    struct Resolved {
        var id: String
        var isFolder: Bool
        var idPath: String
    }

    /// What stands at paths now, as far as it can be told without a change in between; absent ones are left out.
    func resolve(
        _ paths: [DrivePath], _ container: Container
    ) async throws(ClientError) -> [DrivePath: Resolved] {
        var byFolder: [DrivePath: [DrivePath]] = [:]
        for path in paths { byFolder[path.parent ?? .root, default: []].append(path) }
        var resolved: [DrivePath: Resolved] = [:]
        for (parent, paths) in byFolder {
            do throws(ClientError) {
                let found = try await inFolder(parent, container) {
                    (folder) async throws(ClientError) in
                    try await resolve(paths, parent, folder, container)
                }
                resolved.merge(found) { $1 }
            } catch {
                // What lies in no folder is not there either.
                guard error.saysAbsent else { throw error }
            }
        }
        return resolved
    }

    private func resolve(
        _ paths: [DrivePath], _ parent: DrivePath, _ folder: KooPathCache.Folder, _ container: Container
    ) async throws(ClientError) -> [DrivePath: Resolved] {
        let now = wallTime()
        var resolved: [DrivePath: Resolved] = [:]
        var missing: Set<KooName> = []
        state.withLock { state in
            for path in paths {
                if let place = state.cache.place(path, now: now) {
                    resolved[path] = Resolved(
                        id: place.id, isFolder: place.isFolder, idPath: folder.idPath + "/" + place.id)
                } else {
                    missing.insert(KooName(path.name))
                }
            }
        }
        if missing.isEmpty { return resolved }
        let found = try await find(missing, in: parent, folder, container)
        for (name, file) in found {
            resolved[DrivePath(unchecked: parent.names + [name.text])] = Resolved(
                id: file.id, isFolder: file.type.isFolder, idPath: folder.idPath + "/" + file.id)
        }
        return resolved
    }

    func forget(_ paths: some Sequence<DrivePath>) {
        let now = wallTime()
        state.withLock { state in
            for path in paths { state.cache.forget(path, now: now) }
            // A folder that was moved or restored has another path, and those below it too.
            state.binFolders = [:]
        }
    }

    static func notFound(_ path: DrivePath) -> ClientError {
        ClientError(
            .final, "nothing stands at \"\(path)\"", status: 404,
            code: SMHErrorCode(rawValue: KooErrorCode.resourceNotFound.rawValue))
    }

    /// `/root<space>/a/b`, without its first part; nil for what no path can be.
    static func path(fromNamePath text: String) -> DrivePath? {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.first?.isEmpty == true, parts.count >= 2 else { return nil }
        return try? DrivePath(names: parts.dropFirst(2).map { String(Substring($0)) })
    }
}
