/// One call of a `NativeFunction`: its arguments, bound to the names of the signature.
///
/// Asking for a name that the signature does not have gives null. Errors name the function, the argument, and what was given.
public struct NativeCall {
    /// What the method was called on; null for a function.
    public let receiver: HostValue
    let signature: Signature
    /// In order of declaration, the rest parameter left out; nil where nothing was given and the default holds.
    let bound: [HostValue?]
    let restValues: [HostValue]
    let site: CallSite
    let machine: Machine

    /// The call in the script, for reports and messages.
    public var location: SourceLocation { site.location }

    /// The argument, or the default of its parameter.
    public func value(_ name: String) -> HostValue {
        guard let (position, parameter) = find(name) else { return .null }
        return bound[position] ?? parameter.defaultValue ?? .null
    }

    /// Whether the caller wrote this argument.
    public func has(_ name: String) -> Bool {
        guard let (position, _) = find(name) else { return false }
        return bound[position] != nil
    }

    public func isNull(_ name: String) -> Bool { value(name).isNull }

    /// The values of the rest parameter.
    public func rest(_ name: String) -> [HostValue] { restValues }

    private func find(_ name: String) -> (Int, Signature.Parameter)? {
        var position = 0
        for parameter in signature.parameters where !parameter.isRest {
            if parameter.name == name { return (position, parameter) }
            position += 1
        }
        return nil
    }
}

extension NativeCall {
    public func string(_ name: String) throws(ScriptError) -> String {
        if case .string(let value) = value(name) { return value }
        throw mismatch(name, "a string")
    }

    public func int(_ name: String) throws(ScriptError) -> Int {
        if case .int(let value) = value(name) { return value }
        throw mismatch(name, "an int")
    }

    /// Takes an int too.
    public func float(_ name: String) throws(ScriptError) -> Double {
        switch value(name) {
        case .float(let value): return value
        case .int(let value): return Double(value)
        default: throw mismatch(name, "a number")
        }
    }

    public func bool(_ name: String) throws(ScriptError) -> Bool {
        if case .bool(let value) = value(name) { return value }
        throw mismatch(name, "a bool")
    }

    /// In nanoseconds.
    public func duration(_ name: String) throws(ScriptError) -> Int {
        if case .duration(let value) = value(name) { return value }
        throw mismatch(name, "a duration such as 30s")
    }

    /// In nanoseconds since 1970.
    public func time(_ name: String) throws(ScriptError) -> Int {
        if case .time(let value, _) = value(name) { return value }
        throw mismatch(name, "a time")
    }

    public func list(_ name: String) throws(ScriptError) -> [HostValue] {
        if case .list(let value) = value(name) { return value }
        throw mismatch(name, "a list")
    }

    /// In order.
    public func map(_ name: String) throws(ScriptError) -> [(key: String, value: HostValue)] {
        if case .map(let members) = value(name) { return members }
        throw mismatch(name, "a map")
    }

    /// To be called by `Interpreter.call` once the run has ended: the interpreter is busy until then.
    public func function(_ name: String) throws(ScriptError) -> FunctionHandle {
        if case .function(let handle) = value(name), handle.typeName == "function" { return handle }
        throw mismatch(name, "a function")
    }

    public func object<Object: HostObject>(_ name: String, as type: Object.Type) throws(ScriptError) -> Object {
        if case .object(let value) = value(name), let object = value as? Object { return object }
        throw mismatch(name, "a value of another type")
    }

    public func optionalString(_ name: String) throws(ScriptError) -> String? { isNull(name) ? nil : try string(name) }
    public func optionalInt(_ name: String) throws(ScriptError) -> Int? { isNull(name) ? nil : try int(name) }
    public func optionalBool(_ name: String) throws(ScriptError) -> Bool? { isNull(name) ? nil : try bool(name) }
    public func optionalDuration(_ name: String) throws(ScriptError) -> Int? { isNull(name) ? nil : try duration(name) }
    public func optionalTime(_ name: String) throws(ScriptError) -> Int? { isNull(name) ? nil : try time(name) }

    /// The `Type` error for an argument of the wrong kind.
    public func mismatch(_ name: String, _ wanted: String) -> ScriptError {
        ScriptError(
            .type, "\(signature.name)() needs \(wanted) for `\(name)`, not \(value(name).typeNameWithArticle)",
            hint: signature.text
        ).about(.argument(signature.place(of: name), name))
    }
}

extension HostValue {
    /// `an int`, `a string`, `null`.
    public var typeNameWithArticle: String { describeType(typeName) }
}

/// `an int`, `a string`, `null`.
func describeType(_ name: String) -> String {
    switch name.utf8.first {
    case _ where name == "null": "null"
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"): "an \(name)"
    default: "a \(name)"
    }
}
