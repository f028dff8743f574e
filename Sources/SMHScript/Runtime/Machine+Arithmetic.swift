#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

// Operators on values, where the fast paths declined.
extension Machine {
    func arithmetic(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws(ScriptError) -> Value {
        if left.isInt && right.isInt { return try ints(operation, left.asInt, right.asInt) }
        if left.isNumber && right.isNumber {
            let x = left.isInt ? Double(left.asInt) : left.asFloat
            let y = right.isInt ? Double(right.asInt) : right.asFloat
            return try floats(operation, x, y)
        }
        switch (left.tag, right.tag) {
        case (Tag.duration, _), (_, Tag.duration), (Tag.time, _), (_, Tag.time):
            if let result = try durations(operation, left, right) { return result }
        case (Tag.string, Tag.string):
            if operation == .add { return try joined(StringCell(left.pointer), StringCell(right.pointer)) }
            if operation == .divide { return try joinedPath(StringCell(left.pointer), StringCell(right.pointer)) }
        case (Tag.list, Tag.list):
            if operation == .add { return try joined(ListCell(left.pointer), ListCell(right.pointer)) }
        case (Tag.host, Tag.string):
            if operation == .divide, let object = host(left) {
                let name = StringCell(right.pointer)
                try checkPath(name)
                if let joined = try object.joined(with: name.string) { return try value(from: joined) }
            }
        default: break
        }
        throw operandError(operation, left, right)
    }

    private func ints(_ operation: BinaryOperator, _ left: Int, _ right: Int) throws(ScriptError) -> Value {
        let (result, overflow): (Int, Bool)
        switch operation {
        case .add: (result, overflow) = left.addingReportingOverflow(right)
        case .subtract: (result, overflow) = left.subtractingReportingOverflow(right)
        case .multiply: (result, overflow) = left.multipliedReportingOverflow(by: right)
        case .divide:
            if right == 0 { throw divisionByZero("\(left) / 0") }
            return .float(Double(left) / Double(right))
        case .floorDivide:
            if right == 0 { throw divisionByZero("\(left) // 0") }
            let quotient = Arithmetic.flooredQuotient(left, right)
            (result, overflow) = (quotient ?? 0, quotient == nil)
        case .remainder:
            if right == 0 { throw divisionByZero("\(left) % 0") }
            (result, overflow) = (Arithmetic.flooredRemainder(left, right) ?? 0, false)
        default: throw operandError(operation, .int(left), .int(right))
        }
        if overflow {
            throw ScriptError(
                .overflow, "\(left) \(operation.spelling) \(right) does not fit into an int",
                hint: "ints have 64 bits; floats reach further")
        }
        return .int(result)
    }

    private func divisionByZero(_ what: String) -> ScriptError {
        ScriptError(.divisionByZero, "division by zero: \(what)")
    }

    private func floats(_ operation: BinaryOperator, _ left: Double, _ right: Double) throws(ScriptError) -> Value {
        switch operation {
        case .add: return .float(left + right)
        case .subtract: return .float(left - right)
        case .multiply: return .float(left * right)
        case .divide, .floorDivide, .remainder:
            if right == 0 { throw divisionByZero("\(NumberText.text(of: left)) \(operation.spelling) 0") }
            if operation == .divide { return .float(left / right) }
            return .float(
                operation == .remainder
                    ? Arithmetic.flooredRemainder(left, right) : Arithmetic.flooredQuotient(left, right))
        default: throw operandError(operation, .float(left), .float(right))
        }
    }

    /// Durations and times; nil where the operator does not take the two.
    private func durations(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws(ScriptError) -> Value? {
        switch (left.tag, right.tag) {
        case (Tag.duration, Tag.duration):
            let x = left.asInt, y = right.asInt
            switch operation {
            case .add: return try duration(x.addingReportingOverflow(y))
            case .subtract: return try duration(x.subtractingReportingOverflow(y))
            case .divide, .floorDivide, .remainder:
                if y == 0 { throw divisionByZero("the duration is 0s") }
                if operation == .divide { return .float(Double(x) / Double(y)) }
                if operation == .remainder { return .duration(Arithmetic.flooredRemainder(x, y) ?? 0) }
                guard let quotient = Arithmetic.flooredQuotient(x, y) else {
                    throw ScriptError(.overflow, "the quotient does not fit into an int")
                }
                return .int(quotient)
            default: return nil
            }
        case (Tag.duration, Tag.int), (Tag.int, Tag.duration):
            let (nanoseconds, number) = left.tag == Tag.duration ? (left.asInt, right.asInt) : (right.asInt, left.asInt)
            if operation == .multiply { return try duration(nanoseconds.multipliedReportingOverflow(by: number)) }
            guard operation == .divide, left.tag == Tag.duration else { return nil }
            if number == 0 { throw divisionByZero("a duration / 0") }
            return try duration(nanoseconds.dividedReportingOverflow(by: number))
        case (Tag.duration, Tag.float), (Tag.float, Tag.duration):
            let (nanoseconds, number) =
                left.tag == Tag.duration ? (left.asInt, right.asFloat) : (right.asInt, left.asFloat)
            if operation == .multiply { return try duration(Double(nanoseconds) * number) }
            guard operation == .divide, left.tag == Tag.duration else { return nil }
            if number == 0 { throw divisionByZero("a duration / 0") }
            return try duration(Double(nanoseconds) / number)
        case (Tag.time, Tag.time):
            guard operation == .subtract else { return nil }
            return try duration(
                TimeCell(left.pointer).nanoseconds.subtractingReportingOverflow(TimeCell(right.pointer).nanoseconds))
        case (Tag.time, Tag.duration), (Tag.duration, Tag.time):
            if left.tag == Tag.duration && operation != .add { return nil }
            guard operation == .add || operation == .subtract else { return nil }
            let (time, nanoseconds) =
                left.tag == Tag.time ? (TimeCell(left.pointer), right.asInt) : (TimeCell(right.pointer), left.asInt)
            let (result, overflow) =
                operation == .add
                ? time.nanoseconds.addingReportingOverflow(nanoseconds)
                : time.nanoseconds.subtractingReportingOverflow(nanoseconds)
            if overflow { throw ScriptError(.overflow, "the time lies outside of the years 1677 to 2262") }
            return state.pointee.makeTime(nanoseconds: result, zone: time.zone)
        default: return nil
        }
    }

    private func duration(_ result: (partialValue: Int, overflow: Bool)) throws(ScriptError) -> Value {
        if result.overflow { throw ScriptError(.overflow, "the duration is longer than 292 years") }
        return .duration(result.partialValue)
    }

    private func duration(_ nanoseconds: Double) throws(ScriptError) -> Value {
        guard let exact = Int(exactly: nanoseconds.rounded(.toNearestOrAwayFromZero)) else {
            throw ScriptError(
                .overflow, nanoseconds.isNaN ? "the duration is no number" : "the duration is longer than 292 years")
        }
        return .duration(exact)
    }

    func negated(_ value: Value) throws(ScriptError) -> Value {
        switch value.tag {
        case Tag.float: return .float(-value.asFloat)
        case Tag.int:
            if value.asInt == Int.min { throw ScriptError(.overflow, "-(\(value.asInt)) does not fit into an int") }
            return .int(-value.asInt)
        case Tag.duration: return try duration(0.subtractingReportingOverflow(value.asInt))
        default: throw ScriptError(.type, "`-` needs a number or a duration, not \(describe(value))")
        }
    }

    func checkMemory(_ bytes: Int) throws(ScriptError) {
        if bytes > StringCell.maximumLength || heap.exceedsLimit(adding: bytes, state.pointee) {
            throw memoryLimitError(bytes)
        }
    }

    private func joined(_ left: StringCell, _ right: StringCell) throws(ScriptError) -> Value {
        let length = left.length + right.length
        if length > 1 << 20 { try checkMemory(length) }
        let cell = state.pointee.makeString(length: length)
        memcpy(cell.bytes, left.bytes, left.length)
        memcpy(cell.bytes + left.length, right.bytes, right.length)
        if left.isKnownSimple && right.isKnownSimple { cell.noteSimple() }
        return cell.value
    }

    private func joined(_ left: ListCell, _ right: ListCell) throws(ScriptError) -> Value {
        let count = left.count + right.count
        if count > ListCell.maximumCount || heap.exceedsLimit(adding: count * Value.size, state.pointee) {
            throw memoryLimitError(count * Value.size)
        }
        let list = state.pointee.makeList(capacity: count)
        if let buffer = left.buffer { memcpy(list.elements, buffer, left.count * Value.size) }
        if let buffer = right.buffer, right.count > 0 {
            memcpy(list.elements + left.count * Value.size, buffer, right.count * Value.size)
        }
        list.count = count
        return list.value
    }

    /// One slash between the two; the right side may have slashes at both ends, but no empty name, `.` or `..` (rule 3).
    private func joinedPath(_ left: StringCell, _ right: StringCell) throws(ScriptError) -> Value {
        try checkPath(right)
        let slash = UInt8(ascii: "/")
        var leftLength = left.length
        while leftLength > 0, left.utf8[leftLength - 1] == slash { leftLength -= 1 }
        var start = 0
        while start < right.length, right.utf8[start] == slash { start += 1 }
        let length = leftLength + 1 + right.length - start
        try checkMemory(length)
        let cell = state.pointee.makeString(length: length)
        memcpy(cell.bytes, left.bytes, leftLength)
        cell.bytes.storeBytes(of: slash, toByteOffset: leftLength, as: UInt8.self)
        memcpy(cell.bytes + leftLength + 1, right.bytes + start, right.length - start)
        return cell.value
    }

    /// What may stand to the right of a path's `/`.
    private func checkPath(_ right: StringCell) throws(ScriptError) {
        let slash = UInt8(ascii: "/")
        var bytes = right.utf8[...]
        while bytes.first == slash { bytes = bytes.dropFirst() }
        if bytes.last == slash { bytes = bytes.dropLast() }
        for name in bytes.split(separator: slash, omittingEmptySubsequences: false) {
            let problem: String?
            switch name.count {
            case 0: problem = "an empty name"
            case 1 where name.first == UInt8(ascii: "."): problem = "`.`"
            case 2 where name.allSatisfy({ $0 == UInt8(ascii: ".") }): problem = "`..`"
            default: problem = name.contains(0) ? "U+0000" : nil
            }
            guard let problem else { continue }
            let text = String(right.string.prefix(60))
            throw ScriptError(.argument, "\(problem) cannot be part of a path: the right side of `/` is \"\(text)\"")
        }
    }

    func operandError(_ operation: BinaryOperator, _ left: Value, _ right: Value) -> ScriptError {
        var hint: String?
        if left.tag == Tag.string || right.tag == Tag.string, operation == .add {
            hint = "nothing becomes a string by itself: write \"\\(…)\" or str(…)"
        } else if left.isNull || right.isNull {
            hint = "one side is null: `??` gives a value for that case"
        } else if operation == .divide, right.tag == Tag.string || left.tag == Tag.string {
            hint = "a path is joined of strings: write str(…)"
        } else if operation == .multiply, left.tag == Tag.string || right.tag == Tag.string {
            hint = "write text.repeat(n)"
        }
        return ScriptError(
            .type, "`\(operation.spelling)` cannot take \(describe(left)) and \(describe(right))", hint: hint)
    }

    /// `left in right`
    func contains(_ element: Value, _ container: Value) throws(ScriptError) -> Bool {
        switch container.tag {
        case Tag.list:
            let list = ListCell(container.pointer)
            for index in 0..<list.count where try isEqual(list[index], element) { return true }
            return false
        case Tag.map:
            guard element.tag == Tag.string else { throw keyError(element) }
            return MapCell(container.pointer).find(StringCell(element.pointer), heap.hashSeed) >= 0
        case Tag.string:
            guard element.tag == Tag.string else {
                throw ScriptError(.type, "`in` looks for a string in a string, not for \(describe(element))")
            }
            let needle = StringCell(element.pointer), text = StringCell(container.pointer)
            if needle.length == 0 { return true }
            return UTF8Text(text.utf8).firstOffset(of: UTF8Text(needle.utf8)) != nil
        case Tag.range:
            return element.isInt && RangeCell(container.pointer).contains(element.asInt)
        default:
            throw ScriptError(.type, "`in` needs a list, map, string or range on its right, not \(describe(container))")
        }
    }

    func keyError(_ key: Value) -> ScriptError {
        ScriptError(.type, "a key of a map is a string, not \(describe(key))", hint: key.isNull ? nil : "write str(…)")
    }

    /// What a condition and an operand of `and`, `or`, `not` must be (rule 30).
    func conditionError(_ value: Value, _ context: Int) -> ScriptError {
        let hint: String? =
            switch value.tag {
            case Tag.list, Tag.map, Tag.string: "write `not x.isEmpty`"
            case Tag.int, Tag.float: "write `n != 0`"
            case Tag.null: "it is null; write `x != null`, or `x ?? false`"
            default: "write `x != null`, or the test that is meant"
            }
        return ScriptError(
            .type, "\(ConditionContext.text(context)) must be a bool, not \(describe(value))", hint: hint)
    }
}

/// What a bool is needed for; operand of the conditional jumps.
enum ConditionContext: Int {
    case condition, and, or, not, `where`

    static func text(_ number: Int) -> String {
        switch ConditionContext(rawValue: number) {
        case .and: "an operand of `and`"
        case .or: "an operand of `or`"
        case .not: "the operand of `not`"
        case .where: "what `where` tests"
        default: "a condition"
        }
    }
}
