/// Why a text is not a path.
public struct PathError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        case emptyName
        case dot
        case dotDot
        case nullCharacter
        case slashInName
        case trailingSlash
    }

    public let reason: Reason
    /// The whole text that was to be a path.
    public let text: String

    public init(_ reason: Reason, in text: String) {
        self.reason = reason
        self.text = text
    }

    public var description: String {
        let shown = text.replacingNullCharacters
        return switch reason {
        case .emptyName: "the path \"\(shown)\" has an empty name in it"
        case .dot: "the path \"\(shown)\" has the name \".\" in it, which a drive does not know"
        case .dotDot: "the path \"\(shown)\" has the name \"..\" in it, which a drive does not know"
        case .nullCharacter: "the path \"\(shown)\" has the character U+0000 in it"
        case .slashInName: "the name \"\(shown)\" has a slash in it"
        case .trailingSlash: "the path \"\(shown)\" ends in a slash"
        }
    }

    /// What to write instead, where that can be said.
    public var hint: String? {
        switch reason {
        case .emptyName: "a part of the path may be an empty string; check the values it is made of"
        case .trailingSlash: "leave out the slash at the end; only the target of move and copy may have one"
        case .dot, .dotDot: "write the path from the root of the space"
        case .nullCharacter, .slashInName: nil
        }
    }

    package static func check(name: String, in text: String) throws(PathError) {
        if let reason = reason(against: name) { throw PathError(reason, in: text) }
    }

    /// Why this is no name; nil where it is one.
    static func reason(against name: String) -> Reason? {
        if name.isEmpty { return .emptyName }
        if name == "." { return .dot }
        if name == ".." { return .dotDot }
        for byte in name.utf8 {
            if byte == 0 { return .nullCharacter }
            if byte == UInt8(ascii: "/") { return .slashInName }
        }
        return nil
    }
}

extension String {
    fileprivate var replacingNullCharacters: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.value == 0 ? "\u{2400}" : $0 }))
    }
}
