public import Logging
public import SMHModel

/// Writes a line for each exchange: method, redacted URL, status, the service's request id, milliseconds. Bodies and
/// headers are left out, for they hold names and credentials.
public struct LoggingMiddleware: TransportMiddleware {
    private let logger: Logger
    private let clock: MonotonicTime
    /// Takes credentials out of what the other side wrote.
    private let scrub: @Sendable (String) -> String

    public init(
        logger: Logger, clock: MonotonicTime = .continuous, scrub: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.logger = logger
        self.clock = clock
        self.scrub = scrub
    }

    public func send(_ request: WireRequest, next: Next) async throws(ClientError) -> WireResponse {
        let start = clock.now()
        var metadata: Logger.Metadata = [
            "method": "\(request.method.rawValue)", "url": "\(request.redactedURL)", "bytes": "\(request.body.count)",
        ]
        do {
            let response = try await next(request)
            metadata["status"] = "\(response.status)"
            if let id = response.requestID { metadata["request-id"] = "\(scrub(id))" }
            metadata["ms"] = "\((clock.now() - start).wholeMilliseconds)"
            logger.debug("exchange", metadata: metadata)
            return response
        } catch {
            metadata["error"] = "\(scrub(error.message))"
            metadata["ms"] = "\((clock.now() - start).wholeMilliseconds)"
            logger.info("exchange failed", metadata: metadata)
            throw error
        }
    }
}
