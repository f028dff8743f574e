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
        case "items": .list(items(0..<report.count))
        case "succeeded": .list(items(report.indices(failed: false)))
        case "failed": .list(items(report.indices(failed: true)))
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

    private func items(_ positions: some Sequence<Int>) -> [HostValue] {
        positions.map { .object(ItemObject(report, at: $0, host: host)) }
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
