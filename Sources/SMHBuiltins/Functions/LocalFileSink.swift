import Foundation
import SMHOperations
import SMHScript
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file of this machine that is fetched: under another name beside its place until it is whole. What stands at the place
/// is never replaced.
final class LocalFileSink: ByteSink {
    private let place: String
    private let partial: String
    private let descriptor: Int32
    private let isKept = Mutex(false)

    init(_ place: String) throws(ScriptError) {
        self.place = place
        let name = place.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? ""
        let folder = String(place.dropLast(name.count))
        // A name may have 255 bytes.
        let stem = String(decoding: name.utf8.prefix(200), as: UTF8.self)
        let partial = "\(folder).\(stem).part-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        self.partial = partial
        descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        if descriptor < 0 { throw FileFunctions.failure(errno, "write", place) }
    }

    deinit {
        close(descriptor)
        if !isKept.withLock({ $0 }) { unlink(partial) }
    }

    func append(_ bytes: [UInt8]) throws(OperationError) {
        var failure: Int32 = 0
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written >= 0 {
                    rest = rest.dropFirst(written)
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        if failure != 0 { throw OperationError(FileFunctions.failure(failure, "write", place)) }
    }

    /// Gives the file its name. Throws `Exists` if one is there by now.
    func finish() throws(ScriptError) {
        if link(partial, place) == 0 { return }
        let reason = errno
        // Some file systems know no second name of a file.
        guard reason == EPERM || reason == EOPNOTSUPP || reason == ENOSYS, access(place, F_OK) != 0 else {
            throw FileFunctions.failure(reason, "write", place)
        }
        guard rename(partial, place) == 0 else { throw FileFunctions.failure(errno, "write", place) }
        isKept.withLock { $0 = true }
    }
}
