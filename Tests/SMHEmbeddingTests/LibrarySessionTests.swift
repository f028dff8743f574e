import Foundation
import SMHEmbedding
import SMHScript
import SMHTesting
import Testing

/// A host's scripts at work on a library of its own.
struct LibrarySessionTests {
    @Test func aScriptChangesTheLibraryAndGivesAValue() async throws {
        let library = try await Shelf()
        let value = try await library.run(
            """
            let moved = move glob("in/*.txt") to "out/"
            let report = await moved
            delete "in/c.jpg"
            ({moved: report.count, left: glob("out/*").count})
            """)
        #expect(value["moved"]?.intValue == 2)
        #expect(value["left"]?.intValue == 2)
        #expect(try await library.names() == ["out/a.txt", "out/b.txt"])
    }

    /// What was asked for and not awaited is done when the run ends, whether the script ended well or not.
    @Test func operationsBeforeAnErrorAreCarriedOut() async throws {
        let library = try await Shelf()
        let error = await #expect(throws: ScriptError.self) {
            try await library.run("delete \"in/a.txt\"\nthrow error(\"Mine\", \"enough\")")
        }
        #expect(error?.code.rawValue == "Mine")
        #expect(try await library.names() == ["in/b.txt", "in/c.jpg"])
    }

    @Test func failuresThatNothingAwaitedAreThrown() async throws {
        let library = try await Shelf()
        let error = await #expect(throws: ScriptError.self) {
            try await library.run("delete \"nowhere\"\nmove \"in/a.txt\" to \"in/b.txt\", conflict: \"ask\"\n5")
        }
        #expect(error?.code == .partialFailure)
        #expect(error?.causes.map(\.code) == [.notFound, .exists])
        #expect(error?.causes.first?.path == "nowhere")
        #expect(try await library.names() == ["in/a.txt", "in/b.txt", "in/c.jpg"])
    }

    @Test func aFailureThatTheScriptHasSeenIsNotThrown() async throws {
        let library = try await Shelf()
        let value = try await library.run("try { await (delete \"nowhere\") } catch e { }\n\"fine\"")
        #expect(value.stringValue == "fine")
    }

    @Test func exitWithAStatusIsAnExit() async throws {
        let library = try await Shelf()
        let exit = await #expect(throws: ExitRequest.self) {
            try await library.run("delete \"nowhere\"\nexit(7)")
        }
        #expect(exit?.code == 7)
    }

    @Test func namesOfASessionStayFromRunToRun() async throws {
        let library = try await Shelf()
        let session = try library.session()
        let first = try session.interpreter.prepareEntry(SourceFile(name: "1", text: "let task = delete \"in/a.txt\""))
        try await session.run(first)
        let second = try session.interpreter.prepareEntry(SourceFile(name: "2", text: "(await task).count"))
        #expect(try await session.run(second).intValue == 1)
    }

    @Test func severalSessionsWorkOnOneLibrary() async throws {
        let shelf = try await Shelf()
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...4 {
                group.addTask {
                    try await shelf.run("await (copy glob(\"in/*\") to \"copy \(number)/\")\nglob(\"in/*\").count")
                        .intValue ?? 0
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == [3, 3, 3, 3])
        #expect(try await shelf.names().count == 15)
    }

    // MARK: Surface

    @Test func localFilesAreThereOnlyIfAskedFor() async throws {
        let library = try await Shelf()
        let text = "upload(\"/etc/hostname\", \"x\")\ndownload(\"in/a.txt\", \"/tmp/x\")\nfs.read(\"/etc/hostname\")"
        let source = SourceFile(name: "files.smh", text: text)
        let errors = try library.session().interpreter.check(source).filter { $0.severity == .error }
        #expect(errors.map(\.message) == ["upload", "download", "fs"].map { "`\($0)` is not defined" })
        let open = try library.session(localFiles: true).interpreter.check(source)
        #expect(!open.contains { $0.severity == .error })
    }

    @Test func tablesGoToTheOutputOfTheHost() async throws {
        let library = try await Shelf()
        try await library.run("print(1)\ntable([{name: \"x\", size: 2}])\nprint(3)")
        #expect(library.printed == "1\nname  size\nx      2 B\n3\n")
    }

    @Test func noOtherLibraryCanBeReached() async throws {
        let library = try await Shelf()
        let error = await #expect(throws: ScriptError.self) { try await library.run("library(\"work\")") }
        #expect(error?.code == .argument)
    }

    @Test func constantGlobsAreChecked() async throws {
        let errors = try await Shelf().session().interpreter.check(SourceFile(name: "glob.smh", text: "glob(\"a{b\")"))
        #expect(errors.first { $0.severity == .error }?.code == "Pattern")
    }

    @Test func aFileThatIsNoLibraryIsLeftAlone() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("notes.smhdb", "my notes")
        let error = #expect(throws: ScriptError.self) { try LibraryFile(path: file) }
        #expect(error?.code == .argument)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "my notes")
    }

    @Test func treesGoInAndOut() async throws {
        let library = try await Shelf()
        let folder = try TemporaryFolder()
        let transfer = try await library.file.exportTree("in", to: folder.path)
        #expect(transfer.files == 3)
        #expect(transfer.problems == [])
        #expect(try String(contentsOfFile: folder.path + "/a.txt", encoding: .utf8) == "alpha")
        await #expect(throws: ScriptError.self) { try await library.file.importTree(from: folder.path + "/none") }
        await #expect(throws: ScriptError.self) { try await library.file.importTree(from: folder.path, to: "a/../b") }
    }
}
