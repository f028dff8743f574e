import Foundation
import SMHOperations
import SMHScript

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file of this machine that is sent. It is read piece by piece, and has to stay as it was when it was opened.
final class LocalFileSource: ByteSource {
    let size: Int64
    private let path: String
    private let descriptor: Int32
    private let version: Version

    /// What changes with the bytes.
    private struct Version: Equatable {
        var size: Int64
        var seconds: Int
        var nanoseconds: Int

        init(_ status: stat) {
            size = Int64(status.st_size)
            #if canImport(Glibc)
                (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
            #else
                (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
            #endif
        }
    }

    /// Bytes of a file, or what a pipe or device gives until its end; that is held in memory.
    static func opened(_ path: String) throws(ScriptError) -> any ByteSource {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            var error = ScriptError(.argument, "\(path) is a directory", hint: "upload its files one by one")
            error.path = path
            throw error
        }
        if status.st_mode & S_IFMT == S_IFREG { return try LocalFileSource(path) }
        return try FileFunctions.attempt("read", path) { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
    }

    private init(_ path: String) throws(ScriptError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            let reason = errno
            if descriptor >= 0 { close(descriptor) }
            throw FileFunctions.failure(reason, "read", path)
        }
        version = Version(status)
        size = version.size
    }

    deinit { close(descriptor) }

    func read(_ range: Range<Int64>) throws(OperationError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            count = 0
            while count < buffer.count {
                // Within the buffer, for what is asked for ends where it does.
                let read = pread(
                    descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count,
                    off_t(range.lowerBound) + off_t(count))
                if read > 0 { count += read }
                if read == 0 { return }
                if read < 0, errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        if failure != 0 { throw OperationError(FileFunctions.failure(failure, "read", path)) }
        if bytes.count < range.count { throw changed }
        return bytes
    }

    func checkUnchanged() throws(OperationError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, Version(status) == version else { throw changed }
    }

    private var changed: OperationError {
        OperationError(
            .changed, "\(path) was changed while it was sent", hint: "send it again once nobody writes to it",
            path: path
        )
    }
}
