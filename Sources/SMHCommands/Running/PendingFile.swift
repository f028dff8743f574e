import Glibc

/// A file that gets its name once it is whole.
struct PendingFile {
    private let path: String
    /// What it is called until then; nil for what can only be written to, such as a pipe.
    private let other: String?
    private var descriptor: Int32 = -1
    private var failure: Int32 = 0

    init(_ name: String) {
        // Of a link, the file that it leads to is replaced and not the link.
        let resolved = realpath(name, nil)
        defer { free(resolved) }
        path = resolved.map { String(cString: $0) } ?? name
        var there = stat()
        let exists = stat(path, &there) == 0
        if exists, there.st_mode & S_IFMT != S_IFREG {
            other = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
        } else {
            let other = "\(path).\(getpid()).part"
            self.other = other
            descriptor = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
            if descriptor >= 0, exists { fchmod(descriptor, there.st_mode & 0o777) }
        }
        if descriptor < 0 { failure = errno }
    }

    /// After a write that failed, nothing more is written.
    mutating func write(_ bytes: [UInt8]) {
        var start = 0
        while failure == 0, start < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start)
            }
            if count > 0 { start += count } else if count < 0, errno != EINTR { failure = errno }
        }
    }

    /// - Returns: why it could not be written; then there is no such file, or the one that was there before.
    mutating func finish() -> String? {
        if descriptor >= 0, close(descriptor) != 0, failure == 0 { failure = errno }
        descriptor = -1
        if let other {
            if failure == 0, rename(other, path) != 0 { failure = errno }
            if failure != 0 { unlink(other) }
        }
        return failure == 0 ? nil : String(cString: strerror(failure))
    }
}
