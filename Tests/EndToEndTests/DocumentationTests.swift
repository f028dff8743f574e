import Foundation
import SMHTesting
import Testing

/// The examples of the documentation run, and do what stands beside them.
struct DocumentationTests {
    @Test(arguments: ScriptCase.examples())
    func exampleDoesWhatItSays(_ example: ScriptCase) async throws {
        let workspace = try Workspace()
        try workspace.folder.write("example.smh", bytes: example.source)
        let result = try await workspace.run("example.smh")
        let differences = example.differences(from: ScriptOutcome(result, script: "example.smh"))
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))\n\(result.errors)")
    }

    @Test func examplesAreFound() {
        #expect(ScriptCase.examples().count >= 8)
    }
}

extension ScriptCase {
    /// Every block of the catalog that is marked as `smh` and says what it prints, named by page and line.
    static func examples() -> [ScriptCase] {
        let catalog = folder().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/SMHScript/SMHScript.docc")
        let pages = (try? FileManager.default.contentsOfDirectory(atPath: catalog.path)) ?? []
        return pages.filter { $0.hasSuffix(".md") }.sorted().flatMap { page -> [ScriptCase] in
            let file = catalog.appendingPathComponent(page)
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            return blocks(of: text).filter { $0.text.contains("# expect") }.map { block in
                ScriptCase(name: "\(page):\(block.line)", file: file, source: Array(block.text.utf8))
            }
        }
    }

    private static func blocks(of text: String) -> [(line: Int, text: String)] {
        var blocks: [(line: Int, text: String)] = []
        var current: (line: Int, text: String)?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let block = current {
                if line == "```" {
                    blocks.append(block)
                    current = nil
                } else {
                    current?.text += line + "\n"
                }
            } else if line == "```smh" {
                current = (index + 2, "")
            }
        }
        return blocks
    }
}
