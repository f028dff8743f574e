import Foundation
import Glibc

/// A child process and the ends of the pipes, or of the terminal, that lead to it.
struct Spawned: Sendable {
    enum Plumbing {
        case three
        /// The path of a terminal that becomes the child's standard input, output and error, and its controlling terminal.
        case terminal(String)
    }

    let identifier: pid_t
    /// Our ends; nil with a terminal.
    var input: Int32?
    var output: Int32?
    var errors: Int32?

    init(
        _ wanted: String, _ arguments: [String], environment: [String: String], folder: String?, pipes: Plumbing
    ) throws {
        // Swift does not see the spawn action that changes the directory; env does the same.
        let program = folder == nil ? wanted : "/usr/bin/env"
        let arguments = folder.map { ["-C", $0, wanted] + arguments } ?? arguments
        Self.lock.lock()
        defer { Self.lock.unlock() }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of the concurrency pool block signals, and a child would inherit that: none would ever reach it.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        // POSIX_SPAWN_SETSIGDEF and POSIX_SPAWN_SETSIGMASK, hidden from Swift.
        var flags: Int16 = 0x04 | 0x08

        var theirs: [Int32] = []
        switch pipes {
        case .three:
            let ends = try (0..<3).map { _ in try Self.pipe() }
            (input, output, errors) = (ends[0].write, ends[1].read, ends[2].read)
            theirs = [ends[0].read, ends[1].write, ends[2].write]
            for (index, end) in theirs.enumerated() { posix_spawn_file_actions_adddup2(&actions, end, Int32(index)) }
        case .terminal(let path):
            // The first terminal that a session leader opens becomes its controlling one.
            // POSIX_SPAWN_SETSID
            flags |= 0x80
            posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(&actions, 0, 1)
            posix_spawn_file_actions_adddup2(&actions, 0, 2)
        }

        posix_spawnattr_setflags(&attributes, flags)
        var process = pid_t()
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + settings { free(pointer) } }
        let code = posix_spawn(&process, program, &actions, &attributes, words, settings)
        for end in theirs { close(end) }
        guard code == 0 else {
            for end in [input, output, errors].compactMap({ $0 }) { close(end) }
            throw ChildProcess.Failure(description: "cannot run \(program): \(String(cString: strerror(code)))")
        }
        identifier = process
    }

    /// Waits for the child's end.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0 { guard errno == EINTR else { return -1 } }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    func readSome(_ descriptor: Int32) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// Held from the making of pipes to the start of the child that gets them, for a moment lies between `pipe` and the
    /// flag that keeps other children from inheriting an end: a pipe held open elsewhere would never end.
    private static let lock = NSLock()

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else {
            throw ChildProcess.Failure(description: "cannot make a pipe: \(String(cString: strerror(errno)))")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
