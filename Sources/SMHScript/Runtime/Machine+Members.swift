#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

// Indices and slices. Members stand in Machine+Properties.
extension Machine {
    func element(_ object: Value, _ key: Value) throws(ScriptError) -> Value {
        switch object.tag {
        case Tag.list:
            let list = ListCell(object.pointer)
            if key.isInt { return list[try position(key.asInt, list.count, "list")] }
            if key.tag == Tag.range { return try slice(list, RangeCell(key.pointer)) }
            throw indexTypeError("a list", key)
        case Tag.map:
            guard key.tag == Tag.string else { throw keyError(key).about(.key) }
            return MapCell(object.pointer).get(StringCell(key.pointer), heap.hashSeed) ?? .null
        case Tag.string:
            let text = StringCell(object.pointer)
            if key.isInt {
                let index = try position(key.asInt, text.count, "string")
                return try slice(text, index, index + 1)
            }
            if key.tag == Tag.range {
                let (start, end) = try bounds(RangeCell(key.pointer), text.count, "string")
                return try slice(text, start, end)
            }
            throw indexTypeError("a string", key)
        case Tag.range:
            guard key.isInt else { throw indexTypeError("a range", key) }
            let range = RangeCell(object.pointer)
            let index = try position(key.asInt, range.count ?? Int.max, "range")
            return .int(range.lower &+ index)
        case Tag.module where key.tag == Tag.string:
            return try moduleElement(object, StringCell(key.pointer).string)
        case Tag.host:
            if key.tag == Tag.string, let object = host(object),
                let found = try object.property(StringCell(key.pointer).string)
            {
                return try value(from: found)
            }
            throw ScriptError(.type, "\(describe(object)) has no elements to take with `[ ]`")
        case Tag.null:
            throw ScriptError(
                .type, "null has no elements to take with `[ ]`", hint: "give a value for that case with `??`")
        default: throw ScriptError(.type, "\(describe(object)) has no elements to take with `[ ]`")
        }
    }

    private func indexTypeError(_ what: String, _ key: Value) -> ScriptError {
        ScriptError(.type, "\(what) is indexed with an int or a range, not with \(describe(key))").about(.key)
    }

    /// Negative ones count from the end.
    func position(_ index: Int, _ count: Int, _ what: String) throws(ScriptError) -> Int {
        let position = index < 0 ? index &+ count : index
        if position >= 0 && position < count { return position }
        let size = count == 0 ? "the \(what) is empty" : "the \(what) has \(count) element\(count == 1 ? "" : "s")"
        throw ScriptError(.indexOutOfRange, "there is no element \(index): \(size)").about(.key)
    }

    /// Rule 18: negative ends count from the end first, then 0 ≤ start ≤ end ≤ count must hold.
    private func bounds(_ range: RangeCell, _ count: Int, _ what: String) throws(ScriptError) -> (Int, Int) {
        let start = range.lower < 0 ? range.lower &+ count : range.lower
        var end = range.upper < 0 ? range.upper &+ count : range.upper
        var overflow = false
        if range.isClosed { (end, overflow) = end.addingReportingOverflow(1) }
        guard !overflow, start >= 0, start <= end, end <= count else {
            throw ScriptError(
                .indexOutOfRange,
                "\(range.lower)\(range.isClosed ? "..." : "..<")\(range.upper) does not lie within the \(what) of \(count)",
                hint: "take, drop and slice stop at the ends"
            ).about(.key)
        }
        return (start, end)
    }

    private func slice(_ list: ListCell, _ range: RangeCell) throws(ScriptError) -> Value {
        let (start, end) = try bounds(range, list.count, "list")
        let result = state.pointee.makeList(capacity: end - start)
        if end > start { memcpy(result.elements, list.elements + start * Value.size, (end - start) * Value.size) }
        result.count = end - start
        return result.value
    }

    /// By graphemes; the bounds are checked.
    func slice(_ text: StringCell, _ start: Int, _ end: Int) throws(ScriptError) -> Value {
        if text.isSimple { return state.pointee.makeString(text.bytes + start, end - start).value }
        let whole = text.string
        let lower = whole.index(whole.startIndex, offsetBy: start)
        let upper = whole.index(lower, offsetBy: end - start)
        return string(String(whole[lower..<upper])).value
    }

    func setElement(_ object: Value, _ key: Value, _ value: Value) throws(ScriptError) {
        switch object.tag {
        case Tag.list:
            let list = ListCell(object.pointer)
            guard key.isInt else {
                throw ScriptError(.type, "an element of a list is set by an int, not by \(describe(key))").about(.key)
            }
            let position = try position(key.asInt, list.count, "list")
            state.pointee.own(list)
            list.elements.set(position * Value.size, value)
        case Tag.map:
            guard key.tag == Tag.string else { throw keyError(key).about(.key) }
            try setEntry(MapCell(object.pointer), StringCell(key.pointer), value)
        case Tag.string:
            throw ScriptError(.type, "a string cannot be changed", hint: "build a new one, for instance with replace")
        case Tag.null: throw ScriptError(.type, "null has no elements to set")
        default: throw ScriptError(.type, "the elements of \(describe(object)) cannot be set")
        }
    }

    @discardableResult
    func setEntry(_ map: MapCell, _ key: StringCell, _ value: Value) throws(ScriptError) -> Int {
        if map.usedBytes + MapCell.entrySize > map.entryCapacity, map.count >= 1 << 14 {
            if map.count >= MapCell.maximumCount { throw memoryLimitError(map.count) }
            if heap.exceedsLimit(adding: map.entryCapacity, state.pointee) { throw memoryLimitError(map.entryCapacity) }
        }
        return state.pointee.set(key, value, in: map)
    }
}
