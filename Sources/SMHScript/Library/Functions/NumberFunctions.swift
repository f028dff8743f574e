/// `abs`, `round`, `floor`, `ceil`, `min`, `max`, `range`.
enum NumberFunctions {
    static var all: [LibraryFunction] {
        [
            LibraryFunction("abs(x)", "A number or duration without its sign.") { (call) throws(ScriptError) in
                let value = call[0]
                switch value.tag {
                case Tag.float: return .float(value.asFloat.magnitude)
                case Tag.int, Tag.duration:
                    if value.asInt == Int.min {
                        throw ScriptError(.overflow, "abs(): \(try call.text(value)) has no positive counterpart")
                    }
                    return Value(tag: value.tag, payload: UInt64(value.asInt.magnitude))
                default: throw call.mismatch(0, "a number or a duration")
                }
            },
            rounding("round", .toNearestOrAwayFromZero, "The nearest int; halves go away from zero."),
            rounding("floor", .down, "The greatest int that is not above a number."),
            rounding("ceil", .up, "The least int that is not below a number."),
            LibraryFunction("min(values...)", "The least of some values, or of one list; null of an empty list.") {
                (call) throws(ScriptError) in
                try call.extreme(values(call), isGreatest: false)
            },
            LibraryFunction("max(values...)", "The greatest of some values, or of one list; null of an empty list.") {
                (call) throws(ScriptError) in
                try call.extreme(values(call), isGreatest: true)
            },
            range,
        ]
    }

    private static func rounding(
        _ name: String, _ rule: FloatingPointRoundingRule, _ documentation: String
    ) -> LibraryFunction {
        LibraryFunction("\(name)(x)", documentation) { (call) throws(ScriptError) in
            let value = call[0]
            if value.isInt { return value }
            let float = try call.float(0)
            guard let int = Arithmetic.int(float, rounded: rule) else {
                throw ScriptError(.overflow, "\(name)(): \(NumberText.text(of: float)) does not fit into an int")
            }
            return .int(int)
        }
    }

    private static func values(_ call: LibraryCall) throws(ScriptError) -> [Value] {
        if call.restCount == 0 { throw call.argumentError("nothing to compare", hint: "give values, or one list") }
        if call.restCount == 1, call.rest(0).tag == Tag.list { return call.elements(ListCell(call.rest(0).pointer)) }
        return (0..<call.restCount).map { call.rest($0) }
    }

    private static let range = LibraryFunction(
        "range(start, end = null, step = 1)",
        "The ints from start up to end, without it; range(n) begins at 0. With a step it is a list."
    ) { (call) throws(ScriptError) in
        let hasEnd = !call.isNull(1)
        let start = hasEnd ? try call.int(0) : 0
        let end = try call.int(hasEnd ? 1 : 0)
        let step = try call.int(2)
        if step == 1 { return call.makeRange(start, end, isClosed: false) }
        if step == 0 { throw call.argumentError("`step` cannot be 0") }
        guard step > 0 ? start < end : start > end else { return try call.makeList().value }
        // As unsigned distances, which always fit.
        let distance = UInt(bitPattern: step > 0 ? end &- start : start &- end)
        let count = (distance - 1) / step.magnitude + 1
        let list = try call.makeList(capacity: Int(clamping: count))
        var value = start
        for _ in 0..<Int(clamping: count) {
            try call.append(.int(value), to: list)
            value = value &+ step
        }
        return list.value
    }
}
