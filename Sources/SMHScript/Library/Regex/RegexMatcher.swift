/// Finds matches of one program in one text, as Thompson and Pike do it: all alternatives advance together, a scalar at
/// a time, so the time is bounded by text × program. The leftmost match wins, and of those the one that Perl would find
/// first.
struct RegexMatcher {
    private let program: RegexProgram
    private let text: UTF8Text
    private let slotCount: Int
    private var current: RegexThreads
    private var next: RegexThreads
    private var explorer: RegexExplorer
    /// Steps since the last look at `checkpoint`.
    private var steps = 0
    /// Called now and then and at the end with the steps done since, so that they can be counted and a long match ended.
    private let checkpoint: (Int) throws(ScriptError) -> Void

    /// `slotCount`: 2 if only the match itself is wanted, `program.slotCount` for its groups.
    init(
        _ program: RegexProgram, _ text: UTF8Text, slotCount: Int,
        checkpoint: @escaping (Int) throws(ScriptError) -> Void = { (_) throws(ScriptError) in }
    ) {
        self.program = program
        self.text = text
        self.slotCount = slotCount
        self.checkpoint = checkpoint
        current = RegexThreads(size: program.instructions.count, slotCount: slotCount)
        next = RegexThreads(size: program.instructions.count, slotCount: slotCount)
        explorer = RegexExplorer(program, text, slotCount: slotCount)
    }

    /// The slots of the first match that begins at `start` or later: byte offsets, -1 for groups that took no part.
    mutating func firstMatch(from start: Int) throws(ScriptError) -> [Int]? {
        var position = start
        var found: [Int]?
        current.order.removeAll(keepingCapacity: true)
        while true {
            if current.order.isEmpty {
                if found != nil { break }
                guard let candidate = nextCandidate(position) else { break }
                position = candidate
            }
            if found == nil {
                for slot in 0..<slotCount { explorer.work[slot] = -1 }
                explorer.explore(0, position, &current)
            }
            next.order.removeAll(keepingCapacity: true)
            let isAtEnd = position >= text.bytes.count
            let (scalar, length) = isAtEnd ? (UInt32.max, 0) : text.scalar(at: position)
            advance(scalar, position + length, &found)
            swap(&current, &next)
            steps += current.order.count + 1
            if steps > 1 << 16 {
                try checkpoint(steps)
                steps = 0
            }
            if isAtEnd { break }
            position += length
        }
        if steps > 16 {
            try checkpoint(steps)
            steps = 0
        }
        return found
    }

    private func nextCandidate(_ position: Int) -> Int? {
        if program.isAnchored { return position == 0 ? 0 : nil }
        if program.prefix.isEmpty { return position <= text.bytes.count ? position : nil }
        return program.prefix.withUnsafeBufferPointer { text.firstOffset(of: UTF8Text($0), from: position) }
    }

    /// Lets every thread take the scalar, in order; one that matches ends those of lower preference.
    private mutating func advance(_ scalar: UInt32, _ end: Int, _ found: inout [Int]?) {
        for instruction in current.order {
            let takes: Bool
            switch program.instructions[instruction] {
            case .scalar(let wanted): takes = wanted == scalar
            case .any: takes = scalar != UInt32.max
            case .anyButNewline: takes = scalar != UInt32.max && scalar != 0x0A
            case .scalarClass(let index): takes = scalar != UInt32.max && program.classes[index].contains(scalar)
            case .match:
                found = Array(current.slots[instruction * slotCount..<(instruction + 1) * slotCount])
                return
            default: takes = false
            }
            if takes {
                for slot in 0..<slotCount { explorer.work[slot] = current.slots[instruction * slotCount + slot] }
                explorer.explore(instruction + 1, end, &next)
            }
        }
    }
}

extension RegexMatcher {
    /// Calls `body` with every match from left to right, none overlapping another. An empty match directly behind
    /// another is none.
    mutating func forEachMatch(_ body: ([Int]) throws(ScriptError) -> Void) throws(ScriptError) {
        var position = 0
        var previousEnd = -1
        while position <= text.bytes.count, let slots = try firstMatch(from: position) {
            if slots[0] == slots[1] {
                if slots[0] != previousEnd { try body(slots) }
                guard slots[1] < text.bytes.count else { return }
                position = slots[1] + text.scalar(at: slots[1]).length
            } else {
                try body(slots)
                position = slots[1]
            }
            previousEnd = slots[1]
        }
    }
}

/// States of the program with the slots that belong to them, in order of preference.
private struct RegexThreads {
    var order: [Int] = []
    /// Per instruction: where it stands in `order`, if it does.
    var places: [Int]
    var slots: [Int]

    init(size: Int, slotCount: Int) {
        places = [Int](repeating: 0, count: size)
        slots = [Int](repeating: -1, count: size * slotCount)
        order.reserveCapacity(size)
    }

    func contains(_ instruction: Int) -> Bool {
        let place = places[instruction]
        return place < order.count && order[place] == instruction
    }

    mutating func insert(_ instruction: Int) {
        places[instruction] = order.count
        order.append(instruction)
    }
}

/// Follows the instructions that take no scalar.
private struct RegexExplorer {
    private enum Step {
        case explore(Int)
        case restore(slot: Int, Int)
    }

    let program: RegexProgram
    let text: UTF8Text
    let slotCount: Int
    /// The slots of the thread that is being followed.
    var work: [Int]
    private var stack: [Step] = []

    init(_ program: RegexProgram, _ text: UTF8Text, slotCount: Int) {
        self.program = program
        self.text = text
        self.slotCount = slotCount
        work = [Int](repeating: -1, count: slotCount)
    }

    /// Adds all that is reached from an instruction without taking a scalar.
    mutating func explore(_ instruction: Int, _ position: Int, _ threads: inout RegexThreads) {
        stack.append(.explore(instruction))
        while let step = stack.popLast() {
            guard case .explore(let instruction) = step else {
                if case .restore(let slot, let value) = step { work[slot] = value }
                continue
            }
            if threads.contains(instruction) { continue }
            threads.insert(instruction)
            switch program.instructions[instruction] {
            case .jump(let target): stack.append(.explore(target))
            case .split(let first, let second):
                stack.append(.explore(second))
                stack.append(.explore(first))
            case .save(let slot):
                if slot < slotCount {
                    stack.append(.restore(slot: slot, work[slot]))
                    work[slot] = position
                }
                stack.append(.explore(instruction + 1))
            case .assertion(let assertion):
                if holds(assertion, at: position) { stack.append(.explore(instruction + 1)) }
            default:
                for slot in 0..<slotCount { threads.slots[instruction * slotCount + slot] = work[slot] }
            }
        }
    }

    private func holds(_ assertion: RegexAssertion, at position: Int) -> Bool {
        switch assertion {
        case .textStart: position == 0
        case .textEnd: position == text.bytes.count
        case .lineStart: position == 0 || text.bytes[position - 1] == 0x0A
        case .lineEnd: position == text.bytes.count || text.bytes[position] == 0x0A
        case .wordBoundary: isWord(position - 1) != isWord(position)
        case .noWordBoundary: isWord(position - 1) == isWord(position)
        }
    }

    private func isWord(_ position: Int) -> Bool {
        guard position >= 0, position < text.bytes.count else { return false }
        return RegexExplorer.wordClass.contains(UInt32(text.bytes[position]))
    }

    private static let wordClass: RegexClass = {
        var word = RegexClass.word
        word.finish()
        return word
    }()
}
