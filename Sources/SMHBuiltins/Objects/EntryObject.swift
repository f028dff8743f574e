import SMHModel
public import SMHOperations
public import SMHScript

/// `entry`: a file or directory as a listing gave it.
public final class EntryObject: HostObject {
    public let entry: Entry
    let host: DriveHost

    init(_ entry: Entry, host: DriveHost) {
        self.entry = entry
        self.host = host
    }

    public var typeName: String { "entry" }
    public var text: String { entry.path.description }

    public var memberNames: [String] {
        PathMembers.names + [
            "kind", "size", "created", "modified", "type", "etag", "crc64", "inode", "space", "library", "version",
            "meta",
            "raw",
        ]
    }

    public func property(_ name: String) throws(ScriptError) -> HostValue? {
        switch name {
        case "name": .string(entry.name)
        case "kind": .string(entry.kind.word)
        case "size": HostValue(entry.size)
        case "created": HostValue(time: entry.created)
        case "modified": HostValue(time: entry.modified)
        case "type": .string(entry.type)
        case "etag": HostValue(entry.etag)
        case "crc64": HostValue(entry.crc64)
        case "inode": HostValue(entry.inode)
        case "space": .object(host.object(for: entry.space))
        case "library": host.libraryObject(for: entry.space.drive).map { .object($0) } ?? .null
        case "version": HostValue(entry.version)
        case "meta": .map(entry.meta.sorted { $0.key < $1.key }.map { (key: $0.key, value: .string($0.value)) })
        case "raw": HostValue(json: entry.raw)
        default: PathMembers.property(name, of: entry.path)
        }
    }

    /// By library, space and path (language.md section 2); a listing that is older makes no other entry.
    public func isEqual(to other: any HostObject) -> Bool {
        guard let other = other as? EntryObject else { return false }
        return entry.space == other.entry.space && entry.path == other.entry.path
    }

    public func joined(with name: String) throws(ScriptError) -> HostValue? {
        try LocationObject(path: entry.path, space: entry.space, host: host).joined(with: name)
    }
}

extension Entry.Kind {
    /// What `.kind` gives, and what `glob(…, kind:)` takes.
    var word: String {
        switch self {
        case .file: "file"
        case .directory: "dir"
        case .link: "link"
        }
    }
}
