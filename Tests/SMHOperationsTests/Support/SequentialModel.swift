import SMHModel

@testable import SMHOperations

/// Carries out a script one operation at a time, each finished before the next begins. Knows nothing of queues.
struct SequentialModel {
    struct Failure {
        var operation: Int
        var identity: String
        var touches: [(mode: Character, path: [String])]
        var isSeen = false
        var cause: Int?
        var first: Int
        var isGone = false
    }

    struct Item {
        var from: [String]
        var to: [String]?
        var isDirectory: Bool?
    }

    let library: FakeLibrary
    var observation = Observation()
    var failures: [Failure] = []
    var failuresOf: [Int: [Int]] = [:]
    var operations = 0
    /// How often what was changed, by operation and source.
    var changes: [String: Int] = [:]
    /// What loops were given: which things, by path.
    private var listed: [[String: Int]] = []
    /// How many wanted a name of a family, by directory and family, and of which families one failed.
    private var familySizes: [String: Int] = [:]
    private var failedFamilies: Set<String> = []

    /// One of several that wanted a name of one family failed: its number may stay free, or not.
    var isAmbiguous: Bool { failedFamilies.contains { familySizes[$0] ?? 0 > 1 } }

    init(_ library: FakeLibrary) { self.library = library }

    /// - Parameter steps: what a script came to, in that order.
    mutating func run(_ steps: [Step]) -> Observation {
        for step in steps {
            switch step {
            case .operation(let op):
                let paths = op.paths.map { $0.split(separator: "/").map(String.init) }
                perform(op, paths, isMany: paths.count > 1, kinds: false)
            case .glob(let op, let pattern): perform(op, matches(pattern), isMany: true, kinds: true)
            case .loop(let pattern): list(pattern)
            case .entry(let op, let path, let loop):
                let meant = listed[loop][path]
                let path = path.split(separator: "/").map(String.init)
                perform(op, [path], isMany: false, kinds: true, meant: meant)
            case .restoreAll: restoreAll()
            case .seen(let operation): see(operation)
            case .exists(let path):
                observation.answers.append(library.node(path.split(separator: "/").map(String.init)) != nil)
            }
        }
        observation.tree = library.tree
        observation.bin = library.binContents
        return observation
    }

    private mutating func list(_ pattern: String) {
        let paths = matches(pattern)
        observation.given.append(paths.map { $0.joined(separator: "/") })
        listed.append(
            Dictionary(
                paths.map { ($0.joined(separator: "/"), library.node($0)?.inode ?? 0) },
                uniquingKeysWith: { first, _ in first }))
    }

    private mutating func restoreAll() {
        let bin = library.bin.values.sorted { left, right in
            let (a, b) = (left.path.joined(separator: "/"), right.path.joined(separator: "/"))
            return a == b ? left.number < right.number : a.utf8.lexicographicallyPrecedes(b.utf8)
        }
        for item in bin {
            perform(Script.Op(kind: .restore, paths: ["\(item.number)"]), [item.path], isMany: false, kinds: true)
        }
    }

    private func matches(_ pattern: String) -> [[String]] {
        guard let glob = try? GlobPattern(pattern) else { return [] }
        var found: [[String]] = []
        func visit(_ node: FakeLibrary.Node, _ path: [String]) {
            for name in node.children.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                guard let child = node.children[name] else { continue }
                // What is matched lies below the directory that the pattern names.
                let isBelow = path.count >= glob.fixedDirectory.count
                if !child.isDirectory, isBelow, glob.matches(names: path + [name]) { found.append(path + [name]) }
                if child.isDirectory { visit(child, path + [name]) }
            }
        }
        visit(library.root, [])
        return found
    }

    private mutating func see(_ operation: Int) {
        for failure in failuresOf[operation] ?? [] {
            failures[failure].isSeen = true
            failures[failures[failure].first].isSeen = true
        }
    }

    /// - Parameter meant: the thing that an entry stands for, where the operation is about one.
    private mutating func perform(
        _ op: Script.Op, _ paths: [[String]], isMany: Bool, kinds: Bool, meant: Int? = nil
    ) {
        let operation = operations
        operations += 1
        let seen = failures.map(\.isSeen)
        var outcomes: [String] = []
        var covering: [(path: [String], outcome: String)] = []
        var takenTargets: Set<[String]> = []
        for path in paths {
            var to: [String]?
            if let text = op.to {
                to = text.split(separator: "/").map(String.init)
                if text.hasSuffix("/") { to = (to ?? []) + [path[path.count - 1]] }
            }
            if isMany, op.kind == .move || op.kind == .copy, to == path { continue }
            if paths.count > 1 || kinds, op.kind == .delete || op.kind == .move,
                let cover = covering.first(where: {
                    $0.path.count < path.count && Array(path.prefix($0.path.count)) == $0.path
                })
            {
                outcomes.append(follow(cover.outcome, cover.path, path, op))
                continue
            }
            if (op.kind == .move || op.kind == .copy), op.strategy == .overwrite,
                paths.count > 1 || (op.to ?? "").hasSuffix("/"),
                let to, to != path, !(to.count > path.count && Array(to.prefix(path.count)) == path),
                !takenTargets.insert(to).inserted
            {
                outcomes.append("!Exists")
                note(op, operation, path, to, "Exists", cause: nil, kinds)
                continue
            }
            let outcome = carryOut(op, operation, path, to, seen, kinds, meant)
            if !kinds, paths.count > 1 { covering.append((path, outcome)) }
            outcomes.append(outcome)
        }
        observation.outcomes.append(outcomes)
    }

    private func follow(_ outcome: String, _ cover: [String], _ path: [String], _ op: Script.Op) -> String {
        if outcome.hasPrefix("!") || op.kind == .delete { return outcome }
        return ([outcome] + path.dropFirst(cover.count)).joined(separator: "/")
    }

    private func touches(
        _ op: Script.Op, _ from: [String], _ to: [String]?, isDirectory: Bool?
    ) -> [(mode: Character, path: [String])] {
        let usesFamily = op.strategy == .rename || op.strategy == .automatic && isDirectory != true
        switch op.kind {
        case .delete: return [("w", from)]
        case .mkdir: return [("e", from)]
        case .restore: return [("w", from)]
        default: return [(op.kind == .move ? "w" : "r", from), (usesFamily ? "j" : "w", to ?? [])]
        }
    }

    static func conflict(_ a: (mode: Character, path: [String]), _ b: (mode: Character, path: [String])) -> Bool {
        if a.mode == "r", b.mode == "r" { return false }
        if a.mode == b.mode, a.mode == "j" || a.mode == "e" { return false }
        if a.path == b.path { return true }
        if a.path.count < b.path.count { return a.mode != "e" && Array(b.path.prefix(a.path.count)) == a.path }
        return b.mode != "e" && b.path.count < a.path.count && Array(a.path.prefix(b.path.count)) == b.path
    }

    private func identity(_ op: Script.Op, _ from: [String], _ to: [String]?) -> String {
        "\(op.kind) \(from) \(op.kind == .delete || op.kind == .mkdir ? [] : to ?? [])"
    }

    private mutating func carryOut(
        _ op: Script.Op, _ operation: Int, _ from: [String], _ to: [String]?, _ seen: [Bool], _ kinds: Bool,
        _ meant: Int?
    ) -> String {
        // What needs no request is decided before anything else is looked at.
        if op.kind == .move || op.kind == .copy, let to {
            if from == to {
                if op.kind == .move { return to.joined(separator: "/") }
                note(op, operation, from, to, "Exists", cause: nil, kinds)
                return "!Exists"
            }
            if to.count > from.count, Array(to.prefix(from.count)) == from {
                note(op, operation, from, to, "Argument", cause: nil, kinds)
                return "!Argument"
            }
        }
        if let family = Self.family(of: op, to) { familySizes[family, default: 0] += 1 }
        let mine = touches(op, from, to, isDirectory: kinds ? false : nil)
        let myIdentity = identity(op, from, to)
        for (index, failure) in failures.enumerated() where !failure.isGone && failure.operation != operation {
            if index < seen.count, seen[index] { continue }
            if !failure.touches.contains(where: { a in mine.contains { Self.conflict(a, $0) } }) { continue }
            if isNewAttempt(myIdentity, index) { continue }
            note(op, operation, from, to, "DependencyFailed", cause: index, kinds)
            return "!DependencyFailed"
        }
        let result = execute(op, from, to, meant)
        if result.hasPrefix("!") {
            note(op, operation, from, to, String(result.dropFirst()), cause: nil, kinds)
        } else {
            changes["\(op.kind.word) \(from.joined(separator: "/"))", default: 0] += 1
            for index in failures.indices where failures[index].identity == myIdentity { failures[index].isGone = true }
        }
        return result
    }

    private static func family(of op: Script.Op, _ to: [String]?) -> String? {
        guard op.kind == .move || op.kind == .copy, op.strategy == .rename || op.strategy == .automatic, let to else {
            return nil
        }
        return "\(to.dropLast().joined(separator: "/")) \(NameHash(to[to.count - 1]).family)"
    }

    private func isNewAttempt(_ identity: String, _ index: Int) -> Bool {
        var next: Int? = index
        while let current = next {
            if failures[current].identity == identity { return true }
            next = failures[current].cause
        }
        return false
    }

    private mutating func note(
        _ op: Script.Op, _ operation: Int, _ from: [String], _ to: [String]?, _ code: String, cause: Int?, _ kinds: Bool
    ) {
        if op.kind == .delete, code == "NotFound" { return }
        if code != "DependencyFailed", let family = Self.family(of: op, to) { failedFamilies.insert(family) }
        let index = failures.count
        failures.append(
            Failure(
                operation: operation, identity: identity(op, from, to),
                touches: touches(op, from, to, isDirectory: kinds ? false : nil), cause: cause,
                first: cause.map { failures[$0].first } ?? index))
        failuresOf[operation, default: []].append(index)
    }

    /// Whether something else stands where a thing was that is to be deleted, moved, or put in the place of another.
    private func isAnother(_ path: [String], than meant: Int?) -> Bool {
        guard let meant, let node = library.node(path) else { return false }
        return node.inode != meant
    }

    private func execute(_ op: Script.Op, _ from: [String], _ to: [String]?, _ meant: Int?) -> String {
        do throws(FakeLibrary.Refusal) {
            switch op.kind {
            case .delete:
                if isAnother(from, than: meant) { return "!Changed" }
                _ = try library.delete(from, permanent: op.permanent)
                return Observation.gone
            case .mkdir:
                if let node = library.node(from) {
                    return node.isDirectory ? from.joined(separator: "/") : "!Exists"
                }
                try library.makeDirectory(from)
                return from.joined(separator: "/")
            case .restore:
                let above = Array(from.dropLast())
                if let node = library.node(above) {
                    if !node.isDirectory { return "!Exists" }
                } else {
                    try library.makeDirectory(above)
                }
                let outcome = try library.restore(Int64(op.paths[0]) ?? 0)
                return (outcome.path ?? from).joined(separator: "/")
            default:
                guard let to else { return "!Argument" }
                let above = Array(to.dropLast())
                if above != Array(from.dropLast()), !above.isEmpty {
                    if let node = library.node(above) {
                        if !node.isDirectory { return "!Exists" }
                    } else {
                        try library.makeDirectory(above)
                    }
                }
                let node = library.node(from)
                if op.kind == .move || op.strategy == .overwrite, isAnother(from, than: meant) { return "!Changed" }
                var strategy: WireStrategy =
                    switch op.strategy {
                    case .ask: .ask
                    case .overwrite: .overwrite
                    default: .rename
                    }
                if op.strategy == .automatic, let node {
                    if node.isDirectory || library.node(to)?.isDirectory ?? false { strategy = .ask }
                }
                let outcome =
                    op.kind == .move
                    ? try library.move(from, to: to, strategy) : try library.copy(from, to: to, strategy)
                return (outcome.path ?? to).joined(separator: "/")
            }
        } catch {
            switch error.status {
            case 404: return "!NotFound"
            case 409: return "!Exists"
            default: return "!Argument"
            }
        }
    }
}
