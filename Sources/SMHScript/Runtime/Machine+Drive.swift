import Synchronization

// Starting runs, and bringing the host's answers.
extension Machine {
    func start(_ program: CompiledProgram, parameters: [String: HostValue]) throws {
        try check(program)
        parameterValues = parameters
        lastValueBox = program.isEntry ? program.session.lastValue : nil
        begin(program.closure, [])
    }

    private func check(_ program: CompiledProgram) throws {
        guard program.owner === handleOwner else {
            throw ScriptError(
                .argument, "the program was prepared by another interpreter",
                hint: "prepare it with the one that runs it")
        }
    }

    func startTest(_ number: Int, of program: CompiledProgram) throws {
        try check(program)
        guard number >= 0, number < tests.count, tests[number].tag == Tag.closure else {
            throw ScriptError(.argument, "there is no test \(number)")
        }
        lastValueBox = nil
        begin(tests[number], [])
    }

    func startCall(_ handle: FunctionHandle, _ arguments: [HostValue]) throws {
        guard handle.owner === handleOwner else { throw ScriptError(.argument, "a function of another interpreter") }
        let values = try arguments.map { argument throws(ScriptError) in try value(from: argument) }
        lastValueBox = nil
        guard let number = builtins.nativeNumber("__callHost") else { return }
        let list = state.pointee.makeList(capacity: values.count)
        for value in values { state.pointee.append(value, to: list) }
        begin(try scriptClosure(builtins.native(number)), [heap.roots[handle.index], list.value])
    }

    private func begin(_ closure: Value, _ arguments: [Value]) {
        releaseHandles()
        for fiber in fibers { fiber.release() }
        fibers = []
        ready = []
        pendingWaits = []
        outstandingWaits = 0
        timers = 0
        failure = nil
        mainResult = .null
        turns = 0
        deadline = configuration.limits.time.map { configuration.clock.monotonic().addingSaturated($0) }
        fuelGranted = 0
        state.pointee.fuel = 0
        current = makeFiber(closure, isMain: true, arguments)
        currentTop = current.stack
        state.pointee.stackBase = current.stack
        state.pointee.stackLimit = fastCallLimit
        // The functions' prologues see to arguments that were not given.
        startTarget = resume(current)
    }

    /// Runs until there is a reason to stop.
    private func step() -> LoopStatus {
        if let code = startTarget.code {
            startTarget.code = nil
            runLoop(code, startTarget.base)
            return state.pointee.status
        }
        let target: Target
        if state.pointee.status == .turnEnded {
            target = resume(current)
        } else {
            current.starter = nil
            target = switchAway()
        }
        guard let code = target.code else { return state.pointee.status }
        runLoop(code, target.base)
        return state.pointee.status
    }

    /// Runs to the end or to the first wait.
    func firstLeg() throws -> Interpreter.FirstLeg {
        while true {
            switch step() {
            case .turnEnded: output.flush()
            case .waiting:
                output.flush()
                state.pointee.status = .waiting
                return .waiting
            case .finished, .failed: return .finished(try outcome())
            }
        }
    }

    private func outcome() throws -> HostValue {
        output.flush()
        errorOutput.flush()
        startTarget.code = nil
        fibers.removeAll { $0.isEnded }
        if let failure {
            if failure.isExit { throw ExitRequest(code: failure.exitCode) }
            throw scriptError(failure)
        }
        if let box = lastValueBox, !mainResult.isNull { box.pointer.set(8, mainResult) }
        return try hostValue(mainResult)
    }

    /// Goes on until the end, waiting where all fibers wait.
    nonisolated(nonsending) func drive() async throws -> HostValue {
        let mailbox = Mailbox()
        let key = cancellation.whenCancelled { mailbox.cancel() }
        defer { cancellation.forget(key) }
        var tasks: [Task<Void, Never>] = []
        defer { for task in tasks { task.cancel() } }
        let cancellation = cancellation
        return try await withTaskCancellationHandler {
            while true {
                switch state.pointee.status == .waiting && startTarget.code == nil ? resumeWaiting() : step() {
                case .turnEnded:
                    output.flush()
                    await Task.yield()
                case .finished, .failed: return try outcome()
                case .waiting:
                    output.flush()
                    for wait in takePendingWaits() { tasks.append(begin(wait, mailbox)) }
                    let answers = await mailbox.take(until: deadline, clock: configuration.clock)
                    if cancellation.isCancelled { throw stopped("the host has cancelled the script") }
                    if let deadline, configuration.clock.monotonic() >= deadline {
                        throw stopped("the script has used up its time")
                    }
                    for (wait, answer) in answers { deliver(wait, answer) }
                    if tasks.count > 1000 { tasks.removeFirst(500) }
                }
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    private func resumeWaiting() -> LoopStatus {
        if ready.isEmpty && (outstandingWaits > 0 || timers > 0) { return .waiting }
        let target = switchAway()
        guard let code = target.code else { return state.pointee.status }
        runLoop(code, target.base)
        return state.pointee.status
    }

    /// At the place where the script waits: in its main part, or in a block that outlives it.
    private func stopped(_ message: String) -> ScriptError {
        var error = ScriptError(.cancelled, message)
        error.isCatchable = false
        let waiting = fibers.filter { $0.state == .waiting }
        if let fiber = waiting.first(where: { $0.isMain }) ?? waiting.first, let code = fiber.siteCode {
            error.location = callSite(code, fiber.stack + fiber.baseOffset).location
        }
        return error
    }

    private func takePendingWaits() -> [HostWait] {
        defer { pendingWaits = [] }
        return pendingWaits
    }

    private func begin(_ wait: HostWait, _ mailbox: Mailbox) -> Task<Void, Never> {
        Task(executorPreference: configuration.clock.executor) {
            do throws(ScriptError) {
                mailbox.post(wait, .success(try await wait.operation()))
            } catch {
                mailbox.post(wait, .failure(error))
            }
        }
    }
}

/// Brings the host's answers from the tasks that wait for them to the machine's driver, in order of arrival.
private final class Mailbox: Sendable {
    typealias Answer = (HostWait, Result<HostValue, ScriptError>)

    private struct State {
        var answers: [Answer] = []
        var isCancelled = false
        var reader: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func post(_ wait: HostWait, _ answer: Result<HostValue, ScriptError>) {
        wake { $0.answers.append((wait, answer)) }
    }

    func cancel() { wake { $0.isCancelled = true } }

    private func wake(_ change: (inout State) -> Void) {
        let reader = state.withLock { state in
            change(&state)
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// At least one answer, or none if the run is cancelled or out of time.
    func take(until deadline: Int?, clock: any InterpreterClock) async -> [Answer] {
        var alarm: Task<Void, Never>?
        if let deadline {
            alarm = Task(executorPreference: clock.executor) { [self] in
                try? await clock.sleep(nanoseconds: max(deadline - clock.monotonic(), 0))
                if !Task.isCancelled { wake { _ in } }
            }
        }
        defer { alarm?.cancel() }
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if !state.answers.isEmpty || state.isCancelled { return true }
                state.reader = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        return state.withLock { state in
            defer { state.answers = [] }
            return state.answers
        }
    }
}

extension Int {
    /// This moment, in nanoseconds, and a duration later; the last moment there is, if that is beyond it.
    fileprivate func addingSaturated(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (length, beyond) = whole.addingReportingOverflow(Int(attoseconds / 1_000_000_000))
        let (moment, late) = addingReportingOverflow(length)
        return overflow || beyond || late ? (duration < .zero ? .min : .max) : moment
    }
}
