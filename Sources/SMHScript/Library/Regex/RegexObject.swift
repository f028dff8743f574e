/// A compiled regular expression as a script holds it.
final class RegexObject: HostObject {
    let program: RegexProgram
    private let patience: LibraryPatience

    init(_ program: RegexProgram, patience: LibraryPatience) {
        self.program = program
        self.patience = patience
    }

    var typeName: String { "regex" }
    var memberNames: [String] { ["pattern"] + RegexObject.methods.map { $0.name } }
    var text: String { "<regex \(program.pattern)>" }

    func property(_ name: String) -> HostValue? { name == "pattern" ? .string(program.pattern) : nil }
    func method(_ name: String) -> NativeFunction? { RegexObject.methods.first { $0.name == name } }

    static let methods = [
        NativeFunction("test(text)", "Whether the expression matches somewhere in a text.") {
            (call) throws(ScriptError) in
            let regex = try receiver(call)
            return .value(
                .bool(
                    try UTF8Text.with(try call.string("text")) { (text) throws(ScriptError) in
                        var matcher = regex.matcher(text, slotCount: 2)
                        return try matcher.firstMatch(from: 0) != nil
                    }))
        },
        NativeFunction(
            "find(text)",
            "The first match, a map of text, start, end and the list of groups, or null. Positions count characters."
        ) { (call) throws(ScriptError) in
            let regex = try receiver(call)
            return .value(
                try UTF8Text.with(try call.string("text")) { (text) throws(ScriptError) in
                    var matcher = regex.matcher(text, slotCount: regex.program.slotCount)
                    guard let slots = try matcher.firstMatch(from: 0) else { return .null }
                    return values(of: [slots], text).first ?? .null
                })
        },
        NativeFunction("findAll(text)", "A list of all matches, none overlapping another, each as find gives it.") {
            (call) throws(ScriptError) in
            let regex = try receiver(call)
            return .value(
                try UTF8Text.with(try call.string("text")) { (text) throws(ScriptError) in
                    var matcher = regex.matcher(text, slotCount: regex.program.slotCount)
                    var matches: [[Int]] = []
                    try matcher.forEachMatch { (slots) throws(ScriptError) in matches.append(slots) }
                    return .list(values(of: matches, text))
                })
        },
        NativeFunction(
            "replace(text, replacement)",
            "A text with all matches replaced; $1 or ${name} stands for a group, $0 for the match, $$ for a dollar sign."
        ) { (call) throws(ScriptError) in
            let regex = try receiver(call)
            let replacement = try RegexReplacement(try call.string("replacement"), regex.program)
            return .value(
                try UTF8Text.with(try call.string("text")) { (text) throws(ScriptError) in
                    var matcher = regex.matcher(text, slotCount: regex.program.slotCount)
                    var result: [UInt8] = []
                    var end = 0
                    try matcher.forEachMatch { (slots) throws(ScriptError) in
                        result += text.bytes[end..<slots[0]]
                        replacement.append(to: &result, text, slots)
                        end = slots[1]
                        if result.count > StringCell.maximumLength {
                            throw ScriptError(.memoryLimit, "replace(): the result is longer than a string can be")
                        }
                    }
                    result += text.bytes[end...]
                    return .string(String(decoding: result, as: UTF8.self))
                })
        },
    ]

    private static func receiver(_ call: NativeCall) throws(ScriptError) -> RegexObject {
        guard case .object(let object) = call.receiver, let regex = object as? RegexObject else {
            throw ScriptError(.type, "this is a method of a regex")
        }
        return regex
    }

    /// No file name can hang the process: a match is linear, and a cancelled run ends even a long one.
    private func matcher(_ text: UTF8Text, slotCount: Int) -> RegexMatcher {
        RegexMatcher(program, text, slotCount: slotCount) { [patience] (_) throws(ScriptError) in try patience.check() }
    }

    /// The maps that scripts see. Matches come in order, so the characters are counted once for all.
    private static func values(of matches: [[Int]], _ text: UTF8Text) -> [HostValue] {
        var counter = GraphemeCounter(text)
        return matches.map { slots in
            let start = counter.grapheme(at: slots[0])
            // A match that ends inside a character takes that character in.
            let end = slots[1] == slots[0] ? start : counter.graphemeEnd(at: slots[1])
            let groups = stride(from: 2, to: slots.count, by: 2).map { slot in
                slots[slot] < 0 || slots[slot + 1] < 0
                    ? HostValue.null : .string(text[slots[slot]..<slots[slot + 1]].string)
            }
            return .map([
                ("text", .string(text[slots[0]..<slots[1]].string)), ("start", .int(start)), ("end", .int(end)),
                ("groups", .list(groups)),
            ])
        }
    }
}
