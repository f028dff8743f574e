extension Machine {
    static let fuelSlice = 20_000
    /// Slices until the driver gets its turn: some milliseconds.
    static let slicesPerTurn = 100

    /// Turns of loops and calls so far.
    var stepCount: Int { fuelGranted - max(state.pointee.fuel, 0) }

    /// Fuel is used up: looks at cancellation, deadline, budget. Nil: go on.
    ///
    /// The driver's turn begins with the same instruction again, so an operation that has changed registers already must not pause.
    func refuel(_ code: Code, _ base: Raw, mayPause: Bool = true) -> Target? {
        state.pointee.fuel = 0
        if cancellation.isCancelled { return stop(code, base, .cancelled, "the host has cancelled the script") }
        if let deadline, configuration.clock.monotonic() > deadline {
            return stop(code, base, .cancelled, "the script has used up its time")
        }
        var slice = Self.fuelSlice
        if let budget = configuration.limits.instructions {
            slice = min(slice, budget - fuelGranted)
            if slice <= 0 {
                return stop(code, base, .budgetExceeded, "the script has used up its \(budget) loop turns and calls")
            }
        }
        state.pointee.fuel = slice
        fuelGranted += slice
        turns += 1
        guard mayPause, turns >= Self.slicesPerTurn else { return nil }
        turns = 0
        let fiber = current
        fiber.code = code
        fiber.siteCode = code
        fiber.baseOffset = base - fiber.stack
        fiber.answerOffset = -1
        state.pointee.status = .turnEnded
        return Target(nil, base)
    }

    private func stop(_ code: Code, _ base: Raw, _ kind: ErrorCode, _ message: String) -> Target {
        var error = ScriptError(kind, message)
        error.isCatchable = false
        return fail(code, base, error)
    }

    /// Collects. Gives a target only for `MemoryLimit`.
    func safepoint(_ code: Code, _ base: Raw) -> Target? {
        collect(base)
        releaseHandles()
        if heap.liveBytes <= heap.memoryLimit { return nil }
        return fail(code, base, memoryLimitError(0))
    }
}
