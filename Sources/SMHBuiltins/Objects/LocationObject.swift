public import SMHModel
public import SMHOperations
public import SMHScript

/// `location`: a path in a space, whether something stands there or not.
public final class LocationObject: HostObject {
    public let path: DrivePath
    public let space: DriveSpace
    /// Whether it was written with a slash at the end: as a `to`, "into this directory".
    public let hasTrailingSlash: Bool
    let host: DriveHost

    init(path: DrivePath, space: DriveSpace, hasTrailingSlash: Bool = false, host: DriveHost) {
        self.path = path
        self.space = space
        self.hasTrailingSlash = hasTrailingSlash
        self.host = host
    }

    public var typeName: String { "location" }
    public var text: String { path.description + (hasTrailingSlash ? "/" : "") }
    public var memberNames: [String] { PathMembers.names + ["space", "library"] }

    public func property(_ name: String) throws(ScriptError) -> HostValue? {
        switch name {
        case "space": .object(host.object(for: space))
        case "library": host.libraryObject(for: space.drive).map { .object($0) } ?? .null
        default: PathMembers.property(name, of: path)
        }
    }

    public func isEqual(to other: any HostObject) -> Bool {
        guard let other = other as? LocationObject else { return false }
        return space == other.space && path == other.path
    }

    /// `location / "a/b"`; the slashes at the seam become one, and every name is checked (rule 3).
    public func joined(with name: String) throws(ScriptError) -> HostValue? {
        var rest = name.utf8[...]
        while rest.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
        do throws(PathError) {
            guard !rest.isEmpty else { throw PathError(.emptyName, in: "\(text)/\(name)") }
            let (below, slash) = try DrivePath.parseTarget(String(Substring(rest)))
            return .object(
                LocationObject(path: path.appending(below), space: space, hasTrailingSlash: slash, host: host))
        } catch {
            throw ScriptError(error)
        }
    }
}
