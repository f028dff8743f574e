// Members: properties, methods, modules.
extension Machine {
    /// `object.name`, as a value or through a call that delivers it to the instruction.
    func property(_ code: Code, _ base: Raw, _ object: Value, _ name: Int) -> Target {
        let hint = code.hint
        if Hint.isNative(hint, object.tag) {
            // The property that this instruction found for this type before.
            return state.pointee.natives.unsafelyUnwrapped[Hint.number(hint)]._withUnsafeGuaranteedRef { native in
                readProperty(native, code, base, object)
            }
        }
        do throws(ScriptError) {
            if object.tag == Tag.map, let target = try mapMember(code, base, MapCell(object.pointer), name) {
                return target
            }
            if let type = ValueType(tag: object.tag), let member = builtins.members(of: type)[names.texts[name]] {
                return try get(member, code, base, object, name)
            }
            switch object.tag {
            case Tag.host:
                if let host = host(object) { return try hostMember(code, base, object, host, name) }
            case Tag.module: return done(code, base, try moduleElement(object, names.texts[name]))
            default: break
            }
            throw noMember(object, name).about(.name)
        } catch {
            return fail(code, base, error)
        }
    }

    private func done(_ code: Code, _ base: Raw, _ value: Value) -> Target {
        base.set(code.a, value)
        return Target(code + code.opcode.shape.words, base)
    }

    /// An entry, and the instruction remembers where it stands; nil for the names that maps reserve (rule 4).
    private func mapMember(_ code: Code, _ base: Raw, _ map: MapCell, _ name: Int) throws(ScriptError) -> Target? {
        if builtins.members(of: .map)[names.texts[name]] != nil { return nil }
        let key = names.cells[name]
        let offset = map.find(key, heap.hashSeed)
        if offset < 0 { return done(code, base, .null) }
        if code.opcode != .memberFar { remember(offset, map, key, code) }
        return done(code, base, map.storage.value(offset + 8))
    }

    /// The next time this instruction need only compare the key's address; so the entry gets the instruction's own copy of the key.
    private func remember(_ offset: Int, _ map: MapCell, _ key: StringCell, _ code: Code) {
        map.storage.set(offset, key.raw)
        code.hint = UInt32(truncatingIfNeeded: offset)
    }

    private func get(
        _ member: Builtins.Member, _ code: Code, _ base: Raw, _ object: Value, _ name: Int
    ) throws(ScriptError) -> Target {
        switch member {
        case .method(let number):
            return done(code, base, state.pointee.makeMethod(receiver: object, name: name, native: number))
        case .property(let number):
            if object.tag != Tag.host { code.hint = Hint.native(object.tag, number) }
            return readProperty(builtins.native(number), code, base, object)
        }
    }

    private func readProperty(_ native: Native, _ code: Code, _ base: Raw, _ object: Value) -> Target {
        do throws(ScriptError) {
            guard case .library(let body) = native.body else {
                return callScript(try scriptClosure(native), [object], code, base)
            }
            var call = LibraryCall(
                state: state, arguments: base, fixedCount: 0, restCount: 0, receiver: object, native: native)
            return done(code, base, try body(&call))
        } catch {
            return fail(code, base, error)
        }
    }

    private func hostMember(
        _ code: Code, _ base: Raw, _ object: Value, _ host: any HostObject, _ name: Int
    ) throws(ScriptError) -> Target {
        let text = names.texts[name]
        if let found = try host.property(text) { return done(code, base, try value(from: found)) }
        if host.method(text) != nil {
            return done(code, base, state.pointee.makeMethod(receiver: object, name: name, native: -1))
        }
        if let member = builtins.members(of: .sequence)[text], host.isIterable {
            return try get(member, code, base, object, name)
        }
        throw noMember(object, name).about(.name)
    }

    func moduleElement(_ value: Value, _ name: String) throws(ScriptError) -> Value {
        let module = builtins.module(value.pointer.cellLength)
        switch module.members[name] {
        case .native(let number): return functionValue(number)
        case .value(let value): return try self.value(from: value)
        default:
            // The names of the environment, for instance, are not known before they are asked for.
            if case .value(.object(let object))? = module.members[""], let found = try object.property(name) {
                return try self.value(from: found)
            }
            let nearest = nearestName(to: name, in: Array(module.members.keys)).map { "; did you mean `\($0)`?" } ?? ""
            throw ScriptError(.undefined, "the module \(module.name) has no member `\(name)`\(nearest)").about(.name)
        }
    }

    func noMember(_ object: Value, _ name: Int) -> ScriptError {
        let text = names.texts[name]
        if object.isNull {
            return ScriptError(
                .type, "null has no property `\(text)`", hint: "where the value may be null, write `?.\(text)`")
        }
        let nearest = nearestName(to: text, in: memberNames(of: object)).map { "; did you mean `\($0)`?" } ?? ""
        return ScriptError(.undefined, "\(describe(object)) has no property `\(text)`\(nearest)")
    }

    func memberNames(of value: Value) -> [String] {
        var result: [String] = []
        if let type = ValueType(tag: value.tag) { result += builtins.members(of: type).keys }
        if let host = host(value) {
            result += host.memberNames
            if host.isIterable { result += builtins.members(of: .sequence).keys }
        }
        if value.tag == Tag.module { result += builtins.module(value.pointer.cellLength).members.keys }
        if value.tag == Tag.map { MapCell(value.pointer).forEach { key, _ in result.append(key.string) } }
        return result
    }

    func memberNames(of value: HostValue) -> [String] {
        guard let value = try? self.value(from: value) else { return [] }
        return memberNames(of: value).sorted()
    }

    // MARK: Methods

    /// `receiver.name(…)`: the receiver stands in the callee's register.
    func callMethod(_ context: CallContext, _ name: Int, _ count: Int, _ argumentNames: [String]?) -> Target {
        let receiver = context.calleeValue
        let text = names.texts[name]
        do throws(ScriptError) {
            if let type = ValueType(tag: receiver.tag), let member = builtins.members(of: type)[text] {
                return try call(member, context, name, count, argumentNames)
            }
            switch receiver.tag {
            case Tag.map: return callEntry(context, name, count, argumentNames)
            case Tag.host:
                guard let host = host(receiver) else { break }
                if let method = host.method(text) { return try call(method, context, count, argumentNames) }
                if let found = try host.property(text) {
                    guard case .function = found else { throw propertyCalled(text) }
                    context.base.set(context.callee, try value(from: found))
                    return call(context, count, names: argumentNames)
                }
                if let member = builtins.members(of: .sequence)[text], host.isIterable {
                    return try call(member, context, name, count, argumentNames)
                }
            case Tag.module:
                context.base.set(context.callee, try moduleElement(receiver, text))
                return call(context, count, names: argumentNames)
            case Tag.null:
                throw ScriptError(
                    .type, "null has no method `\(text)`", hint: "where the value may be null, write `?.\(text)(…)`"
                ).about(.name)
            default: break
            }
            throw noMethod(receiver, name).about(.name)
        } catch {
            return fail(context.code, context.base, error)
        }
    }

    private func noMethod(_ receiver: Value, _ name: Int) -> ScriptError {
        let text = names.texts[name]
        let nearest = nearestName(to: text, in: memberNames(of: receiver)).map { "; did you mean `\($0)`?" } ?? ""
        return ScriptError(.undefined, "\(describe(receiver)) has no method `\(text)`\(nearest)")
    }

    private func propertyCalled(_ name: String) -> ScriptError {
        ScriptError(
            .type, "`\(name)` is a property and no method", hint: "drop the `()`: write `.\(name)`"
        ).about(.name)
    }

    private func call(
        _ member: Builtins.Member, _ context: CallContext, _ name: Int, _ count: Int, _ argumentNames: [String]?
    ) throws(ScriptError) -> Target {
        switch member {
        case .property: throw propertyCalled(names.texts[name])
        case .method(let number):
            if context.code.opcode == .method || context.code.opcode == .methodPush {
                context.code.hint = Hint.native(context.calleeValue.tag, number)
            }
            return call(builtins.native(number), context, count, argumentNames)
        }
    }

    /// A function that a map holds under a key: called without the map.
    private func callEntry(_ context: CallContext, _ name: Int, _ count: Int, _ argumentNames: [String]?) -> Target {
        let map = MapCell(context.calleeValue.pointer)
        let key = names.cells[name]
        let offset = map.find(key, heap.hashSeed)
        guard offset >= 0 else {
            let nearest =
                nearestName(to: names.texts[name], in: memberNames(of: context.calleeValue)).map {
                    "; did you mean `\($0)`?"
                } ?? ""
            return fail(
                context.code, context.base,
                ScriptError(
                    .type, "the map has no function `\(names.texts[name])` to call: the value is null\(nearest)"
                ).about(.name))
        }
        if context.code.opcode == .method || context.code.opcode == .methodPush {
            remember(offset, map, key, context.code)
        }
        context.base.set(context.callee, map.storage.value(offset + 8))
        return call(context, count, names: argumentNames)
    }

    private func call(
        _ method: NativeFunction, _ context: CallContext, _ count: Int, _ argumentNames: [String]?
    ) throws(ScriptError) -> Target {
        call(builtins.native(of: method), context, count, argumentNames)
    }

    /// `map.name = value`
    func setMember(_ code: Code, _ base: Raw, _ object: Value, _ name: Int, _ value: Value) -> Target {
        let isNear = code.opcode == .setMember
        do throws(ScriptError) {
            let text = names.texts[name]
            guard object.tag == Tag.map else {
                if object.isNull { throw ScriptError(.type, "null has no property `\(text)` to set").about(.name) }
                throw ScriptError(.type, "properties of \(describe(object)) cannot be set").about(.name)
            }
            if builtins.members(of: .map)[text] != nil {
                throw ScriptError(
                    .type, "`\(text)` is a built-in name of maps",
                    hint: "write `m[\"\(text)\"] = …` for the key of that name"
                ).about(.name)
            }
            let map = MapCell(object.pointer)
            let offset = try setEntry(map, names.cells[name], value)
            if isNear { remember(offset, map, names.cells[name], code) }
            return Target(code + 2, base)
        } catch {
            return fail(code, base, error)
        }
    }
}
