import SMHModel
public import SMHOperations
public import SMHScript

/// `item`: what became of one thing that an operation was asked to change.
///
/// Small, for a script may ask for a list of millions: what it says is looked up in the report.
public final class ItemObject: HostObject {
    private let report: Report
    private let position: Int
    let host: DriveHost

    init(_ report: Report, at position: Int, host: DriveHost) {
        self.report = report
        self.position = position
        self.host = host
    }

    public var outcome: ItemOutcome { report[position] }

    /// One item of one report, however often it was asked for.
    public func isEqual(to other: any HostObject) -> Bool {
        guard let other = other as? ItemObject else { return false }
        return report === other.report && position == other.position
    }

    public var typeName: String { "item" }
    public var text: String {
        if let album = outcome.albumID {
            return outcome.fileID.map { "<item \($0) of album \(album)>" } ?? "<item album \(album)>"
        }
        return "<item \(outcome.path ?? outcome.from ?? .root)>"
    }

    public var memberNames: [String] {
        [
            "album", "code", "entry", "from", "id", "message", "ok", "op", "path", "recycledId", "requestId", "size",
            "status", "to",
        ]
    }

    public func property(_ name: String) throws(ScriptError) -> HostValue? {
        switch name {
        case "status": .int(outcome.status)
        case "ok": .bool(outcome.ok)
        case "op": .string(outcome.operation.word)
        case "path": HostValue(outcome.path?.description)
        case "from": HostValue(outcome.from?.description)
        case "to": HostValue(outcome.to?.description)
        case "recycledId": HostValue(outcome.recycledID)
        // Of album calls: the ids of album and file.
        case "album": HostValue(outcome.albumID)
        case "id": HostValue(outcome.fileID)
        case "code": HostValue(outcome.code?.rawValue)
        case "message": HostValue(outcome.message)
        case "requestId": HostValue(outcome.requestID)
        case "size": HostValue(outcome.size)
        case "entry": outcome.entry.map { .object(EntryObject($0, host: host)) } ?? .null
        default: nil
        }
    }

    /// Where the thing is now, and in which space; nil once it is gone.
    var place: (path: DrivePath, space: DriveSpace)? {
        guard let path = outcome.path else { return nil }
        let hasMoved = outcome.ok && (outcome.operation == .move || outcome.operation == .copy)
        return (path, hasMoved ? outcome.targetSpace : outcome.sourceSpace)
    }
}

/// `item` too: a thing in the recycle bin.
public final class RecycledObject: HostObject {
    public let entry: RecycledEntry
    let host: DriveHost

    init(_ entry: RecycledEntry, host: DriveHost) {
        self.entry = entry
        self.host = host
    }

    public var typeName: String { "item" }
    public var text: String { "<item \(entry.originalPath?.description ?? entry.name)>" }

    public var memberNames: [String] {
        PathMembers.names + [
            "created", "crc64", "deleted", "kind", "modified", "raw", "recycledId", "remainingDays", "size", "space",
            "type",
        ]
    }

    public func property(_ name: String) throws(ScriptError) -> HostValue? {
        switch name {
        case "recycledId": .int(Int(entry.number))
        case "name": .string(entry.name)
        case "path": HostValue(entry.originalPath?.description)
        case "kind": .string(entry.kind.word)
        case "type": .string(entry.type)
        case "size": HostValue(entry.size)
        case "crc64": HostValue(entry.crc64)
        case "created": HostValue(time: entry.created)
        case "modified": HostValue(time: entry.modified)
        case "deleted": HostValue(time: entry.removed)
        case "remainingDays": HostValue(entry.remainingDays.map(Int64.init))
        case "space": .object(host.object(for: entry.space))
        case "raw": HostValue(json: entry.raw)
        default: PathMembers.property(name, of: entry.originalPath ?? DrivePath(unchecked: [entry.name]))
        }
    }

    public func isEqual(to other: any HostObject) -> Bool {
        guard let other = other as? RecycledObject else { return false }
        return entry.space == other.entry.space && entry.number == other.entry.number
    }
}
