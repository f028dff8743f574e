import SMHModel
import Synchronization

/// What became of an operation, or of its items so far.
///
/// Items come in the order given, and are made when asked for: a report of a million items costs no more than what is
/// kept of them in memory, which is little; the rest is read back from a file, some at a time.
public final class Report: Sendable {
    public let operation: OperationKind
    /// How many items.
    public var count: Int { ledger.count }
    public var failedCount: Int { ledger.failedCount }
    public var succeededCount: Int { ledger.succeededCount }
    /// The bytes of the items that went through, as far as sizes were known.
    public let bytes: Int64
    public let elapsed: Duration
    /// How many requests its items travelled in.
    public let requests: Int
    /// The service's own task numbers.
    public let taskIDs: [String]
    public let origin: OperationOrigin?
    /// Remarks such as near misses of a glob that matched nothing.
    public let warnings: [String]
    /// Every item went through.
    public var ok: Bool { failedCount == 0 }

    private let ledger: ItemLedger
    private let targetSpace: DriveSpace
    private let spaces: [DriveSpace]
    private let reading = Mutex(Reading())

    /// What was read last: items are mostly asked for one after the other, and many may lie in one directory.
    private struct Reading {
        var page: Int?
        var records: [ItemRecord] = []
        var leader: Int32 = -1
        var leading: ItemRecord?
    }

    init(
        operation: OperationKind, ledger: ItemLedger, bytes: Int64, elapsed: Duration, requests: Int,
        taskIDs: [String], origin: OperationOrigin?, warnings: [String], targetSpace: DriveSpace, spaces: [DriveSpace]
    ) {
        self.operation = operation
        self.ledger = ledger
        self.bytes = bytes
        self.elapsed = elapsed
        self.requests = requests
        self.taskIDs = taskIDs
        self.origin = origin
        self.warnings = warnings
        self.targetSpace = targetSpace
        self.spaces = spaces
    }

    /// The item at a position, in the order given.
    /// - Precondition: `0 ..< count` contains `index`.
    public subscript(index: Int) -> ItemOutcome {
        let record = record(at: index)
        let sourceSpace =
            spaces.indices.contains(Int(record.sourceSpace)) ? spaces[Int(record.sourceSpace)] : targetSpace
        let isOK = record.state == .succeeded
        let ids = operation.isOfAlbum ? record.source.names : []
        return ItemOutcome(
            operation: operation, status: Int(record.status), ok: isOK,
            path: path(of: record),
            from: hasNoPath(record) || operation == .mkdir || operation.isOfAlbum ? nil : record.source,
            to: record.target,
            sourceSpace: sourceSpace, targetSpace: targetSpace,
            recycledID: record.number == 0 ? nil : record.number, albumID: ids.first, fileID: ids.dropFirst().first,
            code: record.failure?.code, message: record.failure?.message ?? (isOK ? operation.remark : nil),
            hint: record.failure?.hint,
            serviceCode: record.failure?.serviceCode, requestID: record.failure?.requestID, entry: record.entry,
            size: record.entry?.size, origin: origin)
    }

    private func hasFailed(at index: Int) -> Bool { ledger.state(of: Int32(truncatingIfNeeded: index)) == .failed }

    /// The positions of the items that failed, or of those that went through.
    public func indices(failed: Bool) -> [Int] {
        let state = failed ? ItemRecord.State.failed : .succeeded
        return (0..<count).filter { ledger.state(of: Int32(truncatingIfNeeded: $0)) == state }
    }

    public var items: [ItemOutcome] { (0..<count).map { self[$0] } }
    public var failed: [ItemOutcome] { indices(failed: true).map { self[$0] } }
    public var succeeded: [ItemOutcome] { indices(failed: false).map { self[$0] } }

    /// The positions of the first items that failed.
    public func firstFailures(_ limit: Int) -> [Int] {
        failedCount == 0 ? [] : Array((0..<count).lazy.filter(hasFailed).prefix(limit))
    }

    // MARK: Records

    private func record(at index: Int) -> ItemRecord {
        reading.withLock { reading in
            var record = self.record(at: index, &reading)
            guard record.leader >= 0, record.state != .following else { return record }
            if reading.leader != record.leader {
                var other = Reading()
                reading.leading = self.record(at: Int(record.leader), &other)
                reading.leader = record.leader
            }
            if let lead = reading.leading { record.follow(lead, isMove: operation == .move) }
            return record
        }
    }

    private func record(at index: Int, _ reading: inout Reading) -> ItemRecord {
        let (page, place) = ledger.position(of: index)
        if reading.page != page {
            do throws(SpoolError) {
                reading.records = try ledger.records(ofPage: page, spaces: spaces)
                reading.page = page
            } catch {
                return unreadable(index, error)
            }
        }
        return reading.records[place]
    }

    /// Whether it went through is known all the same.
    private func unreadable(_ index: Int, _ error: SpoolError) -> ItemRecord {
        var record = ItemRecord(sourceSpace: targetSpace.index)
        record.state = ledger.state(of: Int32(truncatingIfNeeded: index))
        record.failure = ItemFailure(
            code: .unavailable,
            message: "what became of it cannot be read back from a file in \(error.directory): \(error.reason)")
        return record
    }

    /// Whether it was named by its number alone.
    private func hasNoPath(_ record: ItemRecord) -> Bool { record.path == nil && record.entry == nil }

    private func path(of record: ItemRecord) -> DrivePath? {
        if hasNoPath(record) { return record.state == .succeeded ? record.finalPath : nil }
        // Of an album call: where the file is, and stays.
        if operation.isOfAlbum { return record.entry?.path }
        if record.state != .succeeded { return record.source }
        switch operation {
        case .delete, .purge, .addToAlbum, .removeFromAlbum, .deleteAlbum: return nil
        case .move, .copy: return record.finalPath ?? record.target
        case .restore, .mkdir: return record.finalPath ?? record.source
        }
    }
}
