import Foundation
import SMHTesting
import Testing

/// The examples of the documentation run, and do what stands beside them.
struct DocumentationTests {
    @Test(arguments: Documentation.examples)
    func exampleDoesWhatItSays(_ example: ScriptCase) async throws {
        // One that says nothing of what it does would pass whatever it did.
        #expect(example.hasExpectations, "\(example.name) expects nothing")
        let workspace = try Workspace()
        let (differences, errors) = try await workspace.differences(of: example, named: "example.smh")
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))\n\(errors)")
    }

    /// A page whose fences are misspelt would have no examples, and nothing to fail.
    @Test(arguments: Documentation.pages.filter { !Documentation.pagesWithoutScripts.contains($0.name) })
    func pageHasExamples(_ page: Documentation.Page) {
        #expect(page.blocks.contains { $0.language == "smh" }, "\(page.name)")
    }

    @Test(arguments: Documentation.pages)
    func everyFenceIsClosedAndSaysItsLanguage(_ page: Documentation.Page) {
        #expect(page.text.split(separator: "\n").count { $0.hasPrefix("```") } == page.blocks.count * 2, "\(page.name)")
        for block in page.blocks {
            #expect(["smh", "swift", "toml", "text"].contains(block.language), "\(page.name):\(block.line)")
        }
    }

    @Test func pagesAreFound() {
        #expect(Documentation.pages.count >= 15)
    }

    /// DocC would only warn of a link that leads nowhere.
    @Test(arguments: Documentation.pages)
    func linksLeadToPages(_ page: Documentation.Page) throws {
        let names = Set(Documentation.pages.map { String($0.name.dropLast(3)) })
        for link in page.text.matches(of: /<doc:([A-Za-z]+)>/) {
            #expect(names.contains(String(link.1)), "\(page.name) names \(link.0)")
        }
    }

    @Test func everyPageIsReachedFromTheFirst() throws {
        let first = try #require(Documentation.pages.first { $0.name == "SMHScript.md" })
        for page in Documentation.pages where page.name != first.name {
            #expect(first.text.contains("<doc:\(page.name.dropLast(3))>"), "\(page.name)")
        }
    }
}

/// The pages of the catalog.
enum Documentation {
    struct Page: Sendable, CustomStringConvertible {
        var name: String
        var file: URL
        var text: String
        var blocks: [Block]

        var description: String { name }
    }

    /// A fenced block: what stands behind its opening fence, the number of its first line, and its text.
    struct Block: Sendable {
        var language: String
        var line: Int
        var text: String
    }

    /// The first page leads to the others, tables of built-ins are generated, these two are told in Swift and in words.
    static let pagesWithoutScripts = ["BuiltIns.md", "DriveBuiltIns.md", "Embedding.md", "Machine.md", "SMHScript.md"]

    static let pages: [Page] = {
        let catalog = ScriptCase.folder().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/SMHScript/SMHScript.docc")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: catalog.path)) ?? []
        return names.filter { $0.hasSuffix(".md") }.sorted().map { name in
            let file = catalog.appendingPathComponent(name)
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            return Page(name: name, file: file, text: text, blocks: blocks(of: text))
        }
    }()

    /// Every block that is marked as `smh`, named by page and line.
    static var examples: [ScriptCase] {
        pages.flatMap { page in
            page.blocks.filter { $0.language == "smh" }.map { block in
                ScriptCase(name: "\(page.name):\(block.line)", file: page.file, source: Array(block.text.utf8))
            }
        }
    }

    private static func blocks(of text: String) -> [Block] {
        var blocks: [Block] = []
        var current: Block?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let block = current {
                if line == "```" {
                    blocks.append(block)
                    current = nil
                } else {
                    current?.text += line + "\n"
                }
            } else if line.hasPrefix("```") {
                current = Block(language: String(line.dropFirst(3)), line: index + 2, text: "")
            }
        }
        return blocks
    }
}
