import Metrics

/// What a run tells the program's metrics; nothing, at no cost, where the program has set none up.
///
/// | label | kind | dimensions |
/// | --- | --- | --- |
/// | `smh_requests_total` | counter | `lane`: `change`, `read` · `outcome`: `answered`, `throttled`, `failed` |
/// | `smh_retries_total` | counter | |
/// | `smh_throttles_total` | counter | |
/// | `smh_items_total` | counter | `outcome`: `done`, `failed` |
/// | `smh_queue_length` | gauge, items without an outcome | |
///
/// A throttle is a moment in which the service asked to be spared, however many requests it refused at that moment.
struct EngineMetrics: Sendable {
    private let requests: [ServiceControl.Lane: [Outcome: Counter]]
    private let retries: Counter
    private let throttles: Counter
    private let done: Counter
    private let failed: Counter
    private let queue: Gauge

    enum Outcome: String, CaseIterable {
        case answered, throttled, failed
    }

    init(_ factory: any MetricsFactory) {
        var requests: [ServiceControl.Lane: [Outcome: Counter]] = [:]
        for (lane, name) in [(ServiceControl.Lane.change, "change"), (.read, "read")] {
            for outcome in Outcome.allCases {
                requests[lane, default: [:]][outcome] = Counter(
                    label: "smh_requests_total", dimensions: [("lane", name), ("outcome", outcome.rawValue)],
                    factory: factory)
            }
        }
        self.requests = requests
        retries = Counter(label: "smh_retries_total", dimensions: [], factory: factory)
        throttles = Counter(label: "smh_throttles_total", dimensions: [], factory: factory)
        done = Counter(label: "smh_items_total", dimensions: [("outcome", "done")], factory: factory)
        failed = Counter(label: "smh_items_total", dimensions: [("outcome", "failed")], factory: factory)
        queue = Gauge(label: "smh_queue_length", dimensions: [], factory: factory)
    }

    func request(_ lane: ServiceControl.Lane, _ outcome: Outcome) { requests[lane]?[outcome]?.increment() }

    func retry() { retries.increment() }

    func throttle() { throttles.increment() }

    /// What became of items since the last time, and how many wait now.
    func items(done newlyDone: Int, failed newlyFailed: Int, queued: Int) {
        if newlyDone > 0 { done.increment(by: newlyDone) }
        if newlyFailed > 0 { failed.increment(by: newlyFailed) }
        queue.record(queued)
    }
}
