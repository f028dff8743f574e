import SMHModel
import SMHOperations
import SMHScript

/// What a script gave an operation to act on, in the terms of the engine.
struct Targets {
    var targets: [OperationTarget] = []
    /// Whether a glob, a list or a report was among them, however many items that has (rule 2).
    var isMany = false

    private let kind: OperationKind
    private let host: DriveHost

    init(_ values: [HostValue], for kind: OperationKind, host: DriveHost) throws(ScriptError) {
        self.kind = kind
        self.host = host
        for value in values { try add(value) }
    }

    private mutating func add(_ value: HostValue) throws(ScriptError) {
        switch value {
        case .string(let text): targets.append(.path(try Self.path(text, for: kind), in: try host.currentSpace()))
        case .list(let values):
            isMany = true
            for value in values { try add(value) }
        case .object(let object): try add(object)
        default: throw mismatch(value)
        }
    }

    private mutating func add(_ object: any HostObject) throws(ScriptError) {
        switch object {
        case let entry as EntryObject: targets.append(.entry(entry.entry))
        case let location as LocationObject: try add(location)
        case let glob as GlobObject:
            isMany = true
            targets.append(.glob(glob.request))
        case let item as ItemObject: try add(item)
        case let item as RecycledObject: try add(item)
        case let item as AlbumItemObject:
            try checkAlbumTarget(item.text, isItem: true)
            targets.append(.member(item.member))
        case let album as AlbumObject:
            try checkAlbumTarget(album.text, isItem: false)
            targets.append(.album(album.album))
        case let report as ReportObject:
            isMany = true
            // What an operation has done can be done something with; what failed is `report.failed`.
            for position in report.report.indices(failed: false) {
                try add(ItemObject(report.report, at: position, host: host))
            }
        default: throw mismatch(.object(object))
        }
    }

    private mutating func add(_ location: LocationObject) throws(ScriptError) {
        guard !location.hasTrailingSlash else { throw ScriptError(PathError(.trailingSlash, in: location.text)) }
        targets.append(.path(location.path, in: location.space))
    }

    private mutating func add(_ item: ItemObject) throws(ScriptError) {
        let outcome = item.outcome
        guard !outcome.operation.isOfAlbum else {
            throw ScriptError(
                .argument, "this item tells of an album and not of a file, so there is nothing to \(kind.word)",
                hint: "name the file itself, or the item of the album")
        }
        switch kind {
        case .restore, .purge:
            guard let number = outcome.recycledID else {
                throw ScriptError(
                    .argument,
                    "\(outcome.from ?? .root) has no number in the recycle bin, so it cannot be \(kind.word)d by this item",
                    hint: "recycled() lists what is in the bin")
            }
            targets.append(.recycled(number, in: outcome.sourceSpace, place: outcome.from))
        case .delete, .move, .copy, .mkdir, .addToAlbum, .removeFromAlbum, .deleteAlbum:
            guard let place = item.place else {
                throw ScriptError(.argument, "\(outcome.from ?? .root) is gone, so there is nothing to \(kind.word)")
            }
            targets.append(.path(place.path, in: place.space))
        }
    }

    private mutating func add(_ item: RecycledObject) throws(ScriptError) {
        guard kind == .restore || kind == .purge else {
            throw ScriptError(
                .type, "\(item.entry.name) is in the recycle bin, and \(kind.word) takes what is not",
                hint: kind == .delete ? "purge(…) removes things from the bin for good" : "restore it first")
        }
        targets.append(.recycled(item.entry.number, in: item.entry.space, place: item.entry.originalPath))
    }

    /// Rule 3: a mistyped key gives null, and must not be taken for anything.
    private func mismatch(_ value: HostValue) -> ScriptError {
        ScriptError(
            .type,
            "\(kind.word) needs a path, an entry, a location, an item, a glob or a list of these, not \(value.typeNameWithArticle)",
            hint: value.isNull ? "is a key or a property misspelt?" : nil)
    }

    /// A path as a target writes it; the empty text is a mistake and not the root.
    static func path(_ text: String, for kind: OperationKind) throws(ScriptError) -> DrivePath {
        do throws(PathError) {
            guard !text.isEmpty else { throw PathError(.emptyName, in: text) }
            return try DrivePath(parsing: text)
        } catch {
            throw ScriptError(error)
        }
    }
}

extension Targets {
    private func checkAlbumTarget(_ what: String, isItem: Bool) throws(ScriptError) {
        if kind == .delete { return }
        throw ScriptError(
            .type,
            isItem
                ? "\(what) is a reference to a file, and \(kind.word) takes the file"
                : "\(what) holds references to files, and \(kind.word) takes files",
            hint: isItem ? "item.entry() is the file" : "album.items.map(x => x.entry()) are the files")
    }

    /// What a `delete` of these does. One that did this to some of its targets and that to others could be taken for
    /// either, so it is refused.
    func kindOfDelete() throws(ScriptError) -> OperationKind {
        if targets.count == 1, case .entry = targets[0] { return .delete }
        var kinds: Set<OperationKind> = []
        for target in targets {
            switch target {
            case .member: kinds.insert(.removeFromAlbum)
            case .album: kinds.insert(.deleteAlbum)
            default: kinds.insert(.delete)
            }
        }
        guard let kind = kinds.first else { return .delete }
        if kinds.count == 1 { return kind }
        throw ScriptError(
            .argument, "one delete takes files, items of albums or albums, and not some of each",
            hint: "an item of an album leaves the album and its file stays: write a delete for each kind")
    }

    static func listsAlbum(_ value: HostValue) -> Bool {
        switch value {
        case .object(let object): object is AlbumItems
        case .list(let values): values.contains(where: listsAlbum)
        default: false
        }
    }

    /// The same with the items of albums in place of `album.items`.
    static func listingAlbums(_ values: [HostValue]) async throws(ScriptError) -> [HostValue] {
        var listed: [HostValue] = []
        for value in values {
            switch value {
            case .object(let items as AlbumItems):
                listed.append(
                    .list(try await items.members().map { .object(AlbumItemObject($0, host: items.host)) }))
            case .list(let values): listed.append(.list(try await listingAlbums(values)))
            default: listed.append(value)
            }
        }
        return listed
    }
}

extension DriveHost {
    /// The `to` of a move or copy: a slash at its end means "into this directory" (rule 2).
    func destination(_ value: HostValue, of kind: OperationKind) throws(ScriptError) -> OperationDestination {
        switch value {
        case .string(let text):
            let space = try currentSpace()
            do throws(PathError) {
                guard !text.isEmpty else { throw PathError(.emptyName, in: text) }
                let (path, slash) = try DrivePath.parseTarget(text)
                return OperationDestination(space: space, path: path, isDirectory: slash || path.isRoot)
            } catch {
                throw ScriptError(error)
            }
        case .object(let location as LocationObject):
            return OperationDestination(
                space: location.space, path: location.path,
                isDirectory: location.hasTrailingSlash || location.path.isRoot)
        case .object(let entry as EntryObject):
            return OperationDestination(space: entry.entry.space, path: entry.entry.path, isDirectory: false)
        case .object(let space as SpaceObject):
            return OperationDestination(space: space.space, path: .root, isDirectory: true)
        case .object(let album as AlbumObject):
            throw ScriptError(
                .type,
                "\(album.text) holds references and no files, so nothing can be \(kind == .move ? "moved" : "copied") to it",
                hint: "album.add(…) puts files into an album; they stay where they are")
        default:
            throw ScriptError(
                .type, "\(kind.word) needs a path or a location behind `to`, not \(value.typeNameWithArticle)",
                hint: value.isNull ? "is a key or a property misspelt?" : nil)
        }
    }

    /// A place that is read: the empty text and `/` are the root.
    func place(_ value: HostValue, for function: String) throws(ScriptError) -> (path: DrivePath, space: DriveSpace) {
        switch value {
        case .string(let text):
            let space = try currentSpace()
            do {
                return (try DrivePath(parsing: text), space)
            } catch {
                throw ScriptError(error)
            }
        case .object(let location as LocationObject): return (location.path, location.space)
        case .object(let entry as EntryObject): return (entry.entry.path, entry.entry.space)
        case .object(let space as SpaceObject): return (.root, space.space)
        case .object(let item as ItemObject):
            if let place = item.place { return place }
            throw ScriptError(.argument, "\(item.outcome.from ?? .root) is gone")
        default:
            throw ScriptError(
                .type, "\(function)() needs a path, an entry or a location, not \(value.typeNameWithArticle)",
                hint: value.isNull ? "is a key or a property misspelt?" : nil
            ).about(.argument(0, "path"))
        }
    }

    /// The space an argument names; the current one for null.
    func space(_ value: HostValue, for function: String) throws(ScriptError) -> DriveSpace {
        switch value {
        case .null: return try currentSpace()
        case .string(let id): return try self.space(id, in: try home().drive.identity)
        case .object(let space as SpaceObject): return space.space
        default:
            throw ScriptError(.type, "\(function)() needs a space, not \(value.typeNameWithArticle)")
                .about(.argument(nil, "space"))
        }
    }
}
