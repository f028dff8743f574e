import Foundation
import Glibc
import SMHTesting
import Testing

/// The program as a shell sees it: words in, text and a status out.
struct ProgramTests {
    @Test func runsCodeFilesAndStandardInput() async throws {
        let workspace = try Workspace()
        try workspace.folder.write("args.smh", "print(args)")
        #expect(try await workspace.run("-c", "print(1 + 1)").output == "2\n")
        #expect(try await workspace.run("args.smh", "--help", "-x").output == "[\"--help\", \"-x\"]\n")
        #expect(try await workspace.run("-", input: "print(\"in\")").output == "in\n")
        #expect(try await workspace.run([], input: "print(\"piped\")").output == "piped\n")
    }

    @Test func paramsAreOptionsOfTheScript() async throws {
        let workspace = try Workspace()
        try workspace.folder.write(
            "p.smh",
            """
            param days: int = 30        # how old
            param folder: string        # where
            param force: bool
            param maxAge: duration = 7d
            param names: list
            print(days, folder, force, maxAge, names, args)
            """)
        let result = try await workspace.run(
            "p.smh", "--folder", "tmp", "--force", "--max-age=2h", "--names", "a", "--names", "b", "rest", "--",
            "--more")
        #expect(result.output == "30 tmp true 2h [\"a\", \"b\"] [\"rest\", \"--more\"]\n", "\(result.errors)")
        let help = try await workspace.run("p.smh", "--help")
        #expect(help.status == 0)
        #expect(help.output.contains("--days INT"))
        #expect(help.output.contains("how old"))
        for words in [
            ["p.smh"], ["p.smh", "--folder", "x", "--days", "many"], ["p.smh", "--folder", "x", "--dyas", "1"],
        ] {
            #expect(try await workspace.run(words).status == 2)
        }
    }

    @Test(arguments: [
        ("exit(7)", 7), ("exit(0)", 0), ("throw \"no\"", 1), ("throw error(\"PermissionDenied\", \"no\")", 6),
        ("throw error(\"Unavailable\", \"no\")", 5), ("delete \"gone\"", 3), ("await delete \"gone\"", 1),
        ("delete \"gone\"\nexit(0)", 3), ("delete \"gone\"\nexit(9)", 9), ("let x =", 2), ("exit(300)", 1),
    ])
    func statusesFollowRule15(_ code: String, _ status: Int) async throws {
        let result = try await Workspace().run("-c", code)
        #expect(result.status == Int32(status), "\(result.errors)")
    }

    @Test func standardOutputBelongsToTheScript() async throws {
        let workspace = try Workspace()
        try await workspace.fill([("a", 1), ("b", 1)])
        let result = try await workspace.run("-c", "delete glob(\"*\")\nwarn(\"careful\")\nprint(\"done\")")
        #expect(result.output == "done\n")
        #expect(result.errors.contains("careful"))
    }

    @Test func jsonHasALineAnItemAndASummary() async throws {
        let workspace = try Workspace()
        try await workspace.fill([("a", 5)])
        let result = try await workspace.run("--json", "-c", "delete \"a\", \"gone\"\nprint(\"text\")")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 3, "\(result.output)\(result.errors)")
        #expect(lines.first?.contains("\"type\":\"item\"") == true)
        #expect(lines.last?.contains("\"type\":\"summary\"") == true)
        #expect(lines.last?.contains("\"failed\":1") == true)
        #expect(result.errors.contains("text"))
        #expect(result.status == 3)
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 143)])
    func aSignalEndsARun(_ signal: Int32, _ status: Int) async throws {
        let workspace = try Workspace()
        let result = try await ChildProcess.run(
            ChildProcess.built("smh"),
            ["-c", "try { warn(\"ready\")\nsleep(1h) } catch { print(\"caught\") } finally { print(\"finally\") }"],
            environment: workspace.environment, interrupt: (signal, { $0.contains("ready") }))
        #expect(result.status == Int32(status))
        #expect(result.output.isEmpty)
    }

    @Test func checkTellsErrorsAsJSON() async throws {
        let workspace = try Workspace()
        try workspace.folder.write("c.smh", "let a = 1\nprint(b)\n")
        let result = try await workspace.run("check", "--json", "c.smh")
        #expect(result.status == 2)
        #expect(result.output.contains("\"code\":\"Undefined\""))
        #expect(result.output.contains("\"line\":2"))
        try workspace.folder.write("d.smh", "print(1)\n")
        #expect(try await workspace.run("check", "d.smh").status == 0)
    }

    @Test func fmtLaysOutAndChecks() async throws {
        let workspace = try Workspace()
        try workspace.folder.write("f.smh", "let  a=1 # one\nprint( a )\n")
        #expect(try await workspace.run("fmt", "--check", "f.smh").status == 1)
        #expect(try await workspace.run("fmt", "--diff", "f.smh").output.contains("+let a = 1"))
        #expect(try await workspace.run("fmt", "f.smh").status == 0)
        #expect(try await workspace.run("fmt", "--check", "f.smh").status == 0)
        #expect(try String(contentsOfFile: workspace.folder.path + "/f.smh", encoding: .utf8).contains("# one"))
        #expect(try await workspace.run(["fmt", "-"], input: "print( 1 )").output == "print(1)\n")
    }

    @Test func testRunsEachBlockOnAFreshLibrary() async throws {
        let workspace = try Workspace()
        try workspace.folder.write(
            "drive_test.smh",
            """
            test "makes a directory" { await mkdir("a"); assert(exists("a")) }
            test "knows nothing of the other" { assert(not exists("a")) }
            test "fails" { assert(1 == 2) }
            """)
        let result = try await workspace.run("test")
        #expect(result.status == 1)
        #expect(result.output.contains("2 passed, 1 failed"), "\(result.output)\(result.errors)")
        #expect(result.output.contains("FAILED drive_test.smh: fails"))
    }

    @Test func testGoesOnAfterAFileWithErrors() async throws {
        let workspace = try Workspace()
        try workspace.folder.write("a_test.smh", "test \"never runs\" { assert(nowhere) }\n")
        try workspace.folder.write("b_test.smh", "test \"runs\" { assert(true) }\n")
        let result = try await workspace.run("test")
        #expect(result.status == 2)
        #expect(result.errors.contains("nowhere"))
        #expect(result.output == "ok     b_test.smh: runs\n1 passed, 0 failed, 1 file not run\n")
    }

    @Test func importAndExportKeepContents() async throws {
        let workspace = try Workspace()
        try workspace.folder.write("in/a/b.txt", "hello")
        #expect(try await workspace.run("import", "in", "--to", "x").status == 0)
        #expect(try await workspace.run("-c", "print(stat(\"x/a/b.txt\").size)").output == "5\n")
        #expect(try await workspace.run("export", "x", "out").status == 0)
        #expect(try String(contentsOfFile: workspace.folder.path + "/out/a/b.txt", encoding: .utf8) == "hello")
    }

    @Test func configShowsWhereSettingsComeFromAndNoSecrets() async throws {
        let workspace = try Workspace()
        try workspace.configure(url: "http://127.0.0.1:1", id: "smh1", secret: "topsecret")
        let result = try await workspace.run(["config", "show", "--origin"], extra: ["SMH_JOBS": "4"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("jobs = 4"))
        #expect(result.output.contains("SMH_JOBS"))
        #expect(result.output.contains("••••"))
        #expect(!result.output.contains("topsecret"))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsAreScripts(_ shell: String) async throws {
        let result = try await Workspace().run("completions", shell)
        #expect(result.status == 0)
        #expect(result.output.contains("smh"))
    }
}
