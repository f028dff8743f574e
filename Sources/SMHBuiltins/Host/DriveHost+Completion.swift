import SMHModel
import SMHOperations

extension DriveHost {
    /// Names in a directory that begin with a prefix, for completion; none where it cannot be told.
    public func completionNames(of directory: String, prefix: String) async -> [(name: String, isDirectory: Bool)] {
        guard let path = try? DrivePath(parsing: directory), let space = try? currentSpace(),
            let engine = try? engine(), let entries = try? await engine.list(path, in: space)
        else { return [] }
        return entries.filter { $0.name.hasPrefix(prefix) }.map { ($0.name, $0.isDirectory) }
    }
}
