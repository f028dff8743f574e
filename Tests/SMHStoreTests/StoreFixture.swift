import Foundation
import SMHModel
import SMHStore
import Synchronization

/// A folder of its own, removed at the end.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/smh-store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A clock that tests move, and chance that repeats itself.
final class TestWorld: Sendable {
    private let time = Atomic<Int64>(1_772_694_489_123)
    private let seed = Atomic<UInt64>(7)

    func advance(milliseconds: Int64) { time.wrappingAdd(milliseconds, ordering: .relaxed) }

    var environment: StoreEnvironment {
        StoreEnvironment(
            now: { self.time.load(ordering: .relaxed) },
            random: {
                let value = self.seed.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
                let mixed = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
                return mixed ^ (mixed >> 27)
            })
    }
}

/// A library in a real file.
struct StoreFixture {
    let folder: Folder
    let world = TestWorld()
    let path: String
    let store: LibraryStore

    init(options: LibraryOptions = LibraryOptions(), _ configure: (inout StoreConfiguration) -> Void = { _ in }) throws
    {
        folder = try Folder()
        path = folder.path + "/test.smhdb"
        store = try Self.open(path, options, world, configure)
    }

    static func open(
        _ path: String, _ options: LibraryOptions = LibraryOptions(), _ world: TestWorld,
        _ configure: (inout StoreConfiguration) -> Void = { _ in }
    ) throws -> LibraryStore {
        var configuration = StoreConfiguration()
        configuration.environment = world.environment
        configure(&configuration)
        return try LibraryStore.open(
            path: path, seed: LibrarySeed(options: options, id: "smhlab01", secret: "secret01"),
            configuration: configuration)
    }

    /// Runs something in the space `-`.
    func change<Value>(_ body: (LibraryTransaction, Space) throws -> Value) throws -> Value {
        try store.writeNow { transaction in
            guard let space = try transaction.space(named: "-") else { throw StoreFailure(.spaceNotFound) }
            return try body(transaction, space)
        }
    }

    /// Makes directories (a slash at the end) and empty files.
    func make(_ paths: String...) throws {
        try change { transaction, space in
            for path in paths {
                let names = LibraryTransaction.names(path)
                if path.hasSuffix("/") {
                    if try transaction.node(at: names, in: space) == nil {
                        _ = try transaction.createDirectory(names, in: space)
                    }
                } else {
                    if names.count > 1, try transaction.node(at: names.dropLast(), in: space) == nil {
                        _ = try transaction.createDirectory(names.dropLast(), in: space)
                    }
                    try transaction.makeFile(names, in: space)
                }
            }
        }
    }

    /// All paths of the space in the order of a walk, directories with a slash behind.
    func tree() throws -> [String] {
        try change { transaction, space in try transaction.walk([], in: space) }
    }

    func names(_ path: String = "") throws -> [String] {
        try change { transaction, space in
            var listing = DirectoryListing()
            listing.limit = 1000
            return try transaction.list(LibraryTransaction.names(path), in: space, listing).entries.map(\.name)
        }
    }

    func failure(_ body: (LibraryTransaction, Space) throws -> Void) throws -> StoreFailure? {
        do {
            try change(body)
            return nil
        } catch let failure as StoreFailure {
            return failure
        }
    }
}

extension LibraryTransaction {
    /// A file by way of an upload.
    @discardableResult
    func makeFile(
        _ path: [String], _ text: String = "", in space: Space, strategy: ConflictResolutionStrategy = .ask
    ) throws -> Node {
        let upload = try beginUpload(UploadRequest(path: path, strategy: strategy), in: space)
        try store(Array(text.utf8), part: nil, of: upload)
        return try confirm(upload, in: space, strategy: nil, crc64: nil, extra: nil).node
    }

    func walk(_ path: [String], in space: Space) throws -> [String] {
        var listing = DirectoryListing()
        listing.isUnion = true
        listing.limit = 1000
        return try list(path, in: space, listing).entries.flatMap { entry -> [String] in
            let place = path + [entry.name]
            let text = place.joined(separator: "/")
            return entry.isDirectory ? [text + "/"] + (try walk(place, in: space)) : [text]
        }
    }
}
