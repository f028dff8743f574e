@_spi(_Unicode) import Swift

/// A glob pattern of language.md, compiled: matching a path takes time linear in the path.
///
/// Patterns match by canonical equivalence: names and pattern are compared in NFC, grapheme by grapheme, so `?` takes
/// `é` however it is written (rule 43). A pattern describes a whole path from the root of a space.
public struct GlobPattern: Sendable {
    /// The pattern as it was written.
    public let source: String
    /// Whether upper and lower case are the same, by simple case mapping in no locale.
    public let ignoresCase: Bool
    /// Whether wildcards match names that begin with a dot. If not, only a dot written in the pattern matches one.
    public let includesHidden: Bool
    /// The names of the directory that holds every match, as written in the pattern: what comes before the first
    /// segment with a special character, without the last segment. Nothing above it need be listed.
    ///
    /// The listed directory may spell these names differently where they are not ASCII: see `fixedNamesAreExact`.
    public let fixedDirectory: [String]
    /// The one path that the pattern describes if it has no special character at all, else nil.
    public let literalPath: [String]?

    let program: GlobProgram

    public init(_ source: String, ignoresCase: Bool = false, includesHidden: Bool = true) throws(GlobPatternError) {
        var parser = GlobParser(source, ignoresCase: ignoresCase)
        let nodes = try parser.parse()
        self.source = source
        self.ignoresCase = ignoresCase
        self.includesHidden = includesHidden
        program = GlobProgram(nodes, tokenizer: parser.tokenizer)
        (fixedDirectory, literalPath) = Self.fixedPart(of: source, ignoresCase: ignoresCase)
    }

    /// Whether no usual spelling but the written one is equivalent to the fixed names: they have no accents or marks
    /// that can be composed or decomposed. If not, an equivalent directory may exist under another spelling.
    public var fixedNamesAreExact: Bool {
        (literalPath ?? fixedDirectory).allSatisfy { name in
            name.unicodeScalars.elementsEqual(name._nfc) && name.unicodeScalars.elementsEqual(name._nfd)
        }
    }

    public func matches(names: some Sequence<String>) -> Bool {
        var position = start
        for name in names {
            position = advance(position, by: name)
            if position.isEmpty { return false }
        }
        return position.isMatch
    }

    /// Matches a path written with slashes; one leading slash is dropped, and a path with an empty name never matches.
    public func matches(path: String) -> Bool {
        var path = path
        return path.withUTF8 { matches(path: $0) }
    }

    /// As for a string, whose bytes these are.
    public func matches(path: UnsafeBufferPointer<UInt8>) -> Bool {
        let slash = UInt8(ascii: "/")
        var rest = path[...]
        if rest.first == slash { rest = rest.dropFirst() }
        var states = program.initialSet
        while true {
            let end = rest.firstIndex(of: slash) ?? rest.endIndex
            if end == rest.startIndex { return false }
            states = advance(states, by: rest[..<end])
            if states.isEmpty { return false }
            if end == rest.endIndex { return states.contains(0) }
            rest = rest[(end + 1)...]
        }
    }

    /// Splits off the leading segments without special characters, and resolves their escapes.
    private static func fixedPart(of source: String, ignoresCase: Bool) -> ([String], [String]?) {
        var names: [String] = []
        var name = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in source.unicodeScalars {
            let isCased = ignoresCase && scalar.properties.isCased
            if isCased || (!isEscaped && "*?[{".unicodeScalars.contains(scalar)) { return (names, nil) }
            if !isEscaped, scalar == "\\" {
                isEscaped = true
                continue
            }
            isEscaped = false
            if scalar == "/" {
                names.append(String(name))
                name = String.UnicodeScalarView()
            } else {
                name.append(scalar)
            }
        }
        return (names, names + [String(name)])
    }
}

// MARK: - Walking

extension GlobPattern {
    /// How far a walk has come: what the pattern can still be after the names entered so far.
    public struct Position: Hashable, Sendable {
        fileprivate var states: GlobStateSet
        /// Whether the path so far is a match itself.
        public fileprivate(set) var isMatch: Bool
        /// Whether something below the path may match. If not, its directory need not be listed.
        public fileprivate(set) var canMatchBelow: Bool
        /// Whether the path and all below it can be forgotten.
        public var isEmpty: Bool { !isMatch && !canMatchBelow }
    }

    /// The root of the space.
    public var start: Position { position(program.initialSet) }

    /// The position after one more name.
    public func advance(_ position: Position, by name: String) -> Position { advance(position, by: name[...]) }

    /// The position after several names, such as `fixedDirectory`.
    public func advance(_ position: Position, by names: some Sequence<String>) -> Position {
        names.reduce(position) { advance($0, by: $1) }
    }

    /// Whether everything below this position is a match, as below `thumbs` for `thumbs/**`.
    ///
    /// May say no where the pattern is roundabout; never says yes wrongly.
    public func matchesAllBelow(_ position: Position) -> Bool {
        includesHidden && program.matchesAllBelow(position.states)
    }

    private func advance(_ position: Position, by name: Substring) -> Position {
        let states = name.utf8.withContiguousStorageIfAvailable { advance(position.states, by: $0[...]) }
        return self.position(states ?? advance(position.states, byTokensOf: name))
    }

    /// The states after a name and its end.
    private func advance(_ set: GlobStateSet, by name: Slice<UnsafeBufferPointer<UInt8>>) -> GlobStateSet {
        let firstIsHidden = !includesHidden && GlobToken.hides(name)
        if let states = program.table?.advance(set.first, by: name, firstIsHidden: firstIsHidden) {
            return GlobStateSet(states)
        }
        return advance(set, byTokensOf: Substring(String(decoding: name, as: UTF8.self)))
    }

    private func advance(_ set: GlobStateSet, byTokensOf name: Substring) -> GlobStateSet {
        var set = set
        var wildcards = includesHidden || !GlobToken.hides(name.utf8)
        program.tokenizer.forEachToken(of: name) { token in
            if set.isEmpty { return }
            set = program.step(set, token, wildcards: wildcards)
            wildcards = true
        }
        return program.stepSeparator(set)
    }

    private func position(_ set: GlobStateSet) -> Position {
        var canMatchBelow = false
        set.forEach { index in
            switch program.states[index].kind {
            case .match, .split: break
            default: canMatchBelow = true
            }
        }
        return Position(states: set, isMatch: set.contains(0), canMatchBelow: canMatchBelow)
    }
}

extension GlobPattern: Hashable, CustomStringConvertible {
    /// Two patterns are equal if they are written alike, scalar by scalar, and have the same options.
    public static func == (left: GlobPattern, right: GlobPattern) -> Bool {
        left.source.utf8.elementsEqual(right.source.utf8) && left.ignoresCase == right.ignoresCase
            && left.includesHidden == right.includesHidden
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(source)
        hasher.combine(ignoresCase)
        hasher.combine(includesHidden)
    }

    public var description: String { source }
}
