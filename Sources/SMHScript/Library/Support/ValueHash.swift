/// Hashes that agree with `==`: equal values have equal ones (rule 17).
struct ValueHash {
    let call: LibraryCall

    /// Looks one level into containers, so that depth and cycles cost nothing.
    func hash(_ value: Value) -> UInt64 {
        switch value.tag {
        case Tag.list:
            let list = ListCell(value.pointer)
            var result = UInt64(list.count) &+ 0x1157
            for index in 0..<list.count { result = result &* 0x9E37_79B9_7F4A_7C15 &+ shallowHash(list[index]) }
            return result
        case Tag.map:
            // A sum, since equality ignores the order of keys.
            var result = UInt64(MapCell(value.pointer).count) &+ 0x3A9
            MapCell(value.pointer).forEach { (key, value) throws(Never) in
                result &+= (shallowHash(key.value) ^ 0x55) &* (shallowHash(value) | 1)
            }
            return result
        default: return shallowHash(value)
        }
    }

    private func shallowHash(_ value: Value) -> UInt64 {
        switch value.tag {
        // Ints and floats compare by number, and equal ones are equal as floats; so are both zeros.
        case Tag.int: value.asInt == 0 ? 0 : Double(value.asInt).bitPattern
        case Tag.float: value.asFloat == 0 ? 0 : value.asFloat.bitPattern
        case Tag.string: StringCell(value.pointer).hash(call.machine.heap.hashSeed)
        case Tag.list: UInt64(ListCell(value.pointer).count) &+ 0x1157
        case Tag.map: UInt64(MapCell(value.pointer).count) &+ 0x3A9
        case Tag.time: UInt64(bitPattern: Int64(TimeCell(value.pointer).nanoseconds))
        case Tag.duration: value.payload &+ 0xD0
        case Tag.null, Tag.true, Tag.false: UInt64(value.tag)
        default: 1
        }
    }

    /// The first of each group of equal values, in order.
    func unique(_ values: [Value]) throws(ScriptError) -> [Value] {
        var buckets: [UInt64: [Value]] = [:]
        var result: [Value] = []
        var compared = 0
        for value in values {
            let key = hash(value)
            var isNew = true
            for other in buckets[key] ?? [] {
                compared += 1
                if compared & 0xFFFF == 0 { try call.spend(0xFFFF) }
                if try call.isEqual(value, other) {
                    isNew = false
                    break
                }
            }
            guard isNew else { continue }
            buckets[key, default: []].append(value)
            result.append(value)
        }
        return result
    }
}
