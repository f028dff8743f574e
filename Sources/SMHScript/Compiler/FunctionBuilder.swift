/// Writes the instructions of one function: registers, constants, jumps, lines.
struct FunctionBuilder {
    /// A register operand is a byte offset in 16 bits.
    static let maximumRegisters = 4000
    static let longestList = 200

    private(set) var words: [UInt64] = []
    private(set) var constants: [Value] = []
    private var constantNumbers: [ConstantKey: Int] = [:]
    private(set) var lines: [(instruction: Int, range: SourceRange)] = []
    private(set) var parts: [(instruction: Int, parts: SourceParts)] = []
    var handlers: [FunctionCode.Handler] = []
    /// The next free register, and the most that were ever in use.
    var free = 0
    private(set) var frameSize = 0
    /// Every conditional jump goes over an unconditional one, which reaches further.
    let usesLongJumps: Bool
    /// A jump did not reach: the function is compiled again with long ones.
    private(set) var needsLongJumps = false
    private(set) var hasTooManyRegisters = false
    private(set) var isTooLarge = false

    private struct ConstantKey: Hashable {
        let tag: UInt32
        let payload: UInt64
    }

    init(usesLongJumps: Bool) { self.usesLongJumps = usesLongJumps }

    var here: Int { words.count }

    mutating func allocate() -> Int {
        free += 1
        if free > frameSize {
            frameSize = free
            if free > Self.maximumRegisters {
                hasTooManyRegisters = true
                free = Self.maximumRegisters / 2
            }
        }
        return free - 1
    }

    /// Reserves registers without taking them: a call's window may reach above what is allocated.
    mutating func reserve(_ count: Int) { frameSize = max(frameSize, min(free + count, Self.maximumRegisters + 90)) }

    @discardableResult
    mutating func emit(_ opcode: Opcode, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, at range: SourceRange) -> Int {
        if lines.last?.range != range { lines.append((words.count, range)) }
        let operands = opcode.shape.operands.utf8Start
        words.append(
            Code.encode(
                opcode, scaled(a, operands[0]), scaled(b, operands[1]), opcode == .jump ? 0 : scaled(c, operands[2])))
        return words.count - 1
    }

    mutating func emitExtra(_ word: UInt64) { words.append(word) }

    /// What an error of the next instruction can be about.
    mutating func note(_ next: SourceParts) { parts.append((words.count, next)) }

    private func scaled(_ operand: Int, _ kind: UInt8) -> Int {
        kind == UInt8(ascii: "R") || kind == UInt8(ascii: "C") ? operand * Value.size : operand
    }

    mutating func constant(_ value: Value) -> Int {
        let key = ConstantKey(tag: value.tag, payload: value.payload)
        if let number = constantNumbers[key] { return number }
        constantNumbers[key] = constants.count
        constants.append(value)
        return constants.count - 1
    }

    /// The distance from the next instruction to a constant, if an operand can hold it.
    func nearDistance(_ constant: Int) -> Int? {
        let distance = farDistance(constant)
        return distance >= Int(Int16.min) ? distance : nil
    }

    func farDistance(_ constant: Int) -> Int { -words.count - 2 * (constant + 1) }

    mutating func noteTooLarge() { isTooLarge = true }

    // MARK: Jumps

    /// Emits a conditional jump whose target is patched later. Gives what to patch.
    mutating func emitJump(_ opcode: Opcode, _ a: Int, _ b: Int = 0, _ c: Int = 0, at range: SourceRange) -> Int {
        let position = emit(opcode, a, b, c, at: range)
        guard usesLongJumps, opcode != .jump else { return position }
        set(target: position + 2, at: position)
        patch(emit(.jump, at: range), to: position + 3)
        return emit(.jump, at: range)
    }

    mutating func patch(_ position: Int, to target: Int) { set(target: target, at: position) }

    mutating func patch(_ positions: [Int], to target: Int) {
        for position in positions { set(target: target, at: position) }
    }

    private mutating func set(target: Int, at position: Int) {
        let distance = target - position
        guard let opcode = Opcode(rawValue: UInt16(truncatingIfNeeded: words[position])) else { return }
        let operands = opcode.shape.operands.utf8Start
        if operands[1] == UInt8(ascii: "L") {
            words[position] =
                words[position] & 0xFFFF_FFFF | UInt64(UInt32(bitPattern: Int32(truncatingIfNeeded: distance))) << 32
            return
        }
        guard distance >= Int(Int16.min), distance <= Int(Int16.max) else {
            needsLongJumps = true
            return
        }
        let shift = operands[1] == UInt8(ascii: "J") ? 32 : 48
        words[position] =
            words[position] & ~(0xFFFF << UInt64(shift)) | UInt64(UInt16(truncatingIfNeeded: distance)) << UInt64(shift)
    }
}
