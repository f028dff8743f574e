#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

// What the library's functions have in common.
extension LibraryCall {
    /// An `Argument` error of this function.
    func argumentError(_ message: String, hint: String? = nil) -> ScriptError {
        ScriptError(.argument, "\(functionName)(): \(message)", hint: hint)
    }

    func text(_ index: Int) throws(ScriptError) -> UTF8Text { UTF8Text(try string(index)) }

    var receiverText: UTF8Text { UTF8Text(receiverString) }

    /// An int that is not negative: sizes, counts.
    func count(_ index: Int, _ name: String) throws(ScriptError) -> Int {
        let count = try int(index)
        if count < 0 { throw argumentError("`\(name)` cannot be negative, and is \(count)") }
        return count
    }

    /// How long a new string may be: what a string can hold, and what is left under the memory ceiling.
    var textLimit: Int {
        let left = machine.heap.memoryLimit - machine.heap.usedBytes(state.pointee)
        return max(0, min(StringCell.maximumLength, left))
    }

    /// A string of bytes that were not made because they would pass `textLimit`, or a string of those that were.
    func makeString(limited bytes: [UInt8]?) throws(ScriptError) -> Value {
        guard let bytes else { throw machine.memoryLimitError(textLimit) }
        return try makeString(bytes)
    }

    func makeString(_ text: UTF8Text, _ range: Range<Int>) throws(ScriptError) -> Value {
        try makeString(UnsafeBufferPointer(rebasing: text.bytes[range]))
    }

    /// A list of pieces of a text, which do not overlap.
    func makeStrings(_ text: UTF8Text, _ ranges: [Range<Int>]) throws(ScriptError) -> Value {
        try reserve(text.bytes.count)
        try reserve(ranges.count, times: StringCell.size(0) + Value.size)
        let list = state.pointee.makeList(capacity: ranges.count)
        let isPlain = text.isPlain
        for (index, range) in ranges.enumerated() {
            let piece = state.pointee.makeString(length: range.count)
            if let start = text.bytes.baseAddress { memcpy(piece.bytes, start + range.lowerBound, range.count) }
            if isPlain { piece.noteSimple() }
            list.elements.set(index &* Value.size, piece.value)
        }
        list.count = ranges.count
        return list.value
    }

    /// Start and end of `slice(start, end = count)`: negative ones count from the end, and both stop at the ends (rule
    /// 18).
    func clampedSlice(count: Int) throws(ScriptError) -> Range<Int> {
        func clamped(_ index: Int) -> Int { min(max(index < 0 ? index &+ count : index, 0), count) }
        let start = clamped(try int(0))
        let end = isNull(1) ? count : clamped(try int(1))
        return start..<max(start, end)
    }

    /// An index of an insertion or an element; negative ones count from the end.
    func position(_ index: Int, count: Int, upTo limit: Int) throws(ScriptError) -> Int {
        let position = index < 0 ? index &+ count : index
        if position >= 0, position < limit { return position }
        let size = count == 0 ? "the list is empty" : "the list has \(count) element\(count == 1 ? "" : "s")"
        throw ScriptError(.indexOutOfRange, "\(functionName)(): there is no place \(index): \(size)")
    }

    /// Counts long work against the script's budget, and ends it when the run was cancelled or its time is up.
    func spend(_ steps: Int) throws(ScriptError) { try machine.spend(steps) }

    /// The elements of a list as they are now.
    func elements(_ list: ListCell) -> [Value] { (0..<list.count).map { list[$0] } }

    func makeList(_ values: [Value]) throws(ScriptError) -> Value {
        let list = try makeList(capacity: values.count)
        for value in values { try append(value, to: list) }
        return list.value
    }
}
