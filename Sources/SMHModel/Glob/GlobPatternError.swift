/// Why a glob pattern was refused; nothing has been listed when it is thrown.
public struct GlobPatternError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Sendable {
        /// The pattern is not well-formed: code `Pattern`.
        case malformed
        /// The pattern breaks the rules of paths (an empty name, `.`, `..`, a slash at either end): code `Argument`.
        case path
    }

    public let kind: Kind
    /// What is wrong, without the pattern itself.
    public let message: String
    /// What to write instead.
    public let hint: String?
    /// Where it is wrong: the number of Unicode scalars of the pattern that stand before it.
    public let offset: Int

    init(_ message: String, hint: String? = nil, at offset: Int) {
        self.init(.malformed, message, hint: hint, at: offset)
    }

    init(_ kind: Kind, _ message: String, hint: String? = nil, at offset: Int) {
        self.kind = kind
        self.message = message
        self.hint = hint
        self.offset = offset
    }

    public var description: String {
        let place = "\(message), at character \(offset + 1)"
        return hint.map { "\(place): \($0)" } ?? place
    }
}
