import Foundation
import Testing

@testable import SMHScript

@Suite struct FormatterTests {
    private func format(_ text: String) throws -> String {
        let once = try Formatter.format(SourceFile(name: "test.smh", text: text))
        let twice = try Formatter.format(SourceFile(name: "test.smh", text: once))
        #expect(once == twice, "laid out twice is not as laid out once")
        #expect(TreeDump.of(text) == TreeDump.of(once))
        return once
    }

    @Test(arguments: [
        // Spaces
        ("let   a=1+2*-3", "let a = 1 + 2 * -3\n"),
        ("f (a,b , c : 1)[ 0 ] . d", "f(a, b, c: 1)[0].d\n"),
        ("let m={a:1,\"b\" : 2 , (k) :3,}", "let m = {a: 1, \"b\": 2, (k): 3}\n"),
        ("for i ,x in 0 ..< n where not(x) { }", "for i, x in 0..<n where not (x) {}\n"),
        ("xs.map( (a,b=1,c ...)=>a )", "xs.map((a, b = 1, c...) => a)\n"),
        ("print(\"a\\( b+c )d\" , 'x')", "print(\"a\\(b + c)d\", 'x')\n"),
        ("delete a,b , permanent : true", "delete a, b, permanent: true\n"),
        ("a.delete (1); f(to : 1)", "a.delete(1)\nf(to: 1)\n"),
        ("return_(a); let x = -(b)", "return_(a)\nlet x = -(b)\n"),
        // Lines
        ("a();b() ; ;c()", "a()\nb()\nc()\n"),
        ("if a\n{\nb()\n}\nelse\n{ c() }", "if a {\n    b()\n} else { c() }\n"),
        ("fn g(){ a();b() }\n\n\n\nfn h(){\n\na()\n\n}", "fn g() { a(); b() }\n\nfn h() {\n    a()\n}\n"),
        ("f(a,\nb\n)", "f(a,\n    b)\n"),
        ("f(\na,b,\nc)", "f(\n    a, b,\n    c\n)\n"),
        ("let a = xs\n.b()\n.c(x=>{\nd()\n})", "let a = xs\n    .b()\n    .c(x => {\n        d()\n    })\n"),
        ("let a=b+\nc", "let a = b +\n    c\n"),
        ("match v {1=>a;2=>b\nelse=>{ c() } }", "match v {\n    1 => a\n    2 => b\n    else => { c() }\n}\n"),
        ("let r = match v {1=>a;else=>b }", "let r = match v { 1 => a; else => b }\n"),
        ("while a {\n}", "while a {}\n"),
        ("f(x=>{\n})", "f(x => {})\n"),
        // Comments
        ("#!x\n\n\n#  a \nb() #c\n  #d", "#!x\n\n#  a\nb()  #c\n#d\n"),
        ("a() # one\nbcd() # two\n\ne() # three", "a()    # one\nbcd()  # two\n\ne()  # three\n"),
        (
            "if a { # why\nb()\n# end\n}\n# else\nelse { c() }",
            "if a {  # why\n    b()\n    # end\n}\n# else\nelse { c() }\n"
        ),
        ("f(a, # first\nb # second\n)", "f(a,  # first\n    b  # second\n)\n"),
        ("f( # here\n)", "f(  # here\n)\n"),
        ("let a = [ # list\n1,\n\n# two\n2,\n]", "let a = [  # list\n    1,\n\n    # two\n    2,\n]\n"),
        ("", ""),
        ("# only", "# only\n"),
        // Strings over lines stay as they are
        ("f(\"\"\"\r\n  a \r\n  \"\"\")", "f(\"\"\"\n  a \n  \"\"\")\n"),
        ("if a {\nf(\"\"\"\nb\n\"\"\")\n}", "if a {\n    f(\"\"\"\nb\n\"\"\")\n}\n"),
    ])
    func layoutOf(text: String, layout: String) throws {
        #expect(try format(text) == layout)
    }

    @Test func aTextWithErrorsIsRefused() {
        #expect(throws: DiagnosticsError.self) {
            _ = try Formatter.format(SourceFile(name: "test.smh", text: "let a = "))
        }
    }

    /// Every script of the project that can be read: cases, examples, and what the documentation shows.
    private static let scripts: [(name: String, text: String)] = {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        var found: [(name: String, text: String)] = []
        for folder in ["Tests", "Sources", "README.md"] {
            let place = root.appending(path: folder)
            let below = FileManager.default.enumerator(at: place, includingPropertiesForKeys: nil)?.allObjects ?? []
            for file in below.compactMap({ $0 as? URL }) + [place] {
                guard ["smh", "md"].contains(file.pathExtension), let data = try? Data(contentsOf: file) else {
                    continue
                }
                let text = String(decoding: data, as: UTF8.self)
                if file.pathExtension == "smh" {
                    found.append((file.lastPathComponent, text))
                } else {
                    found += examples(in: text).map { (file.lastPathComponent, $0) }
                }
            }
        }
        return found
    }()

    private static func examples(in page: String) -> [String] {
        page.components(separatedBy: "```smh\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] + "\n" }
    }

    @Test func everyScriptOfTheProjectKeepsItsMeaning() throws {
        var read = 0
        for (name, text) in Self.scripts {
            // The dump is recursive, and chains of any length are tested elsewhere.
            if text.utf8.count > 20_000 { continue }
            let tree = TreeDump.of(text)
            if tree.hasPrefix("error: ") { continue }
            read += 1
            let once = try Formatter.format(SourceFile(name: name, text: text))
            #expect(TreeDump.of(once) == tree, "\(name)")
            #expect(Self.comments(in: once) == Self.comments(in: text), "\(name)")
            let twice = try Formatter.format(SourceFile(name: name, text: once))
            #expect(twice == once, "\(name)")
        }
        #expect(read > 1200)
        #expect(Self.scripts.contains { $0.name == "Tour.md" } && Self.scripts.contains { $0.name == "tidy.smh" })
    }

    /// In order, without the white space behind them.
    private static func comments(in text: String) -> [String] {
        let file = SourceFile(name: "test.smh", text: text)
        return Lexer.tokenize(file).comments.map {
            String(decoding: file.bytes[Int($0.lower)..<Int($0.upper)], as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }
}
