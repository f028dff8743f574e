/// What `replace` puts in the place of a match: text in which `$1`, `${name}` and `$0` stand for groups and `$$` for a
/// dollar sign, or for each match a text of its own.
struct RegexReplacement {
    private enum Piece {
        case text([UInt8])
        case group(Int)
        /// One for each match, in their order.
        case texts([String])
    }

    private var pieces: [Piece] = []

    init(_ text: String, _ program: RegexProgram) throws(ScriptError) {
        var literal: [UInt8] = []
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            guard scalars[index] == "$" else {
                literal += UTF8.encode(scalars[index]).map { Array($0) } ?? []
                index += 1
                continue
            }
            index += 1
            if index < scalars.count, scalars[index] == "$" {
                literal.append(UInt8(ascii: "$"))
                index += 1
                continue
            }
            pieces.append(.text(literal))
            literal = []
            pieces.append(.group(try Self.group(scalars, &index, program)))
        }
        pieces.append(.text(literal))
    }

    init(_ values: [HostValue]) throws(ScriptError) {
        var texts: [String] = []
        for value in values {
            guard case .string(let text) = value else {
                throw ScriptError(
                    .type,
                    "replace(): the function must give a string for each match, and gave \(value.typeNameWithArticle)",
                    hint: "str(…) makes a string of any value")
            }
            texts.append(text)
        }
        pieces = [.texts(texts)]
    }

    private static func group(
        _ scalars: [Unicode.Scalar], _ index: inout Int, _ program: RegexProgram
    ) throws(ScriptError) -> Int {
        var name = ""
        if index < scalars.count, scalars[index] == "{" {
            index += 1
            while index < scalars.count, scalars[index] != "}" {
                name.unicodeScalars.append(scalars[index])
                index += 1
            }
            index += 1
        } else {
            // One digit: what follows it is text, and `${12}` is written for more.
            if index < scalars.count, ("0"..."9").contains(scalars[index]) {
                name.unicodeScalars.append(scalars[index])
                index += 1
            }
        }
        if let number = Int(name), number >= 0, number <= program.groupCount { return number }
        if let number = program.groupNames[name] { return number }
        throw ScriptError(
            .argument,
            name.isEmpty ? "replace(): a `$` that names no group" : "replace(): the pattern has no group `\(name)`",
            hint: "groups are $1 or ${name}, $0 is the whole match, and $$ is a dollar sign")
    }

    func append(to result: inout [UInt8], _ text: UTF8Text, _ slots: [Int], number: Int) {
        for piece in pieces {
            switch piece {
            case .text(let bytes): result += bytes
            case .group(let group):
                if slots[2 * group] >= 0, slots[2 * group + 1] >= 0 {
                    result += text.bytes[slots[2 * group]..<slots[2 * group + 1]]
                }
            case .texts(let texts): if number < texts.count { result += texts[number].utf8 }
            }
        }
    }
}
