import Foundation

/// The time as operations see it: a parameter, so that tests never wait.
public protocol EngineClock: Sendable {
    /// Nanoseconds since some fixed moment; never goes back.
    var now: Int64 { get }
    /// Nanoseconds since 1970, to compare with the times of entries; goes forward just as ``now`` does, whatever becomes of
    /// the machine's clock meanwhile.
    var wallTime: Int64 { get }
    /// Returns after the time has passed, or earlier if the task is cancelled.
    func sleep(nanoseconds: Int64) async
    /// Where the tasks of a run go on; nil for the common pool. A test that decides when time passes must know whether
    /// anything still runs.
    var executor: (any TaskExecutor)? { get }
}

extension EngineClock {
    public var executor: (any TaskExecutor)? { nil }
}

/// The clock of this machine.
public struct SystemClock: EngineClock {
    /// One for the whole process, so that times noted by a drive and by an engine tell which came first.
    private static let start = (
        instant: ContinuousClock.now, wallTime: Int64(Date().timeIntervalSince1970 * 1000) &* 1_000_000
    )

    public init() {}

    public var now: Int64 {
        let (seconds, attoseconds) = Self.start.instant.duration(to: .now).components
        return seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
    }

    public var wallTime: Int64 { Self.start.wallTime &+ now }

    public func sleep(nanoseconds: Int64) async {
        try? await Task.sleep(nanoseconds: UInt64(max(0, nanoseconds)))
    }
}

extension Int64 {
    static func milliseconds(_ value: Int64) -> Int64 { value &* 1_000_000 }
    static func seconds(_ value: Int64) -> Int64 { value &* 1_000_000_000 }
}

extension Duration {
    /// Held within the range of 64 bits.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, overflows) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflows ? (seconds < 0 ? .min : .max) : sum
    }
}
