import Foundation
import SMHTesting
import Testing

/// Every script of `Tests/Cases`, run by the program itself in a folder and with a library of its own.
struct ScriptCaseTests {
    @Test(arguments: ScriptCase.all(below: ScriptCase.folder()))
    func doesWhatItsCommentsSay(_ script: ScriptCase) async throws {
        let workspace = try Workspace()
        let name = script.file.lastPathComponent
        try workspace.folder.write(name, bytes: script.source)
        let modules = script.file.deletingLastPathComponent().appendingPathComponent("lib")
        if FileManager.default.fileExists(atPath: modules.path) {
            try FileManager.default.copyItem(atPath: modules.path, toPath: workspace.folder.path + "/lib")
        }
        if !script.library.isEmpty { try await workspace.fill(script.library.map { ($0.path, $0.size) }) }
        let result = try await workspace.run(["--", name] + script.arguments)
        let differences = script.differences(from: ScriptOutcome(result, script: name))
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))\n\(result.errors)")
    }
}
