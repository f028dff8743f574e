import SMHClient
import SMHModel
import Synchronization

/// The recycle bin. Things in it go by their file ids, which scripts see as numbers.
extension KooDrive {
    /// A number for a file id, the same in every run (FNV-1a, 63 bits).
    static func number(of fileID: String) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in fileID.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(hash >> 1) | 1
    }

    public func recycledPage(
        in space: DriveSpace, marker: String?, limit: Int
    ) async throws(DriveError) -> RecycledPage {
        do throws(ClientError) {
            let container = try await container(of: space)
            let page = try await binPage(container, cursor: marker, limit: limit)
            var entries: [RecycledEntry] = []
            for file in page.files {
                let place = state.withLock { $0.bin[Self.number(of: file.id)] }
                entries.append(RecycledEntry(file, place, space: space))
            }
            return RecycledPage(entries: entries, nextMarker: page.nextCursor)
        } catch {
            throw DriveError(koo: error)
        }
    }

    /// A page of the bin, with the places where its things lay remembered.
    private func binPage(
        _ container: Container, cursor: String?, limit: Int
    ) async throws(ClientError) -> KooFilePage {
        let page = try await client.recycled(
            KooListRequest(
                containerID: container.id, cursor: cursor, pageSize: min(limit, settings.pageSize), order: .recycled))
        for file in page.files {
            let number = Self.number(of: file.id)
            if state.withLock({ $0.bin[number]?.path }) != nil { continue }
            let path = await formerPlace(of: file, container)
            state.withLock { $0.bin[number] = BinPlace(fileID: file.id, path: path, removed: nil) }
        }
        return page
    }

    /// Where a thing of the bin lay: in the folder that it still names as its own. nil where that is gone too.
    private func formerPlace(of file: KooFile, _ container: Container) async -> DrivePath? {
        guard let parent = file.parentFolders?.first, !parent.isEmpty else { return nil }
        if parent == "root" || parent == container.rootID { return try? DrivePath(names: [file.name]) }
        if let known = state.withLock({ $0.binFolders[parent] }) {
            return known.flatMap { try? $0.appending(file.name) }
        }
        let found = try? await client.path(of: parent, in: container.id)
        let path = found.flatMap { Self.path(fromNamePath: $0.namePath) }
        state.withLock { $0.binFolders[parent] = .some(path) }
        return path.flatMap { try? $0.appending(file.name) }
    }

    /// Restores, and deletes for good of what is in the bin.
    func submitFromBin(_ batch: Batch, _ container: Container) async throws(ClientError) -> BatchAnswer {
        if batch.items.contains(where: { item in state.withLock { $0.bin[item.number] == nil } }) {
            try await readBin(container)
        }
        var files: [PendingJob.Item] = []
        var settled: [BatchResult] = []
        for item in batch.items {
            guard let place = state.withLock({ $0.bin[item.number] }) else {
                settled.append(
                    BatchResult(
                        status: 404, recycledID: item.number, serviceCode: KooErrorCode.notInRecycleBin.rawValue,
                        message: "it is not in the recycle bin"))
                continue
            }
            files.append(.init(item: item, fileID: place.fileID, place: place.path))
        }
        if files.isEmpty { return BatchAnswer(.finished(settled)) }
        let isRestore = batch.kind == .restore
        let draft = KooJobDraft(
            isRestore ? .restore : .delete, action: isRestore ? nil : .deleteForGood,
            files: files.map { .init(fileID: $0.fileID) }, from: container.id, in: container.id)
        let job = PendingJob(
            kind: batch.kind, permanent: !isRestore, container: container, items: files, settled: settled,
            currentJob: "")
        return try await start(draft, job, touching: files.compactMap(\.place))
    }

    private func readBin(_ container: Container) async throws(ClientError) {
        var cursor: String?
        var used: Set<String> = []
        repeat {
            let page = try await binPage(container, cursor: cursor, limit: settings.pageSize)
            cursor = page.nextCursor.flatMap { used.insert($0).inserted ? $0 : nil }
        } while cursor != nil
    }

    func forgetBin(_ items: [PendingJob.Item]) {
        state.withLock { state in
            for entry in items { state.bin[entry.item.number] = nil }
        }
    }

    /// Where restored things are now: under which name, if theirs was taken, was not seen (question 6).
    func restored(_ job: PendingJob) async throws(ClientError) -> [BatchResult] {
        forgetBin(job.items)
        var known: [String: DrivePath] = [:]
        if job.items.count > Self.fewThings { known = try await places(of: job.items, job.container) }
        var results: [BatchResult] = []
        for entry in job.items {
            let place: DrivePath? =
                if let found = known[entry.fileID] { found } else { try await place(of: entry.fileID, job.container) }
            results.append(Self.done(entry.item, at: place))
        }
        return results
    }

    /// Where things are by now that lay in a few folders, as the listings of those tell.
    private func places(
        of items: [PendingJob.Item], _ container: Container
    ) async throws(ClientError) -> [String: DrivePath] {
        var places: [String: DrivePath] = [:]
        let wanted = Set(items.map(\.fileID))
        for directory in Set(items.compactMap { $0.place?.parent }) {
            do throws(ClientError) {
                let files = try await contents(of: directory, folder(directory, in: container), container)
                for file in files where wanted.contains(file.id) {
                    places[file.id] = DrivePath(unchecked: directory.names + [file.name])
                }
            } catch {
                // The folder has another place by now.
                guard error.saysAbsent else { throw error }
            }
        }
        return places
    }

    func place(of fileID: String, _ container: Container) async throws(ClientError) -> DrivePath? {
        Self.path(fromNamePath: try await client.path(of: fileID, in: container.id).namePath)
    }
}

extension RecycledEntry {
    fileprivate convenience init(_ file: KooFile, _ place: KooDrive.BinPlace?, space: DriveSpace) {
        let entry = Entry(file, space: space, directory: .root, readAt: 0)
        self.init(
            space: space, number: KooDrive.number(of: file.id), originalPath: place?.path, name: file.name,
            kind: entry.kind, type: entry.type, size: entry.size, created: entry.created, modified: entry.modified,
            removed: place?.removed, raw: entry.raw)
    }
}
