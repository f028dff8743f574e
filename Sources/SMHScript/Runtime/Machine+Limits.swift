extension Machine {
    private static let fuelSlice = 20_000

    /// Turns of loops and calls so far.
    var stepCount: Int { fuelGranted - max(state.pointee.fuel, 0) }

    /// Fuel is used up: looks at cancellation, deadline, budget. Nil: go on.
    ///
    /// The driver's turn begins with the same instruction again, so an operation that has changed registers already must not pause.
    func refuel(_ code: Code, _ base: Raw, mayPause: Bool = true) -> Target? {
        state.pointee.fuel = 0
        if let error = interruption() { return fail(code, base, error) }
        var slice = Self.fuelSlice
        if let budget = configuration.limits.instructions {
            slice = min(slice, budget - fuelGranted)
            if slice <= 0 { return fail(code, base, budgetError(budget)) }
        }
        state.pointee.fuel = slice
        fuelGranted += slice
        turns += 1
        guard mayPause, turns >= slicesPerTurn else { return nil }
        turns = 0
        let fiber = current
        fiber.code = code
        fiber.siteCode = code
        fiber.baseOffset = base - fiber.stack
        fiber.answerOffset = -1
        state.pointee.status = .turnEnded
        return Target(nil, base)
    }

    /// As `refuel`, for a call that has not begun: what it needs stands in registers. Nil: there is fuel.
    func refuelIfDue(_ code: Code, _ base: Raw) -> Target? {
        state.pointee.fuel <= 0 ? refuel(code, base) : nil
    }

    /// Takes the fuel of one turn of a loop, before it has changed anything. Nil: go on.
    func charge(_ code: Code, _ base: Raw) -> Target? {
        if let stop = refuelIfDue(code, base) { return stop }
        state.pointee.fuel &-= 1
        return nil
    }

    /// Counts long work within one instruction, whose steps are far shorter than a turn of a loop, and ends it as `refuel` would.
    func spend(_ steps: Int) throws(ScriptError) {
        let cost = steps >> 4
        let left = max(state.pointee.fuel, 0)
        if cost > left {
            // More than was granted: it counts all the same.
            fuelGranted += cost - left
            state.pointee.fuel = 0
        } else {
            state.pointee.fuel -= cost
        }
        if let error = interruption() { throw error }
        if let budget = configuration.limits.instructions, fuelGranted > budget {
            fuelGranted = budget
            throw budgetError(budget)
        }
    }

    private func interruption() -> ScriptError? {
        if cancellation.isCancelled { return uncatchable(.cancelled, "the host has cancelled the script") }
        if let deadline, configuration.clock.monotonic() > deadline {
            return uncatchable(.cancelled, "the script has used up its time")
        }
        return nil
    }

    private func budgetError(_ budget: Int) -> ScriptError {
        uncatchable(.budgetExceeded, "the script has used up its \(budget) loop turns and calls")
    }

    private func uncatchable(_ code: ErrorCode, _ message: String) -> ScriptError {
        var error = ScriptError(code, message)
        error.isCatchable = false
        return error
    }

    /// Collects. Gives a target only for `MemoryLimit`.
    func safepoint(_ code: Code, _ base: Raw) -> Target? {
        collect(base)
        releaseHandles()
        // With a collection at every safepoint the next look at the clock may be far away.
        if configuration.options.isStressed, let error = interruption() { return fail(code, base, error) }
        if heap.liveBytes <= heap.memoryLimit { return nil }
        return fail(code, base, memoryLimitError(0))
    }
}
