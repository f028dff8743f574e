import SMHScript
import Testing

@testable import SMHBuiltins

struct TableTextTests {
    @Test func recordsAreColumns() {
        let table = TableText(
            [
                .map([(key: "name", value: .string("a")), (key: "count", value: .int(5))]),
                .map([(key: "name", value: .string("long name")), (key: "count", value: .int(1234))]),
            ], columns: 80)
        #expect(table.text == "name       count\na              5\nlong name   1234\n")
    }

    @Test func aKeyThatSomeLackIsEmptyThere() {
        let table = TableText(
            [.map([(key: "a", value: .string("x"))]), .map([(key: "b", value: .string("y"))])], columns: 80)
        #expect(table.text == "a  b\nx\n   y\n")
    }

    @Test func wideCharactersTakeTwoColumns() {
        let table = TableText(
            [
                .map([(key: "n", value: .string("照片")), (key: "k", value: .string("x"))]),
                .map([(key: "n", value: .string("ab")), (key: "k", value: .string("y"))]),
            ], columns: 80)
        #expect(table.text == "n     k\n照片  x\nab    y\n")
    }

    @Test func longColumnsAreCutToTheWidth() {
        let long = String(repeating: "x", count: 200)
        let table = TableText([.map([(key: "path", value: .string(long)), (key: "n", value: .int(1))])], columns: 40)
        #expect(table.text.split(separator: "\n").allSatisfy { $0.count <= 40 })
        #expect(table.text.contains("…"))
    }

    @Test func whatIsNotShownIsCounted() {
        let rows = (0..<10).map { HostValue.map([(key: "n", value: .int($0))]) }
        #expect(TableText(rows, columns: 80, limit: 3).text.hasSuffix("… and 7 more\n"))
    }

    @Test(arguments: [
        ("a.JPG", "a", "jpg"), (".profile", ".profile", ""), ("a.tar.gz", "a.tar", "gz"), ("a.", "a.", ""),
        ("..x", "..x", ""),
        ("", "", ""),
    ])
    func stemsAndExtensions(_ name: String, _ stem: String, _ ext: String) {
        let split = PathMembers.split(name)
        #expect(split.stem == stem)
        #expect(split.ext == ext)
    }
}
