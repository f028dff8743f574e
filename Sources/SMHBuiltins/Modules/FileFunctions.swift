import Foundation
import SMHModel
import SMHScript

/// `fs`: files of this machine. Paths are relative to the working directory.
///
/// Calls block the script for as long as the disk takes; local files are read in less time than a change of thread costs.
struct FileFunctions {
    var all: [NativeFunction] {
        [read, lines, exists, list, glob].map(\.readOnly) + [write, append, mkdir, remove]
    }

    private var read: NativeFunction {
        NativeFunction("read(path)", "The text of a file.") { call throws(ScriptError) in
            .value(.string(try Self.text(of: try Self.path(call))))
        }
    }

    private var lines: NativeFunction {
        NativeFunction("lines(path)", "The lines of a file, without their ends.") { call throws(ScriptError) in
            let text = try Self.text(of: try Self.path(call))
            var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            if lines.last?.isEmpty == true { lines.removeLast() }
            return .value(
                .list(
                    lines.map { line in
                        .string(String(Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)))
                    }))
        }
    }

    private var write: NativeFunction {
        NativeFunction("write(path, text)", "Makes a file with this text, or replaces one.") {
            call throws(ScriptError) in
            let (path, text) = (try Self.path(call), try call.string("text"))
            try Self.attempt("write", path) { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
            return .value(.null)
        }
    }

    private var append: NativeFunction {
        NativeFunction("append(path, text)", "Puts text at the end of a file; makes one that is not there.") {
            call throws(ScriptError) in
            let (path, text) = (try Self.path(call), try call.string("text"))
            try Self.attempt("append to", path) {
                if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
                let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
                defer { try? handle.close() }
                try handle.seekToEnd()
                try handle.write(contentsOf: Data(text.utf8))
            }
            return .value(.null)
        }
    }

    private var exists: NativeFunction {
        NativeFunction("exists(path)", "Whether there is a file or directory.") { call throws(ScriptError) in
            .value(.bool(FileManager.default.fileExists(atPath: try Self.path(call))))
        }
    }

    private var list: NativeFunction {
        NativeFunction("list(path = \".\")", "The names in a directory, in order.") { call throws(ScriptError) in
            let path = try Self.path(call)
            let names = try Self.attempt("list", path) { try FileManager.default.contentsOfDirectory(atPath: path) }
            return .value(.list(Self.sorted(names).map { .string($0) }))
        }
    }

    private var glob: NativeFunction {
        NativeFunction("glob(pattern)", "The paths of the files that match a pattern, in order.") {
            call throws(ScriptError) in
            let text = try call.string("pattern")
            let isAbsolute = text.hasPrefix("/")
            let pattern: GlobPattern
            do throws(GlobPatternError) {
                pattern = try GlobPattern(isAbsolute ? String(text.dropFirst()) : text)
            } catch {
                throw ScriptError(error, pattern: text)
            }
            var found: [String] = []
            let fixed = pattern.fixedDirectory
            let start = pattern.advance(pattern.start, by: fixed)
            let root = (isAbsolute ? "/" : "") + fixed.joined(separator: "/")
            Self.walk(root, pattern, start, into: &found)
            return .value(.list(Self.sorted(found).map { .string($0) }))
        }
    }

    private var mkdir: NativeFunction {
        NativeFunction("mkdir(path)", "Makes a directory and those above it.") { call throws(ScriptError) in
            let path = try Self.path(call)
            try Self.attempt("make", path) {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            return .value(.null)
        }
    }

    private var remove: NativeFunction {
        NativeFunction("remove(path)", "Removes a file, or an empty directory.") { call throws(ScriptError) in
            let path = try Self.path(call)
            var isDirectory: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue,
                (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty == false
            {
                throw ScriptError(.argument, "fs.remove: \(path) is a directory that is not empty")
            }
            try Self.attempt("remove", path) { try FileManager.default.removeItem(atPath: path) }
            return .value(.null)
        }
    }

    /// Lists what the pattern can match below a directory. Links to directories are not followed, so it ends.
    private static func walk(
        _ directory: String, _ pattern: GlobPattern, _ position: GlobPattern.Position, into found: inout [String]
    ) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.isEmpty ? "." : directory)) ?? []
        for name in names {
            let next = pattern.advance(position, by: name)
            guard next.isMatch || next.canMatchBelow else { continue }
            let path = directory.isEmpty ? name : directory == "/" ? "/" + name : directory + "/" + name
            let kind = (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
            if kind == .typeDirectory {
                if next.canMatchBelow { walk(path, pattern, next, into: &found) }
            } else if next.isMatch {
                found.append(path)
            }
        }
    }

    /// By bytes, as the language compares.
    private static func sorted(_ names: [String]) -> [String] {
        names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func path(_ call: NativeCall) throws(ScriptError) -> String {
        let path = try call.string("path")
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw ScriptError(.argument, "fs: an empty path, or one with U+0000 in it")
        }
        return path
    }

    private static func text(of path: String) throws(ScriptError) -> String {
        let data = try attempt("read", path) { try Data(contentsOf: URL(fileURLWithPath: path)) }
        guard let text = String(bytes: data, encoding: .utf8) else {
            throw ScriptError(.argument, "\(path) is not UTF-8 text")
        }
        return text
    }

    @discardableResult
    static func attempt<Value>(
        _ verb: String, _ path: String, _ body: () throws -> Value
    ) throws(ScriptError) -> Value {
        do {
            return try body()
        } catch {
            throw scriptError(error, verb, path)
        }
    }

    /// What the system said about a file, by its number.
    static func failure(_ number: Int32, _ verb: String, _ path: String) -> ScriptError {
        switch number {
        case ENOENT, ENOTDIR: failure(.notFound, "there is no such file", verb, path)
        case EEXIST: failure(.exists, "it is there already", verb, path)
        case EACCES, EPERM, EROFS: failure(.permissionDenied, "this user may not", verb, path)
        default: failure(.error, String(cString: strerror(number)), verb, path)
        }
    }

    private static func scriptError(_ error: any Error, _ verb: String, _ path: String) -> ScriptError {
        switch (error as? CocoaError)?.code {
        case .fileNoSuchFile?, .fileReadNoSuchFile?: failure(ENOENT, verb, path)
        case .fileWriteFileExists?: failure(EEXIST, verb, path)
        case .fileReadNoPermission?, .fileWriteNoPermission?: failure(EACCES, verb, path)
        default: failure(.error, (error as NSError).localizedDescription, verb, path)
        }
    }

    private static func failure(_ code: ErrorCode, _ reason: String, _ verb: String, _ path: String) -> ScriptError {
        var error = ScriptError(code, "cannot \(verb) \(path): \(reason)")
        error.path = path
        return error
    }
}
