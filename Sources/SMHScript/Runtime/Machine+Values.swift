// Types, equality, order.
extension Machine {
    static let maximumEqualityDepth = 1000

    // Never inlined: in what calls itself for a list in a list, its existential values would make each frame larger.
    @inline(never)
    func host(_ value: Value) -> (any HostObject)? {
        guard value.tag == Tag.host else { return nil }
        let object = heap.hosts[value.pointer.cellLength]
        guard HostCell.isElement(value.pointer) else { return object as? any HostObject }
        return (object as? HostElementsBox)?.elements.element(at: HostCell.position(value.pointer))
    }

    func typeName(_ value: Value) -> String {
        switch value.tag {
        case Tag.host: host(value)?.typeName ?? "value"
        case Tag.lazy: typeName(LazyCell(value.pointer).source)
        default: Tag.name(value.tag)
        }
    }

    /// `an int`, `a list`, `null`.
    func describe(_ value: Value) -> String { describeType(typeName(value)) }

    /// `==`. Never fails but for values that nest too deep.
    func isEqual(_ left: Value, _ right: Value) throws(ScriptError) -> Bool {
        guard let isSame = areEqual(left, right, 0) else {
            throw ScriptError(
                .stackOverflow,
                "the values nest more than \(Self.maximumEqualityDepth) levels deep, too deep to be compared")
        }
        return isSame
    }

    /// nil: they nest too deep. Not an error, which would take up room in each frame of a comparison that calls itself.
    private func areEqual(_ left: Value, _ right: Value, _ depth: Int) -> Bool? {
        if left.tag == right.tag {
            switch left.tag {
            case Tag.float: return left.asFloat == right.asFloat
            case Tag.string: return StringCell(left.pointer) == StringCell(right.pointer)
            case Tag.list: return areEqual(ListCell(left.pointer), ListCell(right.pointer), depth)
            case Tag.map: return areEqual(MapCell(left.pointer), MapCell(right.pointer), depth)
            case Tag.range:
                let x = RangeCell(left.pointer), y = RangeCell(right.pointer)
                return x.lower == y.lower && x.upper == y.upper && x.isClosed == y.isClosed
            case Tag.time: return TimeCell(left.pointer).nanoseconds == TimeCell(right.pointer).nanoseconds
            case Tag.host: return areEqualObjects(left, right)
            case Tag.task: return left.pointer.cellLength == right.pointer.cellLength
            case Tag.method:
                let x = MethodCell(left.pointer), y = MethodCell(right.pointer)
                return x.name == y.name && x.receiver.isSame(as: y.receiver)
            default: return left.payload == right.payload
            }
        }
        if left.isInt && right.isFloat { return Self.isEqual(left.asInt, right.asFloat) }
        if left.isFloat && right.isInt { return Self.isEqual(right.asInt, left.asFloat) }
        return false
    }

    @inline(never)
    private func areEqualObjects(_ left: Value, _ right: Value) -> Bool {
        if HostCell.areSame(left.pointer, right.pointer) { return true }
        guard let x = host(left), let y = host(right) else { return false }
        return x === y || x.isEqual(to: y)
    }

    /// By number, not by what an int becomes when it is rounded to a float.
    private static func isEqual(_ int: Int, _ float: Double) -> Bool { Int(exactly: float) == int }

    private func areEqual(_ left: ListCell, _ right: ListCell, _ depth: Int) -> Bool? {
        if left.raw == right.raw { return true }
        guard left.count == right.count else { return false }
        if depth >= Self.maximumEqualityDepth { return nil }
        for index in 0..<left.count {
            guard let isSame = areEqual(left[index], right[index], depth + 1) else { return nil }
            if !isSame { return false }
        }
        return true
    }

    private func areEqual(_ left: MapCell, _ right: MapCell, _ depth: Int) -> Bool? {
        if left.raw == right.raw { return true }
        guard left.count == right.count else { return false }
        if depth >= Self.maximumEqualityDepth { return nil }
        var isSame: Bool? = true
        left.forEach { key, value in
            guard isSame == true else { return }
            isSame = right.get(key, heap.hashSeed).map { areEqual(value, $0, depth + 1) } ?? false
        }
        return isSame
    }

    /// Negative, 0, positive; nil where one is nan.
    func order(_ left: Value, _ right: Value, _ symbol: String = "<") throws(ScriptError) -> Int? {
        if left.isNumber && right.isNumber { return Self.order(left, right) }
        if left.tag == right.tag {
            switch left.tag {
            case Tag.string: return StringCell.compare(StringCell(left.pointer), StringCell(right.pointer))
            case Tag.duration: return Self.order(left.asInt, right.asInt)
            case Tag.time: return Self.order(TimeCell(left.pointer).nanoseconds, TimeCell(right.pointer).nanoseconds)
            default: break
            }
        }
        throw ScriptError(
            .type, "`\(symbol)` cannot compare \(describe(left)) with \(describe(right))",
            hint: "it compares two numbers, two strings, two durations or two times")
    }

    private static func order(_ left: Int, _ right: Int) -> Int { left < right ? -1 : left == right ? 0 : 1 }

    private static func order(_ left: Value, _ right: Value) -> Int? {
        if left.isInt && right.isInt { return order(left.asInt, right.asInt) }
        let x = left.isInt ? Double(left.asInt) : left.asFloat
        let y = right.isInt ? Double(right.asInt) : right.asFloat
        if x.isNaN || y.isNaN { return nil }
        if x != y { return x < y ? -1 : 1 }
        // Equal as floats: beyond 2^53 an int may still differ.
        if left.isInt, let other = Int(exactly: y) { return order(left.asInt, other) }
        if right.isInt, let other = Int(exactly: x) { return order(other, right.asInt) }
        return 0
    }

    func isLess(_ left: Value, _ right: Value) throws(ScriptError) -> Bool { (try order(left, right) ?? 0) < 0 }
}
