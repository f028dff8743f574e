package import SMHModel

/// A task as it stands.
package struct LibraryTask: Sendable {
    package let id: Int64
    /// 202 while it runs; then 200 or 207 with results, or 500.
    package let status: Int
    package let operation: BatchOperation
    /// A directory copy that was asked for alone: its result is an object.
    package let isSingleCopy: Bool
    /// Once it has ended.
    package let results: [BatchItemResult]?
}

/// A task that is to be worked on.
struct OpenTask: Sendable {
    let id: Int64
    let space: String
    let operation: BatchOperation
    let isSingleCopy: Bool
    let rights: AccessRights
    let userID: String
    let fallback: RestorePathStrategy
}

extension LibraryTransaction {
    /// How long a task can be asked for after its end (reference 7.1).
    private static let visibility: Int64 = 30 * BinItem.day

    /// Keeps a batch as a task, to be done in the background.
    package func submit(_ batch: BatchRequest, in space: Space) throws -> Int64 {
        let id = try takeNumber()
        try sql.execute("DELETE FROM task WHERE finished < ?", .int(now - Self.visibility))
        try sql.execute(
            "INSERT INTO task VALUES (?, ?, ?, 202, ?, ?, ?, ?, NULL, NULL)",
            .int(id), .text(space.name), .text(batch.isSingleCopy ? Self.singleCopy : batch.operation.rawValue),
            .text(access.text), .text(userID), .text(batch.fallback.rawValue), .int(now))
        for (position, item) in batch.json.enumerated() {
            try sql.execute(
                "INSERT INTO taskItem VALUES (?, ?, ?, NULL, NULL)",
                .int(id), .int(Int64(position)), .text(item.description))
        }
        return id
    }

    private static let singleCopy = "copyDirectory"

    /// A task of the space; nil if there is none of that number, or it ended more than 30 days ago.
    package func task(_ id: Int64, in space: Space) throws -> LibraryTask? {
        let found = try sql.first(
            "SELECT status, kind FROM task WHERE id = ? AND space = ? AND (finished IS NULL OR finished >= ?)",
            .int(id), .text(space.name), .int(now - Self.visibility)
        ) { (status: Int($0.int(0)), kind: $0.text(1)) }
        guard let found else { return nil }
        return LibraryTask(
            id: id, status: found.status, operation: BatchOperation(rawValue: found.kind) ?? .copy,
            isSingleCopy: found.kind == Self.singleCopy, results: found.status == 202 ? nil : try results(of: id))
    }

    private func results(of task: Int64) throws -> [BatchItemResult] {
        let texts = try sql.rows(
            "SELECT result FROM taskItem WHERE task = ? AND result IS NOT NULL ORDER BY position", .int(task)
        ) { $0.text(0) }
        return try texts.map { try BatchItemResult(jsonBytes: Array($0.utf8)) }
    }

    /// The oldest task that has not ended.
    func openTask() throws -> OpenTask? {
        try sql.first(
            "SELECT id, space, kind, grants, userID, options FROM task WHERE finished IS NULL ORDER BY id LIMIT 1"
        ) { row in
            OpenTask(
                id: row.int(0), space: row.text(1), operation: BatchOperation(rawValue: row.text(2)) ?? .copy,
                isSingleCopy: row.text(2) == Self.singleCopy, rights: AccessRights(text: row.text(3)),
                userID: row.text(4),
                fallback: RestorePathStrategy(rawValue: row.text(5)) ?? .originalPath)
        }
    }

    /// The next items of a task that have no result, in their order.
    func openItems(of task: OpenTask, limit: Int) throws -> [(position: Int64, batch: BatchRequest)] {
        let items = try sql.rows(
            "SELECT position, request FROM taskItem WHERE task = ? AND result IS NULL ORDER BY position LIMIT ?",
            .int(task.id), .int(Int64(limit))
        ) { (position: $0.int(0), request: $0.text(1)) }
        return try items.map { item in
            var batch = try BatchRequest(
                operation: task.operation, item: JSONValue(parsing: Array(item.request.utf8)))
            batch.fallback = task.fallback
            return (item.position, batch)
        }
    }

    func isOpen(_ position: Int64, of task: OpenTask) throws -> Bool {
        try sql.first(
            "SELECT 1 FROM taskItem WHERE task = ? AND position = ? AND result IS NULL", .int(task.id), .int(position)
        ) { _ in true } ?? false
    }

    func record(_ result: BatchItemResult, at position: Int64, of task: OpenTask) throws {
        try sql.execute(
            "UPDATE taskItem SET status = ?, result = ? WHERE task = ? AND position = ?",
            .int(Int64(result.status ?? 500)), .text(result.json(for: task.operation).description), .int(task.id),
            .int(position))
    }

    /// Ends a task whose items all have results.
    func close(_ task: OpenTask) throws {
        try sql.execute(
            """
            UPDATE task SET finished = ?, status = CASE WHEN EXISTS
                (SELECT 1 FROM taskItem WHERE taskItem.task = task.id AND NOT taskItem.status BETWEEN 200 AND 299)
                THEN 207 ELSE 200 END
            WHERE id = ? AND finished IS NULL
            """, .int(now), .int(task.id))
    }

    func hasBackgroundWork() throws -> Bool {
        try sql.first(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM node WHERE parent IN (1, 2))
                OR EXISTS (SELECT 1 FROM task WHERE finished IS NULL)
                OR EXISTS (SELECT 1 FROM job WHERE ended IS NULL)
                OR EXISTS (SELECT 1 FROM recycled WHERE expires <= ?)
            """, .int(now)
        ) { _ in true } ?? false
    }
}
