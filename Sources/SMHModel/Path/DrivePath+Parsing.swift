extension DrivePath {
    /// Reads a path as a script writes it. One slash in front is dropped; the empty text and `/` are the root.
    /// - Throws: ``PathError`` for an empty name, `.`, `..`, U+0000, and a slash at the end.
    public init(parsing text: String) throws(PathError) {
        let (path, hasTrailingSlash) = try Self.parseTarget(text)
        if hasTrailingSlash { throw PathError(.trailingSlash, in: text) }
        self = path
    }

    /// Reads the `to` of a move or copy, where a slash at the end means "into this directory".
    /// The root reports no slash, whether it was written `/` or as the empty text.
    /// - Throws: ``PathError`` for an empty name, `.`, `..` and U+0000.
    public static func parseTarget(
        _ text: String
    ) throws(PathError) -> (path: DrivePath, hasTrailingSlash: Bool) {
        var rest = text.utf8[...]
        if rest.first == slash { rest = rest.dropFirst() }
        if rest.isEmpty { return (.root, false) }
        let hasTrailingSlash = rest.last == slash
        if hasTrailingSlash { rest = rest.dropLast() }
        var names: [String] = []
        for part in rest.split(separator: slash, omittingEmptySubsequences: false) {
            let name = String(Substring(part))
            try PathError.check(name: name, in: text)
            names.append(name)
        }
        return (DrivePath(unchecked: names), hasTrailingSlash)
    }

    /// A path from names that somebody else gives, for example an answer of the service.
    /// - Throws: ``PathError`` if one of them cannot be a name (`..`, a slash, …).
    public init(names: [String]) throws(PathError) {
        for name in names {
            guard let reason = PathError.reason(against: name) else { continue }
            throw PathError(reason, in: names.joined(separator: "/"))
        }
        self.init(unchecked: names)
    }

    /// Reads a path the way the service does (reference 1.3): empty names are dropped, so leading, trailing and double
    /// slashes do not matter. For servers only; a client that did this would widen `tmp/` + "" to `tmp`.
    /// - Throws: ``PathError`` for `.`, `..` and U+0000.
    public init(lenient text: String) throws(PathError) {
        let names = text.utf8.split(separator: Self.slash).map { String(Substring($0)) }
        try self.init(names: names)
    }

    private static let slash = UInt8(ascii: "/")
}
