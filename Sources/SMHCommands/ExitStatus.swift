/// What the process answers, after command-line.md ("Exit status").
struct ExitStatus: RawRepresentable, Hashable, Sendable {
    let rawValue: Int32

    static let success = ExitStatus(rawValue: 0)
    /// An error was thrown and not caught.
    static let uncaughtError = ExitStatus(rawValue: 1)
    /// Wrong usage, or no valid program: nothing was done.
    static let usage = ExitStatus(rawValue: 2)
    /// The script ended, but items failed that nothing awaited.
    static let unseenFailures = ExitStatus(rawValue: 3)
    /// A limit was reached, or something else was refused for safety.
    static let refused = ExitStatus(rawValue: 4)
    /// The service could not be reached or kept refusing for load.
    static let unavailable = ExitStatus(rawValue: 5)
    /// Credentials or permissions.
    static let permission = ExitStatus(rawValue: 6)
    static let interrupted = ExitStatus(rawValue: 130)
    static let terminated = ExitStatus(rawValue: 143)
}

/// What keeps a command from starting: one message for the user, and the status to end with.
struct CommandFailure: Error, CustomStringConvertible {
    var message: String
    var hint: String?
    var status: ExitStatus

    init(_ message: String, hint: String? = nil, status: ExitStatus = .usage) {
        self.message = message
        self.hint = hint
        self.status = status
    }

    var description: String {
        hint.map { "\(message)\nhint: \($0)" } ?? message
    }
}
