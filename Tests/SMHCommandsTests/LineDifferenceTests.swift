import Testing

@testable import SMHCommands

struct LineDifferenceTests {
    @Test func equalTextsDifferNowhere() {
        #expect(LineDifference("a\nb\n", "a\nb\n").text(name: "x").isEmpty)
    }

    @Test func changedLinesStandAmongTheirNeighbours() {
        let before = (1...10).map { "\($0)\n" }.joined()
        let text = LineDifference(before, before.replacing("5", with: "five")).text(name: "x")
        #expect(text == "--- x\n+++ x\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n")
    }

    @Test func changesFarApartStandInHunksOfTheirOwn() {
        let before = (1...20).map { "\($0)\n" }.joined()
        let after = "0\n" + before.replacing("15\n", with: "")
        let text = LineDifference(before, after).text(name: "x")
        #expect(
            text == "--- x\n+++ x\n@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n"
                + "@@ -12,7 +13,6 @@\n 12\n 13\n 14\n-15\n 16\n 17\n 18\n")
    }

    @Test func aMissingLineEndIsAChangeAndIsNamed() {
        #expect(
            LineDifference("a", "a\n").text(name: "x")
                == "--- x\n+++ x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n")
    }

    @Test func aTextThatWasEmptyHasNoLineToBeginAt() {
        #expect(LineDifference("", "a\n").text(name: "x") == "--- x\n+++ x\n@@ -0,0 +1 @@\n+a\n")
    }
}
