import SMHModel

/// What became of an operation, or of its items so far.
///
/// Items come in the order given, and are made when asked for: a report of a million items costs no more than its
/// records.
public final class Report: Sendable {
    public let operation: OperationKind
    /// How many items.
    public var count: Int { records.count }
    public let failedCount: Int
    public var succeededCount: Int { records.count { $0.state == .succeeded } }
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

    private let records: [ItemRecord]
    private let targetSpace: DriveSpace
    private let spaces: [DriveSpace]

    init(
        operation: OperationKind, records: [ItemRecord], failedCount: Int, bytes: Int64, elapsed: Duration,
        requests: Int, taskIDs: [String], origin: OperationOrigin?, warnings: [String], targetSpace: DriveSpace,
        spaces: [DriveSpace]
    ) {
        self.operation = operation
        self.records = records
        self.failedCount = failedCount
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
        let record = records[index]
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

    /// The positions of the items that failed, or did not.
    public func indices(failed: Bool) -> [Int] {
        records.indices.filter { (records[$0].state == .failed) == failed }
    }

    public var items: [ItemOutcome] { records.indices.map { self[$0] } }
    public var failed: [ItemOutcome] { indices(failed: true).map { self[$0] } }
    public var succeeded: [ItemOutcome] { indices(failed: false).map { self[$0] } }

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
