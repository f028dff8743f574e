import SMHTesting
import SMHVirtualTime
import Testing

/// Gives each test of a suite a clock of its own, on whose thread it runs.
struct VirtualTime: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await VirtualClock.run(function)
    }
}

extension Trait where Self == VirtualTime {
    /// Time passes when nothing else is left to do.
    static var virtualTime: VirtualTime { VirtualTime() }
}
