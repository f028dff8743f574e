import SMHClient
import SMHModel
import Synchronization

extension KooDrive {
    public func submit(_ batch: Batch) async throws(DriveError) -> BatchAnswer {
        do throws(ClientError) {
            let container = try await container(of: batch.space)
            switch batch.kind {
            case .delete: return try await delete(batch, container)
            case .move, .copy: return try await transfer(batch, container)
            case .restore, .purge: return try await submitFromBin(batch, container)
            case .addToAlbum, .removeFromAlbum, .deleteAlbum: return try await changeAlbum(batch)
            }
        } catch {
            throw DriveError(koo: error)
        }
    }

    /// What the items of a batch are now, and the results of those that nothing can be done with.
    private func resolve(
        _ batch: Batch, _ container: Container
    ) async throws(ClientError) -> (found: [(item: BatchItem, thing: Resolved)], settled: [BatchResult]) {
        let things = try await resolve(batch.items.map(\.source), container)
        var found: [(BatchItem, Resolved)] = []
        var settled: [BatchResult] = []
        for item in batch.items {
            guard let thing = things[item.source] else {
                settled.append(
                    BatchResult(
                        status: 404, source: item.source, target: item.target,
                        message: "nothing stands at \"\(item.source)\""))
                continue
            }
            if let identity = item.identity, !identity.hasSameBytes(as: thing.id) {
                settled.append(
                    BatchResult(
                        status: 409, source: item.source, target: item.target,
                        message: "\"\(item.source)\" is not what it was when it was listed", code: .changed))
                continue
            }
            found.append((item, thing))
        }
        return (found, settled)
    }

    // MARK: Deletes

    private func delete(_ batch: Batch, _ container: Container) async throws(ClientError) -> BatchAnswer {
        let (found, settled) = try await resolve(batch, container)
        if found.isEmpty { return BatchAnswer(.finished(settled)) }
        let draft = KooJobDraft(
            .delete, action: batch.permanent ? .deleteForGood : .deleteToBin,
            files: found.map { .init(fileID: $0.thing.id, idPath: $0.thing.idPath) }, from: container.id,
            in: container.id)
        let job = PendingJob(
            kind: .delete, permanent: batch.permanent, container: container,
            items: found.map { .init(item: $0.item, fileID: $0.thing.id) }, settled: settled, currentJob: "")
        return try await start(draft, job, touching: found.map(\.item.source))
    }

    // MARK: Moves and copies

    private func transfer(_ batch: Batch, _ container: Container) async throws(ClientError) -> BatchAnswer {
        guard batch.strategy == .ask, batch.sourceSpace == nil || batch.sourceSpace == batch.space else {
            throw ClientError(
                .final, "this service knows no strategies for names that are taken, and one space only", status: 501)
        }
        guard let directory = batch.items.first?.target?.parent,
            batch.items.allSatisfy({ $0.target?.parent == directory })
        else { throw ClientError(.final, "a job takes one target folder", status: 501) }
        let (found, settled) = try await resolve(batch, container)
        if found.isEmpty { return BatchAnswer(.finished(settled)) }
        let target: KooPathCache.Folder
        do throws(ClientError) {
            target = try await folder(directory, in: container)
        } catch {
            guard error.saysAbsent else { throw error }
            // Under the code by which the folder is made anew.
            let missing = found.map {
                BatchResult(
                    status: 404, source: $0.item.source, target: $0.item.target, serviceCode: "DirectoryNotFound",
                    message: "the folder \"\(directory)\" is not there")
            }
            return BatchAnswer(.finished(settled + missing))
        }
        if let only = found.first, found.count == 1, let wanted = only.item.target,
            !wanted.name.hasSameBytes(as: only.item.source.name)
        {
            return try await transferRenamed(batch.kind, only.item, only.thing, wanted, target, container)
        }
        let job = PendingJob(
            kind: batch.kind, container: container, items: found.map { .init(item: $0.item, fileID: $0.thing.id) },
            settled: settled, target: (directory, target.id), currentJob: "")
        return try await start(
            draft(batch.kind, found.map(\.thing), to: target, at: directory, container), job,
            touching: found.flatMap { [$0.item.source, $0.item.target].compactMap { $0 } })
    }

    func draft(
        _ kind: BatchKind, _ things: [Resolved], to target: KooPathCache.Folder, at path: DrivePath,
        _ container: Container
    ) -> KooJobDraft {
        KooJobDraft(
            kind == .move ? .move : .copy, action: kind == .move ? .move : .copy,
            files: things.map { .init(fileID: $0.id, idPath: $0.idPath) },
            to: settings.jobTarget.text(
                idPath: target.idPath, id: path.isRoot ? container.rootID : target.id,
                namePath: "/root" + container.id + path.names.map { "/" + $0 }.joined()),
            from: container.id, in: container.id)
    }

    /// One thing that gets a new name. Nothing is ever sent that would meet a name that is taken on the way.
    private func transferRenamed(
        _ kind: BatchKind, _ item: BatchItem, _ thing: Resolved, _ wanted: DrivePath, _ target: KooPathCache.Folder,
        _ container: Container
    ) async throws(ClientError) -> BatchAnswer {
        let directory = wanted.parent ?? .root
        let touched = [item.source, wanted]
        if kind == .move, item.source.parent == directory {
            forget(touched)
            try await client.rename(thing.id, to: wanted.name, in: container.id)
            forget(touched)
            return BatchAnswer(.finished([Self.done(item, at: wanted)]))
        }
        var job = PendingJob(
            kind: kind, container: container, items: [.init(item: item, fileID: thing.id)],
            target: (directory, target.id), currentJob: "")
        let oldName = KooName(item.source.name)
        let isOldNameFree = try await find([oldName], in: directory, target, container).isEmpty
        if isOldNameFree {
            job.newName = wanted.name
            let arrival = DrivePath(unchecked: directory.names + [item.source.name])
            do throws(ClientError) {
                return try await start(
                    draft(kind, [thing], to: target, at: directory, container), job, touching: touched + [arrival])
            } catch {
                // Under its old name nobody else would look for it.
                guard error.kind == .inDoubt, let entry = job.items.first,
                    let outcome = try? await outcome(of: entry, job)
                else { throw error }
                forget(touched + [arrival])
                return BatchAnswer(.finished([Self.done(item, at: outcome.path)]))
            }
        }
        if kind == .copy { return try await copyByDetour(job, thing, target, directory) }
        // The name first, where it stands now.
        let home = item.source.parent ?? .root
        let homeFolder = try await folder(home, in: container)
        guard try await find([KooName(wanted.name)], in: home, homeFolder, container).isEmpty else {
            return BatchAnswer(
                .finished([
                    BatchResult(
                        status: 409, source: item.source, target: item.target,
                        message: "\"\(wanted.name)\" is taken in \"\(home)\", through which the name has to go")
                ]))
        }
        let between = DrivePath(unchecked: home.names + [wanted.name])
        forget(touched + [between])
        try await client.rename(thing.id, to: wanted.name, in: container.id)
        job.renamedFrom = item.source.name
        do throws(ClientError) {
            return try await start(
                draft(kind, [thing], to: target, at: directory, container), job, touching: touched + [between])
        } catch {
            guard error.kind == .inDoubt else {
                try await client.rename(thing.id, to: item.source.name, in: container.id)
                forget(touched + [between])
                throw error
            }
            return BatchAnswer(
                .finished([
                    BatchResult(
                        status: 500, source: item.source, target: item.target,
                        message:
                            "it was renamed to \"\(between)\" on its way, and what became of the move is not known",
                        code: .network)
                ]))
        }
    }

    /// Makes a folder in the target folder for a copy whose name is taken there.
    private func copyByDetour(
        _ job: PendingJob, _ thing: Resolved, _ target: KooPathCache.Folder, _ directory: DrivePath
    ) async throws(ClientError) -> BatchAnswer {
        let name = ".smh-copy-" + String(random(), radix: 16)
        let path = DrivePath(unchecked: directory.names + [name])
        let id = try await client.createFolder(
            KooFolderDraft(
                name: name, containerID: job.container.id, parentID: directory.isRoot ? nil : target.id))
        let folder = KooPathCache.Folder(id: id, idPath: target.idPath + "/" + id, seenAt: wallTime())
        var job = job
        job.detour = KooDetour(folderID: id, folderPath: path)
        job.newName = job.items.first?.item.target?.name
        return try await start(
            draft(.copy, [thing], to: folder, at: path, job.container), job,
            touching: job.items.compactMap(\.item.target) + [path])
    }

    static func done(_ item: BatchItem, at place: DrivePath?) -> BatchResult {
        BatchResult(
            status: 200, source: item.number == 0 ? item.source : nil, target: item.target, finalPath: place,
            recycledID: item.number == 0 ? nil : item.number)
    }

    // MARK: Jobs

    /// Starts a job, and remembers what it is about.
    func start(
        _ draft: KooJobDraft, _ job: PendingJob, touching paths: [DrivePath]
    ) async throws(ClientError) -> BatchAnswer {
        forget(paths)
        let (id, requestID, isGuessed) = try await create(draft)
        var job = job
        job.currentJob = id
        job.isGuessed = isGuessed
        job.startedAt = wallTime()
        state.withLock { $0.jobs[id] = job }
        return BatchAnswer(.task(id), requestID: requestID)
    }

    /// Asks for a job. Where the answer never came it is looked for in the list of jobs.
    func create(_ draft: KooJobDraft) async throws(ClientError) -> (id: String, requestID: String?, isGuessed: Bool) {
        let sentAt = now
        do throws(ClientError) {
            let answer = try await client.createJob(draft)
            return (answer.value, answer.requestID, false)
        } catch {
            guard error.kind == .inDoubt, let found = await lostJob(draft, since: sentAt) else { throw error }
            return (found, nil, true)
        }
    }

    /// The one job of the list that can be the one that was asked for: of its kind, its number of files, its space and
    /// its time, and none of those known. nil if none is, or several are.
    private func lostJob(_ draft: KooJobDraft, since sentAt: Int64) async -> String? {
        guard let jobs = try? await client.jobs(type: draft.taskType) else { return nil }
        let known = state.withLock { state in Set(state.jobs.values.map(\.currentJob)) }
        let found = jobs.filter { job in
            guard !known.contains(job.id), job.actionType == nil || job.actionType == draft.actionType,
                job.count == draft.files.count, job.containerID == nil || job.containerID == draft.targetContainerID,
                let time = job.createTime?.nanoseconds
            else { return false }
            let age = time &- settings.jobTimeOffset &- sentAt
            return abs(age) <= Self.jobTimeSlack
        }
        return found.count == 1 ? found.first?.id : nil
    }

    /// How far this clock and the service's may be apart, and how long a request may be on its way.
    private static let jobTimeSlack = Int64.seconds(120)
}
