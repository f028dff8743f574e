import CReadline
import Foundation
import Glibc

/// Lines from a terminal through GNU readline.
///
/// readline blocks and keeps its state in globals, so all of it runs on one thread of its own, which waits for a key or for
/// a byte in a pipe that tells of an interrupt.
final class ReadlineEditor: LineEditor, @unchecked Sendable {
    // Sendable because requests are handed over inside `condition`, and readline is touched on the editor's thread only.
    private struct Request {
        var prompt: String
        var continuation: CheckedContinuation<LineEvent, Never>
    }

    private let condition = NSCondition()
    private var request: Request?
    private var isReading = false
    private var remembered: [String] = []
    private let history: History?
    private let wake: (read: Int32, write: Int32)
    fileprivate let completer: (any CompletionSource)?
    fileprivate var lineEvent: LineEvent?

    /// The editor whose callbacks readline calls. Set and read on the editor's thread only, and there is one editor in a
    /// process, because there is one readline.
    fileprivate nonisolated(unsafe) static var current: ReadlineEditor?

    init(history: History?, completer: (any CompletionSource)?) {
        self.history = history
        self.completer = completer
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wake = (ends[0], ends[1])
        Thread.detachNewThread { [self] in serve() }
    }

    func readLine(prompt: String) async -> LineEvent {
        await withCheckedContinuation { continuation in
            condition.withLock {
                request = Request(prompt: prompt, continuation: continuation)
                condition.signal()
            }
        }
    }

    func remember(_ entry: String) {
        history?.append(entry)
        guard !entry.hasPrefix(" ") else { return }
        condition.withLock { remembered.append(entry) }
    }

    /// Ends the line that is being typed, if one is; true if so. May be called from any thread.
    func interrupt() -> Bool {
        condition.withLock {
            if isReading { wakeUp("i") }
            return isReading
        }
    }

    /// Puts the terminal back as it was, when the process ends while a line is being typed.
    func restoreTerminal() {
        guard condition.withLock({ isReading }) else { return }
        rl_deprep_terminal()
    }

    /// The terminal has another size now. May be called from any thread.
    func resize() { wakeUp("w") }

    private func wakeUp(_ reason: Character) {
        var byte = reason.asciiValue ?? 0
        _ = write(wake.write, &byte, 1)
    }

    // MARK: On the editor's thread

    private func serve() {
        Self.current = self
        setUp()
        while true {
            let (next, entries) = condition.withLock {
                while request == nil { condition.wait() }
                defer {
                    request = nil
                    remembered = []
                    isReading = true
                }
                return (request, remembered)
            }
            for entry in entries { add_history(entry) }
            guard let next else { continue }
            let event = edit(prompt: next.prompt)
            condition.withLock { isReading = false }
            next.continuation.resume(returning: event)
        }
    }

    private func setUp() {
        // Kept for the process's life, as readline keeps the pointers.
        smh_readline_set_name(strdup("smh"))
        smh_readline_leave_signals()
        smh_readline_set_word_breaks(strdup(" \t\n\"'`@$><=;|&{(,[:+-*%"))
        smh_readline_set_completer(completeWord)
        using_history()
        stifle_history(Int32(History.limit))
        for entry in history?.read() ?? [] { add_history(entry) }
    }

    private func edit(prompt: String) -> LineEvent {
        lineEvent = nil
        rl_callback_handler_install(prompt, takeLine)
        while lineEvent == nil {
            var polled = [
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&polled, 2, -1) >= 0 || errno == EINTR else {
                lineEvent = .ended
                break
            }
            if polled[1].revents != 0 { handleWake() }
            if lineEvent == nil, polled[0].revents != 0 { rl_callback_read_char() }
        }
        rl_callback_handler_remove()
        return lineEvent ?? .ended
    }

    private func handleWake() {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(wake.read, &bytes, bytes.count)
        for byte in bytes.prefix(max(0, count)) {
            if byte == UInt8(ascii: "w") {
                rl_resize_terminal()
            } else if lineEvent == nil {
                smh_readline_drop_line()
                fputs("^C\n", smh_readline_output())
                fflush(smh_readline_output())
                lineEvent = .interrupted
            }
        }
    }
}

/// readline's callback for a finished line; the text is ours to free.
private func takeLine(_ text: UnsafeMutablePointer<CChar>?) {
    // Removed here, or readline would show the prompt again before the entry has run.
    rl_callback_handler_remove()
    guard let text else {
        ReadlineEditor.current?.lineEvent = .ended
        return
    }
    ReadlineEditor.current?.lineEvent = .line(String(cString: text))
    free(text)
}

/// readline's callback for Tab: an array of C strings, the common beginning first, all of which readline frees.
private func completeWord(
    _ text: UnsafePointer<CChar>?, _ start: Int32, _ end: Int32
) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    smh_readline_completion_is_final(0)
    guard let source = ReadlineEditor.current?.completer, let buffer = smh_readline_line() else { return nil }
    let line = Array(String(cString: buffer).utf8)
    let found = source.completions(of: line, start: Int(start), end: Int(end))
    guard let first = found.first else { return nil }
    if found.count == 1, let suffix = first.suffix?.asciiValue { smh_readline_completion_is_final(Int32(suffix)) }
    let words = (found.count == 1 ? [] : [commonPrefix(of: found.map(\.text))]) + found.map(\.text)
    guard let list = calloc(words.count + 1, MemoryLayout<UnsafeMutablePointer<CChar>?>.stride) else { return nil }
    let pointers = list.bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: words.count + 1)
    for (index, word) in words.enumerated() { pointers[index] = strdup(word) }
    return pointers
}

private func commonPrefix(of words: [String]) -> String {
    guard var prefix = words.first.map({ Array($0.unicodeScalars) }) else { return "" }
    for word in words.dropFirst() {
        let matching = zip(prefix, word.unicodeScalars).prefix { $0 == $1 }.count
        prefix.removeLast(prefix.count - matching)
    }
    return String(String.UnicodeScalarView(prefix))
}
