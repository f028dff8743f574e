import Foundation
import Glibc
import Synchronization

/// Turns signals into calls on a thread of their own.
enum Signals {
    /// Written by the handler, which may do nothing but write.
    ///
    /// Set once, before the handler is installed.
    fileprivate nonisolated(unsafe) static var pipe: Int32 = -1

    /// From now on `handler` is called for each of these signals, on a thread of its own, one after the other.
    static func watch(_ signals: [Int32] = [SIGINT, SIGTERM, SIGHUP], _ handler: @escaping @Sendable (Int32) -> Void) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pipe = ends[1]
        let readEnd = ends[0]
        Thread.detachNewThread {
            var byte: UInt8 = 0
            while true {
                let count = read(readEnd, &byte, 1)
                if count == 1, Int32(byte) == SIGWINCH {
                    resizeHandler.withLock { $0 }?()
                } else if count == 1 {
                    handler(Int32(byte))
                } else if count == 0 || errno != EINTR {
                    return
                }
            }
        }
        for signal in signals { install(signal) }
    }

    /// Calls `handler` when the terminal gets another size. After `watch`.
    static func watchResize(_ handler: @escaping @Sendable () -> Void) {
        resizeHandler.withLock { $0 = handler }
        install(SIGWINCH)
    }

    private static let resizeHandler = Mutex<(@Sendable () -> Void)?>(nil)

    private static func install(_ signal: Int32) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = forward
        // Reads and writes of the program go on where they were.
        action.sa_flags = SA_RESTART
        sigaction(signal, &action, nil)
    }

    /// A closed output is noticed at the write (operations.md section 8).
    static func ignoreClosedPipes() { signal(SIGPIPE, SIG_IGN) }
}

private func forward(_ signal: Int32) {
    var byte = UInt8(truncatingIfNeeded: signal)
    let before = errno
    _ = write(Signals.pipe, &byte, 1)
    errno = before
}
