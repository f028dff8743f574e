// Values that compiled code holds on to.
extension Machine {
    func function(ofClosure closure: Value) -> FunctionCode {
        functions[Prototype(ofClosure: closure.pointer).number].unsafelyUnwrapped
    }

    /// A closure that captures nothing.
    func makeStaticClosure(_ code: FunctionCode) -> Value {
        let cell = heap.makePermanent(16, Tag.closure)
        cell.set(8, code.prototype.raw)
        return .cell(cell, Tag.closure)
    }

    /// A constant of compiled code.
    func makePermanentTime(nanoseconds: Int) -> Value {
        let cell = heap.makePermanent(24, Tag.time)
        cell.set(8, nanoseconds)
        cell.set(16, nil as Raw?)
        return .cell(cell, Tag.time)
    }

    /// A box that lives as long as the machine; what it holds is found by the collector.
    func makeGlobalBox(_ value: Value = .missing) -> Value {
        let cell = heap.makePermanent(24, Tag.box)
        cell.set(8, value)
        let box = Value.cell(cell, Tag.box)
        _ = heap.roots.add(box)
        return box
    }

    /// The box of a value in the scope around the file, such as `args`.
    func valueBox(_ name: String) -> Value {
        if let box = valueBoxes[name] { return box }
        var value = Value.null
        if case .value(let hostValue)? = builtins.entry(name) { value = (try? self.value(from: hostValue)) ?? .null }
        let box = makeGlobalBox(value)
        valueBoxes[name] = box
        return box
    }

    func setArguments(_ arguments: [String]) {
        self.arguments = arguments
        setValue("args", .list(arguments.map { .string($0) }))
    }

    func setValue(_ name: String, _ value: HostValue) {
        builtins.register(name, value)
        guard let box = valueBoxes[name], let value = try? self.value(from: value) else { return }
        box.pointer.set(8, value)
    }

    func disassemble(_ program: CompiledProgram) -> String { Disassembler(machine: self).text(program.code) }
}
