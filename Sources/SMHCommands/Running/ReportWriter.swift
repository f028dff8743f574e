import Glibc
import SMHOperations
import Synchronization

/// Writes what `--json` and `--report FILE` ask for while the run goes on, so that nothing of it has to be kept.
///
/// The file has another name until it is whole: a run that is killed leaves no half of a report under the name that was
/// asked for, nor takes away the one that was there.
final class ReportWriter: Sendable {
    private struct State {
        var lines = ReportLines()
        var file: PendingFile?
    }

    private let state: Mutex<State>
    private let name: String?
    private let output: @Sendable ([UInt8]) -> Void

    /// How many bytes of lines are written together.
    private static let chunk = 1 << 16

    /// - Parameter output: given the lines too.
    init(file name: String?, output: @escaping @Sendable ([UInt8]) -> Void) {
        self.name = name
        self.output = output
        state = Mutex(State())
    }

    func add(_ reports: [Report]) {
        state.withLock { state in
            for report in reports {
                for position in 0..<report.count {
                    state.lines.add(report[position])
                    if state.lines.bytes.count >= Self.chunk { write(&state) }
                }
                state.lines.count(report)
            }
        }
    }

    /// Writes the summary, and gives the file its name.
    /// - Returns: why there is no such file, if there was to be one.
    func finish(requests: Int, status: ExitStatus) -> String? {
        state.withLock { state in
            state.lines.finish(requests: requests, status: status)
            write(&state)
            guard let name, let reason = state.file?.finish() else { return nil }
            return "the report \(name) cannot be written: \(reason)"
        }
    }

    private func write(_ state: inout State) {
        let bytes = state.lines.take()
        // Not before there is something to write: a script that cannot run leaves no file.
        if let name, state.file == nil { state.file = PendingFile(name) }
        state.file?.write(bytes)
        output(bytes)
    }
}
