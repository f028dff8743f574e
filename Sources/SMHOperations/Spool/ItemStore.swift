import SMHModel
import Synchronization

/// A file for the records of items that have their outcomes; made when it is first needed.
///
/// Room that nothing refers to any more is used again, so a run of many operations takes up what its living reports do.
final class ItemStore: Sendable {
    private struct State {
        var file: SpoolFile?
        /// Where room was given back, by number of blocks.
        var free: [Int: [Int64]] = [:]
        var end: Int64 = 0
        var pages = 0
    }

    private static let block = 4096

    let pageSize: Int
    private let directory: String
    private let state = Mutex(State())

    init(_ settings: SpoolSettings) {
        pageSize = max(1, settings.pageSize)
        directory = settings.directory
    }

    /// How long the file is.
    var size: Int64 { state.withLock { $0.end } }

    /// Keeps records; nil where that fails.
    func write(_ records: [ItemRecord]) -> StoredPage? {
        var writer = RecordWriter(bytes: [])
        writer.bytes.reserveCapacity(records.count * 128)
        var memory = RecordMemory()
        for record in records { record.write(to: &writer, &memory) }
        let bytes = writer.bytes
        return state.withLock { state -> StoredPage? in
            let blocks = Self.blocks(bytes.count)
            let offset = state.free[blocks]?.last ?? state.end
            do throws(SpoolError) {
                if state.file == nil { state.file = try SpoolFile(in: directory) }
                guard let file = state.file else { return nil }
                try file.write(bytes, at: offset)
                if state.free[blocks]?.popLast() == nil { state.end += Int64(blocks * Self.block) }
                state.pages += 1
                return StoredPage(store: self, file: file, offset: offset, count: bytes.count, records: records.count)
            } catch {
                return nil
            }
        }
    }

    fileprivate func release(offset: Int64, count: Int) {
        state.withLock { state in
            state.pages -= 1
            state.free[Self.blocks(count), default: []].append(offset)
            guard state.pages == 0 else { return }
            state.file?.empty()
            state.free = [:]
            state.end = 0
        }
    }

    private static func blocks(_ count: Int) -> Int { (count + block - 1) / block }
}

/// Records in an ``ItemStore``, for as long as something refers to them.
final class StoredPage: Sendable {
    private let store: ItemStore
    private let file: SpoolFile
    private let offset: Int64
    private let count: Int
    private let records: Int

    fileprivate init(store: ItemStore, file: SpoolFile, offset: Int64, count: Int, records: Int) {
        self.store = store
        self.file = file
        self.offset = offset
        self.count = count
        self.records = records
    }

    deinit { store.release(offset: offset, count: count) }

    func read(spaces: [DriveSpace]) throws(SpoolError) -> [ItemRecord] {
        var reader = RecordReader(bytes: try file.read(at: offset, count: count), position: 0)
        var memory = RecordMemory()
        return (0..<records).map { _ in ItemRecord.read(from: &reader, &memory, spaces: spaces) }
    }
}
