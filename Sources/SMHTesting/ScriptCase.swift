package import Foundation

/// One script of `Tests/Cases`, with what it should do written on the lines that do it.
///
/// ```smh
/// print(1, 2)            # expect: 1 2
/// for x in [1, 2] {
///     print(x)           # expect: 1
/// }                      # expect: 2
/// nothing.here           # expect error Undefined: nothing
/// ```
///
/// - `# expect: text` is one line of standard output. The lines of a file, in order, are the whole of it, so a line that
///   prints twice takes the next line for its second text. White space at the end of a line is not compared.
/// - `# expect error Code`, or `# expect error Code: words`, stands on the line at which the script fails with an error
///   that nothing catches. The words are looked for in message and hint, without regard to case.
/// - `# expect static Code: words` is a diagnostic that keeps the script from running. All must be there, and no other.
///   `# expect static at 6 Code` is one on line 6, for lines that cannot hold a comment.
/// - `# expect warning words` is a diagnostic that does not; warnings that are not mentioned are ignored.
/// - `# expect no other warning` stands where every warning must be mentioned.
/// - `# expect status 3` is the exit status; where it is not written it is not looked at, but that a script which is
///   expected to succeed must give 0.
/// - `# expect stderr words` is something that standard error holds, without regard to case.
/// - `# arguments: --days 3 x` are the arguments of the script, split at white space.
/// - `# options: --max-deletes 2` are options of the program, which stand before the script's name.
/// - `# limits: instructions=1000 memory=8MiB depth=100` runs it in an interpreter of a host that sets these limits, without a drive.
/// - `# service: koodrive` runs it on this machine's KooDrive instead of the embedded library.
/// - `# library: a.txt=120 dir/ b/c.txt=0` are the files, with sizes, and directories of the library it runs on.
/// - `# space other: a.txt=120 dir/` is another space of that library, with what stands in it.
/// - `# answer: POST ?copy 403 {"code": "NoPermission"}` runs it on a service over HTTP which gives this answer, with this status and body, to every request
///   of that method whose path and query contain the second word.
package struct ScriptCase: Sendable, CustomStringConvertible {
    package struct Problem: Hashable, Sendable {
        package var line: Int
        package var code: String
        /// What the message must contain; empty: anything.
        package var text: String

        package init(line: Int, code: String, text: String = "") {
            self.line = line
            self.code = code
            self.text = text
        }
    }

    /// Where the file is, below the folder of cases: the name of the test.
    package var name: String
    package var file: URL
    package var source: [UInt8]
    package var output: [String] = []
    package var errors: [Problem] = []
    package var statics: [Problem] = []
    package var warnings: [Problem] = []
    package var arguments: [String] = []
    package var options: [String] = []
    /// What a host allows, by name; empty where the program itself runs it.
    package var limits: [String: Int] = [:]
    package var mentionsEveryWarning = false
    package var library: [LibraryItem] = []
    /// What stands in other spaces of the library, by their ids.
    package var spaces: [String: [LibraryItem]] = [:]
    /// The service to run it on; nil for the embedded library.
    package var service: String?
    package var answers: [Answer] = []
    package var status: Int32?
    /// What standard error must contain.
    package var errorTexts: [String] = []

    /// A file or directory that is in the library before the script runs.
    package struct LibraryItem: Sendable {
        package var path: String
        /// Bytes; nil for a directory.
        package var size: Int?
    }

    package var description: String { name }

    /// Whether there is anything that running it could contradict.
    package var hasExpectations: Bool {
        !output.isEmpty || !errors.isEmpty || !statics.isEmpty || !warnings.isEmpty || status != nil
            || !errorTexts.isEmpty
    }

    package init(name: String, file: URL, source: [UInt8]) {
        self.name = name
        self.file = file
        self.source = source
        // By bytes: CR LF is one Character, and would not be found as a line's end.
        for (index, line) in source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        {
            read(String(decoding: line, as: UTF8.self), number: index + 1)
        }
    }

    private static func items(_ text: String) -> [LibraryItem] {
        text.split(whereSeparator: \.isWhitespace).map { LibraryItem(written: String($0)) }
    }

    private mutating func read(_ line: String, number: Int) {
        if let text = line.after("# arguments:") {
            arguments += text.split(whereSeparator: \.isWhitespace).map(String.init)
        } else if let text = line.after("# options:") {
            options += text.split(whereSeparator: \.isWhitespace).map(String.init)
        } else if let text = line.after("# limits:") {
            for limit in text.split(whereSeparator: \.isWhitespace).map({ $0.split(separator: "=") }) {
                guard limit.count == 2, let number = Int(limit[1].prefix { $0.isNumber }) else { continue }
                limits[String(limit[0])] = limit[1].hasSuffix("MiB") ? number << 20 : number
            }
        } else if let text = line.after("# service:") {
            service = text.trimmingCharacters(in: .whitespaces)
        } else if let text = line.after("# answer:") {
            answers += [Answer(written: text)].compactMap { $0 }
        } else if let text = line.after("# library:") {
            library += Self.items(text)
        } else if let text = line.after("# space ") {
            let parts = text.split(separator: ":", maxSplits: 1)
            spaces[String(parts[0]), default: []] += parts.count > 1 ? Self.items(String(parts[1])) : []
        } else if let text = line.after("# expect:") {
            output.append((text.hasPrefix(" ") ? String(text.dropFirst()) : text).trimmedAtEnd)
        } else if let text = line.after("# expect error ") {
            errors.append(Problem(line: number, written: text))
        } else if let text = line.after("# expect static ") {
            statics.append(Problem(line: number, written: text))
        } else if line.after("# expect no other warning") != nil {
            mentionsEveryWarning = true
        } else if let text = line.after("# expect warning ") {
            warnings.append(Problem(line: number, code: "", text: text.trimmingCharacters(in: .whitespacesAndNewlines)))
        } else if let text = line.after("# expect stderr ") {
            errorTexts.append(text.trimmingCharacters(in: .whitespacesAndNewlines))
        } else if let text = line.after("# expect status ") {
            status = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }
}

extension ScriptCase.Problem {
    fileprivate init(line: Int, written: String) {
        var line = line
        var written = written[...]
        if written.hasPrefix("at ") {
            let rest = written.dropFirst(3)
            line = Int(rest.prefix { $0.isNumber }) ?? line
            written = rest.drop { $0.isNumber }
        }
        let parts = written.split(separator: ":", maxSplits: 1)
        self.line = line
        code = (parts.first ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        text = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespacesAndNewlines) : ""
    }
}

extension ScriptCase.LibraryItem {
    fileprivate init(written: String) {
        if written.hasSuffix("/") {
            path = String(written.dropLast())
            size = nil
        } else if let sign = written.lastIndex(of: "=") {
            path = String(written[..<sign])
            size = Int(written[written.index(after: sign)...]) ?? 0
        } else {
            path = written
            size = 0
        }
    }
}

extension String {
    var trimmedAtEnd: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// What follows the last occurrence of a marker.
    fileprivate func after(_ marker: String) -> String? {
        guard let range = range(of: marker, options: .backwards) else { return nil }
        return String(self[range.upperBound...])
    }
}
