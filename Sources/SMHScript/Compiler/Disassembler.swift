/// Instructions as text, one a line: number, name, operands as the table of instructions says.
struct Disassembler {
    let machine: Machine

    /// A function, then the ones that it makes closures of or calls as constants.
    func text(_ code: FunctionCode) -> String {
        var shown: Set<ObjectIdentifier> = [ObjectIdentifier(code)]
        var pending = [code]
        var texts: [String] = []
        while !pending.isEmpty {
            let next = pending.removeFirst()
            texts.append(ownText(next))
            pending += functions(in: next).filter { shown.insert(ObjectIdentifier($0)).inserted }
        }
        return texts.joined(separator: "\n")
    }

    private func functions(in code: FunctionCode) -> [FunctionCode] {
        let constants = (0..<code.constantCount).map(code.constant).filter { $0.tag == Tag.closure }
        return code.nested.map(\.function) + constants.map(machine.function(ofClosure:))
    }

    private func ownText(_ code: FunctionCode) -> String {
        var lines = [
            "\(code.name ?? "main")(\(code.parameterNames.joined(separator: ", "))): \(code.registerCount) registers"
        ]
        var position = 0
        while position < code.words {
            let at = code.code + position
            lines.append("  \(position): \(instruction(at, position, code))")
            position += at.opcode.shape.words
        }
        for handler in code.handlers {
            let kind = handler.kind == .catches ? "catch" : "finally"
            lines.append(
                "  \(kind) \(handler.range.lowerBound)..<\(handler.range.upperBound) -> \(handler.target) r\(handler.register)"
            )
        }
        return lines.joined(separator: "\n")
    }

    private func instruction(_ at: Code, _ position: Int, _ code: FunctionCode) -> String {
        let opcode = at.opcode
        var text = "\(opcode)"
        let operands = opcode.shape.operands.utf8Start
        for index in 0..<opcode.shape.operands.utf8CodeUnitCount {
            let value = [at.a, at.b, at.c][index]
            let signed = [Int(Int16(truncatingIfNeeded: at.a)), at.signedB, at.signedC][index]
            switch operands[index] {
            case UInt8(ascii: "R"), UInt8(ascii: "C"): text += " r\(value / Value.size)"
            case UInt8(ascii: "I"): text += " \(signed)"
            case UInt8(ascii: "N"): text += " \(value)"
            case UInt8(ascii: "J"): text += " ->\(position + signed)"
            case UInt8(ascii: "L"): text += " ->\(position + at.longJump)"
            case UInt8(ascii: "K"): text += " \(constant(code.constant(-(position + signed) / 2 - 1)))"
            default: break
            }
        }
        return text
    }

    private func constant(_ value: Value) -> String {
        switch value.tag {
        case Tag.string: machine.describe(.string(StringCell(value.pointer).string))
        case Tag.box: "box"
        default: (try? machine.text(value)) ?? "?"
        }
    }
}
