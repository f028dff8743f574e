/// Makes the tree of one file, or of one entry of the REPL.
///
/// It guarantees to the resolver: the tree holds no `malformed` part unless an error is among the diagnostics, places
/// of assignments are places, and nothing nests deeper than `maximumDepth`. Chains of operators, of postfixes, of
/// `else if` and of arms may be of any length: see `Expression.link`.
///
/// Functions that take tokens are `mutating`; those that only look are not. One that fails has reported why, and its
/// caller goes on behind the statement.
struct Parser {
    /// Brackets, blocks, prefixes and right operands inside one another: what the tree is deep, chains aside. Rule 41
    /// asks for 200 levels; a closure with a block in a call takes two.
    static let maximumDepth = 500
    /// More errors than anybody reads in one run.
    static let maximumErrors = 100

    /// What went wrong is among the diagnostics.
    enum Failure: Error { case reported }

    /// What the innermost open bracket means for newlines and commas (rules 1 and 6).
    struct Context {
        /// Newlines end statements.
        var newlinesEnd = true
        /// Commas belong to a call, list, index or map, so an operation gets none.
        var commasSeparate = false
    }

    let file: SourceFile
    let tokens: TokenTape
    let literals: [LiteralValue]
    let comments: [Comment]
    var index = 0
    var context = Context()
    var depth = 0
    /// Statements are being read at top level, outside every block.
    var isTopLevel = true
    var diagnostics: [Diagnostic]
    /// Nothing more is worth reporting: the input ended too early, or nests too deep.
    var isSilent = false
    var library: (name: String, range: SourceRange)?
    /// By token; empty unless asked for.
    var layout: [TokenLayout] = []
    /// Names in statements that were skipped.
    var lostNames: Set<String> = []
    private let noiseStart: UInt32
    private let unendedStrings: [UInt32]
    private let lexerDiagnosticCount: Int

    init(file: SourceFile) {
        self.init(file: file, tokens: Lexer.tokenize(file))
    }

    init(file: SourceFile, tokens list: TokenList) {
        self.file = file
        tokens = TokenTape(list.tokens)
        literals = list.literals
        comments = list.comments
        diagnostics = Array(list.diagnostics.prefix(Self.maximumErrors))
        lexerDiagnosticCount = diagnostics.count
        noiseStart = list.noiseStart ?? .max
        unendedStrings = list.unendedStrings
    }

    /// The tree, and everything that is wrong with the text, ordered by place. With an error among the diagnostics the
    /// tree holds what could be read.
    mutating func parseProgram() -> (Program, [Diagnostic]) {
        var statements: [Statement] = []
        while kind != .endOfInput {
            if kind == .rightBrace {
                report("this `}` closes nothing", hint: "take it away, or look for a `{` that is missing above")
                advance()
                continue
            }
            if let statement = parseStatementOrRecover() { statements.append(statement) }
        }
        loseWordsOfUnendedString()
        let range = SourceRange(0, file.bytes.count)
        let main = FunctionNode(
            .file, name: nil, parameters: [], body: .block(Block(statements, range: range)), documentation: nil,
            range: range)
        let program = Program(
            file: file, main: main, library: library, lostNames: lostNames, isWhole: diagnostics.isEmpty)
        return (program, diagnostics.inOrder())
    }

    /// A string over lines that nothing ends holds the rest of the file as text.
    private mutating func loseWordsOfUnendedString() {
        guard noiseStart < file.bytes.count else { return }
        let words = file.bytes[Int(noiseStart)...].split { $0 < 0x80 && !$0.isWordByte }
        for word in words { lostNames.insert(String(decoding: word, as: UTF8.self)) }
    }

    // MARK: - Looking

    var token: Token { tokens[index] }

    var kind: TokenKind { tokens[index].kind }

    func token(ahead distance: Int) -> Token { tokens[min(index + distance, tokens.count - 1)] }

    /// Where the last token that was taken ends.
    var previousUpper: Int { index > 0 ? Int(tokens[index - 1].upper) : 0 }

    func range(from lower: UInt32) -> SourceRange { SourceRange(Int(lower), max(Int(lower), previousUpper)) }

    func text(_ token: Token) -> String {
        String(decoding: file.bytes[Int(token.lower)..<Int(token.upper)], as: UTF8.self)
    }

    /// A newline that counts stands before the next token, which does not go on with the statement.
    var isAtNewline: Bool {
        guard context.newlinesEnd, token.newlineBefore else { return false }
        return switch kind {
        case .dot, .questionDot, .coalesce: false
        case .keyword(let keyword): !keyword.continuesStatement
        default: true
        }
    }

    /// The next token is a name, or a keyword where keywords are names too.
    var isAtWord: Bool { Self.isWord(kind) }

    static func isWord(_ kind: TokenKind) -> Bool {
        switch kind {
        case .name, .keyword: true
        default: false
        }
    }

    /// The index of the token that closes the bracket at `index`.
    func partner(of index: Int) -> Int? {
        let payload = tokens[index].payload
        return payload == Token.noPartner ? nil : Int(payload)
    }

    /// The kind of the token behind the bracket that closes the one ahead.
    func kindBehindPartner(ahead distance: Int = 0) -> TokenKind? {
        guard let partner = partner(of: min(index + distance, tokens.count - 1)), partner + 1 < tokens.count else {
            return nil
        }
        return tokens[partner + 1].kind
    }

    // MARK: - Taking

    mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    mutating func take(_ expected: TokenKind) -> Bool {
        guard kind == expected else { return false }
        advance()
        return true
    }

    mutating func takeToken() -> Token {
        let token = token
        advance()
        return token
    }

    mutating func expect(
        _ expected: TokenKind, _ message: @autoclosure () -> String, hint: String? = nil
    ) throws(Failure) {
        guard take(expected) else { throw fail(message(), hint: hint) }
    }

    /// Takes the bracket that closes the one at `opener`.
    mutating func expectClosing(_ expected: TokenKind, opener: Token, separator: String? = nil) throws(Failure) {
        if take(expected) { return }
        let closing = expected == .rightParenthesis ? ")" : expected == .rightBracket ? "]" : "}"
        if kind == .endOfInput || tokens[Int(tokenIndex(of: opener))].payload == Token.noPartner {
            throw failUnclosed(opener)
        }
        let choices = separator.map { "\($0) or `\(closing)`" } ?? "`\(closing)`"
        let isCondition = kind == .keyword(.if) && !isAtNewline
        throw failUnexpected(
            "expected \(choices)", hint: isCondition ? "write `if c then a else b`" : nil,
            notes: [note("opened here", opener.range)])
    }

    private func tokenIndex(of token: Token) -> Int {
        // The opener is behind us: search backwards by offset, tokens are in order.
        var low = 0
        var high = index
        while low < high {
            let middle = (low + high) / 2
            if tokens[middle].lower < token.lower { low = middle + 1 } else { high = middle }
        }
        return low
    }

    mutating func failUnclosed(_ opener: Token) -> Failure {
        let isAtEnd = kind == .endOfInput
        if mayEndInAString(opener) {
            if isAtEnd { isSilent = true }
            return .reported
        }
        // What would close it may stand in the string whose end is missing.
        if isAtEnd, noiseStart != .max { isSilent = true }
        report(
            "this `\(text(opener))` is not closed", opener.range,
            hint: isAtEnd ? nil : "\(describe(token)) in line \(file.line(at: token.lower)) cannot stand inside it",
            isIncomplete: isAtEnd)
        if isAtEnd { isSilent = true }
        return .reported
    }

    /// Whether a string behind a bracket in its line has no end, so that what closes the bracket may be taken for text.
    private func mayEndInAString(_ opener: Token) -> Bool {
        guard let string = unendedStrings.first(where: { $0 > opener.lower }) else { return false }
        return file.line(at: string) == file.line(at: opener.lower)
    }

    /// Notes what the next token is, for the formatter.
    mutating func mark(_ mark: TokenLayout) {
        if !layout.isEmpty { layout[index].formUnion(mark) }
    }

    // MARK: - Nesting

    struct OpenBracket {
        let opener: Token
        let outer: Context
    }

    /// Takes an opening bracket: one level of nesting, in which newlines are white space. The caller closes it however it ends.
    mutating func openBracket(commasSeparate: Bool) throws(Failure) -> OpenBracket {
        let bracket = OpenBracket(opener: takeToken(), outer: context)
        try deepen()
        context = Context(newlinesEnd: false, commasSeparate: commasSeparate)
        return bracket
    }

    mutating func closeBracket(_ bracket: OpenBracket) {
        context = bracket.outer
        depth -= 1
    }

    /// Counts one level of nesting; the caller takes it back with `depth -= 1`.
    mutating func deepen() throws(Failure) {
        depth += 1
        if depth > Self.maximumDepth {
            report(
                "this nests more than \(Self.maximumDepth) levels deep",
                hint: "give the inner parts names of their own")
            isSilent = true
            index = tokens.count - 1
            throw .reported
        }
    }

    // MARK: - Reporting

    mutating func report(
        _ message: String, _ range: SourceRange? = nil, hint: String? = nil,
        notes: [Diagnostic.Note] = [], isIncomplete: Bool? = nil
    ) {
        // What is missing at the end is shown behind the last token, not on an empty line.
        let isAtEnd = kind == .endOfInput && (range == nil || range?.lower ?? 0 >= UInt32(clamping: previousUpper))
        let range = range ?? (isAtEnd ? SourceRange(previousUpper, previousUpper) : token.range)
        guard !isSilent, range.lower < noiseStart, diagnostics.count < Self.maximumErrors else { return }
        diagnostics.append(
            Diagnostic(
                code: "Syntax", message, file: file, range: range, hint: hint, notes: notes,
                isIncomplete: isIncomplete ?? isAtEnd))
        if isAtEnd { isSilent = true }
    }

    mutating func fail(
        _ message: String, _ range: SourceRange? = nil, hint: String? = nil, notes: [Diagnostic.Note] = [],
        isIncomplete: Bool? = nil
    ) -> Failure {
        if range == nil {
            // What the lexer could not read it has reported.
            if kind == .malformed || isReportedByLexer(token) { return .reported }
            if let failure = failHabit() { return failure }
        }
        report(message, range, hint: hint, notes: notes, isIncomplete: isIncomplete)
        return .reported
    }

    private func isReportedByLexer(_ token: Token) -> Bool {
        diagnostics.prefix(lexerDiagnosticCount).contains {
            $0.range.lower >= token.lower && $0.range.lower < token.upper
        }
    }

    func note(_ message: String, _ range: SourceRange) -> Diagnostic.Note {
        Diagnostic.Note(message, file: file, range: range)
    }
}
