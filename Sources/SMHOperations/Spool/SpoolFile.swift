#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file without a name for what does not have to be in memory: it is gone with the process, however that ends.
final class SpoolFile: Sendable {
    private let descriptor: Int32
    private let directory: String

    /// - Parameter directory: where there is room; the file's name is taken away again at once.
    init(in directory: String) throws(SpoolError) {
        var template = Array("\(directory)/smh-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        if descriptor < 0 { throw SpoolError(code: errno, directory: directory) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
        self.directory = directory
    }

    /// A write that fails may leave a part, for the next to write over.
    func write(_ bytes: [UInt8], at offset: Int64) throws(SpoolError) {
        let count = bytes.withUnsafeBytes { buffer -> Int in
            var done = 0
            while done < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
                let written = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
                if written < 0, errno == EINTR { continue }
                if written <= 0 { return done }
                done += written
            }
            return done
        }
        if count < bytes.count { throw SpoolError(code: errno, directory: directory) }
    }

    func read(at offset: Int64, count: Int) throws(SpoolError) -> [UInt8] {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            var done = 0
            while done < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[done..<count])
                let got = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
                if got < 0, errno == EINTR { continue }
                if got <= 0 {
                    code = got < 0 ? errno : EIO
                    break
                }
                done += got
            }
            initialized = done
        }
        if bytes.count < count { throw SpoolError(code: code, directory: directory) }
        return bytes
    }

    /// Gives the room back once everything has been read.
    func empty() { ftruncate(descriptor, 0) }

    deinit { close(descriptor) }

    /// Where such files go: what the user says, else where large temporary files belong.
    static var defaultDirectory: String {
        if let directory = getenv("TMPDIR").map({ String(cString: $0) }), !directory.isEmpty { return directory }
        return access("/var/tmp", W_OK) == 0 ? "/var/tmp" : "/tmp"
    }
}

/// A spool that cannot be written or read.
struct SpoolError: Error {
    var code: Int32
    var directory: String

    var reason: String { String(cString: strerror(code)) }
}
