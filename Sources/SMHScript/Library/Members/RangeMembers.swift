/// Members of ranges, none of which makes the ints unless it has to (rule 18).
enum RangeMembers {
    static var all: LibraryMembers {
        LibraryMembers(
            properties: [
                LibraryProperty("count", "How many ints lie in the range.") { (call) throws(ScriptError) in
                    guard let count = call.receiverRange.count else {
                        throw ScriptError(
                            .overflow, "the range \(try call.text(call.receiver)) holds more ints than an int can count"
                        )
                    }
                    return .int(count)
                },
                LibraryProperty("isEmpty", "Whether no int lies in the range.") { (call) throws(ScriptError) in
                    .bool(call.receiverRange.isEmpty)
                },
                LibraryProperty("first", "The least int, or null.") { (call) throws(ScriptError) in
                    call.receiverRange.isEmpty ? .null : .int(call.receiverRange.lower)
                },
                LibraryProperty("last", "The greatest int, or null.") { (call) throws(ScriptError) in
                    call.receiverRange.isEmpty ? .null : .int(call.receiverRange.last)
                },
            ],
            methods: [
                LibraryFunction("contains(value)", "Whether a number lies in the range and is whole.") {
                    (call) throws(ScriptError) in
                    let value = call[0]
                    let int = value.isInt ? value.asInt : value.isFloat ? Int(exactly: value.asFloat) : nil
                    return .bool(int.map { call.receiverRange.contains($0) } ?? false)
                },
                LibraryFunction("list()", "The ints as a list.") { (call) throws(ScriptError) in
                    let range = call.receiverRange
                    let list = try call.makeList(capacity: range.count ?? Int.max)
                    if !range.isEmpty {
                        for value in range.lower...range.last { try call.append(.int(value), to: list) }
                    }
                    return list.value
                },
                sum,
            ] + SequenceScripts.all)
    }

    private static let sum = LibraryFunction("sum()", "The sum of the ints.") { (call) throws(ScriptError) in
        let range = call.receiverRange
        if range.isEmpty { return .int(0) }
        let count = Int128(range.last) - Int128(range.lower) + 1
        // At most 2^64 ints, whose mean is below 2^63: the product with twice the mean fits.
        let total = count * (Int128(range.lower) + Int128(range.last)) / 2
        guard let sum = Int(exactly: total) else {
            throw ScriptError(.overflow, "sum(): the sum of \(try call.text(call.receiver)) does not fit into an int")
        }
        return .int(sum)
    }
}
