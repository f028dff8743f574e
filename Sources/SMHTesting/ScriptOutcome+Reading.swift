import Foundation

extension ScriptOutcome {
    /// Reads what the program wrote: diagnostics and errors in the form of language.md section 6.
    ///
    /// - Parameter script: the name of the script; what stands in an imported file is not among the problems.
    package init(_ result: ChildProcess.Result, script: String) {
        self.init(output: result.output, status: result.status)
        errorText = result.errors
        var problems: [(isWarning: Bool, problem: ScriptCase.Problem)] = []
        for block in Self.blocks(of: result.errors) {
            guard let problem = Self.problem(block.lines, script: script) else { continue }
            problems.append((block.isWarning, problem))
        }
        warnings = problems.filter(\.isWarning).map(\.problem)
        let errors = problems.filter { !$0.isWarning }.map(\.problem)
        // A script that is refused has run no line: status 2, and nothing but diagnostics.
        if result.status == 2 {
            statics = errors
        } else if result.status != 3 {
            // With status 3 the script ran to its end; what is shown is what nothing awaited.
            error = errors.first
        }
    }

    private static func blocks(of text: String) -> [(isWarning: Bool, lines: [Substring])] {
        var blocks: [(isWarning: Bool, lines: [Substring])] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("error[") || line.hasPrefix("warning[") {
                blocks.append((line.hasPrefix("warning["), [line]))
            } else if !blocks.isEmpty {
                blocks[blocks.count - 1].lines.append(line)
            }
        }
        return blocks
    }

    private static func problem(_ lines: [Substring], script: String) -> ScriptCase.Problem? {
        guard let head = lines.first, let open = head.firstIndex(of: "["), let close = head.firstIndex(of: "]") else {
            return nil
        }
        let code = String(head[head.index(after: open)..<close])
        let text = lines.joined(separator: "\n")
        guard let place = lines.first(where: { $0.contains("--> ") })?.split(separator: "> ").last else {
            return ScriptCase.Problem(line: 0, code: code, text: text)
        }
        let parts = place.split(separator: ":")
        guard parts.count >= 3, let line = Int(parts[parts.count - 2]) else { return nil }
        guard parts.dropLast(2).joined(separator: ":") == script else { return nil }
        return ScriptCase.Problem(line: line, code: code, text: text)
    }
}
