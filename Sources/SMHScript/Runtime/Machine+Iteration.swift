/// What a loop walks over when it is neither a list nor a range. Layout: header (flags = kind), source at 8, second value at 24, number of
/// the host's iterator at 40.
struct IteratorCell {
    enum Kind: UInt16 {
        /// The host's iterator.
        case host
        /// The second value is the function of a lazy `where` or `map`, or what is left of a `take`; the source is an iterator.
        case filter, transform, take
        /// The second value is the offset of the next grapheme.
        case string
        /// The source is a list of keys and values in turn, the second value a position in it.
        case pairs
    }

    let raw: Raw

    init(_ raw: Raw) { self.raw = raw }

    static let size = 48
    var value: Value { .cell(raw, Tag.iterator) }
    var kind: Kind { Kind(rawValue: raw.cellFlags) ?? .host }
    var source: Value { raw.value(8) }
    var second: Value {
        get { raw.value(24) }
        nonmutating set { raw.set(24, newValue) }
    }
    var hostIndex: Int { raw.word(40) }
}

extension Machine {
    private func makeIterator(_ kind: IteratorCell.Kind, source: Value, second: Value, host: Int = 0) -> Value {
        let cell = state.pointee.allocate(IteratorCell.size, Tag.iterator)
        cell.cellFlags = kind.rawValue
        cell.set(8, source)
        cell.set(24, second)
        cell.set(40, host)
        return IteratorCell(cell).value
    }

    /// What the three registers of a loop begin as; `count` variables.
    ///
    /// A list: its snapshot and 0. Ints: the next and the last. Otherwise an iterator cell. The third register counts for `for i, x`; over an
    /// iterator that came from outside it is `true`, and the loop does not close it.
    func iterate(_ source: Value, variables: Int, _ registers: Raw) throws(ScriptError) {
        registers.set(Value.size, Value.int(0))
        registers.set(2 * Value.size, Value.int(0))
        switch source.tag {
        case Tag.list: registers.set(0, state.pointee.snapshot(of: ListCell(source.pointer)).value)
        case Tag.range:
            let range = RangeCell(source.pointer)
            registers.set(0, range.isEmpty ? Value.null : .int(range.lower))
            registers.set(Value.size, Value.int(range.isEmpty ? 0 : range.last))
        case Tag.map:
            registers.set(0, variables == 2 ? pairs(MapCell(source.pointer)) : keys(MapCell(source.pointer)).value)
        case Tag.string: registers.set(0, makeIterator(.string, source: source, second: .int(0)))
        case Tag.iterator:
            registers.set(0, source)
            registers.set(2 * Value.size, Value.bool(true))
        default: registers.set(0, try iterator(source))
        }
    }

    private func keys(_ map: MapCell) -> ListCell {
        let list = state.pointee.makeList(capacity: map.count)
        map.forEach { key, _ in state.pointee.append(key.value, to: list) }
        return list
    }

    private func pairs(_ map: MapCell) -> Value {
        let list = state.pointee.makeList(capacity: map.count * 2)
        map.forEach { key, value in
            state.pointee.append(key.value, to: list)
            state.pointee.append(value, to: list)
        }
        return makeIterator(.pairs, source: list.value, second: .int(0))
    }

    /// An iterator cell over host objects, lazy sequences and what they were made of.
    private func iterator(_ source: Value) throws(ScriptError) -> Value {
        switch source.tag {
        case Tag.host:
            guard let host = host(source), let iterator = try host.makeIterator() else { break }
            return makeIterator(.host, source: source, second: .null, host: heap.hosts.add(HostIteratorBox(iterator)))
        case Tag.lazy:
            let lazy = LazyCell(source.pointer)
            let inner = try iterator(lazy.source)
            let kind: IteratorCell.Kind =
                switch lazy.kind {
                case .filter: .filter
                case .transform: .transform
                case .take: .take
                }
            return makeIterator(kind, source: inner, second: lazy.argument)
        default: break
        }
        var hint: String?
        if source.isInt { hint = "write `0..<n` to count" }
        if source.isNull { hint = "give a value for that case: `?? []`" }
        throw ScriptError(.type, "\(describe(source)) cannot be looped over", hint: hint)
    }

    /// One step of a loop over anything.
    func next(_ code: Code, _ base: Raw) -> Target {
        let registers = base + code.a
        let source = registers.value(0)
        switch source.tag {
        case Tag.list:
            let list = ListCell(source.pointer)
            let position = registers.value(Value.size).asInt
            guard position < list.count else {
                state.pointee.endLoop(over: list)
                return Target(code + 1, base)
            }
            if let stop = charge(code, base) { return stop }
            (registers + Value.size).set(8, position + 1)
            return deliver(list[position], key: .int(position), code, base)
        case Tag.int:
            if let stop = charge(code, base) { return stop }
            let value = source.asInt
            let count = registers.value(2 * Value.size).asInt
            registers.set(0, value == registers.value(Value.size).asInt ? Value.null : .int(value + 1))
            registers.set(2 * Value.size, Value.int(count &+ 1))
            return deliver(.int(value), key: .int(count), code, base)
        case Tag.iterator: return next(IteratorCell(source.pointer), code, base)
        default: return Target(code + 1, base)
        }
    }

    /// Hands an element to the loop's variables and goes back to its body.
    private func deliver(_ value: Value, key: Value, _ code: Code, _ base: Raw) -> Target {
        if code.opcode == .next2 {
            base.set(code.b, key)
            base.set(code.b + Value.size, value)
        } else {
            base.set(code.b, value)
        }
        return Target(code + code.signedC, base)
    }

    private func counted(_ value: Value, _ code: Code, _ base: Raw) -> Target {
        let register = base + code.a + 2 * Value.size
        let count = register.value(0)
        if count.isInt { register.set(0, Value.int(count.asInt &+ 1)) }
        return deliver(value, key: count, code, base)
    }

    private func next(_ iterator: IteratorCell, _ code: Code, _ base: Raw) -> Target {
        if let stop = charge(code, base) { return stop }
        switch iterator.kind {
        case .host: return nextOfHost(iterator, code, base)
        case .pairs:
            let list = ListCell(iterator.source.pointer)
            let position = iterator.second.asInt
            guard position + 1 < list.count else { return Target(code + 1, base) }
            iterator.second = .int(position + 2)
            return deliver(list[position + 1], key: list[position], code, base)
        case .string:
            if state.pointee.credit < 0, let stop = safepoint(code, base) { return stop }
            guard let grapheme = nextGrapheme(iterator) else { return Target(code + 1, base) }
            return counted(grapheme, code, base)
        case .filter: return callStep("__filterNext", [iterator.source, iterator.second], code, base)
        case .transform: return callStep("__transformNext", [iterator.source, iterator.second], code, base)
        case .take:
            let left = iterator.second.asInt
            guard left > 0 else {
                close(iterator)
                return Target(code + 1, base)
            }
            iterator.second = .int(left - 1)
            return callStep("__next", [iterator.source], code, base)
        }
    }

    private func callStep(_ name: String, _ arguments: [Value], _ code: Code, _ base: Raw) -> Target {
        do throws(ScriptError) {
            guard let number = builtins.nativeNumber(name) else { return Target(code + 1, base) }
            return callScript(try scriptClosure(builtins.native(number)), arguments, code, base)
        } catch {
            return fail(code, base, error)
        }
    }

    /// The result of such a step; no value is the end.
    func stepDelivered(_ result: Value, _ code: Code, _ base: Raw) -> Target {
        result.isMissing ? Target(code + 1, base) : counted(result, code, base)
    }

    private func nextOfHost(_ iterator: IteratorCell, _ code: Code, _ base: Raw) -> Target {
        guard let box = heap.hosts[iterator.hostIndex] as? HostIteratorBox else { return Target(code + 1, base) }
        if state.pointee.credit < 0, let stop = safepoint(code, base) { return stop }
        do throws(ScriptError) {
            switch try box.iterator.next() {
            case .value(let value): return counted(try self.value(from: value), code, base)
            case .keyed(let key, let value):
                if code.opcode == .next { return deliver(try self.value(from: key), key: .null, code, base) }
                let keyValue = try self.value(from: key)
                return deliver(try self.value(from: value), key: keyValue, code, base)
            case .end:
                box.ended()
                return Target(code + 1, base)
            case .wait(let operation):
                // The same instruction runs again after the wait.
                return wait(code, base, answer: nil, next: code) { () async throws(ScriptError) in
                    try await operation()
                    return .null
                }
            }
        } catch {
            box.ended()
            return fail(code, base, error)
        }
    }

    private func nextGrapheme(_ iterator: IteratorCell) -> Value? {
        let text = StringCell(iterator.source.pointer)
        let offset = iterator.second.asInt
        guard offset < text.length else { return nil }
        var length = 1
        if !text.isSimple {
            let rest = UTF8Text(UnsafeBufferPointer(rebasing: text.utf8[offset...]))
            rest.forEachGrapheme { range in
                length = range.count
                return false
            }
        }
        iterator.second = .int(offset + length)
        return state.pointee.makeString(text.bytes + offset, length).value
    }

    /// The loop was left before its end.
    func endLoop(_ registers: Raw) {
        let source = registers.value(0)
        if source.tag == Tag.list { state.pointee.endLoop(over: ListCell(source.pointer)) }
        if source.tag == Tag.iterator, !registers.value(2 * Value.size).isTrue { close(IteratorCell(source.pointer)) }
    }

    private func close(_ iterator: IteratorCell) {
        var iterator = iterator
        while true {
            if iterator.kind == .host {
                (heap.hosts[iterator.hostIndex] as? HostIteratorBox)?.closeEarly()
                return
            }
            guard iterator.source.tag == Tag.iterator else { return }
            iterator = IteratorCell(iterator.source.pointer)
        }
    }
}
