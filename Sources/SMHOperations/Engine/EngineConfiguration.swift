public import Logging
public import Metrics
public import SMHModel

/// How a run behaves; the options of command-line.md.
public struct EngineConfiguration: Sendable {
    /// The most requests at once to one service (`--jobs`).
    public var jobs = 32
    /// The most requests a second (`--rate`); nil for no bound.
    public var rate: Double?
    /// The most items that may wait (`--queue`).
    public var queue = 100_000
    /// How long nothing may succeed before what waits is told (`--patience`).
    public var patience = Duration.seconds(120)
    /// How old an entry may be when it is changed without another look (`--fresh`).
    public var fresh = Duration.seconds(600)
    public var limits = OperationLimits()
    /// The space that `within` means where it names none; nil for any.
    public var currentSpace: String?
    /// Told of remarks for the person at the terminal; called from any thread.
    public var onWarning: @Sendable (String) -> Void = { _ in }
    /// Given what became of operations as they end, some at a time, in the order in which they end; from any thread, one
    /// call at a time. What is given is not kept. ``OperationEngine/tellRest()`` gives what is left at the end of a run.
    public var onEnd: (@Sendable ([Report]) -> Void)?
    /// Told of retries, throttling, doubts and tasks: constant messages with metadata, in which no credential is.
    public var logger: Logger?
    /// Where counters go; nil for the program's own, if it has set one up. Their labels are in `Observing`.
    public var metrics: (any MetricsFactory)?

    /// How many items are in memory at most; what comes behind them waits in a file.
    var window = Self.usualWindow
    /// As many as keep a service busy that takes a thousand in each of two dozen requests at once. A move takes up to two
    /// kilobytes.
    static let usualWindow = 24_000
    var spool = SpoolSettings()

    public init() {}
}

/// What a run may change at most (operations.md section 5).
public struct OperationLimits: Sendable {
    public var deletes: Int?
    public var items: Int?
    public var bytes: Int64?
    /// Each in the current space unless it names one; empty for no bound.
    public var within: [Place] = []
    /// What may be done at all; nil for everything.
    public var operations: Set<OperationKind>?

    public struct Place: Sendable {
        /// nil for the current space.
        public var space: String?
        public var path: DrivePath

        public init(space: String? = nil, path: DrivePath) {
            self.space = space
            self.path = path
        }
    }

    public init() {}

    /// The narrower of both: neither script nor option can widen a profile.
    public func narrowed(by other: OperationLimits) -> OperationLimits {
        var result = self
        result.deletes = [deletes, other.deletes].compactMap { $0 }.min()
        result.items = [items, other.items].compactMap { $0 }.min()
        result.bytes = [bytes, other.bytes].compactMap { $0 }.min()
        result.operations = operations.map { $0.intersection(other.operations ?? $0) } ?? other.operations
        if within.isEmpty {
            result.within = other.within
        } else if !other.within.isEmpty {
            // A place that lies in one of each.
            result.within = within.flatMap { mine in
                other.within.compactMap { theirs in
                    guard mine.space == theirs.space else { return nil }
                    if mine.path.contains(theirs.path) { return theirs }
                    return theirs.path.contains(mine.path) ? mine : nil
                }
            }
            // Two that do not meet allow nothing, which an empty list would not say.
            if result.within.isEmpty { result.within = [Place(space: "\u{0}", path: .root)] }
        }
        return result
    }

    var isEmpty: Bool { deletes == nil && items == nil && bytes == nil && within.isEmpty && operations == nil }
}

/// How far a run is; for the progress line.
public struct EngineProgress: Sendable {
    /// Entries read by listings.
    public var listed = 0
    /// Items asked for, of these without an outcome, with one, and failed.
    public var submitted = 0
    public var unfinished = 0
    /// Of those without an outcome: in requests, in tasks of the service, or in doubt.
    public var sent = 0
    /// A listing goes on, so nobody knows how much is to come.
    public var isListing = false
    public var done = 0
    public var failed = 0
    /// Requests made, and under way.
    public var requests = 0
    public var batches = 0
    public var retries = 0
    public var inFlight = 0
    /// The service asked to be spared.
    public var isThrottled = false

    public init() {}
}

/// An operation with failures that no `await` has seen.
public struct UnseenFailure: Sendable {
    public var task: OperationTask
    public var report: Report
}
