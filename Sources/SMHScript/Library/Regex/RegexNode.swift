/// A parsed regular expression. Recursion over it is bounded by `RegexParser.maximumNesting`.
indirect enum RegexNode {
    case empty
    case scalar(UInt32)
    /// `.`
    case any(matchesNewline: Bool)
    case scalarClass(RegexClass)
    case assertion(RegexAssertion)
    /// `index` is nil for `(?:…)`.
    case group(RegexNode, index: Int?)
    case sequence([RegexNode])
    case choice([RegexNode])
    /// `maximum` is nil for no limit.
    case repetition(RegexNode, minimum: Int, maximum: Int?, isLazy: Bool)
}

/// What matches a place and no text.
enum RegexAssertion: Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}

/// A malformed regular expression.
struct RegexFailure: Error {
    var message: String
    var hint: String?
    /// In scalars from the start of the pattern.
    var offset: Int

    init(_ message: String, hint: String? = nil, at offset: Int) {
        self.message = message
        self.hint = hint
        self.offset = offset
    }
}
