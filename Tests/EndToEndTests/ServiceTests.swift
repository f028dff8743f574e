import Foundation
import SMHModel
import SMHTesting
import Testing

/// Scripts against the program's own server, over real HTTP on this machine.
struct ServiceTests {
    @Test func aLoopThatDeletesTenThousandFilesNeedsAtMostTwelveBatches() async throws {
        let workspace = try Workspace()
        let files = (0..<10_000).map { (path: "camera/\($0).jpg", size: Optional(1)) }
        try await workspace.serving(files) { served in
            let result = try await workspace.run(
                "-c", "for f in glob(\"camera/**/*.jpg\") where f.size < 10KB { delete f }\nprint(glob(\"**/*\").count)"
            )
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output == "0\n")
            #expect(served.counter["batchDelete"] <= 12)
            #expect(served.counter["batchDelete"] >= 10)
        }
    }

    @Test func aFileOfSeveralPiecesGoesThereAndComesBack() async throws {
        let workspace = try Workspace()
        try await workspace.serving([]) { served in
            let result = try await workspace.run(
                "-c",
                """
                fs.write("big.txt", "0123456789".repeat(900_000))
                upload("big.txt", "in/")
                print(stat("in/big.txt").size, download("in/big.txt", "back.txt"))
                print(fs.read("back.txt") == fs.read("big.txt"), fs.glob(".back*").count)
                """)
            #expect(result.output == "9000000 back.txt\ntrue 0\n", "\(result.errors)")
            #expect(served.counter["confirmUpload"] == 1)
        }
    }

    @Test func failedItemsAreNamedWithCodeAndLine() async throws {
        let workspace = try Workspace()
        try workspace.folder.write(
            "some.smh", "# two of three are not there\n\ndelete [\"a.txt\", \"gone.txt\", \"lost.txt\"]\n")
        try await workspace.serving([("a.txt", 1)]) { served in
            let result = try await workspace.run("some.smh")
            #expect(result.status == 3)
            #expect(result.output.isEmpty)
            for name in ["gone.txt", "lost.txt"] {
                let line = result.errors.split(separator: "\n").first { $0.contains(name) } ?? ""
                #expect(line.hasPrefix("some.smh:3: "))
                #expect(line.contains("NotFound"))
            }
            #expect(!result.errors.contains("a.txt:"))
            #expect(served.counter.changes == 1)
        }
    }

    @Test(arguments: ["delete \"a.txt\"\nlet x = = 1\n", "delete \"a.txt\"\nprint(nobody)\n"])
    func aScriptThatIsRefusedSendsNothing(_ script: String) async throws {
        let workspace = try Workspace()
        try await workspace.serving([("a.txt", 1)]) { served in
            let result = try await workspace.run("-c", script)
            #expect(result.status == 2)
            #expect(result.errors.contains("-c:2:"))
            #expect(served.counter.total == 0)
        }
    }

    @Test func aWrongSecretIsStatusSix() async throws {
        let workspace = try Workspace()
        try await workspace.serving([("a.txt", 1)]) { served in
            try workspace.configure(url: "http://127.0.0.1:\(served.port)", id: served.id, secret: "wrong-secret")
            let result = try await workspace.run("-c", "print(exists(\"a.txt\"))")
            #expect(result.status == 6)
            #expect(result.errors.contains("Unauthorized") || result.errors.contains("PermissionDenied"))
            #expect(!result.errors.contains("wrong-secret"))
        }
    }

    @Test func aServerThatAnswersHTMLIsOneClearError() async throws {
        let workspace = try Workspace()
        try await workspace.withListening(HTMLResponder()) { port in
            try workspace.configure(url: "http://127.0.0.1:\(port)", id: "smh1", secret: "s3cret-value")
            let result = try await workspace.run("-c", "print(exists(\"a.txt\"))")
            #expect(result.status != 0)
            #expect(result.output.isEmpty)
            #expect(result.errors.contains("error["))
            #expect(!result.errors.contains("s3cret-value"))
        }
    }

    @Test func limitsOfAProfileHoldAndAreStatusFour() async throws {
        let workspace = try Workspace()
        try await workspace.serving([("a.txt", 1), ("b.txt", 1), ("c.txt", 1)]) { served in
            let result = try await workspace.run("--max-deletes", "2", "-c", "delete glob(\"*\")")
            #expect(result.status == 4)
            #expect(served.counter["batchDelete"] == 0)
        }
    }
}

/// What stands in front of many services when they are down.
private struct HTMLResponder: WireResponder {
    func respond(to request: WireRequest) async -> WireResponse {
        WireResponse(
            status: 200, headers: [WireHeader("Content-Type", "text/html")],
            body: Array("<html><body><h1>Welcome</h1></body></html>".utf8))
    }
}

extension ServiceTests {
    @Test func libraryCheckSaysWhatTheServiceAllows() async throws {
        let workspace = try Workspace()
        let own = try await workspace.run("library", "check")
        #expect(own.status == 0, "\(own.errors)")
        #expect(own.output.contains("recycle bin   yes"))
        try await workspace.serving([("a.txt", 10)]) { _ in
            let served = try await workspace.run("library", "check", "served")
            #expect(served.status == 0, "\(served.output)\(served.errors)")
            #expect(served.output.hasPrefix("library served (--library)\nlist          yes\n"), "\(served.output)")
            #expect(served.output.contains("usage         10 B used"))
            #expect(served.output.contains("changes       yes: the secret makes tokens with every right (admin)"))
        }
        let gone = try await workspace.run("library", "check", "served")
        #expect(gone.status == 5, "\(gone.output)")
        let unknown = try await workspace.run("library", "check", "nowhere")
        #expect(unknown.status == 2)
    }
}
