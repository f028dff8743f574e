// Fast paths of indices, members and calls.
extension Fast {
    @inline(__always) static func index(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let object = base + code.b, key = base + code.c
        guard object.half(0) == Tag.list && isInt(key) else { return false }
        let list = cell(object), position = int(key)
        guard UInt(bitPattern: position) < UInt(list.half(4)) else { return false }
        copy(list.raw(16) + position &* Value.size, to: base + code.a)
        return true
    }
    @inline(__always) static func setIndex(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let object = base + code.a, key = base + code.b
        guard object.half(0) == Tag.list && isInt(key) else { return false }
        let list = cell(object), position = int(key)
        guard UInt(bitPattern: position) < UInt(list.half(4)), list.cellFlags & ListCell.isShared == 0 else {
            return false
        }
        copy(base + code.c, to: list.raw(16) + position &* Value.size)
        return true
    }

    /// The entry where this instruction found its key last time, if the map has it there too.
    @inline(__always) private static func cachedEntry(_ map: Raw, _ code: Code, _ key: Raw) -> Raw? {
        let hint = code.hint
        guard hint < map.half(8) else { return nil }
        let entry = map.raw(16) + Int(hint)
        return entry.optionalRaw(0) == key ? entry : nil
    }
    @inline(__always) static func member(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let object = base + code.b
        guard object.half(0) == Tag.map, let entry = cachedEntry(cell(object), code, cell(code.constantC)) else {
            return false
        }
        copy(entry + 8, to: base + code.a)
        return true
    }
    @inline(__always) static func setMember(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let object = base + code.a
        guard object.half(0) == Tag.map, let entry = cachedEntry(cell(object), code, cell(code.constantB)) else {
            return false
        }
        copy(base + code.c, to: entry + 8)
        return true
    }
    @inline(__always) static func count(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let object = base + code.b
        let tag = object.half(0)
        if tag == Tag.list || tag == Tag.map
            || (tag == Tag.string && cell(object).cellFlags & StringCell.isKnownSimple == StringCell.isKnownSimple)
        {
            set(base + code.a, int: cell(object).cellLength)
            return true
        }
        return false
    }

    /// `base`: of the new frame.
    @inline(__always) private static func enter(
        _ prototype: Prototype, _ base: Raw, distance: Int, returningTo code: Code, _ state: State
    ) -> Target {
        Frame.link(base, returningTo: code, distance: distance)
        return Target(prototype.code, base)
    }
    @inline(__always) static func call(_ code: Code, _ base: Raw, _ state: State) -> Target {
        let callee = base + code.a
        guard callee.half(0) == Tag.closure else { return Target(nil, base) }
        let prototype = Prototype(ofClosure: cell(callee))
        let frame = callee + Frame.headerSize
        guard
            prototype.exactCount == code.b && frame + prototype.frameSize <= state.pointee.stackLimit
                && state.pointee.fuel > 0
        else { return Target(nil, base) }
        state.pointee.fuel &-= 1
        return enter(prototype, frame, distance: code.a &+ Frame.headerSize, returningTo: code + 1, state)
    }
    @inline(__always) static func callStatic(_ code: Code, _ base: Raw, _ state: State) -> Target {
        let constant = code.constantB
        let callee = base + code.a
        let prototype = Prototype(ofClosure: cell(constant))
        let frame = callee + Frame.headerSize
        // The compiler has counted the arguments.
        guard frame + prototype.frameSize <= state.pointee.stackLimit && state.pointee.fuel > 0 else {
            return Target(nil, base)
        }
        state.pointee.fuel &-= 1
        copy(constant, to: callee)
        return enter(prototype, frame, distance: code.a &+ Frame.headerSize, returningTo: code + 1, state)
    }
    @inline(__always) static func method(_ code: Code, _ base: Raw, _ state: State) -> Target {
        let receiver = base + code.a
        guard receiver.half(0) == Tag.map, let entry = cachedEntry(cell(receiver), code, cell(code.constantB)),
            entry.half(8) == Tag.closure
        else { return Target(nil, base) }
        let prototype = Prototype(ofClosure: cell(entry + 8))
        let frame = receiver + Frame.headerSize
        guard
            prototype.exactCount == code.c && frame + prototype.frameSize <= state.pointee.stackLimit
                && state.pointee.fuel > 0
        else { return Target(nil, base) }
        state.pointee.fuel &-= 1
        copy(entry + 8, to: receiver)
        return enter(prototype, frame, distance: code.a &+ Frame.headerSize, returningTo: code + 2, state)
    }
    @inline(__always) static func methodPush(_ code: Code, _ base: Raw, _ state: State) -> Bool {
        let receiver = base + code.a
        guard receiver.half(0) == Tag.list else { return false }
        let list = cell(receiver), count = list.cellLength
        guard count < Int(list.half(8)), code.c == 1 else { return false }
        copy(receiver + Frame.headerSize, to: list.raw(16) + count &* Value.size)
        list.cellLength = count &+ 1
        receiver.set(0, Value.null)
        return true
    }
    @inline(__always) static func `return`(_ code: Code, _ base: Raw, _ state: State) -> Target {
        let target = Target(Frame.returnCode(base), base - Frame.distance(base))
        copy(base + code.a, to: base - Frame.headerSize)
        return target
    }
    @inline(__always) static func returnNull(_ code: Code, _ base: Raw, _ state: State) -> Target {
        let target = Target(Frame.returnCode(base), base - Frame.distance(base))
        base.set(-Frame.headerSize, Value.null)
        return target
    }
}
