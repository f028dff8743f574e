import SMHModel
import SMHStore
import Testing

@Suite struct RecycleBinTests {
    private func recycle(_ path: String, _ fixture: StoreFixture) throws -> Int64 {
        let removal = try fixture.change { transaction, space in
            try transaction.delete(LibraryTransaction.names(path), in: space)
        }
        guard case .recycled(let number) = removal else { throw StoreFailure(.recycledItemNotFound) }
        return number
    }

    @Test func aDirectoryIsOneItemAndComesBackWhole() throws {
        let fixture = try StoreFixture()
        try fixture.make("a/b/c/", "a/b/f")
        let number = try recycle("a/b", fixture)
        #expect(try fixture.tree() == ["a/"])
        let items = try fixture.change { transaction, space in try transaction.recycledItems(in: space, BinListing()) }
        #expect(items.map(\.number) == [number])
        #expect(items.first?.path == ["a", "b"])
        let path = try fixture.change { transaction, space in try transaction.restore(number, in: space) }
        #expect(path == ["a", "b"])
        #expect(try fixture.tree() == ["a/", "a/b/", "a/b/c/", "a/b/f"])
        #expect(
            try fixture.failure { transaction, space in _ = try transaction.restore(number, in: space) }?.code
                == .recycledItemNotFound)
    }

    @Test func aRestoreMeetsWhatStandsThere() throws {
        let fixture = try StoreFixture()
        try fixture.make("f.txt")
        let number = try recycle("f.txt", fixture)
        try fixture.make("f.txt")
        let asked = try fixture.failure { transaction, space in
            _ = try transaction.restore(number, in: space, strategy: .ask)
        }
        #expect(asked?.code == .sameNameDirectoryOrFileExists)
        #expect(
            try fixture.change { transaction, space in try transaction.restore(number, in: space) } == ["f (1).txt"])
    }

    @Test func aRestoreNeedsItsDirectoryUnlessItMayFallBack() throws {
        let fixture = try StoreFixture()
        try fixture.make("a/f")
        let number = try recycle("a/f", fixture)
        _ = try recycle("a", fixture)
        let missing = try fixture.failure { transaction, space in _ = try transaction.restore(number, in: space) }
        #expect(missing?.code == .directoryNotFound)
        let path = try fixture.change { transaction, space in
            try transaction.restore(number, in: space, fallback: .fallbackToRoot)
        }
        #expect(path == ["f"])
    }

    @Test func withoutABinEverythingIsErased() throws {
        var options = LibraryOptions()
        options.usesRecycleBin = false
        let fixture = try StoreFixture(options: options)
        try fixture.make("f")
        #expect(try fixture.change { transaction, space in try transaction.delete(["f"], in: space) } == .erased)
        let failure = try fixture.failure { transaction, space in
            _ = try transaction.recycledItems(in: space, BinListing())
            try transaction.requireBin()
        }
        #expect(failure?.code == .recycleBinNotEnabled)
    }

    @Test func purgedAndEmptiedItemsAreGone() throws {
        let fixture = try StoreFixture()
        try fixture.make("a/f", "b", "c")
        let first = try recycle("a", fixture)
        _ = try recycle("b", fixture)
        _ = try recycle("c", fixture)
        try fixture.change { transaction, space in try transaction.purge(first, in: space) }
        try fixture.change { transaction, space in
            #expect(try transaction.recycledCount(in: space) == 2)
            try transaction.emptyBin(of: space)
            #expect(try transaction.recycledCount(in: space) == 0)
            #expect(try transaction.size(of: space) == 0)
        }
    }

    @Test func itemsLeaveWhenTheirTimeIsOver() async throws {
        var options = LibraryOptions()
        options.recycleDays = 2
        let fixture = try StoreFixture(options: options)
        try fixture.make("f")
        let number = try recycle("f", fixture)
        fixture.world.advance(milliseconds: 86_400_000 + 1)
        let days = try fixture.change { transaction, space in
            try transaction.recycledItem(number, in: space)?.remainingDays(at: transaction.now)
        }
        #expect(days == 0)
        fixture.world.advance(milliseconds: 86_400_000)
        #expect(try fixture.change { transaction, space in try transaction.recycledItem(number, in: space) } == nil)
        await fixture.store.finishBackgroundWork()
        #expect(
            try fixture.change { transaction, space in try transaction.binStatistics(of: space) } == TreeStatistics())
    }

    @Test func aLongerRetentionCountsForWhatIsThere() throws {
        var options = LibraryOptions()
        options.recycleDays = 2
        let fixture = try StoreFixture(options: options)
        try fixture.make("f")
        let number = try recycle("f", fixture)
        func days() throws -> Int64? {
            try fixture.change { transaction, space in
                try transaction.recycledItem(number, in: space)?.remainingDays(at: transaction.now)
            }
        }
        try fixture.change { transaction, space in try transaction.setRetention(days: 9, of: space) }
        #expect(try days() == 9)
        try fixture.change { transaction, space in try transaction.setRetention(days: 1, of: space) }
        #expect(try days() == 9)
    }

    /// More rows than one transaction removes, and deeper than one would recurse.
    @Test func largeAndDeepTreesAreReclaimedInTheBackground() async throws {
        let fixture = try StoreFixture()
        try fixture.change { transaction, space in
            _ = try transaction.createDirectory(["t"] + (0..<1500).map { "d\($0)" }, in: space)
            for index in 0..<3000 { _ = try transaction.createDirectory(["t", "x\(index)"], in: space) }
            _ = try transaction.delete(["t"], in: space, permanent: true)
            #expect(try transaction.walk([], in: space) == [])
        }
        await fixture.store.finishBackgroundWork()
        let isEmpty = try fixture.store.writeNow { try $0.isLimboEmpty }
        #expect(isEmpty)
    }
}
