/// What the library keeps from one call to the next, for one interpreter.
final class LibraryState {
    private var matchers: [String: GlobMatcher] = [:]
    private let globCompiler: (@Sendable (String) throws(ScriptError) -> GlobMatcher)?
    private var generator: SplitMix64

    init(_ configuration: InterpreterConfiguration) {
        globCompiler = configuration.globCompiler
        generator = SplitMix64(state: configuration.randomSeed ?? UInt64.random(in: .min ... .max))
    }

    /// A loop asks for the same few patterns again and again; a script that makes them up starts over now and then.
    func matcher(for pattern: String) throws(ScriptError) -> GlobMatcher {
        if let known = matchers[pattern] { return known }
        guard let globCompiler else {
            throw ScriptError(.unsupported, "matches(): this host has no glob patterns")
        }
        let matcher = try globCompiler(pattern)
        if matchers.count >= 64 { matchers.removeAll() }
        matchers[pattern] = matcher
        return matcher
    }

    func nextRandom() -> UInt64 { generator.next() }
}
