#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What stands in a directory of this machine.
struct LocalEntry {
    enum Kind {
        case directory, file, link, special
    }

    /// As the file system has it: any bytes but `/` and zero.
    var name: [UInt8]
    var kind: Kind
    var size: Int64
    /// Milliseconds since 1970.
    var modified: Int64
}

/// Reads directories with `readdir` and `fstatat`: one system call an entry, and names as the bytes that they are.
enum DirectoryReader {
    /// Children sorted by the bytes of their names, the order in which the library keeps them.
    /// - Parameter onProblem: called for each child that cannot be looked at.
    static func read(
        _ path: [UInt8], onProblem: ([UInt8], String) -> Void
    ) throws(TreeTransferError) -> [LocalEntry] {
        guard let directory = path.withCString({ opendir($0) }) else {
            throw TreeTransferError(path: shown(path), reason: LibraryFileProbe.reason(errno))
        }
        defer { closedir(directory) }
        let descriptor = dirfd(directory)
        var entries: [LocalEntry] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else {
                if errno != 0 { throw TreeTransferError(path: shown(path), reason: LibraryFileProbe.reason(errno)) }
                break
            }
            let name = Self.name(of: entry)
            if name == [dot] || name == [dot, dot] { continue }
            switch look(at: name, in: descriptor) {
            case .success(let found): entries.append(found)
            case .failure(let problem): onProblem(name, problem.reason)
            }
        }
        entries.sort { $0.name.lexicographicallyPrecedes($1.name) }
        return entries
    }

    static func shown(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }

    private static let dot = UInt8(ascii: ".")

    /// The name is zero-terminated inside the entry, which is valid until the next `readdir`.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            let start = UnsafeRawPointer(pointer)
            let length = strlen(start.assumingMemoryBound(to: CChar.self))
            return Array(UnsafeRawBufferPointer(start: start, count: length))
        }
    }

    private static func look(at name: [UInt8], in directory: Int32) -> Result<LocalEntry, TreeTransferError> {
        var status = stat()
        guard name.withCString({ fstatat(directory, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
            return .failure(TreeTransferError(path: shown(name), reason: LibraryFileProbe.reason(errno)))
        }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        let kind: LocalEntry.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFDIR: .directory
            case S_IFREG: .file
            case S_IFLNK: .link
            default: .special
            }
        return .success(
            LocalEntry(
                name: name, kind: kind, size: Int64(status.st_size),
                modified: Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000))
    }
}

extension [UInt8] {
    /// The bytes as a C string, with the zero that ends it.
    func withCString<Value>(_ body: (UnsafePointer<CChar>) -> Value) -> Value {
        (self + [0]).withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return body("") }
            return body(start.assumingMemoryBound(to: CChar.self))
        }
    }
}
