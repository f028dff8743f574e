// What a host writes down it can write as in Swift: `["name": "a.jpg", "sizes": [1, 2.5], "note": .null]`.
// `nil` is no literal of it: `condition ? nil : value` would quietly become null where an optional is meant.

extension HostValue: ExpressibleByBooleanLiteral {
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension HostValue: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) { self = .int(value) }
}

extension HostValue: ExpressibleByFloatLiteral {
    public init(floatLiteral value: Double) { self = .float(value) }
}

extension HostValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { self = .string(value) }
}

extension HostValue: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: HostValue...) { self = .list(elements) }
}

extension HostValue: ExpressibleByDictionaryLiteral {
    /// Keeps the order of the keys.
    public init(dictionaryLiteral elements: (String, HostValue)...) {
        self = .map(elements.map { (key: $0.0, value: $0.1) })
    }
}
