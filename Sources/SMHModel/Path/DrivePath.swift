/// A place in a space: a list of names from the root down. The root is the empty list.
///
/// Paths are compared **byte for byte** (UTF-8), unlike `String`, whose `==` takes `é` and `e` + accent for the same:
/// a service may keep both, and a delete must meet only the one that was meant. For waiting, where being too careful
/// costs nothing, there is ``folded``.
public struct DrivePath: Sendable {
    /// The names, none empty, none `.` or `..`, none with `/` or U+0000.
    public let names: [String]

    /// Names that are known to be good, from a path that was checked already.
    package init(unchecked names: [String]) {
        self.names = names
    }

    /// The directory that holds everything else. It can be listed, never changed.
    public static let root = DrivePath(unchecked: [])

    public var isRoot: Bool { names.isEmpty }

    /// The last name; empty for the root.
    public var name: String { names.last ?? "" }

    /// The directory that holds this; nil for the root.
    public var parent: DrivePath? {
        isRoot ? nil : DrivePath(unchecked: Array(names.dropLast()))
    }

    public var depth: Int { names.count }

    /// The path of a child.
    /// - Throws: ``PathError`` if `name` cannot be a name.
    public func appending(_ name: String) throws(PathError) -> DrivePath {
        try PathError.check(name: name, in: name)
        return DrivePath(unchecked: names + [name])
    }

    /// The path of what `other` names below this.
    public func appending(_ other: DrivePath) -> DrivePath {
        DrivePath(unchecked: names + other.names)
    }

    /// The names below `ancestor`, as a path; nil if this does not lie in it. A path lies in itself.
    public func relative(to ancestor: DrivePath) -> DrivePath? {
        guard ancestor.contains(self) else { return nil }
        return DrivePath(unchecked: Array(names.dropFirst(ancestor.names.count)))
    }

    /// Whether `other` is this path or lies below it, by whole names: `cam` does not contain `camera`.
    public func contains(_ other: DrivePath) -> Bool {
        guard names.count <= other.names.count else { return false }
        return zip(names, other.names).allSatisfy { $0.hasSameBytes(as: $1) }
    }

    /// Whether `other` lies below this path, and is not this path.
    public func isAncestor(of other: DrivePath) -> Bool {
        names.count < other.names.count && contains(other)
    }

    public static func / (path: DrivePath, name: String) throws(PathError) -> DrivePath {
        try path.appending(name)
    }
}

extension DrivePath: Hashable, Comparable {
    public static func == (left: DrivePath, right: DrivePath) -> Bool {
        guard left.names.count == right.names.count else { return false }
        for index in left.names.indices where !left.names[index].hasSameBytes(as: right.names[index]) { return false }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        for name in names {
            var name = name
            name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            hasher.combine(UInt8(ascii: "/"))
        }
    }

    /// By names, each in the order of its bytes: a directory comes right before what lies in it.
    public static func < (left: DrivePath, right: DrivePath) -> Bool {
        for (mine, other) in zip(left.names, right.names) where !mine.hasSameBytes(as: other) {
            return mine.utf8.lexicographicallyPrecedes(other.utf8)
        }
        return left.names.count < right.names.count
    }
}

extension DrivePath: CustomStringConvertible {
    /// The names with slashes between, without one in front. The root is the empty text.
    public var description: String {
        guard var text = names.first, names.count > 1 else { return name }
        text.reserveCapacity(names.reduce(names.count) { $0 + $1.utf8.count })
        for name in names.dropFirst() {
            text += "/"
            text += name
        }
        return text
    }
}

extension String {
    /// Whether both hold the same bytes. `==` would take canonically equivalent texts for equal.
    public func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        let isSame = utf8.withContiguousStorageIfAvailable { mine in
            other.utf8.withContiguousStorageIfAvailable { mine.elementsEqual($0) }
        }
        return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
