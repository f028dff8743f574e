import Testing

@testable import SMHCommands

struct LineDifferenceTests {
    @Test func equalTextsDifferNowhere() {
        #expect(LineDifference("a\nb\n", "a\nb\n").text(name: "x").isEmpty)
    }

    @Test func changedLinesStandAmongTheirNeighbours() {
        let before = (1...10).map(String.init).joined(separator: "\n")
        let text = LineDifference(before, before.replacing("5", with: "five")).text(name: "x")
        #expect(text == "--- x\n+++ x\n@@ -2 +2 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n")
    }
}
