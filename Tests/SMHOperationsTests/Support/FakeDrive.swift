import SMHModel
import SMHTesting
import SMHOperations
import Synchronization

/// A drive over a ``FakeLibrary``, with trouble on demand.
final class FakeDrive: Drive {
    /// What can go wrong, each with its probability in a thousand.
    struct Faults: Sendable {
        var seed: UInt64 = 1
        var throttled = 0
        var notDone = 0
        /// The request is lost: nothing happened.
        var lostBefore = 0
        /// The answer is lost: it was carried out.
        var lostAfter = 0
        /// Half of the items were carried out, then 500.
        var half = 0
        /// 202 and a task.
        var task = 0
        var taskFails = 0
        var missingResult = 0
        var shuffled = 0
        var busyItem = 0
        var offsetMarkers = false
        var lostMarker = 0
        var listFails = 0
        /// Milliseconds before an answer, at most.
        var latency = 3

        static let none = Faults()
    }

    /// One change that was carried out.
    struct LogEntry: Sendable, Equatable {
        var kind: BatchKind
        var source: String
        var target: String?
        var status: Int
    }

    struct State {
        var library: FakeLibrary
        var faults: Faults
        var random: SeededGenerator
        var log: [LogEntry] = []
        var batches: [Batch] = []
        var lists: [String] = []
        var made: [String] = []
        var polls = 0
        var pollSizes: [Int] = []
        var infos = 0
        var tasks: [String: TaskWork] = [:]
        var nextTask = 1
        /// Answers instead of the library: for single scenarios.
        var onBatch: (@Sendable (Batch, Int) throws(DriveError) -> SMHOperations.BatchAnswer?)?
        var onList: (@Sendable (ListRequest) throws(DriveError) -> ListPage?)?
        var onInformation: (@Sendable (DrivePath) throws(DriveError) -> Void)?
        var afterBatch: (@Sendable (Batch, Int) throws(DriveError) -> Void)?
        var isHalf: (@Sendable (Int) -> Bool)?
        var skipsItems: (@Sendable (Int, Int) -> Bool)?
        var changeResults: (@Sendable ([BatchResult]) -> [BatchResult])?
        var refuses: (@Sendable (Batch, BatchItem) -> Bool)?
        var refusesQuota: (@Sendable (FakeLibrary) -> Bool)?
        var unknownPolls = 0
        var taskRounds = 2
        var repeatsMarkers = false
        /// What others do to the library after a page was read.
        var onListed: (@Sendable (FakeLibrary, ListRequest) -> Void)?
        var onStatistics: (@Sendable (DrivePath) throws(DriveError) -> SMHOperations.DirectoryStatistics)?
        /// How long a batch takes, in nanoseconds.
        var batchDelay: Int64 = 0
        var hidesIdentities = false
        var delay: (@Sendable () async -> Void)?
    }

    struct TaskWork {
        var results: [BatchResult]
        var rounds: Int
        var fails: Bool
    }

    let identity = DriveIdentity(service: "fake", library: "lib")
    let capabilities: DriveCapabilities
    let state: Mutex<State>
    let clock: any EngineClock

    init(
        _ library: sending FakeLibrary = FakeLibrary(), faults: Faults = .none, pageLimit: Int = 1000,
        batchLimit: Int = 1000, clock: any EngineClock
    ) {
        capabilities = DriveCapabilities(
            batchLimits: Dictionary(uniqueKeysWithValues: BatchKind.allCases.map { ($0, batchLimit) }),
            listPageLimit: pageLimit)
        self.clock = clock
        state = Mutex(State(library: library, faults: faults, random: SeededGenerator(seed: faults.seed)))
    }

    func with<Value: Sendable>(_ body: (inout State) throws -> Value) rethrows -> Value {
        try state.withLock { state in
            state.library.now = clock.wallTime
            return try body(&state)
        }
    }

    private func roll(_ state: inout State, _ chance: Int) -> Bool {
        chance > 0 && Int(state.random.next() % 1000) < chance
    }

    private func pause() async {
        let (delay, latency) = state.withLock { ($0.delay, Int64($0.random.below(max(1, $0.faults.latency)))) }
        if let delay { await delay() } else { await clock.sleep(nanoseconds: latency * 1_000_000) }
    }

    // MARK: Reading

    func listPage(_ request: ListRequest) async throws(DriveError) -> ListPage {
        await pause()
        return try lock { (state) throws(DriveError) in
            state.lists.append("\(request.directory)")
            if let page = try state.onList?(request) { return page }
            if roll(&state, state.faults.listFails) { throw Self.lost }
            if request.marker != nil, roll(&state, state.faults.lostMarker) {
                throw DriveError(
                    .final, code: .notFound, message: "Marker not found.", status: 404, serviceCode: "MarkerNotFound")
            }
            guard let node = state.library.node(request.directory.names), node.isDirectory else {
                throw DriveError(
                    .final, code: .notFound, message: "Directory not found.", status: 404,
                    serviceCode: "DirectoryNotFound")
            }
            let names = node.children.keys.filter { request.prefix.map($0.hasPrefix) ?? true }.sorted {
                $0.utf8.lexicographicallyPrecedes($1.utf8)
            }
            var start = 0
            if let after = request.afterName {
                start = names.firstIndex { after.utf8.lexicographicallyPrecedes($0.utf8) } ?? names.count
            } else if let marker = request.marker {
                if state.faults.offsetMarkers {
                    start = Int(marker) ?? 0
                } else {
                    start = names.firstIndex { marker.utf8.lexicographicallyPrecedes($0.utf8) } ?? names.count
                }
            }
            let page = Array(names.dropFirst(start).prefix(request.limit))
            let isLast = start + page.count >= names.count
            let entries = page.compactMap { name in
                node.children[name].map { entry($0, name, in: request.directory, request.space, state.hidesIdentities) }
            }
            state.onListed?(state.library, request)
            let marker = isLast ? nil : state.faults.offsetMarkers ? "\(start + page.count)" : page.last
            if state.repeatsMarkers, let marker = request.marker, !isLast {
                return ListPage(entries: entries, nextMarker: marker, etag: "t\(node.tag)")
            }
            return ListPage(entries: entries, nextMarker: marker, etag: "t\(node.tag)")
        }
    }

    private func entry(
        _ node: FakeLibrary.Node, _ name: String, in directory: DrivePath, _ space: DriveSpace, _ isNameless: Bool
    ) -> Entry {
        Entry(
            space: space, directory: directory, name: name, kind: node.isDirectory ? .directory : .file,
            type: node.isDirectory ? "dir" : "file", size: node.isDirectory ? nil : node.size, created: node.created,
            modified: node.created, etag: node.etag, inode: isNameless ? nil : "i\(node.inode)",
            readAt: clock.wallTime)
    }

    func information(of path: DrivePath, in space: DriveSpace) async throws(DriveError) -> Entry {
        await pause()
        return try lock { (state) throws(DriveError) in
            state.infos += 1
            try state.onInformation?(path)
            guard let node = state.library.node(path.names), let parent = path.parent else {
                throw DriveError(
                    .final, code: .notFound, message: "Path not found.", status: 404, serviceCode: "PathNotFound")
            }
            return entry(node, path.name, in: parent, space, state.hidesIdentities)
        }
    }

    func makeDirectory(_ path: DrivePath, in space: DriveSpace) async throws(DriveError) {
        await pause()
        try lock { (state) throws(DriveError) in
            state.made.append("\(path)")
            if roll(&state, state.faults.lostBefore) { throw Self.lost }
            do throws(FakeLibrary.Refusal) {
                try state.library.makeDirectory(path.names)
            } catch {
                throw DriveError(.final, code: .exists, message: "taken", status: error.status, serviceCode: error.code)
            }
            if roll(&state, state.faults.lostAfter) { throw Self.lost }
        }
    }

    func recycledPage(
        in space: DriveSpace, marker: String?, limit: Int
    ) async throws(DriveError) -> SMHOperations.RecycledPage {
        await pause()
        return try lock { (state) throws(DriveError) in
            guard state.library.hasBin else {
                throw DriveError(
                    .final, code: .unsupported, message: "Recycle bin not enabled.", status: 400,
                    serviceCode: "RecycleBinNotEnabled")
            }
            let entries = state.library.bin.values.sorted { $0.number < $1.number }.map { item in
                RecycledEntry(
                    space: space, number: item.number, originalPath: try? DrivePath(names: item.path),
                    name: item.path.last ?? "", kind: item.node.isDirectory ? .directory : .file, type: "file",
                    removed: item.removed)
            }
            let start = Int(marker ?? "") ?? 0
            let page = Array(entries.dropFirst(start).prefix(limit))
            return SMHOperations.RecycledPage(
                entries: page, nextMarker: start + page.count < entries.count ? "\(start + page.count)" : nil)
        }
    }

    func statistics(
        of directory: DrivePath, in space: DriveSpace
    ) async throws(DriveError) -> SMHOperations.DirectoryStatistics {
        try lock { (state) throws(DriveError) in
            guard let statistics = state.onStatistics else {
                throw DriveError(.final, code: .unsupported, message: "no statistics")
            }
            return try statistics(directory)
        }
    }

    func usage(of space: DriveSpace) async throws(DriveError) -> SMHOperations.SpaceUsage {
        SMHOperations.SpaceUsage(size: 0)
    }
    func spaces() async throws(DriveError) -> [String] { ["-"] }

    // MARK: Changing

    static let lost = DriveError(.inDoubt, code: .network, message: "the connection was lost")

    func submit(_ batch: Batch) async throws(DriveError) -> SMHOperations.BatchAnswer {
        await pause()
        let batchDelay = state.withLock { $0.batchDelay }
        if batchDelay > 0 { await clock.sleep(nanoseconds: batchDelay) }
        let answer = try lock { (state) throws(DriveError) in try carryOut(batch, &state) }
        await pause()
        return answer
    }

    private func carryOut(_ batch: Batch, _ state: inout State) throws(DriveError) -> SMHOperations.BatchAnswer {
        state.library.now = clock.wallTime
        state.batches.append(batch)
        let number = state.batches.count
        if let answer = try state.onBatch?(batch, number) { return answer }
        if roll(&state, state.faults.throttled) {
            throw DriveError(
                .throttled, code: .rateLimited, message: "Rate limit.", status: 429, retryAfter: .milliseconds(300))
        }
        if roll(&state, state.faults.notDone) {
            throw DriveError(.notDone, code: .unavailable, message: "no connection")
        }
        if roll(&state, state.faults.lostBefore) { throw Self.lost }
        let isHalf = state.isHalf?(number) ?? roll(&state, state.faults.half)
        var results: [BatchResult] = []
        for (index, item) in batch.items.enumerated() {
            if isHalf, index >= (batch.items.count + 1) / 2 { break }
            if state.skipsItems?(index, number) ?? false { continue }
            if state.refuses?(batch, item) ?? false {
                results.append(result(batch, item, status: 403, code: "NoPermission"))
                continue
            }
            if batch.kind == .copy, state.refusesQuota?(state.library) ?? false {
                results.append(result(batch, item, status: 400, code: "QuotaLimitReached"))
                continue
            }
            if roll(&state, state.faults.busyItem) {
                results.append(result(batch, item, status: 409, code: "PathConflict"))
                continue
            }
            results.append(apply(item, batch, &state))
        }
        try state.afterBatch?(batch, number)
        if isHalf || roll(&state, state.faults.lostAfter) { throw Self.lost }
        if batch.kind == .purge { return SMHOperations.BatchAnswer(.finishedWithoutResults) }
        if roll(&state, state.faults.missingResult), !results.isEmpty {
            results.remove(at: Int(state.random.next() % UInt64(results.count)))
        }
        if let change = state.changeResults { results = change(results) }
        if roll(&state, state.faults.shuffled) { results.shuffle(using: &state.random) }
        if roll(&state, state.faults.task) {
            let id = "\(state.nextTask)"
            state.nextTask += 1
            state.tasks[id] = TaskWork(
                results: results, rounds: state.taskRounds, fails: roll(&state, state.faults.taskFails))
            return SMHOperations.BatchAnswer(.task(id), requestID: "r\(number)")
        }
        return SMHOperations.BatchAnswer(.finished(results), requestID: "r\(number)")
    }

    private func apply(_ item: BatchItem, _ batch: Batch, _ state: inout State) -> BatchResult {
        let outcome: FakeLibrary.Outcome
        do throws(FakeLibrary.Refusal) {
            switch batch.kind {
            case .delete: outcome = try state.library.delete(item.source.names, permanent: batch.permanent)
            case .move:
                outcome = try state.library.move(item.source.names, to: item.target?.names ?? [], batch.strategy)
            case .copy:
                outcome = try state.library.copy(item.source.names, to: item.target?.names ?? [], batch.strategy)
            case .restore: outcome = try state.library.restore(item.number)
            case .purge:
                state.library.purge(item.number)
                outcome = FakeLibrary.Outcome(status: 204)
            case .addToAlbum, .removeFromAlbum, .deleteAlbum: outcome = FakeLibrary.Outcome(status: 501)
            }
        } catch {
            return result(batch, item, status: error.status, code: error.code)
        }
        state.log.append(
            LogEntry(
                kind: batch.kind, source: batch.kind == .restore ? "\(item.number)" : "\(item.source)",
                target: item.target.map { "\($0)" }, status: outcome.status))
        var answer = result(batch, item, status: outcome.status, code: nil)
        answer.finalPath = outcome.path.flatMap { try? DrivePath(names: $0) }
        answer.recycledID = outcome.number ?? answer.recycledID
        return answer
    }

    private func result(_ batch: Batch, _ item: BatchItem, status: Int, code: String?) -> BatchResult {
        BatchResult(
            status: status, source: batch.kind == .restore ? nil : item.source, target: item.target,
            recycledID: batch.kind == .restore || batch.kind == .purge ? item.number : nil, serviceCode: code,
            message: code)
    }

    func poll(_ ids: [String], in space: DriveSpace) async throws(DriveError) -> [TaskState] {
        await pause()
        return try lock { (state) throws(DriveError) in
            state.polls += 1
            state.pollSizes.append(ids.count)
            if state.unknownPolls > 0 {
                state.unknownPolls -= 1
                return []
            }
            return ids.compactMap { id in
                guard var work = state.tasks[id] else { return nil }
                work.rounds -= 1
                state.tasks[id] = work
                if work.rounds > 0 { return TaskState(id: id, progress: .running) }
                if work.fails { return TaskState(id: id, progress: .failed(message: "task failed")) }
                return TaskState(id: id, progress: .finished(work.results))
            }
        }
    }

    private func lock<Value: Sendable>(
        _ body: (inout State) throws(DriveError) -> Value
    ) throws(DriveError) -> Value {
        let result: Result<Value, DriveError> = state.withLock { state in
            state.library.now = clock.wallTime
            do throws(DriveError) { return .success(try body(&state)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
