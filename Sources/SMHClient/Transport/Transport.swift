public import SMHModel

/// One HTTP exchange: a request goes out once, its answer comes back, or it is said what became of it.
///
/// A transport never repeats a request and never follows a redirect: the service has no idempotency keys, and a change
/// that went out twice may be done twice.
public protocol Transport: Sendable {
    /// - Parameters:
    ///   - origin: `https://host[:port]` instead of the one the transport was made for: uploads go to another machine.
    ///     A value without a scheme gets the transport's own.
    ///   - timeout: for the whole exchange.
    func send(_ request: WireRequest, origin: String?, timeout: Duration) async throws(TransportError) -> WireResponse
}

/// Why no answer came.
public struct TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// Not a byte of the request reached the other side, for certain.
        case notSent
        /// It may have arrived.
        case inDoubt
    }

    public var kind: Kind
    public var message: String
    public var isTimeout: Bool

    public init(_ kind: Kind, _ message: String, isTimeout: Bool = false) {
        self.kind = kind
        self.message = message
        self.isTimeout = isTimeout
    }

    public var description: String { message }
}
