#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Looks at a library file without opening it as a database, so that a file that is not one of ours is never touched:
/// SQLite would make it a journal, and would write to it when asked for WAL mode.
struct LibraryFileProbe {
    enum Finding: Equatable {
        case absent
        /// No bytes: what `mktemp` makes. Becomes a new library.
        case empty
        case library
        /// A database whose header says nothing yet, with a log beside it that may say more: what a process leaves that
        /// was killed while it made a library.
        case unfinished
    }

    let path: String

    func look() throws(LibraryFileError) -> Finding {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return .absent }
            throw .unreadable(path: path, reason: Self.reason(errno))
        }
        if status.st_mode & S_IFMT == S_IFDIR { throw .directory(path: path) }
        if status.st_mode & S_IFMT != S_IFREG { throw .notADatabase(path: path) }
        if status.st_size == 0 { return .empty }
        return try check(header: readHeader())
    }

    /// Makes the file, empty and for its owner only: it will hold the library's secret.
    func create() throws(LibraryFileError) {
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: Self.reason(errno)) }
        close(descriptor)
    }

    private func readHeader() throws(LibraryFileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: Self.reason(errno)) }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        let count = read(descriptor, &header, header.count)
        if count < 0 { throw .unreadable(path: path, reason: Self.reason(errno)) }
        return Array(header.prefix(count))
    }

    /// The layout of the first 100 bytes is part of SQLite's file format: user version at 60, application id at 68.
    private func check(header: [UInt8]) throws(LibraryFileError) -> Finding {
        guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw .notADatabase(path: path)
        }
        let version = Self.number(header[60..<64])
        let application = Self.number(header[68..<72])
        if application == 0, hasLog { return .unfinished }
        if application != StoreSchema.applicationID { throw .foreignDatabase(path: path) }
        if version > StoreSchema.version {
            throw .newerVersion(path: path, found: Int(version), known: Int(StoreSchema.version))
        }
        return .library
    }

    private var hasLog: Bool {
        var status = stat()
        return stat(path + "-wal", &status) == 0 && status.st_size > 0
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int32 {
        bytes.reduce(into: Int32(0)) { $0 = $0 << 8 | Int32($1) }
    }

    static func reason(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
