import Glibc

/// A file descriptor that text is written to, whole, without Foundation's cost at start-up.
final class OutputStream: @unchecked Sendable {
    // Sendable because `lock` guards the buffer and the state.
    private let descriptor: Int32
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private var buffer: [UInt8] = []
    private let capacity: Int
    private var failure: Int32 = 0

    static let standardOutput = OutputStream(descriptor: 1, capacity: isatty(1) == 1 ? 0 : 1 << 16)
    static let standardError = OutputStream(descriptor: 2, capacity: 0)

    /// - Parameter capacity: how many bytes may wait; 0 writes everything at once.
    init(descriptor: Int32, capacity: Int) {
        self.descriptor = descriptor
        self.capacity = capacity
        lock = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// Whether the reader has gone away (a closed pipe), or the place is full; what is written then is dropped.
    var hasFailed: Bool { locked { failure != 0 } }

    /// The `errno` of the first write that failed.
    var error: Int32 { locked { failure } }

    func write(_ text: String) {
        var text = text
        locked {
            text.withUTF8 { buffer.append(contentsOf: $0) }
            if buffer.count > capacity { drain() }
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) {
        locked {
            buffer.append(contentsOf: bytes)
            if buffer.count > capacity { drain() }
        }
    }

    func flush() { locked { drain() } }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body()
    }

    private func drain() {
        var start = 0
        while failure == 0, start < buffer.count {
            let count = buffer.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start)
            }
            if count > 0 { start += count } else if count < 0, errno != EINTR { failure = errno }
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
