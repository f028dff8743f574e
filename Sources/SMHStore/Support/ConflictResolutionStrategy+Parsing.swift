package import SMHModel

extension ConflictResolutionStrategy {
    /// Reads the word of the wire; nil and the empty text: none was given.
    package static func parse(_ text: String?) throws(StoreFailure) -> ConflictResolutionStrategy? {
        guard let text, !text.isEmpty else { return nil }
        guard let strategy = ConflictResolutionStrategy(rawValue: text) else {
            throw StoreFailure(.invalidConflictResolutionStrategy)
        }
        return strategy
    }
}
