/// What the library keeps from one call to the next, for one interpreter.
final class LibraryState {
    private var matchers: [[UInt8]: GlobMatcher] = [:]
    private var lastMatcher: (pattern: [UInt8], matches: GlobMatcher)?
    private let globCompiler: (@Sendable (String) throws(ScriptError) -> GlobMatcher)?
    private var generator: SplitMix64

    init(_ configuration: InterpreterConfiguration) {
        globCompiler = configuration.globCompiler
        generator = SplitMix64(state: configuration.randomSeed ?? UInt64.random(in: .min ... .max))
    }

    /// A loop asks for one pattern, or a few, again and again; a script that makes them up starts over now and then.
    func matcher(for pattern: StringCell) throws(ScriptError) -> GlobMatcher {
        if let last = lastMatcher, last.pattern.elementsEqual(pattern.utf8) { return last.matches }
        let bytes = Array(pattern.utf8)
        let known = matchers[bytes]
        let matcher = if let known { known } else { try compiledMatcher(pattern.string) }
        if matchers.count >= 64 { matchers.removeAll() }
        matchers[bytes] = matcher
        lastMatcher = (bytes, matcher)
        return matcher
    }

    private func compiledMatcher(_ pattern: String) throws(ScriptError) -> GlobMatcher {
        guard let globCompiler else {
            throw ScriptError(.unsupported, "matches(): this host has no glob patterns")
        }
        return try globCompiler(pattern)
    }

    func nextRandom() -> UInt64 { generator.next() }
}
