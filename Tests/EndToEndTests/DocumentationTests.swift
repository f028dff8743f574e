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

    @Test func theFirstScriptOfTheReadmeDoesWhatItSays() async throws {
        let readme = try String(
            contentsOf: Documentation.root.appendingPathComponent("README.md"), encoding: .utf8)
        let script = try #require(readme.firstMatch(of: /```smh\n((?:.*\n)*?)```/)).1
        let workspace = try Workspace()
        try workspace.folder.write("tidy.smh", String(script))
        try workspace.folder.write("tree/camera/2019/old.jpg", "old")
        try workspace.folder.write("tree/camera/new.heic", "new")
        try workspace.folder.write("tree/tmp/x", String(repeating: "x", count: 3000))
        let old = Date(timeIntervalSince1970: 1_560_000_000)
        try FileManager.default.setAttributes(
            [.modificationDate: old], ofItemAtPath: workspace.folder.path + "/tree/camera/2019/old.jpg")
        #expect(try await workspace.run("import", "tree").status == 0)

        let result = try await workspace.run("tidy.smh", "--days", "90")
        #expect(result.output == "removed 1 files, 3 KB\n", "\(result.errors)")
        #expect(result.status == 0)
        let left = try await workspace.run("-c", "for f in glob(\"**/*\") { print(f.path) }")
        #expect(left.output == "archive/2019/old.jpg\ncamera/new.heic\n")
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
        let names = Set(Documentation.pages.filter { $0.catalog == page.catalog }.map { String($0.name.dropLast(3)) })
        for link in page.text.matches(of: /<doc:([A-Za-z]+)>/) {
            #expect(names.contains(String(link.1)), "\(page.name) names \(link.0)")
        }
    }

    @Test(arguments: Documentation.catalogs)
    func everyPageIsReachedFromTheFirst(_ catalog: String) throws {
        let pages = Documentation.pages.filter { $0.catalog == catalog }
        let first = try #require(pages.first { $0.name == "\(catalog).md" })
        for page in pages where page.name != first.name {
            #expect(first.text.contains("<doc:\(page.name.dropLast(3))>"), "\(page.name)")
        }
    }

    /// What others may build on is documented: each library product has a catalog of its own.
    @Test func everyProductHasACatalog() throws {
        let package = try String(
            contentsOf: Documentation.root.appendingPathComponent("Package.swift"), encoding: .utf8)
        let products = package.matches(of: /\.library\(name: "(\w+)"/).map { String($0.1) }
        #expect(products.count >= 3)
        for product in products { #expect(Documentation.catalogs.contains(product), "\(product)") }
    }
}

/// The pages of all catalogs.
enum Documentation {
    struct Page: Sendable, CustomStringConvertible {
        /// The module that it documents.
        var catalog: String
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

    /// First pages lead to the others, tables of built-ins are generated, the rest is told in Swift and in words.
    static let pagesWithoutScripts = [
        "BuiltIns.md", "Bounds.md", "DriveBuiltIns.md", "Embedding.md", "Machine.md", "Observing.md",
        "SMHBuiltins.md", "SMHEmbedding.md", "SMHOperations.md", "SMHScript.md", "WorkingOnALibrary.md",
    ]

    /// Whose pages show pieces of the example of a host.
    static let pagesInSwift = ["Bounds.md", "Embedding.md", "WorkingOnALibrary.md"]

    static let root = ScriptCase.folder().deletingLastPathComponent().deletingLastPathComponent()

    static var catalogs: [String] { Set(pages.map(\.catalog)).sorted() }

    static let pages: [Page] = {
        let files = FileManager.default
        let sources = root.appendingPathComponent("Sources")
        return ((try? files.contentsOfDirectory(atPath: sources.path)) ?? []).sorted().flatMap { module in
            let catalog = sources.appendingPathComponent("\(module)/\(module).docc")
            let names = (try? files.contentsOfDirectory(atPath: catalog.path)) ?? []
            return names.filter { $0.hasSuffix(".md") }.sorted().map { name in
                let file = catalog.appendingPathComponent(name)
                let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
                return Page(catalog: module, name: name, file: file, text: text, blocks: blocks(of: text))
            }
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
