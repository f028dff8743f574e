import Testing

@testable import SMHScript

struct UTF8TextTests {
    private let samples = [
        "", "a", "hello world", "a\r\nb", "\r\n\r\n", "cafe\u{301}!", "👨‍👩‍👧👍🏽x", "日本語", "e\u{301}e\u{301}", "🇩🇪🇫🇷", "ab\rcd",
        "\u{301}a",
    ]

    private func with<Result>(_ text: String, _ body: (UTF8Text) -> Result) -> Result { UTF8Text.with(text, body) }

    @Test func countingAndSlicingAgreeWithSwift() {
        for sample in samples {
            let characters = Array(sample)
            #expect(with(sample) { $0.count } == characters.count)
            for start in 0...characters.count {
                for end in start...characters.count + 2 {
                    let slice = with(sample) { text in text[text.range(clamping: start, end)].string }
                    let expected = String(characters[start..<min(end, characters.count)])
                    #expect(slice.utf8.elementsEqual(expected.utf8))
                }
                let offset = with(sample) { $0.offset(ofGrapheme: start) }
                #expect(offset == String(characters[..<start]).utf8.count)
            }
            #expect(with(sample) { $0.offset(ofGrapheme: characters.count + 1) } == nil)
            #expect(with(sample) { String(decoding: $0.reversed, as: UTF8.self) } == String(sample.reversed()))
        }
    }

    @Test func searchingIsScalarByScalarWithGraphemePositions() {
        func index(_ text: String, _ needle: String) -> Int? {
            with(text) { text in with(needle) { text.firstIndex(of: $0) } }
        }
        #expect(index("a\r\nb", "\n") == 1)
        #expect(index("cafe\u{301}!", "\u{301}") == 3)
        #expect(index("cafe\u{301}!", "caf\u{E9}") == nil)
        #expect(index("cafe\u{301}!", "!") == 4)
        #expect(index("👨‍👩‍👧x", "👩") == 0)
        #expect(index("abc", "") == 0)
        #expect(index("", "a") == nil)
    }

    @Test func piecesWordsAndLines() {
        func pieces(_ text: String, _ separator: String) -> [String] {
            with(text) { text in with(separator) { text.pieces(between: $0).map { text[$0].string } } }
        }
        #expect(pieces("a,,b,", ",") == ["a", "", "b", ""])
        #expect(pieces("", ",") == [""])
        #expect(pieces("a\r\nb", "\n") == ["a\r", "b"])
        #expect(with("  a \u{3000}b\n") { text in text.words.map { text[$0].string } } == ["a", "b"])
        #expect(with("a\nb\r\n\r\nc") { text in text.lines.map { text[$0].string } } == ["a", "b", "", "c"])
        #expect(with("a\n") { text in text.lines.map { text[$0].string } } == ["a"])
        #expect(with("\n") { text in text.lines.map { text[$0].string } } == [""])
        #expect(with("") { text in text.lines.count } == 0)
        #expect(with("\u{A0} a b\t\u{2003}") { text in text[text.trimmed].string } == "a b")
        #expect(with(" \n ") { text in text.trimmed.isEmpty })
    }

    @Test func changing() {
        func replaced(_ text: String, _ old: String, _ new: String, limit: Int = 1000) -> String? {
            with(text) { text in
                with(old) { old in with(new) { text.replacing(old, with: $0, limit: limit) } }
            }.map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(replaced("aXbX", "X", "--") == "a--b--")
        #expect(replaced("aaa", "aa", "b") == "ba")
        #expect(replaced("ab", "", "-") == "-a-b-")
        #expect(replaced("aXbX", "X", "--", limit: 5) == nil)
        #expect(with("ab") { $0.repeated(3, limit: 6) } == Array("ababab".utf8))
        #expect(with("ab") { $0.repeated(Int.max, limit: 6) } == nil)
        #expect(with("") { $0.repeated(Int.max, limit: 6) } == [])
        #expect(with("ab") { UTF8Text.padding($0, missing: 5, limit: 100) } == Array("ababa".utf8))
        #expect(with("Straße ΑΣ Σ") { String(decoding: $0.lowercased, as: UTF8.self) } == "straße ας σ")
        #expect(with("Straße") { String(decoding: $0.uppercased, as: UTF8.self) } == "STRASSE")
        #expect(with("e\u{301}") { $0.normalized } == Array("\u{E9}".utf8))
    }

    @Test(arguments: [
        ("a/b.tar.gz", "b.tar.gz", "b.tar", "gz", "a"), ("/a/b", "b", "b", "", "/a"), ("b", "b", "b", "", ""),
        (".profile", ".profile", ".profile", "", ""), ("a/", "a", "a", "", ""), ("x.", "x.", "x.", "", ""),
        ("a.b/c", "c", "c", "", "a.b"), ("a/.x.JPG", ".x.JPG", ".x", "JPG", "a"), ("", "", "", "", ""),
    ])
    func pathsAreTakenApart(path: String, name: String, stem: String, ext: String, parent: String) {
        with(path) { text in
            #expect(text[PathText.name(text)].string == name)
            #expect(text[PathText.stem(text)].string == stem)
            #expect(text[PathText.ext(text)].string == ext)
            #expect(text[PathText.parent(text)].string == parent)
        }
    }
}
