import SMHModel
public import SMHOperations
public import SMHScript

/// `space`: a part of a library with a tree, a bin and a quota of its own.
public final class SpaceObject: HostObject {
    public let space: DriveSpace
    let host: DriveHost

    init(space: DriveSpace, host: DriveHost) {
        self.space = space
        self.host = host
    }

    public var typeName: String { "space" }
    public var text: String { "<space \(space.id)>" }
    public var memberNames: [String] { ["id", "library", "name"] }

    public func property(_ name: String) throws(ScriptError) -> HostValue? {
        switch name {
        case "id", "name": .string(space.id)
        case "library": host.libraryObject(for: space.drive).map { .object($0) } ?? .null
        default: nil
        }
    }

    public func isEqual(to other: any HostObject) -> Bool {
        (other as? SpaceObject)?.space == space
    }

    public func joined(with name: String) throws(ScriptError) -> HostValue? {
        try LocationObject(path: .root, space: space, host: host).joined(with: name)
    }
}
