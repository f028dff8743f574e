import SMHModel
import SMHStore
import Testing

@Suite struct EntryTests {
    @Test func namesAreToldApartByTheirBytes() throws {
        let fixture = try StoreFixture()
        // é composed, é decomposed, and two cases.
        try fixture.make("\u{e9}", "e\u{301}", "A", "a")
        #expect(try fixture.names().map { Array($0.utf8) } == ["A", "a", "e\u{301}", "\u{e9}"].map { Array($0.utf8) })
        _ = try fixture.change { transaction, space in try transaction.delete(["e\u{301}"], in: space) }
        #expect(try fixture.names().map { Array($0.utf8) } == ["A", "a", "\u{e9}"].map { Array($0.utf8) })
    }

    @Test func theRootIsNeverDeletedNorMoved() throws {
        let fixture = try StoreFixture()
        try fixture.make("a/")
        let deleted = try fixture.failure { transaction, space in _ = try transaction.delete([], in: space) }
        #expect(deleted?.code == .rootDirectoryNotAllowed)
        let moved = try fixture.failure { transaction, space in
            _ = try transaction.move(Transfer(source: [], sourceSpace: space, target: ["a", "b"], space: space))
        }
        #expect(moved?.status == 400)
        let onto = try fixture.failure { transaction, space in
            _ = try transaction.move(
                Transfer(source: ["a"], sourceSpace: space, target: [], space: space, strategy: .overwrite))
        }
        #expect(onto?.code == .invalidDestinationPath)
        #expect(try fixture.tree() == ["a/"])
    }

    @Test(arguments: [true, false])
    func nothingGoesIntoItsOwnSubtree(isMove: Bool) throws {
        let fixture = try StoreFixture()
        try fixture.make("a/b/", "ab/")
        for target in [["a", "x"], ["a", "b", "x"]] {
            let failure = try fixture.failure { transaction, space in
                let transfer = Transfer(
                    source: ["a"], sourceSpace: space, target: target, space: space, strategy: .rename)
                _ = try isMove ? transaction.move(transfer) : transaction.copy(transfer)
            }
            #expect(failure?.code == .sourceDirectoryIsParentOfDestination)
        }
        _ = try fixture.change { transaction, space in
            try transaction.move(Transfer(source: ["a"], sourceSpace: space, target: ["ab", "x"], space: space))
        }
        #expect(try fixture.tree() == ["ab/", "ab/x/", "ab/x/b/"])
    }

    @Test(arguments: [true, false])
    func directoriesMakeMissingParentsAndFilesDoNot(isMove: Bool) throws {
        let fixture = try StoreFixture()
        try fixture.make("d/", "f")
        let failure = try fixture.failure { transaction, space in
            let transfer = Transfer(source: ["f"], sourceSpace: space, target: ["n", "f"], space: space)
            _ = try isMove ? transaction.move(transfer) : transaction.copy(transfer)
        }
        #expect(failure?.code == .directoryNotFound)
        _ = try fixture.change { transaction, space in
            let transfer = Transfer(source: ["d"], sourceSpace: space, target: ["n", "m", "d"], space: space)
            return try isMove ? transaction.move(transfer) : transaction.copy(transfer)
        }
        #expect(try fixture.tree().contains("n/m/d/"))
    }

    @Test func aMoveOntoItselfChangesNothing() throws {
        let fixture = try StoreFixture()
        try fixture.make("f")
        let result = try fixture.change { transaction, space in
            try transaction.move(Transfer(source: ["f"], sourceSpace: space, target: ["f"], space: space))
        }
        #expect(result.path == ["f"])
        #expect(try fixture.tree() == ["f"])
    }

    @Test func aDirectorysTagChangesWithItsChildrenOnly() throws {
        let fixture = try StoreFixture()
        try fixture.make("a/b/")
        func tags() throws -> [[UInt8]] {
            try fixture.change { transaction, space in
                try [[], ["a"], ["a", "b"]].map { try #require(try transaction.node(at: $0, in: space)).etag }
            }
        }
        let before = try tags()
        try fixture.make("a/b/f")
        let after = try tags()
        #expect(before[0] == after[0])
        #expect(before[1] == after[1])
        #expect(before[2] != after[2])
        _ = try fixture.change { transaction, space in try transaction.delete(["a", "b", "f"], in: space) }
        #expect(try tags()[2] != after[2])
    }

    @Test func identitiesStayAndAreNotGivenTwice() throws {
        let fixture = try StoreFixture()
        try fixture.make("a/f")
        func inode(_ path: [String]) throws -> String {
            try fixture.change { transaction, space in
                String(
                    decoding: transaction.inode(of: try #require(try transaction.node(at: path, in: space))),
                    as: UTF8.self)
            }
        }
        let first = try inode(["a", "f"])
        #expect(first.utf8.count == 32)
        _ = try fixture.change { transaction, space in
            try transaction.move(Transfer(source: ["a", "f"], sourceSpace: space, target: ["g"], space: space))
        }
        #expect(try inode(["g"]) == first)
        let found = try fixture.change { transaction, space in try transaction.node(inode: first, in: space)?.path }
        #expect(found == ["g"])
        _ = try fixture.change { transaction, space in try transaction.delete(["g"], in: space, permanent: true) }
        try fixture.make("g")
        #expect(try inode(["g"]) != first)
        #expect(try fixture.change { transaction, space in try transaction.node(inode: first, in: space) } == nil)
        #expect(
            try fixture.change { transaction, space in try transaction.node(inode: "0" + first.dropFirst(), in: space) }
                == nil)
    }

    @Test func illegalAndLongNamesAreRefusedForNewEntriesOnly() throws {
        let fixture = try StoreFixture()
        for name in ["a:b", "a\\b", "a*", "a?", "\"", "<", ">", "|", ".", "..", "a\0b"] {
            let failure = try fixture.failure { transaction, space in
                _ = try transaction.createDirectory([name], in: space)
            }
            #expect(failure?.code == .illegalFileName, "\(name)")
        }
        let long = String(repeating: "ä", count: 256)
        let failure = try fixture.failure { transaction, space in _ = try transaction.createDirectory([long], in: space)
        }
        #expect(failure?.code == .directoryNameLengthExceed)
        _ = try fixture.change { transaction, space in
            try transaction.createDirectory([String(long.dropLast())], in: space)
        }
    }

    @Test func pagesGoOnWhereTheLastOneEnded() throws {
        let fixture = try StoreFixture()
        try fixture.make("d2/", "d1/", "c", "b", "a", "e")
        func walk(_ listing: DirectoryListing) throws -> [[String]] {
            try fixture.change { transaction, space in
                var pages: [[String]] = []
                var marker: ListingMarker?
                repeat {
                    let page = try transaction.list([], in: space, listing, after: marker)
                    pages.append(page.entries.map(\.name))
                    marker = try page.next.map { try ListingMarker(parsing: $0.text) }
                } while marker != nil
                return pages
            }
        }
        var listing = DirectoryListing()
        listing.limit = 2
        #expect(try walk(listing) == [["d1", "d2"], ["a", "b"], ["c", "e"]])
        listing.isUnion = true
        #expect(try walk(listing) == [["a", "b"], ["c", "d1"], ["d2", "e"]])
        listing.isDescending = true
        #expect(try walk(listing) == [["e", "d2"], ["d1", "c"], ["b", "a"]])
        listing.order = .size
        #expect(try walk(listing).flatMap { $0 }.count == 6)
        listing = DirectoryListing()
        listing.filter = .onlyFile
        listing.limit = 3
        #expect(try walk(listing) == [["a", "b", "c"], ["e"]])
        listing.filter = .onlyDir
        listing.prefix = "d"
        listing.startName = "d1"
        #expect(try walk(listing) == [["d2"]])
    }

    @Test func markersOfNoneAreRefused() {
        for text in ["x", "64", "zz", "640000000000000000ff"] {
            #expect(throws: StoreFailure.self) { try ListingMarker(parsing: text) }
        }
    }

    @Test func copiesShareTheirBytesAndOutliveTheSource() throws {
        let fixture = try StoreFixture()
        let bytes = try fixture.change { transaction, space in
            try transaction.makeFile(["a"], "hello", in: space)
            let transfer = Transfer(source: ["a"], sourceSpace: space, target: ["b"], space: space)
            _ = try transaction.copy(transfer)
            _ = try transaction.delete(["a"], in: space, permanent: true)
            let copy = try #require(try transaction.node(at: ["b"], in: space))
            return try transaction.content(try #require(copy.content), from: 0)
        }
        #expect(bytes == Array("hello".utf8))
    }

    @Test func checksumsAreThoseOfObjectStores() {
        #expect(CRC64.checksum(of: Array("123456789".utf8)) == 0x995D_C9BB_DF19_39FA)
        #expect(CRC64.checksum(of: []) == 0)
    }

    @Test func spacesAreApart() throws {
        let fixture = try StoreFixture()
        try fixture.make("f")
        try fixture.store.writeNow { transaction in
            let other = try transaction.createSpace(named: "other", attributes: "{}")
            let home = try #require(try transaction.space(named: "-"))
            _ = try transaction.move(Transfer(source: ["f"], sourceSpace: home, target: ["g"], space: other))
            #expect(try transaction.walk([], in: other) == ["g"])
            #expect(try transaction.walk([], in: home) == [])
            #expect(throws: StoreFailure.self) { try transaction.deleteSpace(other, force: false) }
            try transaction.deleteSpace(other, force: true)
            #expect(try transaction.space(named: "other") == nil)
        }
    }
}
