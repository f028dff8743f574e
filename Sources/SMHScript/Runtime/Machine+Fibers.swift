/// Something that the host was asked for on behalf of a fiber.
struct HostWait: Sendable {
    let fiber: Int
    let number: Int
    /// A timer may stay unanswered at the end of the run.
    let isTimer: Bool
    let operation: @Sendable () async throws(ScriptError) -> HostValue
}

extension Machine {
    /// The running fiber sleeps until the host has answered; others run. `answer`: the register that gets the answer, from the base.
    func wait(
        _ code: Code, _ base: Raw, answer: Int?, next: Code,
        _ operation: @escaping @Sendable () async throws(ScriptError) -> HostValue
    ) -> Target {
        sleep(code, base, answer: answer, next: next)
        pendingWaits.append(
            HostWait(fiber: number(of: current), number: current.waitNumber, isTimer: false, operation: operation))
        outstandingWaits += 1
        return switchAway()
    }

    private func sleep(_ code: Code, _ base: Raw, answer: Int?, next: Code) {
        let fiber = current
        fiber.state = .waiting
        fiber.awaited = nil
        fiber.code = next
        fiber.siteCode = code
        fiber.baseOffset = base - fiber.stack
        fiber.answerOffset = answer.map { fiber.baseOffset + $0 } ?? -1
        fiber.waitNumber += 1
    }

    private func number(of fiber: Fiber) -> Int { fiber.number }

    /// The host's answer arrives; the fiber runs when its turn comes.
    func deliver(_ wait: HostWait, _ answer: Result<HostValue, ScriptError>) {
        if wait.isTimer { timers -= 1 } else { outstandingWaits -= 1 }
        guard let fiber = fibers.first(where: { $0.number == wait.fiber }), fiber.state == .waiting,
            fiber.waitNumber == wait.number
        else { return }
        fiber.answer = answer
        fiber.state = .ready
        ready.append(fiber)
    }

    /// Runs another fiber, or leaves the loop where none can.
    func switchAway() -> Target {
        if let starter = current.starter {
            current.starter = nil
            return resume(starter)
        }
        if !ready.isEmpty { return resume(ready.removeFirst()) }
        if outstandingWaits > 0 || (timers > 0 && !fibers.isEmpty) {
            state.pointee.status = .waiting
            return Target(nil, state.pointee.stackBase)
        }
        guard let stuck = memberOfCircle() else {
            state.pointee.status = .finished
            return Target(nil, state.pointee.stackBase)
        }
        let error = ScriptError(.deadlock, "every task waits for another one, so that none can go on")
        stuck.thrown = try? makeError(error)
        return resume(stuck)
    }

    /// A fiber that waits, through others, for itself. Nobody waits for the main one, so it is never in a circle.
    private func memberOfCircle() -> Fiber? {
        guard var fiber = fibers.first(where: { $0.state == .waiting }) else { return nil }
        for _ in fibers { fiber = fiber.awaited ?? fiber }
        return fiber
    }

    func resume(_ fiber: Fiber) -> Target {
        current = fiber
        fiber.state = .running
        fiber.awaited = nil
        state.pointee.stackBase = fiber.stack
        state.pointee.stackLimit = fastCallLimit
        guard let code = fiber.code else { return Target(nil, fiber.stack) }
        let base = fiber.stack + fiber.baseOffset
        if let error = fiber.thrown {
            fiber.thrown = nil
            return raise(error, fiber.siteCode ?? code, base)
        }
        if let answer = fiber.answer {
            fiber.answer = nil
            do throws(ScriptError) {
                let value = try self.value(from: try answer.get())
                if fiber.answerOffset >= 0 { fiber.stack.set(fiber.answerOffset, value) }
            } catch {
                return fail(fiber.siteCode ?? code, base, error)
            }
        }
        return Target(code, base)
    }

    /// A fiber that runs a closure, not started.
    func makeFiber(_ closure: Value, isMain: Bool, _ arguments: [Value] = []) -> Fiber {
        fiberCount += 1
        let prototype = Prototype(ofClosure: closure.pointer)
        let needed = Frame.headerSize + prototype.frameSize + arguments.count * Value.size
        var size = isMain ? 1 << 16 : Fiber.firstSize
        while size < needed { size *= 2 }
        let fiber = Fiber(isMain: isMain, size: size, number: fiberCount)
        let base = fiber.stack + Frame.headerSize
        fiber.stack.set(0, closure)
        Frame.link(base, returningTo: haltCode, distance: 0)
        for (index, argument) in arguments.enumerated() { base.set(index * Value.size, argument) }
        fiber.code = prototype.code
        fiber.baseOffset = Frame.headerSize
        fibers.append(fiber)
        return fiber
    }

    /// `async`: the block runs at once, up to its first wait (rule 33).
    func startAsync(_ code: Code, _ base: Raw) -> Target {
        if state.pointee.credit < 0, let stop = safepoint(code, base) { return stop }
        if fibers.count >= 100_000 || heap.exceedsLimit(adding: Fiber.firstSize, state.pointee) {
            return fail(code, base, ScriptError(.memoryLimit, "too many async blocks are running at once"))
        }
        state.pointee.credit -= Fiber.firstSize
        let fiber = makeFiber(base.value(code.b), isMain: false)
        let task = state.pointee.allocate(16, Tag.task, length: heap.hosts.add(fiber))
        base.set(code.a, Value.cell(task, Tag.task))
        let starter = current
        starter.state = .ready
        starter.code = code + 1
        starter.siteCode = code
        starter.baseOffset = base - starter.stack
        starter.answerOffset = -1
        fiber.starter = starter
        return resume(fiber)
    }

    /// The running fiber's outermost function has returned.
    func fiberFinished() -> Target {
        let fiber = current
        fiber.result = fiber.stack.value(0)
        fiber.state = .finished
        if fiber.isMain { mainResult = fiber.result }
        for (waiter, number) in fiber.waiters where waiter.state == .waiting && waiter.waitNumber == number {
            if waiter.answerOffset >= 0 { waiter.stack.set(waiter.answerOffset, fiber.result) }
            fiber.isSeen = true
            waiter.state = .ready
            ready.append(waiter)
        }
        return leave(fiber)
    }

    private func leave(_ fiber: Fiber) -> Target {
        fiber.waiters = []
        fibers.removeAll { $0 === fiber }
        return switchAway()
    }

    /// An error came out of the running fiber's outermost function.
    func fiberFailed(_ error: ErrorCell) -> Target {
        let fiber = current
        fiber.state = .failed
        fiber.error = error
        if fiber.isMain || !error.isCatchable {
            failure = error
            state.pointee.status = .failed
            return Target(nil, fiber.stack)
        }
        failedFibers.append(fiber)
        for (waiter, number) in fiber.waiters where waiter.state == .waiting && waiter.waitNumber == number {
            fiber.isSeen = true
            if waiter.wantsSettled {
                if waiter.answerOffset >= 0 { waiter.stack.set(waiter.answerOffset, error.value) }
            } else {
                waiter.thrown = error
            }
            waiter.state = .ready
            ready.append(waiter)
        }
        return leave(fiber)
    }

    /// `await`: a is the result, b the task, the register behind b the longest wait if c is 1.
    func awaitTask(_ code: Code, _ base: Raw) -> Target {
        let task = base.value(code.b)
        let timeout = code.c == 1 ? base.value(code.b + Value.size) : .null
        do throws(ScriptError) {
            if !timeout.isNull && timeout.tag != Tag.duration {
                throw ScriptError(.type, "`timeout:` needs a duration such as 5m, not \(describe(timeout))")
            }
            switch task.tag {
            case Tag.task: return awaitFiber(task, timeout, code, base)
            case Tag.list:
                guard let number = builtins.nativeNumber("__awaitAll") else { break }
                return callScript(try scriptClosure(builtins.native(number)), [task, timeout], code, base)
            case Tag.host where typeName(task) == "task":
                guard let number = builtins.nativeNumber("await"),
                    case .host(let function) = builtins.native(number).body
                else { break }
                return awaitHost(function, task, timeout, code, base)
            default: break
            }
            throw ScriptError(
                .type, "`await` needs a task or a list of tasks, not \(describe(task))", hint: awaitHint(task))
        } catch {
            return fail(code, base, error)
        }
    }

    private func awaitHint(_ task: Value) -> String? {
        task.tag == Tag.host ? "only operations and `async` give tasks" : nil
    }

    private func awaitHost(
        _ function: NativeFunction, _ task: Value, _ timeout: Value, _ code: Code, _ base: Raw
    ) -> Target {
        do throws(ScriptError) {
            var call = NativeCall(
                receiver: .null, signature: function.signature,
                bound: [try hostValue(task), timeout.isNull ? nil : try hostValue(timeout)], restValues: [],
                site: callSite(code, base), machine: self)
            switch try function.body(&call) {
            case .value(let result):
                base.set(code.a, try value(from: result))
                return Target(code + 1, base)
            case .wait(let operation): return wait(code, base, answer: code.a, next: code + 1, operation)
            }
        } catch {
            return fail(code, base, error)
        }
    }

    private func awaitFiber(_ task: Value, _ timeout: Value, _ code: Code, _ base: Raw) -> Target {
        guard let fiber = heap.hosts[task.pointer.cellLength] as? Fiber else { return Target(code + 1, base) }
        let isSettled = task.pointer.cellFlags & 1 != 0
        if fiber.isEnded {
            fiber.isSeen = true
            if let error = fiber.error {
                if isSettled { base.set(code.a, error.value) } else { return raise(error, code, base) }
            } else {
                base.set(code.a, fiber.result)
            }
            return Target(code + 1, base)
        }
        sleep(code, base, answer: code.a, next: code + 1)
        current.awaited = fiber
        current.wantsSettled = isSettled
        fiber.waiters.append((current, current.waitNumber))
        if timeout.tag == Tag.duration { startTimer(timeout.asInt) }
        return switchAway()
    }

    /// The same task, but awaiting it gives its error and throws nothing.
    func settledTask(_ task: Value) -> Value {
        guard let fiber = heap.hosts[task.pointer.cellLength] else { return task }
        let cell = state.pointee.allocate(16, Tag.task, length: heap.hosts.add(fiber))
        cell.cellFlags = 1
        return .cell(cell, Tag.task)
    }

    /// The sleeping fiber is woken with `Timeout` if nothing else has woken it before.
    private func startTimer(_ nanoseconds: Int) {
        let clock = configuration.clock
        timers += 1
        pendingWaits.append(
            HostWait(fiber: current.number, number: current.waitNumber, isTimer: true) { () async throws(ScriptError) in
                try? await clock.sleep(nanoseconds: nanoseconds)
                throw ScriptError(
                    .timeout, "the task was not finished after \(DurationText.text(of: nanoseconds)); it goes on")
            })
    }

    /// Errors of `async` blocks that no `await` has seen.
    func takeUnseenFailures() -> [ScriptError] {
        let errors = failedFibers.filter { !$0.isSeen }.compactMap(\.error)
        failedFibers = []
        return errors.map { scriptError($0) }
    }
}
