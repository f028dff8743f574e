import Foundation
import SMHBuiltins
import SMHOperations
import SMHScript

/// The commands of the prompt, which begin with a colon.
struct ReplCommands {
    let session: ReplSession

    static let names = ["doc", "help", "library", "load", "quit", "save", "space", "tasks", "time", "type", "undo"]

    private static let help = """
        :help          this text
        :doc NAME      what a function does
        :type EXPR     the type of a value
        :time EXPR     how long something takes
        :tasks         operations of this session
        :library       the library and where its name came from
        :space         the space that paths are in
        :load FILE     run a script in this session
        :save FILE     write the entries of this session
        :quit          leave; Ctrl-D does too

        """

    /// Not nil: the session ends.
    func perform(_ text: String) async -> ExitStatus? {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        let word = parts.first ?? ""
        let rest = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        switch word {
        case "help", "h", "?": write(Self.help)
        case "doc": document(rest)
        case "type": return await type(rest)
        case "time": return await time(rest)
        case "tasks": showTasks()
        case "library": showLibrary()
        case "space": return await session.evaluate("print(space().id)", shows: false)
        case "load": return await load(rest)
        case "save": save(rest)
        case "undo": note(":undo is not available in this version: \(PlanCommand.reason)")
        case "quit", "q", "exit": return .success
        default:
            let near =
                Spelling.nearest(to: word, in: Self.names).map { "; did you mean :\($0)?" } ?? "; :help lists them"
            note("there is no command :\(word)\(near)")
        }
        return nil
    }

    private func write(_ text: String) { session.host.output.write(text) }
    private func note(_ text: String) { session.host.errors.note(text) }

    private func document(_ name: String) {
        guard !name.isEmpty else { return note(":doc needs a name, such as print, json.parse or list.push") }
        guard let found = session.interpreter.documentation(of: name) else {
            let members = session.interpreter.memberDocumentation(of: name)
            if !members.isEmpty {
                return write(members.map { "\($0.signature)\n\($0.text)\n" }.joined(separator: "\n"))
            }
            let known = session.interpreter.names + session.interpreter.memberNames
            let near = Spelling.nearest(to: name, in: known).map { "; did you mean \($0)?" } ?? ""
            return note("nothing is known of \"\(name)\"\(near)")
        }
        write("\(found.signature)\n\(found.text.isEmpty ? "" : found.text + "\n")")
    }

    /// A function that could change something is not called.
    private func type(_ text: String) async -> ExitStatus? {
        guard !text.isEmpty else {
            note(":type needs an expression")
            return nil
        }
        return await session.inspect(text) { write($0.typeName + "\n") }
    }

    private func time(_ text: String) async -> ExitStatus? {
        let start = ContinuousClock.now
        let end = await session.evaluate(text, shows: true)
        let (seconds, attoseconds) = start.duration(to: .now).components
        let tenths = seconds * 10_000 + attoseconds / 100_000_000_000_000
        note("\(tenths / 10).\(tenths % 10) ms")
        return end
    }

    private func showTasks() {
        let tasks = session.host.drive.tasks
        for task in tasks { write("\(task.task.id)  \(ReplText.shown(task.report))\n") }
        if tasks.isEmpty { write("none\n") }
    }

    private func showLibrary() {
        let host = session.host
        do {
            let choice = try Settings(words: host.words, environment: host.environment).library
            write("\(choice.description)  (\(choice.origin))\n")
        } catch {
            note("\(error)")
        }
    }

    private func load(_ path: String) async -> ExitStatus? {
        do {
            let bytes = try ScriptSource.file(path)
            return await session.evaluate(String(decoding: bytes, as: UTF8.self), name: path, shows: false)
        } catch {
            note("\(error)")
            return nil
        }
    }

    private func save(_ path: String) {
        guard !path.isEmpty else { return note(":save needs a file") }
        do {
            try Data((session.entries.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            note("\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
