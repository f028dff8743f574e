/// One word, literal, bracket or operator of a source text.
///
/// Sixteen bytes without references: a file's tokens are one array, and parsing looks ahead by index.
struct Token: Equatable {
    static let noPartner = UInt32.max

    var kind: TokenKind
    /// A line ended between the token before it and this one.
    var newlineBefore: Bool
    var lower: UInt32
    var upper: UInt32
    /// Of literals and pieces of strings, the index of their value; of brackets, the index of the token that closes or
    /// opens them, or `noPartner`.
    var payload: UInt32

    var range: SourceRange { SourceRange(Int(lower), Int(upper)) }
}

enum TokenKind: Equatable {
    case endOfInput
    case name
    case keyword(Keyword)
    case number
    /// A whole string without interpolation.
    case string
    /// `"… \(`, `) … \(` and `) … "`: the pieces of a string around its interpolations.
    case stringStart, stringMiddle, stringEnd
    case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
    case comma, colon, semicolon, dot, questionDot
    /// `=>`
    case arrow
    /// `=`
    case assign
    /// `+=` and its kin; the operator is in `AssignmentOperator.of`.
    case plusAssign, minusAssign, starAssign, slashAssign, slashSlashAssign, percentAssign, coalesceAssign
    /// `??`
    case coalesce
    case plus, minus, star, slash, slashSlash, percent
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    /// `..<` and `...`
    case halfOpenRange, closedRange
    /// An operator of another language, such as `&&`: no part of this one, kept so that the parser can say what to write.
    case foreign
    /// What the lexer has reported already; the parser says no more of it.
    case malformed
}

enum Keyword: String, CaseIterable {
    case and, `as`, async, await, `break`, `catch`, `continue`, copy, delete, `else`, `false`, finally, fn, `for`, `if`,
        `import`, `in`, `is`, `let`, match, move, not, null, or, param, restore, `return`, then, `throw`, to, `true`,
        `try`,
        `var`, `where`, `while`

    /// Before a line that begins with one of these, a newline does not end the statement (rule 9).
    var continuesStatement: Bool {
        switch self {
        case .and, .or, .to, .then, .else, .catch, .finally: true
        default: false
        }
    }

    /// By their bytes, packed into one number: none is longer than eight.
    static let byPackedBytes: [UInt64: Keyword] = {
        var table: [UInt64: Keyword] = [:]
        for keyword in allCases {
            table[keyword.rawValue.utf8.reduce(0) { $0 << 8 | UInt64($1) }] = keyword
        }
        return table
    }()
}

/// The value of a number or of a piece of a string.
enum LiteralValue: Equatable {
    /// Sizes too, in bytes.
    case int(Int)
    /// 9,223,372,036,854,775,808, which is an int only behind a minus sign.
    case intMinimumMagnitude
    case float(Double)
    /// Nanoseconds.
    case duration(Int)
    case string(String)
}

/// A comment, from its `#` up to the end of its line.
struct Comment: Equatable {
    var lower: UInt32
    var upper: UInt32
    /// The token that follows it.
    var tokenIndex: Int
    /// Nothing but white space stands before it on its line.
    var isAlone: Bool
}

/// What the lexer makes of a file.
struct TokenList {
    var tokens: [Token] = []
    var literals: [LiteralValue] = []
    var comments: [Comment] = []
    var diagnostics: [Diagnostic] = []
    /// From here on the text is not what its author meant, because something was never closed: errors found behind it
    /// would be noise.
    var noiseStart: UInt32?
    /// Where strings begin whose lines end before they do, in order.
    var unendedStrings: [UInt32] = []
}
