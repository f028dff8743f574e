/// A step of the automaton.
struct GlobState: Sendable {
    enum Kind: Sendable {
        /// Takes this token.
        case token(GlobToken)
        /// Takes any token but the separator.
        case any
        case characterClass(Int)
        /// Takes the end of a name.
        case separator
        /// Takes nothing and goes on at `next` and at `other`.
        case split
        case match
    }

    var kind: Kind
    var next: Int = 0
    var other: Int = 0
}

/// The pattern as a non-deterministic automaton over graphemes, in which every name is followed by a separator.
///
/// Its size is linear in the pattern, alternatives share what follows them, and it is simulated with sets of states:
/// the cost of a match is bounded by pattern × name, whatever they are.
struct GlobProgram: Sendable {
    private(set) var states: [GlobState] = []
    private(set) var classes: [GlobClass] = []
    private(set) var start = 0
    /// States at which a whole `**` may begin another name.
    private(set) var loops: [Int] = []
    /// For programs of up to 64 states: all states reached from each without taking a token.
    private(set) var closures: [UInt64] = []
    /// For the same programs.
    private(set) var table: GlobTable?
    let tokenizer: GlobTokenizer

    init(_ nodes: [GlobNode], tokenizer: GlobTokenizer) {
        self.tokenizer = tokenizer
        let match = add(.init(kind: .match))
        let end = add(.init(kind: .separator, next: match))
        start = compile(nodes, next: end)
        if states.count <= 64 {
            closures = states.indices.map { state in
                var set = GlobStateSet(count: states.count)
                set.insert(state, of: self)
                return set.first
            }
            table = GlobTable(states: states, classes: classes, closures: closures, tokenizer: tokenizer)
        }
    }

    private mutating func add(_ state: GlobState) -> Int {
        states.append(state)
        return states.count - 1
    }

    /// Compiles from the right, so that what follows is known; gives the state to begin at.
    private mutating func compile(_ nodes: [GlobNode], next: Int) -> Int {
        var next = next
        for node in nodes.reversed() { next = compile(node, next: next) }
        return next
    }

    private mutating func compile(_ node: GlobNode, next: Int) -> Int {
        switch node {
        case .literal(let tokens):
            var next = next
            for token in tokens.reversed() { next = add(.init(kind: .token(token), next: next)) }
            return next
        case .any: return add(.init(kind: .any, next: next))
        case .run:
            let loop = add(.init(kind: .any))
            let split = add(.init(kind: .split, next: next, other: loop))
            states[loop].next = split
            return split
        case .segments: return compileSegments(next: next)
        case .characterClass(let characterClass):
            classes.append(characterClass)
            return add(.init(kind: .characterClass(classes.count - 1), next: next))
        case .separator: return add(.init(kind: .separator, next: next))
        case .choice(let alternatives):
            var result = compile(alternatives[alternatives.count - 1], next: next)
            for alternative in alternatives.dropLast().reversed() {
                let first = compile(alternative, next: next)
                result = add(.init(kind: .split, next: first, other: result))
            }
            return result
        }
    }

    /// `**`: any number of names, each with its own end, so the separator that follows in the pattern is skipped.
    private mutating func compileSegments(next: Int) -> Int {
        let after = skippingSeparator(next)
        let loop = add(.init(kind: .split, next: after))
        let first = add(.init(kind: .any))
        let end = add(.init(kind: .separator, next: loop))
        let more = add(.init(kind: .split, next: end))
        let rest = add(.init(kind: .any, next: more))
        states[first].next = more
        states[more].other = rest
        states[loop].other = first
        loops.append(loop)
        return loop
    }

    /// The parser has seen to it that only separators follow a `**`, here perhaps behind splits.
    private mutating func skippingSeparator(_ state: Int) -> Int {
        var pending = [state]
        var seen: Set<Int> = []
        var targets: [Int] = []
        while let state = pending.popLast() {
            guard seen.insert(state).inserted else { continue }
            switch states[state].kind {
            case .split: pending += [states[state].other, states[state].next]
            default: targets.append(states[state].next)
            }
        }
        guard var result = targets.last else { return state }
        for target in targets.dropLast().reversed() {
            result = add(.init(kind: .split, next: target, other: result))
        }
        return result
    }
}

/// A set of states, closed over splits.
struct GlobStateSet: Hashable, Sendable {
    /// States 0 to 63; nearly every pattern fits, and then nothing is allocated.
    private(set) var first: UInt64 = 0
    private(set) var rest: [UInt64] = []

    init(count: Int) {
        if count > 64 { rest = [UInt64](repeating: 0, count: (count - 1) / 64) }
    }

    /// Of states 0 to 63.
    init(_ states: UInt64) { first = states }

    var isEmpty: Bool { first == 0 && rest.allSatisfy { $0 == 0 } }

    func contains(_ state: Int) -> Bool {
        let word = state < 64 ? first : rest[state / 64 - 1]
        return word & (1 << UInt64(state % 64)) != 0
    }

    /// Whether it was not there before.
    private mutating func insertAlone(_ state: Int) -> Bool {
        if contains(state) { return false }
        let bit = UInt64(1) << UInt64(state % 64)
        if state < 64 { first |= bit } else { rest[state / 64 - 1] |= bit }
        return true
    }

    mutating func insert(_ state: Int, of program: GlobProgram) {
        if !program.closures.isEmpty {
            first |= program.closures[state]
            return
        }
        var pending = [state]
        while let state = pending.popLast() {
            guard insertAlone(state), case .split = program.states[state].kind else { continue }
            pending.append(program.states[state].other)
            pending.append(program.states[state].next)
        }
    }

    func forEach(_ body: (Int) -> Void) {
        Self.forEachBit(first, from: 0, body)
        for (index, word) in rest.enumerated() where word != 0 { Self.forEachBit(word, from: 64 * (index + 1), body) }
    }

    private static func forEachBit(_ word: UInt64, from base: Int, _ body: (Int) -> Void) {
        var word = word
        while word != 0 {
            body(base + word.trailingZeroBitCount)
            word &= word - 1
        }
    }
}

extension GlobProgram {
    var initialSet: GlobStateSet {
        var set = GlobStateSet(count: states.count)
        set.insert(start, of: self)
        return set
    }

    /// The states after one more token. `wildcards`: whether `?`, `*`, `**` and classes may take it.
    func step(_ set: GlobStateSet, _ token: GlobToken, wildcards: Bool) -> GlobStateSet {
        var result = GlobStateSet(count: states.count)
        set.forEach { index in
            let state = states[index]
            switch state.kind {
            case .token(let expected) where expected == token: result.insert(state.next, of: self)
            case .any where wildcards: result.insert(state.next, of: self)
            case .characterClass(let index) where wildcards && classes[index].contains(token):
                result.insert(state.next, of: self)
            default: break
            }
        }
        return result
    }

    func stepSeparator(_ set: GlobStateSet) -> GlobStateSet {
        var result = GlobStateSet(count: states.count)
        set.forEach { index in
            if case .separator = states[index].kind { result.insert(states[index].next, of: self) }
        }
        return result
    }

    /// Whether the set holds a `**` behind which every name, and all below it, is a match.
    func matchesAllBelow(_ set: GlobStateSet) -> Bool {
        loops.contains { loop in
            guard set.contains(loop) else { return false }
            var after = GlobStateSet(count: states.count)
            after.insert(states[loop].next, of: self)
            if after.contains(0) { return true }
            // `**/*`: a `*` alone between here and the end, recognised by its loop back to itself.
            let oneName = stepSeparator(after)
            guard oneName.contains(0) else { return false }
            var hasRun = false
            after.forEach { index in
                if case .any = states[index].kind, case .split = states[states[index].next].kind,
                    states[states[index].next].other == index, stepsToMatch(from: states[index].next)
                {
                    hasRun = true
                }
            }
            return hasRun
        }
    }

    private func stepsToMatch(from state: Int) -> Bool {
        var set = GlobStateSet(count: states.count)
        set.insert(state, of: self)
        return stepSeparator(set).contains(0)
    }
}
