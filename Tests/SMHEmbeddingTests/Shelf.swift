import SMHEmbedding
import SMHScript
import SMHTesting
import Synchronization

/// A library of three files, `in/a.txt in/b.txt in/c.jpg`, and what scripts on it print.
final class Shelf: Sendable {
    let file: LibraryFile
    private let folder: TemporaryFolder
    private let output = Mutex("")

    init() async throws {
        folder = try TemporaryFolder()
        let tree = try TemporaryFolder()
        try tree.write("in/a.txt", "alpha")
        try tree.write("in/b.txt", "beta")
        try tree.write("in/c.jpg", "gamma")
        file = try LibraryFile(path: folder.path + "/shelf.smhdb")
        let transfer = try await file.importTree(from: tree.path)
        if transfer.files != 3 { throw ScriptError(.error, "the shelf has \(transfer.files) files") }
    }

    var printed: String { output.withLock { $0 } }

    /// - Parameter functions: gets what cancels the session's runs.
    func session(
        limits: LibraryLimits = LibraryLimits(), localFiles: Bool = false,
        functions: (@escaping @Sendable () -> Void) -> [NativeFunction] = { _ in [] }
    ) throws -> LibrarySession {
        let box = CancellationBox()
        var configuration = InterpreterConfiguration()
        configuration.functions = functions { box.cancel() }
        configuration.output = { [self] bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            output.withLock { $0 += text }
        }
        let session = try LibrarySession(file, limits: limits, configuration: configuration, localFiles: localFiles)
        box.set(session.interpreter.cancellation)
        return session
    }

    @discardableResult
    func run(_ text: String, limits: LibraryLimits = LibraryLimits()) async throws -> HostValue {
        let session = try session(limits: limits)
        return try await session.run(session.interpreter.prepare(SourceFile(name: "script.smh", text: text)))
    }

    /// Every file of the library.
    func names() async throws -> [String] {
        try await run("glob(\"**\").map(f => str(f)).list()").listValue?.compactMap(\.stringValue) ?? []
    }
}

/// The cancellation of an interpreter that is made after the functions that use it.
private final class CancellationBox: Sendable {
    private let cancellation = Mutex<RunCancellation?>(nil)

    func set(_ value: RunCancellation) { cancellation.withLock { $0 = value } }
    func cancel() { cancellation.withLock { $0 }?.cancel() }
}
