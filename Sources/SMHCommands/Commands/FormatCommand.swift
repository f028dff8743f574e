import ArgumentParser
import Foundation
import SMHScript

struct FormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Lay scripts out in the one layout.",
        discussion: "Files are changed in place; standard input, named -, is written to standard output.")

    @Argument(help: "Scripts; - for standard input.") var files: [String]
    @Flag(help: "Change nothing; the status is 1 if something would change.") var check = false
    @Flag(help: "Change nothing; show what would change.") var diff = false

    func run() throws {
        let context = CommandContext.current
        var (changed, hasErrors) = (false, false)
        for file in files {
            do {
                changed = try format(file, context) || changed
            } catch let error as DiagnosticsError {
                let style = TerminalStyle(descriptor: 2, choice: .auto, environment: context.environment)
                ErrorPrinter(stream: context.errors, style: style).show(error.diagnostics)
                hasErrors = true
            }
        }
        if hasErrors { throw ExitCode(ExitStatus.usage.rawValue) }
        if check, changed { throw ExitCode(ExitStatus.uncaughtError.rawValue) }
    }

    /// Whether the layout differs.
    private func format(_ file: String, _ context: CommandContext) throws -> Bool {
        let source = try ScriptSource.read(file == "-" ? .standardInput : .file(file))
        let text = try Formatter.format(source)
        let isChanged = !text.utf8.elementsEqual(source.bytes)
        if diff {
            let before = String(decoding: source.bytes, as: UTF8.self)
            context.output.write(LineDifference(before, text).text(name: source.name))
        } else if check {
            if isChanged { context.output.write("\(source.name)\n") }
        } else if file == "-" {
            context.output.write(text)
        } else if isChanged {
            do {
                // In place, so that mode and links stay: a script is often executable.
                let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
                try handle.write(contentsOf: Data(text.utf8))
                try handle.truncate(atOffset: UInt64(text.utf8.count))
                try handle.close()
            } catch {
                throw CommandFailure("\(file) cannot be written: \(error.localizedDescription)", status: .uncaughtError)
            }
        }
        return isChanged
    }
}

/// The lines that differ between two texts, in the form of `diff -u`.
struct LineDifference {
    private enum Line {
        case same(Substring)
        case removed(Substring)
        case added(Substring)
    }

    private var lines: [Line] = []

    init(_ before: String, _ after: String) {
        let old = before.split(separator: "\n", omittingEmptySubsequences: false)
        let new = after.split(separator: "\n", omittingEmptySubsequences: false)
        let changes = new.difference(from: old) { $0.utf8.elementsEqual($1.utf8) }
        var removed = Set<Int>()
        var added = Set<Int>()
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var (oldIndex, newIndex) = (0, 0)
        while oldIndex < old.count || newIndex < new.count {
            if oldIndex < old.count, removed.contains(oldIndex) {
                lines.append(.removed(old[oldIndex]))
                oldIndex += 1
            } else if newIndex < new.count, added.contains(newIndex) {
                lines.append(.added(new[newIndex]))
                newIndex += 1
            } else {
                lines.append(.same(newIndex < new.count ? new[newIndex] : ""))
                oldIndex += 1
                newIndex += 1
            }
        }
    }

    /// Three lines around each change; empty for equal texts.
    func text(name: String) -> String {
        let near = 3
        let changed = lines.indices.filter { if case .same = lines[$0] { false } else { true } }
        guard !changed.isEmpty else { return "" }
        var text = "--- \(name)\n+++ \(name)\n"
        var (old, new, next, last) = (1, 1, 0, -1)
        for (index, line) in lines.enumerated() {
            while next < changed.count, changed[next] + near < index { next += 1 }
            let isNear = next < changed.count && abs(changed[next] - index) <= near
            if isNear {
                if last != index - 1 { text += "@@ -\(old) +\(new) @@\n" }
                last = index
            }
            switch line {
            case .same(let content):
                if isNear { text += " \(content)\n" }
                (old, new) = (old + 1, new + 1)
            case .removed(let content):
                text += "-\(content)\n"
                old += 1
            case .added(let content):
                text += "+\(content)\n"
                new += 1
            }
        }
        return text
    }
}
