// Operators, indices, members and calls. A chain of them through the left operands may be as long as its author likes, so it is compiled in
// a loop: from the innermost operand outwards, with what has been computed in one register.
extension Compiler {
    func chain(_ expression: Expression, _ target: Int, isFresh: Bool) {
        var links: [Expression] = []
        var innermost = expression
        while let next = linkOfChain(innermost) {
            links.append(innermost)
            innermost = next
        }
        var state = ChainState(target: target, targetIsFresh: isFresh && target == builder.free - 1)
        var index = start(innermost, links, &state)
        while index >= 0 {
            index = step(links, index, &state)
            if index >= 0, let temporary = state.temporary { builder.free = temporary + 1 }
        }
        if state.register != target { builder.emit(.move, target, state.register, at: expression.range) }
    }

    struct ChainState {
        let target: Int
        let targetIsFresh: Bool
        /// Where the value so far is.
        var register = 0
        /// The chain's own register, once it has one.
        var temporary: Int?
        /// `?.` chains that are open.
        var openOptionals = 0
    }

    private func linkOfChain(_ expression: Expression) -> Expression? {
        switch expression.kind {
        case .conditional, .attempt: nil
        default: expression.link
        }
    }

    /// The register that intermediate values go to: on top, so that a call's window can begin there.
    private func temporary(_ state: inout ChainState) -> Int {
        if let temporary = state.temporary { return temporary }
        let register = state.targetIsFresh ? state.target : builder.allocate()
        state.temporary = register
        return register
    }

    /// Where the result of a link goes.
    private func destination(_ links: [Expression], _ index: Int, _ state: inout ChainState) -> Int {
        index == 0 && state.openOptionals == 0 ? state.target : temporary(&state)
    }

    /// Evaluates the innermost operand, and the first links too if they are a call or a member of something known. Gives the next link.
    private func start(_ innermost: Expression, _ links: [Expression], _ state: inout ChainState) -> Int {
        let last = links.count - 1
        for link in links { if case .optionalChain = link.kind { optionalJumps.append([]); state.openOptionals += 1 } }
        if case .name(let name) = innermost.kind, let next = known(name, links, last, &state) { return next }
        if let own = ownRegister(innermost), !(state.openOptionals > 0), !links.contains(where: hasAssigningOperand) {
            state.register = own
            return last
        }
        let register = temporary(&state)
        to(innermost, register, isFresh: register == builder.free - 1)
        state.register = register
        return last
    }

    private func hasAssigningOperand(_ link: Expression) -> Bool {
        switch link.kind {
        case .binary(_, _, let right), .index(_, index: let right): mayAssign(right)
        default: false
        }
    }

    /// One link outwards; a call takes the member under it along.
    private func step(_ links: [Expression], _ index: Int, _ state: inout ChainState) -> Int {
        let link = links[index]
        switch link.kind {
        case .binary(let operation, _, let right):
            let destination = destination(links, index, &state)
            let saved = builder.free
            binary(operation, state.register, right, destination, link.range)
            builder.free = saved
            state.register = destination
        case .and(_, let right): logical(right, isAnd: true, link, links, index, &state)
        case .or(_, let right): logical(right, isAnd: false, link, links, index, &state)
        case .coalesce(_, let right): coalesce(right, link, links, index, &state)
        case .index(_, index: let key):
            let destination = destination(links, index, &state)
            let saved = builder.free
            let index = operand(key)
            builder.note(.index(key.range))
            builder.emit(.index, destination, state.register, index, at: link.range)
            builder.free = saved
            state.register = destination
        case .member(_, name: let name, nameRange: let nameRange, isOptional: let isOptional):
            if isOptional { jumpIfNull(&state, nameRange) }
            if index > 0, case .call(let call) = links[index - 1].kind {
                let register = windowStart(&state, link.range)
                method(name, nameRange, call, register, links[index - 1].range)
                state.register = register
                return index - 2
            }
            let destination = destination(links, index, &state)
            member(state.register, name, nameRange, destination, link.range)
            state.register = destination
        case .optionalChain:
            let register = temporary(&state)
            if state.register != register { builder.emit(.move, register, state.register, at: link.range) }
            builder.patch(optionalJumps.removeLast(), to: builder.here)
            state.openOptionals -= 1
            state.register = register
        case .call(let call):
            let register = windowStart(&state, link.range)
            arguments(call, register, link.range)
            state.register = register
        default: break
        }
        return index - 1
    }

    private func jumpIfNull(_ state: inout ChainState, _ range: SourceRange) {
        let register = temporary(&state)
        if state.register != register {
            builder.emit(.move, register, state.register, at: range)
            state.register = register
        }
        optionalJumps[optionalJumps.count - 1].append(builder.emitJump(.jumpNull, register, at: range))
    }

    /// The value so far in the chain's own register, which is on top.
    private func windowStart(_ state: inout ChainState, _ range: SourceRange) -> Int {
        let register = temporary(&state)
        if state.register != register {
            builder.emit(.move, register, state.register, at: range)
            state.register = register
        }
        builder.free = register + 1
        return register
    }

    // MARK: Operators

    private func logical(
        _ right: Expression, isAnd: Bool, _ link: Expression, _ links: [Expression], _ index: Int,
        _ state: inout ChainState
    ) {
        let register = temporary(&state)
        if state.register != register { builder.emit(.move, register, state.register, at: link.range) }
        let context = (isAnd ? ConditionContext.and : .or).rawValue
        let skip = builder.emitJump(isAnd ? .jumpFalse : .jumpTrue, register, 0, context, at: link.range)
        to(right, register, isFresh: register == builder.free - 1)
        builder.emit(.checkBool, register, context, at: right.range)
        builder.patch([skip], to: builder.here)
        state.register = register
    }

    private func coalesce(
        _ right: Expression, _ link: Expression, _ links: [Expression], _ index: Int, _ state: inout ChainState
    ) {
        let register = temporary(&state)
        if state.register != register { builder.emit(.move, register, state.register, at: link.range) }
        let skip = builder.emitJump(.jumpNotNull, register, at: link.range)
        to(right, register, isFresh: register == builder.free - 1)
        builder.patch([skip], to: builder.here)
        state.register = register
    }

    static func small(_ expression: Expression) -> Int? {
        switch expression.kind {
        case .int(let value): Int16(exactly: value).map(Int.init)
        case .negate(let inner):
            if case .int(let value) = inner.kind, value != Int.min { Int16(exactly: -value).map(Int.init) } else { nil }
        default: nil
        }
    }

    func binary(_ operation: BinaryOperator, _ left: Int, _ right: Expression, _ target: Int, _ range: SourceRange) {
        if let value = Self.small(right), let opcode = immediate(operation, value) {
            builder.emit(opcode, target, left, value, at: range)
            return
        }
        if case .float(let value) = right.kind, let opcode = withFloat(operation, value) {
            let constant = builder.constant(.float(value))
            if let distance = builder.nearDistance(constant) {
                builder.emit(opcode, target, left, distance, at: range)
                return
            }
        }
        binary(operation, left, operand(right), target, range)
    }

    func binary(_ operation: BinaryOperator, _ left: Int, _ right: Int, _ target: Int, _ range: SourceRange) {
        switch operation {
        case .add: builder.emit(.add, target, left, right, at: range)
        case .subtract: builder.emit(.subtract, target, left, right, at: range)
        case .multiply: builder.emit(.multiply, target, left, right, at: range)
        case .divide: builder.emit(.divide, target, left, right, at: range)
        case .floorDivide: builder.emit(.floorDivide, target, left, right, at: range)
        case .remainder: builder.emit(.remainder, target, left, right, at: range)
        case .equal: builder.emit(.equal, target, left, right, at: range)
        case .notEqual: builder.emit(.notEqual, target, left, right, at: range)
        case .less: builder.emit(.less, target, left, right, at: range)
        case .lessOrEqual: builder.emit(.lessOrEqual, target, left, right, at: range)
        case .greater: builder.emit(.less, target, right, left, at: range)
        case .greaterOrEqual: builder.emit(.lessOrEqual, target, right, left, at: range)
        case .contains: builder.emit(.contains, target, left, right, at: range)
        case .notContains: builder.emit(.notContains, target, left, right, at: range)
        }
    }

    private func immediate(_ operation: BinaryOperator, _ value: Int) -> Opcode? {
        switch operation {
        case .add: .addInt
        case .subtract: .subtractInt
        case .multiply: .multiplyInt
        case .divide where value != 0: .divideInt
        case .floorDivide where value > 0: .floorDivideInt
        case .remainder where value > 0: .remainderInt
        default: nil
        }
    }

    private func withFloat(_ operation: BinaryOperator, _ value: Double) -> Opcode? {
        switch operation {
        case .add: .addFloat
        case .subtract: .subtractFloat
        case .multiply: .multiplyFloat
        case .divide where value != 0: .divideFloat
        default: nil
        }
    }

    // MARK: Members

    func member(_ object: Int, _ name: String, _ nameRange: SourceRange, _ target: Int, _ range: SourceRange) {
        builder.note(.member(nameRange))
        let isReserved = machine.builtins.members(of: .map)[name] != nil
        emitNamed(
            name == "count" ? .count : isReserved ? .property : .member, target, object, name,
            lastLine(of: range, from: nameRange))
    }

    /// An instruction with a name as its last operand: the constant for the fast path, the number for the other.
    private func emitNamed(_ opcode: Opcode, _ target: Int, _ object: Int, _ name: String, _ range: SourceRange) {
        let constant = builder.constant(machine.heap.intern(name).value)
        if let distance = builder.nearDistance(constant) {
            builder.emit(opcode, target, object, distance, at: range)
        } else {
            builder.emit(.memberFar, target, object, at: range)
        }
        emitHint(name)
    }

    func emitHint(_ name: String) { builder.emitExtra(UInt64(UInt32.max) | UInt64(machine.nameNumber(name)) << 32) }

    func setMember(_ object: Int, _ name: String, _ nameRange: SourceRange, _ value: Int, _ range: SourceRange) {
        let constant = builder.constant(machine.heap.intern(name).value)
        builder.note(.member(nameRange))
        if let distance = builder.nearDistance(constant) {
            builder.emit(.setMember, object, distance, value, at: range)
        } else {
            builder.emit(.setMemberFar, object, 0, value, at: range)
        }
        emitHint(name)
    }

    // MARK: What is known when the program is compiled

    /// A call or member of a built-in, a module, an imported file or a constant function.
    private func known(_ name: NameNode, _ links: [Expression], _ last: Int, _ state: inout ChainState) -> Int? {
        switch name.resolution {
        case .builtin:
            switch machine.builtins.entry(name.name) {
            case .native(let number):
                guard case .call(let call) = links[last].kind else { return nil }
                return staticNative(number, call, links, last, &state)
            case .module(let number):
                let module = machine.builtins.module(number)
                if case .call(let call) = links[last].kind, let native = module.call {
                    return staticNative(native, call, links, last, &state)
                }
                guard case .member(_, name: let member, nameRange: _, isOptional: false) = links[last].kind,
                    case .native(let native)? = module.members[member], last > 0,
                    case .call(let call) = links[last - 1].kind
                else { return nil }
                return staticNative(native, call, links, last - 1, &state)
            default: return nil
            }
        case .variable(let variable):
            if variable.kind == .importedFile { return importedMember(variable, links, last, &state) }
            guard case .constant(let closure) = place(variable), case .call(let call) = links[last].kind else {
                return nil
            }
            return staticCall(closure, call, links, last, &state)
        case .unresolved: return nil
        }
    }

    private func staticNative(
        _ number: Int, _ call: CallNode, _ links: [Expression], _ index: Int, _ state: inout ChainState
    ) -> Int? {
        let register = temporary(&state)
        builder.free = register + 1
        guard nativeCall(number, call, register, links[index].range) else { return nil }
        state.register = register
        return index - 1
    }

    private func staticCall(
        _ closure: Value, _ call: CallNode, _ links: [Expression], _ index: Int, _ state: inout ChainState
    ) -> Int? {
        let register = temporary(&state)
        builder.free = register + 1
        functionCall(closure, call, register, links[index].range)
        state.register = register
        return index - 1
    }

    private func importedMember(_ file: Variable, _ links: [Expression], _ last: Int, _ state: inout ChainState) -> Int?
    {
        guard case .member(_, name: let name, nameRange: let range, isOptional: _) = links[last].kind,
            let variable = importedVariable(file, name)
        else { return nil }
        if case .constant(let closure) = place(variable), last > 0, case .call(let call) = links[last - 1].kind {
            return staticCall(closure, call, links, last - 1, &state)
        }
        let destination = destination(links, last, &state)
        read(variable, into: destination, at: range)
        state.register = destination
        return last - 1
    }

    private func importedVariable(_ file: Variable, _ name: String) -> Variable? {
        guard let path = unit.session.importNames[ObjectIdentifier(file)] else { return nil }
        return unit.session.imports[path]?.names[name]
    }
}
