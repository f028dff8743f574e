import Foundation
import SMHTesting
import Testing

@testable import SMHCommands

struct HistoryTests {
    @Test(arguments: ["let x = 1", "fn f() {\n  return 1\n}", "'a\\n'\nb", "\\", "\\n\\\\n"])
    func entriesComeBackWhole(_ entry: String) throws {
        let folder = try TemporaryFolder()
        let history = History(path: folder.path + "/state/history")
        #expect(history.append(entry))
        #expect(history.read() == [entry])
    }

    @Test func linesThatBeginWithASpaceAreNotKept() throws {
        let folder = try TemporaryFolder()
        let history = History(path: folder.path + "/history")
        #expect(!history.append(" secret"))
        #expect(history.append("kept"))
        #expect(history.read() == ["kept"])
    }

    @Test func theFileIsForItsOwnerOnly() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("history", "old\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        History(path: path).append("new")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
    }

    @Test func aFileThatHasGrownIsCut() throws {
        let folder = try TemporaryFolder()
        let lines = (0..<(2 * History.limit + 1)).map(String.init)
        let path = try folder.write("history", lines.joined(separator: "\n") + "\n")
        #expect(History(path: path).read().count == History.limit)
        #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == History.limit)
    }
}
