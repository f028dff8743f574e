/// An HTTP answer as plain values.
public struct WireResponse: Hashable, Sendable {
    public var status: Int
    public var headers: [WireHeader]
    public var body: [UInt8]

    public init(status: Int, headers: [WireHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name; names are compared without case.
    public func header(_ name: String) -> String? { headers.first(named: name) }

    /// The number that the service gave this exchange, from whichever header has it (reference 1.5).
    public var requestID: String? {
        for name in ["x-request-id", "x-smh-request-id", "x-cos-request-id", "requestid", "reqid"] {
            if let value = header(name), !value.isEmpty { return value }
        }
        return nil
    }

    /// Seconds to wait before another try, from `Retry-After`; nil if it is absent or a date.
    public var retryAfterSeconds: Int? {
        guard let text = header("retry-after"), let seconds = Int(text.trimmingSpaces), seconds >= 0 else { return nil }
        return seconds
    }
}

/// Something that answers requests without a socket: the embedded library, or a script of answers in a test.
public protocol WireResponder: Sendable {
    func respond(to request: WireRequest) async -> WireResponse
}

extension String {
    var trimmingSpaces: Substring {
        var rest = self[...]
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
