/// A path in a form that names which *might* be one thing on the service share: without case, and canonically
/// equivalent spellings alike. Two operations on paths with the same folded form wait for each other; nothing else may
/// be decided by it.
public struct FoldedPath: Hashable, Sendable {
    /// Compared with `String ==`, which already takes the normal forms of one text for equal.
    public let names: [String]

    /// Whether `other` is this or lies below it.
    public func contains(_ other: FoldedPath) -> Bool {
        names.count <= other.names.count && zip(names, other.names).allSatisfy { $0 == $1 }
    }
}

extension DrivePath {
    public var folded: FoldedPath { FoldedPath(names: names.map(Self.fold)) }

    /// One name without case. Going through capitals joins what lower case alone keeps apart (`ß` and `ss`, `ſ` and `s`).
    public static func fold(_ name: String) -> String {
        if name.utf8.allSatisfy({ $0 < 0x80 }) { return name.lowercased() }
        return name.uppercased().lowercased()
    }
}
