/// A parsed pattern.
///
/// Recursion over it is bounded by the nesting of braces, which the parser limits.
enum GlobNode {
    case literal([GlobToken])
    /// `?`
    case any
    /// `*`
    case run
    /// `**`, with its place in the pattern.
    case segments(Int)
    case characterClass(GlobClass)
    /// `/`
    case separator
    case choice([[GlobNode]])
}

/// `[a-z]`, or `[!a-z]`: one grapheme.
struct GlobClass: Sendable {
    var isNegated = false
    var members: [GlobToken] = []
    /// Ends of ranges; both are single scalars in NFC.
    var ranges: [ClosedRange<UInt32>] = []
    var ignoresCase = false

    func contains(_ token: GlobToken) -> Bool {
        var isMember = hasMember(token)
        if !isMember, ignoresCase, !ranges.isEmpty {
            isMember = GlobToken.caseVariants(of: token).contains { hasMember($0) }
        }
        return isMember != isNegated
    }

    private func hasMember(_ token: GlobToken) -> Bool {
        if members.contains(token) { return true }
        return token.isScalar && ranges.contains { $0.contains(token.rawValue) }
    }
}
