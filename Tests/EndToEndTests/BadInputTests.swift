import Foundation
import Glibc
import SMHServer
import SMHStore
import SMHTesting
import Testing

/// One clear error and the right status for whatever can be wrong with what the program is given.
struct BadInputTests {
    private func expect(
        _ result: ChildProcess.Result, _ words: String..., status: Int32 = 2,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(result.status == status, "\(result.errors)", sourceLocation: sourceLocation)
        #expect(result.output.isEmpty, sourceLocation: sourceLocation)
        for word in words { #expect(result.errors.contains(word), "\(result.errors)", sourceLocation: sourceLocation) }
    }

    @Test func aScriptThatIsNotThere() async throws {
        expect(try await Workspace().run("nowhere.smh"), "nowhere.smh", "No such file")
    }

    @Test func aMisspeltCommandIsNoScript() async throws {
        expect(try await Workspace().run("improt"), "improt", "--help")
    }

    @Test func aDirectoryAsAScript() async throws {
        let workspace = try Workspace()
        expect(try await workspace.run(workspace.folder.path), "directory")
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func aScriptThatMayNotBeRead() async throws {
        let workspace = try Workspace()
        chmod(try workspace.folder.write("mine.smh", "print(1)"), 0)
        expect(try await workspace.run("mine.smh"), "mine.smh", "Permission denied")
    }

    @Test func invalidUTF8NamesTheByte() async throws {
        let workspace = try Workspace()
        try workspace.folder.write("bad.smh", bytes: Array("print(1)\n# ".utf8) + [0xFF] + Array("\n".utf8))
        expect(try await workspace.run("bad.smh"), "bad.smh", "11")
    }

    @Test func anArgumentThatIsNotUTF8IsNotGuessedAt() async throws {
        let result = try await run(through: #""$0" -c "$(printf 'print("caf\351")')""#)
        expect(result, "argument 2", "byte 10")
    }

    @Test func withoutStandardInputThereIsNothingToRead() async throws {
        let result = try await run(through: #"exec "$0" -c 'print(input(), list(""))' <&-"#)
        #expect(result.output == "null []\n")
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func withoutStandardOutputNoFileGetsWhatIsPrinted() async throws {
        let result = try await run(through: #"exec "$0" -c 'print(list(""))' >&-"#)
        expect(result, "standard output", "Bad file descriptor", status: 1)
    }

    /// - Parameter script: for the shell, in which `$0` is the program.
    private func run(through script: String) async throws -> ChildProcess.Result {
        let workspace = try Workspace()
        return try await ChildProcess.run(
            "/bin/sh", ["-c", script, ChildProcess.built("smh")], environment: workspace.environment,
            folder: workspace.folder.path)
    }

    @Test func aDatabaseThatIsNone() async throws {
        let workspace = try Workspace()
        let file = try workspace.folder.write("not.smhdb", String(repeating: "this is text\n", count: 100))
        let result = try await workspace.run("--library", file, "-c", "print(exists(\"a\"))")
        expect(result, "not.smhdb", "not a database", status: 1)
        #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("this is text"))
    }

    @Test func aLibraryFileOfANewerVersion() async throws {
        let workspace = try Workspace()
        let file = workspace.folder.path + "/newer.smhdb"
        try await LibraryStore.open(path: file).close()
        // The user version stands at byte 60 of the header.
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
        try handle.seek(toOffset: 60)
        try handle.write(contentsOf: Data([0, 0, 0, 99]))
        try handle.close()
        expect(try await workspace.run("--library", file, "-c", "print(exists(\"a\"))"), "newer", "99", status: 1)
        expect(try await workspace.run("--library", file, "import", "/usr/share/doc"), "newer")
    }

    @Test func aPortInUse() async throws {
        let workspace = try Workspace()
        try await workspace.serving([]) { served in
            expect(
                try await workspace.run("--library", "own.smhdb", "serve", "--port", "\(served.port)"),
                "\(served.port)", "in use")
        }
    }

    @Test func aSecretThatOthersCanReadIsRefused() async throws {
        let workspace = try Workspace()
        try workspace.configure(url: "http://127.0.0.1:1", id: "smh1", secret: "very-secret")
        chmod(workspace.folder.path + "/secret", 0o644)
        let result = try await workspace.run("-c", "print(exists(\"a\"))")
        expect(result, "read by others", "chmod 600", status: 6)
        #expect(!result.errors.contains("very-secret"))
    }

    @Test func anUnknownSettingIsRefused() async throws {
        let workspace = try Workspace()
        try workspace.configure(url: "http://127.0.0.1:1", id: "smh1", secret: "s", settings: "limts = { deletes = 1 }")
        expect(try await workspace.run("-c", "print(1)"), "limts")
    }

    @Test(arguments: [
        ["--max-deletes", "many", "-c", "print(1)"], ["--no-such-option", "-c", "print(1)"],
        ["-j", "0", "-c", "print(1)"],
        ["-c"], ["--timeout", "5", "-c", "print(1)"], ["--library", "unknown", "-c", "print(1)"], ["check"],
        ["plan", "tidy.smh"], ["resume", "1"], ["--dry-run", "-c", "print(1)"],
    ])
    func wrongUsageIsStatusTwoAndDoesNothing(_ words: [String]) async throws {
        let result = try await Workspace().run(words)
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(!result.errors.isEmpty)
    }
}
