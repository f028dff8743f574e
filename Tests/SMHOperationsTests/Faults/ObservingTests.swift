import Metrics
import MetricsTestKit
import SMHModel
import SMHTesting
import SMHVirtualTime
import Synchronization
import Testing

@testable import SMHOperations

/// What a run tells its metrics, and a storm of refusals.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct ObservingTests {
    @Test func requestsRetriesThrottlesAndItemsAreCounted() async throws {
        let metrics = TestMetrics()
        var configuration = EngineConfiguration()
        configuration.metrics = metrics
        let run = try ServiceRun(files: ["in/a", "in/b", "in/c"], configuration: configuration)
        run.faults.setRule { call in
            guard call.kind == .batch(.delete) else { return nil }
            switch call.number {
            case 1: return .refused(429, "RateLimitExceeded", retryAfter: 1)
            case 2: return .resetAfter
            default: return nil
            }
        }
        for name in ["a", "b", "c", "missing"] { try run.delete("in/\(name)") }
        _ = try await run.engine.settle()
        func counter(_ label: String, _ dimensions: [(String, String)] = []) throws -> Int64 {
            try metrics.expectCounter(label, dimensions).totalValue
        }
        #expect(try counter("smh_items_total", [("outcome", "done")]) == 4)
        #expect(try counter("smh_requests_total", [("lane", "change"), ("outcome", "throttled")]) == 1)
        #expect(try counter("smh_requests_total", [("lane", "change"), ("outcome", "failed")]) == 1)
        #expect(try counter("smh_requests_total", [("lane", "read"), ("outcome", "answered")]) > 0)
        #expect(try counter("smh_throttles_total") == 1)
        #expect(try counter("smh_retries_total") == 2)
        #expect(try metrics.expectGauge("smh_queue_length").lastValue == 0)
    }

    @Test(arguments: [nil, 1, 3] as [Int?])
    func aStormOfThreeSeconds(_ retryAfter: Int?) async throws {
        let files = (0..<400).map { "in/\($0)" }
        let run = try ServiceRun(files: files)
        run.engine.state.withLock { $0.queue.batchLimit = 5 }
        run.faults.change { settings in
            settings.latency = 20_000_000
            settings.stormRetryAfter = retryAfter
            settings.stormEndsAt = run.clock.now + 3_000_000_000
        }
        let begun = run.clock.now
        let tasks = try files.map { try run.move($0, "out/\($0.dropFirst(3))") }
        #expect(try await run.engine.settle().isEmpty)
        let seconds = Double(run.clock.now - begun) / 1e9
        let refused = run.log.exchanges.count { $0.status == 429 }
        // A few a second for the whole run, beside the ones that were under way when it began.
        #expect(Double(refused) <= 8 + 4 * seconds, "\(refused) refused in \(seconds) s")
        #expect(seconds < 30)
        #expect(try await run.paths.filter { $0.hasPrefix("out/") }.count == 401)
        run.checkInvariants(tasks, within: ["in", "out"])
    }

    /// In the middle of a run that lists, changes two spaces in tasks of the service, polls, and reads.
    @Test(arguments: [nil, 1] as [Int?])
    func aStormAgainstListingsChangesPollsAndReads(_ retryAfter: Int?) async throws {
        let files = (0..<600).map { "in/\($0 % 12 + 10)/\($0)" }
        let run = try ServiceRun(files: files)
        run.engine.state.withLock { $0.queue.batchLimit = 20 }
        run.faults.setRule { call in call.isBatch ? .task(.done, seconds: 1) : nil }
        run.faults.change { settings in
            settings.latency = 20_000_000
            settings.pageLimit = 10
            settings.stormRetryAfter = retryAfter
        }
        let begun = run.clock.now
        var tasks: [OperationTask] = []
        try await run.forEach(run.glob("in/**")) { entry in
            if tasks.count == 100 { run.faults.change { $0.stormEndsAt = run.clock.now + 3_000_000_000 } }
            let place = OperationDestination(
                space: tasks.count % 2 == 0 ? run.space : run.other, path: try run.path("out/\(entry.name)"),
                isDirectory: false)
            tasks.append(try run.engine.submit(Operation(.move, [.entry(entry)], to: place)))
            if tasks.count % 50 == 0 { _ = try await run.engine.exists(run.path("out/\(tasks.count)"), in: run.space) }
        }
        #expect(try await run.engine.settle().isEmpty)
        let seconds = Double(run.clock.now - begun) / 1e9
        let refused = run.log.exchanges.filter { $0.status == 429 }
        #expect(Set(refused.map(\.call.kind)).count > 1)
        // A few a second for the whole run, beside the ones that were under way when it began.
        #expect(Double(refused.count) <= 16 + 4 * seconds, "\(refused.count) refused in \(seconds) s")
        #expect(try await run.paths.filter { $0.hasPrefix("out/") && $0 != "out/" }.count == 300)
        #expect(try await run.tree(of: "other").filter { $0.hasPrefix("out/") && !$0.hasSuffix("/") }.count == 300)
        run.checkInvariants(tasks, within: ["in", "out"])
    }

    @Test func aRateLimitOfTheServiceIsFound() async throws {
        let files = (0..<300).map { "in/\($0)" }
        let run = try ServiceRun(files: files)
        run.engine.state.withLock { $0.queue.batchLimit = 3 }
        run.faults.change { settings in
            settings.latency = 30_000_000
            settings.mostRequestsASecond = 20
        }
        let tasks = try files.map { try run.delete($0) }
        #expect(try await run.engine.settle().isEmpty)
        #expect(try await run.paths == ["in/"])
        let log = run.log
        let refused = log.exchanges.count { $0.status == 429 }
        #expect(refused * 4 < log.exchanges.count, "\(refused) of \(log.exchanges.count)")
        run.checkInvariants(tasks, within: ["in"])
    }

    /// The same seed gives the same requests, at the same moments, with the same faults and answers.
    @Test func aRunCanBeHadAgain() async throws {
        func exchanges() async throws -> [String] {
            try await VirtualClock.run {
                let files = (0..<20).map { "in/\($0)" }
                let run = try ServiceRun(files: files, seed: 7, plan: .storm(120, tasks: 300))
                run.engine.state.withLock { $0.queue.batchLimit = 3 }
                run.faults.change { $0.latency = 15_000_000 }
                for index in 0..<20 {
                    try run.copy("in/\(index)", "out/\(index % 7)")
                    let task = try run.delete("in/\(index)")
                    if index % 5 == 0 { _ = try await run.engine.finish(task) }
                }
                _ = try await run.engine.settle()
                return run.log.exchanges.map { exchange in
                    let (call, request) = (exchange.call, exchange.call.request)
                    let fault = exchange.fault.map { "\($0)" } ?? "-"
                    return "\(call.now) \(request.method) \(request.path) \(request.query.map(\.name)) "
                        + "\(String(decoding: request.body, as: UTF8.self)) \(fault) \(exchange.status ?? 0)"
                }
            }
        }
        let first = try await exchanges()
        #expect(try await exchanges() == first)
        #expect(first.contains { !$0.contains(" - ") })
    }
}
