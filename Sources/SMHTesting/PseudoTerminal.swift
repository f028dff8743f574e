import Dispatch
import Foundation
import Glibc

/// A program run on a terminal of its own, driven the way a person would.
package final class PseudoTerminal: @unchecked Sendable {
    // Sendable because `text` and `ended` are only touched inside `lock`, and the rest does not change.
    private let lock = NSLock()
    private let main: Int32
    private let child: Spawned
    /// What has to last as long as the terminal, such as the folder that the program runs in.
    private let kept: (any Sendable)?
    private var text: [UInt8] = []
    private var ended: Int32?
    private var waiting: [(until: @Sendable (String) -> Bool, resume: @Sendable () -> Void)] = []

    package init(
        _ program: String, _ arguments: [String] = [], environment: [String: String], folder: String? = nil,
        columns: UInt16 = 100, rows: UInt16 = 40, keeping kept: (any Sendable)? = nil
    ) throws {
        self.kept = kept
        // Linux's own way: Swift does not see posix_openpt and its kin.
        main = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var unlocked: Int32 = 0
        var number: UInt32 = 0
        guard main >= 0, ioctl(main, Self.setLock, &unlocked) == 0, ioctl(main, Self.getNumber, &number) == 0 else {
            throw ChildProcess.Failure(description: "no pseudo-terminal: \(String(cString: strerror(errno)))")
        }
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(main, UInt(TIOCSWINSZ), &size)
        child = try Spawned(
            program, arguments, environment: environment, folder: folder, pipes: .terminal("/dev/pts/\(number)"))
        Thread.detachNewThread { [self] in readToTheEnd() }
        // A program that does not end must fail its test, and not hold up all others. The test itself may have to wait for
        // its turn beside long ones for minutes, and its program with it.
        let identifier = child.identifier
        DispatchQueue.global().asyncAfter(deadline: .now() + 900) { [weak self] in
            if self?.lock.withLock({ self?.ended == nil }) == true { kill(identifier, SIGKILL) }
        }
    }

    deinit { close(main) }

    // TIOCSPTLCK and TIOCGPTN, macros that Swift does not import.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430

    /// All that the program has written so far, control sequences included.
    package var screen: String { lock.withLock { String(decoding: text, as: UTF8.self) } }

    package func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        _ = bytes.withUnsafeBytes { write(main, $0.baseAddress, $0.count) }
    }

    package func send(signal: Int32) { kill(child.identifier, signal) }

    /// Waits until the screen after `mark` characters of bytes satisfies a condition, or the program has ended.
    package func wait(until condition: @escaping @Sendable (String) -> Bool) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let ready = lock.withLock {
                if ended != nil || condition(String(decoding: text, as: UTF8.self)) { return true }
                waiting.append((condition, { continuation.resume() }))
                return false
            }
            if ready { continuation.resume() }
        }
    }

    /// Types keys, then waits until the screen has gained `text` since and, behind it, ends in a prompt (`> `): what is
    /// typed before that, Ctrl-D above all, may be lost when the program takes the terminal over.
    package func type(_ keys: String, untilShows expected: String, atPrompt: Bool = true) async {
        // Without keys it is about what the program shows by itself, which may be there already.
        let before = keys.isEmpty ? 0 : lock.withLock { text.count }
        type(keys)
        await wait { screen in
            let gained = String(decoding: Array(screen.utf8).dropFirst(before), as: UTF8.self)
            return gained.contains(expected) && (!atPrompt || gained.hasSuffix("> "))
        }
    }

    /// Waits for the program's end and gives its exit status.
    package func status() async -> Int32 {
        await wait { _ in false }
        return lock.withLock { ended ?? -1 }
    }

    private func readToTheEnd() {
        while true {
            // Linux answers EIO once the last holder of the other end is gone; that reads as empty here.
            let bytes = child.readSome(main)
            if bytes.isEmpty { break }
            let due = lock.withLock {
                text += bytes
                let screen = String(decoding: text, as: UTF8.self)
                let due = waiting.filter { $0.until(screen) }
                waiting.removeAll { $0.until(screen) }
                return due
            }
            for waiter in due { waiter.resume() }
        }
        let status = child.wait()
        let due = lock.withLock {
            ended = status
            defer { waiting = [] }
            return waiting
        }
        for waiter in due { waiter.resume() }
    }
}
