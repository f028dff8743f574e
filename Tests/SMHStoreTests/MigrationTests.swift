import Foundation
import SMHModel
import Testing

@testable import SMHStore

@Suite struct MigrationTests {
    /// Takes away what the second migration added: what is left is a file of the first version.
    private static let undoing: [StaticString] = [
        "DROP TABLE albumItem", "DROP TABLE album", "DROP TABLE jobItem", "DROP TABLE job",
        "DROP TABLE announcedUpload", "DROP TABLE contentHash", "ALTER TABLE recycled DROP COLUMN parent",
        "DELETE FROM grdb_migrations WHERE identifier = '2 koodrive'", "PRAGMA user_version = 1",
    ]

    @Test func aLibraryOfTheFirstVersionIsBroughtUpToDate() async throws {
        let fixture = try StoreFixture()
        try fixture.make("d/a.txt", "b.txt")
        try fixture.change { transaction, space in _ = try transaction.delete(["d", "a.txt"], in: space) }
        try fixture.store.writeNow { transaction in
            for statement in Self.undoing { try transaction.sql.execute(statement) }
        }
        try await fixture.store.close()

        let store = try LibraryStore.open(path: fixture.path, seed: nil)
        try store.writeNow { transaction in
            let space = try #require(try transaction.space(named: "-"))
            let item = try #require(try transaction.recycledItems(in: space, BinListing()).first)
            #expect(item.parent == nil)
            let album = try transaction.createAlbum(KooAlbumDraft(name: "A"), in: space)
            let node = try #require(try transaction.node(at: ["b.txt"], in: space))
            try transaction.add([transaction.identifiers.file(node.id)], to: album, in: space)
            #expect(try transaction.contents(of: album, AlbumListing(), in: space).total == 1)
            // Without the folder's number the names say where the item was.
            let draft = KooJobDraft(
                .restore, action: nil, files: [.init(fileID: transaction.identifiers.file(item.node.id))],
                from: "", in: "")
            let job = try transaction.createJob(draft, in: space)
            try transaction.advance(job, in: space)
            #expect(try transaction.items(of: job).map(\.code) == [0])
            #expect(try transaction.node(at: ["d", "a.txt"], in: space) != nil)
        }
        try await store.close()
    }
}
