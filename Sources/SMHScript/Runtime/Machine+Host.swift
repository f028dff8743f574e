// Values that cross between script and host.
extension Machine {
    static let maximumCrossingDepth = 1000

    func hostValue(_ value: Value) throws(ScriptError) -> HostValue {
        try hostValue(value, depth: 0)
    }

    private func hostValue(_ value: Value, depth: Int) throws(ScriptError) -> HostValue {
        if depth > Self.maximumCrossingDepth {
            throw ScriptError(
                .argument, "the value contains itself or nests more than \(Self.maximumCrossingDepth) levels deep")
        }
        switch value.tag {
        case Tag.null, Tag.missing: return .null
        case Tag.int: return .int(value.asInt)
        case Tag.float: return .float(value.asFloat)
        case Tag.true: return .bool(true)
        case Tag.false: return .bool(false)
        case Tag.duration: return .duration(nanoseconds: value.asInt)
        case Tag.string: return .string(StringCell(value.pointer).string)
        case Tag.time:
            let time = TimeCell(value.pointer)
            return .time(nanoseconds: time.nanoseconds, zone: time.zone?.string)
        case Tag.range:
            let range = RangeCell(value.pointer)
            return .range(lower: range.lower, upper: range.upper, isClosed: range.isClosed)
        case Tag.list:
            let list = ListCell(value.pointer)
            var elements: [HostValue] = []
            elements.reserveCapacity(list.count)
            for index in 0..<list.count { elements.append(try hostValue(list[index], depth: depth + 1)) }
            return .list(elements)
        case Tag.map:
            var entries: [(key: String, value: HostValue)] = []
            try MapCell(value.pointer).forEach { (key, element) throws(ScriptError) in
                entries.append((key.string, try hostValue(element, depth: depth + 1)))
            }
            return .map(entries)
        case Tag.error: return .error(scriptError(ErrorCell(value.pointer)))
        case Tag.host: return host(value).map { .object($0) } ?? .null
        default:
            return .function(
                FunctionHandle(
                    typeName: typeName(value), name: functionName(value), owner: handleOwner,
                    index: heap.roots.add(value)))
        }
    }

    func value(from value: HostValue) throws(ScriptError) -> Value {
        switch value {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .float(let value): return .float(value)
        case .string(let text):
            if heap.exceedsLimit(adding: text.utf8.count, state.pointee) || text.utf8.count > StringCell.maximumLength {
                throw memoryLimitError(text.utf8.count)
            }
            return string(text).value
        case .duration(let nanoseconds): return .duration(nanoseconds)
        case .time(let nanoseconds, let zone):
            return state.pointee.makeTime(nanoseconds: nanoseconds, zone: zone.map { heap.intern($0) })
        case .range(let lower, let upper, let isClosed):
            return state.pointee.makeRange(lower, upper, isClosed: isClosed)
        case .list(let elements):
            if heap.exceedsLimit(adding: elements.count * Value.size, state.pointee) {
                throw memoryLimitError(elements.count * Value.size)
            }
            let list = state.pointee.makeList(capacity: elements.count)
            for element in elements { state.pointee.append(try self.value(from: element), to: list) }
            return list.value
        case .map(let entries):
            if heap.exceedsLimit(adding: entries.count * MapCell.entrySize, state.pointee) {
                throw memoryLimitError(entries.count * MapCell.entrySize)
            }
            let map = state.pointee.makeMap(capacity: entries.count)
            for (key, element) in entries { state.pointee.set(string(key), try self.value(from: element), in: map) }
            return map.value
        case .elements(let elements): return try list(of: elements)
        case .object(let object): return hostCell(object)
        case .error(let error): return try makeError(error).value
        case .function(let handle):
            guard handle.owner === handleOwner else {
                throw ScriptError(.argument, "a function of another interpreter")
            }
            return heap.roots[handle.index]
        }
    }

    private func list(of elements: any HostElements) throws(ScriptError) -> Value {
        let count = elements.count
        let size = count * (Value.size + HostCell.size)
        if heap.exceedsLimit(adding: size, state.pointee) { throw memoryLimitError(size) }
        let list = state.pointee.makeList(capacity: count)
        if count == 0 { return list.value }
        let box = heap.hosts.add(HostElementsBox(elements, cells: count))
        for position in 0..<count {
            let cell = state.pointee.allocate(HostCell.size, Tag.host, length: box)
            HostCell.makeElement(cell, at: position)
            state.pointee.append(.cell(cell, Tag.host), to: list)
        }
        state.pointee.credit -= size
        return list.value
    }

    func hostCell(_ object: AnyObject) -> Value {
        let cell = state.pointee.allocate(HostCell.size, Tag.host, length: heap.hosts.add(object))
        state.pointee.credit -= Heap.hostObjectSize
        return .cell(cell, Tag.host)
    }

    /// Gives up the values whose handles the host has dropped.
    func releaseHandles() {
        for index in handleOwner.takeReleased() { heap.roots.remove(index) }
    }
}
