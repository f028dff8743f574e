import SMHClient
import SMHModel
import Synchronization

extension KooDrive {
    public func poll(_ ids: [String], in space: DriveSpace) async throws(DriveError) -> [TaskState] {
        var states: [TaskState] = []
        for id in ids {
            do throws(ClientError) {
                guard let progress = try await progress(of: id) else { continue }
                states.append(TaskState(id: id, progress: progress))
            } catch {
                throw DriveError(koo: error)
            }
        }
        return states
    }

    public func taskKind(_ id: String, in space: DriveSpace) async throws(DriveError) -> BatchKind? {
        do throws(ClientError) {
            return BatchKind(try await client.job(id).job.taskType)
        } catch {
            // The poll that follows finds it unknown too, and says so.
            if error.saysAbsent { return nil }
            throw DriveError(koo: error)
        }
    }

    /// nil for a job that the service does not know.
    private func progress(of id: String) async throws(ClientError) -> TaskState.Progress? {
        let job = state.withLock { $0.jobs[id] }
        let detail: KooJobDetail
        do throws(ClientError) {
            detail = try await client.job(job?.currentJob ?? id)
        } catch {
            if error.saysAbsent { return nil }
            throw error
        }
        switch detail.job.status {
        case .waiting?, .running?, nil: return .running
        case .cancelled?:
            end(id)
            return .failed(message: "the job was cancelled")
        case .finished?: break
        }
        // Of a job that this drive did not start nobody here knows what it was about, only whether all of it was done.
        guard let job, !job.isGuessed else {
            end(id)
            if job == nil, detail.job.outcome != .succeeded { return .failed(message: Self.reproach(detail.job)) }
            return .finishedWithoutResults
        }
        forget(job.touched)
        let isDone = detail.job.outcome == .succeeded
        if let detour = job.detour {
            guard let results = try await advance(job, detour, detail, isDone: isDone, id: id) else { return .running }
            end(id)
            return .finished(results)
        }
        let results = try await isDone ? succeeded(job, detail) : failed(job, detail)
        forget(job.touched)
        end(id)
        return .finished(job.settled + results)
    }

    private static func reproach(_ job: KooJob) -> String {
        let part =
            switch job.outcome {
            case .partlyFailed?: "failed in part"
            case .failed?: "failed"
            case .succeeded?, nil: "has ended without a word on its outcome"
            }
        let reason = job.resultCode.flatMap { $0 == .success ? nil : $0.meaning ?? $0.rawValue }
        return "the service's job \(job.id) \(part)" + (reason.map { ": \($0)" } ?? "")
    }

    private func end(_ id: String) {
        let now = wallTime()
        state.withLock { state in
            guard let job = state.jobs.removeValue(forKey: id) else { return }
            for path in job.touched { state.cache.forget(path, now: now) }
        }
    }

    // MARK: Jobs that went through

    private func succeeded(_ job: PendingJob, _ detail: KooJobDetail) async throws(ClientError) -> [BatchResult] {
        switch job.kind {
        case .delete: return deleted(job.items, job)
        case .move: return try await arrived(job) { $0.fileID }
        case .copy:
            let copies = Dictionary(
                detail.files.compactMap { file in file.newFileID.map { (file.fileID, $0) } },
                uniquingKeysWith: { $1 })
            return try await arrived(job) { copies[$0.fileID] }
        case .restore: return try await restored(job)
        default:
            forgetBin(job.items)
            return job.items.map { Self.done($0.item, at: nil) }
        }
    }

    private func deleted(_ items: [PendingJob.Item], _ job: PendingJob) -> [BatchResult] {
        let now = wallTime()
        return items.map { entry in
            var result = Self.done(entry.item, at: nil)
            if !job.permanent {
                result.recycledID = Self.number(of: entry.fileID)
                let place = BinPlace(fileID: entry.fileID, path: entry.item.source, removed: now)
                state.withLock { $0.bin[Self.number(of: entry.fileID)] = place }
            }
            return result
        }
    }

    /// Where moved and copied things are now: what a job does where a name is taken was not seen (question 6), so it is
    /// looked at. What cannot be found there is left without a result.
    private func arrived(
        _ job: PendingJob, _ newID: (PendingJob.Item) -> String?
    ) async throws(ClientError) -> [BatchResult] {
        guard let target = job.target else { return [] }
        let folder = try await folder(target.path, in: job.container)
        var results: [BatchResult] = []
        let there = try await contents(of: target.path, folder, job, newID)
        for entry in job.items {
            let wanted = entry.item.target ?? target.path
            let arriving = job.newName == nil ? wanted.name : entry.item.source.name
            let file =
                newID(entry).map { id in there.first { $0.id.hasSameBytes(as: id) } }
                ?? there.first { $0.name.hasSameBytes(as: arriving) }
            guard let file else { continue }
            if let newName = job.newName, !file.name.hasSameBytes(as: newName) {
                try await client.rename(file.id, to: newName, in: job.container.id)
                results.append(Self.done(entry.item, at: wanted))
            } else {
                results.append(Self.done(entry.item, at: DrivePath(unchecked: target.path.names + [file.name])))
            }
        }
        return results
    }

    /// What a job has put into a folder: each thing by itself where that takes fewer calls than a listing may.
    private func contents(
        of path: DrivePath, _ folder: KooPathCache.Folder, _ job: PendingJob, _ newID: (PendingJob.Item) -> String?
    ) async throws(ClientError) -> [KooFile] {
        let ids = job.items.compactMap(newID)
        if ids.count == job.items.count, ids.count <= Self.fewThings {
            var files: [KooFile] = []
            for id in ids {
                let file = try await client.file(id, in: job.container.id)
                if isIn(path, folder, file, job.container) { files.append(file) }
            }
            return files
        }
        var files: [KooFile] = []
        var cursor: String?
        var used: Set<String> = []
        repeat {
            let page = try await list(path, folder, job.container, cursor: cursor)
            files += page.files
            cursor = page.nextCursor.flatMap { used.insert($0).inserted ? $0 : nil }
        } while cursor != nil
        return files
    }

    static let fewThings = 20

    /// Whether a file lies in a folder, as its detail says.
    func isIn(_ path: DrivePath, _ folder: KooPathCache.Folder, _ file: KooFile, _ container: Container) -> Bool {
        guard file.isRecycled != true, let parent = file.parentFolders?.first else { return false }
        if path.isRoot { return parent == "root" || parent == container.rootID }
        return parent.hasSameBytes(as: folder.id)
    }

    // MARK: Jobs of which something failed

    /// Each file is looked at: the form of the files' results was not seen (question 5), so only their reasons are taken.
    private func failed(_ job: PendingJob, _ detail: KooJobDetail) async throws(ClientError) -> [BatchResult] {
        let codes = Dictionary(
            detail.files.compactMap { file in file.resultCode.map { (file.fileID, $0) } }, uniquingKeysWith: { $1 })
        var results: [BatchResult] = []
        for entry in job.items {
            if let place = try await outcome(of: entry, job) {
                results += job.kind == .delete ? deleted([entry], job) : [Self.done(entry.item, at: place.path)]
                continue
            }
            let code = [codes[entry.fileID], detail.job.resultCode].compactMap { $0 }.first { $0 != .success }
            let reason = code.flatMap { $0.meaning ?? $0.rawValue } ?? "it gave no reason"
            if let name = job.renamedFrom { try await client.rename(entry.fileID, to: name, in: job.container.id) }
            results.append(
                BatchResult(
                    status: 400, source: entry.item.number == 0 ? entry.item.source : nil, target: entry.item.target,
                    recycledID: entry.item.number == 0 ? nil : entry.item.number, serviceCode: code?.rawValue,
                    message: "the service's job \(detail.job.id) did not do this: \(reason)",
                    code: code?.operationCode ?? .protocol))
        }
        return results
    }

    private struct Outcome {
        var path: DrivePath?
    }

    /// What a look at a file shows of its part of a job; nil if that was not done.
    private func outcome(of entry: PendingJob.Item, _ job: PendingJob) async throws(ClientError) -> Outcome? {
        if job.kind == .copy {
            guard let target = job.target, let wanted = entry.item.target else { return nil }
            let folder = try await folder(target.path, in: job.container)
            let name = KooName(job.newName == nil ? wanted.name : entry.item.source.name)
            guard let copy = try await find([name], in: target.path, folder, job.container)[name] else { return nil }
            if let newName = job.newName { try await client.rename(copy.id, to: newName, in: job.container.id) }
            return Outcome(path: wanted)
        }
        let file: KooFile?
        do throws(ClientError) {
            file = try await client.file(entry.fileID, in: job.container.id)
        } catch {
            guard error.saysAbsent else { throw error }
            file = nil
        }
        switch job.kind {
        case .delete, .purge:
            guard let file else { return Outcome(path: nil) }
            return job.kind == .delete && !job.permanent && file.isRecycled == true ? Outcome(path: nil) : nil
        case .move:
            guard let file, let target = job.target else { return nil }
            let folder = try await folder(target.path, in: job.container)
            guard isIn(target.path, folder, file, job.container) else { return nil }
            if let newName = job.newName { try await client.rename(file.id, to: newName, in: job.container.id) }
            return Outcome(path: DrivePath(unchecked: target.path.names + [job.newName ?? file.name]))
        case .restore:
            guard let file, file.isRecycled == false else { return nil }
            return Outcome(path: try await place(of: file.id, job.container))
        default: return nil
        }
    }

    // MARK: Copies through a folder of their own

    /// The next step of a copy whose name was taken; nil while there is one more to wait for.
    private func advance(
        _ job: PendingJob, _ detour: KooDetour, _ detail: KooJobDetail, isDone: Bool, id: String
    ) async throws(ClientError) -> [BatchResult]? {
        guard let entry = job.items.first, let target = job.target, let newName = job.newName else { return [] }
        let folder = KooPathCache.Folder(id: detour.folderID, idPath: "", seenAt: wallTime())
        if case .tidying(let place) = detour.step { return [Self.done(entry.item, at: place)] }
        guard isDone else {
            _ = try await removeIfEmpty(detour, folder, job)
            let reason = detail.job.resultCode.flatMap { $0.meaning } ?? "it gave no reason"
            return [
                BatchResult(
                    status: 400, source: entry.item.source, target: entry.item.target,
                    message:
                        "the service's job did not finish the copy (\(reason)); what there is of it is in \"\(detour.folderPath)\"",
                    code: .network)
            ]
        }
        switch detour.step {
        case .copying:
            let page = try await list(detour.folderPath, folder, job.container, cursor: nil)
            guard let copy = page.files.first, page.files.count == 1 else {
                return [
                    BatchResult(
                        status: 500, source: entry.item.source, target: entry.item.target,
                        message: "the copy is not in \"\(detour.folderPath)\", where it was put", code: .network)
                ]
            }
            if !copy.name.hasSameBytes(as: newName) {
                try await client.rename(copy.id, to: newName, in: job.container.id)
            }
            let targetFolder = try await self.folder(target.path, in: job.container)
            let thing = Resolved(
                id: copy.id, isFolder: copy.type.isFolder,
                idPath: targetFolder.idPath + "/" + detour.folderID + "/" + copy.id)
            let (next, _, _) = try await create(
                draft(.move, [thing], to: targetFolder, at: target.path, job.container))
            goOn(id, with: next, .moving(copyID: copy.id))
            return nil
        case .moving(let copyID):
            let file = try await client.file(copyID, in: job.container.id)
            let targetFolder = try await self.folder(target.path, in: job.container)
            guard isIn(target.path, targetFolder, file, job.container) else { return [] }
            let place = DrivePath(unchecked: target.path.names + [file.name])
            guard let next = try await removeIfEmpty(detour, folder, job) else {
                return [Self.done(entry.item, at: place)]
            }
            goOn(id, with: next, .tidying(place))
            return nil
        case .tidying(let place): return [Self.done(entry.item, at: place)]
        }
    }

    private func goOn(_ id: String, with job: String, _ step: KooDetour.Step) {
        state.withLock { state in
            state.jobs[id]?.currentJob = job
            state.jobs[id]?.detour?.step = step
        }
    }

    /// Puts the folder of a detour into the recycle bin, and gives the job; nil for one with something in it, which stays.
    private func removeIfEmpty(
        _ detour: KooDetour, _ folder: KooPathCache.Folder, _ job: PendingJob
    ) async throws(ClientError) -> String? {
        guard try await list(detour.folderPath, folder, job.container, cursor: nil).files.isEmpty,
            let parent = detour.folderPath.parent
        else { return nil }
        let above = try await self.folder(parent, in: job.container)
        return try await create(
            KooJobDraft(
                .delete, action: .deleteToBin,
                files: [.init(fileID: detour.folderID, idPath: above.idPath + "/" + detour.folderID)],
                from: job.container.id, in: job.container.id)
        ).id
    }
}

extension BatchKind {
    /// What a job does with its files; nil for what no script starts.
    fileprivate init?(_ type: KooTaskType?) {
        switch type {
        case .copy?: self = .copy
        case .delete?: self = .delete
        case .move?: self = .move
        case .restore?: self = .restore
        case .emptyBin?: self = .purge
        case .unpack?, .pack?, nil: return nil
        }
    }
}

extension PendingJob {
    /// The places that it changes.
    var touched: [DrivePath] {
        var paths: [DrivePath] = []
        for entry in items {
            if entry.item.number == 0 { paths.append(entry.item.source) }
            if let target = entry.item.target { paths.append(target) }
            if let place = entry.place { paths.append(place) }
            if newName != nil, let target {
                paths.append(DrivePath(unchecked: target.path.names + [entry.item.source.name]))
            }
            if renamedFrom != nil, let parent = entry.item.source.parent, let wanted = entry.item.target {
                paths.append(DrivePath(unchecked: parent.names + [wanted.name]))
            }
        }
        if let detour { paths.append(detour.folderPath) }
        return paths
    }
}
