import Dispatch
import Foundation
import SMHBuiltins
import SMHScript

/// What Tab offers: keywords and names, members, commands of the prompt, and inside a string paths of the library.
final class ReplCompleter: CompletionSource, @unchecked Sendable {
    // Sendable because it is asked on the editor's thread only, and only while the session waits for a line: the two
    // never use the interpreter at once.
    private let session: ReplSession

    private static let keywords = [
        "and", "as", "async", "await", "break", "catch", "continue", "copy", "delete", "else", "false", "finally", "fn",
        "for", "if", "import", "in", "is", "let", "match", "move", "not", "null", "or", "param", "restore", "return",
        "then", "throw", "to", "true", "try", "var", "where", "while",
    ]

    init(session: ReplSession) { self.session = session }

    func completions(of line: [UInt8], start: Int, end: Int) -> [Completion] {
        guard start >= 0, start <= end, end <= line.count else { return [] }
        let word = String(decoding: line[start..<end], as: UTF8.self)
        let before = line[..<start]
        if let quote = Self.openString(in: before) { return paths(word, inString: before[quote...]) }
        if before.allSatisfy({ $0 == UInt8(ascii: " ") }), word.hasPrefix(":") {
            return matching(ReplCommands.names.map { ":\($0)" }, word, suffix: " ")
        }
        if let point = word.lastIndex(of: ".") { return members(word, point) }
        return matching(session.interpreter.names + Self.keywords, word, suffix: nil)
    }

    private func matching(_ names: [String], _ prefix: String, suffix: Character?) -> [Completion] {
        Set(names).filter { $0.hasPrefix(prefix) }.sorted().map { Completion(text: $0, suffix: suffix) }
    }

    /// Members of a name's value. Only a plain name is looked at: to evaluate more could do something.
    private func members(_ word: String, _ point: String.Index) -> [Completion] {
        let receiver = String(word[..<point])
        let prefix = String(word[word.index(after: point)...])
        guard receiver.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }),
            session.interpreter.names.contains(receiver),
            let program = try? session.interpreter.prepareEntry(SourceFile(name: "<completion>", text: receiver)),
            case .finished(let value)? = try? session.interpreter.runUntilWait(program)
        else { return [] }
        return matching(
            session.interpreter.memberNames(of: value).map { "\(receiver).\($0)" }, "\(receiver).\(prefix)", suffix: nil
        )
    }

    /// Where the string begins that is still open; nil outside of strings.
    private static func openString(in line: ArraySlice<UInt8>) -> Int? {
        var open: (quote: UInt8, index: Int)?
        var isEscaped = false
        for (index, byte) in zip(line.indices, line) {
            if isEscaped {
                isEscaped = false
            } else if let quote = open {
                if byte == UInt8(ascii: "\\"), quote.quote == UInt8(ascii: "\"") { isEscaped = true }
                if byte == quote.quote { open = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                open = (byte, index)
            } else if byte == UInt8(ascii: "#") {
                return nil
            }
        }
        return open?.index
    }

    /// Names of a directory of the library, within 300 ms or not at all.
    private func paths(_ word: String, inString text: ArraySlice<UInt8>) -> [Completion] {
        // A blank inside the path began a new word for readline; what stands before it belongs to the path.
        let typed = String(decoding: text.dropFirst(), as: UTF8.self)
        let whole = typed + word
        let slash = whole.lastIndex(of: "/")
        let directory = slash.map { String(whole[..<$0]) } ?? ""
        let prefix = slash.map { String(whole[whole.index(after: $0)...]) } ?? whole
        let host = session.host.drive
        let found = ResultHolder()
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            found.names = await host.completionNames(of: directory, prefix: prefix)
            done.signal()
        }
        guard done.wait(timeout: .now() + .milliseconds(300)) == .success else { return [] }
        let base = directory.isEmpty && slash == nil ? "" : directory + "/"
        return found.names.compactMap { name, isDirectory in
            let path = base + name
            guard path.hasPrefix(typed) else { return nil }
            return Completion(text: String(path.dropFirst(typed.count)) + (isDirectory ? "/" : ""), suffix: nil)
        }
    }
}

private final class ResultHolder: @unchecked Sendable {
    // Sendable because it is read only after the semaphore told that it was written.
    var names: [(name: String, isDirectory: Bool)] = []
}
