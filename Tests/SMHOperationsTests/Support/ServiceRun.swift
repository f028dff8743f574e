import SMHClient
import SMHModel
import SMHServer
import SMHStore
import SMHTesting
import SMHVirtualTime
import Synchronization
import Testing

@testable import SMHOperations

/// The whole way from operations to a library on disk, with faults in between: engine, drive, client, faulty service,
/// service, store. Nothing waits, and no socket is opened.
final class ServiceRun: EngineRun, Sendable {
    let clock: VirtualClock
    let faults: FaultyService
    let engine: OperationEngine
    let space: DriveSpace
    /// Another space of the same library.
    let other: DriveSpace
    private let folder: TemporaryFolder
    private let store: LibraryStore
    /// Asks without faults and past the log.
    let honest: SMHLibraryClient

    init(
        files: [String], seed: UInt64 = 1, plan: FaultPlan = FaultPlan(),
        configuration: EngineConfiguration = EngineConfiguration()
    ) throws {
        var configuration = configuration
        configuration.currentSpace = "-"
        clock = .current
        folder = try TemporaryFolder()
        store = try Self.store(folder, clock, seed)
        try Self.fill(store, files)
        let service = OutsideResponder(LibraryService(store: store), clock: clock)
        faults = FaultyService(service, clock: clock, seed: seed, plan: plan)
        let secret = SMHCredential.librarySecret(Secret("secret01"), AccessTokenOptions(grants: [.admin]))
        var options = SMHLibraryClient.Options()
        options.clock = MonotonicTime(executor: clock) { [clock] in .nanoseconds(clock.now) }
        let client = SMHLibraryClient(
            libraryID: "smhlab01", credential: secret, transport: faults, options: options)
        honest = SMHLibraryClient(
            libraryID: "smhlab01", credential: secret, transport: ResponderTransport(service), options: options)
        let drive = SMHDrive(client: client, service: "test", wallTime: { [clock] in clock.wallTime })
        engine = OperationEngine(drive: drive, configuration: configuration, clock: clock, randomSeed: seed)
        space = engine.space("-")
        other = engine.space("other")
    }

    private static func store(
        _ folder: TemporaryFolder, _ clock: VirtualClock, _ seed: UInt64
    ) throws -> LibraryStore {
        var configuration = StoreConfiguration()
        let random = Mutex(SeededGenerator(seed: seed))
        configuration.environment = StoreEnvironment(
            now: { clock.wallTime / 1_000_000 }, random: { random.withLock { $0.next() } })
        // Background work would go on past the end of a test.
        configuration.runsTasks = false
        return try LibraryStore.open(
            path: folder.path + "/test.smhdb", seed: LibrarySeed(id: "smhlab01", secret: "secret01"),
            configuration: configuration)
    }

    /// Files in the order given, whose sizes tell them apart.
    private static func fill(_ store: LibraryStore, _ files: [String]) throws {
        var sizes: [String: Int] = [:]
        for (index, file) in files.enumerated() { sizes[file] = index + 1 }
        let byDirectory = Dictionary(grouping: sizes.keys) { file in
            file.split(separator: "/").dropLast().map(String.init)
        }
        try store.writeNow { transaction in
            guard let space = try transaction.space(named: "-") else { return }
            _ = try transaction.createSpace(named: "other", attributes: "{}")
            for (directory, files) in byDirectory {
                let bare = files.map { file in
                    BareFile(
                        name: String(file.split(separator: "/").last ?? ""), size: Int64(sizes[file] ?? 0),
                        modified: 1_700_000_000_000)
                }
                try transaction.addBareFiles(
                    bare.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }, to: directory, in: space)
            }
        }
    }

    var log: ServiceLog { faults.log }

    // MARK: What stands there

    /// Every path with what stands there: files by the order in which they were given, directories with a slash.
    func tree(of space: String = "-") async throws -> [String] {
        var lines: [String] = []
        var rest = [DrivePath.root]
        while let directory = rest.popLast() {
            var marker: String?
            repeat {
                let page = try await honest.list(.init(directory: directory, marker: marker), in: space).value
                for entry in page.contents {
                    let path = try directory.appending(entry.name)
                    lines.append(entry.type == .directory ? "\(path)/" : "\(path) e\(entry.size ?? 0)")
                    if entry.type == .directory { rest.append(path) }
                }
                marker = page.nextMarker
            } while marker != nil
        }
        return lines.sorted()
    }

    var paths: [String] {
        get async throws { try await tree().map { String($0.split(separator: " e").first ?? "") } }
    }

    func bin() async throws -> [RecycledItem] {
        var items: [RecycledItem] = []
        var marker: String?
        repeat {
            let page = try await honest.recycled(in: "-", marker: marker).value
            items += page.contents
            marker = page.nextMarker
        } while marker != nil
        return items
    }

    /// What lies in the bin, without numbers.
    func binContents() async throws -> [String] {
        try await bin().map { item in
            let path = (item.originalPath ?? []).joined(separator: "/")
            return "\(path) \(item.type == .directory ? "/" : "e\(item.size ?? 0)")"
        }.sorted()
    }

    // MARK: Invariants

    /// What every run must hold to, whatever went wrong: (i) nothing carried out twice, (ii) nothing outside the paths
    /// of the script, (iii) the report says of each item what the service's log says.
    func checkInvariants(
        _ tasks: [OperationTask], within roots: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let log = log
        #expect(log.repeated.isEmpty, "(i) \(log.repeated)", sourceLocation: sourceLocation)
        let strays = log.changes.filter { change in
            change.operation != .restore
                && ![change.source, change.path ?? change.target ?? change.source].allSatisfy { path in
                    roots.contains { path == $0 || path.hasPrefix($0 + "/") }
                }
        }
        #expect(strays.isEmpty, "(ii) \(strays)", sourceLocation: sourceLocation)
        let changes = Dictionary(grouping: log.changes, by: \.source)
        for task in tasks { checkReport(task, changes, sourceLocation) }
    }

    private func checkReport(_ task: OperationTask, _ changes: [String: [ServiceLog.Change]], _ place: SourceLocation) {
        guard let operation = BatchOperation(rawValue: task.kind.word) else { return }
        for item in engine.report(of: task).items {
            let source = item.from.map { "\($0)" } ?? "\(item.recycledID ?? 0)"
            if item.from == item.to, item.from != nil { continue }
            let done = (changes[source] ?? []).filter { change in
                guard change.operation == operation else { return false }
                guard operation == .move || operation == .copy, item.ok else { return true }
                return (change.path ?? change.target) == item.path.map { "\($0)" }
            }
            #expect(item.ok == !done.isEmpty, "(iii) \(task.kind.word) \(source): \(item)", sourceLocation: place)
            guard item.ok, operation == .delete else { continue }
            #expect(
                item.recycledID.map { Int($0) } == done.last?.recycledID, "(iii) the number of \(source)",
                sourceLocation: place)
        }
    }
}
