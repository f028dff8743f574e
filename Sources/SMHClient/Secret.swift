/// A credential. It prints as `redacted` wherever it gets to: `print`, interpolation, `dump`, a failed expectation.
public struct Secret: Hashable, Sendable {
    private let value: String

    public init(_ value: String) { self.value = value }

    /// The credential itself. Only for the request that needs it.
    public func reveal() -> String { value }

    public var isEmpty: Bool { value.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "redacted" }
    public var debugDescription: String { "redacted" }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
