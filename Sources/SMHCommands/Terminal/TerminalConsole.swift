import Foundation
import Glibc
import SMHBuiltins

/// Questions and input of a script that a person has started.
final class TerminalConsole: Console {
    private let assumesYes: Bool
    private let output: OutputStream
    private let errors: OutputStream
    private let beforeWriting: @Sendable () -> Void
    /// False where standard input was the script: then there is nobody to ask.
    private let hasInput: Bool

    init(
        assumesYes: Bool, hasInput: Bool = true, output: OutputStream = .standardOutput,
        errors: OutputStream = .standardError, beforeWriting: @escaping @Sendable () -> Void = {}
    ) {
        self.assumesYes = assumesYes
        self.hasInput = hasInput
        self.output = output
        self.errors = errors
        self.beforeWriting = beforeWriting
    }

    var columns: Int {
        var size = winsize()
        return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 100
    }

    func write(_ text: String) {
        beforeWriting()
        output.write(text)
    }

    func readLine(prompt: String) async -> String? {
        guard hasInput else { return nil }
        output.flush()
        if !prompt.isEmpty {
            beforeWriting()
            // A prompt is for people, and must not get into what a script prints for programs.
            errors.write(prompt)
        }
        return await Self.line()
    }

    func confirm(_ question: String) async -> Bool {
        if assumesYes { return true }
        guard hasInput, isatty(0) == 1, isatty(2) == 1 else { return false }
        output.flush()
        beforeWriting()
        errors.write("\(question) [y/N] ")
        let answer = await Self.line() ?? ""
        return ["y", "yes"].contains(answer.trimmingCharacters(in: .whitespaces).lowercased())
    }

    /// Read on a thread of its own: a person may take for ever.
    private static func line() async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Swift.readLine(strippingNewline: true)) }
        }
    }
}
