/// Names and paths as `path` and the entries of a drive split them.
enum PathText {
    private static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    /// Without slashes at the end; the root stays.
    private static func core(_ path: UTF8Text) -> Range<Int> {
        var end = path.bytes.count
        while end > 1, path.bytes[end - 1] == slash { end -= 1 }
        return 0..<end
    }

    /// What follows the last slash.
    static func name(_ path: UTF8Text) -> Range<Int> {
        let whole = core(path)
        if let last = path.bytes[whole].lastIndex(of: slash) { return last + 1..<whole.upperBound }
        return whole
    }

    /// Without what `ext` is taken from, and without its dot.
    static func stem(_ path: UTF8Text) -> Range<Int> {
        let name = name(path)
        return name.lowerBound..<(extensionDot(path, name) ?? name.upperBound)
    }

    /// What follows the last dot of the name, as it is written; empty for none, and for `.profile` (rule 43).
    static func ext(_ path: UTF8Text) -> Range<Int> {
        let name = name(path)
        guard let dot = extensionDot(path, name) else { return name.upperBound..<name.upperBound }
        return dot + 1..<name.upperBound
    }

    private static func extensionDot(_ path: UTF8Text, _ name: Range<Int>) -> Int? {
        guard let last = path.bytes[name].lastIndex(of: dot), last > name.lowerBound, last + 1 < name.upperBound else {
            return nil
        }
        // `..x` and its like are dots and no name before an extension.
        return path.bytes[name.lowerBound..<last].allSatisfy { $0 == dot } ? nil : last
    }

    /// The directory that holds the path; empty for a name alone, and for the root.
    static func parent(_ path: UTF8Text) -> Range<Int> {
        var end = name(path).lowerBound
        while end > 0, path.bytes[end - 1] == slash { end -= 1 }
        return 0..<end
    }

    /// The names of a path; one leading slash and one at the end are dropped.
    static func names(_ path: UTF8Text) -> [Range<Int>] {
        var bounds = 0..<path.bytes.count
        if path.bytes.first == slash { bounds = 1..<bounds.upperBound }
        if bounds.count > 0, path.bytes[bounds.upperBound - 1] == slash {
            bounds = bounds.lowerBound..<bounds.upperBound - 1
        }
        if bounds.isEmpty { return [] }
        var names: [Range<Int>] = []
        var start = bounds.lowerBound
        for index in bounds where path.bytes[index] == slash {
            names.append(start..<index)
            start = index + 1
        }
        names.append(start..<bounds.upperBound)
        return names
    }

    /// What a name of a path breaks, or nil.
    static func problem(_ name: UTF8Text) -> String? {
        if name.isEmpty { return "an empty name" }
        if name.bytes.count <= 2, name.bytes.allSatisfy({ $0 == dot }) { return "`\(name.string)`" }
        if name.bytes.contains(0) { return "U+0000" }
        return nil
    }
}
