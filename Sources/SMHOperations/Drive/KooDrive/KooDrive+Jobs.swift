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
            guard error.saysAbsent else { throw error }
            return try await whereUnknown(id)
        }
        switch detail.job.status {
        case .waiting?, .running?, nil: return .running
        case .cancelled? where mayStillWork(id): return .running
        case .cancelled?, .finished?: break
        }
        // Of a job that this drive did not start nobody here knows what it was about, only whether all of it was done.
        guard let job else {
            return detail.job.outcome == .succeeded
                ? .finishedWithoutResults : .failed(message: Self.reproach(detail.job))
        }
        forget(job.touched)
        if job.isGuessed, detail.job.status == .finished { return try await endedByGuess(id, job) }
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
        if job.status == .cancelled { return "the service's job \(job.id) was cancelled" }
        let part =
            switch job.outcome {
            case .partlyFailed?: "failed in part"
            case .failed?: "failed"
            case .succeeded?, nil: "has ended without a word on its outcome"
            }
        let reason = job.resultCode.flatMap { $0 == .success ? nil : $0.meaning ?? $0.rawValue }
        return "the service's job \(job.id) \(part)" + (reason.map { ": \($0)" } ?? "")
    }

    func end(_ id: String) {
        if let job = state.withLock({ $0.jobs.removeValue(forKey: id) }) { forget(job.touched) }
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
        let now = now
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
        return try await contents(of: path, folder, job.container)
    }

    static let fewThings = 20

    /// Whether a file lies in a folder, as its detail says.
    func isIn(_ path: DrivePath, _ folder: KooPathCache.Folder, _ file: KooFile, _ container: Container) -> Bool {
        guard file.isRecycled != true, let parent = file.parentFolders?.first else { return false }
        if path.isRoot { return parent == "root" || parent == container.rootID }
        return parent.hasSameBytes(as: folder.id)
    }

    // MARK: Jobs of which something failed, and cancelled ones

    /// What a job had not done when it was cancelled is not asked for again: somebody did not want it. Each file is looked at: the form of the files' results was not seen (question 5), so only their reasons are taken.
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
            let isCancelled = detail.job.status == .cancelled
            let reason =
                code.flatMap { $0.meaning ?? $0.rawValue } ?? (isCancelled ? "it was cancelled" : "it gave no reason")
            if let name = job.renamedFrom { try await client.rename(entry.fileID, to: name, in: job.container.id) }
            results.append(
                BatchResult(
                    status: 400, source: entry.item.number == 0 ? entry.item.source : nil, target: entry.item.target,
                    recycledID: entry.item.number == 0 ? nil : entry.item.number, serviceCode: code?.rawValue,
                    message: "the service's job \(detail.job.id) did not do this: \(reason)",
                    code: code?.operationCode ?? (isCancelled ? .cancelled : .protocol)))
        }
        return results
    }

    struct Outcome {
        var path: DrivePath?
    }

    /// What a look at a file shows of its part of a job; nil if that was not done.
    func outcome(of entry: PendingJob.Item, _ job: PendingJob) async throws(ClientError) -> Outcome? {
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
