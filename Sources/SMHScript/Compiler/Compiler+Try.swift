// `try`, `catch`, `finally`, `return`, `match`.
extension Compiler {
    func tryBlock(_ body: Block, _ name: VariableNode?, _ handler: Block?, _ last: Block?, _ range: SourceRange) {
        let saved = builder.free
        defer { builder.free = saved }
        guard let last else {
            catching(body, name, handler, range)
            return
        }
        // Which way goes through the block: 0 onwards, 1 with an error, from 2 on to a `return`, `break` or `continue`.
        let way = builder.allocate()
        let value = builder.allocate()
        let passage = Finally(way: way, value: value)
        finallies.append(passage)
        let start = builder.here
        if handler != nil { catching(body, name, handler, range) } else { block(body) }
        let end = builder.here
        finallies.removeLast()
        let lastRange = last.range
        builder.emit(.loadInt, way, 0, at: lastRange)
        let normal = builder.emitJump(.jump, 0, at: lastRange)
        builder.handlers.append(
            .init(kind: .finally, range: start..<max(end, start + 1), target: builder.here, register: value))
        builder.emit(.loadInt, way, 1, at: lastRange)
        builder.patch(passage.entries + [normal], to: builder.here)
        finallyBlock(last, way, value)
        let skipsRethrow = builder.emitJump(.jumpNotEqualInt, way, 1, at: lastRange)
        builder.emit(.rethrow, value, at: lastRange)
        builder.patch([skipsRethrow], to: builder.here)
        for (number, exit) in passage.exits {
            let other = builder.emitJump(.jumpNotEqualInt, way, number, at: lastRange)
            leave(exit, value, lastRange)
            builder.patch([other], to: builder.here)
        }
    }

    /// An error in it takes the place of the one on its way, which is kept as its cause (rule 22).
    private func finallyBlock(_ last: Block, _ way: Int, _ value: Int) {
        let error = builder.allocate()
        let start = builder.here
        block(last)
        let end = builder.here
        guard end > start else { return }
        let over = builder.emitJump(.jump, 0, at: last.range)
        builder.handlers.append(.init(kind: .finally, range: start..<end, target: builder.here, register: error))
        let plain = builder.emitJump(.jumpNotEqualInt, way, 1, at: last.range)
        builder.emit(.noteCause, error, value, at: last.range)
        builder.patch([plain], to: builder.here)
        builder.emit(.rethrow, error, at: last.range)
        builder.patch([over], to: builder.here)
    }

    private func catching(_ body: Block, _ name: VariableNode?, _ handler: Block?, _ range: SourceRange) {
        let error = builder.allocate()
        let start = builder.here
        block(body)
        let end = builder.here
        guard let handler else { return }
        let over = builder.emitJump(.jump, 0, at: endRange(body))
        builder.handlers.append(
            .init(kind: .catches, range: start..<max(end, start + 1), target: builder.here, register: error))
        let saved = builder.free
        if let name, let variable = name.variable {
            registers[ObjectIdentifier(variable)] = error
            if isBoxed(variable) { builder.emit(.newBox, error, error, at: name.range) }
        }
        block(handler)
        builder.free = saved
        builder.patch([over], to: builder.here)
    }

    /// Goes into a `finally` block, and from its end to where it was going.
    func go(through passage: Finally, _ exit: Finally.Exit, _ range: SourceRange) {
        let number = 2 + passage.exits.count
        passage.exits.append((number, exit))
        builder.emit(.loadInt, passage.way, number, at: range)
        passage.entries.append(builder.emitJump(.jump, 0, at: range))
    }

    private func leave(_ exit: Finally.Exit, _ value: Int, _ range: SourceRange) {
        switch exit {
        case .return: emitReturn(value, range)
        case .breakLoop(let number), .continueLoop(let number):
            var isBreak = false
            if case .breakLoop = exit { isBreak = true }
            if finallies.count > loops[number].finallyDepth, let outer = finallies.last {
                go(through: outer, exit, range)
                return
            }
            if isBreak, let iterator = loops[number].iterator { builder.emit(.endLoop, iterator, at: range) }
            let jump = builder.emitJump(.jump, 0, at: range)
            if isBreak { loops[number].breaks.append(jump) } else { loops[number].continues.append(jump) }
        }
    }

    func returnValue(_ value: Expression?, _ range: SourceRange) {
        let saved = builder.free
        defer { builder.free = saved }
        if finallies.isEmpty, loops.isEmpty, value == nil {
            builder.emit(.returnNull, at: range)
            return
        }
        let register: Int
        if let value {
            register = operand(value)
        } else {
            register = builder.allocate()
            builder.emit(.loadNull, register, at: range)
        }
        emitReturn(register, range)
    }

    /// The value is computed before `finally` blocks run.
    private func emitReturn(_ register: Int, _ range: SourceRange) {
        if let passage = finallies.last {
            if passage.value != register { builder.emit(.move, passage.value, register, at: range) }
            go(through: passage, .return, range)
            return
        }
        for loop in loops.reversed() {
            if let iterator = loop.iterator { builder.emit(.endLoop, iterator, at: range) }
        }
        builder.emit(.return, register, at: range)
    }

    // MARK: match

    func match(_ node: MatchNode, _ register: Int, _ range: SourceRange) {
        let value = operand(node.value)
        var ends: [Int] = []
        var isExhaustive = false
        for arm in node.arms {
            let saved = builder.free
            var misses: [Int] = []
            switch arm.pattern {
            case .otherwise: isExhaustive = true
            case .anyOf(let alternatives): misses = alternativeMisses(alternatives, value)
            case .binding(let name, let condition):
                if let variable = name.variable {
                    let own = builder.allocate()
                    builder.emit(.move, own, value, at: name.range)
                    registers[ObjectIdentifier(variable)] = own
                    if isBoxed(variable) { builder.emit(.newBox, own, own, at: name.range) }
                }
                misses = jumps(condition, if: false, context: .where)
            }
            switch arm.body {
            case .expression(let expression): to(expression, register, isFresh: false)
            case .block(let block): blockValue(block, register)
            }
            ends.append(builder.emitJump(.jump, 0, at: arm.range))
            builder.patch(misses, to: builder.here)
            builder.free = saved
        }
        if !isExhaustive { builder.emit(.noMatch, value, at: range) }
        builder.patch(ends, to: builder.here)
    }

    /// Jumps to the body where one fits; gives the jumps that are taken where none does.
    private func alternativeMisses(_ alternatives: [MatchArm.Alternative], _ value: Int) -> [Int] {
        var hits: [Int] = []
        for (index, alternative) in alternatives.enumerated() {
            let saved = builder.free
            let isLast = index == alternatives.count - 1
            let jump: Int
            switch alternative {
            case .value(let pattern):
                if let small = Self.small(pattern) {
                    jump = builder.emitJump(isLast ? .jumpNotEqualInt : .jumpEqualInt, value, small, at: pattern.range)
                } else {
                    let other = operand(pattern)
                    let result = builder.allocate()
                    builder.emit(.fits, result, value, other, at: pattern.range)
                    jump = builder.emitJump(isLast ? .jumpFalse : .jumpTrue, result, at: pattern.range)
                }
            case .type(let name, let range, let isNegated):
                let result = builder.allocate()
                builder.emit(.isType, result, value, machine.nameNumber(name), at: range)
                jump = builder.emitJump(isLast != isNegated ? .jumpFalse : .jumpTrue, result, at: range)
            }
            builder.free = saved
            if isLast {
                builder.patch(hits, to: builder.here)
                return [jump]
            }
            hits.append(jump)
        }
        return []
    }
}
