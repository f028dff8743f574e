/// Reads the text of a pattern.
///
/// Guarantees to the compiler: `**` is a whole segment whichever alternatives are taken, classes are sound, and braces
/// nest no deeper than `maximumNesting`.
struct GlobParser {
    /// Longer than any path, so only mistakes meet it; it bounds what one match can cost.
    static let maximumLength = 32_768
    static let maximumNesting = 64

    private let scalars: [Unicode.Scalar]
    private let ignoresCase: Bool
    private var index = 0
    private(set) var tokenizer: GlobTokenizer

    init(_ source: String, ignoresCase: Bool) {
        scalars = Array(source.unicodeScalars)
        self.ignoresCase = ignoresCase
        tokenizer = GlobTokenizer(ignoresCase: ignoresCase)
    }

    mutating func parse() throws(GlobPatternError) -> [GlobNode] {
        try checkPath()
        let nodes = try parseSequence(depth: 0)
        if index < scalars.count {
            throw GlobPatternError("a `}` that closes nothing", hint: "write `\\}` for the character itself", at: index)
        }
        var atBoundary = true
        try checkSegments(nodes, atBoundary: &atBoundary, forward: true)
        atBoundary = true
        try checkSegments(nodes, atBoundary: &atBoundary, forward: false)
        return nodes
    }

    /// The rules of paths (operations.md, "Paths") for the pattern as a whole.
    private func checkPath() throws(GlobPatternError) {
        if scalars.isEmpty { throw GlobPatternError(.path, "the pattern is empty", at: 0) }
        if scalars.count > Self.maximumLength {
            throw GlobPatternError("the pattern has more than \(Self.maximumLength) characters", at: Self.maximumLength)
        }
        if let zero = scalars.firstIndex(of: "\0") {
            throw GlobPatternError(.path, "U+0000 cannot stand in a name", at: zero)
        }
        if scalars[0] == "/" {
            throw GlobPatternError(
                .path, "a pattern cannot begin with `/`", hint: "patterns start at the root of the space", at: 0)
        }
        for (start, name) in wholeNames() {
            if name.isEmpty, start == scalars.count {
                throw GlobPatternError(
                    .path, "a pattern cannot end with `/`", hint: "leave the slash out", at: start - 1)
            }
            if name.isEmpty { throw GlobPatternError(.path, "an empty name between two slashes", at: start) }
            if name == "." || name == ".." {
                throw GlobPatternError(.path, "`\(name)` is not a name", hint: "write the path in full", at: start)
            }
        }
    }

    /// What stands between slashes outside braces, with where it starts.
    private func wholeNames() -> [(start: Int, name: String)] {
        var names: [(start: Int, name: String)] = []
        var start = 0
        var depth = 0
        var name = String.UnicodeScalarView()
        var position = 0
        while position < scalars.count {
            let scalar = scalars[position]
            switch scalar {
            case "\\" where position + 1 < scalars.count:
                name.append(scalar)
                position += 1
            case "{": depth += 1
            case "}": depth -= 1
            default: break
            }
            if scalar == "/", depth <= 0 {
                names.append((start, String(name)))
                start = position + 1
                name = String.UnicodeScalarView()
            } else {
                name.append(scalars[position])
            }
            position += 1
        }
        names.append((start, String(name)))
        return names
    }

    private mutating func parseSequence(depth: Int) throws(GlobPatternError) -> [GlobNode] {
        var nodes: [GlobNode] = []
        var text = String.UnicodeScalarView()
        func flush(_ tokenizer: inout GlobTokenizer) {
            if !text.isEmpty { nodes.append(.literal(tokenizer.patternTokens(String(text)))) }
            text = String.UnicodeScalarView()
        }
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar == "}" || (scalar == "," && depth > 0) { break }
            switch scalar {
            case "\\":
                text.append(try parseEscape())
                continue
            case "*", "?", "[", "{", "/": flush(&tokenizer)
            default:
                text.append(scalar)
                index += 1
                continue
            }
            nodes.append(try parseSpecial(scalar, depth: depth))
        }
        flush(&tokenizer)
        return nodes
    }

    private mutating func parseSpecial(_ scalar: Unicode.Scalar, depth: Int) throws(GlobPatternError) -> GlobNode {
        switch scalar {
        case "*": return try parseStars()
        case "[": return .characterClass(try parseClass())
        case "{": return try parseChoice(depth: depth)
        case "?":
            index += 1
            return .any
        default:
            index += 1
            return .separator
        }
    }

    private mutating func parseEscape() throws(GlobPatternError) -> Unicode.Scalar {
        guard index + 1 < scalars.count else {
            throw GlobPatternError("a `\\` at the end", hint: "write `\\\\` for the character itself", at: index)
        }
        let scalar = scalars[index + 1]
        if scalar == "/" { throw GlobPatternError("a slash cannot be part of a name", at: index) }
        index += 2
        return scalar
    }

    private mutating func parseStars() throws(GlobPatternError) -> GlobNode {
        let start = index
        while index < scalars.count, scalars[index] == "*" { index += 1 }
        switch index - start {
        case 1: return .run
        case 2: return .segments(start)
        default: throw GlobPatternError("more than two `*` in a row", hint: "write `*` or `**`", at: start)
        }
    }

    private mutating func parseChoice(depth: Int) throws(GlobPatternError) -> GlobNode {
        let start = index
        if depth >= Self.maximumNesting {
            throw GlobPatternError("braces nest deeper than \(Self.maximumNesting)", at: start)
        }
        index += 1
        var alternatives: [[GlobNode]] = []
        while true {
            alternatives.append(try parseSequence(depth: depth + 1))
            guard index < scalars.count else {
                throw GlobPatternError(
                    "a `{` that is not closed", hint: "write `\\{` for the character itself", at: start)
            }
            index += 1
            if scalars[index - 1] == "}" { break }
        }
        if alternatives.count == 1, alternatives[0].isEmpty {
            throw GlobPatternError("empty braces", hint: "write `\\{\\}` for the characters themselves", at: start)
        }
        return .choice(alternatives)
    }

    /// Sees that `**` has a slash or an end of the pattern on one side, whichever alternatives are taken.
    ///
    /// Run once from the left and once from the right. `atBoundary`: whether all ways to this place come from there.
    private func checkSegments(
        _ nodes: [GlobNode], atBoundary: inout Bool, forward: Bool
    ) throws(GlobPatternError) {
        for node in forward ? nodes : nodes.reversed() {
            switch node {
            case .separator: atBoundary = true
            case .literal, .any, .run, .characterClass: atBoundary = false
            case .segments(let offset):
                guard atBoundary else {
                    throw GlobPatternError(
                        "`**` is only allowed as a whole segment", hint: "write `a/**/b`, or `*` for part of a name",
                        at: offset)
                }
                atBoundary = false
            case .choice(let alternatives):
                var allAtBoundary = true
                for alternative in alternatives {
                    var inner = atBoundary
                    try checkSegments(alternative, atBoundary: &inner, forward: forward)
                    allAtBoundary = allAtBoundary && inner
                }
                atBoundary = allAtBoundary
            }
        }
    }
}

// MARK: - Classes

extension GlobParser {
    private mutating func parseClass() throws(GlobPatternError) -> GlobClass {
        let start = index
        index += 1
        var result = GlobClass()
        result.ignoresCase = ignoresCase
        if peek == "!" {
            result.isNegated = true
            index += 1
        } else if peek == "^" {
            throw GlobPatternError(
                "`^` at the start of a class", hint: "write `[!…]` for all but these, or `\\^` for the character",
                at: index)
        }
        if peek == "]" {
            throw GlobPatternError("an empty class", hint: "write `[\\]]` for the bracket itself", at: start)
        }
        while peek != "]" {
            let place = index
            let lower = try parseClassGrapheme(opened: start)
            guard peek == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
                result.members += tokenizer.patternTokens(lower)
                continue
            }
            index += 1
            let upper = try parseClassGrapheme(opened: start)
            result.ranges.append(try range(from: lower, to: upper, at: place))
        }
        index += 1
        return result
    }

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    /// One grapheme of a class: a scalar and the marks that follow it.
    private mutating func parseClassGrapheme(opened start: Int) throws(GlobPatternError) -> String {
        guard let scalar = peek else {
            throw GlobPatternError("a `[` that is not closed", hint: "write `\\[` for the character itself", at: start)
        }
        if scalar == "/" {
            throw GlobPatternError("a class cannot hold `/`", hint: "write `\\[` if no class is meant", at: index)
        }
        var text = String.UnicodeScalarView()
        if scalar == "\\" {
            text.append(try parseEscape())
        } else {
            text.append(scalar)
            index += 1
        }
        while let next = peek, !next.isASCII {
            var longer = text
            longer.append(next)
            guard String(longer).count == 1 else { break }
            text = longer
            index += 1
        }
        return String(text)
    }

    private mutating func range(
        from lower: String, to upper: String, at place: Int
    ) throws(GlobPatternError) -> ClosedRange<UInt32> {
        var plain = GlobTokenizer(ignoresCase: false)
        guard let first = plain.patternTokens(lower).first, let last = plain.patternTokens(upper).first,
            first.isScalar, last.isScalar
        else {
            throw GlobPatternError("a range needs single code points at its ends", at: place)
        }
        guard first.rawValue <= last.rawValue else {
            throw GlobPatternError(
                "the range `\(lower)-\(upper)` is backwards", hint: "write `\(upper)-\(lower)`", at: place)
        }
        return first.rawValue...last.rawValue
    }
}
