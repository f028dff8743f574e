import SMHTesting
import Testing

/// operations.md section 5 through the command line: what a run may change at most.
struct LimitTests {
    private func workspace(_ settings: String = "") async throws -> Workspace {
        let workspace = try Workspace()
        try await workspace.fill(
            (0..<12).map { (path: "tmp/\($0)", size: 1000) } + [(path: "camera/a", size: 5), (path: "cam/b", size: 5)])
        if !settings.isEmpty {
            try workspace.folder.write(
                "config/smh/config.toml",
                """
                default = "here"
                [library.here]
                kind = "embedded"
                file = "\(workspace.library)"
                limits = { \(settings) }

                """)
        }
        return workspace
    }

    /// A script that goes past a limit: status 4, nothing catches it, and nothing of it is sent.
    @Test(arguments: [
        ("--max-deletes 11", "await delete \"tmp\""),
        ("--max-deletes 11", "await delete glob(\"tmp/*\")"),
        ("--max-deletes 11", "await delete list(\"tmp\")"),
        ("--max-deletes 0", "await move \"camera/a\" to \"cam/b\", conflict: \"overwrite\""),
        ("--max-deletes 0", "upload(\"local\", \"cam/b\", conflict: \"overwrite\")"),
        ("--max-items 3", "await copy glob(\"tmp/*\") to \"copies/\""),
        ("--max-bytes 11KB", "await copy \"tmp\" to \"copies\""),
        ("--max-bytes 11KB", "await delete \"tmp\", permanent: true"),
        ("--within cam", "delete \"camera/a\""),
        ("--within cam", "delete \"cam/b\", \"camera/a\""),
        ("--within cam", "move \"cam/b\" to \"camera/b\""),
        ("--within cam", "copy \"cam/b\" to \"camera/b\""),
        ("--within cam", "await delete glob(\"cam*/*\")"),
        ("--within cam", "mkdir(\"camera/new\")"),
        ("--within cam", "restore recycled()"),
        ("--within cam", "purge()"),
        ("--within cam", "upload(\"local\", \"camera/c\")"),
        ("--within other:cam", "delete \"cam/b\""),
    ])
    func whatGoesPastALimitIsNotSent(_ limit: String, _ statement: String) async throws {
        let workspace = try await workspace()
        try workspace.folder.write("local", "text")
        // Something in the bin, so that there is something to purge.
        #expect(try await workspace.run("-c", "mkdir(\"gone\")\ndelete \"gone\"").status == 0)
        let before = try await workspace.run("-c", Self.everything).output
        let words = limit.split(separator: " ").map(String.init)
        let code = """
            try { \(statement) } catch e { print("caught", e.code) } finally { print("finally") }
            await mkdir("cam/after")
            print("after")
            """
        let result = try await workspace.run(words + ["-c", code])
        #expect(result.status == 4, "\(result.output)\(result.errors)")
        #expect(!result.output.contains("caught") && !result.output.contains("finally"))
        #expect(!result.output.contains("after"))
        #expect(result.errors.contains("LimitReached"), "\(result.errors)")
        #expect(try await workspace.run("-c", Self.everything).output == before)
    }

    private static let everything =
        "for f in glob(\"**\", kind: \"any\") { print(f.path, f.size) }\nfor r in recycled() { print(r.name) }"

    @Test(arguments: [
        ("--max-deletes 12", "delete glob(\"tmp/*\")"), ("--max-deletes 13", "delete \"tmp\""),
        ("--max-items 1", "delete \"tmp\""), ("--max-bytes 12KB", "copy \"tmp\" to \"copies\""),
        ("--within cam", "delete \"cam/b\""), ("--within cam", "copy \"camera/a\" to \"cam/\""),
        ("--within -:cam", "delete \"cam/b\""), ("--within cam --within tmp", "move \"tmp/1\" to \"cam/\""),
    ])
    func whatKeepsALimitIsDone(_ limit: String, _ statement: String) async throws {
        let workspace = try await workspace()
        let result = try await workspace.run(
            limit.split(separator: " ").map(String.init) + ["-c", "await \(statement)"])
        #expect(result.status == 0, "\(result.errors)")
    }

    /// Neither script nor option can widen a profile.
    @Test(arguments: ["--max-deletes 1000", "--within ."]) func theNarrowestHolds(_ option: String) async throws {
        let workspace = try await workspace("deletes = 2, within = [\"tmp\"]")
        let words = option.split(separator: " ").map(String.init)
        if option.contains("deletes") {
            let result = try await workspace.run(words + ["-c", "delete glob(\"tmp/*\")"])
            #expect(result.status == 4, "\(result.errors)")
            return
        }
        let result = try await workspace.run(words + ["-c", "delete \"camera/a\""])
        #expect(result.status == 2 || result.status == 4, "\(result.errors)")
        #expect(try await workspace.run("-c", "print(exists(\"camera/a\"))").output == "true\n")
    }

    /// A library that a script opens besides its own: the run's limits hold there, and those of its profile.
    @Test(arguments: [
        ("--max-deletes 5", "", "tmp", 4), ("--max-deletes 100", "deletes = 2", "tmp", 4), ("", "items = 0", "tmp", 4),
        ("--within tmp", "", "tmp", 4), ("", "within = [\"cam\"]", "tmp", 4), ("", "within = [\"cam\"]", "cam", 0),
        ("--max-deletes 20", "deletes = 13", "tmp", 0),
    ])
    func aSecondLibraryHasItsLimits(_ option: String, _ settings: String, _ name: String, _ status: Int32) async throws
    {
        let workspace = try await workspace()
        let other = workspace.folder.path + "/other.smhdb"
        try await workspace.fill(
            (0..<12).map { (path: "tmp/\($0)", size: 1) } + [(path: "cam/b", size: 1)], library: other)
        try workspace.folder.write(
            "config/smh/config.toml",
            """
            [library.there]
            kind = "embedded"
            file = "\(other)"
            limits = { \(settings) }

            """)
        let words = option.split(separator: " ").map(String.init)
        let code = "await delete library(\"there\").space() / \"\(name)\""
        let result = try await workspace.run(words + ["-c", code])
        #expect(result.status == status, "\(result.output)\(result.errors)")
        let left = "print(exists(library(\"there\").space() / \"\(name)\"))"
        #expect(try await workspace.run("-c", left).output == (status == 0 ? "false\n" : "true\n"))
    }

    @Test func withinMeansTheCurrentSpace() async throws {
        let workspace = try await workspace()
        let code = "delete space(\"other\") / \"cam\" / \"b\""
        let result = try await workspace.run("--within", "cam", "-c", code)
        #expect(result.status == 4, "\(result.output)\(result.errors)")
    }

    /// The operation that would pass a limit stops the run; what was asked for before it may be done, and no more.
    @Test func singleDeletesInALoop() async throws {
        let workspace = try await workspace()
        let result = try await workspace.run("--max-deletes", "5", "-c", "for f in glob(\"tmp/*\") { delete f }")
        #expect(result.status == 4)
        let left = try await workspace.run("-c", "print(len(list(\"tmp\")))").output
        #expect((7...12).contains(Int(left.dropLast()) ?? 0), "\(left)")
    }
}
