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
        try check(header: readHeader())
        return .library
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
    private func check(header: [UInt8]) throws(LibraryFileError) {
        guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw .notADatabase(path: path)
        }
        let version = Self.number(header[60..<64])
        guard Self.number(header[68..<72]) == StoreSchema.applicationID else { throw .foreignDatabase(path: path) }
        if version > StoreSchema.version {
            throw .newerVersion(path: path, found: Int(version), known: Int(StoreSchema.version))
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int32 {
        bytes.reduce(into: Int32(0)) { $0 = $0 << 8 | Int32($1) }
    }

    static func reason(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
