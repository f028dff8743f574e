public import SMHOperations
public import SMHScript

/// `album`: references to files, gathered by hand or by the service.
public final class AlbumObject: HostObject {
    public let album: Album
    let host: DriveHost

    init(_ album: Album, host: DriveHost) {
        self.album = album
        self.host = host
    }

    public var typeName: String { "album" }
    public var text: String { "<album \(album.name ?? album.id)>" }
    public var memberNames: [String] {
        ["add", "id", "items", "kind", "library", "name", "raw", "remove", "rename", "space"]
    }

    public func property(_ name: String) throws(ScriptError) -> HostValue? {
        switch name {
        case "id": .string(album.id)
        case "name": HostValue(album.name)
        case "kind": .string(album.isManual ? "manual" : "collection")
        case "items": .object(AlbumItems(album, host: host))
        case "raw": HostValue(json: album.raw)
        case "space": .object(host.object(for: album.space))
        case "library": host.libraryObject(for: album.space.drive).map { .object($0) } ?? .null
        default: nil
        }
    }

    public func method(_ name: String) -> NativeFunction? {
        AlbumFunctions(host: host).method(name, of: self)
    }

    public func isEqual(to other: any HostObject) -> Bool {
        guard let other = other as? AlbumObject else { return false }
        return album.space == other.album.space && album.id == other.album.id
    }

    public var isIterable: Bool { true }

    /// What is in it, so that `album.count` and `album.where(…)` are those of its items.
    public func makeIterator() throws(ScriptError) -> (any HostIterator)? {
        try AlbumItems(album, host: host).makeIterator()
    }
}

/// `album.items`: what is in an album, listed when a loop or an operation asks.
public final class AlbumItems: HostObject {
    public let album: Album
    let host: DriveHost

    init(_ album: Album, host: DriveHost) {
        self.album = album
        self.host = host
    }

    public var typeName: String { "items" }
    public var text: String { "<items of album \(album.name ?? album.id)>" }

    public func isEqual(to other: any HostObject) -> Bool {
        guard let other = other as? AlbumItems else { return false }
        return album.space == other.album.space && album.id == other.album.id
    }

    public var isIterable: Bool { true }

    /// The listing begins here, in the order of the script's operations, and not at the first element.
    public func makeIterator() throws(ScriptError) -> (any HostIterator)? {
        AlbumIterator(try host.engine().walk(album), host: host)
    }

    /// All of it.
    func members() async throws(ScriptError) -> [AlbumMember] {
        let walk = try host.engine().walk(album)
        defer { walk.close() }
        var members: [AlbumMember] = []
        do throws(OperationError) {
            while true {
                switch try walk.next() {
                case .member(let member): members.append(member)
                case .end: return members
                case .wait(let wait): try await wait()
                }
            }
        } catch {
            throw ScriptError(error, host: host)
        }
    }
}

final class AlbumIterator: HostIterator {
    private let walk: AlbumWalk
    private let host: DriveHost

    init(_ walk: AlbumWalk, host: DriveHost) {
        self.walk = walk
        self.host = host
    }

    func next() throws(ScriptError) -> HostIteration {
        do throws(OperationError) {
            switch try walk.next() {
            case .member(let member): return .value(.object(AlbumItemObject(member, host: host)))
            case .end: return .end
            case .wait(let wait): return host.iteration(waitingFor: wait)
            }
        } catch {
            throw ScriptError(error, host: host)
        }
    }

    func close() { walk.close() }
}

/// `item` too: a file's place in an album. Deleting it takes the file out of the album and never touches the file.
public final class AlbumItemObject: HostObject {
    public let member: AlbumMember
    let host: DriveHost

    init(_ member: AlbumMember, host: DriveHost) {
        self.member = member
        self.host = host
    }

    public var typeName: String { "item" }
    public var text: String { "<item \(member.name ?? member.id) of album \(member.album.name ?? member.album.id)>" }
    public var memberNames: [String] { ["album", "entry", "id", "name", "owner", "raw", "size", "taken"] }

    public func property(_ name: String) throws(ScriptError) -> HostValue? {
        switch name {
        case "id": .string(member.id)
        case "name": HostValue(member.name)
        case "path":
            throw ScriptError(
                .unsupported, "the service does not say where an album's item lies",
                hint: "`.entry()` asks for the file itself, which has a path")
        case "size": HostValue(member.size)
        case "taken": HostValue(time: member.taken)
        case "owner": HostValue(member.owner)
        case "album": .object(AlbumObject(member.album, host: host))
        case "raw": HostValue(json: member.raw)
        default: nil
        }
    }

    public func method(_ name: String) -> NativeFunction? {
        guard name == "entry" else { return nil }
        return NativeFunction("entry()", "The file itself, with its path: what a move, a copy or a delete of it needs.")
        {
            [member, host] _ in
            .wait { () async throws(ScriptError) in
                let entry = try await host.perform { engine async throws(OperationError) in
                    try await engine.entry(of: member)
                }
                return .object(EntryObject(entry, host: host))
            }
        }.readOnly
    }

    public func isEqual(to other: any HostObject) -> Bool {
        guard let other = other as? AlbumItemObject else { return false }
        return member.album.space == other.member.album.space && member.album.id == other.member.album.id
            && member.id == other.member.id
    }
}
