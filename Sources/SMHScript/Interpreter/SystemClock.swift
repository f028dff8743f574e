#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

public struct SystemClock: InterpreterClock {
    public init() {}

    public func now() -> Int { Self.read(CLOCK_REALTIME) }
    public func monotonic() -> Int { Self.read(CLOCK_MONOTONIC) }

    public func sleep(nanoseconds: Int) async throws {
        try await Task.sleep(nanoseconds: UInt64(max(nanoseconds, 0)))
    }

    private static func read(_ clock: clockid_t) -> Int {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }
}
