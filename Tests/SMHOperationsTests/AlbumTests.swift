import SMHModel
import SMHOperations
import SMHTesting
import SMHVirtualTime
import Synchronization
import Testing

/// Albums in the order of operations: batches, looks, doubts.
@Suite(.virtualTime) struct AlbumTests {
    /// A service with albums and nothing else.
    private final class AlbumDrive: Drive {
        struct State {
            var members: [String: [String]] = [:]
            var names: [String: String] = [:]
            var calls: [String] = []
            var sizes: [Int] = []
            var lists = 0
            /// What the first call answers instead of doing it, or after doing it.
            var losesBefore = false
            var losesAfter = false
            var ignores = false
            var listFails = false
            /// Of what is to be done the service passes over these, and says nothing of it.
            var passedOver: Set<String> = []
            /// What somebody else puts into the album before each listing.
            var addedAgain: [String] = []
        }

        let identity = DriveIdentity(service: "fake", library: "albums")
        let capabilities = DriveCapabilities(
            batchLimits: [.addToAlbum: 100, .removeFromAlbum: 1000, .deleteAlbum: 1], strategies: [], hasAlbums: true)
        let state: Mutex<State>

        init(_ members: [String: [String]]) { state = Mutex(State(members: members)) }

        static let unsupported = DriveError(.final, code: .unsupported, message: "not here")

        func listPage(_ request: ListRequest) async throws(DriveError) -> ListPage { throw Self.unsupported }
        func information(of path: DrivePath, in space: DriveSpace) async throws(DriveError) -> Entry {
            throw Self.unsupported
        }
        func makeDirectory(_ path: DrivePath, in space: DriveSpace) async throws(DriveError) { throw Self.unsupported }
        func poll(_ ids: [String], in space: DriveSpace) async throws(DriveError) -> [TaskState] { [] }
        func recycledPage(
            in space: DriveSpace, marker: String?, limit: Int
        ) async throws(DriveError) -> SMHOperations.RecycledPage { throw Self.unsupported }
        func usage(of space: DriveSpace) async throws(DriveError) -> SMHOperations.SpaceUsage { throw Self.unsupported }
        func spaces() async throws(DriveError) -> [String] { ["-"] }

        func submit(_ batch: Batch) async throws(DriveError) -> SMHOperations.BatchAnswer {
            await VirtualClock.current.sleep(nanoseconds: 1_000_000)
            let lost = state.withLock { state -> Bool in
                state.sizes.append(batch.items.count)
                state.calls.append("\(batch.kind)")
                if state.losesBefore {
                    state.losesBefore = false
                    return true
                }
                if !state.ignores {
                    let items = batch.items.map(\.source.names).filter { !state.passedOver.contains($0.last ?? "") }
                    Self.apply(batch.kind, items, &state)
                }
                defer { state.losesAfter = false }
                return state.losesAfter
            }
            if lost { throw DriveError(.inDoubt, code: .network, message: "the connection was lost") }
            return BatchAnswer(.finishedWithoutResults)
        }

        /// - Parameter items: the album of each, and the file where it is about one.
        private static func apply(_ kind: BatchKind, _ items: [[String]], _ state: inout State) {
            for (album, items) in Dictionary(grouping: items, by: { $0[0] }) {
                switch kind {
                case .addToAlbum: state.members[album, default: []] += items.map { $0[1] }
                case .removeFromAlbum:
                    let leaving = Set(items.map { $0[1] })
                    state.members[album]?.removeAll { leaving.contains($0) }
                default: state.members[album] = nil
                }
            }
        }

        func albumPage(in space: DriveSpace, marker: String?) async throws(DriveError) -> AlbumPage {
            state.withLock { state in
                AlbumPage(
                    albums: state.members.keys.sorted().map {
                        Album(space: space, id: $0, name: state.names[$0] ?? "Album \($0)", isManual: true)
                    })
            }
        }

        /// By position, as a service may: what is removed between two pages makes the rest move up.
        func memberPage(of album: Album, marker: String?) async throws(DriveError) -> AlbumMemberPage {
            await VirtualClock.current.sleep(nanoseconds: 1_000_000)
            let page = state.withLock { state -> AlbumMemberPage? in
                state.lists += 1
                if state.listFails { return nil }
                for id in state.addedAgain where state.members[album.id]?.contains(id) == false {
                    state.members[album.id]?.append(id)
                }
                let all = state.members[album.id] ?? []
                let start = min(Int(marker ?? "") ?? 0, all.count)
                let end = min(start + 100, all.count)
                return AlbumMemberPage(
                    members: all[start..<end].map { AlbumMember(album: album, id: $0) },
                    nextMarker: end < all.count ? "\(end)" : nil)
            }
            guard let page else { throw DriveError(.final, code: .permissionDenied, message: "no", status: 403) }
            return page
        }

        func createAlbum(named name: String, in space: DriveSpace) async throws(DriveError) -> String {
            let (id, isLost) = state.withLock { state -> (String, Bool) in
                let id = "\(state.members.count + 100)"
                state.calls.append("create")
                let before = state.losesBefore
                state.losesBefore = false
                if before { return (id, true) }
                state.members[id] = []
                state.names[id] = name
                defer { state.losesAfter = false }
                return (id, state.losesAfter)
            }
            if isLost { throw DriveError(.inDoubt, code: .network, message: "the connection was lost") }
            return id
        }
    }

    private func engine(_ drive: AlbumDrive) -> (OperationEngine, DriveSpace, Album) {
        let engine = OperationEngine(drive: drive, clock: VirtualClock.current, randomSeed: 1)
        let space = engine.space("-")
        return (engine, space, Album(space: space, id: "1", name: "Album 1", isManual: true))
    }

    private func remove(_ ids: [String], _ album: Album) -> SMHOperations.Operation {
        Operation(.removeFromAlbum, ids.map { .member(AlbumMember(album: album, id: $0)) })
    }

    private func ids(_ count: Int) -> [String] { (0..<count).map { "F\($0)" } }

    @Test func `ten thousand removed one by one while the album is walked over are ten requests`() async throws {
        let drive = AlbumDrive(["1": ids(10_000)])
        let (engine, _, album) = engine(drive)
        let walk = engine.walk(album)
        var seen = 0
        loop: while true {
            switch try walk.next() {
            case .member(let member):
                seen += 1
                try engine.submit(Operation(.removeFromAlbum, [.member(member)]))
            case .end: break loop
            case .wait(let wait): try await wait()
            }
        }
        let unseen = try await engine.settle()
        #expect(unseen.isEmpty)
        #expect(seen == 10_000)
        drive.state.withLock { state in
            #expect(state.sizes == Array(repeating: 1000, count: 10))
            #expect(state.members["1"] == [])
            // A hundred pages for the loop, and a look or two afterwards.
            #expect(state.lists <= 120)
        }
    }

    @Test func `additions travel a hundred at a time, and nothing is done before the album shows it`() async throws {
        let drive = AlbumDrive(["1": []])
        let (engine, _, album) = engine(drive)
        let task = try engine.submit(
            Operation(.addToAlbum, ids(250).map { .member(AlbumMember(album: album, id: $0)) }))
        let report = try await engine.finish(task)
        #expect(report.ok && report.count == 250 && report.items.allSatisfy { $0.code == nil })
        #expect(drive.state.withLock { $0.sizes.sorted() } == [50, 100, 100])
        #expect(drive.state.withLock { $0.lists } >= 3)
    }

    @Test func `what is accepted and not done is no success`() async throws {
        let drive = AlbumDrive(["1": ids(3)])
        drive.state.withLock { $0.ignores = true }
        let (engine, _, album) = engine(drive)
        let report = try await engine.finish(engine.submit(remove(["F1", "gone"], album)))
        #expect(report.items.map(\.ok) == [false, true])
        #expect(report.items[0].code == .protocol)
        #expect(report.items[1].message?.contains("file itself stays") == true)
        #expect(drive.state.withLock { $0.sizes } == [2])
    }

    @Test func `of what was done in part each item is looked at`() async throws {
        for kind in [OperationKind.addToAlbum, .removeFromAlbum] {
            let drive = AlbumDrive(["1": kind == .addToAlbum ? [] : ids(250)])
            drive.state.withLock { $0.passedOver = ["F3", "F120"] }
            let (engine, _, album) = engine(drive)
            let members = ids(250).map { OperationTarget.member(AlbumMember(album: album, id: $0)) }
            let report = try await engine.finish(engine.submit(Operation(kind, members)))
            #expect(report.failed.compactMap(\.fileID) == ["F3", "F120"])
            #expect(report.failed.allSatisfy { $0.code == .protocol && $0.status == 200 })
            // It is not done over and over behind the script's back.
            #expect(drive.state.withLock { $0.sizes.reduce(0, +) } == 250)
        }
    }

    /// Then the listing does not show that it was taken out, and nothing claims so.
    @Test func `what somebody adds again is not called done`() async throws {
        for losesAnswer in [false, true] {
            let drive = AlbumDrive(["1": ids(3)])
            drive.state.withLock { state in
                state.addedAgain = ["F1"]
                state.losesAfter = losesAnswer
            }
            let (engine, _, album) = engine(drive)
            let report = try await engine.finish(engine.submit(remove(["F1", "F2"], album)))
            #expect(report.items.map(\.ok) == [false, true])
            #expect(report.items[0].code == .protocol && report.items[0].hint?.contains("look at the album") == true)
            // Sent once more only where nobody knows whether it arrived.
            #expect(drive.state.withLock { $0.sizes } == (losesAnswer ? [2, 1] : [2]))
        }
    }

    @Test func `what cannot be looked at stays unverified`() async throws {
        let drive = AlbumDrive(["1": ids(3)])
        drive.state.withLock { $0.listFails = true }
        let (engine, _, album) = engine(drive)
        let report = try await engine.finish(engine.submit(remove(["F1"], album)))
        #expect(report.ok && report.items[0].code == .unverified)
        #expect(report.items[0].operation == .removeFromAlbum)
        #expect(report.items[0].albumID == "1" && report.items[0].fileID == "F1")
    }

    @Test func `a lost answer is settled by the album's listing`() async throws {
        for carriedOut in [true, false] {
            let drive = AlbumDrive(["1": ids(3)])
            drive.state.withLock { $0.losesAfter = carriedOut }
            drive.state.withLock { $0.losesBefore = !carriedOut }
            let (engine, _, album) = engine(drive)
            let report = try await engine.finish(engine.submit(remove(["F1"], album)))
            #expect(report.ok && report.items[0].code == nil)
            #expect(drive.state.withLock { $0.sizes.count } == (carriedOut ? 1 : 2))
            #expect(drive.state.withLock { $0.members["1"] } == ["F0", "F2"])
        }
    }

    @Test func `operations on one album wait for each other, others do not`() async throws {
        let drive = AlbumDrive(["1": ids(3), "2": ids(3)])
        let (engine, space, album) = engine(drive)
        _ = try engine.submit(remove(["F1"], album))
        _ = try engine.submit(Operation(.addToAlbum, [.member(AlbumMember(album: album, id: "F1"))]))
        _ = try engine.submit(
            Operation(.deleteAlbum, [.album(Album(space: space, id: "2", name: nil, isManual: true))]))
        // A read of the albums comes after all of it.
        let albums = try await engine.albums(in: space)
        #expect(albums.map(\.id) == ["1"])
        #expect(drive.state.withLock { $0.members["1"] } == ["F0", "F2", "F1"])
        let calls = drive.state.withLock { $0.calls }
        #expect(calls.filter { $0 != "deleteAlbum" } == ["removeFromAlbum", "addToAlbum"])
    }

    @Test func `a new album is made once, whatever gets lost`() async throws {
        for (before, after) in [(false, false), (true, false), (false, true)] {
            let drive = AlbumDrive(["1": []])
            drive.state.withLock { state in (state.losesBefore, state.losesAfter) = (before, after) }
            let (engine, space, _) = engine(drive)
            let album = try await engine.createAlbum(named: "Summer", in: space)
            #expect(album.name == "Summer")
            #expect(drive.state.withLock { $0.names.values.count { $0 == "Summer" } } == 1)
            let error = await #expect(throws: OperationError.self) {
                try await engine.createAlbum(named: "Summer", in: space)
            }
            #expect(error?.code == .exists)
        }
    }

    @Test func `collections and services without albums refuse before anything is sent`() async throws {
        let drive = AlbumDrive(["1": []])
        let (engine, space, _) = engine(drive)
        let collection = Album(space: space, id: "1", name: nil, isManual: false)
        let error = #expect(throws: OperationError.self) { try engine.submit(remove(["F1"], collection)) }
        #expect(error?.code == .unsupported)
        #expect(drive.state.withLock { $0.calls }.isEmpty)
        let run = Run(files: ["a"])
        let other = #expect(throws: OperationError.self) {
            try run.engine.submit(
                remove(["F1"], Album(space: run.space, id: "1", name: nil, isManual: true)))
        }
        #expect(other?.code == .unsupported)
        let read = await #expect(throws: OperationError.self) { try await run.engine.albums(in: run.space) }
        #expect(read?.code == .unsupported)
    }

    @Test func `a bound on items counts album calls, and a bound on places refuses them`() async throws {
        var configuration = EngineConfiguration()
        configuration.limits.items = 2
        let drive = AlbumDrive(["1": ids(5)])
        let engine = OperationEngine(
            drive: drive, configuration: configuration, clock: VirtualClock.current, randomSeed: 1)
        let album = Album(space: engine.space("-"), id: "1", name: nil, isManual: true)
        _ = try engine.submit(remove(["F0", "F1"], album))
        let error = #expect(throws: OperationError.self) { try engine.submit(remove(["F2"], album)) }
        #expect(error?.code == .limitReached)
    }
}
