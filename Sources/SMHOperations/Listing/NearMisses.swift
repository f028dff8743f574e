import SMHModel

/// Names that nearly match a glob that matched nothing: by case, by normal form, or one letter off.
struct NearMisses {
    /// At most a few, as paths.
    static let limit = 3

    private let loose: GlobPattern?
    /// The pattern's last segment, if it is a name or ends like one: `*.jpg`.
    private let ending: String?
    private(set) var found: [String] = []

    init(_ pattern: GlobPattern) {
        loose = try? GlobPattern(pattern.source, ignoresCase: true, includesHidden: true)
        let last = pattern.source.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let name = last.hasPrefix("*") ? last.dropFirst() : last
        ending = name.contains { "*?[]{}\\".contains($0) } || name.isEmpty ? nil : String(name)
    }

    /// Looks at something that was listed and does not match.
    /// - Parameter isDead: nothing below it can match, though it is a directory.
    mutating func note(_ path: DrivePath, isDead: Bool) {
        guard found.count < Self.limit, let loose else { return }
        let position = loose.advance(loose.start, by: path.names)
        if position.isMatch || isDead && position.canMatchBelow || isOneLetterOff(path.name) { found.append("\(path)") }
    }

    /// `*.jpeg` and `a.jpg`, `photo.jpg` and `foto.jpg`.
    private func isOneLetterOff(_ name: String) -> Bool {
        guard let ending else { return false }
        guard ending.hasPrefix("."), let dot = name.lastIndex(of: ".") else { return Self.isNear(name, ending) }
        return Self.isNear(String(name[dot...]), ending)
    }

    /// What nearly matches where the directory that the pattern begins with is not there.
    static func find(_ glob: GlobRequest, _ engine: OperationEngine) async -> [String] {
        let fixed = glob.pattern.literalPath ?? glob.pattern.fixedDirectory
        var directory = DrivePath.root
        // Down the fixed names, as far as they are there.
        for name in fixed {
            guard let entries = try? await engine.listAll(directory, glob.space.index, for: .script) else { return [] }
            if entries.contains(where: { $0.name.hasSameBytes(as: name) && ($0.isDirectory || name == fixed.last) }) {
                directory = DrivePath(unchecked: directory.names + [name])
                continue
            }
            return entries.lazy.filter { isNear($0.name, name) }.prefix(limit).map { "\($0.path)" }
        }
        return []
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
