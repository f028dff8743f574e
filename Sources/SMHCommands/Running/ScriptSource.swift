import Glibc
import SMHScript

/// Where a script's text comes from.
enum ScriptSource {
    /// Reads a script. Whether its bytes are a valid program is for the lexer to say.
    static func read(_ script: Invocation.Script) throws -> SourceFile {
        switch script {
        case .code(let text): SourceFile(name: "-c", text: text)
        case .standardInput: SourceFile(name: "<stdin>", bytes: try contents(of: 0, name: "standard input"))
        case .file(let path): SourceFile(name: path, bytes: try file(path))
        }
    }

    static func file(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = errno
            let isWord = !path.contains("/") && !path.contains(".")
            throw CommandFailure(
                "the script \(path) cannot be read: \(describe(reason))",
                hint: reason == ENOENT && isWord ? "there is no command \(path) either; smh --help lists them" : nil)
        }
        defer { close(descriptor) }
        return try contents(of: descriptor, name: "the script \(path)")
    }

    private static func contents(of descriptor: Int32, name: String) throws -> [UInt8] {
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw CommandFailure("\(name) is a directory", hint: "name a file in it")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count > 0 { bytes += buffer[..<count] }
            if count == 0 { return bytes }
            if count < 0, errno != EINTR { throw CommandFailure("\(name) cannot be read: \(describe(errno))") }
        }
    }

    static func describe(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// Finds what `import` names: relative to the importing file, and named relative to the main script's directory (rule 44).
struct ImportLoader: Sendable {
    private let main: String
    private let folder: String

    /// - Parameter main: the name of the main script; its imports are looked for beside it, or in the working directory
    ///   where it is no file.
    init(main: SourceFile, isFile: Bool) {
        self.main = main.name
        folder = isFile ? Self.directory(of: main.name) : ""
    }

    func load(_ path: String, from importer: SourceFile) throws(ScriptError) -> SourceFile {
        let base = importer.name == main ? "" : Self.directory(of: importer.name)
        let name = path.hasPrefix("/") ? path : Self.collapsed(base.isEmpty ? path : base + "/" + path)
        do {
            return SourceFile(
                name: name,
                bytes: try ScriptSource.file(name.hasPrefix("/") || folder.isEmpty ? name : folder + "/" + name))
        } catch {
            let reason = (error as? CommandFailure)?.message ?? "\(error)"
            throw ScriptError(.importFailed, reason.replacing("the script", with: "the imported file"))
        }
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func collapsed(_ path: String) -> String {
        var names: [Substring] = []
        for name in path.split(separator: "/") where name != "." {
            if name == "..", let last = names.last, last != ".." { names.removeLast() } else { names.append(name) }
        }
        return (path.hasPrefix("/") ? "/" : "") + names.joined(separator: "/")
    }
}
