import Foundation
import SMHTesting
import Testing

/// The example of a host, and what the documentation shows of it.
struct EmbedderTests {
    @Test func saysWhatItShould() async throws {
        let result = try await ChildProcess.run(ChildProcess.built("Embedder"), [])
        #expect(result.errors == "")
        #expect(result.status == 0)
        #expect(
            result.output == """
                Oslo [10.0, 15.5]
                warmest: 15.5
                call: [20, 1]
                call: [40, 2]
                fetched: [["OSLO", "ROME"], "no name"]
                shelf: [4, ["Ulysses", "Solaris"], "shelf"]
                Undefined at 2:7
                error[Undefined]: `totl` is not defined
                 --> typo.smh:2:7
                  |
                2 | print(totl)
                  |       ^^^^ did you mean `total`?
                error[IndexOutOfRange]: there is no element 2: the list has 2 elements
                 --> late.smh:1:23
                  |
                1 | fn third(list) = list[2]
                  |                       ^
                  = called from late.smh:2
                modules: `fs` is not defined; `env` is not defined; `random` is not defined
                budget: BudgetExceeded
                deadline: Cancelled
                deadline in a wait: Cancelled
                memory: MemoryLimit
                depth: StackOverflow
                cancelled: Cancelled
                again: [1, 4, 9]
                side by side: [500500, 2001000, 4501500, 8002000]
                session: 42
                imported: 3 []
                moved ["small/a.jpg", "small/c.heic"]
                library: 3 files
                library: LimitReached
                library: 1 item failed, and no `await` has seen it ["camera/no.jpg NotFound"]

                """)
    }

    /// What the page shows in Swift is a piece of the example, which the compiler has seen.
    @Test(arguments: Documentation.pages.filter { Documentation.pagesInSwift.contains($0.name) }.flatMap(\.blocks))
    func swiftOfThePageStandsInTheExample(_ block: Documentation.Block) throws {
        let folder = ScriptCase.folder("Examples").appendingPathComponent("Embedder")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let wanted = Self.lines(block.text)
        let isThere = try names.contains { name in
            let lines = Self.lines(try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
            return lines.indices.contains { lines[$0...].starts(with: wanted) }
        }
        #expect(isThere, "\(block.text)")
    }

    /// Without their indentation.
    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n").map { $0.drop { $0 == " " } }
    }
}
