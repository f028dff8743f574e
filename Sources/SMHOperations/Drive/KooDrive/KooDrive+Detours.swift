import SMHClient
import SMHModel
import Synchronization

/// Copies through a folder of their own.
extension KooDrive {
    /// The next step of a copy whose name was taken; nil while there is one more to wait for.
    func advance(
        _ job: PendingJob, _ detour: KooDetour, _ detail: KooJobDetail, isDone: Bool, id: String
    ) async throws(ClientError) -> [BatchResult]? {
        guard let entry = job.items.first, let target = job.target, let newName = job.newName else { return [] }
        let folder = KooPathCache.Folder(id: detour.folderID, idPath: "", seenAt: wallTime())
        switch detour.step {
        case .tidying(let place):
            guard isDone, let next = await erasing(detour, job) else { return [Self.done(entry.item, at: place)] }
            goOn(id, with: next, .erasing(place))
            return nil
        case .erasing(let place): return [Self.done(entry.item, at: place)]
        case .copying, .moving: break
        }
        guard isDone else {
            _ = try await removeIfEmpty(detour, folder, job)
            let reason =
                detail.job.status == .cancelled
                ? "it was cancelled" : detail.job.resultCode.flatMap { $0.meaning } ?? "it gave no reason"
            return [unfinished(entry.item, detour, "the service's job did not finish the copy (\(reason))")]
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
        case .tidying(let place), .erasing(let place): return [Self.done(entry.item, at: place)]
        }
    }

    func unfinished(_ item: BatchItem, _ detour: KooDetour, _ what: String) -> BatchResult {
        BatchResult(
            status: 400, source: item.source, target: item.target,
            message: "\(what); what there is of it is in \"\(detour.folderPath)\"", code: .network)
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

    /// Erases the folder of a detour once it is in the recycle bin, where nobody can put anything into it any more. nil
    /// if something is in it, or it cannot be asked for: it stays in the bin then, and the copy is done all the same.
    private func erasing(_ detour: KooDetour, _ job: PendingJob) async -> String? {
        let container = job.container.id
        do throws(ClientError) {
            let content = try await client.recycled(
                KooListRequest(containerID: container, parentFileID: detour.folderID))
            guard content.files.isEmpty, content.nextCursor == nil else { return nil }
            return try await create(
                KooJobDraft(
                    .delete, action: .deleteForGood, files: [.init(fileID: detour.folderID)], from: container,
                    in: container)
            ).id
        } catch {
            return nil
        }
    }
}
