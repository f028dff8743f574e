public import SMHOperations
public import SMHScript

/// `report`: what became of an operation.
public final class ReportObject: HostObject {
    public let report: Report
    let host: DriveHost

    init(_ report: Report, host: DriveHost) {
        self.report = report
        self.host = host
    }

    public var typeName: String { "report" }
    public var text: String { "<report \(report.operation.word) \(report.count)>" }

    public var memberNames: [String] {
        ["bytes", "count", "elapsed", "failed", "items", "ok", "requests", "succeeded", "taskIds"]
    }

    public func property(_ name: String) throws(ScriptError) -> HostValue? {
        switch name {
        case "items": .elements(ReportItems(report, host: host))
        case "succeeded": .elements(ReportItems(report, failed: false, host: host))
        case "failed": .elements(ReportItems(report, failed: true, host: host))
        case "ok": .bool(report.ok)
        case "count": .int(report.count)
        case "bytes": .int(Int(report.bytes))
        case "elapsed": .duration(nanoseconds: report.elapsed.nanoseconds)
        case "requests": .int(report.requests)
        case "taskIds": .list(report.taskIDs.map { id in Int(id).map { .int($0) } ?? .string(id) })
        default: nil
        }
    }

    public var isIterable: Bool { true }

    public func makeIterator() throws(ScriptError) -> (any HostIterator)? { ReportIterator(report, host: host) }
}

/// All items of a report, or some: what a script holds of a million is little, and what they say is in the report's file.
final class ReportItems: HostElements {
    private let report: Report
    /// nil for all of them.
    private let positions: [Int32]?
    private let host: DriveHost

    init(_ report: Report, host: DriveHost) {
        self.report = report
        positions = nil
        self.host = host
    }

    init(_ report: Report, failed: Bool, host: DriveHost) {
        self.report = report
        let isAll = (failed ? report.failedCount : report.succeededCount) == report.count
        positions = isAll ? nil : report.indices(failed: failed).map { Int32(truncatingIfNeeded: $0) }
        self.host = host
    }

    var count: Int { positions?.count ?? report.count }

    func element(at index: Int) -> any HostObject {
        ItemObject(report, at: positions.map { Int($0[index]) } ?? index, host: host)
    }
}

final class ReportIterator: HostIterator, @unchecked Sendable {
    // Sendable because the machine that owns an iterator asks it one thing at a time.
    private let report: Report
    private let host: DriveHost
    private var position = 0

    init(_ report: Report, host: DriveHost) {
        self.report = report
        self.host = host
    }

    func next() -> HostIteration {
        guard position < report.count else { return .end }
        defer { position += 1 }
        return .value(.object(ItemObject(report, at: position, host: host)))
    }
}

extension Duration {
    /// Clamped to what 64 bits can hold.
    package var nanoseconds: Int {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (seconds < 0 ? .min : .max) : Int(product &+ attoseconds / 1_000_000_000)
    }
}
