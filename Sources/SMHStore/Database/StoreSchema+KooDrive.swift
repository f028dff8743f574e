import GRDB

/// What KooDrive has and the other service has not: albums, and jobs whose items are told apart by id.
extension StoreSchema {
    static func createKooDriveTables(_ database: Database) throws {
        // Where a recycled item was: a restore finds that directory by its number, whatever it is called by then.
        try database.execute(sql: "ALTER TABLE recycled ADD COLUMN parent INTEGER")
        try database.execute(sql: albumTables)
        try database.execute(sql: jobTables)
        try database.execute(sql: uploadTables)
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// Contents refer to files by number: a recycled file stays in its albums out of sight, an erased one leaves them.
    private static let albumTables = """
        CREATE TABLE album (
            id INTEGER PRIMARY KEY,
            space TEXT NOT NULL REFERENCES space (name) ON DELETE CASCADE,
            type INTEGER NOT NULL CHECK (type IN (1, 2)),
            kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
            name TEXT CHECK (name <> ''),
            groupID TEXT,
            scopeParent INTEGER,
            scope TEXT NOT NULL,
            scopeKinds TEXT NOT NULL,
            created INTEGER NOT NULL,
            CHECK (type = 1 OR name IS NOT NULL),
            CHECK (kind = 1 OR groupID IS NOT NULL)
        ) STRICT;
        CREATE INDEX albumOfSpace ON album (space, kind, type, id);

        CREATE TABLE albumItem (
            album INTEGER NOT NULL REFERENCES album (id) ON DELETE CASCADE,
            node INTEGER NOT NULL REFERENCES node (id) ON DELETE CASCADE,
            created INTEGER NOT NULL,
            PRIMARY KEY (album, node)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX albumItemByTime ON albumItem (album, created, node);
        CREATE INDEX albumItemOfNode ON albumItem (node);
        """

    private static let jobTables = """
        CREATE TABLE job (
            id INTEGER PRIMARY KEY,
            space TEXT NOT NULL REFERENCES space (name) ON DELETE CASCADE,
            type INTEGER NOT NULL CHECK (type BETWEEN 1 AND 7),
            action INTEGER,
            target INTEGER,
            status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 3),
            userID TEXT NOT NULL,
            created INTEGER NOT NULL,
            begun INTEGER,
            ended INTEGER,
            CHECK ((status >= 2) = (ended IS NOT NULL)),
            CHECK (status <> 1 OR begun IS NOT NULL)
        ) STRICT;
        CREATE INDEX jobUnfinished ON job (id) WHERE ended IS NULL;
        CREATE TABLE jobItem (
            job INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            file TEXT NOT NULL,
            code INTEGER,
            made INTEGER,
            PRIMARY KEY (job, position)
        ) STRICT, WITHOUT ROWID;
        """

    /// Uploads whose file has its number from the start, and the hashes of what was uploaded.
    private static let uploadTables = """
        CREATE TABLE announcedUpload (
            node INTEGER PRIMARY KEY,
            confirmKey TEXT NOT NULL UNIQUE REFERENCES upload (confirmKey) ON DELETE CASCADE,
            size INTEGER NOT NULL CHECK (size >= 0),
            sha256 TEXT
        ) STRICT;
        CREATE TABLE contentHash (
            content INTEGER PRIMARY KEY REFERENCES content (id) ON DELETE CASCADE,
            sha256 TEXT NOT NULL
        ) STRICT;
        """
}
