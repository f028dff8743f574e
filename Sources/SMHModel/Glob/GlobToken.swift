@_spi(_Unicode) import Swift

/// One grapheme of a name or pattern in NFC, as a number that compares fast.
///
/// A grapheme of one scalar is that scalar. A longer one has a number beyond the scalars if its pattern mentions it,
/// and is `other` if not: what the pattern does not mention only a wildcard can match, and wildcards match all alike.
struct GlobToken: Hashable, Sendable {
    var rawValue: UInt32

    static let separator = GlobToken(rawValue: 0x2F)
    static let other = GlobToken(rawValue: 0x11_0000)

    var isScalar: Bool { rawValue < 0x11_0000 }
    /// What hides a name is a dot as its first scalar, whatever mark sits on it (rule 43).
    static func hides(_ name: some Collection<UInt8>) -> Bool { name.first == UInt8(ascii: ".") }

    /// The one-to-one upper- and lower-case forms of a token of one scalar.
    static func caseVariants(of token: GlobToken) -> [GlobToken] {
        guard token.isScalar, let scalar = Unicode.Scalar(token.rawValue) else { return [] }
        return [simpleUpper(scalar), simpleLower(scalar)].map { GlobToken(rawValue: $0.value) }
    }

    static func simpleUpper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapped = scalar.properties.uppercaseMapping.unicodeScalars
        return mapped.count == 1 ? mapped.first ?? scalar : scalar
    }

    static func simpleLower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapped = scalar.properties.lowercaseMapping.unicodeScalars
        return mapped.count == 1 ? mapped.first ?? scalar : scalar
    }
}

/// Turns text into tokens; knows the long graphemes of one pattern.
struct GlobTokenizer: Sendable {
    let ignoresCase: Bool
    private var longGraphemes: [String: GlobToken] = [:]

    init(ignoresCase: Bool) { self.ignoresCase = ignoresCase }

    /// The tokens of a piece of the pattern; its long graphemes are remembered.
    mutating func patternTokens(_ text: String) -> [GlobToken] {
        normalized(text).map { grapheme in
            if let token = Self.scalarToken(grapheme) { return token }
            let key = String(grapheme)
            if let known = longGraphemes[key] { return known }
            let token = GlobToken(rawValue: GlobToken.other.rawValue + 1 + UInt32(clamping: longGraphemes.count))
            longGraphemes[key] = token
            return token
        }
    }

    /// Calls `body` with the token of each grapheme of a name.
    func forEachToken(of name: Substring, _ body: (GlobToken) -> Void) {
        if name.utf8.allSatisfy(Self.isPlain) {
            for byte in name.utf8 { body(token(ofPlain: byte)) }
            return
        }
        for grapheme in normalized(String(name)) {
            body(Self.scalarToken(grapheme) ?? longGraphemes[String(grapheme)] ?? .other)
        }
    }

    /// Whether a byte is a grapheme of its own: ASCII, and no CR that could join an LF.
    static func isPlain(_ byte: UInt8) -> Bool { byte < 0x80 && byte != 0x0D }

    func token(ofPlain byte: UInt8) -> GlobToken {
        let isUpper = ignoresCase && byte &- 0x41 < 26
        return GlobToken(rawValue: UInt32(isUpper ? byte | 0x20 : byte))
    }

    private func normalized(_ text: String) -> String {
        guard ignoresCase else { return String(String.UnicodeScalarView(text._nfc)) }
        var folded = String.UnicodeScalarView()
        for scalar in text._nfc { folded.append(GlobToken.simpleLower(GlobToken.simpleUpper(scalar))) }
        return String(String.UnicodeScalarView(String(folded)._nfc))
    }

    private static func scalarToken(_ grapheme: Character) -> GlobToken? {
        let scalars = grapheme.unicodeScalars
        guard let first = scalars.first, scalars.index(after: scalars.startIndex) == scalars.endIndex else {
            return nil
        }
        return GlobToken(rawValue: first.value)
    }
}
