import SMHModel
import SMHOperations
import SMHScript

/// Files that a script names for an album, as its members.
struct AlbumFiles {
    let album: Album
    let host: DriveHost
    private(set) var members: [AlbumMember] = []

    init(album: Album, host: DriveHost) {
        self.album = album
        self.host = host
    }

    /// Takes what can be taken without looking anything up; false if that is not all.
    mutating func addKnown(_ values: [HostValue]) throws(ScriptError) -> Bool {
        for value in values {
            switch value {
            case .list(let values): if try !addKnown(values) { return false }
            case .object(let entry as EntryObject) where entry.entry.inode != nil: try add(entry.entry)
            case .object(let item as AlbumItemObject): add(item.member)
            default: return false
            }
        }
        return true
    }

    mutating func add(_ values: [HostValue]) async throws(ScriptError) {
        for value in values { try await add(value) }
    }

    private mutating func add(_ value: HostValue) async throws(ScriptError) {
        switch value {
        case .list(let values): try await add(values)
        case .object(let item as AlbumItemObject): add(item.member)
        case .object(let items as AlbumItems): for member in try await items.members() { add(member) }
        case .object(let glob as GlobObject): for entry in try await Self.entries(of: glob) { try add(entry) }
        case .object(let entry as EntryObject) where entry.entry.inode != nil: try add(entry.entry)
        case .string(let text) where text.isEmpty: throw ScriptError(PathError(.emptyName, in: text))
        default:
            let (path, space) = try host.place(value, for: "add")
            let entry = try await host.perform { engine async throws(OperationError) in
                try await engine.stat(path, in: space)
            }
            try add(entry)
        }
    }

    private mutating func add(_ entry: Entry) throws(ScriptError) {
        guard entry.space == album.space, let id = entry.inode else {
            throw ScriptError(.argument, "\"\(entry.path)\" lies in another library than the album")
        }
        guard !entry.isDirectory else {
            throw ScriptError(
                .argument, "\"\(entry.path)\" is a directory, and an album holds files",
                hint: "glob(\"\(entry.path)/*\") are the files in it")
        }
        members.append(AlbumMember(album: album, id: id, name: entry.name, size: entry.size, entry: entry))
    }

    private mutating func add(_ member: AlbumMember) {
        members.append(
            AlbumMember(
                album: album, id: member.id, owner: member.owner, taken: member.taken, name: member.name,
                size: member.size))
    }

    private static func entries(of glob: GlobObject) async throws(ScriptError) -> [Entry] {
        let walk = try glob.host.engine().walk(glob.request)
        defer { walk.close() }
        var entries: [Entry] = []
        do throws(OperationError) {
            while true {
                switch try walk.next() {
                case .entry(let entry): entries.append(entry)
                case .end: return entries
                case .wait(let wait): try await wait()
                }
            }
        } catch {
            throw ScriptError(error, host: glob.host)
        }
    }
}
