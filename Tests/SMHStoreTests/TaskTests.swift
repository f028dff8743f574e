import SMHModel
import SMHStore
import Testing

@Suite struct TaskTests {
    @Test func anUnfinishedTaskGoesOnAfterARestart() async throws {
        let fixture = try StoreFixture { $0.runsTasks = false }
        try fixture.make("a", "b", "c/d/")
        let id = try fixture.change { transaction, space in
            try transaction.submit(
                BatchRequest(.delete([.init(path: "a"), .init(path: "none"), .init(path: "c", permanent: true)])),
                in: space)
        }
        let before = try fixture.change { transaction, space in try transaction.task(id, in: space) }
        #expect(before?.status == 202)
        #expect(before?.results == nil)
        try await fixture.store.close()

        let again = try StoreFixture.open(fixture.path, LibraryOptions(), fixture.world)
        await again.finishBackgroundWork()
        try again.readNow { transaction in
            let space = try #require(try transaction.space(named: "-"))
            let task = try #require(try transaction.task(id, in: space))
            #expect(task.status == 207)
            #expect(task.results?.map(\.status) == [200, 404, 204])
            #expect(task.results?.map(\.path) == [["a"], ["none"], ["c"]])
            #expect(try transaction.walk([], in: space) == ["b"])
        }
    }

    @Test func tasksCanBeAskedForThirtyDays() async throws {
        let fixture = try StoreFixture()
        try fixture.make("a")
        let id = try fixture.change { transaction, space in
            try transaction.submit(BatchRequest(.delete([.init(path: "a")])), in: space)
        }
        await fixture.store.finishBackgroundWork()
        func status() throws -> Int? {
            try fixture.change { transaction, space in try transaction.task(id, in: space)?.status }
        }
        #expect(try status() == 200)
        fixture.world.advance(milliseconds: 30 * 86_400_000)
        #expect(try status() == 200)
        fixture.world.advance(milliseconds: 1)
        #expect(try status() == nil)
    }

    @Test func aTaskActsWithTheRightsOfWhoeverAskedForIt() async throws {
        let fixture = try StoreFixture()
        try fixture.make("f", "d/")
        let id = try fixture.change { transaction, space in
            transaction.access = AccessRights(grants: [.deleteFile])
            return try transaction.submit(BatchRequest(.delete([.init(path: "f"), .init(path: "d")])), in: space)
        }
        await fixture.store.finishBackgroundWork()
        let task = try fixture.change { transaction, space in try transaction.task(id, in: space) }
        #expect(task?.results?.map(\.status) == [200, 403])
        #expect(task?.results?.last?.code == .noPermission)
    }

    @Test func aLargeCopyAppearsWhole() async throws {
        let fixture = try StoreFixture()
        try fixture.change { transaction, space in
            for index in 0..<2500 { _ = try transaction.createDirectory(["t", "x\(index)"], in: space) }
            try transaction.makeFile(["t", "x7", "f"], "hello", in: space)
        }
        let (id, clash) = try fixture.change { transaction, space in
            let items = [BatchCopyItem(copyFrom: "t", to: "n/u", strategy: .ask)]
            return (
                try transaction.submit(BatchRequest(.copy(items)), in: space),
                try transaction.submit(BatchRequest(.copy(items)), in: space)
            )
        }
        await fixture.store.finishBackgroundWork()
        try fixture.change { transaction, space in
            #expect(try transaction.task(id, in: space)?.results?.map(\.status) == [204])
            #expect(try transaction.task(clash, in: space)?.results?.map(\.status) == [409])
            let source = try #require(try transaction.node(at: ["t"], in: space))
            let copy = try #require(try transaction.node(at: ["n", "u"], in: space))
            #expect(try transaction.statistics(of: copy) == transaction.statistics(of: source))
            #expect(try transaction.statistics(of: space).directories == 5003)
        }
        #expect(try fixture.store.writeNow { try $0.isLimboEmpty })
    }
}
