import SMHModel

/// Finds for each item of a batch what the service said of it: by path, not by position (operations.md section 4).
struct ResultMatcher {
    let kind: BatchKind
    let items: [BatchItem]

    private var isByNumber: Bool { kind == .restore || kind == .purge }

    /// The result of each item, in the order sent; nil where there is none, or where two disagree.
    func match(_ results: [BatchResult]) -> [BatchResult?] {
        if results.count == items.count, zip(items, results).allSatisfy({ isResult($1, of: $0) }) { return results }
        // One source may go to several places, which only an echoed target tells apart.
        let usesTargets = (kind == .move || kind == .copy) && results.allSatisfy { $0.target != nil }
        var byKey: [Key: [BatchResult]] = [:]
        for result in results {
            guard let key = key(of: result, usesTargets) else { continue }
            byKey[key, default: []].append(result)
        }
        var matched = [BatchResult?](repeating: nil, count: items.count)
        var unmatched: [Int] = []
        for (index, item) in items.enumerated() {
            if let found = byKey.removeValue(forKey: key(of: item, usesTargets)) {
                matched[index] = Self.agreed(found)
            } else {
                unmatched.append(index)
            }
        }
        if unmatched.isEmpty { return matched }
        // A path may come back in another normal form. `String` takes those for equal, which the keys do not.
        var byForm: [String: [BatchResult]] = [:]
        for (key, results) in byKey { byForm[key.text, default: []] += results }
        for index in unmatched {
            matched[index] = byForm[key(of: items[index], usesTargets).text].flatMap(Self.agreed)
        }
        return matched
    }

    private func isResult(_ result: BatchResult, of item: BatchItem) -> Bool {
        if isByNumber { return result.recycledID == item.number }
        return result.source == item.source && (kind == .delete || result.target == nil || result.target == item.target)
    }

    /// Several results for one path are believed only if they say the same.
    private static func agreed(_ results: [BatchResult]) -> BatchResult? {
        guard let first = results.first, results.allSatisfy({ $0.status == first.status }) else { return nil }
        return first
    }

    private struct Key: Hashable {
        var source: DrivePath
        var target: DrivePath?
        var number: Int64 = 0

        var text: String { "\(source)\u{0}\(target.map { "\($0)" } ?? "")" }
    }

    private func key(of item: BatchItem, _ usesTargets: Bool) -> Key {
        if isByNumber { return Key(source: .root, number: item.number) }
        return Key(source: item.source, target: usesTargets ? item.target : nil)
    }

    private func key(of result: BatchResult, _ usesTargets: Bool) -> Key? {
        if isByNumber { return result.recycledID.map { Key(source: .root, number: $0) } }
        return result.source.map { Key(source: $0, target: usesTargets ? result.target : nil) }
    }
}
