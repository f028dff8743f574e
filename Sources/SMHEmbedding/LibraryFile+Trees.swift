import SMHModel
public import SMHScript
import SMHStore

/// What has been brought into a library, or out of one.
public struct LibraryTransfer: Sendable {
    public var files: Int
    public var directories: Int
    /// Of the files.
    public var bytes: Int
    /// What could not be brought, as `path: reason`; of very many, the first.
    public var problems: [String]

    init(_ counts: TreeCounts) {
        files = counts.files
        directories = counts.directories
        bytes = Int(counts.bytes)
        problems = counts.problems.map { "\($0.path): \($0.reason)" }
    }
}

extension LibraryFile {
    /// Takes what is in a directory of this machine, and below it, into the library. Files that are there already are left as they are.
    ///
    /// Throws `Argument` where the directory cannot be read, or `target` is no path.
    public func importTree(from directory: String, to target: String = "") async throws(ScriptError) -> LibraryTransfer
    {
        var tree = TreeImport(directory: directory)
        tree.target = try Self.names(of: target)
        return try await Self.perform { [tree, store] in try await store.importTree(tree) }
    }

    /// Writes a directory of the library, all of it if none is named, into one of this machine. Nothing that is there is overwritten.
    ///
    /// Throws `Argument` where the one cannot be read or the other not be made.
    public func exportTree(_ path: String = "", to directory: String) async throws(ScriptError) -> LibraryTransfer {
        let names = try Self.names(of: path)
        return try await Self.perform { [store] in try await store.exportTree(names, to: directory) }
    }

    private static func names(of path: String) throws(ScriptError) -> [String] {
        do throws(PathError) {
            return path.isEmpty ? [] : try DrivePath.parseTarget(path).path.names
        } catch {
            throw ScriptError(.argument, error.description, hint: error.hint)
        }
    }

    private static func perform(
        _ body: @Sendable () async throws -> TreeCounts
    ) async throws(ScriptError) -> LibraryTransfer {
        do {
            return LibraryTransfer(try await body())
        } catch {
            throw ScriptError(.argument, "\(error)")
        }
    }
}
