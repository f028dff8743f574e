import SMHClient
import SMHModel
import Synchronization

/// Counts the requests of a run, and stops it at the first one too many.
final class RequestMeter: Sendable {
    private struct Reading {
        var limit: Int?
        var requests = 0
        var onExcess: @Sendable () -> Void = {}
    }

    private let reading = Mutex(Reading())

    /// The next run begins. `onExcess` is called from the task that makes the request.
    func restart(limit: Int?, onExcess: @escaping @Sendable () -> Void) {
        reading.withLock { $0 = Reading(limit: limit, onExcess: onExcess) }
    }

    var requests: Int { reading.withLock { $0.requests } }

    /// Whether one more may go out.
    fileprivate func admits() -> Bool {
        let onExcess = reading.withLock { reading -> (@Sendable () -> Void)? in
            if let limit = reading.limit, reading.requests >= limit { return reading.onExcess }
            reading.requests += 1
            return nil
        }
        onExcess?()
        return onExcess == nil
    }
}

/// Lets through what the meter admits. The rest is certainly not sent.
struct MeteredTransport: Transport {
    let transport: any Transport
    let meter: RequestMeter

    func send(
        _ request: WireRequest, origin: String?, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        guard meter.admits() else { throw TransportError(.notSent, "the run has used up its requests") }
        return try await transport.send(request, origin: origin, timeout: timeout)
    }
}
