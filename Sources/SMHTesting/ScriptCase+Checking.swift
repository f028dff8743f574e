/// What running a case gave, in the terms of its expectations.
package struct ScriptOutcome: Sendable {
    package var output: String
    /// The error that nothing caught; `text` is message, hint and notes.
    package var error: ScriptCase.Problem?
    /// Diagnostics that kept it from running.
    package var statics: [ScriptCase.Problem]
    package var warnings: [ScriptCase.Problem]
    package var status: Int32
    /// The whole of standard error.
    package var errorText = ""

    package init(
        output: String, error: ScriptCase.Problem? = nil, statics: [ScriptCase.Problem] = [],
        warnings: [ScriptCase.Problem] = [], status: Int32
    ) {
        self.output = output
        self.error = error
        self.statics = statics
        self.warnings = warnings
        self.status = status
    }
}

extension ScriptCase {
    /// In what an outcome differs from what the file expects, a sentence each; empty when it is as expected.
    package func differences(from outcome: ScriptOutcome) -> [String] {
        var found: [String] = []
        var printed = outcome.output.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            String(Substring($0)).trimmedAtEnd
        }
        if printed.last == "" { printed.removeLast() }
        for index in 0..<max(printed.count, output.count) {
            let (actual, expected) = (printed.at(index), output.at(index))
            // `String ==` would take names that only look alike for the same.
            guard actual.map({ Array($0.utf8) }) != expected.map({ Array($0.utf8) }) else { continue }
            found.append("output line \(index + 1): \(quoted(actual)), expected \(quoted(expected))")
        }
        found += compare(outcome.error.map { [$0] } ?? [], with: errors, kind: "error")
        found += compare(outcome.statics, with: statics, kind: "static error")
        for warning in warnings where !outcome.warnings.contains(where: warning.isMet) {
            found.append("missing warning at line \(warning.line): \(warning.text)")
        }
        if mentionsEveryWarning, outcome.warnings.count > warnings.count {
            found.append("\(outcome.warnings.count) warnings, expected \(warnings.count)")
        }
        for text in errorTexts where !outcome.errorText.lowercased().contains(text.lowercased()) {
            found.append("standard error does not contain \(quoted(text))")
        }
        let succeeds = errors.isEmpty && statics.isEmpty
        if let expected = status ?? (succeeds ? 0 : nil), expected != outcome.status {
            found.append("status \(outcome.status), expected \(expected)")
        }
        return found
    }

    private func compare(_ actual: [Problem], with expected: [Problem], kind: String) -> [String] {
        var left = actual
        var found: [String] = []
        for problem in expected {
            if let index = left.firstIndex(where: problem.isMet) {
                left.remove(at: index)
            } else {
                found.append("missing \(kind) \(problem.code) at line \(problem.line) \(problem.text)")
            }
        }
        return found + left.map { "unexpected \(kind) \($0.code) at line \($0.line): \($0.text)" }
    }

    private func quoted(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "nothing" }
}

extension ScriptCase.Problem {
    /// Whether what happened is what this expectation says.
    fileprivate func isMet(by actual: Self) -> Bool {
        actual.line == line && (code.isEmpty || actual.code == code)
            && (text.isEmpty || actual.text.lowercased().contains(text.lowercased()))
    }
}

extension Array {
    fileprivate func at(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
