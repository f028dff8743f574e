/// Lays a script out in the one way that all scripts are laid out.
///
/// Where lines break is the author's choice, within rules: a statement begins a line, `{` ends one, `else` follows its
/// `}`, a bracket that is followed by a line break is closed on a line of its own. Indentation, spaces, blank lines and
/// semicolons follow from the tokens. Comments stay at the token they stand at. Doing it twice is doing it once.
public enum Formatter {
    /// The text laid out, its lines ended by `\n`.
    ///
    /// Throws the syntax errors of a text that is no script. The result parses to the same tree: that is checked, and
    /// a text for which it failed would be refused and not written.
    public static func format(_ file: SourceFile) throws(DiagnosticsError) -> String {
        let source = try FormatSource(file)
        var layouter = Layouter(source)
        let text = layouter.run()
        let result = try FormatSource(SourceFile(name: file.name, text: text))
        guard source.hasSameMeaning(as: result) else {
            throw DiagnosticsError([
                Diagnostic(
                    code: "Syntax", "this script cannot be laid out without changing it", file: file,
                    range: SourceRange(0, 0), hint: "please report it; nothing was changed")
            ])
        }
        return text
    }
}

/// A script's tokens with what the parser found out about them.
struct FormatSource {
    let file: SourceFile
    let tokens: [Token]
    let comments: [Comment]
    let layout: [TokenLayout]

    init(_ file: SourceFile) throws(DiagnosticsError) {
        let list = Lexer.tokenize(file)
        var parser = Parser(file: file, tokens: list)
        parser.layout = Array(repeating: [], count: list.tokens.count)
        let (_, diagnostics) = parser.parseProgram()
        if diagnostics.contains(where: { $0.severity == .error }) { throw DiagnosticsError(diagnostics) }
        self.file = file
        tokens = list.tokens
        comments = list.comments
        layout = parser.layout
    }

    func text(_ lower: UInt32, _ upper: UInt32) -> String {
        let bytes = file.bytes[Int(lower)..<Int(upper)]
        guard bytes.contains(0x0D) else { return String(decoding: bytes, as: UTF8.self) }
        // Line ends in a string over several lines are `\n`, whatever the file's.
        var kept: [UInt8] = []
        for index in bytes.indices where bytes[index] != 0x0D || index + 1 == bytes.endIndex || bytes[index + 1] != 0x0A
        {
            kept.append(bytes[index])
        }
        return String(decoding: kept, as: UTF8.self)
    }

    func text(_ token: Token) -> String { text(token.lower, token.upper) }

    /// Semicolons and the commas before a closing bracket mean nothing to the tree.
    private var meaningful: [Int] {
        tokens.indices.filter { index in
            switch tokens[index].kind {
            case .semicolon: false
            case .comma: !tokens[index + 1].kind.isClosing
            default: true
            }
        }
    }

    func hasSameMeaning(as other: FormatSource) -> Bool {
        let ours = meaningful
        let theirs = other.meaningful
        guard ours.count == theirs.count, comments.count == other.comments.count else { return false }
        return zip(ours, theirs).allSatisfy { our, their in
            tokens[our].kind == other.tokens[their].kind && layout[our] == other.layout[their]
                && Array(text(tokens[our]).utf8) == Array(other.text(other.tokens[their]).utf8)
        }
    }
}

extension TokenKind {
    var isOpening: Bool {
        switch self {
        case .leftParenthesis, .leftBracket, .leftBrace, .stringStart, .stringMiddle: true
        default: false
        }
    }

    var isClosing: Bool {
        switch self {
        case .rightParenthesis, .rightBracket, .rightBrace, .stringMiddle, .stringEnd: true
        default: false
        }
    }
}
