import AsyncHTTPClient
import NIOCore
import NIOHTTP1
public import SMHModel
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The transport over HTTP, and the only file that knows the HTTP library.
///
/// Nothing is started before the first request. The connections are closed by ``shutdown()`` or with the process.
public final class AsyncHTTPTransport: Transport {
    public struct Configuration: Sendable {
        /// For a connection to come up, TLS included.
        public var connectTimeout: Duration = .seconds(10)
        public var connectionsPerHost = 32
        /// Bytes of an answer's body; a longer one is an error. A page of a thousand entries has half a megabyte.
        public var largestAnswer = 64 << 20
        public var userAgent = "smh"

        public init() {}
    }

    /// `https://host[:port]`, without a slash at the end.
    public let origin: String
    private let scheme: String
    private let configuration: Configuration
    private let client = Mutex<HTTPClient?>(nil)

    /// - Parameter baseURL: with or without a scheme (then `https`) and a slash at the end.
    /// - Throws: ``TransportError`` if it is no address of a service.
    public init(baseURL: String, configuration: Configuration = Configuration()) throws(TransportError) {
        origin = try Self.origin(of: baseURL, defaultScheme: "https")
        scheme = origin.hasPrefix("http://") ? "http" : "https"
        self.configuration = configuration
    }

    /// Closes the connections. Requests under way fail; the transport is not used again.
    public func shutdown() async {
        let client = client.withLock { client in
            defer { client = nil }
            return client
        }
        try? await client?.shutdown()
    }

    public func send(
        _ request: WireRequest, origin: String?, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        var base = self.origin
        if let origin { base = try Self.origin(of: origin, defaultScheme: scheme) }
        var outgoing = HTTPClientRequest(url: base + request.target)
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        outgoing.headers.add(name: "User-Agent", value: configuration.userAgent)
        for header in request.headers { outgoing.headers.replaceOrAdd(name: header.name, value: header.value) }
        if !request.body.isEmpty { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        do {
            let answer = try await startedClient().execute(outgoing, deadline: deadline)
            let body = try await answer.body.collect(upTo: configuration.largestAnswer)
            return WireResponse(
                status: Int(answer.status.code), headers: answer.headers.map { WireHeader($0.name, $0.value) },
                body: Array(body.readableBytesView))
        } catch {
            throw Self.transportError(error, host: base, limit: configuration.largestAnswer)
        }
    }

    private func startedClient() -> HTTPClient {
        client.withLock { client in
            if let client { return client }
            var settings = HTTPClient.Configuration(
                redirectConfiguration: .disallow,
                timeout: .init(connect: TimeAmount(configuration.connectTimeout)),
                decompression: .disabled)
            settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.connectionsPerHost
            // Trying again is the caller's business, who counts how often.
            settings.connectionPool.retryConnectionEstablishment = false
            let started = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
            client = started
            return started
        }
    }

    deinit {
        // Without this the library stops the program for a client that nobody shut down.
        let client = client.withLock { $0 }
        client?.shutdown { _ in }
    }
}

extension AsyncHTTPTransport {
    /// Scheme, host and port of an address. A path is refused: the endpoints bring their own.
    static func origin(of text: String, defaultScheme: String) throws(TransportError) -> String {
        var rest = text[...]
        var scheme = defaultScheme
        if let mark = text.firstRange(of: "://") {
            scheme = text[..<mark.lowerBound].lowercased()
            rest = text[mark.upperBound...]
        }
        while rest.last == "/" { rest.removeLast() }
        let isHost = rest.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && !"/?#@\\\"<>^`{|}".utf8.contains(byte)
        }
        guard scheme == "https" || scheme == "http", isHost, !rest.isEmpty else {
            throw TransportError(
                .notSent, "\"\(rest.contains("@") ? "…" : text)\" is not the address of a service, such as https://host"
            )
        }
        return scheme + "://" + rest
    }

    /// Sorts the library's errors into those before the first byte and all others.
    private static func transportError(_ error: any Error, host: String, limit: Int) -> TransportError {
        if let error = error as? HTTPClientError {
            if error == .connectTimeout || error == .tlsHandshakeTimeout || error == .getConnectionFromPoolTimeout {
                return TransportError(.notSent, "\(host) did not take the connection in time", isTimeout: true)
            }
            if error == .invalidURL || error == .emptyHost || error == .emptyScheme {
                return TransportError(.notSent, "\(host) is not an address")
            }
            if error == .deadlineExceeded || error == .readTimeout || error == .writeTimeout {
                return TransportError(.inDoubt, "\(host) did not answer in time", isTimeout: true)
            }
            if error == .cancelled { return TransportError(.inDoubt, "the request was cancelled") }
            return TransportError(.inDoubt, "the connection to \(host) was lost before the answer came")
        }
        if error is CancellationError { return TransportError(.inDoubt, "the request was cancelled") }
        if error is NIOTooManyBytesError {
            return TransportError(.inDoubt, "the answer of \(host) is longer than \(limit) bytes")
        }
        // The name, for the type's module is not one that this one depends on.
        let name = String(describing: type(of: error))
        if name == "NIOConnectionError" || name.hasPrefix("SocketAddressError") {
            return TransportError(.notSent, "\(host) cannot be reached: \(reason(error))")
        }
        if name.hasPrefix("NIOSSL") || name == "BoringSSLError" {
            // The handshake comes before the request; anything else may have come after it.
            let isHandshake = String(describing: error).lowercased().contains("handshake")
            return TransportError(
                isHandshake ? .notSent : .inDoubt, "the encrypted connection to \(host) failed: \(reason(error))")
        }
        if let error = error as? IOError, [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode) {
            return TransportError(.notSent, "\(host) cannot be reached: \(reason(error))")
        }
        return TransportError(.inDoubt, "the connection to \(host) failed: \(reason(error))")
    }

    private static func reason(_ error: any Error) -> String {
        let text = String(describing: error)
        if text.contains("refused") { return "nothing listens there" }
        if text.contains("getaddrinfo") || text.contains("dns") || text.contains("unknown") {
            return "the name is not known"
        }
        return String(text.prefix(160))
    }
}

extension TimeAmount {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = .nanoseconds(overflow ? .max / 4 : min(nanoseconds, .max / 4) + attoseconds / 1_000_000_000)
    }
}
