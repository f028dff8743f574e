import SMHModel

/// Work on jobs, a file at a time: with what the library does for paths.
extension LibraryTransaction {
    /// The oldest job that can go on, and its space.
    func dueJob(_ pace: JobPace) throws -> (job: StoredJob, space: Space)? {
        let open = try sql.rows("SELECT id, space FROM job WHERE ended IS NULL ORDER BY id") {
            (id: KooIdentifiers.decimal($0.int(0)), space: $0.text(1))
        }
        for entry in open {
            guard let space = try space(named: entry.space) else { continue }
            let job = try job(entry.id, in: space)
            guard let due = pace.due(of: job, at: now) else { continue }
            if job.status == .waiting || due > job.done || job.done == job.count { return (job, space) }
        }
        return nil
    }

    /// Does the next files of a job, and ends it after the last.
    package func advance(_ job: StoredJob, in space: Space, items limit: Int = .max) throws {
        let current = try self.job(job.id, in: space)
        guard current.isOpen else { return }
        userID = job.userID
        try begin(current)
        if current.type == .emptyBin { try emptyBin(of: space) }
        for item in try openItems(of: current, limit: limit) { try perform(item, of: current, in: space) }
        try close(current)
    }

    func begin(_ job: StoredJob) throws {
        try sql.execute(
            "UPDATE job SET status = 1, begun = ? WHERE id = ? AND status = 0", .int(now), .int(job.number))
    }

    /// Ends a job whose files are all done.
    func close(_ job: StoredJob) throws {
        try sql.execute(
            """
            UPDATE job SET status = 2, ended = ? WHERE id = ? AND ended IS NULL
                AND NOT EXISTS (SELECT 1 FROM jobItem WHERE job = job.id AND code IS NULL)
            """, .int(now), .int(job.number))
    }

    func openItems(of job: StoredJob, limit: Int) throws -> [StoredJobItem] {
        try sql.rows(
            "SELECT position, file FROM jobItem WHERE job = ? AND code IS NULL ORDER BY position LIMIT ?",
            .int(job.number), .int(Int64(limit))
        ) { StoredJobItem(position: $0.int(0), file: $0.text(1), code: nil, made: nil) }
    }

    /// Whether a file is still to be done: another process may have been quicker, or the job was cancelled.
    func isOpen(_ item: StoredJobItem, of job: StoredJob) throws -> Bool {
        try sql.first(
            """
            SELECT 1 FROM jobItem JOIN job ON job.id = jobItem.job
            WHERE job = ? AND position = ? AND code IS NULL AND ended IS NULL
            """, .int(job.number), .int(item.position)
        ) { _ in true } ?? false
    }

    func record(_ code: KooErrorCode, made: Int64? = nil, for item: StoredJobItem, of job: StoredJob) throws {
        try sql.execute(
            "UPDATE jobItem SET code = ?, made = ? WHERE job = ? AND position = ?", .int(code.number),
            .optionalInt(made), .int(job.number), .int(item.position))
    }

    /// Does one file, and keeps what became of it.
    private func perform(_ item: StoredJobItem, of job: StoredJob, in space: Space) throws {
        try recordingFailure(of: item, of: job) {
            let made = try perform(job, on: item.file, in: space)
            try record(.success, made: made, for: item, of: job)
        }
    }

    /// A refusal becomes the file's result; what is no refusal (a full disk) ends the work, and nothing was done.
    @discardableResult
    func recordingFailure<Value>(
        of item: StoredJobItem, of job: StoredJob, _ body: () throws -> Value
    ) throws -> Value? {
        do {
            return try body()
        } catch {
            guard let failure = KooFailure(refusal: error) else { throw error }
            try record(failure.code, for: item, of: job)
            return nil
        }
    }

    /// - Returns: the number of what a copy made.
    private func perform(_ job: StoredJob, on file: String, in space: Space) throws -> Int64? {
        let standing = try standing(of: file, in: space)
        if standing.isRoot { throw KooFailure(.parameterInvalid) }
        switch (job.type, job.action) {
        case (.delete, .deleteToBin): try recycle(standing, in: space)
        case (.delete, .deleteForGood): try erase(standing, in: space)
        case (.restore, _): try restore(standing, to: job.target, in: space)
        case (.move, _): _ = try move(transfer(standing, to: job.target, in: space))
        case (.copy, _):
            let copied = try copy(transfer(standing, to: job.target, in: space))
            return try node(at: copied.path, in: space)?.id
        default: throw KooFailure(.parameterInvalid)
        }
        return nil
    }

    private func recycle(_ standing: KooStanding, in space: Space) throws {
        // Without a bin the library would erase.
        try requireBin()
        if standing.isRecycled { throw KooFailure(.fileRecycled) }
        _ = try delete(standing.path, in: space)
    }

    /// Also of the bin's own items, which have no other way out for good but all together.
    private func erase(_ standing: KooStanding, in space: Space) throws {
        if !standing.isRecycled {
            _ = try delete(standing.path, in: space, permanent: true)
        } else if standing.isBinItem, let number = standing.line.first.flatMap({ Int64($0.name) }) {
            try purge(number, in: space)
        } else {
            throw KooFailure(.fileRecycled)
        }
    }

    /// Back into the folder that it was in, wherever that is by now, or into another one.
    private func restore(_ standing: KooStanding, to target: Int64?, in space: Space) throws {
        if !standing.isRecycled { throw KooFailure(.notInRecycleBin) }
        guard standing.isBinItem, let number = standing.line.first.flatMap({ Int64($0.name) }),
            let item = try recycledItem(number, in: space)
        else { throw KooFailure(.fileRecycled) }
        guard let folder = try target ?? item.parent ?? node(at: item.path.dropLast(), in: space)?.id else {
            throw KooFailure(.targetFolderAbnormal)
        }
        let place = try self.target(folder, in: space)
        try requireDepth(of: item.node, in: place)
        let path = try freePath(
            named: item.name, in: folder, at: place.path, isDirectory: item.node.isDirectory)
        _ = try restore(item, to: path, in: space, strategy: .rename)
    }

    /// A move or copy into a folder.
    ///
    /// Open question 6 of the reference: what happens where the name is taken was not seen. The time is put behind it.
    func transfer(_ standing: KooStanding, to target: Int64?, in space: Space) throws -> Transfer {
        if standing.isRecycled { throw KooFailure(.fileRecycled) }
        guard let node = standing.line.last, let target else { throw KooFailure(.parameterInvalid) }
        let folder = try self.target(target, in: space)
        if folder.line.contains(where: { $0.id == node.id }) { throw KooFailure(.foldersNested) }
        if node.parent == target { throw KooFailure(.alreadyInTargetFolder) }
        try requireDepth(of: node, in: folder)
        let path = try freePath(named: node.name, in: target, at: folder.path, isDirectory: node.isDirectory)
        return Transfer(
            source: standing.path, sourceSpace: space, target: path, space: space, strategy: .rename)
    }

    private func target(_ number: Int64, in space: Space) throws -> KooStanding {
        if number == space.root { return try standing(of: "root", in: space) }
        guard let standing = try standing(of: number, in: space), standing.node.isDirectory else {
            throw KooFailure(.targetFolderAbnormal)
        }
        if standing.isRecycled { throw KooFailure(.targetFolderRecycled) }
        return standing
    }
}
