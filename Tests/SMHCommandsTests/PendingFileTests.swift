import Foundation
import Testing

@testable import SMHCommands

/// A file that has its name once it is whole.
struct PendingFileTests {
    private let folder: URL
    private var path: String { folder.appendingPathComponent("report").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("pending-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

    private func content() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test func itIsThereWhenItIsWhole() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var file = PendingFile(path)
        file.write(Array("half ".utf8))
        #expect(!names.contains("report"))
        file.write(Array("whole".utf8))
        #expect(file.finish() == nil)
        #expect(names == ["report"])
        #expect(try content() == "half whole")
    }

    @Test func theOneThatWasThereStaysUntilThen() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("old".utf8).write(to: URL(fileURLWithPath: path))
        var file = PendingFile(path)
        file.write(Array("new".utf8))
        #expect(try content() == "old")
        #expect(file.finish() == nil)
        #expect(names == ["report"])
        #expect(try content() == "new")
    }

    @Test func aLinkGoesOnLeadingToIt() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = folder.appendingPathComponent("place").path
        try Data("old".utf8).write(to: URL(fileURLWithPath: place))
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: place)
        var file = PendingFile(path)
        file.write(Array("new".utf8))
        #expect(file.finish() == nil)
        #expect(try String(contentsOfFile: place, encoding: .utf8) == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == place)
    }

    @Test func whatCannotBeWrittenSaysWhy() throws {
        try FileManager.default.removeItem(at: folder)
        var file = PendingFile(path)
        file.write([1])
        #expect(file.finish()?.contains("No such file") ?? false)
        // A thing that is written to under its own name.
        var full = PendingFile("/dev/full")
        full.write([1])
        #expect(full.finish() != nil)
    }
}
