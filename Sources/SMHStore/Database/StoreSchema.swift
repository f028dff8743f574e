import GRDB

/// The tables of a library file. Migrations are named and never edited; a change of the schema is a new one.
///
/// The shape, in short. All entries are in `node`, keyed by parent and name, so that a directory's children lie side by
/// side in the order of their names' bytes: a page of a listing is one walk along the table. Spaces, their bins and
/// what waits to be reclaimed are directories too, below node 0, so that moving a tree to the bin is one row changed.
enum StoreSchema {
    /// "smhl" in ASCII, in the header of every library file: tells it from anybody else's database.
    static let applicationID: Int32 = 0x736D_686C

    /// In the header too, so that a file of a newer program is recognised without opening it as a database.
    static let version: Int32 = 2

    /// The parent of everything; its own parent is itself.
    static let topNode: Int64 = 0
    /// Where erased trees wait until their rows are removed, a slice at a time.
    static let limboNode: Int64 = 1
    /// Where copies of large trees are made before they get their place.
    static let stagingNode: Int64 = 2
    /// The first number that an entry, a bin item or a task may have.
    static let firstNumber: Int64 = 16

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 library", migrate: createTables)
        migrator.registerMigration("2 koodrive", migrate: createKooDriveTables)
        return migrator
    }

    /// How many migrations a file of this version has had.
    static let migrationCount = 2

    private static func createTables(_ database: Database) throws {
        try database.execute(sql: libraryTables)
        try database.execute(sql: entryTables)
        try database.execute(sql: contentTables)
        try database.execute(sql: taskTables)
        try database.execute(
            sql: """
                INSERT INTO node (parent, name, id, kind, created, modified) VALUES (0, '', 0, 0, 0, 0);
                INSERT INTO node (parent, name, id, kind, created, modified) VALUES (0, ':limbo', 1, 0, 0, 0);
                INSERT INTO node (parent, name, id, kind, created, modified) VALUES (0, ':staging', 2, 0, 0, 0);
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = 1;
                """)
    }

    private static let libraryTables = """
        CREATE TABLE library (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            id TEXT NOT NULL CHECK (id <> ''),
            secret TEXT NOT NULL CHECK (secret <> ''),
            kind TEXT NOT NULL CHECK (kind IN ('file', 'media')),
            isMultiSpace INTEGER NOT NULL CHECK (isMultiSpace IN (0, 1)),
            usesRecycleBin INTEGER NOT NULL CHECK (usesRecycleBin IN (0, 1)),
            recycleDays INTEGER NOT NULL CHECK (recycleDays BETWEEN 0 AND 10000),
            isPublicRead INTEGER NOT NULL CHECK (isPublicRead IN (0, 1)),
            keepsHistory INTEGER NOT NULL CHECK (keepsHistory IN (0, 1)),
            allowsSearch INTEGER NOT NULL CHECK (allowsSearch IN (0, 1)),
            allowsPages INTEGER NOT NULL CHECK (allowsPages IN (0, 1)),
            longestName INTEGER NOT NULL CHECK (longestName BETWEEN 1 AND 255),
            inodeKey INTEGER NOT NULL,
            created INTEGER NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 16)
        ) STRICT;

        CREATE TABLE token (
            value TEXT PRIMARY KEY NOT NULL CHECK (value <> ''),
            userID TEXT NOT NULL,
            clientID TEXT NOT NULL,
            sessionID TEXT NOT NULL,
            spaces TEXT NOT NULL,
            grants TEXT NOT NULL,
            period INTEGER NOT NULL CHECK (period > 0),
            expires INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tokenOfUser ON token (userID);
        """

    private static let entryTables = """
        CREATE TABLE node (
            parent INTEGER NOT NULL REFERENCES node (id),
            name TEXT NOT NULL,
            id INTEGER NOT NULL UNIQUE,
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 5),
            created INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            revision INTEGER NOT NULL DEFAULT 1,
            size INTEGER CHECK (size >= 0),
            version INTEGER,
            crc64 INTEGER,
            content INTEGER,
            contentType TEXT,
            userID TEXT,
            target INTEGER,
            extra TEXT,
            PRIMARY KEY (parent, name),
            CHECK ((kind = 0) = (size IS NULL)),
            CHECK ((kind = 0) = (version IS NULL)),
            CHECK ((kind = 2) = (target IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX directoryByName ON node (parent, name) WHERE kind = 0;

        CREATE TABLE space (
            name TEXT PRIMARY KEY NOT NULL CHECK (name <> ''),
            root INTEGER NOT NULL UNIQUE REFERENCES node (id),
            bin INTEGER NOT NULL UNIQUE REFERENCES node (id),
            userID TEXT NOT NULL,
            created INTEGER NOT NULL,
            attributes TEXT NOT NULL,
            retentionDays INTEGER CHECK (retentionDays BETWEEN 1 AND 10000)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE recycled (
            bin INTEGER NOT NULL REFERENCES space (bin),
            number INTEGER NOT NULL,
            path TEXT NOT NULL CHECK (path <> ''),
            removed INTEGER NOT NULL,
            expires INTEGER,
            PRIMARY KEY (bin, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX recycledByExpiry ON recycled (expires) WHERE expires IS NOT NULL;
        """

    private static let contentTables = """
        CREATE TABLE content (
            id INTEGER PRIMARY KEY,
            size INTEGER NOT NULL CHECK (size >= 0),
            refs INTEGER NOT NULL DEFAULT 0 CHECK (refs >= 0)
        ) STRICT;
        CREATE TABLE contentPart (
            content INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            bytes BLOB NOT NULL,
            UNIQUE (content, position)
        ) STRICT;

        CREATE TRIGGER contentGained AFTER INSERT ON node WHEN NEW.content IS NOT NULL BEGIN
            UPDATE content SET refs = refs + 1 WHERE id = NEW.content;
        END;
        CREATE TRIGGER contentLost AFTER DELETE ON node WHEN OLD.content IS NOT NULL BEGIN
            UPDATE content SET refs = refs - 1 WHERE id = OLD.content;
            DELETE FROM content WHERE id = OLD.content AND refs = 0;
        END;
        CREATE TRIGGER contentReplaced AFTER UPDATE OF content ON node WHEN OLD.content IS NOT NEW.content BEGIN
            UPDATE content SET refs = refs + 1 WHERE id = NEW.content;
            UPDATE content SET refs = refs - 1 WHERE id = OLD.content;
            DELETE FROM content WHERE id = OLD.content AND refs = 0;
        END;

        CREATE TABLE upload (
            confirmKey TEXT PRIMARY KEY NOT NULL,
            space TEXT NOT NULL REFERENCES space (name) ON DELETE CASCADE,
            path TEXT NOT NULL CHECK (path <> ''),
            strategy TEXT NOT NULL,
            userID TEXT NOT NULL,
            contentType TEXT,
            extra TEXT,
            created INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            isMultipart INTEGER NOT NULL CHECK (isMultipart IN (0, 1)),
            confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE uploadPart (
            confirmKey TEXT NOT NULL REFERENCES upload (confirmKey) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number > 0),
            stored INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            UNIQUE (confirmKey, number)
        ) STRICT;
        """

    private static let taskTables = """
        CREATE TABLE task (
            id INTEGER PRIMARY KEY,
            space TEXT NOT NULL REFERENCES space (name) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            status INTEGER NOT NULL,
            grants TEXT NOT NULL,
            userID TEXT NOT NULL,
            options TEXT NOT NULL,
            created INTEGER NOT NULL,
            finished INTEGER,
            result TEXT,
            CHECK ((status = 202) = (finished IS NULL))
        ) STRICT;
        CREATE INDEX taskUnfinished ON task (id) WHERE finished IS NULL;
        CREATE TABLE taskItem (
            task INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            request TEXT NOT NULL,
            status INTEGER,
            result TEXT,
            PRIMARY KEY (task, position),
            CHECK ((status IS NULL) = (result IS NULL))
        ) STRICT, WITHOUT ROWID;
        """
}
