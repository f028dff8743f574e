package import SMHModel

/// Jobs: made, looked at and cancelled (koodrive reference 5.1 to 5.4).
extension LibraryTransaction {
    /// How long a job can be asked for after its end. The service's own time was not seen.
    private static let jobVisibility: Int64 = 30 * BinItem.day

    /// The most files of a job. The service's own limit was not seen; its sibling, sharing, takes as many.
    package static let mostJobItems = 1000

    /// Keeps a job. Everything that is wrong with it as a whole is refused here; what is wrong with a file is its result.
    package func createJob(_ draft: KooJobDraft, in space: Space) throws -> StoredJob {
        try Self.check(draft)
        let target = try draft.newFilePath.map { try targetFolder($0, in: space).node.id }
        let number = try takeNumber()
        try sql.execute("DELETE FROM job WHERE ended < ?", .int(now - Self.jobVisibility))
        try sql.execute(
            "INSERT INTO job VALUES (?, ?, ?, ?, ?, 0, ?, ?, NULL, NULL)",
            .int(number), .text(space.name), .int(Int64(draft.taskType.rawValue)),
            .optionalInt(draft.actionType.map { Int64($0.rawValue) }), .optionalInt(target), .text(userID), .int(now))
        for (position, file) in draft.files.enumerated() where draft.taskType != .emptyBin {
            try sql.execute(
                "INSERT INTO jobItem VALUES (?, ?, ?, NULL, NULL)", .int(number), .int(Int64(position)),
                .text(file.fileID))
        }
        return try job(KooIdentifiers.decimal(number), in: space)
    }

    private static func check(_ draft: KooJobDraft) throws(KooFailure) {
        let actions: [KooActionType?] =
            switch draft.taskType {
            case .copy: [nil, .copy]
            // Never guessed: one of the two cannot be undone.
            case .delete: [.deleteToBin, .deleteForGood]
            case .move: [nil, .move]
            case .restore: [nil]
            case .emptyBin: [nil, .emptyBin]
            case .pack, .unpack: []
            }
        guard actions.contains(draft.actionType) else {
            throw KooFailure(.parameterInvalid, "taskType and actionType do not go together here.")
        }
        if draft.taskType == .emptyBin { return }
        guard (1...mostJobItems).contains(draft.files.count) else {
            throw KooFailure(.parameterInvalid, "fileInfo has 1 to \(mostJobItems) elements.")
        }
        if draft.taskType == .copy || draft.taskType == .move, draft.newFilePath == nil {
            throw KooFailure(.parameterInvalid, "newFilePath is missing.")
        }
        // A restore depends on it (koodrive reference 5.1).
        if draft.actionType == .deleteToBin,
            !draft.files.allSatisfy({ $0.idPath?.split(separator: "/").contains(Substring($0.fileID)) == true })
        {
            throw KooFailure(.parameterInvalid, "filePath is missing or does not contain the fileId.")
        }
    }

    /// The folder that a job names as its target.
    ///
    /// Open question 1 of the reference: in which notation was not seen. Taken are its path in ids, its id alone, `root`,
    /// and its path in names.
    private func targetFolder(_ notation: String, in space: Space) throws -> KooStanding {
        let parts = Self.names(notation)
        guard let first = parts.first, let last = parts.last else { throw KooFailure(.targetFolderAbnormal) }
        do {
            guard first == "root" + identifiers.container(of: space) else {
                return try standing(of: last, in: space, expecting: .target)
            }
            guard let node = try node(at: Array(parts.dropFirst()), in: space) else {
                throw KooFailure(.targetFolderAbnormal)
            }
            let id = parts.count == 1 ? "root" : identifiers.file(node.id)
            return try standing(of: id, in: space, expecting: .target)
        } catch let failure as KooFailure where failure.code == .resourceNotFound {
            throw KooFailure(.targetFolderAbnormal, "There is no such target folder.")
        }
    }

    /// The job with that id.
    package func job(_ id: String, in space: Space) throws -> StoredJob {
        let found = try KooIdentifiers.number(ofDecimal: id).flatMap { number in
            try sql.first(
                """
                SELECT id, type, action, target, status, userID, created, begun, ended,
                    (SELECT count(*) FROM jobItem WHERE job = job.id),
                    (SELECT count(code) FROM jobItem WHERE job = job.id),
                    (SELECT count(*) FROM jobItem WHERE job = job.id AND code <> 0),
                    (SELECT code FROM jobItem WHERE job = job.id AND code <> 0 ORDER BY position LIMIT 1)
                FROM job WHERE id = ? AND space = ? AND (ended IS NULL OR ended >= ?)
                """, .int(number), .text(space.name), .int(now - Self.jobVisibility), read: StoredJob.init)
        }
        guard let found else { throw KooFailure(.resourceNotFound, "There is no such job.") }
        return found
    }

    /// Jobs, the newest first.
    package func jobs(
        type: KooTaskType?, status: KooJob.Status?, in space: Space, offset: Int, limit: Int
    ) throws -> [StoredJob] {
        let numbers = try sql.rows(
            """
            SELECT id FROM job WHERE space = ?1 AND (ended IS NULL OR ended >= ?2) AND (?3 IS NULL OR type = ?3)
                AND (?4 IS NULL OR status = ?4) ORDER BY id DESC LIMIT ?5 OFFSET ?6
            """, .text(space.name), .int(now - Self.jobVisibility),
            .optionalInt(type.map { Int64($0.rawValue) }), .optionalInt(status.map { Int64($0.rawValue) }),
            .int(Int64(limit)), .int(Int64(offset))
        ) { $0.int(0) }
        return try numbers.map { try job(KooIdentifiers.decimal($0), in: space) }
    }

    /// A job's files, in the order in which they were given.
    package func items(of job: StoredJob) throws -> [StoredJobItem] {
        try sql.rows(
            "SELECT position, file, code, made FROM jobItem WHERE job = ? ORDER BY position", .int(job.number)
        ) { StoredJobItem(position: $0.int(0), file: $0.text(1), code: $0.optionalInt(2), made: $0.optionalInt(3)) }
    }

    /// Stops a job that waits or runs; what it has done stays done. One that has ended is left as it is.
    package func cancel(_ job: StoredJob) throws {
        try sql.execute(
            "UPDATE job SET status = 3, ended = ? WHERE id = ? AND ended IS NULL", .int(now), .int(job.number))
    }
}
