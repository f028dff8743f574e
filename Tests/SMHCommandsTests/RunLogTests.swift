import Foundation
import Logging
import SMHTesting
import Synchronization
import Testing

@testable import SMHCommands

@Suite struct RunLogTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
        func add(_ line: String) { all.withLock { $0.append(line) } }
    }

    @Test(arguments: [(0, 0), (1, 1), (2, 2)])
    func howMuchIsTold(_ verbosity: Int, _ count: Int) throws {
        var options = RunOptions()
        options.verbosity = verbosity
        let lines = Lines()
        let logger = try RunLog.logger(options) { lines.add($0) }
        #expect((logger == nil) == (verbosity == 0))
        logger?.debug("exchange", metadata: ["ms": "12", "status": "200", "method": "GET"])
        logger?.trace("batch", metadata: ["items": "3"])
        #expect(lines.all.withLock { $0 }.count == count)
        #expect(verbosity == 0 || lines.all.withLock { $0[0] } == "exchange method=GET status=200 ms=12\n")
    }

    @Test func whatIsNoWordStandsInQuotationMarks() throws {
        var options = RunOptions()
        options.verbosity = 1
        let lines = Lines()
        let logger = try RunLog.logger(options) { lines.add($0) }
        logger?.info("in doubt", metadata: ["reason": "two words\u{1B}[2J", "items": ""])
        #expect(lines.all.withLock { $0 } == ["in doubt items=\"\" reason=\"two words\\u001b[2J\"\n"])
    }

    @Test func aFileGetsAllWithTimes() throws {
        let folder = try TemporaryFolder()
        var options = RunOptions()
        options.logFile = folder.path + "/run.log"
        let logger = try RunLog.logger(options) { _ in Issue.record("nothing was to be told") }
        logger?.trace("batch", metadata: ["items": "3"])
        let text = try String(contentsOfFile: folder.path + "/run.log", encoding: .utf8)
        #expect(text.contains(/^\d{4}-\d\d-\d\dT\S+ trace batch items=3\n$/))
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/run.log")[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func aFileThatCannotBeWrittenIsAUsageError() {
        var options = RunOptions()
        options.logFile = "/nowhere/at/all/run.log"
        #expect(throws: CommandFailure.self) { try RunLog.logger(options) { _ in } }
    }
}
