import SMHModel
import SMHTesting
import Testing

@testable import SMHOperations

/// The index against brute force: after every step each pending item's verdict is what the table of operations.md says.
@Suite(.timeLimit(.minutes(20)))
struct ConflictIndexTests {
    struct Item {
        var slot: Int32
        var sequence: Int
        var accesses: [Thing]
    }

    /// An access with its chain of names, which takes long to work out.
    struct Thing {
        var access: Access
        var chain: [String]

        init(_ access: Access) {
            self.access = access
            chain = ConflictIndexTests.chain(access)
        }
    }

    /// Whether two accesses conflict, straight from operations.md section 1.
    static func conflict(_ left: Thing, _ right: Thing) -> Bool {
        let (a, b) = (left.access, right.access)
        guard a.root == b.root else { return false }
        if a.mode == .read && b.mode == .read { return false }
        let (x, y) = (left.chain, right.chain)
        if x == y { return !(a.mode == b.mode && (a.mode == .ensure || a.mode == .join)) }
        if x.count < y.count, Array(y.prefix(x.count)) == x { return a.mode != .ensure }
        if y.count < x.count, Array(x.prefix(y.count)) == y { return b.mode != .ensure }
        return false
    }

    /// Family and name in turn, spelled out.
    static func chain(_ access: Access) -> [String] {
        var chain: [String] = []
        for name in access.path.names {
            let folded = name.lowercased()
            let family = folded.hasPrefix("x") ? "x.jpg" : folded
            chain += ["family " + family, "name " + folded]
        }
        if access.isOfFamily, !chain.isEmpty { chain.removeLast() }
        return chain
    }

    static let names = ["a", "b", "A", "x.jpg", "x (1).jpg", "x (2).jpg", "é", "e\u{301}"]

    static func randomAccess(_ random: inout SeededGenerator) -> Access {
        let depth = random.below(4)
        let path = DrivePath(unchecked: (0..<depth).map { _ in random.pick(names) })
        let mode = random.pick([AccessMode.read, .write, .write, .ensure, .join])
        let root: AccessRoot = random.chance(100) ? .bin(0) : .space(Int32(random.below(2)))
        if path.isRoot, mode == .join { return Access(.write, path, at: root) }
        return Access(mode, path, at: root, ofFamily: mode == .write && random.chance(150) ? true : nil)
    }

    struct Tally {
        var verdicts = 0
        var wrong = 0
    }

    static func run(seed: UInt64, breaking rule: ConflictIndex.Rule? = nil) -> Tally {
        var random = SeededGenerator(seed: seed)
        var index = ConflictIndex()
        index.brokenRule = rule
        var pending: [Item] = []
        var tally = Tally()
        var nextSequence = 0
        var free: [Int32] = (0..<40).reversed()
        for step in 0..<120 {
            let isEnding = step > 90
            if !isEnding, pending.count < 30, random.chance(600), let slot = free.popLast() {
                let accesses = (0..<(1 + random.below(2))).map { _ in randomAccess(&random) }
                _ = index.admit(slot, accesses[0], accesses.count > 1 ? accesses[1] : nil)
                pending.append(Item(slot: slot, sequence: nextSequence, accesses: accesses.map(Thing.init)))
                nextSequence += 1
            } else {
                let ready = pending.indices.filter { index.isReady(pending[$0].slot) }
                if ready.isEmpty { continue }
                let chosen = random.pick(ready)
                let item = pending.remove(at: chosen)
                var woken: [Int32] = []
                index.finish(item.slot, ready: &woken)
                free.append(item.slot)
                for slot in woken where !pending.contains(where: { $0.slot == slot }) { tally.wrong += 1 }
            }
            for item in pending {
                let mustWait = pending.contains { earlier in
                    earlier.sequence < item.sequence
                        && earlier.accesses.contains { a in item.accesses.contains { conflict(a, $0) } }
                }
                tally.verdicts += 1
                if index.isReady(item.slot) == mustWait { tally.wrong += 1 }
            }
        }
        while let first = pending.firstIndex(where: { index.isReady($0.slot) }) {
            var woken: [Int32] = []
            index.finish(pending.remove(at: first).slot, ready: &woken)
        }
        if !pending.isEmpty || index.pendingAccesses != 0 || index.nodeCount != 0 || index.epochCount != 0 {
            tally.wrong += 1
        }
        return tally
    }

    @Test func everyVerdictIsThatOfTheTable() {
        var verdicts = 0
        for seed in 0..<400 as Range<UInt64> {
            let tally = Self.run(seed: seed)
            verdicts += tally.verdicts
            #expect(tally.wrong == 0, "seed \(seed)")
            if tally.wrong > 0 { return }
        }
        #expect(verdicts > 50_000)
    }

    @Test(arguments: [ConflictIndex.Rule.writeAbove, .readAbove, .sameNode, .below, .family])
    func aRuleLeftOutIsFound(_ rule: ConflictIndex.Rule) {
        #expect((0..<200 as Range<UInt64>).contains { Self.run(seed: $0, breaking: rule).wrong > 0 })
    }

    @Test(arguments: [
        ("x (1).jpg", "x.jpg"), ("x (1) (2).jpg", "x.jpg"), ("X (3).JPG", "x.jpg"), ("dir (2)", "dir"),
        ("é (1)", "e\u{301}"), ("a.tar (1).gz", "a.tar.gz"), ("v1.2 (1)", "v1.2"),
    ])
    func namesThatAClashGivesAreOfOneFamily(_ left: String, _ right: String) {
        #expect(NameHash(left).family == NameHash(right).family)
        #expect(NameHash(left).exact != NameHash(right).exact)
    }

    @Test(arguments: ["x (1a).jpg", "x(1).jpg", "(1).jpg", "x ().jpg"])
    func otherParenthesesAreNoNumber(_ name: String) {
        #expect(NameHash(name).family == NameHash(name).exact)
    }
}
