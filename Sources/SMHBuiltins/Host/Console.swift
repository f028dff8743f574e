/// What scripts talk to beside their output: questions and lines of input.
///
/// The default of an embedder asks nobody: `input()` gives null, and `confirm` false.
public protocol Console: Sendable {
    /// One line of standard input without its end; nil at the end.
    func readLine(prompt: String) async -> String?
    /// Whether the user says yes; false where there is nobody to ask.
    func confirm(_ question: String) async -> Bool
    /// Writes to standard output, after what `print` has written.
    func write(_ text: String)
    /// How wide a table may be, in columns.
    var columns: Int { get }
}

public struct SilentConsole: Console {
    public init() {}

    public func readLine(prompt: String) async -> String? { nil }
    public func confirm(_ question: String) async -> Bool { false }
    public func write(_ text: String) {}
    public var columns: Int { 80 }
}
