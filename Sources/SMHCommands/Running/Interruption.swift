import Glibc
import SMHOperations
import SMHScript
import Synchronization

/// Ctrl-C and its kin (operations.md section 8).
///
/// The first ends the run: nothing new is sent, and requests under way are waited for. The second ends the process.
final class Interruption: Sendable {
    private struct State {
        var isWatching = false
        var status: ExitStatus?
        var cancellation: RunCancellation?
        /// Instead of ending the run, in the REPL: ends the statement.
        var handler: (@Sendable () -> Void)?
        var atEnd: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let engine: EngineBox

    init(engine: EngineBox) { self.engine = engine }

    /// The status that an interrupt gives the process; nil if there was none.
    var status: ExitStatus? { state.withLock { $0.status } }

    /// What a first Ctrl-C cancels.
    func setCancellation(_ cancellation: RunCancellation) { state.withLock { $0.cancellation = cancellation } }

    /// Takes signals from now on. Before that they end the process, which is right as long as nothing was sent.
    func watch() {
        let isFirst = state.withLock { state in
            defer { state.isWatching = true }
            return !state.isWatching
        }
        guard isFirst else { return }
        Signals.watch { [self] signal in
            if signal == SIGINT, let handler = state.withLock({ $0.handler }) { return handler() }
            end(with: signal == SIGINT ? .interrupted : .terminated)
        }
    }

    /// What Ctrl-C does instead of ending the run; nil for that.
    func onInterrupt(_ handler: (@Sendable () -> Void)?) { state.withLock { $0.handler = handler } }

    /// What has to be put right before the process ends in the middle of something.
    func onEnd(_ action: @escaping @Sendable () -> Void) { state.withLock { $0.atEnd = action } }

    /// Whoever read the script's output has gone: a first Ctrl-C with another status.
    func outputFailed() {
        guard status == nil else { return }
        end(with: .terminated)
    }

    private func end(with status: ExitStatus) {
        let (isFirst, cancellation, atEnd) = state.withLock { state in
            defer { state.status = state.status ?? status }
            return (state.status == nil, state.cancellation, state.atEnd)
        }
        if let atEnd {
            // A session waits for a line, and has nobody to wake it.
            atEnd()
            _exit(status.rawValue)
        }
        guard isFirst else { _exit(status.rawValue) }
        engine.engine?.interrupt()
        cancellation?.cancel()
    }
}
