import Testing

@testable import SMHScript

@Suite struct DiagnosticRendererTests {
    private func render(_ text: String) -> String {
        DiagnosticRenderer().render(TestEnvironment().diagnostics(of: text))
    }

    @Test func anErrorShowsLineCaretAndHint() {
        #expect(
            render("let photos = glob(\"*\")\n\n\n\n\n\n\n\n\nif photos.count = 0 { exit(1) }\n") == """
                error[Syntax]: `=` assigns and cannot stand here
                  --> test.smh:10:17
                   |
                10 | if photos.count = 0 { exit(1) }
                   |                 ^ `==` compares

                """)
    }

    @Test func aNoteShowsTheOtherPlace() {
        #expect(
            render("let a = 1\nlet a = 2\nprint(a)") == """
                error[Syntax]: `a` is defined twice in this block
                 --> test.smh:2:5
                  |
                2 | let a = 2
                  |     ^ take another name
                note: first defined here
                 --> test.smh:1:5
                  |
                1 | let a = 1
                  |     ^

                """)
    }

    @Test func caretsStandUnderTabsWideCharactersAndMarks() {
        #expect(
            render("\tprint(\"日本\", \"e\u{301}\", nam)\nlet name = 1") == """
                error[Undefined]: `nam` is not defined
                 --> test.smh:1:20
                  |
                1 |     print("日本", "e\u{301}", nam)
                  |                        ^^^ did you mean `name`?

                """)
    }

    @Test func theEndOfTheInputIsShownBehindTheLastToken() {
        #expect(
            render("let x =\n\n") == """
                error[Syntax]: expected an expression, but found the end of the input
                 --> test.smh:1:8
                  |
                1 | let x =
                  |        ^

                """)
    }

    @Test func aRangeOverSeveralLinesEndsWithItsFirst() {
        let file = SourceFile(name: "a.smh", text: "f(1,\n2)\n")
        let report = DiagnosticRenderer.Report(
            code: "PermissionDenied", message: "this token may not delete", place: (file, SourceRange(0, 7)),
            label: "why",
            details: ["request 7f3c, HTTP 403 NoPermission", "called from tidy.smh:31 in clean()"])
        #expect(
            DiagnosticRenderer().render(report) == """
                error[PermissionDenied]: this token may not delete
                 --> a.smh:1:1
                  |
                1 | f(1,
                  | ^^^^ why
                  = request 7f3c, HTTP 403 NoPermission
                  = called from tidy.smh:31 in clean()

                """)
    }

    @Test func withoutAPlaceTheLabelIsALine() {
        let report = DiagnosticRenderer.Report(code: "Network", message: "no answer", label: "try again")
        #expect(DiagnosticRenderer().render(report) == "error[Network]: no answer\n  = try again\n")
    }

    @Test func controlCharactersDoNotReachTheTerminal() {
        let file = SourceFile(name: "a\u{1B}[2J.smh", text: "x\u{1B}[31my")
        let text = DiagnosticRenderer().render(
            Diagnostic(code: "Syntax", "bad \u{7}", file: file, range: SourceRange(1, 2)))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(text.contains("1 | x␛[31my\n  |  ^\n"))
    }

    @Test func aVeryLongLineIsCutAroundTheRange() {
        let text = String(repeating: "a ", count: 5000) + "b " + String(repeating: "c ", count: 5000)
        let rendered = DiagnosticRenderer().render(
            Diagnostic(
                code: "Syntax", "x", file: SourceFile(name: "a.smh", text: text), range: SourceRange(10000, 10001)))
        let lines = rendered.split(separator: "\n")
        let column = Array(lines[4]).firstIndex(of: "^")
        #expect(lines[3].count < 200)
        #expect(column.map { Array(lines[3])[$0] } == "b")
    }

    @Test func colorsAreOptional() {
        let diagnostic = Diagnostic(
            code: "Syntax", "x", file: SourceFile(name: "a", text: "b"), range: SourceRange(0, 1))
        #expect(DiagnosticRenderer(usesColor: true).render(diagnostic).hasPrefix("\u{1B}[1;31merror[Syntax]\u{1B}[0m"))
        #expect(!DiagnosticRenderer().render(diagnostic).contains("\u{1B}"))
    }

    @Test func recordsCountScalarsAndBytes() {
        let diagnostics = TestEnvironment().diagnostics(of: "print(\"é\", nam)\nlet name = 1")
        let record = diagnostics.map(DiagnosticRecord.init).first
        #expect(record?.place.line == 1 && record?.place.column == 12 && record?.place.endColumn == 15)
        #expect(record?.place.startByte == 12 && record?.place.endByte == 15)
        #expect(record?.hint == "did you mean `name`?" && record?.severity == "error")
    }
}
