public import SMHModel
import Synchronization

extension OperationEngine {
    /// Waits until every earlier operation that conflicts with an access has finished, and does something while those
    /// that come later wait.
    /// - Parameter dependsOnEarlier: it is a change, which is refused after a failure that the script had not seen.
    func ordered<Value: Sendable>(
        _ access: Access, _ second: Access? = nil, dependsOnEarlier: Bool = false,
        _ body: () async throws(OperationError) -> Value
    ) async throws(OperationError) -> Value {
        let ticket = Ticket()
        let place = change { state -> (slot: Int32, sequence: Int64, stamp: Int64)? in
            if state.stop != nil { return nil }
            state.waiting[ObjectIdentifier(ticket.latch)] = ticket.latch
            let (sequence, stamp) = (state.queue.nextSequence, state.queue.failures.stamp)
            return (state.queue.admit(ticket, access, second), sequence, stamp)
        }
        guard let (slot, sequence, stamp) = place else { throw trouble() ?? Self.cancelled }
        await ticket.latch.wait()
        change { $0.waiting[ObjectIdentifier(ticket.latch)] = nil }
        // Woken because the run stops or the service is out: what it waits for may never come.
        if !ticket.isGranted.load(ordering: .acquiring) {
            change { $0.queue.releaseWhenReady(slot) }
            throw trouble() ?? Self.cancelled
        }
        do throws(OperationError) {
            if dependsOnEarlier, let failure = dependency(of: access, sequence, stamp) { throw failure }
            let value = try await body()
            change { $0.queue.release(slot) }
            return value
        } catch {
            change { $0.queue.release(slot) }
            throw error
        }
    }

    private func dependency(of access: Access, _ sequence: Int64, _ stamp: Int64) -> OperationError? {
        state.withLock { state in
            let obstacle = state.queue.failures.obstacle(
                for: [access], task: 0, sequence: sequence, seenUpTo: stamp, identity: 0)
            guard let failure = obstacle.map({ state.queue.dependencyFailure(on: $0) }) else { return nil }
            return OperationError(failure.code, failure.message, hint: failure.hint, path: "\(access.path)")
        }
    }

    /// A thing that the host reads or changes by itself, in its place in the order of operations.
    public enum Touch: Sendable {
        case reading(DrivePath, DriveSpace), writing(DrivePath, DriveSpace)
        case readingBin(DriveSpace), writingBin(DriveSpace)
        /// A file of this machine, by its absolute path.
        case readingLocal(String), writingLocal(String)

        var access: Access {
            switch self {
            case .reading(let path, let space): Access(.read, path, at: .space(space.index))
            case .writing(let path, let space): Access(.write, path, at: .space(space.index))
            case .readingBin(let space): Access(.read, .root, at: .bin(space.index))
            case .writingBin(let space): Access(.write, .root, at: .bin(space.index))
            case .readingLocal(let path): Access(.read, Self.local(path), at: .local)
            case .writingLocal(let path): Access(.write, Self.local(path), at: .local)
            }
        }

        private static func local(_ path: String) -> DrivePath {
            DrivePath(unchecked: path.split(separator: "/").map(String.init))
        }
    }

    /// Does something after every earlier operation that conflicts with what it touches, and before every later one:
    /// uploads, downloads, albums, local files.
    public func ordered<Value: Sendable>(
        _ first: Touch, _ second: Touch? = nil, _ body: () async throws(OperationError) -> Value
    ) async throws(OperationError) -> Value {
        try await ordered(first.access, second?.access, body)
    }

    /// Whether something stands at a path. Throws unless the service said yes or no.
    public func exists(_ path: DrivePath, in space: DriveSpace) async throws(OperationError) -> Bool {
        try await ordered(Access(.read, path, at: .space(space.index))) { () throws(OperationError) in
            if path.isRoot { return true }
            return try await look(at: path, space.index, for: .script) != nil
        }
    }

    /// What stands at a path; `NotFound` if nothing does.
    public func stat(_ path: DrivePath, in space: DriveSpace) async throws(OperationError) -> Entry {
        try await ordered(Access(.read, path, at: .space(space.index))) { () throws(OperationError) in
            guard let entry = try await look(at: path, space.index, for: .script) else {
                throw OperationError(.notFound, "nothing stands at \"\(path)\"", path: "\(path)", status: 404)
            }
            return entry
        }
    }

    /// What lies in a directory, by name.
    public func list(_ directory: DrivePath, in space: DriveSpace) async throws(OperationError) -> [Entry] {
        try await ordered(Access(.read, directory, at: .space(space.index))) { () throws(OperationError) in
            var entries: [Entry] = []
            var reader = DirectoryReader(directory: directory, space: space.index, asker: .script)
            while let page = try await reader.next(self) { entries += page }
            return entries
        }
    }

    /// The versions that the library keeps of a file, newest first.
    public func history(of file: DrivePath, in space: DriveSpace) async throws(OperationError) -> [EntryVersion] {
        try await ordered(Access(.read, file, at: .space(space.index))) { () throws(OperationError) in
            var versions: [EntryVersion] = []
            var markers: Set<String> = []
            var marker: String?
            repeat {
                let current = marker
                let page = try await exchange(.read, in: space.index, path: file, for: .script) {
                    (drive, place) throws(DriveError) in
                    try await drive.versionPage(of: file, in: place, marker: current)
                }
                versions += page.versions
                marker = page.nextMarker
                // A marker that comes again would never end.
            } while marker.map { markers.insert($0).inserted } == true
            return versions
        }
    }

    /// What lies in the recycle bin.
    public func recycled(in space: DriveSpace) async throws(OperationError) -> [RecycledEntry] {
        try await ordered(Access(.read, .root, at: .bin(space.index))) { () throws(OperationError) in
            try await readBin(space.index, for: .script)
        }
    }

    func readBin(_ space: Int32, for asker: Asker) async throws(OperationError) -> [RecycledEntry] {
        var entries: [RecycledEntry] = []
        var given: Set<Int64> = []
        var marker: String?
        while true {
            let current = marker
            let page = try await exchange(.read, in: space, path: nil, for: asker) {
                (drive, place) throws(DriveError) in
                try await drive.recycledPage(in: place, marker: current, limit: drive.capabilities.recycledPageLimit)
            }
            var gaveNew = false
            for entry in page.entries where given.insert(entry.number).inserted {
                entries.append(entry)
                gaveNew = true
            }
            guard let next = page.nextMarker, !next.isEmpty, gaveNew else { return entries }
            marker = next
        }
    }

    public func usage(of space: DriveSpace) async throws(OperationError) -> SpaceUsage {
        try await ordered(Access(.read, .root, at: .space(space.index))) { () throws(OperationError) in
            try await exchange(.read, in: space.index, path: nil, for: .script) { (drive, place) throws(DriveError) in
                try await drive.usage(of: place)
            }
        }
    }

    /// The ids of a library's spaces.
    public func spaces(of drive: DriveIdentity? = nil) async throws(OperationError) -> [String] {
        let anySpace = space("-", drive: drive)
        return try await exchange(.read, in: anySpace.index, path: nil, for: .script) { (drive, _) throws(DriveError) in
            try await drive.spaces()
        }
    }
}
