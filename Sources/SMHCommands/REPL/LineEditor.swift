/// What the REPL asks for lines: a terminal with GNU readline, or a pipe.
protocol LineEditor: AnyObject, Sendable {
    /// One line without its end. Sleeps until there is one.
    func readLine(prompt: String) async -> LineEvent
    /// Keeps an entry, all its lines together, as one item of the history.
    func remember(_ entry: String)
}

enum LineEvent: Sendable {
    case line(String)
    /// Ctrl-C at the prompt: what was typed is dropped.
    case interrupted
    /// Ctrl-D on an empty line, or the end of the input.
    case ended
}

/// What Tab offers.
protocol CompletionSource: AnyObject, Sendable {
    /// Words that may stand for `line[start..<end]` (in bytes); called on the editor's thread, and may take 300 ms at most.
    func completions(of line: [UInt8], start: Int, end: Int) -> [Completion]
}

struct Completion: Hashable, Sendable {
    /// The whole word, what was typed of it included.
    var text: String
    /// What is put behind it when it is the only one.
    var suffix: Character?
}
