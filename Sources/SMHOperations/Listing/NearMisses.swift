import SMHModel

/// Names that nearly match a glob that matched nothing: by case, by normal form, or one letter off.
enum NearMisses {
    /// At most a few, as paths.
    static let limit = 3

    static func find(_ glob: GlobRequest, _ engine: OperationEngine) async -> [String] {
        let fixed = glob.pattern.literalPath ?? glob.pattern.fixedDirectory
        var directory = DrivePath.root
        // Down the fixed names, as far as they are there.
        for name in fixed {
            guard let entries = try? await engine.listAll(directory, glob.space.index) else { return [] }
            if entries.contains(where: { $0.name.hasSameBytes(as: name) && ($0.isDirectory || name == fixed.last) }) {
                directory = DrivePath(unchecked: directory.names + [name])
                continue
            }
            return entries.lazy.filter { isNear($0.name, name) }.prefix(limit).map { "\($0.path)" }
        }
        if glob.pattern.literalPath != nil { return [] }
        return await inDirectory(directory, glob, engine)
    }

    private static func inDirectory(
        _ directory: DrivePath, _ glob: GlobRequest, _ engine: OperationEngine
    ) async -> [String] {
        guard let loose = try? GlobPattern(glob.pattern.source, ignoresCase: true, includesHidden: true),
            let entries = try? await engine.listAll(directory, glob.space.index)
        else { return [] }
        let last =
            glob.pattern.source.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        var found: [String] = []
        for entry in entries where found.count < limit {
            let isMatch = loose.matches(names: entry.path.names)
            if isMatch || isNear(entry.name, last) { found.append("\(entry.path)") }
        }
        return found
    }

    /// Whether two names differ in case or normal form only, or in one letter.
    static func isNear(_ left: String, _ right: String) -> Bool {
        if DrivePath.fold(left) == DrivePath.fold(right) { return true }
        let (a, b) = (Array(left), Array(right))
        if abs(a.count - b.count) > 1 || min(a.count, b.count) < 2 { return false }
        var index = 0
        while index < min(a.count, b.count), a[index] == b[index] { index += 1 }
        let (restA, restB) = (a[index...], b[index...])
        return restA.dropFirst() == restB.dropFirst() || restA.dropFirst() == restB[...]
            || restA[...] == restB.dropFirst()
    }
}
