import SMHModel
import Testing

/// Compares with a matcher written the simple way: braces written out, names matched by trying everything.
///
/// No alternative begins with `*`: written out behind another `*` it would read as `**`, which it is not.
struct GlobPatternPropertyTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let mixed = (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
            return mixed ^ (mixed >> 33)
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func matchingAgreesWithTheSimpleWay(seed: UInt64) throws {
        var generator = Generator(state: seed)
        var compared = 0
        var matched = 0
        for _ in 0..<1_500 {
            let source = Self.pattern(&generator)
            for includesHidden in [true, false] {
                guard let pattern = try? GlobPattern(source, includesHidden: includesHidden) else { continue }
                let alternatives = Self.expanded(source)
                for _ in 0..<6 {
                    let path = Self.path(&generator)
                    let expected = alternatives.contains { Self.matches($0, path, includesHidden) }
                    let actual = pattern.matches(names: path)
                    #expect(actual == expected, "\(source) on \(path), hidden: \(includesHidden)")
                    compared += 1
                    matched += actual ? 1 : 0
                    checkWalk(pattern, path, actual)
                }
            }
        }
        #expect(compared > 2_000 && matched > 200)
    }

    /// What a walk would skip cannot match, and what it calls a whole match matches.
    private func checkWalk(_ pattern: GlobPattern, _ path: [String], _ isMatch: Bool) {
        var position = pattern.start
        var isBelowWhole = false
        for (index, name) in path.enumerated() {
            if isMatch { #expect(position.canMatchBelow, "\(pattern) prunes \(path) at \(index)") }
            isBelowWhole = isBelowWhole || pattern.matchesAllBelow(position)
            position = pattern.advance(position, by: name)
        }
        if isBelowWhole { #expect(isMatch, "\(pattern) takes \(path) with all below") }
        if isMatch {
            #expect(path.starts(with: pattern.fixedDirectory))
            if let literal = pattern.literalPath { #expect(literal == path) }
        }
    }

    private static func pattern(_ generator: inout Generator) -> String {
        let pieces = [
            "a", "b", ".", "*", "?", "/", "/", "**", "/**/", "{a,b}", "{a,}", "{?*/b,a}", "[ab]", "[!a]", "{**/,}b",
            "{.a,b?}", "\\*", "*{a,b/**}",
        ]
        return (0..<Int.random(in: 1...5, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
            .joined()
    }

    private static func path(_ generator: inout Generator) -> [String] {
        let names = ["a", "b", "ab", "ba", ".a", ".b", "*", "abb", "aab", "."]
        return (0..<Int.random(in: 1...4, using: &generator)).map { _ in names.randomElement(using: &generator) ?? "" }
    }

    /// A pattern without braces for each way to choose alternatives.
    private static func expanded(_ source: String) -> [String] {
        let characters = Array(source)
        guard let open = firstBrace(characters) else { return [source] }
        var depth = 0
        var parts: [[Character]] = [[]]
        var index = open
        repeat {
            let character = characters[index]
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            if character == ",", depth == 1 {
                parts.append([])
            } else if !(character == "{" && depth == 1), depth > 0 {
                parts[parts.count - 1].append(character)
            }
            index += 1
        } while depth > 0
        return parts.flatMap { expanded(String(characters[..<open] + $0 + characters[index...])) }
    }

    private static func firstBrace(_ characters: [Character]) -> Int? {
        characters.indices.first { characters[$0] == "{" && ($0 == 0 || characters[$0 - 1] != "\\") }
    }

    private static func matches(_ pattern: String, _ path: [String], _ includesHidden: Bool) -> Bool {
        let segments = pattern.split(separator: "/", omittingEmptySubsequences: false).map { Array($0) }
        return matches(segments[...], path[...], includesHidden)
    }

    private static func matches(
        _ segments: ArraySlice<[Character]>, _ path: ArraySlice<String>, _ includesHidden: Bool
    ) -> Bool {
        guard let segment = segments.first else { return path.isEmpty }
        if segment == ["*", "*"] {
            if matches(segments.dropFirst(), path, includesHidden) { return true }
            guard let name = path.first, includesHidden || !name.hasPrefix(".") else { return false }
            return matches(segments, path.dropFirst(), includesHidden)
        }
        guard let name = path.first else { return false }
        return matchesName(segment[...], Array(name)[...], includesHidden || !name.hasPrefix("."))
            && matches(segments.dropFirst(), path.dropFirst(), includesHidden)
    }

    private static func matchesName(
        _ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>, _ wildcards: Bool
    ) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case "*":
            if matchesName(rest, name, wildcards) { return true }
            return wildcards && !name.isEmpty && matchesName(pattern, name.dropFirst(), true)
        case "?": return wildcards && !name.isEmpty && matchesName(rest, name.dropFirst(), true)
        case "[":
            guard let close = pattern.firstIndex(of: "]"), let character = name.first, wildcards else { return false }
            let members = pattern[(pattern.startIndex + 1)..<close]
            let isNegated = members.first == "!"
            guard members.dropFirst(isNegated ? 1 : 0).contains(character) != isNegated else { return false }
            return matchesName(pattern[(close + 1)...], name.dropFirst(), true)
        case "\\": return rest.first == name.first && matchesName(rest.dropFirst(), name.dropFirst(), true)
        default: return name.first == first && matchesName(rest, name.dropFirst(), true)
        }
    }
}
