import SMHModel
import Testing

struct GlobPatternTests {
    private func matches(
        _ pattern: String, _ path: String, ignoresCase: Bool = false, hidden: Bool = true
    ) throws -> Bool {
        try GlobPattern(pattern, ignoresCase: ignoresCase, includesHidden: hidden).matches(path: path)
    }

    @Test(arguments: [
        ("*.jpg", "a.jpg", true), ("*.jpg", ".jpg", true), ("*.jpg", "b/a.jpg", false), ("*", "a/b", false),
        ("?.jpg", "a.jpg", true), ("?.jpg", "ab.jpg", false), ("a?c", "a/c", false),
        ("**/*.jpg", "a.jpg", true), ("**/*.jpg", "x/y/a.jpg", true), ("**", "a/b/c", true), ("**", "a", true),
        ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**/b", "ab", false), ("a/**/b", "a/xb", false),
        ("a/**", "a/b", true), ("a/**", "a/b/c", true), ("a/**", "a", true), ("a/**", "ab", false),
        ("**/**/a", "a", true), ("**/a/**", "x/a/y", true),
        ("[abc]", "b", true), ("[abc]", "d", false), ("[a-z]x", "qx", true), ("[!a-z]", "Q", true),
        ("[!a-z]", "q", false),
        ("[!a]b", "/b", false), ("[a-]", "-", true), ("[-a]", "-", true), ("[a!]", "!", true), ("[\\]]", "]", true),
        ("*.{jpg,png}", "a.png", true), ("*.{jpg,png}", "a.gif", false), ("{a,b{c,d}}e", "bde", true),
        ("{a/b,c}/d", "a/b/d", true), ("{a/b,c}/d", "c/d", true), ("{a/**,b}/d", "a/x/d", true),
        ("{a/**,b}/d", "b/d", true), ("{a/**,b}/d", "a/d", true), ("{**/,}a", "x/a", true), ("{**/,}a", "a", true),
        ("x{,/**}", "x/y", true), ("x{,/**}", "x", true), ("a{,b}", "a", true), ("a{,b}", "ab", true),
        ("**{/a,/b}", "x/b", true), ("**{/a,/b}", "a", true), ("**{/a,/b}", "x/c", false),
        ("\\*", "*", true), ("\\*", "a", false), ("\\{a,b\\}", "{a,b}", true), ("a,b", "a,b", true), ("a]", "a]", true),
        ("a", "/a", true), ("a", "a/", false), ("a", "", false), ("**", "", false), ("*", "", false),
        ("[1080p] *", "1 x", true), ("*a*b*", "xaxbx", true), ("*a*b*", "xbxax", false),
    ])
    func matchesAsTheTableSays(pattern: String, path: String, expected: Bool) throws {
        #expect(try matches(pattern, path) == expected)
    }

    @Test func charactersAreGraphemesUpToCanonicalEquivalence() throws {
        #expect(try matches("?", "e\u{301}"))
        #expect(try matches("caf\u{E9}", "cafe\u{301}"))
        #expect(try matches("cafe\u{301}", "caf\u{E9}"))
        #expect(try matches("e*", "e\u{301}x") == false)
        #expect(try matches("[\u{E9}]", "e\u{301}"))
        #expect(try matches("[e\u{301}x]", "\u{E9}"))
        #expect(try matches("[à-ü]", "e\u{301}"))
        #expect(try matches("?", "👨‍👩‍👧"))
        #expect(try matches("[👨‍👩‍👧]", "👨‍👩‍👧"))
        #expect(try matches("[👨‍👩‍👧]", "👨‍👩‍👦") == false)
        #expect(try matches("[!👨‍👩‍👧]", "👨‍👩‍👦"))
        #expect(try matches("*", "\r\n"))
    }

    @Test func caseIsIgnoredOnRequestOnly() throws {
        #expect(try matches("*.JPG", "a.jpg") == false)
        #expect(try matches("*.JPG", "a.jpg", ignoresCase: true))
        #expect(try matches("[A-Z]", "q", ignoresCase: true))
        #expect(try matches("[a-z]", "Q", ignoresCase: true))
        #expect(try matches("ÄÖ*", "äöü", ignoresCase: true))
        #expect(try matches("ΣΑΣ", "σας", ignoresCase: true))
    }

    @Test func hiddenNamesNeedADotOfTheirOwn() throws {
        #expect(try matches("*", ".a"))
        #expect(try matches("*", ".a", hidden: false) == false)
        #expect(try matches("?a", ".a", hidden: false) == false)
        #expect(try matches("[.]a", ".a", hidden: false) == false)
        #expect(try matches(".*", ".a", hidden: false))
        #expect(try matches("**/a", ".x/a", hidden: false) == false)
        #expect(try matches("{.x,y}/a", ".x/a", hidden: false))
        #expect(try matches("*.a", "x.a", hidden: false))
    }

    @Test(arguments: [
        "", "/a", "a/", "a//b", "./a", "a/../b", "a\u{0}b",
    ])
    func pathRulesHoldForPatterns(pattern: String) throws {
        let error = try #require(throws: GlobPatternError.self) { try GlobPattern(pattern) }
        #expect(error.kind == .path)
    }

    @Test(arguments: [
        ("a**", 1), ("**a", 0), ("a/**b", 2), ("***", 0), ("[", 0), ("[a", 0), ("[]", 0), ("[!]", 0), ("[^a]", 1),
        ("[z-a]", 1), ("[a/b]", 2), ("{a", 0), ("a}", 1), ("{}", 0), ("a\\", 1), ("{a,**}b", 3), ("a{b,**/c}", 4),
        ("****", 0), ("**{a,/b}", 0), ("[\\", 1),
    ])
    func malformedPatternsAreRefusedWithTheirPlace(pattern: String, offset: Int) throws {
        let error = try #require(throws: GlobPatternError.self) { try GlobPattern(pattern) }
        #expect(error.kind == .malformed)
        #expect(error.offset == offset)
    }

    @Test func nestingIsLimited() throws {
        let deep = String(repeating: "{", count: 10_000) + String(repeating: "}", count: 10_000)
        #expect(throws: GlobPatternError.self) { try GlobPattern(deep) }
        let fine = String(repeating: "{a,", count: 60) + "b" + String(repeating: "}", count: 60)
        #expect(try GlobPattern(fine).matches(path: "b"))
    }

    @Test func matchingDoesNotBlowUp() throws {
        let stars = String(repeating: "*a", count: 200) + "b"
        #expect(try matches(stars, String(repeating: "a", count: 5_000)) == false)
        let braces = String(repeating: "{a,b}", count: 2_000)
        #expect(try matches(braces, String(repeating: "b", count: 2_000)))
        let segments = String(repeating: "**/", count: 50) + "x"
        #expect(try matches(segments, String(repeating: "a/", count: 500) + "y") == false)
    }

    @Test func theFixedDirectoryEndsBeforeTheFirstSpecialCharacter() throws {
        #expect(try GlobPattern("camera/**/*.jpg").fixedDirectory == ["camera"])
        #expect(try GlobPattern("camera/raw*").fixedDirectory == ["camera"])
        #expect(try GlobPattern("a/b/c").fixedDirectory == ["a", "b"])
        #expect(try GlobPattern("a/b/c").literalPath == ["a", "b", "c"])
        #expect(try GlobPattern("*").fixedDirectory == [])
        #expect(try GlobPattern("\\*/x").literalPath == ["*", "x"])
        #expect(try GlobPattern("{a,b}/x").literalPath == nil)
        #expect(try GlobPattern("a/x", ignoresCase: true).fixedDirectory == [])
        #expect(try GlobPattern("2024/x*", ignoresCase: true).fixedDirectory == ["2024"])
    }

    @Test func aWalkKnowsWhatCannotMatch() throws {
        let pattern = try GlobPattern("camera/*/raw/**/*.{jpg,heic}")
        let camera = pattern.advance(pattern.start, by: "camera")
        #expect(camera.canMatchBelow && !camera.isMatch)
        #expect(pattern.advance(pattern.start, by: "music").isEmpty)
        let raw = pattern.advance(camera, by: ["2024", "raw"])
        #expect(raw.canMatchBelow)
        #expect(pattern.advance(camera, by: ["2024", "edited"]).isEmpty)
        let photo = pattern.advance(raw, by: "a.heic")
        #expect(photo.isMatch && photo.canMatchBelow)
    }

    @Test func aWalkKnowsWhatMatchesWhole() throws {
        for (text, path, expected) in [
            ("thumbs/**", ["thumbs"], true), ("thumbs/**/*", ["thumbs"], true), ("**", [], true),
            ("thumbs/**/*.jpg", ["thumbs"], false), ("thumbs/*", ["thumbs"], false), ("**/?", [], false),
            ("**/a*", [], false), ("**/*", ["x", "y"], true),
        ] {
            let pattern = try GlobPattern(text)
            #expect(pattern.matchesAllBelow(pattern.advance(pattern.start, by: path)) == expected, "\(text)")
        }
    }
}
