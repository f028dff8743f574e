import SMHModel

extension [BatchResult] {
    /// The result of each item, in the items' order; nil for an item that has none, which is then in doubt.
    ///
    /// Results are matched by what they name, never by their place: first byte for byte, then in the same normal form if
    /// that leaves no choice. A result that names nothing, or nothing that was asked for, is dropped; of two for one
    /// item that agree on success or failure the first counts, and two that do not agree are none.
    package func matched(to items: [BatchItem], kind: BatchKind) -> [BatchResult?] {
        if kind == .restore || kind == .purge {
            let byNumber = grouped { $0.recycledID }
            return items.map { Self.agreed(byNumber[$0.number] ?? []) }
        }
        let exact = grouped { result in result.source.map { ItemKey(source: $0, target: result.target) } }
        let bySource = grouped { $0.target == nil ? $0.source : nil }
        let normal = grouped { result in result.source.map { NormalKey(source: $0, target: result.target) } }
        // A spelling that two items share decides nothing.
        let spellings = Dictionary(
            items.map { (NormalKey(source: $0.source, target: $0.target), 1) }, uniquingKeysWith: +)
        let sources = Dictionary(items.map { ($0.source, 1) }, uniquingKeysWith: +)
        return items.map { item in
            if let found = exact[ItemKey(source: item.source, target: item.target)] { return Self.agreed(found) }
            // An answer that does not repeat the target, where one source has one target.
            if item.target != nil, sources[item.source] == 1, let found = bySource[item.source] {
                return Self.agreed(found)
            }
            let key = NormalKey(source: item.source, target: item.target)
            guard spellings[key] == 1, let found = normal[key] else { return nil }
            return Self.agreed(found)
        }
    }

    private func grouped<Key: Hashable>(by key: (BatchResult) -> Key?) -> [Key: [BatchResult]] {
        var groups: [Key: [BatchResult]] = [:]
        for result in self {
            if let key = key(result) { groups[key, default: []].append(result) }
        }
        return groups
    }

    private static func agreed(_ results: [BatchResult]) -> BatchResult? {
        guard let first = results.first else { return nil }
        let succeeded = (200..<300).contains(first.status)
        return results.allSatisfy { (200..<300).contains($0.status) == succeeded } ? first : nil
    }
}

private struct ItemKey: Hashable {
    let source: DrivePath
    let target: DrivePath?
}

/// Compared with `String ==`, for which the normal forms of a text are equal.
private struct NormalKey: Hashable {
    let source: [String]
    let target: [String]?

    init(source: DrivePath, target: DrivePath?) {
        self.source = source.names
        self.target = target?.names
    }
}
