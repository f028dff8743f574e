import SMHModel

/// The store of bytes that a service sends its callers to. Its addresses are signed: requests carry no token, and neither
/// a log nor an error shows what they ask for.
public struct ByteStore: Sendable {
    private let chain: TransportChain
    private let timeout: Duration
    private let keeper: SecretKeeper

    /// - Parameter timeout: of the service's other exchanges. Megabytes over a slow line take longer.
    init(transport: any Transport, timeout: Duration, keeper: SecretKeeper) {
        chain = TransportChain(transport: transport, middleware: [])
        self.timeout = timeout * 5
        self.keeper = keeper
    }

    /// Bytes of a file, at most `count` of them from `position` on: fewer only at its end.
    public func read(
        from address: Secret, at position: Int64, count: Int
    ) async throws(ClientError) -> FilePiece {
        let (origin, target) = SignedAddress.split(address.reveal())
        let request = FilePiece.request(for: target, from: position, count: count)
        let response = try await exchange(request, with: origin)
        return try FilePiece(response, to: request.withoutSignature, from: position, count: count, keeper: keeper)
    }

    /// Sends bytes, which may be done again: the later ones count.
    /// - Parameter origin: scheme and host; nil for the service's own.
    func write(_ request: WireRequest, to origin: String?) async throws(ClientError) {
        let response = try await exchange(request, with: origin)
        guard (200..<300).contains(response.status) else {
            throw ClientError(response: response, to: request.withoutSignature, keeper: keeper)
        }
    }

    private func exchange(_ request: WireRequest, with origin: String?) async throws(ClientError) -> WireResponse {
        do throws(ClientError) {
            return try await chain.send(request, origin: origin, timeout: timeout)
        } catch {
            var error = error
            error.request = nil
            throw error
        }
    }
}

extension WireRequest {
    /// For messages: the parameters are a signature.
    fileprivate var withoutSignature: WireRequest { WireRequest(method: method, path: path) }
}
