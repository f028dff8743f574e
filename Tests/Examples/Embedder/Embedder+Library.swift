import Foundation
import SMHEmbedding
import SMHScript

extension Embedder {
    /// Scripts that work on a library: here one in a file of its own, with what a directory of this machine holds.
    static func workOnALibrary() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("embedder-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let photos = folder.appendingPathComponent("photos/2025")
        try FileManager.default.createDirectory(at: photos, withIntermediateDirectories: true)
        for (name, size) in [("a.jpg", 5_000), ("b.jpg", 70_000), ("c.heic", 9_000)] {
            try Data(count: size).write(to: photos.appendingPathComponent(name))
        }

        let library = try LibraryFile(path: folder.appendingPathComponent("media.smhdb").path)
        let transfer = try await library.importTree(from: photos.path, to: "camera")
        print("imported:", transfer.files, transfer.problems)

        var configuration = InterpreterConfiguration()
        configuration.output = { bytes in print(String(decoding: bytes, as: UTF8.self), terminator: "") }
        var limits = LibraryLimits()
        limits.deletes = 1
        limits.requests = 1_000
        limits.directories = ["camera", "small"]
        limits.operations = [.copy, .delete, .mkdir, .move]
        let session = try LibrarySession(library, limits: limits, configuration: configuration)
        let program = try session.interpreter.prepare(
            SourceFile(
                name: "tidy.smh",
                text: """
                    let moved = move glob("camera/*.{jpg,heic}").where(f => f.size < 10KB) to "small/"
                    print("moved", (await moved).succeeded.map(i => i.path))
                    glob("**").count
                    """))
        let count = try await session.run(program)
        print("library:", count.intValue ?? 0, "files")

        // Nothing in the script can catch what the host does not allow.
        let greedy = try session.interpreter.prepare(
            SourceFile(name: "greedy.smh", text: "try { await (delete glob(\"small/*\")) } catch e { }"))
        do {
            try await session.run(greedy)
        } catch let error as ScriptError {
            print("library:", error.code)
        }

        // Failures that nothing in the script looked at are the host's to see.
        let careless = try session.interpreter.prepare(
            SourceFile(name: "careless.smh", text: "delete \"camera/no.jpg\""))
        do {
            try await session.run(careless)
        } catch let error as ScriptError {
            print("library:", error.message, error.causes.map { "\($0.path ?? "") \($0.code)" })
        }
        try await library.close()
    }
}
