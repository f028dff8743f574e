/// What the parser found a token to be, where its kind alone does not tell. The formatter reads it.
struct TokenLayout: OptionSet {
    let rawValue: UInt8

    /// The first token of a statement.
    static let statement = TokenLayout(rawValue: 1 << 0)
    /// The first token of a `match` arm.
    static let arm = TokenLayout(rawValue: 1 << 1)
    /// The `{` of a block or a `match`: newlines inside it end statements and arms.
    static let block = TokenLayout(rawValue: 1 << 2)
    /// The `{` behind a statement's header; it is laid out from where the statement begins.
    static let header = TokenLayout(rawValue: 1 << 3)
    /// A minus sign in front of its operand.
    static let prefix = TokenLayout(rawValue: 1 << 4)
    /// The bracket of a call, an index or a function's parameters: no space before it.
    static let tight = TokenLayout(rawValue: 1 << 5)
    /// The word behind a dot, before a colon, or as a key: an ordinary name, whatever it is elsewhere.
    static let word = TokenLayout(rawValue: 1 << 6)
}
