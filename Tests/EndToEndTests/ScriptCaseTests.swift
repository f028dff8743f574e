import Foundation
import SMHTesting
import Testing

/// Every script of `Tests/Cases`, run by the program itself in a folder and with a library of its own.
struct ScriptCaseTests {
    @Test(arguments: ScriptCase.all(below: ScriptCase.folder()))
    func doesWhatItsCommentsSay(_ script: ScriptCase) async throws {
        let workspace = try Workspace()
        let modules = script.file.deletingLastPathComponent().appendingPathComponent("lib")
        if FileManager.default.fileExists(atPath: modules.path) {
            try FileManager.default.copyItem(atPath: modules.path, toPath: workspace.folder.path + "/lib")
        }
        let (differences, errors) = try await workspace.differences(
            of: script, named: script.file.lastPathComponent)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))\n\(errors)")
    }
}

extension Workspace {
    /// Runs a case with its arguments and library; says in what it differs from its expectations, and what it wrote to standard error.
    func differences(of script: ScriptCase, named name: String) async throws -> (differences: [String], errors: String)
    {
        if !script.limits.isEmpty {
            let outcome = await ScriptOutcome(hosting: script)
            return (script.differences(from: outcome), outcome.errorText)
        }
        try folder.write(name, bytes: script.source)
        let isKooDrive = script.service == "koodrive"
        if !script.answers.isEmpty {
            let items = script.library.map { ($0.path, $0.size) }
            return try await serving(items, through: { AnsweringService(script.answers, before: $0) }) { _ in
                let result = try await run(script.options + ["--", name] + script.arguments)
                return (script.differences(from: ScriptOutcome(result, script: name)), result.errors)
            }
        }
        if !script.library.isEmpty {
            try await fill(
                script.library.map { ($0.path, $0.size) }, library: isKooDrive ? koodriveLibrary : nil)
        }
        for (space, items) in script.spaces { try await fill(items.map { ($0.path, $0.size) }, space: space) }
        let chosen = isKooDrive ? ["--library", "koodrive-local"] : []
        let result = try await run(chosen + script.options + ["--", name] + script.arguments)
        return (script.differences(from: ScriptOutcome(result, script: name)), result.errors)
    }
}
