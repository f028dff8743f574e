/// Looks at every instruction of a compiled function before it can run, so that a defect of the compiler becomes an error and not a wrong
/// delete: known opcodes, registers in the frame, jumps onto instructions, constants of the right kind, numbers in their tables.
struct Verifier {
    private let code: FunctionCode
    private let machine: Machine
    private let start: Code
    private var starts: Set<Int> = []

    /// What is wrong, or nil.
    static func problem(_ code: FunctionCode, machine: Machine) -> String? {
        var verifier = Verifier(code: code, machine: machine, start: code.code)
        return verifier.verify()
    }

    private init(code: FunctionCode, machine: Machine, start: Code) {
        self.code = code
        self.machine = machine
        self.start = start
    }

    private mutating func verify() -> String? {
        var position = 0
        while position < code.words {
            guard let opcode = Opcode(rawValue: UInt16(truncatingIfNeeded: start[position])) else {
                return "no opcode at \(position)"
            }
            starts.insert(position)
            position += opcode.shape.words
        }
        guard position == code.words else { return "the last instruction is cut off" }
        starts.insert(code.words)
        if code.parameterNames.count > code.registerCount { return "more parameters than registers" }
        for position in starts where position < code.words {
            if let problem = instruction(position) { return "\(problem) at \(position)" }
        }
        for handler in code.handlers {
            guard starts.contains(handler.target), handler.register < code.registerCount else {
                return "a handler leads nowhere"
            }
        }
        return captures()
    }

    private func captures() -> String? {
        for (function, captures) in code.nested {
            for capture in captures
            where capture.index >= (capture.isRegister ? code.registerCount : code.captureCount) {
                return "a capture of \(function.displayName) is not there"
            }
            if function.captureCount != captures.count { return "\(function.displayName) captures something else" }
        }
        return nil
    }

    private func instruction(_ position: Int) -> String? {
        let at = start + position
        let opcode = at.opcode
        let operands = opcode.shape.operands.utf8Start
        let values = [at.a, at.b, at.c]
        for index in 0..<opcode.shape.operands.utf8CodeUnitCount {
            switch operands[index] {
            case UInt8(ascii: "R"), UInt8(ascii: "C"):
                guard values[index] % Value.size == 0, values[index] / Value.size < code.registerCount else {
                    return "\(opcode): no such register"
                }
            case UInt8(ascii: "K"):
                let distance = index == 1 ? at.signedB : at.signedC
                if let problem = constant(opcode, position + distance) { return problem }
            case UInt8(ascii: "J"):
                guard starts.contains(position + (index == 1 ? at.signedB : at.signedC)) else {
                    return "\(opcode): jumps between instructions"
                }
            case UInt8(ascii: "L"):
                guard starts.contains(position + at.longJump) else { return "\(opcode): jumps between instructions" }
            default: break
            }
        }
        return numbers(opcode, at) ?? window(opcode, at)
    }

    private func constant(_ opcode: Opcode, _ word: Int) -> String? {
        guard word < 0, word % 2 == 0, -word / 2 <= code.constantCount else { return "\(opcode): no such constant" }
        let tag = code.constant(-word / 2 - 1).tag
        switch opcode {
        case .loadConstant: return nil
        case .addFloat, .subtractFloat, .multiplyFloat, .divideFloat:
            return tag == Tag.float ? nil : "\(opcode): no float"
        case .getGlobal, .setGlobal: return tag == Tag.box ? nil : "\(opcode): no box"
        case .callStatic: return tag == Tag.closure ? nil : "\(opcode): no function"
        case .property: return nil
        default: return tag == Tag.string ? nil : "\(opcode): no name"
        }
    }

    private func numbers(_ opcode: Opcode, _ at: Code) -> String? {
        let isKnown: Bool
        switch opcode {
        // They stand in code of the machine's own.
        case .halt, .deliver: isKnown = false
        case .getCapture, .getCaptureBox, .setCaptureBox: isKnown = at.b < code.captureCount
        case .loadFar:
            let word = Int(Int64(bitPattern: at[1])) + (at - start)
            isKnown = word < 0 && word % 2 == 0 && -word / 2 <= code.constantCount
        case .closure: isKnown = at.b < code.nested.count
        case .map: isKnown = at.b < code.templates.count
        case .callNative: isKnown = at.b < machine.builtins.natives.count
        case .callNamed: isKnown = at[1] < UInt64(code.nameLists.count)
        case .methodNamed: isKnown = Int(at.hint) < code.nameLists.count && at.extra < machine.names.texts.count
        // What they remember between runs is empty yet.
        case .method, .methodPush, .member, .property, .count, .setMember:
            isKnown = at.extra < machine.names.texts.count && at.hint == .max
        case .memberFar, .setMemberFar, .checkMissingFar: isKnown = at.extra < machine.names.texts.count
        case .isType: isKnown = at.c < machine.names.texts.count
        case .loadParameter: isKnown = at.b < machine.names.texts.count
        default: isKnown = true
        }
        return isKnown ? nil : "\(opcode): no such number"
    }

    /// The registers that stand behind a `C` operand.
    private func window(_ opcode: Opcode, _ at: Code) -> String? {
        let first: Int
        let count: Int
        switch opcode {
        case .call: (first, count) = (at.a, at.b + 2)
        case .callStatic, .method, .methodPush: (first, count) = (at.a, at.c + 2)
        case .callNamed, .methodNamed: (first, count) = (at.a, at.b + at.c + 2)
        case .callNative:
            (first, count) = (
                at.a, at.c + 2 + (at.b < machine.builtins.natives.count ? machine.builtins.native(at.b).fixedCount : 0)
            )
        case .list, .appendAll, .concat: (first, count) = (at.b, at.c)
        case .map: (first, count) = (at.c, at.b < code.templates.count ? code.templates[at.b].count : 0)
        case .iterate: (first, count) = (at.a, 3)
        case .next: (first, count) = (at.a, 3)
        case .next2: (first, count) = (at.b, 2)
        case .rangePrepare, .rangeLoop: (first, count) = (at.a, 2)
        case .import: (first, count) = (at.a, 2)
        case .await: (first, count) = (at.b, at.c + 1)
        default: return nil
        }
        return first / Value.size + count <= code.registerCount || count == 0
            ? nil : "\(opcode): its registers reach beyond the frame"
    }
}
