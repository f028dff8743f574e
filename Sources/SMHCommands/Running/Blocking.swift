import Dispatch

/// Carries a value that is not `Sendable` to one task and back.
///
/// Right because the thread that hands it over waits until the task is done with it.
struct Handover<Value>: @unchecked Sendable {
    let value: Value
}

/// Runs asynchronous work and waits for it on this thread, which must not be one of the concurrency pool's.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value? {
    let box = ResultBox<Value>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
        box.value = await body()
        done.signal()
    }
    done.wait()
    return box.value
}

private final class ResultBox<Value: Sendable>: @unchecked Sendable {
    // Sendable because the semaphore orders the one write before the one read.
    var value: Value?
}
