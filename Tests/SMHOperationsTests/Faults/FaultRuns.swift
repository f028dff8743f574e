import Foundation
import Testing

/// Whether the tests against the failing service run: `FAULT_RUNS=1 swift test --filter SMHOperationsTests`.
///
/// The virtual clock takes the pool of tasks for the whole world, and the library on disk works on threads of its own: on
/// a machine that is busy, or when tests run one at a time, the clock is ahead of it and time-outs come that nobody
/// caused. Until the clock waits for the store, these tests would fail without a fault.
enum FaultRuns {
    static var areWanted: Bool { ProcessInfo.processInfo.environment["FAULT_RUNS"] == "1" }

    static let reason: Comment = "the virtual clock does not wait for the store yet; FAULT_RUNS=1 runs them"
}
