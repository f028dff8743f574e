import SMHModel
import SMHTesting

@testable import SMHOperations

/// A small script of operations, for the property that everything seems to happen one at a time.
struct Script: CustomStringConvertible, Sendable {
    enum Statement: Sendable {
        case operation(Op)
        /// An operation on a glob, or a loop over one with this as its body.
        case glob(Op, pattern: String)
        case loop(pattern: String, [Body])
        case await(Int, milliseconds: Int?)
        case exists(String)
        /// Everything in the bin back to its place.
        case restoreAll
        /// What a glob matches now, kept for later.
        case remember(pattern: String)
        /// What becomes of one of the entries kept, which may be of something else than what stands there by then.
        case old(Body, entry: Int)
        /// `async` blocks, and the end of all of them.
        indirect case blocks([[Statement]])
    }

    struct Op: Sendable {
        var kind: OperationKind
        var paths: [String]
        /// With a slash at the end: into this directory.
        var to: String?
        var strategy = ConflictStrategy.automatic
        var permanent = false
    }

    enum Body: Sendable {
        case delete
        case move(String, ConflictStrategy)
        case copy(String, ConflictStrategy)
        /// A loop in a loop, while the outer one is still being listed.
        indirect case loop(pattern: String, [Body])
    }

    var files: [String]
    var statements: [Statement]

    init(files: [String], statements: [Statement]) {
        self.files = files
        self.statements = statements
    }

    /// - Parameter restores: whether things come back from the bin.
    init(seed: UInt64, restores: Bool = false) {
        var random = SeededGenerator(seed: seed)
        files = (0..<(3 + random.below(10))).map { _ in Self.filePath(&random) }
        statements = []
        var operations = 0
        for _ in 0..<(2 + random.below(10)) {
            if restores, random.below(20) == 0 {
                statements.append(.restoreAll)
            } else if random.below(10) == 0 {
                statements.append(.blocks(Self.blocks(&random, &operations)))
            } else if let statement = Self.statement(&random, &operations) {
                statements.append(statement)
            }
        }
    }

    /// - Parameter operations: how many can be awaited.
    private static func statement(_ random: inout SeededGenerator, _ operations: inout Int) -> Statement? {
        switch random.below(22) {
        case 20: return .remember(pattern: pattern(&random))
        case 21: return .old(body(&random, isInner: true), entry: random.below(20))
        case 0, 1:
            if operations == 0 { return nil }
            return .await(random.below(operations), milliseconds: random.chance(300) ? random.pick([0, 8, 60]) : nil)
        case 2: return .exists(path(&random))
        case 3:
            var op = operation(&random)
            if op.kind == .mkdir { op.kind = .delete }
            if op.kind != .delete { op.to = directory(&random) + "/" }
            operations += 1
            return .glob(op, pattern: pattern(&random))
        case 4, 5:
            let bodies = (0..<(1 + random.below(2))).map { _ in body(&random, isInner: false) }
            return .loop(pattern: pattern(&random), bodies)
        default:
            operations += 1
            return .operation(operation(&random))
        }
    }

    /// Blocks await what they have asked for themselves, or what was asked for before them.
    private static func blocks(_ random: inout SeededGenerator, _ operations: inout Int) -> [[Statement]] {
        let before = operations
        return (0..<(2 + random.below(2))).map { _ in
            var known = before
            let block = (0..<(1 + random.below(4))).compactMap { _ in statement(&random, &known) }
            operations += known - before
            return block
        }
    }

    static let directories = ["a", "b", "c", "a/d", "b/d"]
    static let names = ["x.jpg", "x (1).jpg", "y", "z.txt", "d"]

    static func directory(_ random: inout SeededGenerator) -> String { random.pick(directories) }
    static func filePath(_ random: inout SeededGenerator) -> String {
        "\(directory(&random))/\(random.pick(["x.jpg", "x (1).jpg", "y", "z.txt"]))"
    }
    static func path(_ random: inout SeededGenerator) -> String {
        random.chance(250) ? directory(&random) : "\(directory(&random))/\(random.pick(names))"
    }
    static func pattern(_ random: inout SeededGenerator) -> String {
        random.pick(["**", "a/**", "b/*", "*/*.jpg", "a/d/*", "**/x*", "c/**"])
    }
    static func strategy(_ random: inout SeededGenerator) -> ConflictStrategy {
        random.pick([.automatic, .automatic, .rename, .ask, .overwrite])
    }
    static func body(_ random: inout SeededGenerator, isInner: Bool) -> Body {
        if !isInner, random.chance(150) {
            return .loop(pattern: pattern(&random), [body(&random, isInner: true)])
        }
        switch random.below(3) {
        case 0: return .delete
        case 1: return .move(directory(&random), strategy(&random))
        default: return .copy(directory(&random), strategy(&random))
        }
    }
    static func operation(_ random: inout SeededGenerator) -> Op {
        switch random.below(8) {
        case 0, 1: return Op(kind: .delete, paths: [path(&random)], permanent: random.chance(300))
        case 2:
            return Op(kind: .delete, paths: (0..<(1 + random.below(3))).map { _ in path(&random) })
        case 3, 4: return Op(kind: .move, paths: [path(&random)], to: path(&random), strategy: strategy(&random))
        case 5: return Op(kind: .copy, paths: [path(&random)], to: path(&random), strategy: strategy(&random))
        case 6: return Op(kind: .mkdir, paths: [path(&random)])
        default:
            return Op(
                kind: random.chance(500) ? .move : .copy,
                paths: (0..<(1 + random.below(3))).map { _ in filePath(&random) },
                to: directory(&random) + "/", strategy: strategy(&random))
        }
    }

    var description: String {
        "files: \(files)\n" + statements.map { "\($0)" }.joined(separator: "\n")
    }
}

extension Script.Statement: CustomStringConvertible {
    var description: String {
        switch self {
        case .operation(let op): "\(op.kind.word) \(op.paths) to \(op.to ?? "-") \(op.strategy) \(op.permanent)"
        case .glob(let op, let pattern): "\(op.kind.word) glob(\(pattern)) to \(op.to ?? "-") \(op.strategy)"
        case .loop(let pattern, let body): "for f in glob(\(pattern)) { \(body) }"
        case .await(let index, let milliseconds): "await \(index), timeout: \(milliseconds.map { "\($0)ms" } ?? "-")"
        case .exists(let path): "exists \(path)"
        case .restoreAll: "restore recycled()"
        case .remember(let pattern): "old += glob(\(pattern))"
        case .old(let body, let entry): "\(body) old[\(entry)]"
        case .blocks(let blocks):
            blocks.map { block in
                "async {\n" + block.map { "    \($0)" }.joined(separator: "\n") + "\n}"
            }.joined(separator: "\n")
        }
    }
}

/// What a script can observe.
struct Observation: Equatable, Sendable {
    /// Of each operation its items: the path it ended at, or the code it failed with.
    var outcomes: [[String]] = []
    var answers: [Bool] = []
    /// The entries that each loop was given.
    var given: [[String]] = []
    var tree: [String] = []
    var bin: [String] = []

    /// The outcome of a delete that went well.
    static let gone = "gone"

    /// Whether both are the same, but for deletes of what was not there: after a doubt nobody can tell them from deletes
    /// that were carried out, and nothing else depends on it.
    func agrees(with other: Observation) -> Bool {
        answers == other.answers && given == other.given && tree == other.tree && bin == other.bin
            && outcomes.count == other.outcomes.count
            && zip(outcomes, other.outcomes).allSatisfy { expected, actual in
                expected.count == actual.count
                    && zip(expected, actual).allSatisfy { $0 == $1 || $0 == "!NotFound" && $1 == Self.gone }
            }
    }
}
