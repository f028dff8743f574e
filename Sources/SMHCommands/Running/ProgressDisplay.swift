import Foundation
import SMHOperations

/// How far a run is: on a terminal one line that is drawn again at most ten times a second, elsewhere a line every 30 s.
final class ProgressDisplay: @unchecked Sendable {
    // Sendable because all state is touched inside `lock` only.
    private let lock = NSCondition()
    private let style: TerminalStyle
    private let stream: OutputStream
    private let read: @Sendable () -> EngineProgress?
    private var start = ContinuousClock.now
    private var isDrawn = false
    private var isRunning = false
    private var isSuspended = false
    private var lastLine = ""
    private var text = ProgressText()

    init(style: TerminalStyle, stream: OutputStream, read: @escaping @Sendable () -> EngineProgress?) {
        self.style = style
        self.stream = stream
        self.read = read
    }

    /// Begins to draw, on a thread of its own. Short runs draw nothing.
    func begin() {
        lock.withLock {
            guard !isRunning else { return }
            isRunning = true
            Thread.detachNewThread { [self] in draw() }
        }
    }

    /// Takes the line away, so that something else can be written; it comes back by itself.
    func hide() {
        lock.withLock { erase() }
    }

    /// Takes the line away until `resume`: in a session, while the prompt waits.
    func suspend() {
        lock.withLock {
            isSuspended = true
            erase()
        }
    }

    /// Draws again, and counts the time from now.
    func resume() {
        lock.withLock {
            isSuspended = false
            start = ContinuousClock.now
        }
    }

    /// Ends the drawing; on a terminal one summary line stays.
    func end(showsSummary: Bool) {
        lock.withLock {
            guard isRunning else { return }
            isRunning = false
            lock.broadcast()
            erase()
            guard showsSummary, style.isTerminal, let progress = read(), progress.submitted > 0 else { return }
            stream.write(ProgressText.summary(of: progress, after: elapsed) + "\n")
        }
    }

    private func draw() {
        // Ten times a second, the first after a third: what is done by then needs no progress.
        var pause: TimeInterval = style.isTerminal ? 0.35 : 30
        lock.lock()
        defer { lock.unlock() }
        while isRunning {
            let deadline = Date(timeIntervalSinceNow: pause)
            while isRunning, lock.wait(until: deadline) {}
            guard isRunning, !isSuspended, start.duration(to: .now) > .seconds(pause * 0.9), let progress = read()
            else {
                continue
            }
            // A script that only sleeps or computes makes no progress to show.
            if progress.unfinished > 0 || progress.inFlight > 0 { show(progress) } else { erase() }
            pause = style.isTerminal ? 0.1 : 30
        }
    }

    /// Seconds.
    private var elapsed: Double { start.duration(to: .now) / .seconds(1) }

    private func show(_ progress: EngineProgress) {
        let line = text.line(for: progress, at: elapsed)
        if !style.isTerminal {
            stream.write(line + "\n")
        } else if !isDrawn || line != lastLine {
            erase()
            stream.write("\r" + String(line.prefix(max(10, style.columns - 1))))
            isDrawn = true
            lastLine = line
        }
    }

    private func erase() {
        guard isDrawn else { return }
        stream.write("\r\u{1B}[K")
        isDrawn = false
    }
}
