import Foundation
import SMHTesting
import Testing

/// What a run tells while it goes on: logs, progress, reports.
struct ObservedRunTests {
    private static let script = "for f in glob(\"*\") { delete f }"

    @Test func verboseShowsRequestsWithoutSecrets() async throws {
        let workspace = try Workspace()
        let secret = try await workspace.serving([("a", 1), ("b", 1)]) { _ in
            let result = try await workspace.run("-v", "-c", Self.script)
            #expect(result.status == 0, "\(result.errors)")
            let lines = result.errors.split(separator: "\n").filter { $0.hasPrefix("exchange ") }
            #expect(lines.count >= 3, "\(result.errors)")
            #expect(lines.allSatisfy { $0.contains("request-id=") && $0.contains(" ms=") && $0.contains("status=") })
            #expect(result.errors.contains("access_token=redacted"))
            let text = try String(contentsOfFile: workspace.folder.path + "/secret", encoding: .utf8)
            #expect(!result.errors.contains(text))
            return text
        }
        #expect(!secret.isEmpty)
    }

    @Test func aLogFileHasAllOfItWithTimes() async throws {
        let workspace = try Workspace()
        try await workspace.fill([("a", 1)])
        let result = try await workspace.run("--log", "run.log", "-c", Self.script)
        #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        let log = try String(contentsOfFile: workspace.folder.path + "/run.log", encoding: .utf8)
        #expect(log.contains(" trace batch "))
        #expect(log.contains(" debug exchange method=POST"))
        #expect(try await workspace.run("--log", "/nowhere/x.log", "-c", "print(1)").status == 2)
    }

    @Test func aReportIsWrittenToItsFile() async throws {
        let workspace = try Workspace()
        try await workspace.fill([("a", 5)])
        let result = try await workspace.run("--report", "report.jsonl", "-c", "delete \"a\", \"gone\"\nprint(1)")
        #expect(result.output == "1\n" && result.status == 3)
        let lines = try String(contentsOfFile: workspace.folder.path + "/report.jsonl", encoding: .utf8)
            .split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.last?.contains("\"succeeded\":1,\"failed\":1") ?? false, "\(lines)")
    }

    @Test func manyFailuresAreCountedAndTheFirstNamed() async throws {
        let workspace = try Workspace()
        let result = try await workspace.run("-c", "for i in 0..<200 { delete \"gone/\\(i)\" }")
        #expect(result.status == 3)
        #expect(result.errors.contains("gone/0:") && !result.errors.contains("gone/150:"), "\(result.errors)")
        #expect(result.errors.contains("150 more"))
        #expect(result.errors.contains("200 failures that nothing awaited"))
    }

    /// A script that sleeps makes no progress to show; the summary of what it did stays.
    @Test func progressIsDrawnOnlyWhileSomethingGoesOn() async throws {
        let workspace = try Workspace()
        try await workspace.fill([("a", 1)])
        let terminal = try PseudoTerminal(
            ChildProcess.built("smh"), ["-c", "await delete \"a\"\nsleep(1s)\nprint(\"end\")"],
            environment: workspace.environment.merging(["TERM": "xterm"]) { $1 }, folder: workspace.folder.path,
            keeping: workspace)
        #expect(await terminal.status() == 0)
        let screen = terminal.screen
        #expect(!screen.contains("items/s") && !screen.contains("sent"), "\(screen.debugDescription)")
        #expect(screen.contains("1 done"))
    }

    @Test(arguments: ["**/*.TXT", "*/a.TXT", "IN/*.txt", "in/b.txt", "in/*.tx", "*.text"])
    func whatNearlyMatchesIsNamed(_ pattern: String) async throws {
        let workspace = try Workspace()
        try await workspace.fill([("in/a.txt", 1), ("in/deep/c.txt", 1), ("d.txt", 1)])
        let result = try await workspace.run("-c", "delete glob(\"\(pattern)\")")
        #expect(result.status == 0)
        #expect(result.errors.contains("matches nothing; nearly matching: \""), "\(result.errors)")
    }

    @Test func whatIsLeftOutOnPurposeDoesNotNearlyMatch() async throws {
        let workspace = try Workspace()
        try await workspace.fill([("in/a.txt", 1)])
        let result = try await workspace.run("-c", "delete glob(\"**/*.txt\", except: \"in/**\")")
        #expect(result.errors.contains("matches nothing") && !result.errors.contains("nearly"), "\(result.errors)")
    }
}
