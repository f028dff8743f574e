import SMHModel
public import SMHOperations
public import SMHScript

/// `library`: what a profile names.
public final class LibraryObject: HostObject {
    public let name: String
    public let drive: any Drive
    /// The id of the space that paths without one lie in.
    public let space: String
    let host: DriveHost

    init(name: String, drive: any Drive, space: String, host: DriveHost) {
        self.name = name
        self.drive = drive
        self.space = space
        self.host = host
    }

    public var typeName: String { "library" }
    public var text: String { "<library \(name)>" }
    public var memberNames: [String] { ["id", "name", "space", "spaces"] }

    func currentSpace() throws(ScriptError) -> DriveSpace { try host.space(space, in: drive.identity) }

    public func property(_ name: String) throws(ScriptError) -> HostValue? {
        switch name {
        case "name": .string(self.name)
        case "id": .string(drive.identity.library)
        default: nil
        }
    }

    public func method(_ name: String) -> NativeFunction? {
        switch name {
        case "space":
            NativeFunction("space(id = null)", "A space of this library; the one of its profile without an id.") {
                [self] call throws(ScriptError) in
                let id = try call.optionalString("id") ?? space
                return .value(.object(host.object(for: try host.space(id, in: drive.identity))))
            }.readOnly
        case "spaces":
            NativeFunction("spaces()", "The spaces of this library.") { [self] _ throws(ScriptError) in
                .wait { [self] () async throws(ScriptError) in try await host.spaces(of: drive.identity) }
            }.readOnly
        default: nil
        }
    }

    public func isEqual(to other: any HostObject) -> Bool {
        (other as? LibraryObject)?.drive.identity == drive.identity
    }

    public func joined(with name: String) throws(ScriptError) -> HostValue? {
        try LocationObject(path: .root, space: try currentSpace(), host: host).joined(with: name)
    }
}

extension DriveHost {
    func spaces(of identity: DriveIdentity) async throws(ScriptError) -> HostValue {
        let ids = try await perform { engine async throws(OperationError) in try await engine.spaces(of: identity) }
        var spaces: [HostValue] = []
        for id in ids { spaces.append(.object(object(for: try space(id, in: identity)))) }
        return .list(spaces)
    }
}
