/// A compiled regular expression as a script holds it.
final class RegexObject: HostObject {
    let program: RegexProgram

    init(_ program: RegexProgram) { self.program = program }

    var typeName: String { "regex" }
    var memberNames: [String] { ["pattern"] + RegexObject.methods.map { $0.name } }
    var text: String { "<regex \(program.pattern)>" }

    func property(_ name: String) -> HostValue? { name == "pattern" ? .string(program.pattern) : nil }
    func method(_ name: String) -> NativeFunction? {
        (name == "__replace" ? RegexObject.replacer : RegexObject.methods.first { $0.name == name })?.readOnly
    }

    static let methods = [
        NativeFunction("test(text)", "Whether the expression matches somewhere in a text.") {
            (call) throws(ScriptError) in
            let regex = try receiver(call)
            return .value(
                .bool(
                    try UTF8Text.with(try call.string("text")) { (text) throws(ScriptError) in
                        var matcher = regex.matcher(text, slotCount: 2, call)
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
                    var matcher = regex.matcher(text, slotCount: regex.program.slotCount, call)
                    guard let slots = try matcher.firstMatch(from: 0) else { return .null }
                    return values(of: [slots], text).first ?? .null
                })
        },
        NativeFunction("findAll(text)", "A list of all matches, none overlapping another, each as find gives it.") {
            (call) throws(ScriptError) in
            let regex = try receiver(call)
            return .value(
                try UTF8Text.with(try call.string("text")) { (text) throws(ScriptError) in
                    var matcher = regex.matcher(text, slotCount: regex.program.slotCount, call)
                    var matches: [[Int]] = []
                    try matcher.forEachMatch { (slots) throws(ScriptError) in matches.append(slots) }
                    return .list(values(of: matches, text))
                })
        },
        NativeFunction(
            "replace(text, replacement)",
            "A text with all matches replaced: by a text in which $1 or ${name} stands for a group, $0 for the match, $$ for a dollar sign, or "
                + "by what a function gives for each match, which it gets as find gives it.",
            script: """
                fn replace(self, text, replacement) {
                    if type(replacement) != "function" { return self.__replace(text, replacement) }
                    let texts = []
                    for found in self.findAll(text) { texts.push(replacement(found)) }
                    return self.__replace(text, texts)
                }
                """),
    ]

    /// `replace` without calls of functions: by one text for all matches, or by one for each. It is named as the method that scripts call, which
    /// its errors speak of.
    private static let replacer = NativeFunction("replace(text, replacement)", "") { (call) throws(ScriptError) in
        let regex = try receiver(call)
        let replacement: RegexReplacement
        switch call.value("replacement") {
        case .string(let text): replacement = try RegexReplacement(text, regex.program)
        case .list(let texts): replacement = try RegexReplacement(texts)
        default: throw call.mismatch("replacement", "a string or a function")
        }
        return .value(
            try UTF8Text.with(try call.string("text")) { (text) throws(ScriptError) in
                var matcher = regex.matcher(text, slotCount: regex.program.slotCount, call)
                var result: [UInt8] = []
                var end = 0
                var number = 0
                try matcher.forEachMatch { (slots) throws(ScriptError) in
                    result += text.bytes[end..<slots[0]]
                    replacement.append(to: &result, text, slots, number: number)
                    end = slots[1]
                    number += 1
                    if result.count > StringCell.maximumLength {
                        throw ScriptError(.memoryLimit, "replace(): the result is longer than a string can be")
                    }
                }
                result += text.bytes[end...]
                return .string(String(decoding: result, as: UTF8.self))
            })
    }

    private static func receiver(_ call: NativeCall) throws(ScriptError) -> RegexObject {
        guard case .object(let object) = call.receiver, let regex = object as? RegexObject else {
            throw ScriptError(.type, "this is a method of a regex")
        }
        return regex
    }

    /// No file name can hang the process: a match is linear, counts against the script's budget, and ends when the run is cancelled.
    private func matcher(_ text: UTF8Text, slotCount: Int, _ call: NativeCall) -> RegexMatcher {
        RegexMatcher(program, text, slotCount: slotCount) { (steps) throws(ScriptError) in try call.machine.spend(steps)
        }
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
