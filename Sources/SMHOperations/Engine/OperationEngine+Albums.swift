import SMHModel
import Synchronization

extension OperationEngine {
    /// Album calls of one album that are under way, and what the service has accepted without a word on single items.
    struct AlbumCheck {
        var calls = 0
        var accepted: [(sending: Sending, key: BucketKey)] = []
    }

    /// Which album, or which space's albums as a whole.
    struct AlbumKey: Hashable {
        var space: Int32
        /// nil for deletes of albums, which the list of albums settles.
        var album: DrivePath?

        init(_ key: BucketKey) {
            space = key.space
            album = key.kind == .deleteAlbum ? nil : key.group
        }
    }

    // MARK: Changes

    /// Makes an album call, and sees to it that what was accepted is looked at once no other call of the album is under
    /// way: one listing serves them all.
    func runAlbumCall(_ key: BucketKey, _ body: (OperationEngine) async -> Void) async {
        let album = AlbumKey(key)
        state.withLock { $0.albumChecks[album, default: AlbumCheck()].calls += 1 }
        await body(self)
        let accepted = state.withLock { state -> [(sending: Sending, key: BucketKey)] in
            guard var check = state.albumChecks[album] else { return [] }
            check.calls -= 1
            state.albumChecks[album] = check.calls == 0 ? nil : check
            return check.calls == 0 ? check.accepted : []
        }
        if !accepted.isEmpty { await verify(accepted) }
    }

    /// The service took a call and said nothing of its items: they are not done before a listing has shown it.
    func noteAccepted(_ sending: Sending, _ key: BucketKey) {
        state.withLock { $0.albumChecks[AlbumKey(key), default: AlbumCheck()].accepted.append((sending, key)) }
    }

    /// Holds what was accepted against the album's listing; what is not as it should be gets a second look some seconds
    /// later. Where the album cannot be listed the items stay unverified.
    private func verify(_ accepted: [(sending: Sending, key: BucketKey)]) async {
        guard let key = accepted.first?.key else { return }
        var open = accepted.flatMap { part in
            zip(part.sending.slots, part.sending.items).map {
                (slot: $0, item: $1, isWanted: part.key.kind == .addToAlbum)
            }
        }
        for round in 1...2 {
            let listed: Set<String>
            do throws(OperationError) {
                listed = try await self.listed(key)
            } catch {
                if trouble()?.stop != nil { return }
                settle(open.map { ($0.slot, .unverified(status: 200)) })
                return
            }
            let done = open.filter { listed.contains($0.item.source.name) == $0.isWanted }
            settle(done.map { ($0.slot, .done(status: 200, finalPath: nil, number: 0)) })
            open.removeAll { listed.contains($0.item.source.name) == $0.isWanted }
            if open.isEmpty { return }
            if round == 1 { await clock.sleep(nanoseconds: Self.lookInterval) }
            if trouble()?.stop != nil { return }
        }
        settle(
            open.map { entry in
                let holds = entry.isWanted ? "does not hold" : "still holds"
                return (
                    entry.slot,
                    .failed(
                        status: 200,
                        ItemFailure(
                            code: .protocol,
                            message:
                                "the service accepted the call, but its listing \(holds) \(entry.item.source.name)",
                            hint: "look at the album before doing it again"))
                )
            })
    }

    private func settle(_ verdicts: [(Int32, Verdict)]) {
        change { state in
            for (slot, verdict) in verdicts { state.queue.complete(slot, verdict) }
            state.queue.drain()
        }
    }

    /// The ids that an album call is about, as the service lists them now: an album's files, or the albums themselves.
    func listed(_ key: BucketKey) async throws(OperationError) -> Set<String> {
        guard key.kind != .deleteAlbum, let id = key.group?.names.first, let place = drive(of: key.space)?.2 else {
            return Set(try await readAlbums(key.space, for: .operation).map(\.id))
        }
        var ids: Set<String> = []
        try await readMembers(of: Album(space: place, id: id, name: nil, isManual: true), for: .operation) { members in
            for member in members { ids.insert(member.id) }
            return true
        }
        return ids
    }

    // MARK: Reads

    /// The albums of a space, after every earlier change of one.
    public func albums(in space: DriveSpace) async throws(OperationError) -> [Album] {
        try await ordered(Access(.read, .root, at: .albums(space.index))) { () throws(OperationError) in
            try await readAlbums(space.index, for: .script)
        }
    }

    func readAlbums(_ space: Int32, for asker: Asker) async throws(OperationError) -> [Album] {
        var albums: [Album] = []
        var given: Set<String> = []
        var marker: String?
        while true {
            let current = marker
            let page = try await exchange(.read, in: space, path: nil, for: asker) {
                (drive, place) throws(DriveError) in
                try await drive.albumPage(in: place, marker: current)
            }
            let new = page.albums.filter { given.insert($0.id).inserted }
            albums += new
            guard let next = page.nextMarker, next != marker, !new.isEmpty || page.albums.isEmpty else { return albums }
            marker = next
        }
    }

    /// Gives an album's members, a page at a time, each once; stops early when told so.
    func readMembers(
        of album: Album, for asker: Asker, _ take: ([AlbumMember]) -> Bool
    ) async throws(OperationError) {
        var given: Set<String> = []
        var marker: String?
        while true {
            let current = marker
            let page = try await exchange(.read, in: album.space.index, path: nil, for: asker) {
                (drive, _) throws(DriveError) in
                try await drive.memberPage(of: album, marker: current)
            }
            let new = page.members.filter { given.insert($0.id).inserted }
            if !new.isEmpty, !take(new) { return }
            guard let next = page.nextMarker, next != marker, !new.isEmpty else { return }
            marker = next
        }
    }

    /// The file that is in an album, after every earlier change of its space.
    public func entry(of member: AlbumMember) async throws(OperationError) -> Entry {
        let space = member.album.space
        return try await ordered(Access(.read, .root, at: .space(space.index))) { () throws(OperationError) in
            try await exchange(.read, in: space.index, path: nil, for: .script) { (drive, place) throws(DriveError) in
                try await drive.entry(withIdentity: member.id, in: place)
            }
        }
    }

    // MARK: Making and naming

    /// Makes an empty manual album. The service may allow two of one name, and nobody could tell them apart: a name that
    /// is taken is `Exists`. After an answer that never came the albums are looked at before it is asked again.
    public func createAlbum(named name: String, in space: DriveSpace) async throws(OperationError) -> Album {
        try await admitAlbumChange()
        return try await ordered(Access(.write, .root, at: .albums(space.index))) { () throws(OperationError) in
            if let there = try await album(named: name, space) {
                throw OperationError(
                    .exists, "there is an album \"\(name)\" already, \(there.id)",
                    hint: "album(\"\(name)\") is that one")
            }
            var attempt = 0
            while true {
                attempt += 1
                do throws(OperationError) {
                    let id = try await once(in: space) { (drive) throws(DriveError) in
                        try await drive.createAlbum(named: name, in: space)
                    }
                    return Album(space: space, id: id, name: name, isManual: true)
                } catch {
                    guard error.code == .network, attempt <= Self.mostAttempts else { throw error }
                    if let made = try await twice({ () throws(OperationError) in try await album(named: name, space) })
                    {
                        return made
                    }
                }
            }
        }
    }

    /// Gives an album another name.
    public func renameAlbum(_ album: Album, to name: String) async throws(OperationError) -> Album {
        try await admitAlbumChange()
        let space = album.space
        // The names of all albums are looked at, so all of them stay as they are meanwhile.
        return try await ordered(Access(.write, .root, at: .albums(space.index))) { () throws(OperationError) in
            if let there = try await self.album(named: name, space), !there.id.hasSameBytes(as: album.id) {
                throw OperationError(.exists, "there is an album \"\(name)\" already, \(there.id)")
            }
            // To give the same name twice does no harm.
            try await exchange(.change, in: space.index, path: nil, for: .script) { (drive, _) throws(DriveError) in
                try await drive.renameAlbum(album, to: name)
            }
            return Album(space: space, id: album.id, name: name, isManual: album.isManual)
        }
    }

    private static let mostAttempts = 3

    private func album(named name: String, _ space: DriveSpace) async throws(OperationError) -> Album? {
        try await readAlbums(space.index, for: .script).first { $0.name?.hasSameBytes(as: name) ?? false }
    }

    /// Two looks some seconds apart; the first that finds something counts.
    private func twice<Value: Sendable>(
        _ look: () async throws(OperationError) -> Value?
    ) async throws(OperationError) -> Value? {
        if let found = try await look() { return found }
        await clock.sleep(nanoseconds: Self.lookInterval)
        return try await look()
    }

    /// A change that must not be made twice: again only if it was certainly not done. In doubt it is `Network`.
    private func once<Value: Sendable>(
        in space: DriveSpace, _ body: @Sendable (any Drive) async throws(DriveError) -> Value
    ) async throws(OperationError) -> Value {
        let result = try await exchange(.change, in: space.index, path: nil, for: .script) {
            (drive, _) throws(DriveError) -> Result<Value, DriveError> in
            do throws(DriveError) {
                return .success(try await body(drive))
            } catch {
                guard error.kind == .inDoubt else { throw error }
                return .failure(error)
            }
        }
        switch result {
        case .success(let value): return value
        case .failure(let error):
            throw OperationError(
                .network, error.message, status: error.status, serviceCode: error.serviceCode,
                requestID: error.requestID)
        }
    }

    private func admitAlbumChange() async throws(OperationError) {
        if let stop = trouble(), stop.stop != nil { throw stop }
        try await othersAreCounted()
        let problem = change { state -> OperationError? in
            if state.limits.hasBounds {
                return refuse("an album lies in no directory, and this run may change only some (--within)", &state)
            }
            return countedExcess(ChangeTally(items: 1), &state)
        }
        if let problem { throw problem }
    }
}
