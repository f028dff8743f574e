import Synchronization

/// The page sizes that this service takes. It is said to take 1000, but older ones stop at 100; what is refused once is
/// not asked for again.
final class ListLimits: Sendable {
    private static let steps = [1000, 200, 100, 20]
    private let highest = Mutex(1000)

    /// The size to ask for when `wanted` entries are.
    func limit(for wanted: Int) -> Int { max(1, min(wanted, highest.withLock { $0 })) }

    /// The next smaller size; nil if there is none.
    func smaller(than refused: Int) -> Int? { Self.steps.first { $0 < refused } }

    func remember(_ limit: Int) { highest.withLock { $0 = min($0, limit) } }
}
