import GRDB

/// A library kept in one SQLite file, behaving as the service does.
///
/// One object owns the connections of a file in this process; several processes may use one file, and wait for each
/// other's transactions. Every change is one transaction.
package final class LibraryStore: Sendable {
    package let path: String
    package let configuration: StoreConfiguration
    package let settings: LibrarySettings
    let pool: DatabasePool
    let runner: TaskRunner

    init(path: String, configuration: StoreConfiguration, settings: LibrarySettings, pool: DatabasePool) {
        self.path = path
        self.configuration = configuration
        self.settings = settings
        self.pool = pool
        runner = TaskRunner()
    }

    /// Looks, without waiting for writers. What was written before is seen.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (LibraryTransaction) throws -> Value
    ) async throws -> Value {
        try await pool.read { database in
            try body(self.transaction(on: database))
        }
    }

    /// Changes something: all of it or, when `body` throws, nothing. Changes run one after another.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (LibraryTransaction) throws -> Value
    ) async throws -> Value {
        try await pool.write { database in
            try self.run(body, on: database)
        }
    }

    /// As `write`, on the calling thread, which waits.
    package func writeNow<Value>(_ body: (LibraryTransaction) throws -> Value) throws -> Value {
        try pool.write { database in
            try run(body, on: database)
        }
    }

    /// As `read`, on the calling thread.
    package func readNow<Value>(_ body: (LibraryTransaction) throws -> Value) throws -> Value {
        try pool.read { database in
            try body(transaction(on: database))
        }
    }

    private func run<Value>(_ body: (LibraryTransaction) throws -> Value, on database: Database) throws -> Value {
        let transaction = transaction(on: database)
        let value = try body(transaction)
        try transaction.finish()
        return value
    }

    private func transaction(on database: Database) -> LibraryTransaction {
        LibraryTransaction(
            sql: SQLConnection(database), settings: settings, environment: configuration.environment)
    }

    /// Lets background work stop after its current slice, waits for it, and closes the file. What is unfinished goes on
    /// when the file is opened again.
    package func close() async throws {
        await runner.stop()
        // All of it into the one file that people copy; SQLite does that by itself only now and then.
        _ = try? await pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try pool.close()
    }
}
