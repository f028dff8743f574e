extension Machine {
    func string(_ text: String) -> StringCell { state.pointee.makeString(text) }

    func makeError(_ error: ScriptError) throws(ScriptError) -> ErrorCell {
        try makeError(error, data: value(from: error.data))
    }

    private func makeError(_ error: ScriptError, data: Value) -> ErrorCell {
        let cell = state.pointee.makeError(
            code: heap.intern(error.code.rawValue), message: string(error.message), data: data)
        if !error.isCatchable { cell.raw.cellFlags = ErrorCell.isUncatchable }
        let isPlain =
            error.hint == nil && error.path == nil && error.status == nil && error.requestID == nil
            && error.report == nil
            && error.causes.isEmpty && error.location == nil && error.callStack.isEmpty
        if !isPlain { box(cell, error) }
        return cell
    }

    /// What a host's error says beyond code and message.
    func details(_ cell: ErrorCell) -> ErrorBox? { heap.hosts[cell.hostIndex] as? ErrorBox }

    @discardableResult
    func box(_ cell: ErrorCell, _ error: ScriptError) -> ErrorBox {
        let box = ErrorBox(error)
        cell.raw.set(48, UInt32(truncatingIfNeeded: heap.hosts.add(box)))
        return box
    }

    /// The whole error as the host sees it.
    func scriptError(_ cell: ErrorCell) -> ScriptError {
        var error = details(cell)?.error ?? ScriptError(ErrorCode(cell.code.string), cell.message.string)
        error.data = (try? hostValue(cell.data)) ?? .null
        error.isCatchable = cell.isCatchable
        if error.location == nil { error.location = location(of: cell) }
        return error
    }

    func location(of cell: ErrorCell) -> SourceLocation? {
        guard cell.function > 0, cell.function < functions.count, let function = functions[cell.function] else {
            return nil
        }
        return SourceLocation(
            file: function.file, range: cell.focus ?? function.range(at: cell.instruction))
    }

    func memoryLimitError(_ bytes: Int) -> ScriptError {
        ScriptError(
            .memoryLimit, "the script's values need more than the \(heap.memoryLimit / (1 << 20)) MiB that it may use",
            hint: "work through the data in parts, or raise the limit")
    }
}

// MARK: Throwing

extension Machine {
    /// Throws a new error at an instruction.
    func fail(_ code: Code, _ base: Raw, _ error: ScriptError) -> Target {
        let data = (try? value(from: error.data)) ?? .null
        let cell = makeError(error, data: data)
        if let focus = error.focus { note(focus, of: cell, code, base) }
        return raise(cell, code, base)
    }

    /// Errors of the prelude are placed at the call in the script, of which they know one thing only.
    private func note(_ focus: ErrorFocus, of cell: ErrorCell, _ code: Code, _ base: Raw) {
        if function(at: base).isPrelude { guard case .callback = focus else { return } }
        guard let (number, instruction) = scriptPlace(code, base), let function = functions[number],
            let range = function.parts(at: instruction)?.range(of: focus)
        else { return }
        cell.focus(on: range)
    }

    /// Throws an error cell; the place of the first throw stays.
    func raise(_ cell: ErrorCell, _ code: Code, _ base: Raw) -> Target {
        if cell.function == 0, let (function, instruction) = scriptPlace(code, base) {
            cell.raw.set(40, UInt32(truncatingIfNeeded: function))
            cell.raw.set(44, UInt32(truncatingIfNeeded: instruction))
        }
        return unwind(cell, code, base)
    }

    /// The instruction where a frame stands: where a call of its own was made by an instruction, that one.
    func site(_ code: Code, _ base: Raw) -> Code {
        if code == deliverCode { return frameTop(base).load(fromByteOffset: 8, as: Code.self) }
        return code
    }

    /// Function and instruction number of the innermost frame that is not the prelude's.
    func scriptPlace(_ code: Code, _ base: Raw) -> (Int, Int)? {
        var code = code
        var base = base
        while true {
            let function = function(at: base)
            if !function.isPrelude { return (function.prototype.number, code - function.code) }
            let back = Frame.returnCode(base)
            if back == haltCode { return nil }
            base -= Frame.distance(base)
            code = back == deliverCode ? site(back, base) : back - 1
        }
    }

    /// Goes out from frame to frame to the innermost handler that takes the error.
    func unwind(_ error: ErrorCell, _ code: Code, _ base: Raw) -> Target {
        var code = code
        var frame = base
        while true {
            let function = function(at: frame)
            let position = code - function.code
            for handler in function.handlers where handler.range.contains(position) && takes(handler, error) {
                frame.set(handler.register * Value.size, error.value)
                return Target(function.code + handler.target, frame)
            }
            let back = Frame.returnCode(frame)
            if back == haltCode {
                noteCallStack(of: error, site(code, base), base)
                return fiberFailed(error)
            }
            frame -= Frame.distance(frame)
            code = back == deliverCode ? site(back, frame) : back - 1
        }
    }

    private func takes(_ handler: FunctionCode.Handler, _ error: ErrorCell) -> Bool {
        switch handler.kind {
        case .catches: error.isCatchable
        // What must end the script runs no code of it any more, but `exit` does.
        case .finally: error.isCatchable || error.isExit
        }
    }

    /// For an error that nothing catches: who called whom, repetitions folded.
    private func noteCallStack(of error: ErrorCell, _ code: Code, _ base: Raw) {
        guard !error.isExit, details(error)?.error.callStack.isEmpty ?? true else { return }
        var entries: [CallStackEntry] = []
        var frame = base
        // The place of an error of the prelude is the call itself.
        var isPlace = function(at: base).isPrelude
        while true {
            let back = Frame.returnCode(frame)
            if back == haltCode || entries.count >= 100_000 { break }
            frame -= Frame.distance(frame)
            let function = function(at: frame)
            if function.isPrelude { continue }
            let call = back == deliverCode ? site(back, frame) : back - 1
            if isPlace {
                isPlace = false
                if function.number == error.function, call - function.code == error.instruction { continue }
            }
            let location = SourceLocation(file: function.file, range: function.range(at: call - function.code))
            let last = entries.count - 1
            if last >= 0, entries[last].location.range == location.range, entries[last].location.file === location.file
            {
                entries[last].repetitions += 1
            } else {
                entries.append(CallStackEntry(function: function.name, location: location))
            }
        }
        guard !entries.isEmpty else { return }
        var full = scriptError(error)
        full.callStack = entries.folded()
        if let box = details(error) { box.error = full } else { box(error, full) }
    }
}
