extension Compiler {
    func block(_ block: Block) {
        let saved = builder.free
        hoist(block.statements)
        for statement in block.statements { self.statement(statement) }
        builder.free = saved
    }

    /// A block whose value is that of its last statement, if this is an expression (rule 8).
    func blockValue(_ block: Block, _ register: Int) {
        let saved = builder.free
        hoist(block.statements)
        for statement in block.statements.dropLast() { self.statement(statement) }
        if let last = block.statements.last {
            if case .expression(let expression) = last.kind {
                to(expression, register, isFresh: register == builder.free - 1)
            } else {
                statement(last)
                builder.emit(.loadNull, register, at: endRange(block))
            }
        } else {
            builder.emit(.loadNull, register, at: block.range)
        }
        builder.free = saved
    }

    func statement(_ statement: Statement) {
        let range = statement.range
        switch statement.kind {
        case .declaration(let name, let value): declaration(name, value)
        case .assignment(let place, let operation, let value): assignment(place, operation, value, range)
        case .conditional: conditional(statement)
        case .whileLoop(let condition, let body): whileLoop(condition, body)
        case .forLoop(let loop): forLoop(loop, range)
        case .breakLoop: leaveLoop(isBreak: true, range)
        case .continueLoop: leaveLoop(isBreak: false, range)
        case .returnValue(let value): returnValue(value, range)
        case .function: break
        case .tryBlock(let body, let name, let handler, let last): tryBlock(body, name, handler, last, range)
        case .importFile(let path, _, let name): importFile(path, name, range)
        case .parameter, .use: break
        case .test(let name, let body): test(name, body, range)
        case .expression(let expression):
            let saved = builder.free
            to(expression, builder.allocate(), isFresh: true)
            builder.free = saved
        }
    }

    private func declaration(_ name: VariableNode, _ value: Expression) {
        guard let variable = name.variable else {
            let saved = builder.free
            to(value, builder.allocate(), isFresh: true)
            builder.free = saved
            return
        }
        if isGlobal(variable) || (isBoxed(variable) && registers[ObjectIdentifier(variable)] != nil) {
            let saved = builder.free
            declare(variable, from: operand(value), at: name.range)
            builder.free = saved
            return
        }
        let register = builder.allocate()
        to(value, register, isFresh: true)
        declare(variable, from: register, at: name.range)
    }

    // MARK: Assignment

    private func assignment(
        _ place: Expression, _ operation: AssignmentOperator?, _ value: Expression, _ range: SourceRange
    ) {
        let saved = builder.free
        defer { builder.free = saved }
        switch place.kind {
        case .parenthesized(let inner): assignment(inner, operation, value, range)
        case .name(let name):
            guard case .variable(let variable) = name.resolution else { return }
            assign(variable, place, operation, value, range)
        case .index(let object, index: let key):
            let target = operand(object, before: [key, value])
            let index = operand(key, before: [value])
            guard let operation else {
                let element = operand(value)
                builder.note(.index(key.range))
                builder.emit(.setIndex, target, index, element, at: range)
                return
            }
            let current = builder.allocate()
            builder.note(.index(key.range))
            builder.emit(.index, current, target, index, at: place.range)
            update(current, operation, value, range) {
                builder.note(.index(key.range))
                builder.emit(.setIndex, target, index, current, at: range)
            }
        case .member(let object, name: let name, nameRange: let nameRange, isOptional: _):
            let target = operand(object, before: [value])
            guard let operation else {
                setMember(target, name, nameRange, operand(value), range)
                return
            }
            let current = builder.allocate()
            member(target, name, nameRange, current, place.range)
            update(current, operation, value, range) { setMember(target, name, nameRange, current, range) }
        default: break
        }
    }

    private func assign(
        _ variable: Variable, _ place: Expression, _ operation: AssignmentOperator?, _ value: Expression,
        _ range: SourceRange
    ) {
        guard case .register(let own) = self.place(variable) else {
            let current = builder.allocate()
            if let operation {
                read(variable, into: current, at: place.range)
                update(current, operation, value, range) { write(variable, from: current, at: range) }
            } else {
                if mustExist(variable) { read(variable, into: current, at: place.range) }
                to(value, current, isFresh: true)
                write(variable, from: current, at: range)
            }
            return
        }
        switch operation {
        case nil: to(value, own, isFresh: false)
        case .binary(let operation):
            if mayAssign(value) {
                let current = builder.allocate()
                builder.emit(.move, current, own, at: range)
                binary(operation, current, value, own, range)
            } else {
                binary(operation, own, value, own, range)
            }
        case .coalesce:
            let skip = builder.emitJump(.jumpNotNull, own, at: range)
            to(value, own, isFresh: false)
            builder.patch([skip], to: builder.here)
        }
    }

    /// Whether an assignment has to see that the definition has run (rule 16).
    private func mustExist(_ variable: Variable) -> Bool {
        variable.owner !== node && variable.mayBeReadEarly
    }

    /// `current` is what the place holds; `store` puts the result back.
    private func update(
        _ current: Int, _ operation: AssignmentOperator, _ value: Expression, _ range: SourceRange, store: () -> Void
    ) {
        switch operation {
        case .binary(let operation):
            binary(operation, current, value, current, range)
            store()
        case .coalesce:
            let skip = builder.emitJump(.jumpNotNull, current, at: range)
            to(value, current, isFresh: current == builder.free - 1)
            store()
            builder.patch([skip], to: builder.here)
        }
    }

    // MARK: Choices

    /// `else if` chains may be long.
    private func conditional(_ statement: Statement) {
        var current = statement
        var ends: [Int] = []
        while case .conditional(let condition, let then, let otherwise) = current.kind {
            let misses = jumps(condition, if: false)
            block(then)
            guard let otherwise else {
                builder.patch(misses, to: builder.here)
                break
            }
            ends.append(builder.emitJump(.jump, 0, at: endRange(then)))
            builder.patch(misses, to: builder.here)
            switch otherwise {
            case .block(let last):
                block(last)
                builder.patch(ends, to: builder.here)
                return
            case .conditional(let next): current = next
            }
        }
        builder.patch(ends, to: builder.here)
    }

    // MARK: Files

    /// The script's parameters come first: all are there before the first statement (rule 39).
    func fileStart(_ block: Block) {
        for statement in block.statements {
            guard case .parameter(let parameter) = statement.kind, let variable = parameter.name.variable else {
                continue
            }
            let register = builder.allocate()
            builder.emit(.loadParameter, register, machine.nameNumber(parameter.name.name), at: parameter.name.range)
            let given = builder.emitJump(.jumpNotMissing, register, at: parameter.name.range)
            if let value = parameter.defaultValue {
                parameterDefault(value, type: parameter.type?.name, register)
            } else if parameter.type?.name == "bool" {
                builder.emit(.loadFalse, register, at: parameter.name.range)
            } else if parameter.type?.name == "list" {
                builder.emit(.list, register, register, 0, at: parameter.name.range)
            } else {
                throwError("Argument", "the script needs --\(parameter.name.name)", register, parameter.name.range)
            }
            builder.patch([given], to: builder.here)
            declare(variable, from: register, at: parameter.name.range)
        }
    }

    /// As an argument of that text would be read: a `time` is written as one, and an int is a `float` too.
    private func parameterDefault(_ expression: Expression, type: String?, _ register: Int) {
        switch (type, ScriptParameters.literal(expression)) {
        case ("time", .string(let text)?):
            // The resolver has seen that it is one.
            let time = (try? TimeText.parse(text)) ?? 0
            load(machine.makePermanentTime(nanoseconds: time), into: register, at: expression.range)
        case ("float", .int(let value)?): load(.float(Double(value)), into: register, at: expression.range)
        default: to(expression, register, isFresh: false)
        }
    }

    private func importFile(_ path: String, _ name: VariableNode, _ range: SourceRange) {
        guard let variable = name.variable, let file = unit.session.importNames[ObjectIdentifier(variable)],
            let number = unit.session.imports[file]?.number
        else { return }
        let register = builder.allocate()
        _ = builder.allocate()
        builder.emit(.import, register, number, at: range)
        builder.free = register
    }

    private func test(_ name: String, _ body: FunctionNode, _ range: SourceRange) {
        let saved = builder.free
        let register = builder.allocate()
        closure(body, into: register)
        builder.emit(.registerTest, register, unit.tests.count, at: range)
        unit.tests.append(name)
        builder.free = saved
    }
}
