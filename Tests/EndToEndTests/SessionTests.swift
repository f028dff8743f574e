import Foundation
import Glibc
import SMHTesting
import Testing

/// The session, typed at on a terminal of its own.
@Suite(.timeLimit(.minutes(20)))
struct SessionTests {
    /// Types at a session from its first prompt on, and leaves it.
    private func inSession(
        _ workspace: Workspace, extra: [String: String] = [:], leavingBy goodbye: String = "\u{4}",
        _ type: (PseudoTerminal) async throws -> Void
    ) async throws {
        let terminal = try PseudoTerminal(
            ChildProcess.built("smh"),
            environment: workspace.environment.merging(["TERM": "dumb"].merging(extra) { $1 }) { $1 },
            folder: workspace.folder.path, keeping: workspace)
        await terminal.type("", untilShows: "smh> ")
        try await type(terminal)
        terminal.type(goodbye)
        #expect(await terminal.status() == 0)
    }

    @Test func showsValuesAndKeepsNames() async throws {
        try await inSession(Workspace()) { terminal in
            await terminal.type("let x = 20\n", untilShows: "smh> ")
            await terminal.type("x * 2 + 2\n", untilShows: "42")
            await terminal.type("_ + 1\n", untilShows: "43")
            await terminal.type("\"text\"\n", untilShows: "\"text\"")
        }
    }

    @Test func continuesUnfinishedInput() async throws {
        let workspace = try Workspace()
        try await inSession(workspace) { terminal in
            await terminal.type("fn double(n) {\n", untilShows: "...> ")
            await terminal.type("return n * 2\n", untilShows: "...> ")
            await terminal.type("}\n", untilShows: "smh> ")
            await terminal.type("double(21)\n", untilShows: "42")
        }
        let history = workspace.folder.path + "/state/smh/history"
        let lines = try String(contentsOfFile: history, encoding: .utf8).split(separator: "\n")
        #expect(lines.first == "fn double(n) {\\nreturn n * 2\\n}")
        let attributes = try FileManager.default.attributesOfItem(atPath: history)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    @Test func awaitsOperationsAndShowsTheirReports() async throws {
        let workspace = try Workspace()
        try await workspace.fill([("a.txt", 1), ("b.txt", 1)])
        try await inSession(workspace) { terminal in
            await terminal.type("delete glob(\"*.txt\")\n", untilShows: "delete: 2 items")
            await terminal.type("delete \"gone\"\n", untilShows: "NotFound")
        }
    }

    @Test func controlCEndsTheStatementAndNotTheSession() async throws {
        try await inSession(Workspace()) { terminal in
            await terminal.type("warn(\"ready\"); sleep(1h)\n", untilShows: "\nready", atPrompt: false)
            await terminal.type("\u{3}", untilShows: "smh> ")
            await terminal.type("half a li\u{3}", untilShows: "smh> ")
            // With calls, which the next statement would not get past if it were still cancelled.
            await terminal.type("[1, 2, 3].map(n => n * 7).sum()\n", untilShows: "42")
        }
    }

    /// Rule 11: `:doc` prints the table of signatures.
    @Test func documentsFunctionsMembersAndModules() async throws {
        try await inSession(Workspace()) { terminal in
            await terminal.type(":doc json.parse\n", untilShows: "json.parse(text)")
            await terminal.type(":doc list.insert\n", untilShows: "list.insert(index, value)")
            await terminal.type(":doc padLeft\n", untilShows: "string.padLeft(width")
            await terminal.type(":doc math.pi\n", untilShows: "A constant.")
            await terminal.type("# Twice as much.\n", untilShows: "...> ", atPrompt: false)
            await terminal.type("fn double(n) = n * 2\n", untilShows: "smh> ")
            await terminal.type(":doc double\n", untilShows: "Twice as much.")
            await terminal.type(":type [1\n", untilShows: "<entry>:1:1")
            await terminal.type(":type [1]\n", untilShows: "list")
            await terminal.type(":doc pudh\n", untilShows: "did you mean push?")
            await terminal.type("mkdir(\"kept\")\n", untilShows: "1 item")
            await terminal.type(":type delete \"kept\"\n", untilShows: "delete() has an effect")
            await terminal.type("fn erase() = delete \"kept\"\n", untilShows: "smh> ")
            await terminal.type(":type erase()\n", untilShows: "delete() has an effect")
            await terminal.type(":type let a = 1\n", untilShows: "expected a single expression")
            await terminal.type(":type glob(\"*\")\n", untilShows: "glob")
            await terminal.type("exists(\"kept\")\n", untilShows: "true")
        }
    }

    /// A session is one run: what a statement had done before Ctrl-C counts.
    @Test func limitsHoldForTheWholeSession() async throws {
        let workspace = try Workspace()
        try await workspace.fill((0..<5).map { (path: "tmp/\($0)", size: 1) })
        try await inSession(workspace, extra: ["SMH_MAX_DELETES": "3"]) { terminal in
            await terminal.type("delete \"tmp/0\", \"tmp/1\"\n", untilShows: "delete: 2 items")
            await terminal.type("warn(\"ready\"); sleep(1h)\n", untilShows: "\nready", atPrompt: false)
            await terminal.type("\u{3}", untilShows: "interrupted")
            await terminal.type("delete \"tmp/2\", \"tmp/3\"\n", untilShows: "LimitReached")
            await terminal.type("len(list(\"tmp\"))\n", untilShows: "3")
            await terminal.type("delete \"tmp/2\"\n", untilShows: "delete: 1 item")
        }
    }

    @Test func errorsDoNotEndIt() async throws {
        try await inSession(Workspace(), leavingBy: ":quit\n") { terminal in
            await terminal.type("nobody\n", untilShows: "Undefined")
            await terminal.type("[1][5]\n", untilShows: "IndexOutOfRange")
            await terminal.type(":nonsense\n", untilShows: "no command")
        }
    }
}
