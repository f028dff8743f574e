extension Compiler {
    /// Jumps that are taken if the condition is `expected`; otherwise the code goes on. Gives what to patch.
    func jumps(_ expression: Expression, if expected: Bool, context: ConditionContext = .condition) -> [Int] {
        let saved = builder.free
        defer { builder.free = saved }
        let range = expression.range
        switch expression.kind {
        case .parenthesized(let inner): return jumps(inner, if: expected, context: context)
        case .not(let inner): return jumps(inner, if: !expected, context: .not)
        case .bool(let value): return value == expected ? [builder.emitJump(.jump, 0, at: range)] : []
        case .and: return logicalJumps(operands(expression, isAnd: true), isAnd: true, if: expected)
        case .or: return logicalJumps(operands(expression, isAnd: false), isAnd: false, if: expected)
        case .binary(let operation, let left, let right):
            if let jump = comparison(operation, left, right, expected, range) { return [jump] }
        default: break
        }
        let register = operand(expression)
        return [builder.emitJump(expected ? .jumpTrue : .jumpFalse, register, 0, context.rawValue, at: range)]
    }

    /// The operands of `a and b and c`, from left to right.
    private func operands(_ expression: Expression, isAnd: Bool) -> [Expression] {
        var result: [Expression] = []
        var current = expression
        while true {
            switch current.kind {
            case .and(let left, let right) where isAnd, .or(let left, let right) where !isAnd:
                result.append(right)
                current = left
            default:
                result.append(current)
                return result.reversed()
            }
        }
    }

    private func logicalJumps(_ operands: [Expression], isAnd: Bool, if expected: Bool) -> [Int] {
        let context: ConditionContext = isAnd ? .and : .or
        // `and` is false as soon as one operand is; `or` is true as soon as one is.
        if isAnd != expected { return operands.flatMap { jumps($0, if: expected, context: context) } }
        var misses: [Int] = []
        for operand in operands.dropLast() { misses += jumps(operand, if: !expected, context: context) }
        let last = operands.last.map { jumps($0, if: expected, context: context) } ?? []
        builder.patch(misses, to: builder.here)
        return last
    }

    /// A comparison and its jump in one instruction.
    private func comparison(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ expected: Bool, _ range: SourceRange
    ) -> Int? {
        guard operation != .contains, operation != .notContains, isComparison(operation) else { return nil }
        let x = operand(left, before: [right])
        if let value = Self.small(right) {
            return builder.emitJump(intJump(operation, expected), x, value, at: range)
        }
        if case .string(let text) = right.kind, operation == .equal || operation == .notEqual {
            let constant = builder.constant(machine.heap.intern(text).value)
            if let distance = builder.nearDistance(constant) {
                let opcode: Opcode = (operation == .equal) == expected ? .jumpEqualConstant : .jumpNotEqualConstant
                return builder.emitJump(opcode, x, distance, at: range)
            }
        }
        let y = operand(right)
        switch operation {
        case .less: return builder.emitJump(expected ? .jumpLess : .jumpNotLess, x, y, at: range)
        case .lessOrEqual: return builder.emitJump(expected ? .jumpLessOrEqual : .jumpNotLessOrEqual, x, y, at: range)
        case .greater: return builder.emitJump(expected ? .jumpLess : .jumpNotLess, y, x, at: range)
        case .greaterOrEqual:
            return builder.emitJump(expected ? .jumpLessOrEqual : .jumpNotLessOrEqual, y, x, at: range)
        default:
            return builder.emitJump((operation == .equal) == expected ? .jumpEqual : .jumpNotEqual, x, y, at: range)
        }
    }

    private func isComparison(_ operation: BinaryOperator) -> Bool {
        switch operation {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: false
        }
    }

    private func intJump(_ operation: BinaryOperator, _ expected: Bool) -> Opcode {
        switch operation {
        case .less: expected ? .jumpLessInt : .jumpNotLessInt
        case .lessOrEqual: expected ? .jumpLessOrEqualInt : .jumpNotLessOrEqualInt
        case .greater: expected ? .jumpGreaterInt : .jumpNotGreaterInt
        case .greaterOrEqual: expected ? .jumpGreaterOrEqualInt : .jumpNotGreaterOrEqualInt
        case .equal: expected ? .jumpEqualInt : .jumpNotEqualInt
        default: expected ? .jumpNotEqualInt : .jumpEqualInt
        }
    }
}
