/// The steps of a program of up to 64 states over plain ASCII names: a set of states is one word, and a byte costs a look-up and a few
/// bits. Nearly every pattern and name are such; others take the steps of `GlobProgram`.
struct GlobTable: Sendable {
    /// By byte: the states that take it.
    private let takers: [UInt64]
    /// By state: the states behind it.
    private let successors: [UInt64]
    /// The states of `?`, `*`, `**` and classes.
    private let wildcards: UInt64
    private let separators: UInt64

    /// `closures`: by state, all states reached without taking a token.
    init(states: [GlobState], classes: [GlobClass], closures: [UInt64], tokenizer: GlobTokenizer) {
        var wildcards: UInt64 = 0
        var separators: UInt64 = 0
        var takers = [UInt64](repeating: 0, count: 128)
        for (index, state) in states.enumerated() {
            let bit = UInt64(1) << UInt64(index)
            switch state.kind {
            case .separator: separators |= bit
            case .any, .characterClass: wildcards |= bit
            case .token, .split, .match: break
            }
            for byte in 0..<128 {
                let token = tokenizer.token(ofPlain: UInt8(byte))
                let takes =
                    switch state.kind {
                    case .token(let expected): expected == token
                    case .any: true
                    case .characterClass(let number): classes[number].contains(token)
                    case .separator, .split, .match: false
                    }
                if takes { takers[byte] |= bit }
            }
        }
        self.takers = takers
        successors = states.map { closures[$0.next] }
        self.wildcards = wildcards
        self.separators = separators
    }

    /// The states after a name and its end; nil if the name is not plain ASCII. `firstIsHidden`: only what is written in the pattern takes
    /// the first byte.
    func advance(_ set: UInt64, by name: Slice<UnsafeBufferPointer<UInt8>>, firstIsHidden: Bool) -> UInt64? {
        takers.withUnsafeBufferPointer { takers in
            successors.withUnsafeBufferPointer { successors in
                var set = set
                var excluded = firstIsHidden ? wildcards : 0
                for byte in name {
                    guard GlobTokenizer.isPlain(byte) else { return nil }
                    set = Self.behind(set & takers[Int(byte)] & ~excluded, successors)
                    excluded = 0
                }
                return Self.behind(set & separators, successors)
            }
        }
    }

    private static func behind(_ taking: UInt64, _ successors: UnsafeBufferPointer<UInt64>) -> UInt64 {
        var taking = taking
        var result: UInt64 = 0
        while taking != 0 {
            result |= successors[taking.trailingZeroBitCount]
            taking &= taking &- 1
        }
        return result
    }
}
