import SMHStore
import Synchronization

/// Addresses of files' bytes, as downloads redirect to: made up, good for two hours, and known to this process only.
final class ContentAddresses: Sendable {
    struct Target: Sendable {
        var content: Int64?
        var size: Int64
        var contentType: String
        var name: String
        var isAttachment: Bool
        var expires: Int64
    }

    private struct State {
        var targets: [String: Target] = [:]
        /// Keys in the order in which they were made.
        var order: [String] = []
    }

    private let environment: StoreEnvironment
    private let state = Mutex(State())

    /// More addresses than these at a time, and the oldest cease to be good.
    private static let most = 10_000
    static let lifetime: Int64 = 7_200_000

    init(environment: StoreEnvironment) { self.environment = environment }

    func makeKey(for target: Target) -> String {
        let key = environment.hexadecimal(digits: 48)
        state.withLock { state in
            state.targets[key] = target
            state.order.append(key)
            if state.order.count > Self.most {
                for old in state.order.prefix(Self.most / 2) { state.targets[old] = nil }
                state.order.removeFirst(Self.most / 2)
            }
        }
        return key
    }

    func target(of key: String) -> Target? {
        let now = environment.now()
        return state.withLock { state in
            guard let target = state.targets[key], target.expires > now else { return nil }
            return target
        }
    }
}
