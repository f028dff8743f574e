/// Reads the dialect of RE2, over Unicode scalars; general categories are its only Unicode classes.
///
/// What needs more than linear time, back-references and look-around, is an error that says so.
struct RegexParser {
    static let maximumNesting = 200
    static let maximumGroups = 100
    static let maximumRepetition = 1_000

    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotMatchesNewline = false
        var swapsGreed = false
    }

    let scalars: [Unicode.Scalar]
    var index = 0
    var flags = Flags()
    private(set) var groupCount = 0
    private(set) var groupNames: [String: Int] = [:]
    private var depth = 0

    init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

    var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    func peek(_ distance: Int) -> Unicode.Scalar? {
        index + distance < scalars.count ? scalars[index + distance] : nil
    }

    mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        index += 1
        return true
    }

    mutating func parse() throws(RegexFailure) -> RegexNode {
        let node = try choice()
        if index < scalars.count {
            throw RegexFailure("a `)` that closes nothing", hint: "write `\\)` for the character itself", at: index)
        }
        return node
    }

    private mutating func choice() throws(RegexFailure) -> RegexNode {
        var alternatives = [try sequence()]
        while accept("|") { alternatives.append(try sequence()) }
        return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func sequence() throws(RegexFailure) -> RegexNode {
        var nodes: [RegexNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            if scalar == "\\", peek(1) == "Q" {
                try quoted(into: &nodes)
                continue
            }
            let start = index
            guard let atom = try atom() else { continue }
            nodes.append(try repeated(atom, from: start))
        }
        return nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    /// `\Q…\E`: the characters themselves, of which the last can be repeated.
    private mutating func quoted(into nodes: inout [RegexNode]) throws(RegexFailure) {
        index += 2
        let start = index
        while let scalar = peek {
            if scalar == "\\", peek(1) == "E" {
                let isEmpty = index == start
                index += 2
                if !isEmpty { nodes.append(try repeated(nodes.removeLast(), from: start)) }
                return
            }
            nodes.append(literal(scalar))
            index += 1
        }
    }

    func literal(_ scalar: Unicode.Scalar) -> RegexNode {
        guard flags.ignoresCase, !RegexClass.caseVariants(of: scalar.value).isEmpty else {
            return .scalar(scalar.value)
        }
        var members = RegexClass(scalar.value...scalar.value)
        members.foldsCase = true
        members.finish()
        return .scalarClass(members)
    }

    /// Nil for `(?i)`, which only sets flags.
    private mutating func atom() throws(RegexFailure) -> RegexNode? {
        guard let scalar = peek else { return .empty }
        switch scalar {
        case "(": return try group()
        case "[": return .scalarClass(try bracketClass())
        case "\\": return try escape()
        case "*", "+", "?":
            throw RegexFailure(
                "a `\(scalar)` with nothing to repeat", hint: "write `\\\(scalar)` for the character itself", at: index)
        case "{" where counts() != nil:
            throw RegexFailure(
                "a repetition with nothing to repeat", hint: "write `\\{` for the character itself", at: index)
        default: break
        }
        index += 1
        switch scalar {
        case ".": return .any(matchesNewline: flags.dotMatchesNewline)
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        default: return literal(scalar)
        }
    }

    private mutating func repeated(_ atom: RegexNode, from start: Int) throws(RegexFailure) -> RegexNode {
        let operatorStart = index
        var bounds: (minimum: Int, maximum: Int?)
        switch peek {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            // As in RE2, braces that hold no numbers are characters.
            guard let counts = counts() else { return atom }
            bounds = (counts.minimum, counts.maximum)
            index = counts.end - 1
        default: return atom
        }
        index += 1
        try check(bounds, at: operatorStart)
        let isLazy = accept("?") != flags.swapsGreed
        if let next = peek, next == "*" || next == "+" || next == "?" || (next == "{" && counts() != nil) {
            let hint =
                next == "+"
                ? "possessive repetition is not needed: matching is linear" : "put the first repetition in `(?:…)`"
            throw RegexFailure("a repetition of a repetition", hint: hint, at: index)
        }
        return .repetition(atom, minimum: bounds.minimum, maximum: bounds.maximum, isLazy: isLazy)
    }

    private func check(_ bounds: (minimum: Int, maximum: Int?), at place: Int) throws(RegexFailure) {
        if max(bounds.minimum, bounds.maximum ?? 0) > Self.maximumRepetition {
            throw RegexFailure("more than \(Self.maximumRepetition) repetitions", at: place)
        }
        if let maximum = bounds.maximum, maximum < bounds.minimum {
            throw RegexFailure(
                "a repetition whose bounds are the wrong way round", hint: "write `{\(maximum),\(bounds.minimum)}`",
                at: place)
        }
    }

    /// `{2}`, `{2,}`, `{2,5}` at the index; nil if it is something else. A number too large for an int is taken as the
    /// largest.
    private func counts() -> (minimum: Int, maximum: Int?, end: Int)? {
        var position = index + 1
        func number() -> Int? {
            let start = position
            while position < scalars.count, ("0"..."9").contains(scalars[position]) { position += 1 }
            if position == start { return nil }
            return Int(String(String.UnicodeScalarView(scalars[start..<position]))) ?? Int.max
        }
        guard let minimum = number() else { return nil }
        var maximum: Int? = minimum
        if position < scalars.count, scalars[position] == "," {
            position += 1
            maximum = number()
        }
        guard position < scalars.count, scalars[position] == "}" else { return nil }
        return (minimum, maximum, position + 1)
    }
}

// MARK: - Groups

extension RegexParser {
    private mutating func group() throws(RegexFailure) -> RegexNode? {
        let start = index
        index += 1
        var captureIndex: Int?
        let outerFlags = flags
        if accept("?") {
            if let name = try groupName(start) {
                captureIndex = try newGroup(start)
                guard groupNames.updateValue(groupCount, forKey: name) == nil else {
                    throw RegexFailure("two groups are named `\(name)`", at: start)
                }
            } else if try setFlags(start) {
                return nil
            }
        } else {
            captureIndex = try newGroup(start)
        }
        depth += 1
        if depth > Self.maximumNesting {
            throw RegexFailure("groups nest deeper than \(Self.maximumNesting)", at: start)
        }
        let body = try choice()
        depth -= 1
        guard accept(")") else {
            throw RegexFailure("a `(` that is not closed", hint: "write `\\(` for the character itself", at: start)
        }
        flags = outerFlags
        return .group(body, index: captureIndex)
    }

    private mutating func newGroup(_ start: Int) throws(RegexFailure) -> Int {
        groupCount += 1
        if groupCount > Self.maximumGroups {
            throw RegexFailure(
                "more than \(Self.maximumGroups) groups", hint: "write `(?:…)` where the text is not needed", at: start)
        }
        return groupCount
    }

    /// Behind `(?`: the name of `P<name>` or `<name>`.
    private mutating func groupName(_ start: Int) throws(RegexFailure) -> String? {
        if peek == "P", peek(1) == "=" || peek(1) == ">" { throw Self.backReference(start) }
        if peek == "P", peek(1) == "<" { index += 1 }
        guard peek == "<" else { return nil }
        if peek(1) == "=" || peek(1) == "!" { throw Self.lookAround(start) }
        index += 1
        var name = String.UnicodeScalarView()
        while let scalar = peek, scalar != ">" {
            guard scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) else { break }
            name.append(scalar)
            index += 1
        }
        guard !name.isEmpty, accept(">") else {
            throw RegexFailure("a malformed group name", hint: "write `(?<name>…)`", at: start)
        }
        return String(name)
    }

    /// Behind `(?`: reads flags up to `:`, or up to `)`, and says whether they stand alone.
    private mutating func setFlags(_ start: Int) throws(RegexFailure) -> Bool {
        var isOn = true
        while let scalar = peek {
            index += 1
            switch scalar {
            case "i": flags.ignoresCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotMatchesNewline = isOn
            case "U": flags.swapsGreed = isOn
            case "-" where isOn: isOn = false
            case ":": return false
            case ")": return true
            case "=", "!": throw Self.lookAround(start)
            default:
                throw RegexFailure(
                    "`(?\(scalar)` is no kind of group", hint: "flags are i, m, s and U, as in `(?i)`", at: start)
            }
        }
        throw RegexFailure("a `(?` that is not closed", at: start)
    }

    static func lookAround(_ start: Int) -> RegexFailure {
        RegexFailure("look-ahead and look-behind are not supported: they cannot be matched in linear time", at: start)
    }

    static func backReference(_ start: Int) -> RegexFailure {
        RegexFailure("back-references are not supported: they cannot be matched in linear time", at: start)
    }
}
