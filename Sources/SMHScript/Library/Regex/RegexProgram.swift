/// A regular expression as a program for `RegexMatcher`.
struct RegexProgram: Sendable {
    enum Instruction: Sendable {
        case scalar(UInt32)
        case any
        case anyButNewline
        case scalarClass(Int)
        case assertion(RegexAssertion)
        /// Tries the first way first.
        case split(Int, Int)
        case jump(Int)
        /// Notes the place in a slot: 2n begins group n, 2n + 1 ends it.
        case save(Int)
        case match
    }

    /// With the limit on groups, this bounds the memory and time of a match per scalar of text.
    static let maximumSize = 10_000

    let pattern: String
    private(set) var instructions: [Instruction] = []
    private(set) var classes: [RegexClass] = []
    let groupCount: Int
    let groupNames: [String: Int]
    /// Bytes that every match begins with; where they do not occur, nothing has to be tried.
    private(set) var prefix: [UInt8] = []
    /// Whether a match can only begin at the start of the text.
    private(set) var isAnchored = false

    init(_ pattern: String) throws(RegexFailure) {
        self.pattern = pattern
        var parser = RegexParser(pattern)
        let node = try parser.parse()
        groupCount = parser.groupCount
        groupNames = parser.groupNames
        try emit(.save(0))
        try compile(node)
        try emit(.save(1))
        try emit(.match)
        findPrefix()
    }

    var slotCount: Int { 2 * (groupCount + 1) }

    private mutating func emit(_ instruction: Instruction) throws(RegexFailure) {
        if instructions.count >= Self.maximumSize {
            throw RegexFailure("too large once its repetitions are written out", hint: "use smaller counts", at: 0)
        }
        instructions.append(instruction)
    }

    private mutating func compile(_ node: RegexNode) throws(RegexFailure) {
        switch node {
        case .empty: break
        case .scalar(let value): try emit(.scalar(value))
        case .any(let matchesNewline): try emit(matchesNewline ? .any : .anyButNewline)
        case .scalarClass(let members):
            classes.append(members)
            try emit(.scalarClass(classes.count - 1))
        case .assertion(let assertion): try emit(.assertion(assertion))
        case .group(let body, let index):
            if let index { try emit(.save(2 * index)) }
            try compile(body)
            if let index { try emit(.save(2 * index + 1)) }
        case .sequence(let nodes):
            for node in nodes { try compile(node) }
        case .choice(let nodes): try compileChoice(nodes)
        case .repetition(let body, let minimum, let maximum, let isLazy):
            try compileRepetition(body, minimum, maximum, isLazy)
        }
    }

    private mutating func compileChoice(_ nodes: [RegexNode]) throws(RegexFailure) {
        var exits: [Int] = []
        for (number, node) in nodes.enumerated() {
            if number == nodes.count - 1 {
                try compile(node)
                break
            }
            let split = instructions.count
            try emit(.split(split + 1, 0))
            try compile(node)
            exits.append(instructions.count)
            try emit(.jump(0))
            instructions[split] = .split(split + 1, instructions.count)
        }
        for exit in exits { instructions[exit] = .jump(instructions.count) }
    }

    private mutating func compileRepetition(
        _ body: RegexNode, _ minimum: Int, _ maximum: Int?, _ isLazy: Bool
    ) throws(RegexFailure) {
        guard let maximum else {
            // The test stands behind the body, and `x*` is `(x+)?`: then a body that matches nothing ends the loop as
            // Perl does.
            for _ in 0..<max(0, minimum - 1) { try compile(body) }
            let entry = instructions.count
            if minimum == 0 { try emit(.split(0, 0)) }
            let loop = instructions.count
            try compile(body)
            let exit = instructions.count + 1
            try emit(Self.split(loop, exit, isLazy))
            if minimum == 0 { instructions[entry] = Self.split(loop, exit, isLazy) }
            return
        }
        for _ in 0..<minimum { try compile(body) }
        var exits: [Int] = []
        for _ in minimum..<maximum {
            exits.append(instructions.count)
            try emit(.split(0, 0))
            try compile(body)
        }
        for exit in exits { instructions[exit] = Self.split(exit + 1, instructions.count, isLazy) }
    }

    private static func split(_ body: Int, _ exit: Int, _ isLazy: Bool) -> Instruction {
        isLazy ? .split(exit, body) : .split(body, exit)
    }

    private mutating func findPrefix() {
        var index = 0
        while index < instructions.count {
            switch instructions[index] {
            case .save: break
            case .assertion(.textStart) where prefix.isEmpty: isAnchored = true
            case .scalar(let value):
                guard let scalar = Unicode.Scalar(value), let bytes = UTF8.encode(scalar) else { return }
                prefix += bytes
            default: return
            }
            index += 1
        }
    }
}
