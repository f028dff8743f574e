import Foundation
import SMHStore
import Testing

@Suite struct LibraryFileTests {
    @Test func aNewLibraryIsForItsOwnerOnly() throws {
        let fixture = try StoreFixture()
        let attributes = try FileManager.default.attributesOfItem(atPath: fixture.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func settingsSurviveReopening() async throws {
        var options = LibraryOptions()
        options.usesRecycleBin = false
        options.recycleDays = 3
        let fixture = try StoreFixture(options: options)
        try fixture.make("a/b/", "a/c.txt")
        try await fixture.store.close()
        let again = try LibraryStore.open(path: fixture.path, seed: nil)
        #expect(again.settings.id == "smhlab01")
        #expect(again.settings.options == options)
        let count = try again.readNow { transaction in
            let space = try #require(try transaction.space(named: "-"))
            return try transaction.statistics(of: space)
        }
        #expect(count == TreeStatistics(files: 1, directories: 2))
    }

    @Test func anEmptyFileBecomesALibrary() throws {
        let folder = try Folder()
        let path = folder.path + "/empty.smhdb"
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(try LibraryStore.open(path: path).settings.id.hasPrefix("smh"))
    }

    @Test func whatIsNoLibraryIsRefusedAndLeftAsItIs() throws {
        let folder = try Folder()
        let text = Data(repeating: UInt8(ascii: "x"), count: 5000)
        let path = folder.path + "/notes.smhdb"
        try text.write(to: URL(fileURLWithPath: path))
        #expect(throws: LibraryFileError.notADatabase(path: path)) { try LibraryStore.open(path: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == text)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes.smhdb"])
    }

    @Test func aShortFileIsNoDatabase() throws {
        let folder = try Folder()
        let path = folder.path + "/short.smhdb"
        try Data("SQLite format 3\0".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: LibraryFileError.notADatabase(path: path)) { try LibraryStore.open(path: path) }
    }

    @Test func aDirectoryIsRefused() throws {
        let folder = try Folder()
        #expect(throws: LibraryFileError.directory(path: folder.path)) { try LibraryStore.open(path: folder.path) }
    }

    @Test func aMissingFileIsRefusedWithoutASeed() throws {
        let folder = try Folder()
        let path = folder.path + "/none.smhdb"
        #expect(throws: LibraryFileError.missing(path: path)) { try LibraryStore.open(path: path, seed: nil) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aFileCannotBeMadeInAMissingDirectory() throws {
        let folder = try Folder()
        let path = folder.path + "/no/such.smhdb"
        let error = #expect(throws: LibraryFileError.self) { try LibraryStore.open(path: path) }
        #expect(error?.description.contains(path) == true)
    }

    /// Headers are changed as a newer program, and another one, would have them.
    @Test(arguments: [(60, "newer"), (68, "foreign")])
    func headersTellNewerAndForeignFiles(offset: Int, kind: String) async throws {
        let fixture = try StoreFixture()
        try await fixture.store.close()
        let url = URL(fileURLWithPath: fixture.path)
        var bytes = try Data(contentsOf: url)
        bytes[offset] = 0x01
        try bytes.write(to: url)
        let error = #expect(throws: LibraryFileError.self) { try LibraryStore.open(path: fixture.path) }
        switch error {
        case .newerVersion(_, let found, let known): #expect(kind == "newer" && found > known)
        case .foreignDatabase: #expect(kind == "foreign")
        default: Issue.record("\(String(describing: error))")
        }
        #expect(try Data(contentsOf: url) == bytes)
    }

    @Test func aDamagedLibraryIsAnErrorAndNoTrap() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.close()
        let url = URL(fileURLWithPath: fixture.path)
        var bytes = try Data(contentsOf: url)
        for index in 100..<bytes.count { bytes[index] = 0xA5 }
        try bytes.write(to: url)
        #expect(throws: LibraryFileError.self) { try LibraryStore.open(path: fixture.path) }
    }

    @Test func everyErrorSaysWhatToDo() {
        let errors: [LibraryFileError] = [
            .missing(path: "p"), .directory(path: "p"), .unreadable(path: "p", reason: "r"),
            .cannotCreate(path: "p", reason: "r"), .notADatabase(path: "p"), .foreignDatabase(path: "p"),
            .newerVersion(path: "p", found: 2, known: 1), .damaged(path: "p", reason: "r"), .busy(path: "p"),
        ]
        for error in errors {
            #expect(error.description.contains("p"))
            #expect(!error.hint.isEmpty)
        }
    }
}

@Suite struct SharedFileTests {
    /// As two processes would: each with connections of its own.
    @Test func twoOwnersOfOneFileWaitForEachOther() async throws {
        let fixture = try StoreFixture()
        let other = try StoreFixture.open(fixture.path, LibraryOptions(), fixture.world)
        #expect(other.settings.secret == fixture.store.settings.secret)
        await withThrowingTaskGroup(of: Void.self) { group in
            for (owner, store) in [fixture.store, other].enumerated() {
                for index in 0..<30 {
                    group.addTask {
                        try await store.write { transaction in
                            let space = try #require(try transaction.space(named: "-"))
                            _ = try transaction.createDirectory(["\(owner) \(index)"], in: space)
                        }
                    }
                }
            }
        }
        #expect(try fixture.names().count == 60)
        let inodes = try other.readNow { transaction in
            let space = try #require(try transaction.space(named: "-"))
            var listing = DirectoryListing()
            listing.limit = 100
            return Set(try transaction.list([], in: space, listing).entries.map(\.id))
        }
        #expect(inodes.count == 60)
    }

    @Test func aClosedLibraryIsOneFile() async throws {
        let fixture = try StoreFixture()
        try fixture.make("a", "b/c")
        try await fixture.store.close()
        let log = try? FileManager.default.attributesOfItem(atPath: fixture.path + "-wal")[.size] as? Int
        #expect((log ?? 0) == 0)
        let copy = fixture.folder.path + "/copy.smhdb"
        try FileManager.default.copyItem(atPath: fixture.path, toPath: copy)
        let again = try LibraryStore.open(path: copy, seed: nil)
        #expect(
            try again.readNow { try $0.walk([], in: try #require(try $0.space(named: "-"))) } == ["a", "b/", "b/c"])
    }

    @Test func aLibraryIsKnownWhileItsMakerHasItOpen() throws {
        let fixture = try StoreFixture()
        #expect(try LibraryStore.open(path: fixture.path, seed: nil).settings.id == "smhlab01")
    }
}
