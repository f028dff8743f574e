import GRDB

extension LibraryStore {
    /// Opens a library file, or makes a new one where there is none.
    ///
    /// - Parameter seed: What a new library begins with; nil: a file that is not there is an error.
    package static func open(
        path: String, seed: LibrarySeed? = LibrarySeed(), configuration: StoreConfiguration = StoreConfiguration()
    ) throws(LibraryFileError) -> LibraryStore {
        let probe = LibraryFileProbe(path: path)
        let finding = try probe.look()
        let isNew = finding != .library
        if finding == .absent || finding == .empty {
            guard seed != nil else { throw .missing(path: path) }
            try probe.create()
        }
        do {
            let pool = try DatabasePool(path: path, configuration: databaseConfiguration())
            let settings =
                try isNew ? create(in: pool, seed, configuration.environment, path: path) : load(from: pool, path: path)
            let store = LibraryStore(path: path, configuration: configuration, settings: settings, pool: pool)
            if !isNew { store.resumeBackgroundWork() }
            return store
        } catch let error as LibraryFileError {
            throw error
        } catch let error as DatabaseError {
            throw fileError(error, path: path)
        } catch {
            throw .unreadable(path: path, reason: "\(error)")
        }
    }

    private static func databaseConfiguration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "smh.library"
        // Another process may be in the middle of a long import.
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            // 16 MiB: the upper levels of the tree of a library with millions of entries stay in memory.
            try database.execute(sql: "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY")
        }
        return configuration
    }

    private static func fileError(_ error: DatabaseError, path: String) -> LibraryFileError {
        let reason = error.message ?? "error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_NOTADB: return .notADatabase(path: path)
        case .SQLITE_CORRUPT: return .damaged(path: path, reason: reason)
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path: path)
        case .SQLITE_ERROR: return .damaged(path: path, reason: reason)
        default: return .unreadable(path: path, reason: reason)
        }
    }

    private static func load(from pool: DatabasePool, path: String) throws -> LibrarySettings {
        let known = try pool.read { database in
            // The header may lag behind what stands in the write-ahead log.
            let version = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            let migrations = try Int.fetchOne(database, sql: "SELECT count(*) FROM grdb_migrations") ?? 0
            if version > StoreSchema.version || migrations > StoreSchema.migrationCount {
                throw LibraryFileError.newerVersion(
                    path: path, found: max(Int(version), migrations), known: Int(StoreSchema.version))
            }
            return migrations == StoreSchema.migrationCount ? try settings(in: database) : nil
        }
        if let known { return known }
        try StoreSchema.migrator.migrate(pool)
        guard let settings = try pool.read({ try Self.settings(in: $0) }) else {
            throw LibraryFileError.damaged(path: path, reason: "its settings are missing")
        }
        return settings
    }

    private static func create(
        in pool: DatabasePool, _ seed: LibrarySeed?, _ environment: StoreEnvironment, path: String
    ) throws -> LibrarySettings {
        try refuseForeignTables(in: pool, path: path)
        do {
            try StoreSchema.migrator.migrate(pool)
        } catch is DatabaseError {
            // Another process made the tables between our look and our writing; then there is nothing left to do.
            try StoreSchema.migrator.migrate(pool)
        }
        let made = try pool.write { database in
            // Another process may have been quicker.
            if let settings = try settings(in: database) { return settings }
            let seed = seed ?? LibrarySeed()
            try insert(seed, in: database, environment)
            let settings = LibrarySettings(
                id: "", secret: "", options: seed.options, inodes: InodeCipher(key: 0))
            let transaction = LibraryTransaction(
                sql: SQLConnection(database), settings: settings, environment: environment)
            try transaction.insertSpace(named: Space.defaultName, userID: "", attributes: "{}")
            try transaction.finish()
            guard let settings = try Self.settings(in: database) else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT)
            }
            return settings
        }
        // Into the file itself: that is where others look for whose it is.
        _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        return made
    }

    /// A file that looked unfinished may be another program's.
    private static func refuseForeignTables(in pool: DatabasePool, path: String) throws {
        let isForeign = try pool.read { database in
            let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            let tables =
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'") ?? 0
            return application != StoreSchema.applicationID && tables > 0
        }
        if isForeign { throw LibraryFileError.foreignDatabase(path: path) }
    }

    private static func insert(
        _ seed: LibrarySeed, in database: Database, _ environment: StoreEnvironment
    ) throws {
        let options = seed.options
        try database.execute(
            sql: """
                INSERT INTO library VALUES (1, :id, :secret, :kind, :isMultiSpace, :usesRecycleBin, :recycleDays,
                    :isPublicRead, :keepsHistory, :allowsSearch, :allowsPages, :longestName, :inodeKey, :created, :sequence)
                """,
            arguments: [
                "id": seed.id ?? "smh" + environment.hexadecimal(digits: 10),
                "secret": seed.secret ?? environment.hexadecimal(digits: 32),
                "kind": options.kind.rawValue,
                "isMultiSpace": options.isMultiSpace,
                "usesRecycleBin": options.usesRecycleBin,
                "recycleDays": options.recycleDays,
                "isPublicRead": options.isPublicRead,
                "keepsHistory": options.keepsHistory,
                "allowsSearch": options.allowsSearch,
                "allowsPages": options.allowsPages,
                "longestName": options.longestName,
                "inodeKey": Int64(bitPattern: environment.random()),
                "created": environment.now(),
                "sequence": StoreSchema.firstNumber,
            ])
    }

    private static func settings(in database: Database) throws -> LibrarySettings? {
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM library") else { return nil }
        var options = LibraryOptions()
        options.kind = LibraryOptions.Kind(rawValue: row["kind"]) ?? .file
        options.isMultiSpace = row["isMultiSpace"]
        options.usesRecycleBin = row["usesRecycleBin"]
        options.recycleDays = row["recycleDays"]
        options.isPublicRead = row["isPublicRead"]
        options.keepsHistory = row["keepsHistory"]
        options.allowsSearch = row["allowsSearch"]
        options.allowsPages = row["allowsPages"]
        options.longestName = row["longestName"]
        return LibrarySettings(
            id: row["id"], secret: row["secret"], options: options, inodes: InodeCipher(key: row["inodeKey"]))
    }
}
