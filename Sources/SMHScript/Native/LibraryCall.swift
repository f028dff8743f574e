#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One call of a built-in of the language.
struct LibraryCall {
    let state: State
    /// The register of the first declared parameter.
    let arguments: Raw
    /// How many parameters are declared, the rest parameter not counted.
    let fixedCount: Int
    let restCount: Int
    let receiver: Value
    /// The machine's table keeps it alive.
    unowned(unsafe) let native: Native

    var signatureText: String { native.signatureText }

    /// A declared parameter; its default where nothing was given.
    @inline(__always) subscript(index: Int) -> Value { arguments.value(index &* Value.size) }
    func rest(_ index: Int) -> Value { arguments.value((fixedCount + index) * Value.size) }

    var functionName: String { String(signatureText.prefix { $0 != "(" }) }

    // Typed readers

    func int(_ index: Int) throws(ScriptError) -> Int {
        let value = self[index]
        if value.isInt { return value.asInt }
        throw mismatch(index, "an int")
    }

    /// Takes an int too.
    func float(_ index: Int) throws(ScriptError) -> Double {
        let value = self[index]
        if value.isFloat { return value.asFloat }
        if value.isInt { return Double(value.asInt) }
        throw mismatch(index, "a number")
    }

    func bool(_ index: Int) throws(ScriptError) -> Bool {
        let value = self[index]
        if value.isBool { return value.isTrue }
        throw mismatch(index, "a bool")
    }

    func string(_ index: Int) throws(ScriptError) -> StringCell {
        let value = self[index]
        if value.tag == Tag.string { return StringCell(value.pointer) }
        throw mismatch(index, "a string")
    }

    func list(_ index: Int) throws(ScriptError) -> ListCell {
        let value = self[index]
        if value.tag == Tag.list { return ListCell(value.pointer) }
        throw mismatch(index, "a list")
    }

    func map(_ index: Int) throws(ScriptError) -> MapCell {
        let value = self[index]
        if value.tag == Tag.map { return MapCell(value.pointer) }
        throw mismatch(index, "a map")
    }

    /// In nanoseconds.
    func duration(_ index: Int) throws(ScriptError) -> Int {
        let value = self[index]
        if value.tag == Tag.duration { return value.asInt }
        throw mismatch(index, "a duration such as 30s")
    }

    func time(_ index: Int) throws(ScriptError) -> TimeCell {
        let value = self[index]
        if value.tag == Tag.time { return TimeCell(value.pointer) }
        throw mismatch(index, "a time")
    }

    func isNull(_ index: Int) -> Bool { self[index].isNull }

    /// The `Type` error for an argument of the wrong kind.
    func mismatch(_ index: Int, _ wanted: String) -> ScriptError {
        let signature = Signature(signatureText)
        let fixed = signature.parameters.filter { !$0.isRest }
        let name = index < fixed.count ? fixed[index].name : "value"
        return ScriptError(
            .type, "\(signature.name)() needs \(wanted) for `\(name)`, not \(describe(self[index]))",
            hint: signatureText
        ).about(.argument(signature.place(of: name), name))
    }

    /// `an int`, `a list`, `null`: for messages.
    func describe(_ value: Value) -> String { describeType(typeName(value)) }
    func typeName(_ value: Value) -> String { machine.typeName(value) }

    // What the receiver of a method is; the machine has looked at its type.

    var receiverString: StringCell { StringCell(receiver.pointer) }
    var receiverList: ListCell { ListCell(receiver.pointer) }
    var receiverMap: MapCell { MapCell(receiver.pointer) }
    var receiverRange: RangeCell { RangeCell(receiver.pointer) }
    var receiverTime: TimeCell { TimeCell(receiver.pointer) }

    // Making values

    func makeString(_ text: String) throws(ScriptError) -> Value {
        try reserve(text.utf8.count)
        return state.pointee.makeString(text).value
    }

    /// The bytes must be valid UTF-8.
    func makeString(_ bytes: UnsafeBufferPointer<UInt8>) throws(ScriptError) -> Value {
        try reserve(bytes.count)
        guard let start = bytes.baseAddress else { return state.pointee.makeString(length: 0).value }
        return state.pointee.makeString(start, bytes.count).value
    }

    /// The bytes must be valid UTF-8.
    func makeString(_ bytes: [UInt8]) throws(ScriptError) -> Value {
        try reserve(bytes.count)
        let cell = state.pointee.makeString(length: bytes.count)
        bytes.withUnsafeBytes { source in
            if let start = source.baseAddress { memcpy(cell.bytes, start, source.count) }
        }
        return cell.value
    }

    /// A string that `fill` writes; the bytes must come out as valid UTF-8.
    func makeString(length: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) throws(ScriptError) -> Value {
        try reserve(length)
        let cell = state.pointee.makeString(length: length)
        fill(UnsafeMutableBufferPointer(start: cell.bytes.assumingMemoryBound(to: UInt8.self), count: length))
        return cell.value
    }

    func makeList(capacity: Int = 0) throws(ScriptError) -> ListCell {
        if capacity > ListCell.maximumCount { throw machine.memoryLimitError(capacity) }
        try reserve(capacity, times: Value.size)
        return state.pointee.makeList(capacity: capacity)
    }

    func makeMap(capacity: Int = 0) throws(ScriptError) -> MapCell {
        try reserve(capacity, times: MapCell.entrySize)
        return state.pointee.makeMap(capacity: capacity)
    }

    func makeRange(_ lower: Int, _ upper: Int, isClosed: Bool) -> Value {
        state.pointee.makeRange(lower, upper, isClosed: isClosed)
    }

    /// `zone`: a string value, or nil for UTC.
    func makeTime(nanoseconds: Int, zone: StringCell? = nil) -> Value {
        state.pointee.makeTime(nanoseconds: nanoseconds, zone: zone)
    }

    /// An error value, not thrown.
    func makeError(_ error: ScriptError) throws(ScriptError) -> Value { try machine.makeError(error).value }

    /// A host value that becomes the machine's: lists and maps are copied.
    func makeValue(_ value: HostValue) throws(ScriptError) -> Value { try machine.value(from: value) }
    func hostValue(_ value: Value) throws(ScriptError) -> HostValue { try machine.hostValue(value) }

    /// One cell for equal strings: for keys that many maps share, so that fields are found at once.
    func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> StringCell { machine.heap.intern(Array(bytes)) }
    func intern(_ text: String) -> StringCell { machine.heap.intern(text) }

    /// Throws `MemoryLimit` where `bytes` more do not fit.
    func reserve(_ bytes: Int, times size: Int = 1) throws(ScriptError) {
        let (total, overflow) = bytes.multipliedReportingOverflow(by: size)
        if overflow || bytes < 0 || (size == 1 && bytes > StringCell.maximumLength)
            || machine.heap.exceedsLimit(adding: total, state.pointee)
        {
            throw machine.memoryLimitError(overflow ? Int.max : total)
        }
    }

    // Changing lists and maps

    func append(_ value: Value, to list: ListCell) throws(ScriptError) {
        if list.count == list.capacity {
            if list.count >= ListCell.maximumCount { throw machine.memoryLimitError(list.count) }
            try reserve(list.count, times: Value.size)
        }
        state.pointee.append(value, to: list)
    }

    /// The index is between 0 and count.
    func insert(_ value: Value, into list: ListCell, at index: Int) throws(ScriptError) {
        try append(value, to: list)
        state.pointee.own(list)
        let place = list.elements + index * Value.size
        memmove(place + Value.size, place, (list.count - 1 - index) * Value.size)
        place.set(0, value)
    }

    /// The index is that of an element.
    func remove(at index: Int, from list: ListCell) -> Value {
        state.pointee.own(list)
        let place = list.elements + index * Value.size
        let value = place.value(0)
        memmove(place, place + Value.size, (list.count - 1 - index) * Value.size)
        list.count -= 1
        return value
    }

    /// The index is that of an element.
    func set(_ index: Int, _ value: Value, in list: ListCell) {
        state.pointee.own(list)
        list.elements.set(index * Value.size, value)
    }

    func set(_ key: StringCell, _ value: Value, in map: MapCell) throws(ScriptError) {
        if map.usedBytes + MapCell.entrySize > map.entryCapacity {
            if map.count >= MapCell.maximumCount { throw machine.memoryLimitError(map.count) }
            try reserve(map.count, times: MapCell.entrySize * 2)
        }
        state.pointee.set(key, value, in: map)
    }

    func set(_ key: String, _ value: Value, in map: MapCell) throws(ScriptError) {
        try set(machine.heap.intern(key), value, in: map)
    }

    func get(_ key: StringCell, in map: MapCell) -> Value? { map.get(key, machine.heap.hashSeed) }

    /// What was removed.
    func remove(_ key: StringCell, from map: MapCell) -> Value? { map.remove(key, machine.heap.hashSeed) }

    // What the language means by equal, less and text

    func isEqual(_ left: Value, _ right: Value) throws(ScriptError) -> Bool { try machine.isEqual(left, right) }

    /// As `<`: a `Type` error for values that have no order. `nan` is less than nothing.
    func isLess(_ left: Value, _ right: Value) throws(ScriptError) -> Bool { try machine.isLess(left, right) }

    /// What `print` shows (rule 26).
    func text(_ value: Value) throws(ScriptError) -> String { try machine.text(value) }

    var machine: Machine { state.pointee.machine._withUnsafeGuaranteedRef { $0 } }
}
