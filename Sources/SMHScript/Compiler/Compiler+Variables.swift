// Where variables are.
extension Compiler {
    enum Place {
        case register(Int)
        /// A register that holds the variable's box.
        case boxed(Int)
        case captured(Int)
        case capturedBox(Int)
        /// A box that lives as long as the program.
        case global(Value)
        /// A function that is one constant.
        case constant(Value)
    }

    /// Whether closures share the variable through a box: otherwise they copy its value.
    func isBoxed(_ variable: Variable) -> Bool {
        if isGlobal(variable) || unit.session.statics[ObjectIdentifier(variable)] != nil { return false }
        return variable.isCaptured && (variable.isReassigned || variable.mayBeReadEarly || variable.kind == .function)
    }

    func isGlobal(_ variable: Variable) -> Bool {
        variable.isTopLevel && (unit.exportsTopLevel || variable.file !== unit.file)
            || unit.session.globals[ObjectIdentifier(variable)] != nil
    }

    func place(_ variable: Variable) -> Place {
        let key = ObjectIdentifier(variable)
        if let constant = unit.session.statics[key] { return .constant(constant) }
        if isGlobal(variable) { return .global(globalBox(variable)) }
        if let register = registers[key] { return isBoxed(variable) ? .boxed(register) : .register(register) }
        let number = captureNumber(variable)
        return isBoxed(variable) ? .capturedBox(number) : .captured(number)
    }

    func globalBox(_ variable: Variable) -> Value {
        let key = ObjectIdentifier(variable)
        if let box = unit.session.globals[key] { return box }
        let box = machine.makeGlobalBox()
        unit.session.globals[key] = box
        return box
    }

    /// Reads a variable into a register.
    func read(_ variable: Variable, into register: Int, at range: SourceRange) {
        switch place(variable) {
        case .register(let own): if own != register { builder.emit(.move, register, own, at: range) }
        case .boxed(let own): builder.emit(.getBox, register, own, at: range)
        case .captured(let number): builder.emit(.getCapture, register, number, at: range)
        case .capturedBox(let number): builder.emit(.getCaptureBox, register, number, at: range)
        case .global(let box):
            withConstant(box, at: range) { emitNear in
                emitNear(.getGlobal, register)
            } far: { boxRegister in
                builder.emit(.getBox, register, boxRegister, at: range)
            }
        case .constant(let closure):
            load(closure, into: register, at: range)
            return
        }
        if mayBeMissing(variable) { checkMissing(register, variable.name, at: range) }
    }

    /// A read through a capture, or of another file or entry, may come before the definition has run (rule 16).
    private func mayBeMissing(_ variable: Variable) -> Bool {
        if variable.owner === node && !isGlobal(variable) { return false }
        return variable.mayBeReadEarly || isGlobal(variable) || (isBoxed(variable) && variable.kind == .function)
    }

    private func checkMissing(_ register: Int, _ name: String, at range: SourceRange) {
        let constant = builder.constant(machine.heap.intern(name).value)
        if let distance = builder.nearDistance(constant) {
            builder.emit(.checkMissing, register, distance, at: range)
        } else {
            builder.emit(.checkMissingFar, register, at: range)
            emitHint(name)
        }
    }

    /// Writes a register into a variable that exists.
    func write(_ variable: Variable, from register: Int, at range: SourceRange) {
        switch place(variable) {
        case .register(let own): if own != register { builder.emit(.move, own, register, at: range) }
        case .boxed(let own): builder.emit(.setBox, own, register, at: range)
        case .captured: break
        case .capturedBox(let number): builder.emit(.setCaptureBox, register, number, at: range)
        case .global(let box):
            withConstant(box, at: range) { emitNear in
                emitNear(.setGlobal, register)
            } far: { boxRegister in
                builder.emit(.setBox, boxRegister, register, at: range)
            }
        case .constant: break
        }
    }

    /// An instruction with a register and a constant, or the constant in a register where it is too far away.
    private func withConstant(
        _ value: Value, at range: SourceRange, near: ((Opcode, Int) -> Void) -> Void, far: (Int) -> Void
    ) {
        let constant = builder.constant(value)
        if let distance = builder.nearDistance(constant) {
            near { opcode, register in builder.emit(opcode, register, distance, at: range) }
            return
        }
        let saved = builder.free
        let register = builder.allocate()
        load(value, into: register, at: range)
        far(register)
        builder.free = saved
    }

    func load(_ value: Value, into register: Int, at range: SourceRange) {
        let constant = builder.constant(value)
        if let distance = builder.nearDistance(constant) {
            builder.emit(.loadConstant, register, distance, at: range)
            return
        }
        let distance = builder.farDistance(constant)
        builder.emit(.loadFar, register, at: range)
        builder.emitExtra(UInt64(bitPattern: Int64(distance)))
    }

    // MARK: Declarations

    /// Gives a new variable its register; `initial` holds its value, and may be that register.
    func declare(_ variable: Variable, from initial: Int, at range: SourceRange) {
        if isGlobal(variable) {
            write(variable, from: initial, at: range)
            return
        }
        if let own = registers[ObjectIdentifier(variable)], isBoxed(variable) {
            // Made at the block's start, since a closure may have mentioned it before.
            builder.emit(.setBox, own, initial, at: range)
            return
        }
        registers[ObjectIdentifier(variable)] = initial
        if isBoxed(variable) { builder.emit(.newBox, initial, initial, at: range) }
    }

    /// Functions are ready, and boxes that closures may mention exist, from the block's start (rule 16).
    func hoist(_ statements: [Statement]) {
        var functions: [(VariableNode, FunctionNode)] = []
        for statement in statements {
            switch statement.kind {
            case .function(let name, let function): functions.append((name, function))
            case .declaration(let name, _), .importFile(_, _, let name):
                if let variable = name.variable, !isGlobal(variable), isBoxed(variable), variable.mayBeReadEarly {
                    makeEmptyBox(variable, at: name.range)
                }
            default: break
            }
        }
        guard !functions.isEmpty else { return }
        let staticOnes = makeStatics(functions)
        let others = functions.filter { name, _ in
            name.variable.map { !staticOnes.contains(ObjectIdentifier($0)) } ?? false
        }
        for (name, _) in others {
            guard let variable = name.variable, !isGlobal(variable) else { continue }
            if isBoxed(variable) {
                makeEmptyBox(variable, at: name.range)
            } else {
                registers[ObjectIdentifier(variable)] = builder.allocate()
            }
        }
        for (name, function) in others {
            guard let variable = name.variable else { continue }
            let saved = builder.free
            let register = builder.allocate()
            closure(function, into: register)
            write(variable, from: register, at: name.range)
            builder.free = saved
        }
    }

    private func makeEmptyBox(_ variable: Variable, at range: SourceRange) {
        let register = builder.allocate()
        registers[ObjectIdentifier(variable)] = register
        builder.emit(.loadMissing, register, at: range)
        builder.emit(.newBox, register, register, at: range)
    }

    /// Functions that mention only each other, other such functions and globals are constants: calling them needs no look-up.
    private func makeStatics(_ functions: [(VariableNode, FunctionNode)]) -> Set<ObjectIdentifier> {
        var candidates: [ObjectIdentifier: (VariableNode, FunctionNode)] = [:]
        for (name, function) in functions {
            if let variable = name.variable { candidates[ObjectIdentifier(variable)] = (name, function) }
        }
        var changed = true
        while changed {
            changed = false
            for (key, (_, function)) in candidates {
                let isStatic = function.captures.allSatisfy { captured in
                    let other = ObjectIdentifier(captured)
                    return candidates[other] != nil || unit.session.statics[other] != nil || isGlobal(captured)
                }
                if !isStatic {
                    candidates[key] = nil
                    changed = true
                }
            }
        }
        var codes: [(FunctionNode, FunctionCode)] = []
        for (name, function) in functions {
            guard let variable = name.variable, candidates[ObjectIdentifier(variable)] != nil else { continue }
            let code = FunctionCode(
                name: function.name, file: unit.file, isPrelude: unit.isPrelude,
                parameterNames: function.parameters.map(\.name.name),
                requiredCount: function.parameters.count { $0.defaultValue == nil && !$0.isRest },
                hasRest: function.parameters.last?.isRest ?? false)
            code.number = machine.add(code)
            unit.session.statics[ObjectIdentifier(variable)] = machine.makeStaticClosure(code)
            codes.append((function, code))
        }
        for (function, code) in codes { _ = Compiler.compile(function, unit: unit, parent: self, into: code) }
        return Set(candidates.keys)
    }

    /// Makes a closure of a nested function.
    func closure(_ function: FunctionNode, into register: Int) {
        let (code, captured) = Compiler.compile(function, unit: unit, parent: self)
        if captured.isEmpty {
            load(machine.makeStaticClosure(code), into: register, at: function.range)
            return
        }
        let number = addNested(code, captured)
        if number > Int(UInt16.max) { builder.noteTooLarge() }
        builder.emit(.closure, register, number, at: function.range)
    }
}
