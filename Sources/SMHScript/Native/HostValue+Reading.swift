// Reading what a script gave. Each is nil for a value of another type; nothing converts.
extension HostValue {
    public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var intValue: Int? { if case .int(let value) = self { value } else { nil } }
    /// Of an int too.
    public var doubleValue: Double? {
        switch self {
        case .float(let value): value
        case .int(let value): Double(value)
        default: nil
        }
    }
    public var stringValue: String? { if case .string(let value) = self { value } else { nil } }
    public var listValue: [HostValue]? { if case .list(let values) = self { values } else { nil } }
    public var functionValue: FunctionHandle? { if case .function(let handle) = self { handle } else { nil } }

    /// The host's own object, if it is one of this type.
    public func object<Object: HostObject>(as type: Object.Type = Object.self) -> Object? {
        if case .object(let object) = self { object as? Object } else { nil }
    }

    /// The value of a map's key; nil where the key is not there, and for what is no map. Keys compare scalar by scalar.
    public subscript(key: String) -> HostValue? {
        guard case .map(let members) = self else { return nil }
        return members.last { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }
}
