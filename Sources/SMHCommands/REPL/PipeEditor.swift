import Glibc

/// Reads lines where there is no terminal; shows no prompt and keeps no history.
final class PipeEditor: LineEditor, @unchecked Sendable {
    // Sendable because a REPL has one reader that waits for each line before it asks for the next.
    private var isAtEnd = false

    func readLine(prompt: String) async -> LineEvent {
        guard !isAtEnd, let line = Swift.readLine(strippingNewline: true) else {
            isAtEnd = true
            return .ended
        }
        return .line(line)
    }

    func remember(_ entry: String) {}
}
