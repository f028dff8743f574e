import SMHModel
import SMHOperations
import SMHScript

/// Albums: `album albums createAlbum`, and the methods of one.
///
/// There is no `copy … to album(…)`: a copy is a second file, and an album holds none. Who took the two for the same would
/// delete the only one.
struct AlbumFunctions {
    let host: DriveHost

    var all: [NativeFunction] { [album.readOnly, albums.readOnly, createAlbum] }

    private var album: NativeFunction {
        NativeFunction(
            "album(name)",
            """
            An album by its name or id. `.items` are the files in it, for a loop, `.where`, `.map`, `.take`, `.count`, \
            `.list()`; `delete` of one takes it out of the album, and the file stays. `.add(…)`, `.remove(…)`, `.rename(…)`.
            """
        ) { [self] call throws(ScriptError) in
            let name = try call.string("name")
            let space = try host.currentSpace()
            return .wait { [host] () async throws(ScriptError) in
                let albums = try await host.albums(in: space)
                return .object(AlbumObject(try Self.find(name, in: albums), host: host))
            }
        }
    }

    private var albums: NativeFunction {
        NativeFunction("albums()", "The user's own albums: those made by hand, then the collections.") {
            [self] _ throws(ScriptError) in
            let space = try host.currentSpace()
            return .wait { [host] () async throws(ScriptError) in
                .list(try await host.albums(in: space).map { .object(AlbumObject($0, host: host)) })
            }
        }
    }

    private var createAlbum: NativeFunction {
        NativeFunction(
            "createAlbum(name)",
            "Makes an empty album, waits, and gives it; Exists if there is one of this name. `delete` of an album leaves its files."
        ) { [self] call throws(ScriptError) in
            let name = try call.string("name")
            let space = try host.currentSpace()
            return .wait { [host] () async throws(ScriptError) in
                let album = try await host.perform { engine async throws(OperationError) in
                    try await engine.createAlbum(named: name, in: space)
                }
                return .object(AlbumObject(album, host: host))
            }
        }
    }

    /// By id, else by name; one of several of a name cannot be told.
    private static func find(_ text: String, in albums: [Album]) throws(ScriptError) -> Album {
        if let album = albums.first(where: { $0.id.hasSameBytes(as: text) }) { return album }
        let named = albums.filter { $0.name?.hasSameBytes(as: text) ?? false }
        if let album = named.first, named.count == 1 { return album }
        if named.isEmpty {
            let near = Spelling.nearest(to: text, in: albums.compactMap(\.name))
            throw ScriptError(
                .notFound, "there is no album \"\(text)\"",
                hint: near.map { "did you mean \"\($0)\"?" } ?? "albums() lists them")
        }
        throw ScriptError(
            .argument, "\(named.count) albums are called \"\(text)\": \(named.map(\.id).joined(separator: ", "))",
            hint: "album(…) takes an id too")
    }

    // MARK: Methods

    func method(_ name: String, of album: AlbumObject) -> NativeFunction? {
        switch name {
        case "add":
            NativeFunction(
                "add(items...)",
                """
                Puts files into the album: entries, paths, globs, items of other albums, and lists of these. The files stay \
                where they are, and nothing is copied. The value is a task.
                """
            ) { [self] call throws(ScriptError) in
                try change(.addToAlbum, call.rest("items"), album, OperationOrigin(call.location))
            }
        case "remove":
            NativeFunction(
                "remove(items...)",
                """
                Takes files out of the album, as `delete` of its items does: the files stay where they are. It takes entries, \
                paths and globs too. The value is a task.
                """
            ) { [self] call throws(ScriptError) in
                try change(.removeFromAlbum, call.rest("items"), album, OperationOrigin(call.location))
            }
        case "rename":
            NativeFunction("rename(name)", "Gives the album another name, waits, and gives the album as it is then.") {
                [self] call throws(ScriptError) in
                let name = try call.string("name")
                return .wait { [host] () async throws(ScriptError) in
                    let renamed = try await host.perform { engine async throws(OperationError) in
                        try await engine.renameAlbum(album.album, to: name)
                    }
                    return .object(AlbumObject(renamed, host: host))
                }
            }
        default: nil
        }
    }

    /// Files that are known by id go at once; what has to be looked up first makes the script wait.
    private func change(
        _ kind: OperationKind, _ values: [HostValue], _ album: AlbumObject, _ origin: OperationOrigin
    ) throws(ScriptError) -> NativeResult {
        let operations = OperationFunctions(host: host)
        var files = AlbumFiles(album: album.album, host: host)
        if try files.addKnown(values) {
            return try operations.submit(operation(kind, files.members, origin))
        }
        return .wait { [self] () async throws(ScriptError) in
            var files = AlbumFiles(album: album.album, host: host)
            try await files.add(values)
            return .object(try operations.task(operation(kind, files.members, origin)))
        }
    }

    private func operation(_ kind: OperationKind, _ members: [AlbumMember], _ origin: OperationOrigin) -> Operation {
        Operation(kind, members.map { .member($0) }, isMany: true, emptyMatch: .accept, origin: origin)
    }
}

extension DriveHost {
    func albums(in space: DriveSpace) async throws(ScriptError) -> [Album] {
        try await perform { engine async throws(OperationError) in try await engine.albums(in: space) }
    }
}
