import Foundation
import SMHModel
import SMHStore
import Testing

@Suite struct TreeTransferTests {
    private func write(_ path: String, _ text: String) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    @Test func aTreeComesBackAsItWas() async throws {
        let fixture = try StoreFixture()
        let source = fixture.folder.path + "/in"
        let names = ["a.txt", "d/b.bin", "d/e/empty", "odd \" \\ : * ? name", "e\u{301}", "\u{e9}", "new\nline"]
        for name in names { try write(source + "/" + name, "content of " + name) }
        try write(source + "/zero", "")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)], ofItemAtPath: source + "/a.txt")
        try FileManager.default.createSymbolicLink(atPath: source + "/link", withDestinationPath: "/etc")

        var tree = TreeImport(directory: source)
        tree.target = ["home", "in"]
        let taken = try await fixture.store.importTree(tree)
        #expect(taken.files == names.count + 1)
        #expect(taken.directories == 2)
        #expect(taken.skippedLinks == 1)
        #expect(taken.problemCount == 0)
        let node = try fixture.change { transaction, space in
            try transaction.node(at: ["home", "in", "a.txt"], in: space)
        }
        #expect(node?.modified == 1_000_000_000_000)
        #expect(node?.crc64 == CRC64.checksum(of: Array("content of a.txt".utf8)))

        let target = fixture.folder.path + "/out"
        let written = try await fixture.store.exportTree(["home", "in"], to: target)
        #expect(written.files == taken.files)
        for name in names {
            #expect(try String(contentsOfFile: target + "/" + name, encoding: .utf8) == "content of " + name)
        }
        let date = try FileManager.default.attributesOfItem(atPath: target + "/a.txt")[.modificationDate] as? Date
        #expect(date?.timeIntervalSince1970 == 1_000_000_000)
        let again = try await fixture.store.exportTree(["home", "in"], to: target)
        #expect(again.files == 0)
        #expect(again.problemCount == taken.files)
    }

    @Test func whatCannotBeTakenIsNamed() async throws {
        let fixture = try StoreFixture()
        let source = fixture.folder.path + "/in"
        try write(source + "/good", "x")
        try write(source + "/clash/f", "x")
        let bad = ((source + "/bad-").utf8 + [0xFF, 0]).map { CChar(bitPattern: $0) }
        close(open(bad, O_CREAT | O_WRONLY, 0o600))
        try fixture.make("clash")
        let counts = try await fixture.store.importTree(TreeImport(directory: source))
        #expect(counts.files == 1)
        #expect(counts.problemCount == 2)
        #expect(
            counts.problems.map(\.reason).sorted() == [
                "a file of that name is in the library", "the name is not UTF-8",
            ])
    }

    @Test func onlyNamesSizesAndTimesAreTakenWhenAskedFor() async throws {
        let fixture = try StoreFixture()
        let source = fixture.folder.path + "/in"
        try write(source + "/a", "hello")
        var tree = TreeImport(directory: source)
        tree.isMetadataOnly = true
        let counts = try await fixture.store.importTree(tree)
        #expect(counts.bytes == 5)
        let again = try await fixture.store.importTree(tree)
        #expect(again.unchanged == 1)
        let exported = try await fixture.store.exportTree([], to: fixture.folder.path + "/out")
        #expect(exported.problems.map(\.path) == ["a"])
        tree.isMetadataOnly = false
        #expect(try await fixture.store.importTree(tree).files == 1)
        let node = try fixture.change { transaction, space in try transaction.node(at: ["a"], in: space) }
        #expect(node?.content != nil)
        #expect(node?.revision == 2)
    }

    @Test func aMissingDirectoryIsAnErrorBeforeAnythingIsDone() async throws {
        let fixture = try StoreFixture()
        await #expect(throws: TreeTransferError.self) {
            try await fixture.store.importTree(TreeImport(directory: "/no/such/directory"))
        }
        #expect(try fixture.tree() == [])
    }
}
