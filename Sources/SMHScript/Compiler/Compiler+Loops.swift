extension Compiler {
    /// The condition stands at the end, so that a turn has one jump.
    func whileLoop(_ condition: Expression, _ body: Block) {
        let misses = jumps(condition, if: false)
        let top = builder.here
        loops.append(Loop(finallyDepth: finallies.count))
        block(body)
        let loop = loops.removeLast()
        builder.patch(loop.continues, to: builder.here)
        builder.patch(jumps(condition, if: true), to: top)
        builder.patch(misses + loop.breaks, to: builder.here)
    }

    func forLoop(_ loop: ForLoop, _ range: SourceRange) {
        let saved = builder.free
        var iterable = loop.iterable
        while case .parenthesized(let inner) = iterable.kind { iterable = inner }
        if case .range(let lower, let upper, let isClosed) = iterable.kind, loop.second == nil {
            rangeLoop(loop, lower, upper, isClosed, iterable.range)
        } else {
            iteration(loop, iterable.range)
        }
        builder.free = saved
    }

    /// A loop over a literal range makes no range.
    private func rangeLoop(
        _ loop: ForLoop, _ lower: Expression, _ upper: Expression, _ isClosed: Bool, _ range: SourceRange
    ) {
        let current = builder.allocate()
        let last = builder.allocate()
        to(lower, current, isFresh: false)
        to(upper, last, isFresh: false)
        let empty = builder.emitJump(.rangePrepare, current, 0, isClosed ? 1 : 0, at: range)
        let top = builder.here
        if let variable = loop.first.variable {
            if isBoxed(variable) {
                let register = builder.allocate()
                registers[ObjectIdentifier(variable)] = register
                builder.emit(.newBox, register, current, at: loop.first.range)
            } else {
                registers[ObjectIdentifier(variable)] = current
            }
        }
        let finished = turn(loop, iterator: nil)
        builder.patch(finished.continues, to: builder.here)
        builder.patch([builder.emitJump(.rangeLoop, current, at: range)], to: top)
        builder.patch([empty] + finished.breaks, to: builder.here)
    }

    private func iteration(_ loop: ForLoop, _ range: SourceRange) {
        let iterator = builder.allocate()
        _ = builder.allocate()
        _ = builder.allocate()
        let saved = builder.free
        let source = operand(loop.iterable)
        builder.emit(.iterate, iterator, source, loop.second == nil ? 1 : 2, at: range)
        builder.free = saved
        let first = builder.allocate()
        let second = builder.allocate()
        let entry = builder.emitJump(.jump, 0, at: range)
        let top = builder.here
        bind(loop.first, first)
        if let name = loop.second { bind(name, second) }
        let finished = turn(loop, iterator: iterator)
        builder.patch(finished.continues + [entry], to: builder.here)
        builder.patch([builder.emitJump(loop.second == nil ? .next : .next2, iterator, first, at: range)], to: top)
        builder.patch(finished.breaks, to: builder.here)
    }

    /// Each turn has its own variable, and its own box if closures need one.
    private func bind(_ name: VariableNode, _ register: Int) {
        guard let variable = name.variable else { return }
        registers[ObjectIdentifier(variable)] = register
        if isBoxed(variable) { builder.emit(.newBox, register, register, at: name.range) }
    }

    private func turn(_ loop: ForLoop, iterator: Int?) -> Loop {
        loops.append(Loop(iterator: iterator, finallyDepth: finallies.count))
        if let condition = loop.condition {
            let misses = jumps(condition, if: false, context: .where)
            loops[loops.count - 1].continues += misses
        }
        block(loop.body)
        return loops.removeLast()
    }

    func leaveLoop(isBreak: Bool, _ range: SourceRange) {
        guard let loop = loops.last else { return }
        let number = loops.count - 1
        // Through the `finally` blocks between here and the loop.
        if finallies.count > loop.finallyDepth, let last = finallies.last {
            go(through: last, isBreak ? .breakLoop(number) : .continueLoop(number), range)
            return
        }
        if isBreak, let iterator = loop.iterator { builder.emit(.endLoop, iterator, at: range) }
        let jump = builder.emitJump(.jump, 0, at: range)
        if isBreak { loops[number].breaks.append(jump) } else { loops[number].continues.append(jump) }
    }
}
